package cloudcontroltf_test

import (
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// RetryAfter is a time by the API's clock. Reckoned by a client's clock that is
// an hour slow, the first poll would come at the deadline, and what was made
// would count as not made.
func TestClocksThatDiffer(t *testing.T) {
	t.Parallel()
	for name, ahead := range map[string]time.Duration{"the API's is ahead": time.Hour, "the API's is behind": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := providertest.NewWorldWith(t, entryguardtest.Options{}, cloudcontroltest.Options{Now: func() time.Time { return time.Now().Add(ahead) }})
			w.CloudControl.Script(cloudcontroltest.Fate{RetryAfter: new(time.Second), Takes: new(500 * time.Millisecond), Times: cloudcontroltest.Always})
			run := providertest.AttachTerraform(t)
			run.Write(w.Config(providertest.CloudControlResource(providertest.WidgetType, `Name = "one"`, `timeouts {
  create = "30s"
  delete = "30s"
}`)))
			run.Apply()
			run.PlansNothing()
			if polls := w.CloudControl.Count("GetResourceRequestStatus"); polls == 0 || polls > 3 {
				t.Errorf("%d polls of the create, want the one or two that RetryAfter asks for", polls)
			}
			run.Must("destroy", "-auto-approve")
			if _, alive := w.CloudControl.Object(providertest.WidgetType, "one"); alive {
				t.Error("the object was not deleted")
			}
		})
	}
}

// The same of an identifier in Cloud Control's events: the event is not
// believed, and the next one is.
func TestUnusableIdentifiersStayOut(t *testing.T) {
	t.Parallel()
	for name, identifier := range map[string]string{"a line break": "one\ntwo", "NUL": "one\x00", "ESC": "\x1b[2Jone"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := providertest.NewWorld(t)
			run := providertest.AttachTerraform(t)
			run.Write(w.Config(providertest.CloudControlResource(providertest.WidgetType, `Name = "one"`)))
			w.CloudControl.Fail(cloudcontroltest.Fault{Operation: "GetResourceRequestStatus", Half: func(answer map[string]any) {
				if event, ok := answer["ProgressEvent"].(map[string]any); ok {
					event["Identifier"] = identifier
				}
			}})
			run.Apply()
			if got := run.State(providertest.CloudControlAddress).Attributes["identifier"]; got != "one" {
				t.Errorf("state has the identifier %q, want \"one\"", got)
			}
			run.Must("destroy", "-auto-approve")
		})
	}
}
