package cloudcontroldata

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/connection"
)

// Attribute names that code refers to. The models' tags repeat them.
const (
	typeNameAttribute      = "type_name"
	regionAttribute        = "region"
	roleARNAttribute       = "role_arn"
	typeVersionIDAttribute = "type_version_id"
	identifierAttribute    = "identifier"
	propertiesAttribute    = "properties"
	resourceModelAttribute = "resource_model"
)

// A dataSource is what all data sources of Cloud Control have in common.
type dataSource struct {
	attributes.DataSource[*connection.ProviderData]
}

// client returns the Cloud Control client, and whether there is one. Terraform
// reads a data source while it plans, also where the provider's own
// configuration is not known yet.
func (d *dataSource) client(ctx context.Context, diags *diag.Diagnostics) (*cloudcontrol.Client, bool) {
	switch {
	case d.Data == nil:
		diags.AddError("The provider is not configured", "This is a fault of the provider: it was asked to work before it was configured.")
		return nil, false
	case !d.Data.Configurable():
		diags.AddError("The data source cannot be read yet: the provider's AWS configuration is not known", unconfiguredDataText)
		return nil, false
	}
	client, more := d.Data.Connect(ctx)
	diags.Append(more...)
	return client, !more.HasError()
}

const unconfiguredDataText = "A value in the provider's aws block depends on something that is created by the same run, so AWS cannot be asked while planning.\n\n" +
	"What to do:\n" +
	"  - to have it read while applying, add depends_on to the data block, with what that value comes from\n" +
	"  - or create that first (terraform apply -target=ADDRESS), or set the value directly"

// A handlerModel says which handler of which type a data source
// asks, where and as whom.
type handlerModel struct {
	attributes.ReadTimeout
	TypeName      types.String `tfsdk:"type_name"`
	Region        types.String `tfsdk:"region"`
	RoleARN       types.String `tfsdk:"role_arn"`
	TypeVersionID types.String `tfsdk:"type_version_id"`
}

// handlerAttributes are the attributes of a handlerModel, and more.
func handlerAttributes(more map[string]schema.Attribute) map[string]schema.Attribute {
	all := map[string]schema.Attribute{
		typeNameAttribute: schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "The type, e.g. `AWS::Logs::LogGroup`.",
			Validators:          []validator.String{connection.TypeName()},
		},
		regionAttribute: regionDataAttribute(),
		roleARNAttribute: schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "The ARN of the IAM role that the type's handler assumes. Without it the handler uses the provider's credentials.",
			Validators:          []validator.String{connection.RoleARN()},
		},
		typeVersionIDAttribute: schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "The version of a private type. Without it the default version is used.",
			Validators:          []validator.String{connection.TypeVersionID()},
		},
	}
	maps.Copy(all, more)
	return all
}

// regionDataAttribute is the attribute region of a data source.
func regionDataAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		Optional:            true,
		Computed:            true,
		MarkdownDescription: "The region to ask. Default: the provider's region.",
		Validators:          []validator.String{connection.Region()},
	}
}

// question prepares a read of m and fills in its region; false where there is
// no client, or no such type.
func (d *dataSource) question(ctx context.Context, m *handlerModel, diags *diag.Diagnostics) (*question, bool) {
	client, ok := d.client(ctx, diags)
	if !ok {
		return nil, false
	}
	m.Region = attributes.OrDefault(m.Region, client.Region())
	return ask(ctx, d.Data, client, cloudcontrol.Target{
		TypeName:      m.TypeName.ValueString(),
		Region:        m.Region.ValueString(),
		RoleARN:       m.RoleARN.ValueString(),
		TypeVersionID: m.TypeVersionID.ValueString(),
	}, diags)
}
