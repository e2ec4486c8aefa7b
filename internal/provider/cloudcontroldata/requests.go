package cloudcontroldata

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/connection"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

var _ datasource.DataSourceWithConfigure = &requests{}

// requests lists what Cloud Control was asked to do.
type requests struct{ dataSource }

// NewRequests returns the data source
// steward_cloudcontrol_requests.
func NewRequests() datasource.DataSource {
	d := &requests{}
	d.Name, d.Describe, d.Configured = "cloudcontrol_requests", requestsSchema, connection.Configured
	return d
}

// requestsModel is steward_cloudcontrol_requests.
type requestsModel struct {
	attributes.ReadTimeout
	Operations        []string       `tfsdk:"operations"`
	OperationStatuses []string       `tfsdk:"operation_statuses"`
	Region            types.String   `tfsdk:"region"`
	Requests          []requestModel `tfsdk:"requests"`
}

// requestModel is one operation that the API accepted.
type requestModel struct {
	Token         types.String `tfsdk:"token"`
	TypeName      types.String `tfsdk:"type_name"`
	Identifier    types.String `tfsdk:"identifier"`
	Operation     types.String `tfsdk:"operation"`
	Status        types.String `tfsdk:"status"`
	ErrorCode     types.String `tfsdk:"error_code"`
	StatusMessage types.String `tfsdk:"status_message"`
	RequestedAt   types.String `tfsdk:"requested_at"`
}

func requestsSchema() schema.Schema {
	computed := func(text string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: text}
	}
	filter := func(text string, values ...string) schema.SetAttribute {
		return schema.SetAttribute{
			Optional: true, ElementType: types.StringType, MarkdownDescription: text,
			Validators: []validator.Set{setvalidator.ValueStringsAre(stringvalidator.OneOf(values...))},
		}
	}
	return schema.Schema{
		MarkdownDescription: "What Cloud Control was asked to do in one account and region within the last seven days, newest first, " +
			"from all callers: operations that are under way, and how the others ended.",
		Attributes: map[string]schema.Attribute{
			"operations": filter("Which operations to list: `CREATE`, `UPDATE`, `DELETE`. Default: all.",
				deletion.KindCreate.String(), deletion.KindUpdate.String(), deletion.KindDelete.String()),
			"operation_statuses": filter("Which statuses to list: `PENDING`, `IN_PROGRESS`, `SUCCESS`, `FAILED`, `CANCEL_IN_PROGRESS`, `CANCEL_COMPLETE`. Default: all.",
				cloudcontrol.OperationStatuses()...),
			regionAttribute: regionDataAttribute(),
			"requests": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The requests, newest first.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"token":             computed("The token of the request; it is needed to ask for its status or to cancel it."),
					typeNameAttribute:   computed("The type of the object."),
					identifierAttribute: computed("The primary identifier of the object; null while a create has not shown it."),
					"operation":         computed("`CREATE`, `UPDATE` or `DELETE`."),
					"status":            computed("Status of the operation."),
					"error_code":        computed("Why a failed operation failed, e.g. `AccessDenied`."),
					"status_message":    computed("What the API says about it. It may repeat what the request held."),
					"requested_at":      computed("When it was requested (RFC 3339)."),
				}},
			},
		},
	}
}

// Read lists the requests.
func (d *requests) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m requestsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := m.BeginRead(ctx, &resp.Diagnostics)
	defer cancel()
	client, ok := d.client(ctx, &resp.Diagnostics)
	if !ok {
		return
	}
	m.Region = attributes.OrDefault(m.Region, client.Region())
	filter := cloudcontrol.RequestFilter{Statuses: m.OperationStatuses}
	for _, operation := range m.Operations {
		filter.Kinds = append(filter.Kinds, deletion.ParseKind(operation))
	}
	found, err := client.Requests(ctx, m.Region.ValueString(), filter)
	if err != nil {
		destroy.AddFailure(&resp.Diagnostics, destroy.Listing, deletion.Object{Type: "requests in region", ID: m.Region.ValueString()}, err)
		return
	}
	m.Requests = make([]requestModel, len(found))
	for i, op := range found {
		m.Requests[i] = requestModelOf(op)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

func requestModelOf(op deletion.Operation) requestModel {
	m := requestModel{
		Token:         attributes.OrNull(op.Token),
		TypeName:      attributes.OrNull(op.ObjectType),
		Identifier:    attributes.OrNull(op.ObjectID),
		Status:        attributes.OrNull(op.Status),
		StatusMessage: attributes.OrNull(op.Message),
	}
	if op.Kind != deletion.KindUnknown {
		m.Operation = types.StringValue(op.Kind.String())
	}
	if op.Failure != nil && op.Failure.Code != op.Status {
		m.ErrorCode = attributes.OrNull(op.Failure.Code)
	}
	if !op.RequestedAt.IsZero() {
		m.RequestedAt = types.StringValue(destroy.Stamp(op.RequestedAt))
	}
	return m
}
