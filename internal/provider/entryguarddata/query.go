package entryguarddata

import (
	"context"
	"iter"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/query"
)

// A queryKind is one list resource of EntryGuard: whose objects it lists and
// how they are found.
type queryKind struct {
	managed     resource.Resource
	description string
	filter      string // the one argument, empty where there is none
	filterText  string // what it keeps
	scope       string // as in sourceKind
	// find returns the objects that the filter keeps, all where it is null. Their
	// identities lack the organization. What goes wrong it tells the reading.
	find func(ctx context.Context, r sourceReading, filter types.String) []query.Found
	// notice is what is to be said of configuration that is generated for such
	// objects; empty for nothing.
	notice diag.Diagnostics
}

// A listResource lists the objects of a queryKind.
type listResource struct {
	query.Frame[*connection.ProviderData]
	kind queryKind
}

var _ list.ListResourceWithConfigure = &listResource{}

func newListResource(kind queryKind) list.ListResource {
	return &listResource{
		kind: kind,
		Frame: query.Frame[*connection.ProviderData]{
			Resource: kind.managed, Configured: connection.Configured, Describe: kind.schema,
		},
	}
}

// schema describes the one argument, if there is one.
func (k queryKind) schema() schema.Schema {
	arguments := map[string]schema.Attribute{}
	if k.filter != "" {
		arguments[k.filter] = schema.StringAttribute{Optional: true, MarkdownDescription: k.filterText, Validators: k.validators()}
	}
	return schema.Schema{
		MarkdownDescription: k.description + " " + sourceKind[struct{}]{scope: k.scope}.keyText(),
		Attributes:          arguments,
	}
}

// validators check the argument: an empty one would keep everything, or nothing.
func (k queryKind) validators() []validator.String {
	if k.filter == roleFilter {
		return []validator.String{attributes.UUID("the ID of an " + entryguard.RoleType)}
	}
	return []validator.String{stringvalidator.LengthAtLeast(1)}
}

// List asks EntryGuard for all objects at once, and then shows as many as
// Terraform wants.
func (l *listResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var diags diag.Diagnostics
	found := l.found(ctx, req, &diags)
	if diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	limited := req
	if int64(len(found)) <= req.Limit {
		limited.Limit = 0 // all are shown
	}
	stream.Results = query.Limited(limited, l.TypeName(ctx), l.results(ctx, req, found, diags))
}

// results are the objects one by one, behind what there is to be said about all.
func (l *listResource) results(ctx context.Context, req list.ListRequest, found []query.Found, said diag.Diagnostics) iter.Seq[list.ListResult] {
	if req.IncludeResource && len(found) > 0 {
		said.Append(l.kind.notice...)
	}
	return func(push func(list.ListResult) bool) {
		if len(said) > 0 && !push(query.Saying(said)) {
			return
		}
		for _, one := range found {
			if !push(l.Result(ctx, req, one)) {
				return
			}
		}
	}
}

// found returns the objects with their whole identities.
func (l *listResource) found(ctx context.Context, req list.ListRequest, diags *diag.Diagnostics) []query.Found {
	var filter types.String
	if l.kind.filter != "" {
		diags.Append(req.Config.GetAttribute(ctx, path.Root(l.kind.filter), &filter)...)
	}
	client, more := l.Data.Connect(ctx)
	diags.Append(more...)
	if diags.HasError() {
		return nil
	}
	ctx, cancel := deletion.WithTimeout(ctx, attributes.DefaultReadTimeout)
	defer cancel()
	r := sourceReading{client: client, data: l.Data, scope: l.kind.scope, diags: diags}
	found := l.kind.find(ctx, r, filter)
	if diags.HasError() || len(found) == 0 {
		return nil
	}
	home, err := connection.Ask(ctx, l.Data, client.Home)
	switch {
	case deletion.ReasonOf(err) == deletion.Denied && client.ReadOnly() && !req.IncludeResource:
		return found // an API key need not be told; an import finds it out
	case err != nil:
		r.scope = "" // who somebody is, no scope opens
		r.failed("find the organization of", deletion.Object{Type: "EntryGuard", ID: "objects"}, err)
		return nil
	}
	for _, one := range found {
		one.Identity["organization_id"] = home.Organization
	}
	return found
}

// query returns the objects that are kept, as a list resource shows them: by their
// key, which is how people know them.
func (l listing[Object]) query(keep func(o Object, filter string) bool) func(context.Context, sourceReading, types.String) []query.Found {
	return func(ctx context.Context, r sourceReading, filter types.String) []query.Found {
		objects, ok := l.all(ctx, r)
		if !ok {
			return nil
		}
		kept := slices.DeleteFunc(objects, func(o Object) bool { return keep != nil && !keep(o, filter.ValueString()) })
		return eachShown(kept, func(o Object) query.Found {
			return query.Found{Identity: map[string]string{"id": l.id(o)}, Name: l.name(o)}
		})
	}
}
