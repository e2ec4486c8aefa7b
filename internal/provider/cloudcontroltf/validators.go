package cloudcontroltf

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/dynamic"
)

// Properties accepts an object (or a map) whose values are properties.
type Properties struct{}

// Description says what is accepted.
func (Properties) Description(context.Context) string {
	return "value must be an object whose attributes are the type's properties"
}

// MarkdownDescription says what is accepted.
func (v Properties) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

// ValidateDynamic checks one value.
func (v Properties) ValidateDynamic(ctx context.Context, req validator.DynamicRequest, resp *validator.DynamicResponse) {
	switch model := dynamic.ModelOf(req.ConfigValue).(type) {
	case nil, map[string]any:
	case string:
		resp.Diagnostics.AddAttributeError(req.Path, "Properties are an object, not text",
			"Write the properties as an HCL object: { Name = \"example\" }. If they come as JSON text, decode it: jsondecode(…).")
	default:
		if model != jsonvalue.Unknown {
			resp.Diagnostics.AddAttributeError(req.Path, "Properties are an object", v.Description(ctx)+".")
		}
	}
}
