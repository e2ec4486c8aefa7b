package entryguardtf

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/blockers"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
)

// Create creates the object.
func (r *managedResource[Model, Live]) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	config, plan := r.kind.blank(), r.kind.blank()
	resp.Diagnostics.Append(req.Config.Get(ctx, config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, plan)...)
	ctx, cancel := attributes.WithTimeout(ctx, plan.common().Timeouts.Create, defaultTimeout, &resp.Diagnostics)
	defer cancel()
	client, diags := connection.Writer(ctx, r.data, "create", plan.object())
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	// First of all where we are: without it nobody could later tell an object
	// that is gone from one of another organization.
	home, err := connection.Ask(ctx, r.data, client.Home)
	if err != nil {
		destroy.AddFailure(&resp.Diagnostics, destroy.Creating, plan.object(), err)
		return
	}
	plan.common().OrganizationID = types.StringValue(home.Organization)
	resp.Diagnostics.Append(r.remember(ctx, resp.Private, config)...)
	plan.common().hide = r.hiding(ctx, resp.Private, config)
	created := r.create(ctx, client, config, plan, &resp.Diagnostics)
	if created == nil {
		return
	}
	if r.kind.finish != nil {
		if created = r.finish(ctx, client, req, resp, plan, *created); created == nil {
			return
		}
	}
	plan.fill(*created)
	if deletable := plan.deletable(); deletable != nil {
		// Nobody can use what did not exist a moment ago, so there is nothing to look at.
		deletable.DeletionBlockers = destroy.RecordBlockers(ctx, r.settings(), nil, &resp.Diagnostics)
	}
	resp.Diagnostics.Append(r.keep(ctx, plan, &resp.State, nil, resp.Identity, resp.Private)...)
}

// create asks for the object; nil after an error.
func (r *managedResource[Model, Live]) create(ctx context.Context, client *entryguard.Client, config, plan Model, diags *diag.Diagnostics) *Live {
	steps, problems := r.kind.create(ctx, client, config, plan)
	diags.Append(problems...)
	if diags.HasError() {
		return nil
	}
	return steps.Run(ctx, r.data, plan.object(), diags)
}

// finish saves the new object as EntryGuard has it and brings it into the state
// that the plan asks for; nil after an error.
func (r *managedResource[Model, Live]) finish(
	ctx context.Context, client *entryguard.Client, req resource.CreateRequest, resp *resource.CreateResponse, plan Model, created Live,
) *Live {
	saved := r.kind.blank()
	resp.Diagnostics.Append(req.Plan.Get(ctx, saved)...)
	saved.common().OrganizationID, saved.common().hide = plan.common().OrganizationID, plan.common().hide
	if deletable := saved.deletable(); deletable != nil {
		// A create that has not finished is not protected: else it could neither
		// be replaced nor destroyed.
		deletable.DeletionPolicy = types.StringValue(destroy.PolicyDelete)
		deletable.DeletionBlockers = destroy.NoBlockersRecorded()
	}
	saved.fromAPI(created)
	resp.Diagnostics.Append(r.keep(ctx, saved, &resp.State, nil, resp.Identity, resp.Private)...)
	if resp.Diagnostics.HasError() {
		return nil
	}
	finished, diags := r.kind.finish(ctx, r.data, client, plan, created)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		saved.fromAPI(finished)
		resp.Diagnostics.Append(resp.State.Set(ctx, saved)...)
		return nil
	}
	return &finished
}

// keep writes what Terraform is to remember.
func (r *managedResource[Model, Live]) keep(
	ctx context.Context, model Model, state *tfsdk.State, held, identity *tfsdk.ResourceIdentity, private destroy.PrivateState,
) diag.Diagnostics {
	diags := state.Set(ctx, model)
	diags.Append(r.identify(ctx, held, identity, model)...)
	diags.Append(destroy.MintSeed(ctx, private)...)
	if model.deletable() != nil && !diags.HasError() {
		diags.Append(r.data.Hold(ctx, model.object(), private)...)
	}
	return diags
}

// Read takes over what EntryGuard knows.
func (r *managedResource[Model, Live]) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	state := r.kind.blank()
	resp.Diagnostics.Append(req.State.Get(ctx, state)...)
	state.common().hide = r.hiding(ctx, req.Private, state)
	held := req.Identity
	if state.imported() {
		held = nil // the import may have left out the organization
	}
	resp.Diagnostics.Append(r.identify(ctx, held, resp.Identity, state)...)
	if !state.imported() && !r.data.Configurable() {
		destroy.WarnNotRefreshed(&resp.Diagnostics, "entryguard", state.object())
		if deletable := state.deletable(); deletable != nil {
			// What an earlier refresh saw would look like what is there now.
			deletable.DeletionBlockers = destroy.NoBlockersRecorded()
		}
		resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
		return
	}
	ctx, cancel := attributes.WithTimeout(ctx, state.common().Timeouts.Read, attributes.DefaultReadTimeout, &resp.Diagnostics)
	defer cancel()
	client, diags := r.data.Connect(ctx)
	unconnected := diags.HasError()
	if !state.imported() {
		diags = r.data.Outage.Unconnected(diags)
	}
	resp.Diagnostics.Append(diags...)
	if unconnected {
		return
	}
	// EntryGuard answers 404 about what another organization has, but for two: an
	// import may name an organization, and an object may be the organization.
	if !resp.Diagnostics.HasError() && state.imported() {
		resp.Diagnostics.Append(r.requireOrganization(ctx, client, state)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	live, ok := r.read(ctx, client, state, resp)
	if !ok {
		return
	}
	if r.kind.backend == nil {
		// Asked last: an outage is one error, which the read has said.
		resp.Diagnostics.Append(r.requireOrganization(ctx, client, state)...)
	}
	common := state.common()
	common.OrganizationID = organization(ctx, r.data, client, common.OrganizationID, state.object(), &resp.Diagnostics)
	state.fromAPI(live)
	if deletable := state.deletable(); deletable != nil {
		deletable.DeletionPolicy = attributes.OrDefault(deletable.DeletionPolicy, r.data.DeletionPolicy)
		deletable.DeletionBlockers = destroy.RecordBlockers(ctx, r.settings(), r.look(state), &resp.Diagnostics)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.keep(ctx, state, &resp.State, held, resp.Identity, resp.Private)...)
}

// Update sends what changed. A change of what only this provider keeps sends
// nothing.
func (r *managedResource[Model, Live]) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	config, plan, state := r.kind.blank(), r.kind.blank(), r.kind.blank()
	resp.Diagnostics.Append(req.Config.Get(ctx, config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, state)...)
	resp.Diagnostics.Append(r.remember(ctx, resp.Private, config)...)
	plan.common().hide = r.hiding(ctx, resp.Private, config)
	ctx, cancel := attributes.WithTimeout(ctx, plan.common().Timeouts.Update, defaultTimeout, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}
	if request := r.request(plan, state); request != nil {
		client, diags := connection.Writer(ctx, r.data, "update", state.object())
		resp.Diagnostics.Append(diags...)
		if !resp.Diagnostics.HasError() {
			resp.Diagnostics.Append(r.requireOrganization(ctx, client, state)...)
		}
		if resp.Diagnostics.HasError() {
			return
		}
		live, err := connection.Ask(ctx, r.data, func(ctx context.Context) (Live, error) { return request(ctx, client) })
		if err != nil {
			destroy.AddExplainedFailure(&resp.Diagnostics, destroy.Updating, state.object(), err, destroy.Explanation{Mask: plan.common().hide})
			return
		}
		if r.kind.taken != nil {
			resp.Diagnostics.Append(r.kind.taken(plan, state, live)...)
		}
		plan.fill(live)
	}
	if common := plan.deletable(); common != nil && common.DeletionBlockers.IsUnknown() {
		common.DeletionBlockers = destroy.RecordBlockers(ctx, r.settings(), r.look(plan), &resp.Diagnostics)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(r.identify(ctx, req.Identity, resp.Identity, plan)...)
}

// request returns what must be sent for a planned change, nil for nothing.
func (r *managedResource[Model, Live]) request(plan, state Model) func(context.Context, *entryguard.Client) (Live, error) {
	if r.kind.update == nil {
		return nil
	}
	return r.kind.update(plan, state)
}

// Delete names the object and hands it to the one function that deletes.
func (r *managedResource[Model, Live]) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	state := r.kind.blank()
	resp.Diagnostics.Append(req.State.Get(ctx, state)...)
	if r.kind.backend == nil {
		return // the plan has said that it is only forgotten
	}
	if resp.Diagnostics.HasError() {
		return
	}
	// Of an object that is replaced Terraform hands over none, and would keep none
	// beside an error.
	resp.Diagnostics.Append(r.identify(ctx, req.Identity, resp.Identity, state)...)
	destroy.Destroy(ctx, r.settings(), destroy.Destruction{
		Object: state.object(),
		Policy: state.deletable().DeletionPolicy,
		Begin: func(ctx context.Context, resp *resource.DeleteResponse) (context.Context, context.CancelFunc, *destroy.Work) {
			return r.beginDelete(ctx, state, r.hiding(ctx, req.Private, state), resp)
		},
	}, resp)
}

// beginDelete prepares the deletion of an object; logging in is part of its limit.
func (r *managedResource[Model, Live]) beginDelete(
	ctx context.Context, state Model, mask func(string) string, resp *resource.DeleteResponse,
) (context.Context, context.CancelFunc, *destroy.Work) {
	timeout := attributes.Limit(ctx, state.deletable().Timeouts.Delete, defaultTimeout, &resp.Diagnostics)
	ctx, cancel := deletion.WithTimeout(ctx, timeout)
	client, problems := connection.Writer(ctx, r.data, "delete", state.object())
	resp.Diagnostics.Append(problems...)
	if resp.Diagnostics.HasError() {
		return ctx, cancel, nil
	}
	inUse := deletion.Refuse
	if r.kind.inUse != nil {
		inUse = r.kind.inUse(state)
	}
	return ctx, cancel, &destroy.Work{
		Backend: r.kind.backend(client),
		Object:  state.object(),
		Timeout: timeout,
		InUse:   inUse,
		Explain: destroy.Explanation{Mask: mask, Words: blockers.Words},
	}
}
