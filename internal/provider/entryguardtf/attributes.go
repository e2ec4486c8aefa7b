package entryguardtf

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
)

// replacesText ends the description of an attribute that cannot be changed.
const replacesText = "A change replaces the object."

// computedText is an attribute that EntryGuard decides and that does not change
// by itself.
func computedText(description string) schema.StringAttribute {
	return schema.StringAttribute{
		Computed:            true,
		MarkdownDescription: description,
		PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
}

// computedTexts is a set of texts that EntryGuard decides.
func computedTexts(description string) schema.SetAttribute {
	return schema.SetAttribute{
		Computed:            true,
		ElementType:         types.StringType,
		MarkdownDescription: description,
		PlanModifiers:       []planmodifier.Set{setplanmodifier.UseStateForUnknown()},
	}
}

// computedBool is yes or no, as EntryGuard decides.
func computedBool(description string) schema.BoolAttribute {
	return schema.BoolAttribute{
		Computed:            true,
		MarkdownDescription: description,
		PlanModifiers:       []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
	}
}

// requiredText is an attribute that must be set and must not be empty.
func requiredText(description string) schema.StringAttribute {
	return schema.StringAttribute{
		Required:            true,
		MarkdownDescription: description,
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
	}
}

// optionalText is an attribute that may be left out, but must not be empty:
// EntryGuard may answer an empty text as none.
func optionalText(description string) schema.StringAttribute {
	return schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: description,
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
	}
}

// requiredID is the ID of another object, e.g. "an EntryGuard role".
func requiredID(whose, description string) schema.StringAttribute {
	return schema.StringAttribute{
		Required:            true,
		MarkdownDescription: description,
		Validators:          []validator.String{attributes.UUID("the ID of " + whose)},
	}
}

// textSet returns texts as a set; no texts are an empty set.
func textSet(texts []string) types.Set {
	elements := make([]attr.Value, len(texts))
	for i, text := range texts {
		elements[i] = types.StringValue(text)
	}
	return types.SetValueMust(types.StringType, elements)
}

// planned is one attribute as the plan and as the state have it.
type planned struct {
	name        string
	plan, state attr.Value
}

// changedPaths returns the paths of the attributes that the plan changes. A
// value that is not known yet counts as changed.
func changedPaths(attributes ...planned) path.Paths {
	var paths path.Paths
	for _, a := range attributes {
		if !a.plan.Equal(a.state) {
			paths.Append(path.Root(a.name))
		}
	}
	return paths
}

// changed returns the planned text where it differs from the state's.
func changed(plan, state types.String) *string {
	if plan.IsUnknown() || plan.Equal(state) {
		return nil
	}
	return plan.ValueStringPointer()
}

// changedBool is changed for yes and no.
func changedBool(plan, state types.Bool) *bool {
	if plan.IsUnknown() || plan.Equal(state) {
		return nil
	}
	return plan.ValueBoolPointer()
}

// field returns the member of a PATCH body for an attribute that can be
// cleared: left out where the plan does not change it, null where value is nil.
func field[T any](plan, state attr.Value, value *T) entryguard.Field[T] {
	switch {
	case plan.IsUnknown() || plan.Equal(state):
		return entryguard.Field[T]{}
	case value == nil:
		return entryguard.SendNull[T]()
	}
	return entryguard.Send(*value)
}

// notTaken says that EntryGuard did not take over what was sent, where that is
// so: what an explicit null means is not documented.
func notTaken(obj deletion.Object, attribute string, isSo bool) diag.Diagnostics {
	var diags diag.Diagnostics
	if isSo {
		diags.AddAttributeWarning(path.Root(attribute), "EntryGuard did not change the "+attribute+" of "+obj.String(),
			"The change was sent and accepted, but the answer shows another value, so the next plan shows the difference. "+
				"To remove what EntryGuard keeps, have the object replaced: terraform apply -replace=ADDRESS")
	}
	return diags
}

// settleText keeps the form that state has of a text where the planned one says
// the same in another form, as after an import: that is no change. Core accepts
// a planned value that is the prior one.
func settleText(ctx context.Context, to *tfsdk.Plan, attribute string, plan *types.String, state types.String, same func(a, b string) bool) diag.Diagnostics {
	if plan.IsNull() || plan.IsUnknown() || state.IsNull() || plan.Equal(state) || !same(plan.ValueString(), state.ValueString()) {
		return nil
	}
	*plan = state
	return to.SetAttribute(ctx, path.Root(attribute), state)
}
