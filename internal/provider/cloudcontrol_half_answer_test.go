package provider

import (
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf"
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
				s.requireClean("creating", s.create(config))
				s.world.cloudcontrol.Fail(fault)
				requireError(t, s.read(), "Could not read", s.text(cloudcontroltf.IdentifierAttribute), "GetResource was asked about")
				s.world.cloudcontrol.ClearFaults()
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
				s.world.cloudcontrol.Fail(absent)
				diags := s.create(config)
				if failed(diags) {
					t.Errorf("an error taints the new object, and the next apply deletes it:\n%s", allText(diags))
				}
				s.world.cloudcontrol.ClearFaults()
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
					s.world.cloudcontrol.Fail(cloudcontroltest.Fault{Operation: operation, Half: half})
				}
				config := widget(attributes{"Name": "one", "Color": "green"})
				fail()
				s.requireClean("creating, the answer once in half", s.create(config))
				s.requirePlansNothing(config)
				fail()
				config = widget(attributes{"Name": "one", "Color": "blue"})
				s.requireClean("changing, the answer once in half", s.update(config))
				s.requirePlansNothing(config)
				fail()
				s.requireClean("destroying, the answer once in half", s.destroy())
				if left := s.world.cloudcontrol.Objects(); len(left) != 0 || s.state != nil {
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
	s.requireClean("creating", s.create(config))
	canonical := s.text(cloudcontroltf.IdentifierAttribute)
	s.requireClean("importing", s.importIt(`Steward::Test::Stage/{"StageName":"prod","ApiId":"api"}`))
	if got := s.text(cloudcontroltf.IdentifierAttribute); got != canonical {
		t.Errorf("identifier = %q, want %q", got, canonical)
	}
	s.requireClean("reading", s.read())
}

// TestTerraformKeepsWhatHalfAnAnswerDescribes: with real Terraform, half an
// answer replaces nothing.
func TestTerraformKeepsWhatHalfAnAnswerDescribes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	run := attachTerraform(t)
	run.write(w.config(ccResource(widgetType, `Name = "one", Color = "green", Engine = "e1"`)))
	run.apply()
	for name, half := range cloudcontroltest.HalfDescriptions() {
		w.cloudcontrol.Fail(cloudcontroltest.Fault{Operation: "GetResource", Half: half, Times: cloudcontroltest.Always})
		run.fails([]string{"Could not read " + widgetType + " one", "GetResource was asked about one, but its answer"}, "apply", "-auto-approve")
		w.cloudcontrol.ClearFaults()
		if deleted := w.cloudcontrol.Deletions(widgetType, "one"); deleted != 0 {
			t.Fatalf("%s: the object was deleted", name)
		}
	}
	run.plansNothing()
}
