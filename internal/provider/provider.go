// Package provider is the Terraform surface: schemas, models, create, read,
// update and delete, plan-time checks, private state and diagnostics. It is
// the only package that imports the plugin framework.
//
// It speaks and decides nothing about deletion: a resource names its object
// and its backend, package deletion does the rest, and one function turns the
// outcome into diagnostics. It must not talk HTTP itself, read an API's error
// texts or know which code means what; the backends do.
package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

var (
	_ provider.Provider                   = &stewardProvider{}
	_ provider.ProviderWithValidateConfig = &stewardProvider{}
)

// stewardProvider serves the provider block and lists the resources.
type stewardProvider struct {
	version string
	pace    deletion.Pace
	// cloudcontrolRate is the requests per second of the Cloud Control client;
	// zero means its default.
	cloudcontrolRate float64
	// lookLimit bounds the live looks of a process; zero means the usual limit.
	lookLimit time.Duration
}

// An Option changes how the provider behaves. Terraform users have none of
// them; they are for tests and for the sandbox.
type Option func(*stewardProvider)

// WithPace sets how long the provider waits between looks and tries. Zero
// fields keep their defaults.
func WithPace(pace deletion.Pace) Option {
	return func(p *stewardProvider) { p.pace = pace }
}

// withCloudControlRate lifts the pace of Cloud Control requests.
func withCloudControlRate(requestsPerSecond float64) Option {
	return func(p *stewardProvider) { p.cloudcontrolRate = requestsPerSecond }
}

// withLookLimit shortens the time for live looks.
func withLookLimit(limit time.Duration) Option {
	return func(p *stewardProvider) { p.lookLimit = limit }
}

// New returns a constructor of the provider. The version goes into the user
// agent of every request.
func New(version string, opts ...Option) func() provider.Provider {
	return func() provider.Provider {
		p := &stewardProvider{version: version}
		for _, opt := range opts {
			opt(p)
		}
		return p
	}
}

// Metadata names the provider.
func (p *stewardProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "steward"
	resp.Version = p.version
}

// Resources lists the managed resources.
func (p *stewardProvider) Resources(_ context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		NewEntryGuardResource,
		NewEntryGuardCredential,
		NewEntryGuardRole,
		NewEntryGuardRoleResourceAssignment,
		NewEntryGuardRoleUserAssignment,
		NewEntryGuardUser,
		NewEntryGuardAPIKey,
		NewEntryGuardStaticIPRule,
		NewEntryGuardOrganizationSettings,
		NewCloudControlResource,
	}
}

// DataSources lists the data sources.
func (p *stewardProvider) DataSources(_ context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		NewCloudControlResourceData,
		NewCloudControlResourcesData,
		NewCloudControlRequestsData,
		NewCloudControlReadinessData,
		NewEntryGuardResourceData,
		NewEntryGuardResourcesData,
		NewEntryGuardCredentialData,
		NewEntryGuardCredentialsData,
		NewEntryGuardSessionsData,
		NewEntryGuardReadinessData,
		NewEntryGuardRoleData,
		NewEntryGuardRolesData,
		NewEntryGuardUserData,
		NewEntryGuardUsersData,
		NewEntryGuardCurrentUserData,
		NewEntryGuardStaticIPRuleData,
		NewEntryGuardStaticIPRulesData,
		NewEntryGuardAPIKeysData,
		NewEntryGuardOrganizationSettingsData,
		NewEntryGuardAuditLogsData,
	}
}
