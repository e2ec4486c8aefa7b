package cloudcontroltf_test

import (
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// TestStoryNamesakeInAnUnknownAccount: state says account A, the credentials are
// of B, and STS does not say whose they are. B has an object of the same name.
func TestStoryNamesakeInAnUnknownAccount(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorldWith(t, entryguardtest.Options{}, cloudcontroltest.Options{Accounts: map[string]string{"AKIDOTHER": otherAccount}})
	run := providertest.AttachTerraform(t)
	const logGroup = "AWS::Logs::LogGroup"
	right := w.ProviderBlock() + providertest.CloudControlResource(logGroup, `LogGroupName = "app"`)
	run.Write(right)
	run.Must("apply", "-auto-approve")
	there := w.CloudControl.At(otherAccount, cloudcontroltest.DefaultRegion)
	if _, err := there.Put(logGroup, `{"LogGroupName":"app"}`); err != nil {
		t.Fatal(err)
	}
	w.CloudControl.Fail(cloudcontroltest.Fault{Operation: "GetCallerIdentity", Code: "AccessDenied", Times: cloudcontroltest.Always})
	wrong := strings.Replace(strings.Replace(right, providertest.AccessKey, "AKIDOTHER", 1), "aws {", "aws {\n    skip_credentials_validation = true", 1)
	run.Write(wrong)
	for _, args := range [][]string{{"destroy", "-auto-approve"}, {"destroy", "-auto-approve", "-refresh=false"}} {
		result := run.Run(args...)
		if result.Code == 0 || !strings.Contains(result.Stderr, "It is not known whether the provider's credentials are of") {
			t.Errorf("terraform %v ended with %d:\n%s", args, result.Code, result.Stderr)
		}
	}
	if _, alive := there.Object(logGroup, "app"); !alive {
		t.Error("the other account's object was deleted")
	}
	if state := run.Must("state", "list").Stdout; !strings.Contains(state, providertest.CloudControlAddress) {
		t.Errorf("the object left the state: %q", state)
	}
	w.CloudControl.ClearFaults()
	run.Write(right)
	run.Must("destroy", "-auto-approve")
	_, theirs := there.Object(logGroup, "app")
	if _, ours := w.CloudControl.Object(logGroup, "app"); !theirs || ours {
		t.Error("in the end A's object is gone, and B's is there")
	}
}

// TestCloudControlOneQuestionForAll: a refresh of three objects while STS fails is
// one question and one error, and soon over.
func TestCloudControlOneQuestionForAll(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	s.RequireClean("creating", s.create(queue()))
	// max_retries is the default.
	blind := s.as(attributes{"aws": s.world.AWS(attributes{"skip_credentials_validation": true, "max_retries": 25})})
	s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "GetCallerIdentity", Status: 400, Body: "<html>", Times: cloudcontroltest.Always})
	before := s.world.CloudControl.Count("GetCallerIdentity")
	var said []*tfprotov6.Diagnostic
	for range 3 {
		said = append(said, blind.read()...)
	}
	if got := s.world.CloudControl.Count("GetCallerIdentity") - before; got != 1 {
		t.Errorf("STS was asked %d times, want once", got)
	}
	if got := providertest.Severities(said); got != "1/0" {
		t.Errorf("errors/warnings are %s, want one error:\n%s", got, providertest.Text(said))
	}
}

// TestCloudControlQuestionIsBounded: STS hangs, and timeouts.read ends the wait.
func TestCloudControlQuestionIsBounded(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	limited := attributes{"timeouts": attributes{"read": "300ms", "delete": "300ms", "update": "300ms"}}
	s.RequireClean("creating", s.create(widget(attributes{"Name": "one"}, limited)))
	s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "GetCallerIdentity", Hang: true, Times: cloudcontroltest.Always})
	for name, settings := range map[string]attributes{"asked for the object": {"skip_credentials_validation": true}, "asked for the client": nil} {
		for doing, do := range map[string]func(*ccSession) []*tfprotov6.Diagnostic{
			"read":   (*ccSession).read,
			"delete": (*ccSession).destroy,
		} {
			blind := s.as(attributes{"aws": s.world.AWS(settings)})
			began := time.Now()
			diags := do(blind)
			if took := time.Since(began); !providertest.Failed(diags) || took > 20*time.Second || blind.state == nil {
				t.Errorf("%s, %s: %s, after %s", name, doing, providertest.Text(diags), took)
			}
		}
	}
}

// TestCloudControlCreateFollowsItsToken: the answer to a create is lost, the API
// says that it has the request already, and its status cannot be asked at once.
func TestCloudControlCreateFollowsItsToken(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{Switches: cloudcontroltest.Switches{LateIdentifier: true}})
	s.world.CloudControl.Script(cloudcontroltest.Fate{Kind: "CREATE", Takes: cloudcontroltest.Ptr(time.Minute)})
	first, err := s.world.CloudControl.ForeignOperation("CREATE", queueType, "", time.Minute)
	if err != nil {
		t.Skip(err)
	}
	s.world.CloudControl.Fail(cloudcontroltest.Fault{
		Operation: "CreateResource", Code: "ClientTokenConflictException", Message: "ClientToken x is already associated with an existing operation with RequestToken " + first, Times: cloudcontroltest.Always,
	})
	s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "GetResourceRequestStatus", Code: "AccessDeniedException", Times: cloudcontroltest.Always})
	providertest.RequireError(t, s.create(queue()), "could not be followed to its end", first, "to keep what the operation makes, run: terraform untaint ADDRESS")
	if s.state == nil || s.isNull(destroy.PendingAttributeName) {
		t.Fatalf("the token must be saved: %s", s.stateJSON())
	}
	// A destroy waits for the create first, and says nothing about creating again.
	destroyed := s.destroy()
	providertest.RequireError(t, destroyed, "could not be followed to its end", first, "it waits for this operation, then deletes what it made")
	if text := providertest.Text(destroyed); strings.Contains(text, "creates the object again") || strings.Contains(text, "untaint") {
		t.Errorf("a destroy advises as a create does:\n%s", text)
	}
}

func TestTimeoutsArePositive(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	for _, limit := range []string{"0s", "-5m", "0", "", "soon"} {
		for _, step := range []string{"create", "read", "update", "delete"} {
			config := widget(attributes{"Name": "one"}, attributes{"timeouts": attributes{step: limit}})
			providertest.RequireError(t, s.Validate(providertest.CloudControlType, config), "greater than zero", "timeouts", step)
		}
	}
	if text := providertest.Text(s.Validate(providertest.CloudControlType, widget(attributes{"Name": "one"}, attributes{"timeouts": attributes{"create": "1ns"}}))); text != "" {
		t.Error(text)
	}
}

// TestIdentifiersEnterWhole: an import takes none that no request could send.
func TestIdentifiersEnterWhole(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	for name, id := range map[string]string{"NUL": "a\x00b", "newline": "a\nb", "escape": "a\x1b[2J", "too long": strings.Repeat("a", 1025)} {
		providertest.RequireError(t, s.importIt(providertest.WidgetType+"/"+id), "Wrong import ID")
		providertest.RequireError(t, s.importWho(attributes{"type_name": providertest.WidgetType, "identifier": id}), "Wrong identity")
		if s.state != nil {
			t.Errorf("%s came into state", name)
		}
	}
}
