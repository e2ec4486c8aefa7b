package cloudcontroltf_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

const databaseType = "Steward::Test::Database"

// database is an object with secrets.
func database(storage int, more ...attributes) attributes {
	return ofType(databaseType, attributes{"DatabaseName": "d", "Engine": "mysql", "AllocatedStorage": storage}, more...)
}

// live returns the properties of the only object of the simulated API, those
// that are write-only too.
func (s *ccSession) live() string {
	s.T.Helper()
	objects := s.world.CloudControl.Objects()
	if len(objects) != 1 {
		s.T.Fatalf("there are %d objects, want 1", len(objects))
	}
	return string(objects[0].Properties)
}

func (s *ccSession) requireLive(reason string, parts ...string) {
	s.T.Helper()
	for _, part := range parts {
		if live := s.live(); !strings.Contains(live, part) {
			s.T.Errorf("%s: %s is not in %s", reason, part, live)
		}
	}
}

func TestCloudControlUpdateFails(t *testing.T) {
	t.Parallel()
	for _, code := range []string{
		"NotUpdatable", "InvalidRequest", "AccessDenied", "InvalidCredentials", "AlreadyExists", "NotFound", "ResourceConflict", "Throttling",
		"ServiceLimitExceeded", "NotStabilized", "GeneralServiceException", "ServiceInternalError", "ServiceTimeout", "NetworkFailure", "InternalFailure", "", "CANCEL_COMPLETE",
	} {
		for _, partly := range []bool{false, true} {
			t.Run(code+map[bool]string{true: " in part", false: ""}[partly], func(t *testing.T) {
				t.Parallel()
				s := newCC(t, cloudcontroltest.Options{})
				s.RequireClean("creating", s.create(widget(attributes{"Name": "one", "Color": "red"})))
				fate := cloudcontroltest.Fate{Kind: "UPDATE", ErrorCode: code}
				switch code {
				case "":
					fate.End = "FAILED"
				case "CANCEL_COMPLETE":
					fate.ErrorCode, fate.End = "", code
				}
				if partly {
					fate.Effect = cloudcontroltest.EffectAnyway
				}
				s.world.CloudControl.Script(fate)
				config := widget(attributes{"Name": "one", "Color": "blue"})
				providertest.RequireError(t, s.update(config), "Could not update Steward::Test::Widget one")
				want := map[bool]string{false: "red", true: "blue"}[partly]
				if got := s.modelJSON("properties"); !strings.Contains(got, want) || !s.isNull(destroy.PendingAttributeName) {
					t.Errorf("state must show what is there, %s, and no operation: %s", want, s.stateJSON())
				}
				s.RequireClean("again", s.update(config))
				s.requirePlansNothing(config)
			})
		}
	}
}

// TestCloudControlUpdateThatNeedsAnotherObject: the plan warned, and the handler
// could not.
func TestCloudControlUpdateThatNeedsAnotherObject(t *testing.T) {
	t.Parallel()
	for name, refuse := range map[string]func(s *ccSession){
		"at once": func(s *ccSession) {
			s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "UpdateResource", Code: "NotUpdatableException"})
		},
		"in the end": func(s *ccSession) {
			s.world.CloudControl.Script(cloudcontroltest.Fate{Kind: "UPDATE", ErrorCode: "NotUpdatable"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCC(t, cloudcontroltest.Options{})
			s.RequireClean("creating", s.create(widget(attributes{"Name": "one", "Engine": "e1"})))
			refuse(s)
			diags := s.update(widget(attributes{"Name": "one", "Engine": "e2"}))
			providertest.RequireWarning(t, diags, "may refuse", "Engine")
			providertest.RequireError(t, diags, "Could not update", "terraform apply -replace=ADDRESS", "NotUpdatable")
			s.requireLive("it stays as it was", `"Engine":"e1"`)
		})
	}
}

func TestCloudControlUpdateRefused(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	s.RequireClean("creating", s.create(widget(attributes{"Name": "one", "Color": "red"})))
	blue := widget(attributes{"Name": "one", "Color": "blue"})
	s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "UpdateResource", Code: "AccessDeniedException"})
	providertest.RequireError(t, s.update(blue), "Could not update", "steward:UpdateTest")
	if got := s.modelJSON("properties"); !strings.Contains(got, "red") {
		t.Errorf("nothing changed, but state says %s", got)
	}
	s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "UpdateResource", Code: "ThrottlingException", Times: 6})
	s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "UpdateResource", Drop: true, After: true})
	s.RequireClean("updating", s.update(blue))
	s.requireLive("it went through in the end", `"Color":"blue"`)
	updates := 0
	for _, op := range s.world.CloudControl.Operations() {
		if op.Kind == "UPDATE" {
			updates++
		}
	}
	if updates != 1 {
		t.Errorf("%d updates were carried out, want 1", updates)
	}
}

func TestCloudControlUpdateWaitsForOthers(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	s.RequireClean("creating", s.create(widget(attributes{"Name": "one", "Color": "red"})))
	if _, err := s.world.CloudControl.ForeignOperation("UPDATE", providertest.WidgetType, "one", 60*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	s.RequireClean("updating", s.update(widget(attributes{"Name": "one", "Color": "blue"})))
	s.requireLive("it waited, then asked again", `"Color":"blue"`)
}

func TestCloudControlUpdateOfWhatIsGone(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	s.RequireClean("creating", s.create(widget(attributes{"Name": "one"})))
	s.world.CloudControl.Remove(providertest.WidgetType, "one")
	providertest.RequireError(t, s.update(widget(attributes{"Name": "one", "Size": 3})), "Steward::Test::Widget one", "NotFound")
	if s.state == nil {
		t.Error("an update must not drop what the next read judges")
	}
}

func TestCloudControlUpdateInterrupted(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	s.RequireClean("creating", s.create(widget(attributes{"Name": "one", "Color": "red"})))
	s.world.CloudControl.Script(cloudcontroltest.Fate{Kind: "UPDATE", Takes: cloudcontroltest.Ptr(time.Minute)})
	blue := widget(attributes{"Name": "one", "Color": "blue"}, attributes{"timeouts": attributes{"update": "500ms"}})
	providertest.RequireError(t, s.update(blue), "did not end within timeouts.update", "pending_operation")
	if s.isNull(destroy.PendingAttributeName) || !strings.Contains(s.modelJSON("properties"), "red") {
		t.Fatalf("state is %s", s.stateJSON())
	}
	providertest.RequireWarning(t, s.read(), "update", "still under way")
	s.world.CloudControl.Advance(time.Hour)
	blue["timeouts"] = attributes{"update": "1m"}
	s.RequireClean("the same command again", s.update(blue))
	if got := s.world.CloudControl.Count("UpdateResource"); got != 1 {
		t.Errorf("%d updates were asked for; the second run waits for the first and finds nothing to do", got)
	}
	s.requirePlansNothing(blue)
}

func TestCloudControlUpdateCancelled(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	s.RequireClean("creating", s.create(widget(attributes{"Name": "one", "Color": "red"})))
	s.world.CloudControl.Script(cloudcontroltest.Fate{Kind: "UPDATE", Takes: cloudcontroltest.Ptr(time.Minute)})
	blue := widget(attributes{"Name": "one", "Color": "blue"})
	plan := s.planned(blue)
	ctx, cancel := context.WithCancel(t.Context())
	polls := s.world.CloudControl.Count("GetResourceRequestStatus")
	go func() {
		waitFor(t, func() bool { return s.world.CloudControl.Count("GetResourceRequestStatus") > polls+1 })
		cancel()
	}()
	applied := s.applyWithin(ctx, s.state, blue, plan)
	s.keep(applied.NewState, applied.Private)
	providertest.RequireError(t, applied.Diagnostics, "Interrupted", "UPDATE")
	if s.isNull(destroy.PendingAttributeName) {
		t.Errorf("the update must be saved: %s", s.stateJSON())
	}
}

func TestCloudControlUpdateAsksForNothing(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	s.RequireClean("creating", s.create(widget(attributes{"Name": "one", "Color": "red"})))
	s.world.CloudControl.ResetRequests()
	config := widget(attributes{"Name": "one", "Color": "red"}, attributes{
		"deletion_policy": "PREVENT", "timeouts": attributes{"delete": "1h"}, "role_arn": "arn:aws:iam::123456789012:role/steward",
	})
	s.RequireClean("updating", s.update(config))
	for _, request := range s.world.CloudControl.Requests() {
		if request.Service == "cloudcontrol" && request.Operation != "ListResourceRequests" { // of the plan
			t.Errorf("a change of settings asked for %s", request.Operation)
		}
	}
	if s.text(destroy.PolicyAttributeName) != "PREVENT" {
		t.Errorf("state is %s", s.stateJSON())
	}
	// A property that is drifting back to what it should be needs no patch.
	if err := s.world.CloudControl.Mutate(providertest.WidgetType, "one", func(p map[string]any) { p["Color"] = "blue" }); err != nil {
		t.Fatal(err)
	}
	blue := widget(attributes{"Name": "one", "Color": "blue"}, attributes{"deletion_policy": "PREVENT"})
	s.RequireClean("updating", s.update(blue))
	if got := s.world.CloudControl.Count("UpdateResource"); got != 0 {
		t.Errorf("%d updates were asked for what is so already", got)
	}
}

func TestCloudControlWriteOnly(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	password := func(text string) attributes {
		return attributes{"sensitive_properties": attributes{"MasterUserPassword": text, "Replication": attributes{"Password": text + "-nested"}}}
	}
	s.RequireClean("creating", s.create(database(10, password("hush-hush-1"))))
	s.requireLive("sent at create", "hush-hush-1", "hush-hush-1-nested")
	s.requirePlansNothing(database(10, password("hush-hush-1")))

	s.RequireClean("updating", s.update(database(20, password("hush-hush-1"))))
	s.requireLive("sent with every update, since one left out is lost", `"AllocatedStorage":20`, `"hush-hush-1"`, "hush-hush-1-nested")

	plan := s.planned(database(20, password("hush-hush-2")))
	if s.changes(plan) {
		t.Error("Terraform cannot see that a write-only value changed")
	}
	s.RequireClean("with a version", s.update(database(20, password("hush-hush-2"), attributes{"sensitive_properties_version": 1})))
	s.requireLive("the version says that it changed", `"hush-hush-2"`)
	s.RequireClean("with another version", s.update(database(20, password("hush-hush-3"), attributes{"sensitive_properties_version": 2})))
	s.requireLive("again", `"hush-hush-3"`, "hush-hush-3-nested")
	s.requirePlansNothing(database(20, password("hush-hush-3"), attributes{"sensitive_properties_version": 2}))
	if state := s.stateJSON(); strings.Contains(state, "hush") {
		t.Errorf("state holds a secret: %s", state)
	}
}

func TestCloudControlSensitiveThatIsReturned(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	config := func(version, level string) attributes {
		return ofType("Steward::Test::Settings", attributes{"Values": attributes{"level": level}},
			attributes{"sensitive_properties": attributes{"Values": attributes{"token": "hush-hush-" + version}}, "sensitive_properties_version": map[string]int{"1": 1, "2": 2}[version]})
	}
	s.RequireClean("creating", s.create(config("1", "info")))
	s.requireLive("both are sent", "info", "hush-hush-1")
	s.requirePlansNothing(config("1", "info"))
	s.RequireClean("updating", s.update(config("1", "debug")))
	s.requireLive("a key of a map stays", "debug", "hush-hush-1")
	s.RequireClean("updating the secret", s.update(config("2", "debug")))
	s.requireLive("the version says that it changed", "hush-hush-2")
	s.requirePlansNothing(config("2", "debug"))
	s.world.CloudControl.Script(cloudcontroltest.Fate{Kind: "UPDATE", ErrorCode: "InternalFailure"})
	providertest.RequireError(t, s.update(config("2", "warn")), "Could not update")
	if state := s.stateJSON(); strings.Contains(state, "hush") {
		t.Errorf("the API returns the key, and state must not hold it: %s", state)
	}
	// A property that moves from properties to sensitive_properties stays, even
	// if nobody may look at the object before it is changed.
	plain := newCC(t, cloudcontroltest.Options{})
	plain.RequireClean("creating", plain.create(ofType("Steward::Test::Settings", attributes{"Values": attributes{"level": "info", "token": "hush-hush-1"}})))
	plain.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "GetResource", Code: "AccessDeniedException"})
	plain.RequireClean("moving", plain.update(ofType("Steward::Test::Settings", attributes{"Values": attributes{"level": "info"}},
		attributes{"sensitive_properties": attributes{"Values": attributes{"token": "hush-hush-1"}}})))
	plain.requireLive("it is configured still, elsewhere", "hush-hush-1")
	if state := plain.stateJSON(); strings.Contains(state, "hush") {
		t.Errorf("it moved out of state: %s", state)
	}
}

func TestCloudControlUpdateKeepsWhatNamesTheObject(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	s.RequireClean("creating", s.create(widget(attributes{"Name": "one", "Color": "red"})))
	plan := s.planned(widget(attributes{"Name": "one", "Color": "blue"}))
	s.RequireClean("planning", plan.Diagnostics)
	planned := s.plannedAttributes(plan)
	var computed map[string]tftypes.Value
	if err := planned["computed_properties"].As(&computed); err != nil {
		t.Fatal(err)
	}
	if !computed["Arn"].IsKnown() {
		t.Error("an ARN that became unknown would replace whatever refers to it in a create-only property")
	}
	if computed["Revision"].IsKnown() {
		t.Error("the revision may change with an update")
	}
	if !planned["identifier"].IsKnown() || !planned["account_id"].IsKnown() {
		t.Error("an update changes neither identifier nor account")
	}
}
