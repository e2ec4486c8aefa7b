package providertest

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

// AttachForeign has Terraform attach to other providers as well, such as
// "hashicorp/awscc". They manage nothing: Terraform only insists that each
// provider of a state can be started.
func (r *Terraform) AttachForeign(sources ...string) {
	r.T.Helper()
	for _, source := range sources {
		attach(r, r.Binary.Registry()+"/"+source, tf6server.WithDebug, func() tfprotov6.ProviderServer {
			return providerserver.NewProtocol6(foreignProvider{})()
		})
	}
}

// foreignProvider is a provider without resources.
type foreignProvider struct{}

// Metadata says nothing.
func (foreignProvider) Metadata(context.Context, provider.MetadataRequest, *provider.MetadataResponse) {
}

// Schema is empty.
func (foreignProvider) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

// Configure needs nothing.
func (foreignProvider) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}

// Resources are none.
func (foreignProvider) Resources(context.Context) []func() resource.Resource { return nil }

// DataSources are none.
func (foreignProvider) DataSources(context.Context) []func() datasource.DataSource { return nil }
