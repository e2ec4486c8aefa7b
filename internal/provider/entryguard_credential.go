package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/resourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
)

var (
	_ resource.Resource                     = &entryguardCredential{}
	_ resource.ResourceWithConfigure        = &entryguardCredential{}
	_ resource.ResourceWithConfigValidators = &entryguardCredential{}
	_ resource.ResourceWithValidateConfig   = &entryguardCredential{}
	_ resource.ResourceWithModifyPlan       = &entryguardCredential{}
	_ resource.ResourceWithImportState      = &entryguardCredential{}
)

// entryguardCredential manages what EntryGuard uses to reach a cloud provider.
// EntryGuard has no update of it, and never answers its secret.
type entryguardCredential struct{ data *providerData }

// NewEntryGuardCredential returns steward_entryguard_credential.
func NewEntryGuardCredential() resource.Resource { return &entryguardCredential{} }

// Metadata names the resource.
func (r *entryguardCredential) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_entryguard_credential"
}

// Configure takes what the provider hands to every resource.
func (r *entryguardCredential) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.data = configured(req, resp)
}

// ConfigValidators asks for the secret, once.
func (r *entryguardCredential) ConfigValidators(context.Context) []resource.ConfigValidator {
	return []resource.ConfigValidator{
		resourcevalidator.ExactlyOneOf(path.MatchRoot("credential_data"), path.MatchRoot("credential_data_wo")),
	}
}

// ValidateConfig finds what is wrong before anything is asked.
func (r *entryguardCredential) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var cloudProvider types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("cloud_provider"), &cloudProvider)...)
	resp.Diagnostics.Append(warnOfCloudProvider(cloudProvider)...)
}

// ModifyPlan says what a change would mean: nearly every one is a replacement.
func (r *entryguardCredential) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var config, plan, state entryguardCredentialModel
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if req.Plan.Raw.IsNull() {
		planEntryGuardDestroy(ctx, r.data, req, resp, state.object(), state.DeletionPolicy, state.look(r.data))
		return
	}
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if req.State.Raw.IsNull() {
		planPolicy(ctx, r.data, req, resp, plan.object(), nil)
		resp.Diagnostics.Append(r.data.planWrites(ctx, "create", plan.object())...)
		return
	}
	resp.RequiresReplace = append(resp.RequiresReplace, plan.replacements(state, config.CredentialDataWO)...)
	planPolicy(ctx, r.data, req, resp, state.object(), state.look(r.data))
	if !resp.Diagnostics.HasError() && len(resp.RequiresReplace) > 0 {
		resp.Diagnostics.Append(r.data.planWrites(ctx, "replace", state.object())...)
	}
}

// Create stores the credential.
func (r *entryguardCredential) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var config, plan entryguardCredentialModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	ctx, cancel := withTimeout(ctx, plan.Timeouts.Create, entryguardTimeout, &resp.Diagnostics)
	defer cancel()
	secret, diags := config.secret(ctx)
	resp.Diagnostics.Append(diags...)
	client, diags := r.data.writer(ctx, "create", plan.object())
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	// First of all where we are: without it nobody could later tell a
	// credential that is gone from one of another organization.
	home, err := ask(ctx, r.data, client.Home)
	if err != nil {
		addFailure(&resp.Diagnostics, "create", plan.object(), err)
		return
	}
	created := creation[entryguard.Credential]{
		object: plan.object(),
		create: func(ctx context.Context) (entryguard.Credential, error) {
			return client.CreateCredential(ctx, plan.toAPI(secret))
		},
		list: client.Credentials,
		id:   func(c entryguard.Credential) string { return c.ID },
		same: plan.sameAs,
	}.run(ctx, r.data, &resp.Diagnostics)
	if created == nil {
		return
	}
	plan.OrganizationID = types.StringValue(home.Organization)
	plan.fill(*created)
	plan.DeletionBlockers = noBlockersRecorded()
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	plan.DeletionBlockers = recordBlockers(ctx, r.data, plan.look(r.data), &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(mintSeed(ctx, resp.Private)...)
}

// Read takes over what EntryGuard knows.
func (r *entryguardCredential) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state entryguardCredentialModel
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
	live, err := ask(ctx, r.data, func(ctx context.Context) (entryguard.Credential, error) {
		return client.Credential(ctx, state.ID.ValueString())
	})
	if err != nil {
		readFailed(ctx, client, client.CredentialBackend(), state.object(), state.imported(), err, resp)
		return
	}
	state.fromAPI(live)
	state.DeletionPolicy = orDefault(state.DeletionPolicy, r.data.deletionPolicy)
	state.OrganizationID = r.data.organization(ctx, client, state.OrganizationID, state.object(), &resp.Diagnostics)
	state.DeletionBlockers = recordBlockers(ctx, r.data, state.look(r.data), &resp.Diagnostics)
	resp.Diagnostics.Append(mintSeed(ctx, resp.Private)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

// Update keeps what only this provider keeps (deletion_policy, timeouts, and
// the secret that is taken over after an import); EntryGuard is not asked.
func (r *entryguardCredential) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan entryguardCredentialModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

// Delete names the object and hands it to the one function that deletes.
func (r *entryguardCredential) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state entryguardCredentialModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	timeout, diags := state.Timeouts.Delete(ctx, entryguardTimeout)
	resp.Diagnostics.Append(diags...)
	backend := entryguardDeleter(ctx, r.data, state.DeletionPolicy, state.object(), &resp.Diagnostics, (*entryguard.Client).CredentialBackend)
	if resp.Diagnostics.HasError() {
		return
	}
	destroy(ctx, r.data, destruction{
		backend: backend,
		object:  state.object(),
		policy:  state.DeletionPolicy,
		timeout: timeout,
		inUse:   deletion.Refuse,
	}, resp)
}

// ImportState takes a UUID; Read does the rest.
func (r *entryguardCredential) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	importUUID(ctx, entryguard.CredentialType, req, resp)
}
