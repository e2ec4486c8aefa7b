package cloudcontroltf_test

import (
	"strings"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

func TestCloudControlDestroyOfWhatIsGone(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]cloudcontroltest.MissingDelete{
		"FAILED/NotFound":           cloudcontroltest.MissingIsNotFoundEvent,
		"ResourceNotFoundException": cloudcontroltest.MissingIsNotFoundException,
		"InvalidRequest":            cloudcontroltest.MissingIsInvalidRequest,
		"GeneralServiceException":   cloudcontroltest.MissingIsGeneralService,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCC(t, cloudcontroltest.Options{Switches: cloudcontroltest.Switches{MissingDelete: answer}})
			s.RequireClean("creating", s.create(queue()))
			s.world.CloudControl.Remove(queueType, s.text("identifier"))
			s.RequireClean("destroying", s.destroy())
			if s.state != nil {
				t.Error("what is gone leaves the state")
			}
		})
	}
}

func TestCloudControlDestroyFromElsewhere(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]cloudcontroltest.MissingDelete{
		"FAILED/NotFound":           cloudcontroltest.MissingIsNotFoundEvent,
		"ResourceNotFoundException": cloudcontroltest.MissingIsNotFoundException,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCC(t, cloudcontroltest.Options{
				Accounts: map[string]string{"AKIDOTHER": otherAccount}, Switches: cloudcontroltest.Switches{MissingDelete: answer},
			})
			s.RequireClean("creating", s.create(queue()))
			elsewhere := s.as(homes(s.world)["another account"])
			providertest.RequireError(t, elsewhere.destroy(), cloudcontroltest.DefaultAccountID, otherAccount)
			if elsewhere.state == nil || len(s.world.CloudControl.Objects()) != 1 {
				t.Error("the object lives, and must stay in state")
			}
			if got := s.world.CloudControl.Count("DeleteResource"); got != 0 {
				t.Errorf("%d deletions were asked for in another account", got)
			}
			s.RequireClean("destroying from the right one", s.destroy())
		})
	}
}

func TestCloudControlDestroyRefused(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		fate   cloudcontroltest.Fate
		says   string
		reason string
	}{
		"denied":      {cloudcontroltest.Fate{ErrorCode: "AccessDenied"}, "sqs:DeleteQueue", "the actions that the handler needs"},
		"tagging":     {cloudcontroltest.Fate{ErrorCode: "UnauthorizedTaggingOperation"}, "stays in state", "a permission is missing"},
		"invalid":     {cloudcontroltest.Fate{ErrorCode: "InvalidRequest"}, "stays in state", "and it is still there"},
		"credentials": {cloudcontroltest.Fate{ErrorCode: "InvalidCredentials"}, "credentials", "not valid for the handler"},
		"limit":       {cloudcontroltest.Fate{ErrorCode: "ServiceLimitExceeded"}, "stays in state", "it does not pass"},
		"service":     {cloudcontroltest.Fate{ErrorCode: "GeneralServiceException"}, "stays in state", "the service decides"},
		"update only": {cloudcontroltest.Fate{ErrorCode: "NotUpdatable"}, "stays in state", "nonsense, and no reason to forget an object"},
		"create only": {cloudcontroltest.Fate{ErrorCode: "AlreadyExists"}, "stays in state", "nonsense, and no reason to forget an object"},
		"no code":     {cloudcontroltest.Fate{End: "FAILED"}, "stays in state", "nothing is known"},
		"new code":    {cloudcontroltest.Fate{ErrorCode: "BrandNew"}, "BrandNew", "nobody knows it"},
		"cancelled":   {cloudcontroltest.Fate{End: "CANCEL_COMPLETE"}, "cancelled", "it is not done"},
		"unbelieved":  {cloudcontroltest.Fate{Effect: cloudcontroltest.EffectNone}, "still there although", "reported deleted, and observed"},
		"a hook":      {cloudcontroltest.Fate{Hooks: []cloudcontroltest.Hook{{TypeName: "Steward::Test::Hook", Mode: "FAIL", Fails: true, Message: "not on Fridays"}}}, "not on Fridays", "its words are what people need"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCC(t, cloudcontroltest.Options{})
			s.RequireClean("creating", s.create(queue()))
			c.fate.Kind, c.fate.Times = "DELETE", cloudcontroltest.Always
			s.world.CloudControl.Script(c.fate)
			providertest.RequireError(t, s.destroy(), queueType, c.says)
			if s.state == nil {
				t.Fatalf("%s: the object lives and must stay in state", c.reason)
			}
			s.world.CloudControl.ClearFaults()
			if diags := s.destroy(); providertest.Failed(diags) {
				t.Errorf("%s: the next run must be able to delete it: %s", c.reason, providertest.Text(diags))
			}
		})
	}
}

func TestCloudControlDestroyThroughTrouble(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		fates    []cloudcontroltest.Fate
		faults   []cloudcontroltest.Fault
		foreign  string
		switches cloudcontroltest.Switches
		deletes  int // 0 means any number
		reason   string
	}{
		"throttled operation":    {fates: []cloudcontroltest.Fate{{ErrorCode: "Throttling"}}, deletes: 2, reason: "it is over, so it is asked for anew"},
		"conflict":               {fates: []cloudcontroltest.Fate{{ErrorCode: "ResourceConflict", Times: 3}}, deletes: 4, reason: "dependants may be going"},
		"service error":          {fates: []cloudcontroltest.Fate{{ErrorCode: "ServiceInternalError"}}, deletes: 2, reason: "it passes"},
		"not stabilized":         {fates: []cloudcontroltest.Fate{{ErrorCode: "NotStabilized", Effect: cloudcontroltest.EffectAnyway}}, deletes: 1, reason: "it was gone all the same"},
		"failed, but gone":       {fates: []cloudcontroltest.Fate{{ErrorCode: "InvalidRequest", Effect: cloudcontroltest.EffectAnyway}}, deletes: 1, reason: "it is looked before it is refused"},
		"cancelled, but gone":    {fates: []cloudcontroltest.Fate{{End: "CANCEL_COMPLETE", Effect: cloudcontroltest.EffectAnyway}}, deletes: 1, reason: "gone is gone"},
		"lingering":              {fates: []cloudcontroltest.Fate{{Linger: cloudcontroltest.Ptr(40 * time.Millisecond)}}, deletes: 1, reason: "reading lags behind"},
		"throttled request":      {faults: []cloudcontroltest.Fault{{Operation: "DeleteResource", Code: "ThrottlingException", Times: 4}}, deletes: 5, reason: "the same request, later"},
		"the answer is lost":     {faults: []cloudcontroltest.Fault{{Operation: "DeleteResource", Drop: true, After: true}}, reason: "the same token"},
		"somebody updates it":    {foreign: "UPDATE", reason: "it waits, then asks"},
		"somebody deletes it":    {foreign: "DELETE", reason: "it follows that deletion"},
		"somebody, unnamed":      {foreign: "DELETE", switches: cloudcontroltest.Switches{ConflictWithoutToken: true}, reason: "the list of requests names it"},
		"DescribeType is denied": {faults: []cloudcontroltest.Fault{{Operation: "DescribeType", Code: "AccessDenied", Times: cloudcontroltest.Always}}, deletes: 1, reason: "deleting never depends on it"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCC(t, cloudcontroltest.Options{Switches: c.switches})
			s.RequireClean("creating", s.create(queue()))
			s = s.as(attributes{"aws": s.world.AWS()}) // without the schema that the create fetched
			for _, fate := range c.fates {
				fate.Kind = "DELETE"
				s.world.CloudControl.Script(fate)
			}
			for _, fault := range c.faults {
				s.world.CloudControl.Fail(fault)
			}
			if c.foreign != "" {
				if _, err := s.world.CloudControl.ForeignOperation(c.foreign, queueType, s.text("identifier"), 60*time.Millisecond); err != nil {
					t.Fatal(err)
				}
			}
			if diags := s.destroy(); providertest.Failed(diags) {
				t.Fatalf("%s: %s", c.reason, providertest.Text(diags))
			}
			if s.state != nil || len(s.world.CloudControl.Objects()) != 0 {
				t.Errorf("%s: the object must be gone", c.reason)
			}
			if got := s.world.CloudControl.Count("DeleteResource"); c.deletes != 0 && got != c.deletes {
				t.Errorf("%s: %d deletions were asked for, want %d", c.reason, got, c.deletes)
			}
		})
	}
}

func TestCloudControlDestroyPolicies(t *testing.T) {
	t.Parallel()
	t.Run("PREVENT", func(t *testing.T) {
		t.Parallel()
		s := newCC(t, cloudcontroltest.Options{})
		s.RequireClean("creating", s.create(queue(attributes{"deletion_policy": "PREVENT"})))
		providertest.RequireError(t, s.planned(nil).Diagnostics, "is protected: its deletion_policy is PREVENT")
		// An old saved plan, and core's replacement of a tainted object, never
		// ask the plan.
		plan := s.planned(queue())
		plan.PlannedState = s.DynamicValue(s.TypeOf(providertest.CloudControlType), nil)
		providertest.RequireError(t, s.applyWithin(t.Context(), s.state, nil, plan).Diagnostics, "terraform untaint")
		if len(s.world.CloudControl.Objects()) != 1 || s.world.CloudControl.Count("DeleteResource") != 0 {
			t.Error("the object must live")
		}
	})
	t.Run("ABANDON", func(t *testing.T) {
		t.Parallel()
		s := newCC(t, cloudcontroltest.Options{})
		s.RequireClean("creating", s.create(queue(attributes{"deletion_policy": "ABANDON"})))
		diags := s.destroy()
		providertest.RequireWarning(t, diags, "is abandoned, not deleted")
		if providertest.Failed(diags) || s.state != nil || len(s.world.CloudControl.Objects()) != 1 {
			t.Errorf("the object is forgotten and lives: %s", providertest.Text(diags))
		}
	})
	t.Run("the provider's", func(t *testing.T) {
		t.Parallel()
		s := newCC(t, cloudcontroltest.Options{})
		s = s.as(attributes{"aws": s.world.AWS(), "deletion_policy": "PREVENT"})
		s.RequireClean("creating", s.create(queue()))
		providertest.RequireError(t, s.planned(nil).Diagnostics, "is protected")
		if _, err := s.world.CloudControl.Put(providertest.WidgetType, `{"Name":"one"}`); err != nil {
			t.Fatal(err)
		}
		imported := s.as(attributes{"aws": s.world.AWS(), "deletion_policy": "PREVENT"})
		imported.state, imported.private = nil, nil
		imported.RequireClean("importing", imported.importIt(providertest.WidgetType+"/one"))
		if got := imported.text(destroy.PolicyAttributeName); got != "PREVENT" {
			t.Errorf("an imported object has the provider's policy, got %q", got)
		}
	})
}

func TestCloudControlDestroyResumes(t *testing.T) {
	t.Parallel()
	for name, tainted := range map[string]bool{"with private state": false, "after a taint, without": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCC(t, cloudcontroltest.Options{})
			s.RequireClean("creating", s.create(queue(attributes{"timeouts": attributes{"delete": "500ms"}})))
			s.world.CloudControl.Script(cloudcontroltest.Fate{Kind: "DELETE", Takes: cloudcontroltest.Ptr(time.Minute)})
			providertest.RequireError(t, s.destroy(), "was not deleted within", "Still under way: DELETE")
			if s.isNull(destroy.PendingAttributeName) {
				t.Fatalf("the deletion must be saved: %s", s.stateJSON())
			}
			s.RequireClean("giving it more time", s.update(queue(attributes{"timeouts": attributes{"delete": "1m"}})))
			if s.isNull(destroy.PendingAttributeName) {
				t.Fatalf("a change of settings must not forget the deletion: %s", s.stateJSON())
			}
			s.tainted = tainted
			s.world.CloudControl.Advance(time.Hour)
			s.RequireClean("again", s.destroy())
			if got := s.world.CloudControl.Count("DeleteResource"); got != 1 {
				t.Errorf("%d deletions were asked for, want 1", got)
			}
		})
	}
}

func TestCloudControlDestroyAfterAnInterruptedUpdate(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	s.RequireClean("creating", s.create(widget(attributes{"Name": "one", "Size": 3})))
	s.world.CloudControl.Script(cloudcontroltest.Fate{Kind: "UPDATE", Takes: cloudcontroltest.Ptr(time.Minute)})
	providertest.RequireError(t, s.update(widget(attributes{"Name": "one", "Size": 4}, attributes{"timeouts": attributes{"update": "500ms"}})), "did not end within")
	s.world.CloudControl.Advance(time.Hour)
	s.RequireClean("destroying", s.destroy())
	if got := s.world.CloudControl.Count("DeleteResource"); got != 1 {
		t.Errorf("%d deletions were asked for; an update that ended is no deletion that did", got)
	}
	if left := len(s.world.CloudControl.Objects()); left != 0 {
		t.Errorf("%d objects are left", left)
	}
}

func TestCloudControlDeleteTimeout(t *testing.T) {
	t.Parallel()
	for typeName, want := range map[string]time.Duration{
		queueType:                2 * time.Hour, // the schema says nothing, so the API's own default counts
		databaseType:             3 * time.Hour,
		"Steward::Test::Cluster": 36 * time.Hour,
		"Steward::Test::Nothing": 2 * time.Hour, // no schema can be had
	} {
		t.Run(typeName, func(t *testing.T) {
			t.Parallel()
			s := newCC(t, cloudcontroltest.Options{})
			s.RequireClean("creating", s.create(queue()))
			c := describedCall(t, s.world, typeName)
			if got := c.TimeoutOf(c.Schema.Delete); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func TestCloudControlOneDescribeType(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	for i := range 20 {
		name := "w" + strings.Repeat("x", i)
		other := *s
		other.RequireClean("creating", other.create(widget(attributes{"Name": name})))
		other.RequireClean("reading", other.read())
	}
	if got := s.world.CloudControl.Count("DescribeType"); got != 1 {
		t.Errorf("DescribeType was asked %d times, want once", got)
	}
}
