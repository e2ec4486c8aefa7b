package destroy

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// The values of deletion_policy.
const (
	PolicyDelete  = "DELETE"  // delete the object
	PolicyPrevent = "PREVENT" // refuse, in the plan and again at apply
	PolicyAbandon = "ABANDON" // leave the object alone and forget it
)

// PolicyAttributeName is the attribute that says what a destruction does.
const PolicyAttributeName = "deletion_policy"

// DeletionPolicyDescription is what provider and resources have in common.
const DeletionPolicyDescription = "What destroying does: `DELETE` deletes the object; `PREVENT` makes destroying an error, in the plan and again at apply; " +
	"`ABANDON` leaves the object as it is and removes it from the state, and the plan says so."

// DeletionPolicyAttribute is the schema of deletion_policy of a resource.
func DeletionPolicyAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		Optional: true,
		Computed: true,
		MarkdownDescription: DeletionPolicyDescription + " Default: the provider's `deletion_policy`. " +
			"The value that counts is the one in state, so it protects even if the block is removed from the configuration: apply a change of it before you destroy.",
		Validators: []validator.String{DeletionPolicyValidator()},
	}
}

// DeletionPolicyValidator allows the policies that there are.
func DeletionPolicyValidator() validator.String {
	return stringvalidator.OneOf(PolicyDelete, PolicyPrevent, PolicyAbandon)
}

// PlanDestroy is the destroy branch of every resource's ModifyPlan: it
// enforces deletion_policy, gives the deletion a seed that travels in the saved
// plan, and says what a live look finds in its way. allowed returns why the
// object may not be deleted, once the policy asks for a deletion; it may be nil.
func PlanDestroy(
	ctx context.Context, p *Settings, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse, obj deletion.Object, look Check,
	allowed func(context.Context) diag.Diagnostics,
) {
	var policy types.String
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root(PolicyAttributeName), &policy)...)
	if resp.Diagnostics.HasError() {
		return
	}
	switch policy.ValueString() {
	case PolicyPrevent:
		resp.Diagnostics.AddAttributeError(path.Root(PolicyAttributeName), preventSummary(obj), preventInPlan)
		return
	case PolicyAbandon:
		resp.Diagnostics.AddAttributeWarning(path.Root(PolicyAttributeName), abandonSummary(obj), abandonInPlan)
		return
	}
	if allowed != nil {
		resp.Diagnostics.Append(allowed(ctx)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(MintSeed(ctx, resp.Private)...)
	seen := p.see(ctx, look)
	if p != nil && p.Created.mayHaveReplaced(obj) {
		// Nobody reads this plan: Terraform applies already, and plans to delete what
		// was replaced under create_before_destroy.
		seen.Unprotects = nil
	}
	resp.Diagnostics.Append(announce(ctx, resp.Private, seen)...)
	p.Announce(obj, seen, "", resp)
	if p != nil {
		p.Planned.add(obj)
	}
}

// PlanPolicy is the create and update branch: it plans deletion_policy and
// judges a replacement that the resource has decided (resp.RequiresReplace
// must be filled before). Replacing destroys, so the policy in state counts,
// and the same look as before a destruction is taken.
func PlanPolicy(ctx context.Context, p *Settings, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse, obj deletion.Object, look Check) {
	attribute := path.Root(PolicyAttributeName)
	var configured, prior types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, attribute, &configured)...)
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, attribute, &prior)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if configured.IsNull() {
		configured = defaultPolicy(p, prior)
	}
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, attribute, configured)...)
	if req.State.Raw.IsNull() {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root(BlockersAttributeName), p.PlannedBlockers())...)
		return
	}
	if len(resp.RequiresReplace) == 0 {
		return
	}
	switch prior.ValueString() {
	case PolicyPrevent:
		resp.Diagnostics.AddAttributeError(attribute, preventReplaceSummary(obj), preventReplace(resp.RequiresReplace))
	case PolicyAbandon:
		resp.Diagnostics.AddAttributeWarning(attribute, abandonSummary(obj), abandonReplace(resp.RequiresReplace))
	default:
		seen := p.see(ctx, look)
		resp.Diagnostics.Append(announce(ctx, resp.Private, Findings{Unprotects: seen.Unprotects})...)
		p.Announce(obj, seen, ReplacedText(resp.RequiresReplace), resp)
	}
}

// defaultPolicy is the policy of a resource that configures none. While the
// provider's own default is not known yet, what state says stays.
func defaultPolicy(p *Settings, prior types.String) types.String {
	switch {
	case p != nil && p.DeletionPolicy != "":
		return types.StringValue(p.DeletionPolicy)
	case prior.ValueString() != "":
		return prior
	}
	return types.StringUnknown()
}
