package connection

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/tags"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// A ProviderData is what the provider hands to everything of Cloud Control's: the
// way to the client, and what all of it remembers together.
type ProviderData struct {
	*destroy.Settings
	DefaultTags tags.Defaults // of the aws block

	// Client returns the client, configured on first use. It is nil while a
	// value in the aws block depends on something that this run creates.
	Client func(context.Context) (*cloudcontrol.Client, diag.Diagnostics)

	// Outage is why AWS can be asked nothing.
	Outage destroy.Outage
}

// Configured returns the part of the provider's data that is for Cloud Control.
func Configured(providerData any) (*ProviderData, bool) {
	provider, ok := providerData.(interface{ CloudControl() *ProviderData })
	if !ok {
		return nil, false
	}
	return provider.CloudControl(), true
}

// Connect returns the Cloud Control client, configured on first use.
func (p *ProviderData) Connect(ctx context.Context) (*cloudcontrol.Client, diag.Diagnostics) {
	if p.Client == nil {
		var diags diag.Diagnostics
		diags.AddAttributeError(path.Root("aws"), "The provider's AWS configuration is not known yet",
			"A value in the provider's aws block depends on something that is created by the same run, so AWS cannot be asked while planning. "+
				"Create that first (terraform apply -target=ADDRESS), or set the value directly.")
		return nil, diags
	}
	return p.Client(ctx)
}

// Configurable reports whether the aws block holds no unknown
// value; otherwise nothing can be checked while planning.
func (p *ProviderData) Configurable() bool { return p.Client != nil }
