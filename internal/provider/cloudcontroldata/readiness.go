package cloudcontroldata

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/blockers"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/connection"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/dynamic"
)

var _ datasource.DataSourceWithConfigure = &readiness{}

// readiness says which objects of a type could be deleted.
type readiness struct{ dataSource }

// NewReadiness returns the data source
// steward_cloudcontrol_deletion_readiness.
func NewReadiness() datasource.DataSource {
	d := &readiness{}
	d.Name, d.Describe, d.Configured = "cloudcontrol_deletion_readiness", readinessSchema, connection.Configured
	return d
}

// readinessModel is steward_cloudcontrol_deletion_readiness.
type readinessModel struct {
	handlerModel

	Identifiers   []string                          `tfsdk:"identifiers"`
	ResourceModel types.Dynamic                     `tfsdk:"resource_model"`
	Objects       map[string]destroy.ReadinessModel `tfsdk:"objects"`
}

func readinessSchema() schema.Schema {
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
				Validators:          []validator.Dynamic{cloudcontroltf.Properties{}},
			},
			"objects": destroy.ReadinessAttribute("their identifier"),
		}),
	}
}

// Read checks each object.
func (d *readiness) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m readinessModel
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
	identifiers := m.Identifiers
	if identifiers == nil {
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
		identifiers = slices.Collect(maps.Keys(listed))
	}
	m.Objects = q.readiness(ctx, identifiers)
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

// readinessChecks is how many checks run at the same time; the client paces the
// requests.
const readinessChecks = 10

// readiness checks each of the objects.
func (q *question) readiness(ctx context.Context, identifiers []string) map[string]destroy.ReadinessModel {
	var mu sync.Mutex
	var checks sync.WaitGroup
	turns := make(chan struct{}, readinessChecks)
	found := make(map[string]destroy.ReadinessModel, len(identifiers))
	schema := q.Schema
	if !q.Described {
		schema = nil
	}
	for _, identifier := range identifiers {
		turns <- struct{}{}
		checks.Go(func() {
			defer func() { <-turns }()
			seen := destroy.ReadinessOf(blockers.FindingsOf(ctx, q.Client, q.Target, schema, identifier))
			mu.Lock()
			defer mu.Unlock()
			found[identifier] = seen
		})
	}
	checks.Wait()
	return found
}
