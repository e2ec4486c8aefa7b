package attributes

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
)

// A DataSource is what all data sources have in common: a name, a schema with
// the block timeouts and the data of the provider. A data source embeds it and
// reads; its model embeds ReadTimeout.
type DataSource[Data any] struct {
	Name     string               // after "steward_"
	Describe func() schema.Schema // made when Terraform asks for it
	// Configured returns what the data source needs of the provider's data, and
	// whether it is the provider's data at all.
	Configured func(providerData any) (Data, bool)
	Data       Data
}

// Metadata names the data source.
func (d *DataSource[Data]) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + d.Name
}

// Schema describes the data source.
func (d *DataSource[Data]) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = d.Describe()
	resp.Schema.Blocks = map[string]schema.Block{TimeoutsName: readTimeoutBlock(ctx)}
}

// Configure takes the provider's data; nothing while Terraform validates,
// because it does not configure the provider then.
func (d *DataSource[Data]) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if req.ProviderData == nil {
		return
	}
	data, ok := d.Configured(req.ProviderData)
	if !ok {
		resp.Diagnostics.AddError("Wrong provider data", "The provider passed something else than its own data to a data source. This is a fault of the provider.")
	}
	d.Data = data
}
