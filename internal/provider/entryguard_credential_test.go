package provider

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	acceptance "github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// written are the settings of a credential whose secret is write-only.
func written(secret string, version int) map[string]string {
	return map[string]string{
		"credential_data":            "",
		"credential_data_wo":         fmt.Sprintf(`{ accessKeyId = "AKIAIOSFODNN7EXAMPLE", secretAccessKey = %q }`, secret),
		"credential_data_wo_version": fmt.Sprint(version),
	}
}

func TestEntryGuardCredentialLifecycle(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	state := func(attribute string, want knownvalue.Check) statecheck.StateCheck {
		return statecheck.ExpectKnownValue(testCredential, tfjsonpath.New(attribute), want)
	}
	action := func(a plancheck.ResourceActionType) acceptance.ConfigPlanChecks {
		return acceptance.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(testCredential, a)}}
	}
	w.unitTest(acceptance.TestCase{
		Steps: []acceptance.TestStep{
			{
				Config: w.config(credentialHCL(nil)),
				ConfigStateChecks: []statecheck.StateCheck{
					state("organization_id", knownvalue.StringExact(entryguardtest.DefaultOrganization.ID)),
					state("deletion_policy", knownvalue.StringExact("DELETE")),
					state("verification_error", knownvalue.Null()),
				},
				Check: func(*terraform.State) error {
					want := map[string]any{"accessKeyId": "AKIAIOSFODNN7EXAMPLE", "secretAccessKey": testSecret}
					if diff := cmp.Diff(want, w.entryguard.CredentialData(w.onlyCredential().ID)); diff != "" {
						t.Errorf("EntryGuard got another secret (-want +got):\n%s", diff)
					}
					return nil
				},
			},
			{
				ResourceName: testCredential, ImportState: true, ImportStateVerify: true,
				// The secret can never be read; the verification came after the create.
				ImportStateVerifyIgnore: []string{"credential_data", "is_valid"},
			},
			{
				Config:           w.config(credentialHCL(map[string]string{"timeouts": `{ delete = "5m" }`})),
				ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
			},
			{
				Config:           w.config(credentialHCL(map[string]string{"credential_data": `{ accessKeyId = "AKIAI44QH8DHBEXAMPLE", secretAccessKey = "another" }`})),
				ConfigPlanChecks: action(plancheck.ResourceActionReplace),
			},
			{
				Config:           w.config(credentialHCL(map[string]string{"name": `"deployer 2"`, "credential_data": `{ accessKeyId = "AKIAI44QH8DHBEXAMPLE", secretAccessKey = "another" }`})),
				ConfigPlanChecks: action(plancheck.ResourceActionReplace),
			},
		},
		CheckDestroy: func(*terraform.State) error {
			if n := w.entryguard.CredentialCount(); n != 0 {
				t.Errorf("EntryGuard still has %d credentials", n)
			}
			return nil
		},
	})
}

// TestEntryGuardCredentialSecret: when a new secret replaces the credential,
// and when it does not.
func TestEntryGuardCredentialSecret(t *testing.T) {
	t.Parallel()
	another := map[string]string{"credential_data": `{ accessKeyId = "AKIAIOSFODNN7EXAMPLE", secretAccessKey = "another" }`}
	for name, c := range map[string]struct {
		before, after map[string]string
		want          string
		reason        string
	}{
		"another secret":             {nil, another, "delete create", "EntryGuard has no update"},
		"another name":               {nil, map[string]string{"name": `"deployer 2"`}, "delete create", "EntryGuard has no update"},
		"another type":               {nil, map[string]string{"credential_type": `"SESSION_TOKEN"`}, "delete create", "EntryGuard has no update"},
		"another cloud":              {nil, map[string]string{"cloud_provider": `"AZURE"`}, "delete create", "EntryGuard has no update"},
		"the same, write-only":       {nil, written(testSecret, 1), "update", "it only leaves the state"},
		"another, write-only":        {nil, written("another", 1), "delete create", "state still has the old one to compare with"},
		"another version":            {written(testSecret, 1), written("another", 2), "delete create", "that is what the version is for"},
		"the same version":           {written(testSecret, 1), written("another", 1), "no-op", "Terraform cannot see it"},
		"back into state":            {written(testSecret, 1), nil, "delete create", "there is nothing to compare with"},
		"the policy":                 {nil, map[string]string{"deletion_policy": `"ABANDON"`}, "update", "it is Terraform's alone"},
		"the policy, and write-only": {written(testSecret, 1), bothOf(written(testSecret, 1), map[string]string{"deletion_policy": `"ABANDON"`}), "update", "it is Terraform's alone"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			run := attachTerraform(t)
			run.write(w.config(credentialHCL(c.before)))
			run.apply()
			run.plansNothing()
			old := w.onlyCredential().ID
			run.write(w.config(credentialHCL(c.after)))
			if got := run.changes(testCredential); got != c.want {
				t.Errorf("the plan says %q, want %q: %s", got, c.want, c.reason)
			}
			run.apply()
			run.plansNothing()
			if replaced := w.onlyCredential().ID != old; replaced != strings.Contains(c.want, "create") {
				t.Errorf("replaced: %v, want %q: %s", replaced, c.want, c.reason)
			}
		})
	}
}

func bothOf(a, b map[string]string) map[string]string {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// TestEntryGuardCredentialImport: nobody can read the secret, so that the first
// one configured is taken over instead of replacing what is in use.
func TestEntryGuardCredentialImport(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string]map[string]string{"in state": nil, "write-only": written(testSecret, 7)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			id := w.addCredential()
			run := attachTerraform(t)
			run.write(w.config(credentialHCL(settings)))
			if result := run.run("import", "-no-color", testCredential, "deployer"); result.code == 0 || !strings.Contains(result.stderr, "Invalid import ID") {
				t.Errorf("importing by name ended with %d:\n%s", result.code, result.stderr)
			}
			run.must("import", testCredential, id)
			if got := run.changes(testCredential); got != "update" {
				t.Errorf("the plan says %q, want update: the secret is taken over", got)
			}
			run.apply()
			run.plansNothing()
			if w.onlyCredential().ID != id || w.entryguard.Count("POST", "/credentials")+w.entryguard.Count("DELETE", "") != 0 {
				t.Error("EntryGuard must not be asked to change anything")
			}
			run.must("destroy", "-auto-approve")
		})
	}
}

// TestEntryGuardCredentialInUse: the resources that use it are named, and a
// replacement that is created first goes through.
func TestEntryGuardCredentialInUse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	run := attachTerraform(t)
	run.write(w.config(credentialHCL(nil)))
	run.apply()
	id := w.onlyCredential().ID
	user := w.entryguard.AddResource(entryguardtest.Resource{
		Name: "Production web", CredentialID: entryguardtest.Nullable(id), Provider: "AWS", ResourceType: "SECURITY_GROUP", ResourceIdentifier: "sg-1", Region: "us-east-1",
	})
	run.fails([]string{"EntryGuard credential deployer (" + id + ") was not deleted", "the deletion was not asked for", user.ID, "Production web"}, "destroy", "-auto-approve")
	if run.state(testCredential) == nil || w.entryguard.CredentialCount() != 1 || w.entryguard.Count("DELETE", "/credentials/*") != 0 {
		t.Fatal("the credential must stay, in EntryGuard and in state, and its deletion must not be tried")
	}
	w.entryguard.RemoveResource(user.ID)

	rotated := func(lifecycle, secret string) string {
		return w.config(
			credentialHCL(map[string]string{"credential_data": fmt.Sprintf(`{ secretAccessKey = %q }`, secret), "lifecycle": lifecycle}),
			strings.ReplaceAll(resourceHCL("ID", nil), `"ID"`, testCredential+".id"))
	}
	run.write(rotated("", "first"))
	run.apply()
	id = w.onlyCredential().ID
	run.write(rotated("", "second"))
	if warnings := run.warnings("plan"); len(warnings) != 1 || !strings.Contains(warnings[0].Detail, "create_before_destroy") || !strings.Contains(warnings[0].Summary, id) {
		t.Errorf("got %v, want one warning that the old one will not go", warnings)
	}
	for _, d := range run.fails([]string{"1 resource uses it", "create_before_destroy"}, "apply", "-auto-approve") {
		if w.onlyCredential().ID != id || d.Severity != "error" {
			t.Fatalf("the old credential is gone: %s", d.Summary)
		}
	}
	run.write(rotated("{ create_before_destroy = true }", "second"))
	run.apply()
	run.plansNothing()
	now := w.onlyCredential()
	if now.ID == id || string(w.onlyResource().CredentialID) != now.ID || w.entryguard.CredentialData(now.ID)["secretAccessKey"] != "second" {
		t.Errorf("the credential is %s, the resource uses %s: want a new one that the resource uses", now.ID, w.onlyResource().CredentialID)
	}
	run.must("destroy", "-auto-approve")
}

func TestEntryGuardCredentialGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	run := attachTerraform(t)
	run.write(w.config(credentialHCL(nil)))
	run.apply()
	w.entryguard.RemoveCredential(w.onlyCredential().ID)
	if got := run.changes(testCredential); got != "create" {
		t.Errorf("the plan says %q, want create: Read must see that it is gone", got)
	}
	run.must("destroy", "-auto-approve", "-refresh=false")
	if run.state(testCredential) != nil {
		t.Error("it is gone, so it must leave the state")
	}

	run.apply()
	id := w.onlyCredential().ID
	other := w.entryguard.SetOrganization("ada@example.com", entryguardtest.Organization{Slug: "example-2", Name: "Another Ltd"})
	w.entryguard.ExpireTokens()
	run.write(strings.ReplaceAll(w.config(credentialHCL(nil)), `"example"`, `"example-2"`))
	for _, args := range [][]string{{"plan"}, {"destroy", "-auto-approve", "-refresh=false"}} {
		run.fails([]string{id, other.ID, entryguardtest.DefaultOrganization.ID}, args...)
		if run.state(testCredential) == nil {
			t.Fatalf("terraform %v: the credential left the state, but lives in another organization", args)
		}
	}
}

// TestEntryGuardCredentialLostAnswer: the object is found, and what the API
// says is shown without the secret.
func TestEntryGuardCredentialLostAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	run := attachTerraform(t)
	run.write(w.config(credentialHCL(nil)))
	echo := fmt.Sprintf(`{"error":"INTERNAL_ERROR","message":"cannot store %s","timestamp":"2026-01-01T00:00:00Z"}`, testSecret)

	w.entryguard.Fail(entryguardtest.Fault{Method: "POST", Path: "/credentials", Status: 500, Body: echo})
	for _, d := range run.fails([]string{"the answer was lost", "cannot store (sensitive value)"}, "apply", "-auto-approve") {
		if strings.Contains(d.Detail, testSecret) {
			t.Error("the error shows the secret")
		}
	}
	w.entryguard.Fail(entryguardtest.Fault{Method: "POST", Path: "/credentials", Status: 500, Body: echo, TakesEffect: true})
	warnings := run.warnings("apply", "-auto-approve")
	if len(warnings) != 1 || strings.Contains(warnings[0].Detail, testSecret) || !strings.Contains(warnings[0].Detail, w.onlyCredential().ID) {
		t.Errorf("got %v, want one warning that names what was found, and no secret", warnings)
	}
	run.plansNothing()
	if id := run.state(testCredential).Attributes["id"]; id != w.onlyCredential().ID {
		t.Errorf("state has %v, EntryGuard has %s", id, w.onlyCredential().ID)
	}
}
