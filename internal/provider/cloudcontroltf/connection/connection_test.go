package connection_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/connection"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// begin describes widgets of a simulated API that has one, "it".
func begin(t *testing.T, faults ...cloudcontroltest.Fault) (*cloudcontroltest.Server, *connection.Type) {
	t.Helper()
	w := providertest.NewWorld(t)
	w.Put(providertest.WidgetType, `{"Name":"it","Color":"red"}`)
	client, _, err := cloudcontrol.New(t.Context(), cloudcontrol.Config{
		Region: cloudcontroltest.DefaultRegion, AccessKey: providertest.AccessKey, SecretKey: providertest.SecretKey, MaxRetries: 1,
		Endpoints: cloudcontrol.Endpoints{CloudControl: w.CloudControl.URL(), CloudFormation: w.CloudControl.URL(), STS: w.CloudControl.URL()},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range faults {
		w.CloudControl.Fail(fault)
	}
	data := &connection.ProviderData{Settings: &destroy.Settings{Pace: providertest.Pace}}
	return w.CloudControl, connection.Describe(t.Context(), data, client, cloudcontrol.Target{TypeName: providertest.WidgetType, Region: cloudcontroltest.DefaultRegion})
}

// paint asks for another colour, and notes the client tokens.
func paint(widget *connection.Type, color string, tokens *[]string) func(context.Context, string) (deletion.Operation, error) {
	return func(ctx context.Context, clientToken string) (deletion.Operation, error) {
		*tokens = append(*tokens, clientToken)
		patch, err := json.Marshal([]map[string]any{{"op": "add", "path": "/Color", "value": color}})
		if err != nil {
			return deletion.Operation{}, err
		}
		return widget.Client.Update(ctx, widget.Target, "it", patch, clientToken)
	}
}

// TestSubmitWaitsForOthers: while another operation works on the object, a request
// waits and is made anew, with another client token: the old one belongs to the
// request that was refused.
func TestSubmitWaitsForOthers(t *testing.T) {
	t.Parallel()
	server, widget := begin(t)
	server.Script(cloudcontroltest.Fate{Kind: "UPDATE", Takes: cloudcontroltest.Ptr(50 * time.Millisecond)})
	var theirs, ours []string
	first, err := widget.Submit(t.Context(), deletion.KindUpdate, paint(widget, "blue", &theirs))
	if err != nil {
		t.Fatal(err)
	}
	second, err := widget.Submit(t.Context(), deletion.KindUpdate, paint(widget, "green", &ours))
	if err != nil || second.Token == first.Token {
		t.Fatalf("operation %q after %q, %v", second.Token, first.Token, err)
	}
	if len(ours) != 2 || ours[0] == ours[1] {
		t.Errorf("client tokens %q, want two that differ", ours)
	}
	if ended, err := widget.Following(t.Context()).Follow(t.Context(), second); err != nil || ended.State != deletion.Done {
		t.Errorf("ended as %v, %v", ended.State, err)
	}
	live, canonical, err := widget.Get(t.Context(), "it")
	if model, _ := live.(map[string]any); err != nil || canonical != "it" || model["Color"] != "green" {
		t.Errorf("%q has %v, %v", canonical, live, err)
	}
}

// TestSubmitWhatIsLost: an answer that was lost does not lose the operation, and one
// that nobody remembers is over.
func TestSubmitWhatIsLost(t *testing.T) {
	t.Parallel()
	server, widget := begin(t)
	server.Fail(cloudcontroltest.Fault{Operation: "UpdateResource", After: true, Drop: true})
	var tokens []string
	op, err := widget.Submit(t.Context(), deletion.KindUpdate, paint(widget, "blue", &tokens))
	if err != nil || op.Token == "" {
		t.Fatalf("operation %q, %v", op.Token, err)
	}
	if n := len(server.Operations()); n != 1 {
		t.Errorf("%d operations, want one", n)
	}

	server, widget = begin(t)
	server.Script(cloudcontroltest.Fate{Kind: "UPDATE", Takes: cloudcontroltest.Ptr(50 * time.Millisecond)})
	if _, err := widget.Submit(t.Context(), deletion.KindUpdate, paint(widget, "blue", &tokens)); err != nil {
		t.Fatal(err)
	}
	server.Fail(cloudcontroltest.Fault{Operation: "GetResourceRequestStatus", Code: "RequestTokenNotFoundException", Times: cloudcontroltest.Always})
	if _, err := widget.Submit(t.Context(), deletion.KindUpdate, paint(widget, "green", &tokens)); err != nil {
		t.Errorf("an operation that nobody remembers is in the way: %v", err)
	}
}

// TestSubmitIsRefused: any other answer is for the caller, at once.
func TestSubmitIsRefused(t *testing.T) {
	t.Parallel()
	server, widget := begin(t)
	server.Fail(cloudcontroltest.Fault{Operation: "UpdateResource", Code: "AccessDeniedException", Times: cloudcontroltest.Always})
	var tokens []string
	if _, err := widget.Submit(t.Context(), deletion.KindUpdate, paint(widget, "blue", &tokens)); deletion.ReasonOf(err) != deletion.Denied || len(tokens) != 1 {
		t.Errorf("after %d requests: %v", len(tokens), err)
	}
}

// TestVisible: what was just made may not be there at once; it is looked for some
// times, and what is wrong otherwise is said at once.
func TestVisible(t *testing.T) {
	t.Parallel()
	const looks = 5
	for name, c := range map[string]struct {
		fault cloudcontroltest.Fault
		want  deletion.Reason
		looks int
	}{
		"at once":     {cloudcontroltest.Fault{Operation: "ListResources"}, deletion.Unclassified, 1},
		"late":        {cloudcontroltest.Fault{Operation: "GetResource", Code: "ResourceNotFoundException", Times: looks - 1}, deletion.Unclassified, looks},
		"in half":     {cloudcontroltest.Fault{Operation: "GetResource", Half: cloudcontroltest.HalfDescriptions()["no properties"], Times: 1}, deletion.Unclassified, 2},
		"never":       {cloudcontroltest.Fault{Operation: "GetResource", Code: "ResourceNotFoundException", Times: cloudcontroltest.Always}, deletion.NotFound, looks},
		"not allowed": {cloudcontroltest.Fault{Operation: "GetResource", Code: "AccessDeniedException", Times: cloudcontroltest.Always}, deletion.Denied, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, widget := begin(t, c.fault)
			live, err := widget.Visible(t.Context(), "it")
			if deletion.ReasonOf(err) != c.want || (err == nil) != (live != nil) {
				t.Errorf("%v, %v", live, err)
			}
			if n := server.Count("GetResource"); n != c.looks {
				t.Errorf("%d looks, want %d", n, c.looks)
			}
		})
	}
}

// TestDescribe: a type that could not be described can still be asked about.
func TestDescribe(t *testing.T) {
	t.Parallel()
	_, widget := begin(t)
	if !widget.Described || widget.Undescribed != nil || widget.Schema.Update == nil {
		t.Errorf("described %t, %v", widget.Described, widget.Undescribed)
	}
	_, widget = begin(t, cloudcontroltest.Fault{Operation: "DescribeType", Code: "AccessDenied", Times: cloudcontroltest.Always})
	if widget.Described || deletion.ReasonOf(widget.Undescribed) != deletion.Denied || widget.Schema == nil || widget.Schema.TypeName != providertest.WidgetType {
		t.Errorf("described %t, %v, %+v", widget.Described, widget.Undescribed, widget.Schema)
	}
	if live, _, err := widget.Get(t.Context(), "it"); err != nil || live == nil {
		t.Errorf("it cannot be read: %v, %v", live, err)
	}
}

// TestConnectWithoutAConfiguration: nothing is asked while the provider block is not known.
func TestConnectWithoutAConfiguration(t *testing.T) {
	t.Parallel()
	unknown := new(connection.ProviderData)
	if _, diags := unknown.Connect(t.Context()); unknown.Configurable() || diags.ErrorsCount() != 1 {
		t.Errorf("configurable %t, %v", unknown.Configurable(), diags)
	}
}

// TestValidators: what names a target.
func TestValidators(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		validator    validator.String
		right, wrong []string
	}{
		"type_name":       {connection.TypeName(), []string{"AWS::Logs::LogGroup", "Acme::Own::Thing"}, []string{"", "AWS::Logs", "aws/logs", "AWS::Logs::Log Group"}},
		"type_version_id": {connection.TypeVersionID(), []string{"00000001", "a-b"}, []string{"", "1.0"}},
		"region":          {connection.Region(), []string{"us-east-1", "us-gov-west-1", "cn-north-1"}, []string{"", "us east", "US-EAST-1"}},
		"role_arn":        {connection.RoleARN(), []string{"arn:aws:iam::111122223333:role/x", "arn:aws-cn:iam::111122223333:role/a/b"}, []string{"", "x", "arn:aws:iam::1:role/x", "arn:aws:iam::111122223333:user/x"}},
	} {
		for _, text := range c.right {
			if complaints(t, c.validator, text) != 0 {
				t.Errorf("%s: %q is refused", name, text)
			}
		}
		for _, text := range c.wrong {
			if complaints(t, c.validator, text) == 0 {
				t.Errorf("%s: %q is accepted", name, text)
			}
		}
	}
}

func complaints(t *testing.T, of validator.String, text string) int {
	t.Helper()
	var resp validator.StringResponse
	of.ValidateString(t.Context(), validator.StringRequest{Path: path.Root("x"), ConfigValue: types.StringValue(text)}, &resp)
	return resp.Diagnostics.ErrorsCount()
}
