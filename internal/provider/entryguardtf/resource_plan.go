package entryguardtf

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/dynamic"
	"github.com/steward-iac/terraform-provider-steward/internal/spelling"
)

// cloudProviders are the cloud providers that EntryGuard's documentation names.
var cloudProviders = []string{"AWS", "GCP", "AZURE", "APISIX", "VERCEL"}

// What else EntryGuard's documentation names. It leaves out what some cloud
// providers have.
var (
	resourceTypes   = []string{"SECURITY_GROUP"}
	credentialTypes = []string{"ACCESS_KEY", "SERVICE_ACCOUNT", "SERVICE_PRINCIPAL"}
)

func (m *resourceModel) validate() diag.Diagnostics {
	diags := warnOfCloudProvider(m.CloudProvider)
	diags.Append(warnOfMisspelling("resource_type", m.ResourceType, resourceTypes)...)
	if m.CloudProvider.ValueString() == "AWS" && m.Region.IsNull() {
		diags.AddAttributeError(path.Root("region"), "Missing region",
			"EntryGuard needs the region of a resource whose cloud_provider is \"AWS\". Set region, such as \"eu-central-1\".")
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
	if meant, found := spelling.Closest(value.ValueString(), cloudProviders); found {
		detail += " Did you mean \"" + meant + "\"?"
	}
	diags.AddAttributeWarning(path.Root("cloud_provider"), "Unknown cloud provider \""+value.ValueString()+"\"", detail)
	return diags
}

// warnOfMisspelling says that a value looks like one that is documented. Any
// other value is left to EntryGuard, which knows more than it documents.
func warnOfMisspelling(attribute string, value types.String, documented []string) diag.Diagnostics {
	var diags diag.Diagnostics
	given := value.ValueString()
	if meant, found := spelling.Closest(given, documented); found && meant != given {
		diags.AddAttributeWarning(path.Root(attribute), fmt.Sprintf("Unknown %s %q", attribute, given),
			fmt.Sprintf("Did you mean %q? The value is sent as it is.", meant))
	}
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
