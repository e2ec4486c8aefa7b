package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
)

var (
	_ resource.Resource                   = &entryguardResource{}
	_ resource.ResourceWithConfigure      = &entryguardResource{}
	_ resource.ResourceWithValidateConfig = &entryguardResource{}
	_ resource.ResourceWithModifyPlan     = &entryguardResource{}
	_ resource.ResourceWithImportState    = &entryguardResource{}
)

// The limits of EntryGuard objects that set none. Reading is one request; the
// rest may have to wait until EntryGuard throttles no longer, a deletion for
// more.
const (
	entryguardTimeout     = 20 * time.Minute
	entryguardReadTimeout = 5 * time.Minute
)

var entryguardTimeouts = defaultTimeouts{create: "20 minutes", read: "5 minutes", update: "20 minutes", delete: "20 minutes"}

// entryguardResource manages one thing that EntryGuard opens for sessions.
type entryguardResource struct{ data *providerData }

// NewEntryGuardResource returns steward_entryguard_resource.
func NewEntryGuardResource() resource.Resource { return &entryguardResource{} }

// Metadata names the resource.
func (r *entryguardResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_entryguard_resource"
}

// Configure takes what the provider hands to every resource.
func (r *entryguardResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.data = configured(req, resp)
}

// Create registers the resource.
func (r *entryguardResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan entryguardResourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	ctx, cancel := withTimeout(ctx, plan.Timeouts.Create, entryguardTimeout, &resp.Diagnostics)
	defer cancel()
	client, diags := r.data.writer(ctx, "create", plan.object())
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	// First of all where we are: without it nobody could later tell a resource
	// that is gone from one of another organization.
	home, err := ask(ctx, r.data, client.Home)
	if err != nil {
		addFailure(&resp.Diagnostics, "create", plan.object(), err)
		return
	}
	created := r.create(ctx, client, plan, &resp.Diagnostics)
	if created == nil {
		return
	}

	plan.OrganizationID = types.StringValue(home.Organization)
	saved := plan
	saved.fill(*created)
	// A create that has not finished is not protected: else it could neither be
	// replaced nor destroyed.
	saved.DeletionPolicy = types.StringValue(policyDelete)
	saved.IsActive = types.BoolValue(created.IsActive)
	saved.DeletionBlockers = noBlockersRecorded()
	resp.Diagnostics.Append(resp.State.Set(ctx, saved)...)
	resp.Diagnostics.Append(mintSeed(ctx, resp.Private)...)
	if resp.Diagnostics.HasError() {
		return
	}

	activated, diags := r.activate(ctx, client, plan, *created)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	plan.fill(activated)
	plan.DeletionBlockers = recordBlockers(ctx, r.data, plan.look(r.data), &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

// create asks for the resource; nil after an error.
func (r *entryguardResource) create(ctx context.Context, client *entryguard.Client, plan entryguardResourceModel, diags *diag.Diagnostics) *entryguard.Resource {
	return creation[entryguard.Resource]{
		object: plan.object(),
		create: func(ctx context.Context) (entryguard.Resource, error) {
			return client.CreateResource(ctx, plan.toAPI())
		},
		list: client.Resources,
		id:   func(r entryguard.Resource) string { return r.ID },
		same: plan.sameAs,
	}.run(ctx, r.data, diags)
}

// Read takes over what EntryGuard knows.
func (r *entryguardResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state entryguardResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if !state.imported() && !r.data.entryguardConfigurable() {
		warnNotRefreshed(&resp.Diagnostics, "entryguard", state.object())
		return
	}
	ctx, cancel := withTimeout(ctx, state.Timeouts.Read, entryguardReadTimeout, &resp.Diagnostics)
	defer cancel()
	client, diags := r.data.entryguardClient(ctx)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	live, err := ask(ctx, r.data, func(ctx context.Context) (entryguard.Resource, error) {
		return client.Resource(ctx, state.ID.ValueString())
	})
	if err != nil {
		readFailed(ctx, client, client.ResourceBackend(), state.object(), state.imported(), err, resp)
		return
	}
	state.fromAPI(live)
	state.DeletionPolicy = orDefault(state.DeletionPolicy, r.data.deletionPolicy)
	state.OnActiveSessions = orDefault(state.OnActiveSessions, sessionsFail)
	state.OrganizationID = r.data.organization(ctx, client, state.OrganizationID, state.object(), &resp.Diagnostics)
	state.DeletionBlockers = recordBlockers(ctx, r.data, state.look(r.data), &resp.Diagnostics)
	resp.Diagnostics.Append(mintSeed(ctx, resp.Private)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

// Update sends what changed. A change of what only this provider keeps sends
// nothing.
func (r *entryguardResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state entryguardResourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	ctx, cancel := withTimeout(ctx, plan.Timeouts.Update, entryguardTimeout, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}
	live := entryguard.Resource{IsActive: state.IsActive.ValueBool(), CredentialName: state.CredentialName.ValueString()}
	if patch := plan.patch(state); !isEmpty(patch) {
		client, diags := r.data.writer(ctx, "update", state.object())
		resp.Diagnostics.Append(diags...)
		if resp.Diagnostics.HasError() {
			return
		}
		var err error
		live, err = ask(ctx, r.data, func(ctx context.Context) (entryguard.Resource, error) {
			return client.UpdateResource(ctx, state.ID.ValueString(), patch)
		})
		if err != nil {
			addFailure(&resp.Diagnostics, "update", state.object(), err)
			return
		}
		resp.Diagnostics.Append(notTaken(plan, patch, live)...)
	}
	plan.fill(live)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

// notTaken says that EntryGuard did not take over what was sent: what an
// explicit null means, and whether a new config replaces the old one, is not
// documented.
func notTaken(plan entryguardResourceModel, patch entryguard.ResourcePatch, live entryguard.Resource) diag.Diagnostics {
	var diags diag.Diagnostics
	warn := func(attribute string) {
		diags.AddAttributeWarning(path.Root(attribute), "EntryGuard did not take over the "+attribute+" of "+plan.object().String(),
			"The change was sent and accepted, but the answer shows another value, so the next plan will show the difference. "+
				"EntryGuard may keep what is to be removed; to get rid of it, have the resource replaced: terraform apply -replace=ADDRESS")
	}
	if !patch.Region.IsZero() && !plan.Region.Equal(types.StringPointerValue(live.Region)) {
		warn("region")
	}
	if !patch.Config.IsZero() && !sameConfig(modelOf(plan.Config), live.Config) {
		warn("config")
	}
	return diags
}

// Delete names the object and hands it to the one function that deletes.
func (r *entryguardResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state entryguardResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	timeout, diags := state.Timeouts.Delete(ctx, entryguardTimeout)
	resp.Diagnostics.Append(diags...)
	backend := entryguardDeleter(ctx, r.data, state.DeletionPolicy, state.object(), &resp.Diagnostics, (*entryguard.Client).ResourceBackend)
	if resp.Diagnostics.HasError() {
		return
	}
	destroy(ctx, r.data, destruction{
		backend: backend,
		object:  state.object(),
		policy:  state.DeletionPolicy,
		timeout: timeout,
		inUse:   onActiveSessions[state.OnActiveSessions.ValueString()],
		explain: explanation{inState: []string{sessionsAttribute}},
	}, resp)
}

// ImportState takes a UUID; Read does the rest.
func (r *entryguardResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	importUUID(ctx, entryguard.ResourceType, req, resp)
}
