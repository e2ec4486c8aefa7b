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
		taken, asked := 0, 0
		results := func(push func(list.ListResult) bool) {
			for _, result := range all {
				if asked++; !push(result) {
					return
				}
			}
		}
		for range query.Limited(list.ListRequest{Limit: limit}, results) {
			taken++
		}
		if taken != want || asked != want {
			t.Errorf("limit %d: took %d of %d that were made, want %d", limit, taken, asked, want)
		}
	}
	taken := 0
	for range query.Limited(list.ListRequest{}, slices.Values(all)) {
		if taken++; taken == 2 {
			break
		}
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
	result := frame.Result(context.Background(), list.ListRequest{
		IncludeResource: true, ResourceSchema: schema.Schema{},
		ResourceIdentitySchema: identityschema.Schema{Attributes: map[string]identityschema.Attribute{"id": identityschema.StringAttribute{RequiredForImport: true}}},
	}, query.Found{Identity: map[string]string{"id": "x"}, Name: "it"})
	if !result.Diagnostics.HasError() || result.DisplayName != "it" {
		t.Errorf("%+v, want an error", result)
	}
}
