package cloudcontroldata

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/dynamic"
)

var _ datasource.DataSourceWithConfigure = &resources{}

// resources lists the objects of a type.
type resources struct{ dataSource }

// NewResources returns the data source
// steward_cloudcontrol_resources.
func NewResources() datasource.DataSource {
	d := &resources{}
	d.Name, d.Describe, d.Configured = "cloudcontrol_resources", resourcesSchema, cloudcontroltf.Configured
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
		q.fail(&resp.Diagnostics, destroy.Listing, deletion.Object{Type: "objects of type", ID: q.target.TypeName}, q.schema.List, err,
			atReason{deletion.Invalid: resourceModelAttribute, deletion.Unsupported: typeNameAttribute})
		return
	}
	m.Identifiers = slices.AppendSeq([]string{}, maps.Keys(listed)) // an empty list is no null
	slices.Sort(m.Identifiers)
	m.Properties = dynamic.Of(listed)
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

// listable says why the type's list handler will refuse, as far as its schema
// tells.
func (q *question) listable(model any) diag.Diagnostics {
	var diags diag.Diagnostics
	if !q.described {
		return diags
	}
	if q.schema.List == nil {
		diags.AddAttributeError(path.Root(typeNameAttribute), q.target.TypeName+" cannot be listed",
			"The type has no list handler, so Cloud Control cannot say which objects there are.")
		return diags
	}
	given, _ := model.(map[string]any)
	var missing []string
	for _, name := range q.schema.List.Required {
		if given[name] == nil {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		diags.AddAttributeError(path.Root(resourceModelAttribute), q.target.TypeName+" cannot be listed without "+strings.Join(missing, " and "),
			"The type's list handler needs to know where to look. Its schema requires these properties of resource_model: "+strings.Join(q.schema.List.Required, ", ")+
				".\n\nWhat to do:\n  - write resource_model = { "+strings.Join(missing, " = …, ")+" = … }")
	}
	return diags
}

// list returns what a list says about each object, by identifier.
func (q *question) list(ctx context.Context, model any) (map[string]any, error) {
	var sent json.RawMessage
	if model != nil {
		text, err := jsonvalue.Encode(model)
		if err != nil {
			return nil, &deletion.Failure{Reason: deletion.Invalid, Err: err}
		}
		sent = text
	}
	found, err := q.client.List(ctx, q.target, sent)
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
