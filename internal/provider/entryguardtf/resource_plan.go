package entryguardtf

import (
	"context"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/dynamic"
)

// cloudProviders are the cloud providers that EntryGuard's documentation names.
var cloudProviders = []string{"AWS", "GCP", "AZURE", "APISIX", "VERCEL"}

func (m *resourceModel) validate() diag.Diagnostics {
	diags := warnOfCloudProvider(m.CloudProvider)
	if m.CloudProvider.ValueString() == "AWS" && m.Region.IsNull() {
		diags.AddAttributeError(path.Root("region"), "Missing region",
			"EntryGuard needs the region of a resource whose cloud_provider is \"AWS\". Set region, as \"eu-central-1\".")
	}
	return diags
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

// replacements returns the attributes whose planned change EntryGuard cannot
// make on an existing resource.
func (m *resourceModel) replacements(state *resourceModel) path.Paths {
	return changedPaths(
		planned{"cloud_provider", m.CloudProvider, state.CloudProvider},
		planned{"resource_type", m.ResourceType, state.ResourceType},
	)
}

// settleResource: a configuration that says the same in another form is no
// change, and the name of another credential is not known yet.
func settleResource(ctx context.Context, plan, state *resourceModel, to *tfsdk.Plan) diag.Diagnostics {
	var diags diag.Diagnostics
	if !plan.Config.IsNull() && !state.Config.IsNull() && sameConfig(dynamic.ModelOf(plan.Config), dynamic.ModelOf(state.Config)) {
		plan.Config = state.Config
		diags.Append(to.SetAttribute(ctx, path.Root("config"), plan.Config)...)
	}
	if !plan.CredentialID.Equal(state.CredentialID) {
		plan.CredentialName = types.StringUnknown()
		diags.Append(to.SetAttribute(ctx, path.Root("credential_name"), plan.CredentialName)...)
	}
	return diags
}
