package cloudcontroldata

import (
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/connection"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/dynamic"
)

var _ datasource.DataSourceWithConfigure = &resources{}

// resources lists the objects of a type.
type resources struct{ dataSource }

// NewResources returns the data source
// steward_cloudcontrol_resources.
func NewResources() datasource.DataSource {
	d := &resources{}
	d.Name, d.Describe, d.Configured = "cloudcontrol_resources", resourcesSchema, connection.Configured
	return d
}

// resourcesModel is steward_cloudcontrol_resources.
type resourcesModel struct {
	handlerModel

	ResourceModel types.Dynamic `tfsdk:"resource_model"`
	Identifiers   []string      `tfsdk:"identifiers"`
	Properties    types.Dynamic `tfsdk:"properties"`
}

func resourcesSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "All AWS resources of one type that Cloud Control supports, in one account and region, managed by Terraform or not.",
		Attributes: handlerAttributes(map[string]schema.Attribute{
			resourceModelAttribute: schema.DynamicAttribute{
				Optional: true,
				MarkdownDescription: "Properties that say which objects to list, as an object, e.g. `{ RestApiId = \"a1b2c3\" }`. Some types need them: " +
					"the plan says which, if one is missing.",
				Validators: []validator.Dynamic{cloudcontroltf.Properties{}},
			},
			"identifiers": schema.ListAttribute{
				Computed:            true,
				ElementType:         types.StringType,
				MarkdownDescription: "The primary identifiers of all objects, sorted; the parts of a compound one are joined by `|`.",
			},
			propertiesAttribute: schema.DynamicAttribute{
				Computed: true,
				MarkdownDescription: "What the list says about each object, as an object whose names are the identifiers. For many types the list has little more than the identifier's own properties: " +
					"the data source `steward_cloudcontrol_resource` reads all. Known secrets and what the type's schema calls write-only are left out.",
			},
		}),
	}
}

// Read lists the objects.
func (d *resources) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m resourcesModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := m.BeginRead(ctx, &resp.Diagnostics)
	defer cancel()
	q, ok := d.question(ctx, &m.handlerModel, &resp.Diagnostics)
	if !ok {
		return
	}
	model := dynamic.ModelOf(m.ResourceModel)
	resp.Diagnostics.Append(q.listable(model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	listed, err := q.list(ctx, model)
	if err != nil {
		q.failList(&resp.Diagnostics, err)
		return
	}
	m.Identifiers = slices.AppendSeq([]string{}, maps.Keys(listed)) // an empty list is no null
	slices.Sort(m.Identifiers)
	m.Properties = dynamic.Of(listed)
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

// list returns what a list says about each object, by identifier.
func (q *question) list(ctx context.Context, model any) (map[string]any, error) {
	sent, err := encoded(model)
	if err != nil {
		return nil, err
	}
	found, err := q.Client.List(ctx, q.Target, sent)
	if err != nil {
		return nil, err
	}
	listed := make(map[string]any, len(found))
	for _, one := range found {
		if listed[one.Identifier], err = q.shown(one); err != nil {
			return nil, err
		}
	}
	return listed, nil
}
