package entryguardactions_test

import (
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
	"github.com/steward-iac/terraform-provider-steward/internal/terraformtest"
)

// guarded is a resource and an action that ends sessions when something happens to
// it; which ones is an HCL attribute.
func guarded(credentialID, events, which string, settings map[string]string) string {
	settings["lifecycle"] = "{\n    action_trigger {\n      events  = [" + events + "]\n      actions = [action.steward_entryguard_stop_sessions.end]\n    }\n  }"
	return providertest.EntryGuardResource(credentialID, settings) + ending(which)
}

// ending is the action that ends sessions.
func ending(which string) string {
	return "action \"steward_entryguard_stop_sessions\" \"end\" {\n  config {\n    " + which + "\n  }\n}\n"
}

const invokeEnd = "-invoke=action.steward_entryguard_stop_sessions.end"

// requireShown checks that Terraform's output has all of the texts, in this order.
func requireShown(t *testing.T, output string, texts ...string) {
	t.Helper()
	rest := output
	for _, text := range texts {
		_, after, found := strings.Cut(rest, text)
		if !found {
			t.Fatalf("%q is not shown, or not in its place:\n%s", text, output)
		}
		rest = after
	}
}

// TestTerraformInvokes shows what a person sees of an action, on real Terraform.
func TestTerraformInvokes(t *testing.T) {
	t.Parallel()
	providertest.Needs(t, terraformtest.Actions)
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	var userID string
	w.EntryGuard.EditUser(uma, func(u *entryguardtest.User) { userID = u.ID })
	w.EntryGuard.AddResource(entryguardtest.Resource{Name: "web", Provider: "AWS", ResourceType: "SECURITY_GROUP", ResourceIdentifier: "sg-1"})
	session := w.EntryGuard.StartSession(uma, w.OnlyResource().ID)
	run.Write(w.Config(ending(`user_ids = ["` + userID + `"]`)))
	result := run.Must("apply", "-auto-approve", "-no-color", invokeEnd)
	requireShown(t, result.Stdout, "1 session to end.", "asked to end session "+session.ID+" of Uma User <uma@example.com>", "Ended, and EntryGuard shows it: session "+session.ID)
	if now, _ := w.EntryGuard.Session(session.ID); now.Status != entryguardtest.Cancelled {
		t.Errorf("the session is %s", now.Status)
	}
}

// TestTerraformInterruptsAnAction: Terraform takes a stream of events that just ends
// for a success. An interrupted action must be an error.
func TestTerraformInterruptsAnAction(t *testing.T) {
	t.Parallel()
	providertest.Needs(t, terraformtest.Actions)
	w := providertest.NewWorldWith(t, entryguardtest.Options{SessionEndAfter: -1}, cloudcontroltest.Options{})
	run := providertest.AttachTerraform(t)
	var userID string
	w.EntryGuard.EditUser(uma, func(u *entryguardtest.User) { userID = u.ID })
	w.EntryGuard.AddResource(entryguardtest.Resource{Name: "web", Provider: "AWS", ResourceType: "SECURITY_GROUP", ResourceIdentifier: "sg-1"})
	session := w.EntryGuard.StartSession(uma, w.OnlyResource().ID)
	run.Write(w.Config(ending(`user_ids = ["` + userID + `"]`)))
	result := run.Interrupted(func() bool {
		now, _ := w.EntryGuard.Session(session.ID)
		return now.Status == entryguardtest.Expiring
	}, "apply", "-auto-approve", "-no-color", invokeEnd)
	if result.Code == 0 || strings.Contains(result.Stdout, "Apply complete!") {
		t.Errorf("an interrupted action ended with %d:\n%s\n%s", result.Code, result.Stdout, result.Stderr)
	}
	requireShown(t, result.Stderr, "Interrupted: end 1 EntryGuard session", "0 of 1 have ended", session.ID)
}

// TestTerraformTriggersAnAction: an update and a destroy find nobody in the way.
func TestTerraformTriggersAnAction(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		needs  terraformtest.Feature
		events string
		which  string
		change map[string]string
		args   []string
	}{
		"BeforeUpdate":  {terraformtest.Actions, "before_update", `user_ids = ["UMA"]`, map[string]string{"name": `"Renamed"`}, []string{"apply", "-auto-approve", "-no-color"}},
		"BeforeDestroy": {terraformtest.DestroyActions, "before_destroy", "resource_ids = [caller.id]", map[string]string{}, []string{"destroy", "-auto-approve", "-no-color"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			providertest.Needs(t, tc.needs)
			w := providertest.NewWorld(t)
			run := providertest.AttachTerraform(t)
			credential := w.AddCredential()
			w.EntryGuard.EditUser(uma, func(u *entryguardtest.User) { tc.which = strings.ReplaceAll(tc.which, "UMA", u.ID) })
			run.Write(w.Config(guarded(credential, tc.events, tc.which, map[string]string{})))
			run.Apply()
			session := w.EntryGuard.StartSession(uma, w.OnlyResource().ID)
			run.Write(w.Config(guarded(credential, tc.events, tc.which, tc.change)))
			result := run.Must(tc.args...)
			requireShown(t, result.Stdout, "1 session to end.", "Ended, and EntryGuard shows it: session "+session.ID, "complete!")
			if now, _ := w.EntryGuard.Session(session.ID); now.Status != entryguardtest.Cancelled {
				t.Errorf("the session is %s", now.Status)
			}
		})
	}
}
