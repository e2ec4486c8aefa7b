package provider

import (
	"net/http"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// RetryAfter is a time by the API's clock. Reckoned by a client's clock that is
// an hour slow, the first poll would come at the deadline, and what was made
// would count as not made.
func TestClocksThatDiffer(t *testing.T) {
	t.Parallel()
	for name, ahead := range map[string]time.Duration{"the API's is ahead": time.Hour, "the API's is behind": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorldWith(t, entryguardtest.Options{}, cloudcontroltest.Options{Now: func() time.Time { return time.Now().Add(ahead) }})
			w.cloudcontrol.Script(cloudcontroltest.Fate{RetryAfter: new(time.Second), Takes: new(500 * time.Millisecond), Times: cloudcontroltest.Always})
			run := attachTerraform(t)
			run.write(w.config(ccResource(widgetType, `Name = "one"`, `timeouts = { create = "30s", delete = "30s" }`)))
			run.apply()
			run.plansNothing()
			if polls := w.cloudcontrol.Count("GetResourceRequestStatus"); polls == 0 || polls > 3 {
				t.Errorf("%d polls of the create, want the one or two that RetryAfter asks for", polls)
			}
			run.must("destroy", "-auto-approve")
			if _, alive := w.cloudcontrol.Object(widgetType, "one"); alive {
				t.Error("the object was not deleted")
			}
		})
	}
}

// An ID that no request could name the object by never comes into state: it
// could never leave it again.
func TestUnusableIDsStayOut(t *testing.T) {
	t.Parallel()
	for name, id := range map[string]string{"a path": "../roles", "a line break": "1\n2", "NUL": "1\x002"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			run := attachTerraform(t)
			run.write(w.config(resourceHCL(w.addCredential(), nil)))
			w.entryguard.Fail(entryguardtest.Fault{Method: http.MethodPost, Path: "/resources", About: id})
			run.apply()
			made := w.onlyResource()
			if got := run.state(testResource).Attributes["id"]; got != made.ID {
				t.Errorf("state has the ID %v of an object that is called %q", got, made.ID)
			}
			run.must("destroy", "-auto-approve")
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
			w := newWorld(t)
			run := attachTerraform(t)
			run.write(w.config(ccResource(widgetType, `Name = "one"`)))
			w.cloudcontrol.Fail(cloudcontroltest.Fault{Operation: "GetResourceRequestStatus", Half: func(answer map[string]any) {
				if event, ok := answer["ProgressEvent"].(map[string]any); ok {
					event["Identifier"] = identifier
				}
			}})
			run.apply()
			if got := run.state(widgetAddr).Attributes["identifier"]; got != "one" {
				t.Errorf("state has the identifier %q, want \"one\"", got)
			}
			run.must("destroy", "-auto-approve")
		})
	}
}
