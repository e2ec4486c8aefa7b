package provider_test

import (
	"net/http"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// A lyingRun is real Terraform with an object whose API says "not found" about
// it although it lives.
type lyingRun struct {
	*providertest.Terraform
	address string
	alive   func() bool
}

const entryguardSaysGone = `{"error":"RESOURCE_NOT_FOUND","message":"Resource not found","timestamp":"2026-02-18T10:30:00Z"}`

func lyingCloudControl(t *testing.T) (lyingRun, *cloudcontroltest.Server) {
	t.Helper()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	run.Write(w.Config(providertest.CloudControlResource(providertest.WidgetType, `Name = "one"`)))
	run.Apply()
	return lyingRun{run, providertest.CloudControlAddress, func() bool { _, alive := w.CloudControl.Object(providertest.WidgetType, "one"); return alive }}, w.CloudControl
}

func lyingEntryGuard(t *testing.T) (lyingRun, *entryguardtest.Server, string) {
	t.Helper()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	run.Write(w.Config(providertest.EntryGuardResource(w.AddCredential(), nil)))
	run.Apply()
	id := w.OnlyResource().ID
	return lyingRun{run, providertest.EntryGuardAddress, func() bool { _, alive := w.EntryGuard.Resource(id); return alive }}, w.EntryGuard, id
}

// lives asks that the object is alive and in state.
func (r lyingRun) lives(when string) {
	r.T.Helper()
	if !r.alive() {
		r.T.Errorf("%s: the object was deleted", when)
	}
	if r.State(r.address) == nil {
		r.T.Errorf("%s: the object lives and left the state", when)
	}
}

// "Not found" as the answer to a deletion, or as its end, is checked before it
// is believed.
func TestALyingNotFoundForgetsNothing(t *testing.T) {
	t.Parallel()
	keyGone := cloudcontroltest.Fate{Kind: "DELETE", ErrorCode: "NotFound", StatusMessage: new("KMS key not found"), Times: cloudcontroltest.Always}
	answer := cloudcontroltest.Fault{Operation: "DeleteResource", Code: "ResourceNotFoundException", Message: "KMS key not found", Times: cloudcontroltest.Always}
	for name, lie := range map[string]func(*cloudcontroltest.Server){
		"FAILED/NotFound":           func(s *cloudcontroltest.Server) { s.Script(keyGone) },
		"ResourceNotFoundException": func(s *cloudcontroltest.Server) { s.Fail(answer) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run, api := lyingCloudControl(t)
			lie(api)
			run.Fails([]string{"the API says not found, but it is still there", "KMS key not found", "stays in state"}, "destroy", "-auto-approve")
			run.lives("destroying")
			api.Fail(cloudcontroltest.Fault{Operation: "GetResource", Code: "AccessDeniedException", Times: cloudcontroltest.Always})
			run.Fails([]string{"could not be checked", "access was denied"}, "destroy", "-auto-approve", "-refresh=false")
			run.lives("destroying without being allowed to read")
			api.ClearFaults()
			run.Must("destroy", "-auto-approve")
			if run.alive() {
				t.Error("an API that has come to its senses deletes the object")
			}
		})
	}
	t.Run("EntryGuard", func(t *testing.T) {
		t.Parallel()
		run, api, id := lyingEntryGuard(t)
		api.Fail(entryguardtest.Fault{Method: http.MethodDelete, Path: "/resources/" + id, Status: http.StatusNotFound, Body: entryguardSaysGone, Times: -1})
		run.Fails([]string{"the API says not found, but it is still there", "Resource not found"}, "destroy", "-auto-approve")
		run.lives("destroying")
		api.ClearFaults()
		run.Must("destroy", "-auto-approve")
		if run.alive() {
			t.Error("an API that has come to its senses deletes the object")
		}
	})
}

// One "not found" during a refresh drops nothing.
func TestALyingNotFoundDropsNothing(t *testing.T) {
	t.Parallel()
	t.Run("Cloud Control", func(t *testing.T) {
		t.Parallel()
		run, api := lyingCloudControl(t)
		lie := cloudcontroltest.Fault{Operation: "GetResource", Code: "ResourceNotFoundException"}
		api.Fail(lie)
		run.PlansNothing()
		api.Fail(lie)
		run.Must("apply", "-refresh-only", "-auto-approve")
		run.lives("refreshing")

		api.Fail(lie)
		api.Fail(cloudcontroltest.Fault{Operation: "GetResource", Code: "AccessDeniedException", Times: cloudcontroltest.Always})
		run.Fails([]string{"was not found, and that could not be confirmed", "stays in state"}, "apply", "-refresh-only", "-auto-approve")
		run.lives("refreshing without being allowed to read a second time")

		api.ClearFaults()
		api.Remove(providertest.WidgetType, "one")
		run.Must("apply", "-refresh-only", "-auto-approve")
		if run.State(run.address) != nil {
			t.Error("what two observations find absent is gone")
		}
	})
	t.Run("EntryGuard", func(t *testing.T) {
		t.Parallel()
		run, api, id := lyingEntryGuard(t)
		lie := func() {
			api.Fail(entryguardtest.Fault{Method: http.MethodGet, Path: "/resources", Status: http.StatusOK, Body: "[]"})
			api.Fail(entryguardtest.Fault{Method: http.MethodGet, Path: "/resources/" + id, Status: http.StatusNotFound, Body: entryguardSaysGone})
		}
		lie()
		run.Must("apply", "-refresh-only", "-auto-approve")
		run.lives("refreshing")

		lie()
		api.Fail(entryguardtest.Fault{Method: http.MethodGet, Path: "/resources/" + id, Status: http.StatusForbidden, Times: -1})
		run.Fails([]string{"was not found, and that could not be confirmed", "stays in state"}, "apply", "-refresh-only", "-auto-approve")
		run.lives("refreshing without being allowed to read a second time")

		api.ClearFaults()
		api.RemoveResource(id)
		run.Must("apply", "-refresh-only", "-auto-approve")
		if run.State(run.address) != nil {
			t.Error("what two observations find absent is gone")
		}
	})
}
