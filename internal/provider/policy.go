package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// The values of deletion_policy.
const (
	policyDelete  = "DELETE"  // delete the object
	policyPrevent = "PREVENT" // refuse, in the plan and again at apply
	policyAbandon = "ABANDON" // leave the object alone and forget it
)

const policyAttributeName = "deletion_policy"

// deletionPolicyDescription is what provider and resources have in common.
const deletionPolicyDescription = "What destroying does: `DELETE` deletes the object; `PREVENT` makes destroying an error, in the plan and again at apply; " +
	"`ABANDON` leaves the object alone and only forgets it, which the plan announces."

// deletionPolicyAttribute is the schema of deletion_policy of a resource.
func deletionPolicyAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		Optional: true,
		Computed: true,
		MarkdownDescription: deletionPolicyDescription + " Default: the provider's `deletion_policy`. " +
			"The value that counts is the one in state, so that it protects even when the block has been removed from the configuration: apply a change of it before you destroy.",
		Validators: []validator.String{deletionPolicyValidator()},
	}
}

func deletionPolicyValidator() validator.String {
	return stringvalidator.OneOf(policyDelete, policyPrevent, policyAbandon)
}

// planDestroy is the destroy branch of every resource's ModifyPlan: it
// enforces deletion_policy, gives the deletion a seed that travels in the saved
// plan, and says what a live look finds in its way.
func planDestroy(ctx context.Context, p *providerData, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse, obj deletion.Object, look look) {
	var policy types.String
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root(policyAttributeName), &policy)...)
	if resp.Diagnostics.HasError() {
		return
	}
	switch policy.ValueString() {
	case policyPrevent:
		resp.Diagnostics.AddAttributeError(path.Root(policyAttributeName), preventSummary(obj), preventInPlan)
		return
	case policyAbandon:
		resp.Diagnostics.AddAttributeWarning(path.Root(policyAttributeName), abandonSummary(obj), abandonInPlan)
		return
	}
	resp.Diagnostics.Append(mintSeed(ctx, resp.Private)...)
	seen := p.see(ctx, look)
	if seen.announces {
		// What could not be seen was not announced either.
		resp.Diagnostics.Append(announce(ctx, resp.Private, seen.passing)...)
	}
	p.foretell(obj, seen, "", resp)
	if p != nil {
		p.departures.add(obj)
	}
}

// planPolicy is the create and update branch: it plans deletion_policy and
// judges a replacement that the resource has decided (resp.RequiresReplace
// must be filled before). Replacing destroys, so the policy in state counts,
// and the same look as before a destruction is taken.
func planPolicy(ctx context.Context, p *providerData, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse, obj deletion.Object, look look) {
	attribute := path.Root(policyAttributeName)
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
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root(blockersAttributeName), p.plannedBlockers())...)
		return
	}
	if len(resp.RequiresReplace) == 0 {
		return
	}
	switch prior.ValueString() {
	case policyPrevent:
		resp.Diagnostics.AddAttributeError(attribute, preventReplaceSummary(obj), preventReplace(resp.RequiresReplace))
	case policyAbandon:
		resp.Diagnostics.AddAttributeWarning(attribute, abandonSummary(obj), abandonReplace(resp.RequiresReplace))
	default:
		p.foretell(obj, p.see(ctx, look), replacedText(resp.RequiresReplace), resp)
	}
}

// defaultPolicy is the policy of a resource that configures none. While the
// provider's own default is not known yet, what state says stays.
func defaultPolicy(p *providerData, prior types.String) types.String {
	switch {
	case p != nil && p.deletionPolicy != "":
		return types.StringValue(p.deletionPolicy)
	case prior.ValueString() != "":
		return prior
	}
	return types.StringUnknown()
}
