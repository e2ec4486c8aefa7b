package cloudcontroltf

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/connection"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/secrets"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/tags"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/dynamic"
)

// ModifyPlan checks the properties against the type's schema, keeps the prior
// form of what means the same, decides what needs a replacement and plans the
// computed values.
//
// The order of the steps is that of what they need of each other.
//
//  1. The region comes first, because the type is described where the object is.
//     Without a usable type, all that follows would only repeat that.
//  2. What is said about the configuration itself (wrong, deprecated, taken over
//     unseen) is said while the plan still has the configuration's own form.
//  3. keepPriorForm then takes back what changes nothing. Everything below
//     compares plan and state, and must not see a change of form as one.
//  4. planReplacement decides whether there is an update at all: the steps below
//     it are about updates, and leave a replacement alone.
//  5. Tags and what sensitive_properties no longer set may be all that an update
//     is for. So they are planned before anything asks whether the API is asked
//     for a change (asks): warnUnpatchable, planComputed, seeDeletion.
//  6. deletion_policy is last: it is planned by what the others made of the plan.
func (r *managedResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		r.planDestruction(ctx, req, resp)
		return
	}
	p, ok := r.planning(ctx, req, resp)
	if !ok {
		return
	}
	p.planRegion()
	p.describe(ctx)
	if resp.Diagnostics.HasError() {
		return
	}
	p.validate()
	p.warnDeprecated()
	p.warnAdopted()
	p.keepPriorForm()
	p.planReplacement(ctx)
	p.checkRole(ctx)
	p.warnConditional(ctx)
	p.planTags(ctx)
	p.planDropped(ctx)
	p.warnUnpatchable()
	p.planComputed()
	p.seeDeletion(ctx)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(attributes.WriteModel(ctx, &resp.Plan, &p.plan)...)
	destroy.PlanPolicy(ctx, r.settings(), req, resp, nameable(p.object()), p.prior.look(r.Data, req.Private))
}

func (r *managedResource) planDestruction(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var state resourceModel
	resp.Diagnostics.Append(attributes.ReadModel(ctx, req.State, &state)...)
	if !resp.Diagnostics.HasError() && !refuseUnread(&state, &resp.Diagnostics) {
		resp.Diagnostics.Append(r.settings().Hold(ctx, state.held(), req.Private)...)
		destroy.PlanDestroy(ctx, r.settings(), req, resp, nameable(state.object()), state.look(r.Data, req.Private), nil)
	}
}

// A planning is what one ModifyPlan works with.
type planning struct {
	data      *connection.ProviderData
	client    *cloudcontrol.Client // nil while the provider's configuration is not known
	plan      resourceModel
	prior     *resourceModel // nil while a new object is planned
	sensitive any
	// Properties as models, converted once. Nothing changes a model in place.
	before     any             // as state has them; nil while a new object is planned
	configured any             // as the configuration has them, once keepPriorForm has run as the plan has them
	desired    any             // configured, and sensitive_properties over it
	record     secrets.Record  // what earlier runs set there
	drops      bool            // the update removes some of it
	stuck      []stuckProperty // properties that stand in the way of any update
	imported   bool
	adopting   bool           // the import is new
	echo       *cfschema.Echo // what the service made of the last write
	tags       tags.Record    // default tags that the object has
	// schema is never nil; it says nothing where described is false.
	schema    *cfschema.Schema
	described bool
	resp      *resource.ModifyPlanResponse
}

func (r *managedResource) planning(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) (*planning, bool) {
	p := &planning{data: r.Data, resp: resp, schema: new(cfschema.Schema)}
	diags := &resp.Diagnostics
	diags.Append(attributes.ReadModel(ctx, req.Plan, &p.plan)...)
	diags.Append(req.Config.GetAttribute(ctx, path.Root(regionAttribute), &p.plan.Region)...)
	p.sensitive = sensitiveModel(ctx, req.Config, diags)
	p.planProperties(dynamic.ModelWithNulls(p.plan.Properties))
	if !req.State.Raw.IsNull() {
		p.prior = new(resourceModel)
		diags.Append(attributes.ReadModel(ctx, req.State, p.prior)...)
		p.before = dynamic.ModelWithNulls(p.prior.Properties)
		p.imported = wasImported(ctx, req.Private, diags)
		p.adopting = isAdopting(ctx, req.Private, diags)
		p.echo, _ = readEcho(ctx, req.Private, diags)
		p.tags = tags.ReadRecord(ctx, req.Private, diags)
		p.record = secrets.ReadRecord(ctx, req.Private, diags)
		p.stuck = readStuck(ctx, req.Private, diags)
	}
	if diags.HasError() || r.Data == nil || p.prior != nil && refuseUnread(p.prior, diags) {
		return nil, false
	}
	if r.Data.Configurable() {
		say := func(why diag.Diagnostics) diag.Diagnostics { return r.Data.Outage.Planning(nameable(p.object()), why) }
		client, ok := r.client(ctx, say, diags)
		if !ok {
			return nil, false
		}
		p.client = client
	}
	return p, true
}

// planProperties takes a model of properties as what is planned.
func (p *planning) planProperties(model any) {
	p.configured, p.desired = model, merged(model, p.sensitive)
}

// object is the object that exists, or the one that is to be made.
func (p *planning) object() deletion.Object {
	if p.prior != nil {
		return p.prior.object()
	}
	return deletion.Object{Type: p.plan.TypeName.ValueString()}
}

// planRegion resolves the region: the configured one, else the one where the
// object is, else the provider's.
func (p *planning) planRegion() {
	switch {
	case !p.plan.Region.IsNull():
	case p.prior != nil && !p.prior.Region.IsNull():
		p.plan.Region = p.prior.Region
	case p.client != nil && p.client.Region() != "":
		p.plan.Region = types.StringValue(p.client.Region())
	default:
		p.plan.Region = types.StringUnknown()
	}
}

// keepPriorForm plans the prior value where the configuration means the same,
// or, after an import, names only things that are so already.
func (p *planning) keepPriorForm() {
	if p.prior == nil {
		return
	}
	if p.schema.Equal(nil, p.configured, p.before) || p.imported && p.schema.Contains(p.schema.WithCreateOnly(p.before, p.configured), p.configured) {
		p.plan.Properties = p.prior.Properties
		p.planProperties(p.before)
	}
}

// planComputed plans what the API decides: all of it anew for a new object,
// for one that is changed only what a change may touch, and otherwise nothing.
func (p *planning) planComputed() {
	if p.prior == nil || len(p.resp.RequiresReplace) > 0 {
		p.plan.ID, p.plan.Identifier, p.plan.AccountID = types.StringUnknown(), types.StringUnknown(), types.StringUnknown()
		p.plan.ComputedProperties = types.DynamicUnknown()
		p.plan.PendingOperation = destroy.NoPendingOperation()
		return
	}
	p.plan.ID, p.plan.Identifier, p.plan.AccountID = p.prior.ID, p.prior.Identifier, p.prior.AccountID
	p.plan.ComputedProperties, p.plan.PendingOperation = p.prior.ComputedProperties, p.prior.PendingOperation
	if !p.asks() {
		return
	}
	if p.prior.Identifier.ValueString() == "" {
		p.plan.ID, p.plan.Identifier = types.StringUnknown(), types.StringUnknown()
	}
	p.plan.ComputedProperties = p.plannedComputed()
	p.plan.PendingOperation = destroy.NoPendingOperation()
	if p.drops {
		// Something must differ, or Terraform would not call Update.
		p.plan.PendingOperation = types.ObjectUnknown(destroy.PendingOperationTypes)
	}
	p.plan.DeletionBlockers = p.data.PlannedBlockers()
}

// asks reports whether the plan asks the API for a change.
func (p *planning) asks() bool { return p.drops || mayAsk(&p.plan, p.prior) }
