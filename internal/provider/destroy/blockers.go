package destroy

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// BlockersAttributeName is the attribute that shows policies, which read the
// plan as JSON, what is in the way of a deletion.
const BlockersAttributeName = "deletion_blockers"

var blockerTypes = types.ObjectType{AttrTypes: map[string]attr.Type{"code": types.StringType, "id": types.StringType}}

// DeletionBlockersAttribute is the schema of deletion_blockers. Every resource
// that can be deleted has it.
func DeletionBlockersAttribute() schema.ListNestedAttribute {
	return schema.ListNestedAttribute{
		Computed: true,
		MarkdownDescription: "What keeps the object from being deleted, as of the last refresh, so that a policy that reads the plan as JSON finds it in `before`. " +
			"Null unless the provider's `record_deletion_blockers` is set, and if it could not be checked. " +
			"If one apply creates an object and something that holds it, such as a credential and a resource that uses it, that shows at the next refresh.",
		PlanModifiers: []planmodifier.List{listplanmodifier.UseStateForUnknown()},
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"code": schema.StringAttribute{Computed: true, MarkdownDescription: "What it is: `session`, `resource`, `operation`, `protection` or `stack`."},
			"id":   schema.StringAttribute{Computed: true, MarkdownDescription: "Its identifier. For a protection, the name of the property."},
		}},
	}
}

// NoBlockersRecorded is deletion_blockers where nothing is recorded.
func NoBlockersRecorded() types.List { return types.ListNull(blockerTypes) }

// PlannedBlockers is deletion_blockers of an object that is planned anew, or
// whose change may put something in the way or out of it: not known where it
// is recorded.
func (p *Settings) PlannedBlockers() types.List {
	if p != nil && (p.RecordBlockers || p.RecordUnknown) {
		return types.ListUnknown(blockerTypes)
	}
	return NoBlockersRecorded()
}

// RecordBlockers returns what Read, and the end of Create and Update, write
// into deletion_blockers: null unless record_deletion_blockers is set, and
// where nothing was seen because it could not be checked. A nil look has
// nothing to look at, so nothing is in the way.
func RecordBlockers(ctx context.Context, p *Settings, look Check, diags *diag.Diagnostics) types.List {
	if p == nil || !p.RecordBlockers {
		return NoBlockersRecorded()
	}
	seen := p.see(ctx, look)
	elements := []attr.Value{}
	for _, b := range append(seen.Blockers, seen.Passing...) {
		elements = append(elements, types.ObjectValueMust(blockerTypes.AttrTypes, map[string]attr.Value{
			"code": types.StringValue(b.Code), "id": types.StringValue(b.ID),
		}))
	}
	if len(elements) == 0 && seen.Unseen != nil {
		return NoBlockersRecorded()
	}
	list, problems := types.ListValue(blockerTypes, elements)
	diags.Append(problems...)
	return list
}
