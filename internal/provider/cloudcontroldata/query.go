package cloudcontroldata

import (
	"context"
	"encoding/json"
	"errors"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/connection"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/dynamic"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/query"
)

const tagsAttribute = "tags"

// A listResource finds the objects of a type, for terraform query.
type listResource struct {
	query.Frame[*connection.ProviderData]
}

var _ list.ListResourceWithConfigure = &listResource{}

// NewList returns the list resource steward_cloudcontrol_resource.
func NewList() list.ListResource {
	l := &listResource{}
	l.Resource, l.Describe, l.Configured = cloudcontroltf.NewResource(), listSchema, connection.Configured
	return l
}

// A listModel is the block config of a list block.
type listModel struct {
	TypeName      types.String  `tfsdk:"type_name"`
	Region        types.String  `tfsdk:"region"`
	ResourceModel types.Dynamic `tfsdk:"resource_model"`
	Tags          types.Map     `tfsdk:"tags"`
}

func listSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Finds the AWS resources of one type that Cloud Control supports, in one account and region, managed by Terraform or not. " +
			"Each is shown with its tag `Name` or the property that names it, if there is one.",
		Attributes: map[string]schema.Attribute{
			typeNameAttribute: schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "The type, e.g. `AWS::Logs::LogGroup`. It must have a list handler.",
				Validators:          []validator.String{connection.TypeName()},
			},
			regionAttribute: schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "The region to ask. Default: the provider's region.",
				Validators:          []validator.String{connection.Region()},
			},
			resourceModelAttribute: schema.DynamicAttribute{
				Optional: true,
				MarkdownDescription: "Properties that say which objects to list, as an object, e.g. `{ RestApiId = \"a1b2c3\" }`. Some types need them: " +
					"the query says which, if one is missing.",
				Validators: []validator.Dynamic{cloudcontroltf.Properties{}},
			},
			tagsAttribute: schema.MapAttribute{
				Optional: true, ElementType: types.StringType,
				MarkdownDescription: "Keeps the objects that have all of these tags, with these values. Tags that AWS sets, such as `aws:cloudformation:stack-name`, count too. " +
					"If the list does not show tags, each object is read.",
				Validators: []validator.Map{mapvalidator.SizeAtLeast(1), mapvalidator.NoNullValues()},
			},
		},
	}
}

// List asks for pages of objects while Terraform wants more.
func (l *listResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var diags diag.Diagnostics
	s, ok := l.search(ctx, req, &diags)
	if !ok {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	stream.Results = query.Limited(req, s.Target.TypeName+" in "+s.Target.Region, s.results(ctx))
}

// A search is one list block that is being answered.
type search struct {
	*question
	of      *listResource
	request list.ListRequest
	home    deletion.Home
	model   json.RawMessage   // nil where there is none
	tags    map[string]string // that an object must have
	warned  onces
}

// search prepares a search; false after an error.
func (l *listResource) search(ctx context.Context, req list.ListRequest, diags *diag.Diagnostics) (*search, bool) {
	var m listModel
	diags.Append(req.Config.Get(ctx, &m)...)
	s := &search{of: l, request: req}
	if !m.Tags.IsNull() {
		diags.Append(m.Tags.ElementsAs(ctx, &s.tags, false)...)
	}
	if diags.HasError() {
		return nil, false
	}
	ctx, cancel := deletion.WithTimeout(ctx, attributes.DefaultReadTimeout)
	defer cancel()
	client, more := l.Data.Connect(ctx)
	if diags.Append(more...); diags.HasError() {
		return nil, false
	}
	target := cloudcontrol.Target{TypeName: m.TypeName.ValueString(), Region: attributes.OrDefault(m.Region, client.Region()).ValueString()}
	q, ok := ask(ctx, l.Data, client, target, diags)
	if !ok {
		return nil, false
	}
	s.question = q
	model := dynamic.ModelOf(m.ResourceModel)
	diags.Append(q.listable(model)...)
	diags.Append(s.taggable()...)
	sent, err := encoded(model)
	if err != nil {
		q.failList(diags, err)
	}
	s.model = sent
	if !diags.HasError() {
		s.home, err = client.Home(ctx, target)
		if err != nil && !errors.Is(err, deletion.ErrHomeNotAsked) {
			q.fail(diags, "find the account of", deletion.Object{Type: "objects of type", ID: target.TypeName}, nil, err, nil)
		}
	}
	return s, !diags.HasError()
}

// taggable says why the objects of the type cannot be found by tags, as far as its
// schema tells.
func (s *search) taggable() diag.Diagnostics {
	if len(s.tags) == 0 || !s.Described || s.Schema.Tagging.Property != nil {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root(tagsAttribute), s.Target.TypeName+" has no tags",
		"The type's schema says so, and tags would keep no object.\n\nWhat to do:\n  - remove tags")}
}

// readsAtOnce is how many objects are read at the same time, as many as Terraform
// refreshes. How fast that is, the client's pace says.
const readsAtOnce = 10

// results are the objects that are found, and what there is to be said.
func (s *search) results(ctx context.Context) iter.Seq[list.ListResult] {
	return func(push func(list.ListResult) bool) {
		listed := map[string]bool{}
		found, out := 0, leavingOut{search: s}
		for page, err := range s.Client.Pages(ctx, s.Target, s.model) {
			if err != nil {
				var diags diag.Diagnostics
				s.failList(&diags, err)
				push(query.Saying(diags))
				return
			}
			page = unlisted(page, listed)
			for len(page) > 0 {
				n := s.next(len(page), found)
				for _, result := range out.of(s.each(ctx, page[:n])) {
					if !push(result) || result.Diagnostics.HasError() {
						return
					}
					if result.Identity != nil {
						found++
					}
				}
				page = page[n:]
			}
		}
		if out.silent() {
			push(query.Saying(out.unreadable()))
		}
	}
}

// next is how many of so many objects are taken together: no more than are wanted,
// where each is wanted.
func (s *search) next(there, found int) int {
	n := min(there, readsAtOnce)
	if left := s.request.Limit - int64(found); s.request.Limit > 0 && left < int64(n) && len(s.tags) == 0 {
		n = int(max(left, 1))
	}
	return n
}

// unlisted returns those objects of a page that no earlier page had, and notes
// them: what is made or deleted meanwhile shifts pages.
func unlisted(page []cloudcontrol.Description, listed map[string]bool) []cloudcontrol.Description {
	var fresh []cloudcontrol.Description
	for _, one := range page {
		if !listed[one.Identifier] {
			listed[one.Identifier] = true
			fresh = append(fresh, one)
		}
	}
	return fresh
}
