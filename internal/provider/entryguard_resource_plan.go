package provider

import (
	"context"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// cloudProviders are the cloud providers that EntryGuard's documentation names.
var cloudProviders = []string{"AWS", "GCP", "AZURE", "APISIX", "VERCEL"}

// ValidateConfig finds what is wrong before anything is asked.
func (r *entryguardResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config entryguardResourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(warnOfCloudProvider(config.CloudProvider)...)
	if config.CloudProvider.ValueString() == "AWS" && config.Region.IsNull() {
		resp.Diagnostics.AddAttributeError(path.Root("region"), "Missing region",
			"EntryGuard needs the region of a resource whose cloud_provider is \"AWS\". Set region, as \"eu-central-1\".")
	}
}

// warnOfCloudProvider says that a cloud provider is not documented. It is sent
// all the same: EntryGuard may know more by now.
func warnOfCloudProvider(value types.String) diag.Diagnostics {
	var diags diag.Diagnostics
	if value.IsNull() || value.IsUnknown() || slices.Contains(cloudProviders, value.ValueString()) {
		return diags
	}
	detail := "EntryGuard documents " + strings.Join(cloudProviders, ", ") + ". The value is sent as it is."
	if upper := strings.ToUpper(value.ValueString()); slices.Contains(cloudProviders, upper) {
		detail += " Did you mean \"" + upper + "\"?"
	}
	diags.AddAttributeWarning(path.Root("cloud_provider"), "Unknown cloud provider \""+value.ValueString()+"\"", detail)
	return diags
}

// ModifyPlan says what a change would mean.
func (r *entryguardResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var plan, state entryguardResourceModel
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if req.Plan.Raw.IsNull() {
		planEntryGuardDestroy(ctx, r.data, req, resp, state.object(), state.DeletionPolicy, state.look(r.data))
		return
	}
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if req.State.Raw.IsNull() {
		planPolicy(ctx, r.data, req, resp, plan.object(), nil)
		resp.Diagnostics.Append(r.data.planWrites(ctx, "create", plan.object())...)
		return
	}
	resp.Diagnostics.Append(plan.settle(ctx, state, &resp.Plan)...)
	resp.RequiresReplace = append(resp.RequiresReplace, plan.replacements(state)...)
	planPolicy(ctx, r.data, req, resp, state.object(), state.look(r.data))
	switch {
	case resp.Diagnostics.HasError():
	case len(resp.RequiresReplace) > 0:
		resp.Diagnostics.Append(r.data.planWrites(ctx, "replace", state.object())...)
	case !isEmpty(plan.patch(state)):
		resp.Diagnostics.Append(r.data.planWrites(ctx, "update", state.object())...)
	}
}

// planEntryGuardDestroy is the destroy branch of the EntryGuard resources.
func planEntryGuardDestroy(
	ctx context.Context, p *providerData, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse, obj deletion.Object, policy types.String, look look,
) {
	planDestroy(ctx, p, req, resp, obj, look)
	if !resp.Diagnostics.HasError() && policy.ValueString() != policyAbandon {
		resp.Diagnostics.Append(p.planWrites(ctx, "delete", obj)...)
	}
}

// replacements returns the attributes whose planned change EntryGuard cannot
// make on an existing resource.
func (m entryguardResourceModel) replacements(state entryguardResourceModel) path.Paths {
	return changedPaths(
		planned{"cloud_provider", m.CloudProvider, state.CloudProvider},
		planned{"resource_type", m.ResourceType, state.ResourceType},
	)
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

// settle mends what Terraform's comparison of plan and state gets wrong: a
// configuration that says the same in another form is no change, and the name
// of another credential is not known yet.
func (m *entryguardResourceModel) settle(ctx context.Context, state entryguardResourceModel, plan *tfsdk.Plan) diag.Diagnostics {
	var diags diag.Diagnostics
	if !m.Config.IsNull() && !state.Config.IsNull() && sameConfig(modelOf(m.Config), modelOf(state.Config)) {
		m.Config = state.Config
		diags.Append(plan.SetAttribute(ctx, path.Root("config"), m.Config)...)
	}
	if !m.CredentialID.Equal(state.CredentialID) {
		m.CredentialName = types.StringUnknown()
		diags.Append(plan.SetAttribute(ctx, path.Root("credential_name"), m.CredentialName)...)
	}
	return diags
}
