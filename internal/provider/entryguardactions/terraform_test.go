package entryguardactions_test

import (
	"strings"
	"testing"
	"time"

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
	plan := run.Must("plan", "-no-color", invokeEnd)
	requireShown(t, plan.Stdout, "The action ends 1 session", "session "+session.ID, "Uma User <uma@example.com>", "Those that begin before the action runs are ended, too.")
	result := run.Must("apply", "-auto-approve", "-no-color", invokeEnd)
	requireShown(t, result.Stdout, "1 session to end.", "asked to end session "+session.ID+" of Uma User <uma@example.com>", "Ended, and EntryGuard shows it: session "+session.ID)
	if now, _ := w.EntryGuard.Session(session.ID); now.Status != entryguardtest.Cancelled {
		t.Errorf("the session is %s", now.Status)
	}
}

// TestTerraformVerifies: a verification that fails is an error with what EntryGuard
// says of it, and one that does not says so.
func TestTerraformVerifies(t *testing.T) {
	t.Parallel()
	providertest.Needs(t, terraformtest.Actions)
	w := providertest.NewWorldWith(t, entryguardtest.Options{VerificationFailureIs400: true}, cloudcontroltest.Options{})
	run := providertest.AttachTerraform(t)
	run.Write(w.Config(providertest.EntryGuardResource(w.AddCredential(), nil),
		"action \"steward_entryguard_verify\" \"web\" {\n  config {\n    resource_id = "+providertest.EntryGuardAddress+".id\n  }\n}\n"))
	run.Apply()
	w.EntryGuard.EditResource(w.OnlyResource().ID, func(r *entryguardtest.Resource) {
		r.LastVerifiedAt = entryguardtest.Time{Time: time.Now().Add(-time.Hour)}
	})
	const invoke = "-invoke=action.steward_entryguard_verify.web"
	result := run.Must("apply", "-auto-approve", "-no-color", invoke)
	requireShown(t, result.Stdout, "is asked to verify EntryGuard resource", "Verified: EntryGuard reaches EntryGuard resource")
	w.EntryGuard.FailVerification(w.OnlyResource().ResourceIdentifier, "no such group")
	result = run.Run("apply", "-auto-approve", "-no-color", invoke)
	if result.Code == 0 || strings.Contains(result.Stdout, "Apply complete!") {
		t.Errorf("a verification that failed ended with %d:\n%s", result.Code, result.Stdout)
	}
	requireShown(t, result.Stdout, "The action failed.")
	requireShown(t, result.Stderr, "Could not verify EntryGuard resource", "no such group")
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
	// Terraform drops the action where it hears of progress after the stop.
	result := run.InterruptedAfter("EntryGuard was asked to end session", "apply", "-auto-approve", "-no-color", invokeEnd)
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
