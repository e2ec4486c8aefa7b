package entryguardtf_test

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
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
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
	w := providertest.NewWorld(t)
	state := func(attribute string, want knownvalue.Check) statecheck.StateCheck {
		return statecheck.ExpectKnownValue(testCredential, tfjsonpath.New(attribute), want)
	}
	action := func(a plancheck.ResourceActionType) acceptance.ConfigPlanChecks {
		return acceptance.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(testCredential, a)}}
	}
	w.UnitTest(acceptance.TestCase{
		Steps: []acceptance.TestStep{
			{
				Config: w.Config(credentialHCL(nil)),
				ConfigStateChecks: []statecheck.StateCheck{
					state("organization_id", knownvalue.StringExact(entryguardtest.DefaultOrganization.ID)),
					state("deletion_policy", knownvalue.StringExact("DELETE")),
					state("verification_error", knownvalue.Null()),
				},
				Check: func(*terraform.State) error {
					want := map[string]any{"accessKeyId": "AKIAIOSFODNN7EXAMPLE", "secretAccessKey": providertest.Secret}
					if diff := cmp.Diff(want, w.EntryGuard.CredentialData(w.OnlyCredential().ID)); diff != "" {
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
				Config:           w.Config(credentialHCL(map[string]string{"timeouts": `{ delete = "5m" }`})),
				ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
			},
			{
				Config:           w.Config(credentialHCL(map[string]string{"credential_data": `{ accessKeyId = "AKIAI44QH8DHBEXAMPLE", secretAccessKey = "another" }`})),
				ConfigPlanChecks: action(plancheck.ResourceActionReplace),
			},
			{
				Config:           w.Config(credentialHCL(map[string]string{"name": `"deployer 2"`, "credential_data": `{ accessKeyId = "AKIAI44QH8DHBEXAMPLE", secretAccessKey = "another" }`})),
				ConfigPlanChecks: action(plancheck.ResourceActionReplace),
			},
		},
		CheckDestroy: func(*terraform.State) error {
			if n := w.EntryGuard.CredentialCount(); n != 0 {
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
		"the same, write-only":       {nil, written(providertest.Secret, 1), "update", "it only leaves the state"},
		"another, write-only":        {nil, written("another", 1), "delete create", "state still has the old one to compare with"},
		"another version":            {written(providertest.Secret, 1), written("another", 2), "delete create", "that is what the version is for"},
		"the same version":           {written(providertest.Secret, 1), written("another", 1), "no-op", "Terraform cannot see it"},
		"back into state":            {written(providertest.Secret, 1), nil, "delete create", "there is nothing to compare with"},
		"the policy":                 {nil, map[string]string{"deletion_policy": `"ABANDON"`}, "update", "it is Terraform's alone"},
		"the policy, and write-only": {written(providertest.Secret, 1), bothOf(written(providertest.Secret, 1), map[string]string{"deletion_policy": `"ABANDON"`}), "update", "it is Terraform's alone"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := providertest.NewWorld(t)
			run := providertest.AttachTerraform(t)
			run.Write(w.Config(credentialHCL(c.before)))
			run.Apply()
			run.PlansNothing()
			old := w.OnlyCredential().ID
			run.Write(w.Config(credentialHCL(c.after)))
			if got := run.Changes(testCredential); got != c.want {
				t.Errorf("the plan says %q, want %q: %s", got, c.want, c.reason)
			}
			run.Apply()
			run.PlansNothing()
			if replaced := w.OnlyCredential().ID != old; replaced != strings.Contains(c.want, "create") {
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
	for name, settings := range map[string]map[string]string{"in state": nil, "write-only": written(providertest.Secret, 7)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := providertest.NewWorld(t)
			id := w.AddCredential()
			run := providertest.AttachTerraform(t)
			run.Write(w.Config(credentialHCL(settings)))
			if result := run.Run("import", "-no-color", testCredential, "deployer"); result.Code == 0 || !strings.Contains(result.Stderr, "Invalid import ID") {
				t.Errorf("importing by name ended with %d:\n%s", result.Code, result.Stderr)
			}
			run.Must("import", testCredential, id)
			if got := run.Changes(testCredential); got != "update" {
				t.Errorf("the plan says %q, want update: the secret is taken over", got)
			}
			run.Apply()
			run.PlansNothing()
			if w.OnlyCredential().ID != id || w.EntryGuard.Count("POST", "/credentials")+w.EntryGuard.Count("DELETE", "") != 0 {
				t.Error("EntryGuard must not be asked to change anything")
			}
			run.Must("destroy", "-auto-approve")
		})
	}
}

// TestEntryGuardCredentialInUse: the resources that use it are named, and a
// replacement that is created first goes through.
func TestEntryGuardCredentialInUse(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	run.Write(w.Config(credentialHCL(nil)))
	run.Apply()
	id := w.OnlyCredential().ID
	user := w.EntryGuard.AddResource(entryguardtest.Resource{
		Name: "Production web", CredentialID: entryguardtest.Nullable(id), Provider: "AWS", ResourceType: "SECURITY_GROUP", ResourceIdentifier: "sg-1", Region: "us-east-1",
	})
	run.Fails([]string{"EntryGuard credential deployer (" + id + ") was not deleted", "the deletion was not asked for", user.ID, "Production web"}, "destroy", "-auto-approve")
	if run.State(testCredential) == nil || w.EntryGuard.CredentialCount() != 1 || w.EntryGuard.Count("DELETE", "/credentials/*") != 0 {
		t.Fatal("the credential must stay, in EntryGuard and in state, and its deletion must not be tried")
	}
	w.EntryGuard.RemoveResource(user.ID)

	rotated := func(lifecycle, secret string) string {
		return w.Config(
			credentialHCL(map[string]string{"credential_data": fmt.Sprintf(`{ accessKeyId = "AKIA", secretAccessKey = %q }`, secret), "lifecycle": lifecycle}),
			strings.ReplaceAll(providertest.EntryGuardResource("ID", nil), `"ID"`, testCredential+".id"))
	}
	run.Write(rotated("", "first"))
	run.Apply()
	id = w.OnlyCredential().ID
	run.Write(rotated("", "second"))
	if warnings := run.Warnings("plan"); len(warnings) != 1 || !strings.Contains(warnings[0].Detail, "create_before_destroy") || !strings.Contains(warnings[0].Summary, id) {
		t.Errorf("got %v, want one warning that the old one will not go", warnings)
	}
	for _, d := range run.Fails([]string{"1 resource uses it", "create_before_destroy"}, "apply", "-auto-approve") {
		if w.OnlyCredential().ID != id || d.Severity != "error" {
			t.Fatalf("the old credential is gone: %s", d.Summary)
		}
	}
	run.Write(rotated("{ create_before_destroy = true }", "second"))
	run.Apply()
	run.PlansNothing()
	now := w.OnlyCredential()
	if now.ID == id || string(w.OnlyResource().CredentialID) != now.ID || w.EntryGuard.CredentialData(now.ID)["secretAccessKey"] != "second" {
		t.Errorf("the credential is %s, the resource uses %s: want a new one that the resource uses", now.ID, w.OnlyResource().CredentialID)
	}
	run.Must("destroy", "-auto-approve")
}

func TestEntryGuardCredentialGone(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	run.Write(w.Config(credentialHCL(nil)))
	run.Apply()
	w.EntryGuard.RemoveCredential(w.OnlyCredential().ID)
	if got := run.Changes(testCredential); got != "create" {
		t.Errorf("the plan says %q, want create: Read must see that it is gone", got)
	}
	run.Must("destroy", "-auto-approve", "-refresh=false")
	if run.State(testCredential) != nil {
		t.Error("it is gone, so it must leave the state")
	}

	run.Apply()
	id := w.OnlyCredential().ID
	other := w.EntryGuard.SetOrganization("ada@example.com", entryguardtest.Organization{Slug: "example-2", Name: "Another Ltd"})
	w.EntryGuard.ExpireTokens()
	run.Write(strings.ReplaceAll(w.Config(credentialHCL(nil)), `"example"`, `"example-2"`))
	for _, args := range [][]string{{"plan"}, {"destroy", "-auto-approve", "-refresh=false"}} {
		run.Fails([]string{id, other.ID, entryguardtest.DefaultOrganization.ID}, args...)
		if run.State(testCredential) == nil {
			t.Fatalf("terraform %v: the credential left the state, but lives in another organization", args)
		}
	}
}

// TestEntryGuardCredentialLostAnswer: the object is found, and what the API
// says is shown without the secret.
func TestEntryGuardCredentialLostAnswer(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	run.Write(w.Config(credentialHCL(nil)))
	echo := fmt.Sprintf(`{"error":"INTERNAL_ERROR","message":"cannot store %s","timestamp":"2026-01-01T00:00:00Z"}`, providertest.Secret)

	w.EntryGuard.Fail(entryguardtest.Fault{Method: "POST", Path: "/credentials", Status: 500, Body: echo})
	for _, d := range run.Fails([]string{"the answer was lost", "cannot store (sensitive value)"}, "apply", "-auto-approve") {
		if strings.Contains(d.Detail, providertest.Secret) {
			t.Error("the error shows the secret")
		}
	}
	w.EntryGuard.Fail(entryguardtest.Fault{Method: "POST", Path: "/credentials", Status: 500, Body: echo, TakesEffect: true})
	warnings := run.Warnings("apply", "-auto-approve")
	if len(warnings) != 1 || strings.Contains(warnings[0].Detail, providertest.Secret) || !strings.Contains(warnings[0].Detail, w.OnlyCredential().ID) {
		t.Errorf("got %v, want one warning that names what was found, and no secret", warnings)
	}
	run.PlansNothing()
	if id := run.State(testCredential).Attributes["id"]; id != w.OnlyCredential().ID {
		t.Errorf("state has %v, EntryGuard has %s", id, w.OnlyCredential().ID)
	}
}
