package provider

import (
	"context"
	"errors"
	"os"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	cloudcontrolconnection "github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/connection"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/tags"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	entryguardconnection "github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
)

// A providerModel is the provider block. The two blocks stay objects,
// because each may be unknown as a whole while Terraform plans.
type providerModel struct {
	DeletionPolicy         types.String `tfsdk:"deletion_policy"`
	DeletionPreflight      types.String `tfsdk:"deletion_preflight"`
	RecordDeletionBlockers types.Bool   `tfsdk:"record_deletion_blockers"`
	EntryGuard             types.Object `tfsdk:"entryguard"`
	AWS                    types.Object `tfsdk:"aws"`
}

// ValidateConfig finds what is wrong with the provider block whatever the
// environment holds. What depends on the environment, as whether there is any
// way to log in, is found when a backend is first used: a configuration that
// does not use a backend needs nothing for it.
func (p *stewardProvider) ValidateConfig(ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse) {
	var model providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(validateEntryGuardConfig(ctx, model.EntryGuard)...)
}

// Configure reads the provider block. It makes no request and no client: each
// backend is configured when it is first used.
func (p *stewardProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var model providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	data := p.data(model, req.TerraformVersion)
	resp.Diagnostics.Append(configurePreflight(data.entryguard.Settings, model, os.Getenv)...)
	resp.ResourceData = data
	resp.DataSourceData = data
	resp.ListResourceData = data
	resp.ActionData = data
}

// data turns the provider block into what every resource receives.
func (p *stewardProvider) data(model providerModel, terraformVersion string) *data {
	settings := &destroy.Settings{Pace: p.pace, DeletionPolicy: destroy.PolicyDelete}
	settings.Budget.Limit = p.checkLimit
	if !model.DeletionPolicy.IsNull() {
		settings.DeletionPolicy = model.DeletionPolicy.ValueString() // empty while it is unknown
	}
	d := &data{
		entryguard:   &entryguardconnection.ProviderData{Settings: settings},
		cloudcontrol: &cloudcontrolconnection.ProviderData{Settings: settings, DefaultTags: tags.DefaultsOf(model.AWS, os.Environ())},
	}
	if fullyKnown(model.EntryGuard) {
		d.entryguard.Client = onFirstUse(func(ctx context.Context) (*entryguard.Client, diag.Diagnostics) {
			return makeEntryGuardClient(ctx, model.EntryGuard, userAgent(terraformVersion, p.version))
		})
	}
	if aws := tags.WithoutDefaults(model.AWS); fullyKnown(aws) {
		d.cloudcontrol.Client = onFirstUse(func(ctx context.Context) (*cloudcontrol.Client, diag.Diagnostics) {
			return makeCloudControlClient(ctx, aws, func(cfg *cloudcontrol.Config) {
				cfg.TerraformVersion, cfg.ProviderVersion = terraformVersion, p.version
				if cfg.RequestsPerSecond == 0 {
					cfg.RequestsPerSecond = p.cloudcontrolRate
				}
			})
		})
	}
	return d
}

// fullyKnown reports whether no value in the object waits for another resource
// to be applied.
func fullyKnown(value types.Object) bool {
	if value.IsUnknown() {
		return false
	}
	known, err := value.ToTerraformValue(context.Background())
	return err == nil && known.IsFullyKnown()
}

// configDiagnostic turns an error of making a client into one diagnostic, at
// the attribute that is at fault where the error says which one.
func configDiagnostic(block string, err error) diag.Diagnostics {
	var diags diag.Diagnostics
	if e, ok := errors.AsType[*entryguard.ConfigError](err); ok {
		diags.AddAttributeError(configPath(block, e.Attribute), e.Summary, e.Detail)
		return diags
	}
	if e, ok := errors.AsType[*cloudcontrol.ConfigError](err); ok {
		diags.AddAttributeError(configPath(block, e.Attribute), e.Summary, e.Detail)
		return diags
	}
	diags.AddAttributeError(path.Root(block), "The provider cannot use its "+block+" configuration", err.Error())
	return diags
}

// configPath returns the path of an argument of a block within the provider
// block; name is dotted, as "endpoints.sts" or "assume_role.0.role_arn".
func configPath(block, name string) path.Path {
	at := path.Root(block)
	if name == "" {
		return at
	}
	for segment := range strings.SplitSeq(name, ".") {
		if index, err := strconv.Atoi(segment); err == nil {
			at = at.AtListIndex(index)
			continue
		}
		at = at.AtName(segment)
	}
	return at
}
