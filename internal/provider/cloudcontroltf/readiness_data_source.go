package cloudcontroltf

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/dynamic"
)

var _ datasource.DataSourceWithConfigure = &readinessData{}

// readinessData says which objects of a type could be deleted.
type readinessData struct{ dataSource }

// NewReadinessData returns the data source
// steward_cloudcontrol_deletion_readiness.
func NewReadinessData() datasource.DataSource {
	d := &readinessData{}
	d.Name, d.Describe, d.Configured = "cloudcontrol_deletion_readiness", readinessDataSchema, configured
	return d
}

// readinessDataModel is steward_cloudcontrol_deletion_readiness.
type readinessDataModel struct {
	handlerModel

	Identifiers   []string                          `tfsdk:"identifiers"`
	ResourceModel types.Dynamic                     `tfsdk:"resource_model"`
	Objects       map[string]destroy.ReadinessModel `tfsdk:"objects"`
}

func readinessDataSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Whether AWS resources of one type that Cloud Control supports could be deleted now: what protects them, " +
			"which CloudFormation stack owns them, which operations are under way on them, and whether the type can be deleted at all. " +
			"It is read in every plan, so a `check` block that uses it warns before anybody destroys. " +
			"Cloud Control does not know what else uses an object: `ready` means that nothing was found, not that the service will agree.",
		Attributes: handlerAttributes(map[string]schema.Attribute{
			"identifiers": schema.SetAttribute{
				Optional: true, ElementType: types.StringType,
				MarkdownDescription: "The primary identifiers of the objects; the parts of a compound one are joined by `|`. Default: all objects of the type, " +
					"each is read separately.",
			},
			resourceModelAttribute: schema.DynamicAttribute{
				Optional:            true,
				MarkdownDescription: "Without `identifiers`: properties that say which objects to list, as an object. Some types need them.",
				Validators:          []validator.Dynamic{objectOfProperties{}},
			},
			"objects": destroy.ReadinessAttribute("their identifier"),
		}),
	}
}

// Read looks at each object.
func (d *readinessData) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m readinessDataModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := deletion.WithTimeout(ctx, defaultReadTimeout)
	defer cancel()
	q, ok := d.question(ctx, &m.handlerModel, &resp.Diagnostics)
	if !ok {
		return
	}
	identifiers := m.Identifiers
	if identifiers == nil {
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
		identifiers = slices.Collect(maps.Keys(listed))
	}
	m.Objects = q.readiness(ctx, identifiers)
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

// readinessLooks is how many looks run at the same time; the client paces the
// requests.
const readinessLooks = 10

// readiness looks at each of the objects.
func (q *question) readiness(ctx context.Context, identifiers []string) map[string]destroy.ReadinessModel {
	var mu sync.Mutex
	var looks sync.WaitGroup
	turns := make(chan struct{}, readinessLooks)
	found := make(map[string]destroy.ReadinessModel, len(identifiers))
	for _, identifier := range identifiers {
		turns <- struct{}{}
		looks.Go(func() {
			defer func() { <-turns }()
			seen := destroy.ReadinessOf(q.findings(ctx, identifier))
			mu.Lock()
			defer mu.Unlock()
			found[identifier] = seen
		})
	}
	looks.Wait()
	return found
}

// findings says what is in the way of one object.
func (q *question) findings(ctx context.Context, identifier string) destroy.Findings {
	if q.described && q.schema.Delete == nil {
		return destroy.Findings{Blockers: []deletion.Blocker{{Code: destroy.BlockerType, ID: q.target.TypeName, Status: "no delete handler"}}}
	}
	found, err := q.client.Find(ctx, q.target, identifier)
	if deletion.ReasonOf(err) == deletion.NotFound {
		return destroy.Findings{Unseen: destroy.ErrNoSuchObject}
	}
	l := preflight{client: q.client, target: q.target, object: deletion.Object{Type: q.target.TypeName, ID: identifier}}
	if q.described {
		l.schema = q.schema
	}
	facts := l.factsFrom(found, err)
	seen := destroy.Findings{Blockers: facts.blockers()}
	l.operations(ctx, &seen)
	seen.Unseen = errors.Join(l.unseen...)
	return seen
}
