package cloudcontroltf_test

import (
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// halfAnswered are objects of which half an answer could be believed: one whose
// name is chosen, and one whose identifier the service assigns.
func halfAnswered() map[string]attributes {
	return map[string]attributes{
		"a chosen name":          widget(attributes{"Name": "one", "Color": "green", "Engine": "e1"}),
		"an assigned identifier": queue(),
		"a compound identifier":  ofType("Steward::Test::Stage", attributes{"ApiId": "api", "StageName": "prod", "Description": "x"}),
	}
}

// TestCloudControlHalfAnswers lets GetResource say success and lack what it
// must have, in every way that the simulated API knows, at each moment when the
// provider reads an object.
func TestCloudControlHalfAnswers(t *testing.T) {
	t.Parallel()
	for objectName, config := range halfAnswered() {
		for name, half := range cloudcontroltest.HalfDescriptions() {
			fault := cloudcontroltest.Fault{Operation: "GetResource", Half: half, Times: cloudcontroltest.Always}
			t.Run(objectName+"/"+name+"/refresh", func(t *testing.T) {
				t.Parallel()
				s := newCC(t, cloudcontroltest.Options{})
				s.RequireClean("creating", s.create(config))
				s.world.CloudControl.Fail(fault)
				providertest.RequireError(t, s.read(), "Could not read", s.text("identifier"), "GetResource was asked about")
				s.world.CloudControl.ClearFaults()
				s.requirePlansNothing(config)
			})
			t.Run(objectName+"/"+name+"/read back after a create", func(t *testing.T) {
				t.Parallel()
				s := newCC(t, cloudcontroltest.Options{})
				absent := fault
				absent.Skip = 1 // the look whether the name is taken
				if objectName == "an assigned identifier" {
					absent.Skip = 0
				}
				s.world.CloudControl.Fail(absent)
				diags := s.create(config)
				if providertest.Failed(diags) {
					t.Errorf("an error taints the new object, and the next apply deletes it:\n%s", providertest.Text(diags))
				}
				s.world.CloudControl.ClearFaults()
				s.requirePlansNothing(config)
			})
		}
	}
}

// TestCloudControlHalfEvents lets the answers to requests that start or follow
// an operation lack what they must have.
func TestCloudControlHalfEvents(t *testing.T) {
	t.Parallel()
	halves := cloudcontroltest.HalfEvents()
	halves["another token"] = cloudcontroltest.AnotherToken()
	for name, half := range halves {
		for _, operation := range []string{"CreateResource", "UpdateResource", "DeleteResource", "GetResourceRequestStatus"} {
			if name == "another token" && operation != "GetResourceRequestStatus" {
				continue // only who asks about a token knows which it is
			}
			t.Run(operation+"/"+name, func(t *testing.T) {
				t.Parallel()
				s := newCC(t, cloudcontroltest.Options{})
				fail := func() {
					s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: operation, Half: half})
				}
				config := widget(attributes{"Name": "one", "Color": "green"})
				fail()
				s.RequireClean("creating, the answer once in half", s.create(config))
				s.requirePlansNothing(config)
				fail()
				config = widget(attributes{"Name": "one", "Color": "blue"})
				s.RequireClean("changing, the answer once in half", s.update(config))
				s.requirePlansNothing(config)
				fail()
				s.RequireClean("destroying, the answer once in half", s.destroy())
				if left := s.world.CloudControl.Objects(); len(left) != 0 || s.state != nil {
					t.Errorf("left: %v, in state: %v", left, s.state != nil)
				}
			})
		}
	}
}

// TestCloudControlImportInAnotherForm: a person may name an object otherwise
// than the API does.
func TestCloudControlImportInAnotherForm(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	config := halfAnswered()["a compound identifier"]
	s.RequireClean("creating", s.create(config))
	canonical := s.text("identifier")
	s = s.as(attributes{"aws": s.world.AWS()})
	s.RequireClean("importing", s.importIt(`Steward::Test::Stage/{"StageName":"prod","ApiId":"api"}`))
	if got := s.text("identifier"); got != canonical {
		t.Errorf("identifier = %q, want %q", got, canonical)
	}
	s.RequireClean("reading", s.read())
}

// TestTerraformKeepsWhatHalfAnAnswerDescribes: with real Terraform, half an
// answer replaces nothing.
func TestTerraformKeepsWhatHalfAnAnswerDescribes(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	run.Write(w.Config(providertest.CloudControlResource(providertest.WidgetType, `Name = "one", Color = "green", Engine = "e1"`)))
	run.Apply()
	for name, half := range cloudcontroltest.HalfDescriptions() {
		w.CloudControl.Fail(cloudcontroltest.Fault{Operation: "GetResource", Half: half, Times: cloudcontroltest.Always})
		run.Fails([]string{"Could not read " + providertest.WidgetType + " one", "GetResource was asked about one, but its answer"}, "apply", "-auto-approve")
		w.CloudControl.ClearFaults()
		if deleted := w.CloudControl.Deletions(providertest.WidgetType, "one"); deleted != 0 {
			t.Fatalf("%s: the object was deleted", name)
		}
	}
	run.PlansNothing()
}

// TestCloudControlReadBackOfAnUpdate: what an update cannot read back is no
// error and no drift, whatever half the answer is.
func TestCloudControlReadBackOfAnUpdate(t *testing.T) {
	t.Parallel()
	for objectName, change := range map[string]struct{ before, after attributes }{
		"a chosen name": {
			widget(attributes{"Name": "one", "Color": "green", "Engine": "e1"}), widget(attributes{"Name": "one", "Color": "blue", "Engine": "e1"}),
		},
		"an assigned identifier": {queue(), ofType(queueType, attributes{"VisibilityTimeout": 40})},
		"a compound identifier": {
			ofType("Steward::Test::Stage", attributes{"ApiId": "api", "StageName": "prod", "Description": "x"}),
			ofType("Steward::Test::Stage", attributes{"ApiId": "api", "StageName": "prod", "Description": "y"}),
		},
	} {
		for name, half := range cloudcontroltest.HalfDescriptions() {
			t.Run(objectName+"/"+name, func(t *testing.T) {
				t.Parallel()
				s := newCC(t, cloudcontroltest.Options{})
				s.RequireClean("creating", s.create(change.before))
				identifier := s.text("identifier")
				plan := s.planned(change.after)
				// The read before the change is good, every one behind it is half.
				s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "GetResource", Half: half, Skip: 1, Times: cloudcontroltest.Always})
				applied := s.applyWithin(t.Context(), s.state, change.after, plan)
				s.keep(applied.NewState, applied.Private)
				if providertest.Failed(applied.Diagnostics) || s.text("identifier") != identifier {
					t.Fatalf("the update was made: %s", providertest.Text(applied.Diagnostics))
				}
				providertest.RequireWarning(t, applied.Diagnostics, "GetResource was asked about")
				s.world.CloudControl.ClearFaults()
				s.requirePlansNothing(change.after)
				if deleted := s.world.CloudControl.Deletions(s.text("type_name"), identifier); deleted != 0 {
					t.Errorf("%d deletions", deleted)
				}
			})
		}
	}
}

// TestCloudControlUnreadIsNotReplaced: with -refresh=false, a property that is
// configured for the first time may be on the object already.
func TestCloudControlUnreadIsNotReplaced(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	network := func(cidr string, dns attributes) attributes {
		return ofType("Steward::Test::Network", attributes{"Address": attributes{"Cidr": cidr, "Family": "ipv4"}, "Options": attributes{"Dns": dns}})
	}
	const cidr = "10.0.0.0/16"
	s.RequireClean("creating", s.create(network(cidr, attributes{"Hostnames": true})))
	grown := network(cidr, attributes{"Hostnames": true, "Resolver": "a"})
	faults := map[string]cloudcontroltest.Fault{
		"denied": {Code: "AccessDeniedException"}, "unavailable": {Code: "ServiceInternalErrorException"}, "not found": {Code: "ResourceNotFoundException"},
	}
	for name, half := range cloudcontroltest.HalfDescriptions() {
		faults[name] = cloudcontroltest.Fault{Half: half}
	}
	for name, fault := range faults {
		fault.Operation, fault.Times = "GetResource", cloudcontroltest.Always
		s.world.CloudControl.Fail(fault)
		plan := s.planned(grown)
		if len(plan.RequiresReplace) > 0 {
			t.Errorf("%s: replaces %v", name, plan.RequiresReplace)
		}
		providertest.RequireWarning(t, plan.Diagnostics, "needs a replacement is not known", "Options.Dns.Resolver")
		if moved := s.planned(network("10.1.0.0/16", attributes{"Hostnames": true, "Resolver": "a"})); len(moved.RequiresReplace) == 0 {
			t.Errorf("%s: what state knows to be another value is replaced", name)
		}
		s.world.CloudControl.ClearFaults()
	}
	if plan := s.planned(grown); len(plan.RequiresReplace) == 0 {
		t.Error("the object can be read and has no resolver, so it is replaced")
	}
}

// TestSensitiveRemovalUnread: what is to be removed may be gone already, and
// where the object cannot be read nobody knows.
func TestSensitiveRemovalUnread(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	s.RequireClean("creating", s.create(ofType(settingsType, attributes{"Values": attributes{"level": "info"}},
		attributes{"sensitive_properties": attributes{"Values": attributes{"token": "hush-hush"}}, "sensitive_properties_version": 1})))
	object := s.world.CloudControl.Objects()[0]
	if err := s.world.CloudControl.Mutate(settingsType, object.Identifier, func(p map[string]any) { delete(p["Values"].(map[string]any), "token") }); err != nil {
		t.Fatal(err)
	}
	s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "GetResource", Code: "AccessDeniedException", Times: cloudcontroltest.Always})
	diags := s.update(ofType(settingsType, attributes{"Values": attributes{"level": "debug"}}))
	if providertest.Failed(diags) {
		t.Errorf("the whole patch fails because of what is gone: %s", providertest.Text(diags))
	}
	if live := string(s.world.CloudControl.Objects()[0].Properties); !strings.Contains(live, `"level":"debug"`) || strings.Contains(live, "token") {
		t.Errorf("the object is %s", live)
	}
}

// TestUnconfirmedAbsenceHidesSecrets: the second look of a refresh may be
// refused with words that repeat what only digests know by then.
func TestUnconfirmedAbsenceHidesSecrets(t *testing.T) {
	t.Parallel()
	const secret = "hush-hush-hush-1"
	s := newCC(t, cloudcontroltest.Options{})
	s.RequireClean("creating", s.create(ofType(settingsType, attributes{"Values": attributes{"level": "info"}},
		attributes{"sensitive_properties": attributes{"Values": attributes{"token": secret}}, "sensitive_properties_version": 1})))
	s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "GetResource", Code: "ResourceNotFoundException"})
	s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "GetResource", Code: "AccessDeniedException", Message: "not with " + secret, Times: cloudcontroltest.Always})
	diags := s.read()
	providertest.RequireError(t, diags, "could not be confirmed", "The API said: not with (sensitive value)")
	if strings.Contains(providertest.Text(diags), secret) || s.state == nil {
		t.Errorf("the secret is shown, or the object is dropped:\n%s", providertest.Text(diags))
	}
}
