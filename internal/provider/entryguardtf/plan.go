package entryguardtf

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
)

// ModifyPlan says what a change would mean.
func (r *managedResource[Model, Live]) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
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
		r.planPolicy(ctx, req, resp, plan.object(), nil)
		resp.Diagnostics.Append(connection.PlanWrites(ctx, r.data, "create", plan.object())...)
		resp.Diagnostics.Append(r.warnings(ctx, plan, state)...)
	default:
		r.planChange(ctx, req, resp, config, plan, state)
	}
}

// planChange is the update branch: a change in place, or a replacement.
func (r *managedResource[Model, Live]) planChange(
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
		resp.Diagnostics.Append(connection.PlanWrites(ctx, r.data, "replace", state.object())...)
	case r.request(plan, state) != nil:
		resp.Diagnostics.Append(connection.PlanWrites(ctx, r.data, "update", state.object())...)
		resp.Diagnostics.Append(r.warnings(ctx, plan, state)...)
	}
	if !resp.Diagnostics.HasError() {
		r.planPolicy(ctx, req, resp, state.object(), r.look(state).Hiding(r.hiding(ctx, req.Private, state)))
	}
}

// warnings says what people should know of a planned change. While the provider's
// configuration is not known, or cannot be used, that has been said.
func (r *managedResource[Model, Live]) warnings(ctx context.Context, plan, state Model) diag.Diagnostics {
	if r.kind.warn == nil || r.data == nil || !r.data.Configurable() {
		return nil
	}
	client, diags := r.data.Connect(ctx)
	if diags.HasError() {
		return nil
	}
	return r.kind.warn(client, plan, state)
}

// planPolicy plans deletion_policy of what can be deleted.
func (r *managedResource[Model, Live]) planPolicy(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse, obj deletion.Object, look destroy.Check,
) {
	if r.kind.backend != nil {
		destroy.PlanPolicy(ctx, r.settings(), req, resp, obj, look)
	}
}

// planDestroy is the destroy branch.
func (r *managedResource[Model, Live]) planDestroy(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse, state Model) {
	if r.kind.backend == nil {
		resp.Diagnostics.AddWarning("Destroying "+state.object().String()+" only forgets them", r.kind.forgets)
		return
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.settings().Hold(ctx, state.object(), req.Private)...)
	allowed := func(ctx context.Context) diag.Diagnostics {
		return connection.PlanWrites(ctx, r.data, "delete", state.object())
	}
	destroy.PlanDestroy(ctx, r.settings(), req, resp, state.object(), r.look(state).Hiding(r.hiding(ctx, req.Private, state)), allowed)
}

// look returns the look at an object that is to be destroyed.
func (r *managedResource[Model, Live]) look(state Model) destroy.Check {
	if r.kind.look == nil || r.data == nil {
		return nil
	}
	return r.kind.look(state, r.data)
}
