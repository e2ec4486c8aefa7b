// Package provider is the provider block: its configuration, the list of
// resources and data sources, and how it is served to Terraform until the end.
//
// The resources are in the packages below it, one for each backend, and what
// they share in packages destroy, dynamic and attributes; together they are the
// only packages that import the plugin framework. It must not talk HTTP itself, read an API's error texts
// or know which code means what; the backends do.
package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontrolactions"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroldata"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardactions"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguarddata"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/importid"
)

var (
	_ provider.Provider                   = &stewardProvider{}
	_ provider.ProviderWithValidateConfig = &stewardProvider{}
	_ provider.ProviderWithActions        = &stewardProvider{}
	_ provider.ProviderWithFunctions      = &stewardProvider{}
	_ provider.ProviderWithListResources  = &stewardProvider{}
)

// stewardProvider serves the provider block and lists the resources.
type stewardProvider struct {
	version string
	pace    deletion.Pace
	// cloudcontrolRate is the requests per second of the Cloud Control client;
	// zero means its default.
	cloudcontrolRate float64
	// checkLimit bounds the live checks of a process; zero means the usual limit.
	checkLimit time.Duration
}

// An Option changes how the provider behaves. Terraform users have none of
// them; they are for tests, through package providertest.
type Option func(*stewardProvider)

// WithPace sets how long the provider waits between two requests about the same
// object. Zero fields keep their defaults.
func WithPace(pace deletion.Pace) Option {
	return func(p *stewardProvider) { p.pace = pace }
}

// WithCloudControlRate sets how many requests a second go to Cloud Control at
// most.
func WithCloudControlRate(requestsPerSecond float64) Option {
	return func(p *stewardProvider) { p.cloudcontrolRate = requestsPerSecond }
}

// WithCheckLimit sets how long the live checks of a process take together at
// most.
func WithCheckLimit(limit time.Duration) Option {
	return func(p *stewardProvider) { p.checkLimit = limit }
}

// newProvider returns a provider. The version goes into the user agent of every
// request.
func newProvider(version string, opts ...Option) *stewardProvider {
	p := &stewardProvider{version: version}
	for _, opt := range opts {
		opt(p)
	}
	return p
}

// Metadata names the provider.
func (p *stewardProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "steward"
	resp.Version = p.version
}

// Resources lists the managed resources.
func (p *stewardProvider) Resources(_ context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		entryguardtf.NewResource,
		entryguardtf.NewCredential,
		entryguardtf.NewRole,
		entryguardtf.NewRoleResourceAssignment,
		entryguardtf.NewRoleUserAssignment,
		entryguardtf.NewUser,
		entryguardtf.NewAPIKey,
		entryguardtf.NewStaticIPRule,
		entryguardtf.NewOrganizationSettings,
		cloudcontroltf.NewResource,
	}
}

// DataSources lists the data sources.
func (p *stewardProvider) DataSources(_ context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		cloudcontroldata.NewResource,
		cloudcontroldata.NewResources,
		cloudcontroldata.NewRequests,
		cloudcontroldata.NewReadiness,
		entryguarddata.NewResource,
		entryguarddata.NewResources,
		entryguarddata.NewCredential,
		entryguarddata.NewCredentials,
		entryguarddata.NewSessions,
		entryguarddata.NewReadiness,
		entryguarddata.NewRole,
		entryguarddata.NewRoles,
		entryguarddata.NewUser,
		entryguarddata.NewUsers,
		entryguarddata.NewCurrentUser,
		entryguarddata.NewStaticIPRule,
		entryguarddata.NewStaticIPRules,
		entryguarddata.NewAPIKeys,
		entryguarddata.NewOrganizationSettings,
		entryguarddata.NewAuditLogs,
	}
}

// Functions lists the functions, which work without a configuration.
func (p *stewardProvider) Functions(_ context.Context) []func() function.Function {
	return []func() function.Function{importid.NewFunction}
}

// ListResources lists the list resources: one for each managed resource.
func (p *stewardProvider) ListResources(_ context.Context) []func() list.ListResource {
	return []func() list.ListResource{
		entryguarddata.NewResourceList,
		entryguarddata.NewCredentialList,
		entryguarddata.NewRoleList,
		entryguarddata.NewRoleResourceAssignmentList,
		entryguarddata.NewRoleUserAssignmentList,
		entryguarddata.NewUserList,
		entryguarddata.NewAPIKeyList,
		entryguarddata.NewStaticIPRuleList,
		entryguarddata.NewOrganizationSettingsList,
		cloudcontroldata.NewList,
	}
}

// Actions lists the actions.
func (p *stewardProvider) Actions(_ context.Context) []func() action.Action {
	return []func() action.Action{
		entryguardactions.NewStopSessions,
		entryguardactions.NewVerify,
		cloudcontrolactions.NewCancelRequest,
	}
}
