package cloudcontroltf_test

import (
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// soon is a timeout that a simulated operation of a minute does not keep.
var soon = attributes{"timeouts": attributes{"update": "500ms", "delete": "500ms"}}

// killed makes widgets and lets an operation begin on each that their state does not
// know: the run that asked for it was killed. It is that of the last state.
func killed(t *testing.T, kind string, begin func(*ccSession) []*tfprotov6.Diagnostic, names ...string) (_ *ccSession, widgets []*ccSession) {
	t.Helper()
	s := newCC(t, cloudcontroltest.Options{})
	for _, name := range names {
		s.RequireClean("creating", s.create(widget(attributes{"Name": name, "Color": "red"}, soon)))
		s.world.CloudControl.Script(cloudcontroltest.Fate{Kind: kind, Takes: cloudcontroltest.Ptr(time.Minute)})
		providertest.RequireError(t, begin(s.as(attributes{"aws": s.world.AWS()})), "within")
		left := *s
		widgets = append(widgets, &left)
	}
	s.world.CloudControl.ResetRequests()
	return s, widgets
}

// After a run that was killed, a plan that keeps an object says that it is being
// deleted, changed or not. It fails nothing: a destroy plans a refresh first.
func TestPlanOfAnObjectThatIsBeingDeleted(t *testing.T) {
	t.Parallel()
	t.Run("unchanged", func(t *testing.T) {
		t.Parallel()
		s, widgets := killed(t, "DELETE", (*ccSession).destroy, "one", "two")
		for i, name := range []string{"one", "two"} {
			plan := widgets[i].planned(widget(attributes{"Name": name, "Color": "red"}, soon))
			token := s.world.CloudControl.Operations()[2*i+1].Token
			providertest.RequireWarning(t, plan.Diagnostics, "Widget "+name+" is being deleted", token)
			if text := providertest.Text(plan.Diagnostics); strings.Contains(text, "that was killed, or somebody else") != (i == 0) {
				t.Errorf("what both have in common must be said of the first: %s", text)
			}
			if providertest.Failed(plan.Diagnostics) || widgets[i].changes(plan) {
				t.Errorf("it plans a change: %s", providertest.Text(plan.Diagnostics))
			}
		}
		if got := s.world.CloudControl.Count("ListResourceRequests"); got != 1 {
			t.Errorf("%d lists for two objects, want 1", got)
		}
	})
	t.Run("changed", func(t *testing.T) {
		t.Parallel()
		s, _ := killed(t, "DELETE", (*ccSession).destroy, "one")
		plan := s.planned(widget(attributes{"Name": "one", "Color": "blue"}, soon))
		providertest.RequireWarning(t, plan.Diagnostics, "is being deleted", "wait until the deletion has ended")
		if providertest.Failed(plan.Diagnostics) {
			t.Errorf("it fails: %s", providertest.Text(plan.Diagnostics))
		}
	})
	t.Run("another object", func(t *testing.T) {
		t.Parallel()
		s, _ := killed(t, "DELETE", (*ccSession).destroy, "one")
		other := widget(attributes{"Name": "other"})
		s.RequireClean("creating", s.create(other))
		s.RequireClean("planning", s.planned(other).Diagnostics)
	})
	t.Run("an update is under way", func(t *testing.T) {
		t.Parallel()
		s, _ := killed(t, "UPDATE", func(s *ccSession) []*tfprotov6.Diagnostic {
			return s.update(widget(attributes{"Name": "one", "Color": "blue"}, soon))
		}, "one")
		s.RequireClean("planning", s.planned(widget(attributes{"Name": "one", "Color": "red"}, soon)).Diagnostics)
	})
	t.Run("not to be checked", func(t *testing.T) {
		t.Parallel()
		s, _ := killed(t, "DELETE", (*ccSession).destroy, "one")
		blind := s.as(attributes{"aws": s.world.AWS(), "deletion_preflight": "off"})
		s.RequireClean("planning", blind.planned(widget(attributes{"Name": "one", "Color": "red"}, soon)).Diagnostics)
		if got := s.world.CloudControl.Count("ListResourceRequests"); got != 0 {
			t.Errorf("%d lists, want none", got)
		}
	})
	t.Run("lists are refused", func(t *testing.T) {
		t.Parallel()
		s, _ := killed(t, "DELETE", (*ccSession).destroy, "one")
		s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "ListResourceRequests", Code: "AccessDeniedException", Times: cloudcontroltest.Always})
		s.RequireClean("planning", s.planned(widget(attributes{"Name": "one", "Color": "red"}, soon)).Diagnostics)
	})
}
