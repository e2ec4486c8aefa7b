package query_test

import (
	"context"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/query"
)

// TestLimited: what only says something does not count.
func TestLimited(t *testing.T) {
	t.Parallel()
	object := list.ListResult{Identity: &tfsdk.ResourceIdentity{}}
	said := query.Saying(diag.Diagnostics{diag.NewWarningDiagnostic("w", "")})
	all := []list.ListResult{said, object, said, object, said, object}
	for limit, want := range map[int64]int{0: 6, 1: 2, 2: 4, 3: 6, 100: 6} {
		taken, asked, cut := 0, 0, 0
		results := func(push func(list.ListResult) bool) {
			for _, result := range all {
				if asked++; !push(result) {
					return
				}
			}
		}
		for result := range query.Limited(list.ListRequest{Limit: limit}, "things", results) {
			taken++
			if result.Identity != nil && result.Diagnostics.WarningsCount() > 0 {
				cut = taken
			}
		}
		if taken != want || asked != want {
			t.Errorf("limit %d: took %d of %d that were made, want %d", limit, taken, asked, want)
		}
		if ends := map[int64]int{1: 2, 2: 4, 3: 6}[limit]; cut != ends {
			t.Errorf("limit %d: result %d says that the list was cut, want %d", limit, cut, ends)
		}
	}
	taken := 0
	for range query.Limited(list.ListRequest{}, "things", slices.Values(all)) {
		if taken++; taken == 2 {
			break
		}
	}
}

// A fleeting resource can be imported and is gone when it is read.
type fleeting struct{ resource.Resource }

func (fleeting) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_thing"
}

func (fleeting) ImportState(context.Context, resource.ImportStateRequest, *resource.ImportStateResponse) {
}

func (fleeting) Read(ctx context.Context, _ resource.ReadRequest, resp *resource.ReadResponse) {
	resp.State.RemoveResource(ctx)
}

// listed is what a frame makes of an object.
func listed(frame query.Frame[int]) list.ListResult {
	return frame.Result(context.Background(), list.ListRequest{
		IncludeResource: true, ResourceSchema: schema.Schema{},
		ResourceIdentitySchema: identityschema.Schema{Attributes: map[string]identityschema.Attribute{"id": identityschema.StringAttribute{RequiredForImport: true}}},
	}, query.Found{Identity: map[string]string{"id": "x"}, Name: "it"})
}

// TestFleeting: an object that goes between the list and the read is left out, and
// no result without a state.
func TestFleeting(t *testing.T) {
	t.Parallel()
	result := listed(query.Frame[int]{Resource: fleeting{}})
	if result.Identity != nil || result.Resource != nil || result.Diagnostics.HasError() || result.Diagnostics.WarningsCount() != 1 {
		t.Fatalf("%+v, want one warning and nothing else", result)
	}
	if got := result.Diagnostics[0].Summary(); got != "steward_thing it was listed and cannot be found" {
		t.Errorf("it says %q", got)
	}
}

// A fixed resource cannot be imported.
type fixed struct{ resource.Resource }

// TestFixed: that is a fault of the provider, and no crash.
func TestFixed(t *testing.T) {
	t.Parallel()
	frame := query.Frame[int]{Resource: fixed{}, Configured: func(any) (int, bool) { return 7, true }}
	var configured resource.ConfigureResponse
	frame.Configure(t.Context(), resource.ConfigureRequest{ProviderData: true}, &configured)
	if frame.Data != 7 || configured.Diagnostics.HasError() {
		t.Errorf("configured: %d, %v", frame.Data, configured.Diagnostics)
	}
	result := listed(frame)
	if !result.Diagnostics.HasError() || result.DisplayName != "it" {
		t.Errorf("%+v, want an error", result)
	}
}
