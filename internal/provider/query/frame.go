package query

import (
	"context"
	"fmt"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
)

// A Frame is what all list resources have in common: the name and the objects of a
// managed resource, a schema and the data of the provider. A list resource embeds
// it and lists.
type Frame[Data any] struct {
	Resource resource.Resource
	Describe func() schema.Schema // made when Terraform asks for it
	// Configured returns what the list resource needs of the provider's data; the
	// managed resource says so where it is not the provider's data at all.
	Configured func(providerData any) (Data, bool)
	Data       Data
}

// Metadata names the list resource as the managed one.
func (f *Frame[Data]) Metadata(ctx context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	f.Resource.Metadata(ctx, req, resp)
}

// TypeName is the name of the list resource, as configurations have it.
func (f *Frame[Data]) TypeName(ctx context.Context) string {
	var named resource.MetadataResponse
	f.Metadata(ctx, resource.MetadataRequest{ProviderTypeName: "steward"}, &named)
	return named.TypeName
}

// ListResourceConfigSchema describes what can be asked for.
func (f *Frame[Data]) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = f.Describe()
}

// Configure takes the provider's data, for the managed resource too; nothing while
// Terraform validates, because it does not configure the provider then.
func (f *Frame[Data]) Configure(ctx context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	if managed, ok := f.Resource.(resource.ResourceWithConfigure); ok {
		managed.Configure(ctx, req, resp)
	}
	if req.ProviderData != nil && !resp.Diagnostics.HasError() {
		f.Data, _ = f.Configured(req.ProviderData)
	}
}

// A Found is an object that was found.
type Found struct {
	Identity map[string]string // what an import block names
	Name     string            // what people know it by, with what tells it from others of that name
	// Resource reads the object; nil: the frame's own. It must be configured.
	Resource resource.Resource
	// Notices are warnings about the object.
	Notices diag.Diagnostics
}

// Result is what Terraform gets of an object that was found.
func (f *Frame[Data]) Result(ctx context.Context, req list.ListRequest, found Found) list.ListResult {
	result := req.NewListResult(ctx)
	result.DisplayName = found.Name
	result.Diagnostics.Append(found.Notices...)
	result.Diagnostics.Append(attributes.Identify(ctx, result.Identity, found.Identity)...)
	if !req.IncludeResource || result.Diagnostics.HasError() {
		return result
	}
	managed := found.Resource
	if managed == nil {
		managed = f.Resource
	}
	result.Diagnostics.Append(adopt(ctx, managed, &result)...)
	if !result.Diagnostics.HasError() && result.Resource.Raw.IsNull() {
		return Saying(Vanished(f.TypeName(ctx) + " " + found.Name))
	}
	return result
}

// Limited ends results where Terraform has as many objects as it asked for; a
// limit of zero is none. What only warns does not count. The last object that is
// wanted brings a warning along: Terraform says nothing of what it did not ask for,
// and a list that looks whole and is not leaves objects behind. listed names what the list is about.
func Limited(req list.ListRequest, listed string, results iter.Seq[list.ListResult]) iter.Seq[list.ListResult] {
	return func(push func(list.ListResult) bool) {
		objects := int64(0)
		for result := range results {
			if result.Identity != nil {
				objects++
			}
			last := req.Limit > 0 && objects >= req.Limit
			if last {
				result.Diagnostics.AddWarning(fmt.Sprintf("The list of %s ends at its limit of %d", listed, req.Limit),
					"There may be more than are shown: no more were asked for.\n\nWhat to do:\n  - set limit in the list block to more (Terraform's default is 100)")
			}
			if !push(result) || last {
				return
			}
		}
	}
}

// Vanished is the warning about an object that was listed and is not there. It is
// named in the summary: Terraform shows one of several warnings with the same one.
func Vanished(object string) diag.Diagnostics {
	return diag.Diagnostics{diag.NewWarningDiagnostic(object+" was listed and cannot be found",
		"It is left out. The list shows it, and a read does not find it. It may have been deleted just now.")}
}

// Saying is a result that shows no object, but says something.
func Saying(diags diag.Diagnostics) list.ListResult { return list.ListResult{Diagnostics: diags} }
