package entryguardtf_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

func TestEntryGuardResourceImport(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	credential := w.AddCredential()
	id := w.EntryGuard.AddResource(entryguardtest.Resource{
		Name: "Production web", CredentialID: entryguardtest.Nullable(credential), Provider: "AWS", ResourceType: "SECURITY_GROUP",
		ResourceIdentifier: "sg-0123456789abcdef0", Region: "us-east-1", Config: map[string]any{"port": 443, "protocol": "tcp", "note": nil},
	}).ID
	run := providertest.AttachTerraform(t)
	run.Write(w.Config(providertest.EntryGuardResource(credential, nil)))

	imports := func(wrong string) string {
		t.Helper()
		result := run.Run("import", "-no-color", providertest.EntryGuardAddress, wrong)
		if result.Code == 0 {
			t.Fatalf("importing %q went through", wrong)
		}
		return strings.Join(strings.Fields(result.Stderr), " ")
	}
	if text := imports("sg-0123456789abcdef0"); !strings.Contains(text, "by UUID, such as") || !strings.Contains(text, `"sg-0123456789abcdef0"`) {
		t.Errorf("the error does not say what an ID looks like: %s", text)
	}
	const nobody = "11111111-2222-4333-8444-555555555555"
	if text := imports(nobody); !strings.Contains(text, "There is no EntryGuard resource "+nobody) || !strings.Contains(text, entryguardtest.DefaultOrganization.ID) {
		t.Errorf("the error does not say what was not found, and where: %s", text)
	}
	run.Must("import", providertest.EntryGuardAddress, id)
	run.PlansNothing()
	if private := run.State(providertest.EntryGuardAddress).Private; private == "" {
		t.Error("an import mints the seed of a later deletion; private state is empty")
	}
	if n := w.EntryGuard.Count("PATCH", "") + w.EntryGuard.Count("POST", "/resources"); n != 0 {
		t.Errorf("an import sent %d changes", n)
	}
	run.Must("destroy", "-auto-approve")
}

func TestEntryGuardResourceReplaced(t *testing.T) {
	t.Parallel()
	for attribute, value := range map[string]string{"cloud_provider": `"GCP"`, "resource_type": `"NETWORK_ACL"`} {
		t.Run(attribute, func(t *testing.T) {
			t.Parallel()
			w := providertest.NewWorld(t)
			run, old := created(w, nil)
			run.Write(w.Config(providertest.EntryGuardResource(string(w.OnlyResource().CredentialID), map[string]string{attribute: value})))
			if got := run.Changes(providertest.EntryGuardAddress); got != "delete create" {
				t.Errorf("the plan says %q, want delete create: EntryGuard cannot change it", got)
			}
			run.Apply()
			if w.OnlyResource().ID == old || w.EntryGuard.Deletions(old) != 1 {
				t.Error("the old object must be deleted and a new one created")
			}
			run.PlansNothing()
		})
	}
}

// TestEntryGuardResourceConfigForms: what says the same is no change, in
// whatever form HCL has it.
func TestEntryGuardResourceConfigForms(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	credential := w.AddCredential()
	variables := `
variable "ports" {
  type    = list(number)
  default = [22, 443]
}
variable "config" {
  type    = map(string)
  default = { protocol = "tcp" }
}
`
	forms := []struct{ config, reason string }{
		{`{ ports = [22, 443], ratio = 1.50, note = null }`, "an object with a tuple, a fraction and a null"},
		{`{ ports = var.ports, ratio = 1.5 }`, "a list from a variable, and no null"},
		{`tomap({ protocol = "tcp" })`, "a map"},
		{`var.config`, "a map from a variable"},
		{`{}`, "an empty object"},
		{"", "none at all"},
		{`{ nested = { deep = [{ a = true }, { b = "x" }] }, big = 12345678901234567890 }`, "nested, and a number that no float64 holds"},
	}
	for _, form := range forms {
		run.Write(w.Config(variables, providertest.EntryGuardResource(credential, map[string]string{"config": form.config})))
		run.Apply()
		run.PlansNothing()
		if t.Failed() {
			t.Fatalf("config = %s: %s", form.config, form.reason)
		}
	}
	want := map[string]any{"nested": map[string]any{"deep": []any{map[string]any{"a": true}, map[string]any{"b": "x"}}}}
	got, ok := w.OnlyResource().Config.(map[string]any)
	if !ok {
		t.Fatalf("EntryGuard holds %v", w.OnlyResource().Config)
	}
	delete(got, "big") // the simulated API keeps it in a form of its own
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("EntryGuard holds another config (-want +got):\n%s", diff)
	}

	// The same in another form sends nothing and plans nothing.
	run.Write(w.Config(variables, providertest.EntryGuardResource(credential, map[string]string{"config": forms[0].config})))
	run.Apply()
	w.EntryGuard.ResetRequests()
	run.Write(w.Config(variables, providertest.EntryGuardResource(credential, map[string]string{"config": forms[1].config})))
	run.PlansNothing()
}

func TestEntryGuardResourceCleared(t *testing.T) {
	t.Parallel()
	gcp := map[string]string{"cloud_provider": `"GCP"`}
	without := map[string]string{"cloud_provider": `"GCP"`, "region": "", "config": ""}
	t.Run("EntryGuard clears", func(t *testing.T) {
		t.Parallel()
		w := providertest.NewWorld(t)
		run, _ := created(w, gcp)
		run.Write(w.Config(providertest.EntryGuardResource(string(w.OnlyResource().CredentialID), without)))
		run.Apply()
		if r := w.OnlyResource(); r.Region != "" || r.Config != nil {
			t.Errorf("region %q and config %v are still there", r.Region, r.Config)
		}
		run.PlansNothing()
	})
	t.Run("EntryGuard keeps", func(t *testing.T) {
		t.Parallel()
		w := providertest.NewWorldWith(t, entryguardtest.Options{NullIsIgnored: true}, noOptions)
		run, _ := created(w, gcp)
		run.Write(w.Config(providertest.EntryGuardResource(string(w.OnlyResource().CredentialID), without)))
		warnings := run.Warnings("apply", "-auto-approve")
		if len(warnings) != 2 || !strings.Contains(warnings[0].Summary+warnings[1].Summary, "EntryGuard did not change the region") {
			t.Errorf("got %v, want one warning for the region and one for the config: what null means is not documented", warnings)
		}
		if got := run.Changes(providertest.EntryGuardAddress); got != "update" {
			t.Errorf("the next plan says %q, want update: the difference must show", got)
		}
	})
}

func TestEntryGuardResourceMerged(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorldWith(t, entryguardtest.Options{ConfigIsMerged: true}, noOptions)
	run, _ := created(w, nil)
	run.Write(w.Config(providertest.EntryGuardResource(string(w.OnlyResource().CredentialID), map[string]string{"config": `{ port = 444 }`})))
	warnings := run.Warnings("apply", "-auto-approve")
	if len(warnings) != 1 || !strings.Contains(warnings[0].Summary, "EntryGuard did not change the config") {
		t.Errorf("got %v, want one warning: EntryGuard kept the protocol", warnings)
	}
	if got := run.Changes(providertest.EntryGuardAddress); got != "update" {
		t.Errorf("the next plan says %q, want update: the difference must show", got)
	}
}

// TestEntryGuardResourceActive: the server flips is_active when it has verified
// a resource. That must not be a difference for ever.
func TestEntryGuardResourceActive(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		options  entryguardtest.Options
		fails    bool
		settings map[string]string
		active   bool
		reason   string
	}{
		"left out":               {entryguardtest.Options{VerifyAfter: 100 * time.Millisecond}, false, nil, true, "EntryGuard decides"},
		"left out, fails":        {entryguardtest.Options{VerifyAfter: 100 * time.Millisecond}, true, nil, false, "EntryGuard decides"},
		"on":                     {entryguardtest.Options{VerifyAfter: 100 * time.Millisecond}, false, map[string]string{"is_active": "true"}, true, "the verification did it"},
		"off":                    {entryguardtest.Options{VerifyAfter: 100 * time.Millisecond}, false, map[string]string{"is_active": "false"}, false, "set after the verification, which would undo it"},
		"on, fails":              {entryguardtest.Options{VerifyAfter: 100 * time.Millisecond}, true, map[string]string{"is_active": "true"}, true, "set after the verification, which would undo it"},
		"on, never verified":     {entryguardtest.Options{VerifyAfter: -1}, false, map[string]string{"is_active": "true"}, true, "set without one that does not come"},
		"verified on create":     {entryguardtest.Options{VerifyAfter: -1}, false, map[string]string{"verify_on_create": "true"}, true, "the verification is demanded"},
		"verified, then off":     {entryguardtest.Options{VerifyAfter: -1}, false, map[string]string{"verify_on_create": "true", "is_active": "false"}, false, "both are wanted"},
		"off at once, no config": {entryguardtest.Options{}, false, map[string]string{"is_active": "false", "config": ""}, false, "the verification has ended at the first look"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := providertest.NewWorldWith(t, c.options, noOptions)
			if c.fails {
				w.EntryGuard.FailVerification("sg-0123456789abcdef0", "no such security group")
			}
			run := providertest.AttachTerraform(t)
			run.Write(w.Config(providertest.EntryGuardResource(w.AddCredential(), c.settings)))
			run.Apply()
			providertest.Eventually(t, func() bool {
				return w.OnlyResource().LastVerifiedAt.IsZero() == (c.options.VerifyAfter < 0 && c.settings["verify_on_create"] == "")
			})
			run.PlansNothing()
			if got := w.OnlyResource().IsActive; got != c.active {
				t.Errorf("is_active is %v, want %v: %s", got, c.active, c.reason)
			}
		})
	}
}

func TestEntryGuardResourceNotVerified(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		options entryguardtest.Options
		says    string
	}{
		"answered as an error":     {entryguardtest.Options{VerificationFailureIs400: true}, "no such security group"},
		"answered as not active":   {entryguardtest.Options{}, "could not be verified"},
		"never verified by itself": {entryguardtest.Options{VerifyAfter: -1, VerificationFailureIs400: true}, "VERIFICATION_FAILED"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := providertest.NewWorldWith(t, c.options, noOptions)
			w.EntryGuard.FailVerification("sg-0123456789abcdef0", "no such security group")
			run := providertest.AttachTerraform(t)
			credential := w.AddCredential()
			run.Write(w.Config(providertest.EntryGuardResource(credential, map[string]string{"verify_on_create": "true"})))
			run.Fails([]string{c.says, "EntryGuard resource Production web ("}, "apply", "-auto-approve")
			state := run.State(providertest.EntryGuardAddress)
			if state == nil || state.Status != "tainted" || state.Attributes["id"] != w.OnlyResource().ID {
				t.Fatalf("got %+v, want a tainted resource: an object that no state knows is an orphan", state)
			}
			w.EntryGuard.FailVerification("sg-0123456789abcdef0", "")
			run.Apply()
			if w.EntryGuard.ResourceCount() != 1 || !w.OnlyResource().IsActive {
				t.Error("the next apply must replace it")
			}
			run.PlansNothing()
		})
	}
}

var noOptions cloudcontroltest.Options
