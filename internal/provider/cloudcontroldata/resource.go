package cloudcontroldata

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/connection"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/dynamic"
)

var _ datasource.DataSourceWithConfigure = &resource{}

// resource is one object of any type.
type resource struct{ dataSource }

// NewResource returns the data source
// steward_cloudcontrol_resource.
func NewResource() datasource.DataSource {
	d := &resource{}
	d.Name, d.Describe, d.Configured = "cloudcontrol_resource", resourceSchema, connection.Configured
	return d
}

// resourceModel is steward_cloudcontrol_resource as data.
type resourceModel struct {
	handlerModel

	Identifier types.String  `tfsdk:"identifier"`
	Properties types.Dynamic `tfsdk:"properties"`
}

func resourceSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "One AWS resource of any type that Cloud Control supports, with all its live properties, managed by Terraform or not.",
		Attributes: handlerAttributes(map[string]schema.Attribute{
			identifierAttribute: schema.StringAttribute{
				Required: true,
				MarkdownDescription: "The primary identifier. The parts of a compound one are joined by `|`, or written as a JSON object of property names and values; " +
					"a JSON object may also hold one of the type's additional identifiers.",
				Validators: []validator.String{stringvalidator.LengthBetween(1, 1024)},
			},
			propertiesAttribute: schema.DynamicAttribute{
				Computed: true,
				MarkdownDescription: "All properties that the object has now, as the API returns them. " +
					"Known secrets and what the type's schema calls write-only are left out.",
			},
		}),
	}
}

// Read reads the object.
func (d *resource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m resourceModel
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
	obj := deletion.Object{Type: q.Target.TypeName, ID: m.Identifier.ValueString()}
	found, err := q.Client.Find(ctx, q.Target, obj.ID)
	if deletion.ReasonOf(err) == deletion.NotFound {
		resp.Diagnostics.AddAttributeError(path.Root(identifierAttribute), obj.String()+" does not exist", q.missing(ctx, err))
		return
	}
	var live any
	if err == nil {
		live, err = q.shown(found)
	}
	if err != nil {
		q.fail(&resp.Diagnostics, "read", obj, q.Schema.Read, err, atReason{deletion.Invalid: identifierAttribute, deletion.Unsupported: typeNameAttribute})
		return
	}
	m.Properties = dynamic.Of(live)
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

// missing says where an object was searched for and not found, and how it would have to
// be named.
func (q *question) missing(ctx context.Context, err error) string {
	where := "in region " + q.Target.Region
	if home, err := q.Client.Home(ctx, q.Target); err == nil {
		where = "in " + home.String()
	}
	todo := []string{"check the identifier, the account and the region"}
	if parts := len(q.Schema.PrimaryIdentifier); parts > 1 {
		names := make([]string, parts)
		for i, part := range q.Schema.PrimaryIdentifier {
			names[i] = part.Dotted()
		}
		todo = append(todo, fmt.Sprintf("the identifier of this type has %d parts, joined by \"|\": %s", parts, strings.Join(names, "|")))
	}
	failure := deletion.AsFailure(err)
	return destroy.Sections("It was searched for "+where+".", destroy.Explanation{}.Said(failure), destroy.Remedies(todo), destroy.LastLine(deletion.Result{}, failure))
}
