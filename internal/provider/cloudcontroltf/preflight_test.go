package cloudcontroltf_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

const aStack = "arn:aws:cloudformation:us-east-1:111122223333:stack/network/0e7f7c80-6d0c-11f0-8a3b-0affd1a2b3c4"

// with is the session under a provider block with more settings.
func (s *ccSession) with(settings attributes, opts ...providertest.Option) *ccSession {
	s.T.Helper()
	block := attributes{"aws": s.world.AWS()}
	maps.Copy(block, settings)
	return s.as(block, opts...)
}

// newWidget is a session with a widget that was changed behind Terraform's
// back, and refreshed where wanted.
func newWidget(t *testing.T, change func(map[string]any), refresh bool) *ccSession {
	t.Helper()
	s := newCC(t, cloudcontroltest.Options{})
	s.RequireClean("creating", s.create(widget(attributes{"Name": "one"})))
	if change != nil {
		if err := s.world.CloudControl.Mutate(providertest.WidgetType, "one", change); err != nil {
			t.Fatal(err)
		}
	}
	if refresh {
		s.RequireClean("reading", s.read())
	}
	s.world.CloudControl.ResetRequests()
	return s
}

func protect(properties map[string]any) { properties["DeletionProtectionEnabled"] = true }

func give(properties map[string]any) {
	properties["Tags"] = []any{map[string]any{"Key": "aws:cloudformation:stack-id", "Value": aStack}}
}

// TestCloudControlPreflight: what the plan of a destruction says, out of what
// Read saw and one list.
func TestCloudControlPreflight(t *testing.T) {
	t.Parallel()
	protected := []string{"cannot be deleted while it is protected", "protection DeletionProtectionEnabled, on", "change the named property", "in state"}
	for name, c := range map[string]struct {
		change    func(map[string]any)
		preflight any
		want      string // errors/warnings
		says      []string
	}{
		"nothing":          {nil, "error", "0/0", nil},
		"protected":        {protect, nil, "0/1", append([]string{"The API refuses"}, protected...)},
		"protected, error": {protect, "error", "1/0", append([]string{"every object stays in state"}, protected...)},
		"protected, off":   {protect, "off", "0/0", nil},
		"in a stack":       {give, nil, "0/1", []string{"one belongs to a CloudFormation stack", "next update or deletion may fail", aStack, "ABANDON"}},
		"both": {
			func(p map[string]any) { protect(p); give(p) }, nil, "0/1",
			append([]string{"The API refuses", aStack}, protected...),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newWidget(t, c.change, true).with(attributes{"deletion_preflight": c.preflight})
			found := s.planned(nil).Diagnostics
			if got := providertest.Severities(found); got != c.want {
				t.Fatalf("%s errors/warnings, want %s:\n%s", got, c.want, providertest.Text(found))
			}
			for _, part := range c.says {
				if text := providertest.Text(found); !strings.Contains(text, part) {
					t.Errorf("it does not say %q:\n%s", part, text)
				}
			}
			if gets := s.world.CloudControl.Count("GetResource"); gets != 0 {
				t.Errorf("%d reads of the object, want none: Read saw what there is to see", gets)
			}
		})
	}
}

// TestCloudControlPreflightWithoutRefresh: where Read left nothing, the plan
// looks once; what the last apply left is enough.
func TestCloudControlPreflightWithoutRefresh(t *testing.T) {
	t.Parallel()
	s := newWidget(t, protect, false)
	s.RequireClean("planning by what the create left", s.planned(nil).Diagnostics)
	if gets := s.world.CloudControl.Count("GetResource"); gets != 0 {
		t.Errorf("%d reads, want none", gets)
	}
	s = s.as(attributes{"aws": s.world.AWS()})
	s.private = nil // as an older release left it
	providertest.RequireWarning(t, s.planned(nil).Diagnostics, "it is protected")
	if gets := s.world.CloudControl.Count("GetResource"); gets != 1 {
		t.Errorf("%d reads, want one", gets)
	}
	s.world.CloudControl.Remove(providertest.WidgetType, "one")
	s.RequireClean("planning to destroy what is gone", s.planned(nil).Diagnostics)
}

// TestCloudControlPreflightUpdate: an update that switches the protection off
// is seen by the next plan, refreshed or not.
func TestCloudControlPreflightUpdate(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	table := func(protected bool) attributes {
		return ofType("AWS::DynamoDB::Table", attributes{
			"TableName": "orders", "DeletionProtectionEnabled": protected, "BillingMode": "PAY_PER_REQUEST",
			"KeySchema":            []any{attributes{"AttributeName": "id", "KeyType": "HASH"}},
			"AttributeDefinitions": []any{attributes{"AttributeName": "id", "AttributeType": "S"}},
		})
	}
	s = s.with(attributes{"record_deletion_blockers": true})
	s.RequireClean("creating", s.create(table(true)))
	if got := s.modelJSON("deletion_blockers"); got != `[{"code":"protection","id":"DeletionProtectionEnabled"}]` {
		t.Errorf("after the create state records %s", got)
	}
	providertest.RequireWarning(t, s.planned(nil).Diagnostics, "protection DeletionProtectionEnabled")
	s.requirePlansNothing(table(true))
	s.RequireClean("updating", s.update(table(false)))
	if got := s.modelJSON("deletion_blockers"); got != `[]` {
		t.Errorf("after the update state records %s", got)
	}
	s.RequireClean("planning to destroy", s.planned(nil).Diagnostics)
	s.requirePlansNothing(table(false))
}

// TestCloudControlRefusalNamesProtection: a refusal of what is protected names
// the protection after one look, whatever the API's code is; what passes by
// itself is no remedy then. The API's answer stays what it is.
func TestCloudControlRefusalNamesProtection(t *testing.T) {
	t.Parallel()
	names := []string{"one was not deleted: it is protected", "In the way:\n  - protection DeletionProtectionEnabled, on", "The API said: ", "change the named property"}
	for name, c := range map[string]struct {
		was, is bool // protected when it was read, and when it is deleted
		ends    string
		blind   bool // it cannot be looked at any more
		says    []string
		reason  string
	}{
		"seen before":       {true, true, "InvalidRequest", false, names, "the usual case"},
		"unclassified":      {true, true, "GeneralServiceException", false, names, "some services have no code for it"},
		"since":             {false, true, "InvalidRequest", false, names, "what is there now counts"},
		"switched off":      {true, false, "InvalidRequest", false, []string{"the API refused the request", "The API said: ", "deletion_retry {"}, "it is not that any more"},
		"blind":             {true, true, "InvalidRequest", true, names, "what was last seen is better than nothing"},
		"not for a denial":  {true, true, "AccessDenied", false, []string{"access was denied"}, "the API said why"},
		"not protected":     {false, false, "GeneralServiceException", false, []string{"deletion_retry {"}, "nothing is known to be in the way"},
		"blind from before": {false, true, "InvalidRequest", true, []string{"the API refused the request", "deletion_retry {"}, "nobody saw it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			switchTo := func(on bool) func(map[string]any) {
				return func(properties map[string]any) { properties["DeletionProtectionEnabled"] = on }
			}
			s := newWidget(t, switchTo(c.was), true)
			if err := s.world.CloudControl.Mutate(providertest.WidgetType, "one", switchTo(c.is)); err != nil {
				t.Fatal(err)
			}
			s.world.CloudControl.Script(cloudcontroltest.Fate{Kind: "DELETE", ErrorCode: c.ends, Times: cloudcontroltest.Always})
			plan := s.planned(nil)
			if c.blind {
				s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "GetResource", Code: "AccessDeniedException", Times: cloudcontroltest.Always})
			}
			s.world.CloudControl.ResetRequests()
			found := s.applyWithin(t.Context(), s.state, nil, plan).Diagnostics
			providertest.RequireError(t, found, c.says...)
			if text := providertest.Text(found); strings.Contains(text, "deletion_retry {") != slices.Contains(c.says, "deletion_retry {") || strings.Contains(text, "In the way") != (len(c.says) == len(names)) {
				t.Errorf("%s:\n%s", c.reason, text)
			}
			if gets := s.world.CloudControl.Count("GetResource"); gets > 2 {
				t.Errorf("%d reads, want two at most: whether it is gone, and what is in the way", gets)
			}
		})
	}
}

// TestCloudControlPreflightOperation: an operation under way is waited for, and
// said; it refuses nothing.
func TestCloudControlPreflightOperation(t *testing.T) {
	t.Parallel()
	for kind, says := range map[string]string{"UPDATE": "waits for its update", "DELETE": "a deletion was under way already"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			s := newWidget(t, nil, true).with(attributes{"deletion_preflight": "error", "record_deletion_blockers": true})
			token, err := s.world.CloudControl.ForeignOperation(kind, providertest.WidgetType, "one", time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			found := s.planned(nil).Diagnostics
			if providertest.Severities(found) != "0/1" {
				t.Errorf("got %s", providertest.Text(found))
			}
			providertest.RequireWarning(t, found, says, "operation "+token)
			other := s.with(attributes{"record_deletion_blockers": true})
			other.read()
			if got, want := other.modelJSON("deletion_blockers"), fmt.Sprintf(`[{"code":"operation","id":%q}]`, token); got != want {
				t.Errorf("state records %s, want %s", got, want)
			}
		})
	}
}

// TestCloudControlPreflightImpossible: a type that cannot be deleted is an
// error whatever deletion_preflight says; ABANDON lets go of its objects.
func TestCloudControlPreflightImpossible(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	ledger, err := s.world.CloudControl.Put("Steward::Test::Ledger", `{"Name":"forever"}`)
	if err != nil {
		t.Fatal(err)
	}
	s.RequireClean("importing", s.importIt("Steward::Test::Ledger/"+ledger))
	for _, preflight := range []string{"warn", "error", "off"} {
		dark := s.with(attributes{"deletion_preflight": preflight})
		providertest.RequireError(t, dark.planned(nil).Diagnostics, ledger+" can never be deleted: its type has no delete handler", "ABANDON", "stays in state")
		dark.private = nil
		providertest.RequireError(t, dark.planned(nil).Diagnostics, "its type has no delete handler")
	}
	s.state["deletion_policy"] = tftypes.NewValue(tftypes.String, destroy.PolicyAbandon)
	if providertest.Failed(s.planned(nil).Diagnostics) {
		t.Error("what is only forgotten need not be deleted")
	}
}

// TestCloudControlPreflightReplacement: the same look where our own logic
// decides a replacement.
func TestCloudControlPreflightReplacement(t *testing.T) {
	t.Parallel()
	s := newWidget(t, protect, true).with(attributes{"deletion_preflight": "error"})
	providertest.RequireError(t, s.planned(widget(attributes{"Name": "two"})).Diagnostics, "A change of", "needs a replacement", "it is protected")
	s.RequireClean("another change", s.planned(widget(attributes{"Name": "one", "Color": "blue"})).Diagnostics)
}

// TestCloudControlPreflightUnseen: a look that fails never fails the plan, and
// says what could not be seen.
func TestCloudControlPreflightUnseen(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]cloudcontroltest.Fault{
		"denied":    {Code: "AccessDeniedException", Message: "not you"},
		"no token":  {Code: "UnrecognizedClientException", Message: "not you"},
		"throttled": {Code: "ThrottlingException"},
		"timeout":   {Hang: true},
		"garbage":   {Status: 200, Body: "<html>"},
		"cut":       {Truncate: true},
		"dropped":   {Drop: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newWidget(t, nil, true).with(attributes{"deletion_preflight": "error"}, providertest.CheckLimit(2*time.Second))
			s.private = nil
			fault.Times = cloudcontroltest.Always
			for _, operation := range []string{"GetResource", "ListResourceRequests", "DescribeType"} {
				fault.Operation = operation
				s.world.CloudControl.Fail(fault)
			}
			began := time.Now()
			found := s.planned(nil).Diagnostics
			if providertest.Severities(found) != "0/1" {
				t.Fatalf("got %s", providertest.Text(found))
			}
			providertest.RequireWarning(t, found, "could not be checked", "whether an operation is under way on it: ", "whether it is protected: ", "whether its type can be deleted: ")
			if waited := time.Since(began); waited > 8*time.Second {
				t.Errorf("it took %s", waited)
			}
		})
	}
}

// TestCloudControlPreflightCosts: 200 objects that were refreshed cost three
// requests at most, who the credentials are of included.
func TestCloudControlPreflightCosts(t *testing.T) {
	t.Parallel()
	s := newWidget(t, nil, true)
	states := make([]*ccSession, 200)
	for i := range states {
		one := *s
		one.state = maps.Clone(s.state)
		one.state["identifier"] = tftypes.NewValue(tftypes.String, fmt.Sprint("w", i))
		states[i] = &one
	}
	plan := s.with(nil)
	s.world.CloudControl.ResetRequests()
	turns, plans := make(chan struct{}, 10), sync.WaitGroup{}
	for _, one := range states {
		plans.Go(func() {
			turns <- struct{}{}
			defer func() { <-turns }()
			plan.PlanWith(providertest.CloudControlType, one.state, nil, one.private)
		})
	}
	plans.Wait()
	if got := len(s.world.CloudControl.Requests()); got > 3 || s.world.CloudControl.Count("ListResourceRequests") != 1 {
		t.Errorf("%d requests, want 3 at most and one list: %+v", got, s.world.CloudControl.Requests())
	}
}
