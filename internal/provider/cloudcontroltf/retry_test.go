package cloudcontroltf_test

import (
	"strings"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// TestDeletionRetry: what the user knows will pass is asked for again; nothing
// else is.
func TestDeletionRetry(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason string
		retry  attributes
		ends   string // the error code with which the first two deletions end
		passes bool
	}{
		"by code":                   {"the code is named", attributes{"error_codes": []any{"GeneralServiceException"}}, "GeneralServiceException", true},
		"by code of the other kind": {"with Exception at the end or without", attributes{"error_codes": []any{"InvalidRequestException"}}, "InvalidRequest", true},
		"by text":                   {"a part of what the API says is named", attributes{"message_regexes": []any{"during .* operation"}}, "GeneralServiceException", true},
		"another code":              {"what is not named is refused at once", attributes{"error_codes": []any{"NotStabilized"}}, "GeneralServiceException", false},
		"another text":              {"what is not named is refused at once", attributes{"message_regexes": []any{"^no such words$"}}, "GeneralServiceException", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCC(t, cloudcontroltest.Options{})
			config := queue()
			config[destroy.RetryAttribute] = c.retry
			s.RequireClean("creating", s.create(config))
			s.world.CloudControl.Script(cloudcontroltest.Fate{Kind: "DELETE", ErrorCode: c.ends, Times: 2})
			diags := s.destroy()
			deletions := s.world.CloudControl.Count("DeleteResource")
			if gone := s.state == nil; gone != c.passes {
				t.Fatalf("gone = %v, want %v: %s\n%s", gone, c.passes, c.reason, providertest.Text(diags))
			}
			if want := map[bool]int{true: 3, false: 1}[c.passes]; deletions != want {
				t.Errorf("%d deletions were asked for, want %d: %s", deletions, want, c.reason)
			}
			if !c.passes && !strings.Contains(providertest.Text(diags), `deletion_retry { error_codes = ["`) {
				t.Errorf("the refusal does not suggest deletion_retry:\n%s", providertest.Text(diags))
			}
		})
	}
}

// TestDeletionRetryIsBounded: timeouts.delete ends it, with the API's words.
func TestDeletionRetryIsBounded(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	config := queue()
	config[destroy.RetryAttribute] = attributes{"error_codes": []any{"GeneralServiceException"}}
	config["timeouts"] = attributes{"delete": "1s"}
	s.RequireClean("creating", s.create(config))
	s.world.CloudControl.Script(cloudcontroltest.Fate{Kind: "DELETE", ErrorCode: "GeneralServiceException", Times: cloudcontroltest.Always})
	began := time.Now()
	providertest.RequireError(t, s.destroy(), "was not deleted within 1s", "GeneralServiceException")
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
	if s.state == nil {
		t.Error("the object lives and must stay in state")
	}
}

// TestDeletionRetryIsChecked while planning.
func TestDeletionRetryIsChecked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		hcl, says string
	}{
		"nothing":        {`{}`, "error_codes"},
		"no list":        {`{ error_codes = [] }`, "at least 1"},
		"broken pattern": {`{ message_regexes = ["("] }`, "regular expression"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := providertest.NewWorld(t)
			run := providertest.AttachTerraform(t)
			run.Write(w.Config(`resource "steward_cloudcontrol_resource" "it" {
  type_name      = "AWS::SQS::Queue"
  properties     = { QueueName = "q" }
  deletion_retry ` + c.hcl + `
}`))
			run.Fails([]string{c.says}, "plan")
		})
	}
}

// TestDeletionRetryEndsAtAProtection: a protection does not pass by itself, so one
// that is seen ends the deletion at once, whatever deletion_retry names.
func TestDeletionRetryEndsAtAProtection(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	config := widget(attributes{"Name": "one"})
	config[destroy.RetryAttribute] = attributes{"error_codes": []any{"GeneralServiceException"}}
	s.RequireClean("creating", s.create(config))
	if err := s.world.CloudControl.Mutate("Steward::Test::Widget", "one", func(p map[string]any) { p["DeletionProtectionEnabled"] = true }); err != nil {
		t.Fatal(err)
	}
	s.world.CloudControl.Script(cloudcontroltest.Fate{Kind: "DELETE", ErrorCode: "GeneralServiceException", Times: cloudcontroltest.Always})
	began := time.Now()
	found := s.destroy()
	providertest.RequireError(t, found, "was not deleted: it is protected", "(Protected, GeneralServiceException, ")
	if text := providertest.Text(found); strings.Contains(text, "timeouts.delete") || strings.Contains(text, "deletion_retry") {
		t.Errorf("more time or another try is no remedy:\n%s", text)
	}
	if asked, took := s.world.CloudControl.Count("DeleteResource"), time.Since(began); asked != 1 || took > 10*time.Second {
		t.Errorf("it asked %d times in %v, want once", asked, took)
	}
}

// TestCreateUnansweredAndThere: the first try got no answer and the second one
// meets an object. Nobody knows who made it, and the error says so.
func TestCreateUnansweredAndThere(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "CreateResource", Drop: true, Times: 1})
	s.world.CloudControl.Script(cloudcontroltest.Fate{Kind: "CREATE", ErrorCode: "AlreadyExists", Times: cloudcontroltest.Always})
	found := s.create(widget(attributes{"Name": "one"}))
	providertest.RequireError(t, found, "exists already", "An earlier try of this create got no answer", "terraform import", "(Invalid, AlreadyExists")
	if text := providertest.Text(found); strings.Contains(text, "Nothing was created") {
		t.Errorf("nobody knows that:\n%s", text)
	}
}

// TestRetryCodes: a code that is not known is used, with a warning that names what
// it may have been meant to be.
func TestRetryCodes(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	for code, says := range map[string]string{
		"Throttling": "", "ThrottlingException": "", "GeneralServiceException": "", "NotStabilized": "",
		"Throtling": `Did you mean "Throttling"?`, "generalserviceexception": `Did you mean "GeneralService"?`, "NotStabilised": `Did you mean "NotStabilized"?`,
		"DependencyViolation": "used as it is",
	} {
		config := widget(attributes{"Name": "one"}, attributes{"deletion_retry": attributes{"error_codes": []any{code}}})
		found := s.Validate(providertest.CloudControlType, config)
		if text := providertest.Text(found); providertest.Failed(found) || says == "" && text != "" || !strings.Contains(text, says) {
			t.Errorf("%s: it says %q, want a warning with %q", code, text, says)
		}
	}
}
