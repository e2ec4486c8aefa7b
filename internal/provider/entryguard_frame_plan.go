package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// ModifyPlan says what a change would mean.
func (r *entryguardManaged[Model, Live]) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	config, plan, state := r.kind.blank(), r.kind.blank(), r.kind.blank()
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, state)...)
	}
	if req.Plan.Raw.IsNull() {
		r.planDestroy(ctx, req, resp, state)
		return
	}
	resp.Diagnostics.Append(req.Config.Get(ctx, config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, plan)...)
	switch {
	case resp.Diagnostics.HasError():
	case req.State.Raw.IsNull():
		planPolicy(ctx, r.data, req, resp, plan.object(), nil)
		resp.Diagnostics.Append(r.data.planWrites(ctx, "create", plan.object())...)
	default:
		r.planChange(ctx, req, resp, config, plan, state)
	}
}

// planChange is the update branch: a change in place, or a replacement.
func (r *entryguardManaged[Model, Live]) planChange(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse, config, plan, state Model,
) {
	if r.kind.settle != nil {
		resp.Diagnostics.Append(r.kind.settle(ctx, plan, state, &resp.Plan)...)
	}
	if r.kind.replaces != nil {
		resp.RequiresReplace = append(resp.RequiresReplace, r.kind.replaces(config, plan, state)...)
	}
	// Before anything is looked at: who may not write need not know the rest.
	switch {
	case len(resp.RequiresReplace) > 0:
		resp.Diagnostics.Append(r.data.planWrites(ctx, "replace", state.object())...)
	case r.request(plan, state) != nil:
		resp.Diagnostics.Append(r.data.planWrites(ctx, "update", state.object())...)
	}
	if !resp.Diagnostics.HasError() {
		planPolicy(ctx, r.data, req, resp, state.object(), r.look(state))
	}
}

// planDestroy is the destroy branch.
func (r *entryguardManaged[Model, Live]) planDestroy(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse, state Model) {
	if policy := state.deletable().DeletionPolicy.ValueString(); policy != policyPrevent && policy != policyAbandon {
		resp.Diagnostics.Append(r.data.planWrites(ctx, "delete", state.object())...)
	}
	if !resp.Diagnostics.HasError() {
		planDestroy(ctx, r.data, req, resp, state.object(), r.look(state))
	}
}

// look returns the look at an object that is to be destroyed.
func (r *entryguardManaged[Model, Live]) look(state Model) look {
	if r.kind.look == nil || r.data == nil {
		return nil
	}
	return r.kind.look(state, r.data)
}
