package provider

import (
	"net/http"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// A lyingRun is real Terraform with an object whose API says "not found" about
// it although it lives.
type lyingRun struct {
	*terraformRun
	address string
	alive   func() bool
}

const entryguardSaysGone = `{"error":"RESOURCE_NOT_FOUND","message":"Resource not found","timestamp":"2026-02-18T10:30:00Z"}`

func lyingCloudControl(t *testing.T) (lyingRun, *cloudcontroltest.Server) {
	t.Helper()
	w := newWorld(t)
	run := attachTerraform(t)
	run.write(w.config(ccResource(widgetType, `Name = "one"`)))
	run.apply()
	return lyingRun{run, widgetAddr, func() bool { _, alive := w.cloudcontrol.Object(widgetType, "one"); return alive }}, w.cloudcontrol
}

func lyingEntryGuard(t *testing.T) (lyingRun, *entryguardtest.Server, string) {
	t.Helper()
	w := newWorld(t)
	run := attachTerraform(t)
	run.write(w.config(resourceHCL(w.addCredential(), nil)))
	run.apply()
	id := w.onlyResource().ID
	return lyingRun{run, testResource, func() bool { _, alive := w.entryguard.Resource(id); return alive }}, w.entryguard, id
}

// lives asks that the object is alive and in state.
func (r lyingRun) lives(when string) {
	r.t.Helper()
	if !r.alive() {
		r.t.Errorf("%s: the object was deleted", when)
	}
	if r.state(r.address) == nil {
		r.t.Errorf("%s: the object lives and left the state", when)
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
			run.fails([]string{"the API says not found, but it is still there", "KMS key not found", "stays in state"}, "destroy", "-auto-approve")
			run.lives("destroying")
			api.Fail(cloudcontroltest.Fault{Operation: "GetResource", Code: "AccessDeniedException", Times: cloudcontroltest.Always})
			run.fails([]string{"could not be checked", "access was denied"}, "destroy", "-auto-approve", "-refresh=false")
			run.lives("destroying without being allowed to read")
			api.ClearFaults()
			run.must("destroy", "-auto-approve")
			if run.alive() {
				t.Error("an API that has come to its senses deletes the object")
			}
		})
	}
	t.Run("EntryGuard", func(t *testing.T) {
		t.Parallel()
		run, api, id := lyingEntryGuard(t)
		api.Fail(entryguardtest.Fault{Method: http.MethodDelete, Path: "/resources/" + id, Status: http.StatusNotFound, Body: entryguardSaysGone, Times: -1})
		run.fails([]string{"the API says not found, but it is still there", "Resource not found"}, "destroy", "-auto-approve")
		run.lives("destroying")
		api.ClearFaults()
		run.must("destroy", "-auto-approve")
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
		run.plansNothing()
		api.Fail(lie)
		run.must("apply", "-refresh-only", "-auto-approve")
		run.lives("refreshing")

		api.Fail(lie)
		api.Fail(cloudcontroltest.Fault{Operation: "GetResource", Code: "AccessDeniedException", Times: cloudcontroltest.Always})
		run.fails([]string{"was not found, and that could not be confirmed", "stays in state"}, "apply", "-refresh-only", "-auto-approve")
		run.lives("refreshing without being allowed to read a second time")

		api.ClearFaults()
		api.Remove(widgetType, "one")
		run.must("apply", "-refresh-only", "-auto-approve")
		if run.state(run.address) != nil {
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
		run.must("apply", "-refresh-only", "-auto-approve")
		run.lives("refreshing")

		lie()
		api.Fail(entryguardtest.Fault{Method: http.MethodGet, Path: "/resources/" + id, Status: http.StatusForbidden, Times: -1})
		run.fails([]string{"was not found, and that could not be confirmed", "stays in state"}, "apply", "-refresh-only", "-auto-approve")
		run.lives("refreshing without being allowed to read a second time")

		api.ClearFaults()
		api.RemoveResource(id)
		run.must("apply", "-refresh-only", "-auto-approve")
		if run.state(run.address) != nil {
			t.Error("what two observations find absent is gone")
		}
	})
}

// A create that failed half-way leaves an object that one "not found" does not
// hide.
func TestALyingNotFoundHidesNoHalfMadeObject(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	s.world.cloudcontrol.Script(cloudcontroltest.Fate{Kind: "CREATE", ErrorCode: "ServiceInternalError", Effect: cloudcontroltest.EffectAnyway})
	// The first GetResource finds the identifier free.
	s.world.cloudcontrol.Fail(cloudcontroltest.Fault{Operation: "GetResource", Code: "ResourceNotFoundException", Skip: 1})
	requireError(t, s.create(widget(attributes{"Name": "one"})), "Could not create")
	if s.state == nil {
		t.Fatal("the object was made and is an orphan")
	}
	s.requireClean("destroying", s.destroy())
	if left := len(s.world.cloudcontrol.Objects()); left != 0 {
		t.Errorf("%d objects are left", left)
	}
}
