package frame

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
)

// A DataSourceFrame is what all data sources have in common: a name, a schema
// and what the provider hands to them. A data source embeds it and reads.
type DataSourceFrame struct {
	Name     string               // after "steward_"
	Describe func() schema.Schema // made when Terraform asks for it
	Data     *ProviderData
}

// Metadata names the data source.
func (d *DataSourceFrame) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + d.Name
}

// Schema describes the data source.
func (d *DataSourceFrame) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = d.Describe()
}

// Configure takes what the provider hands to every data source; nothing while
// Terraform validates, because it does not configure the provider then.
func (d *DataSourceFrame) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if req.ProviderData == nil {
		return
	}
	data, ok := req.ProviderData.(*ProviderData)
	if !ok {
		resp.Diagnostics.AddError("Wrong provider data", "The provider handed something else than its own data to a data source. This is a fault of the provider.")
	}
	d.Data = data
}
