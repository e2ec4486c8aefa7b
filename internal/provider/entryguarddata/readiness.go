package entryguarddata

import (
	"context"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/blockers"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
)

// A readinessModel is steward_entryguard_deletion_readiness.
type readinessModel struct {
	attributes.ReadTimeout
	IDs     []string                          `tfsdk:"ids"`
	Objects map[string]destroy.ReadinessModel `tfsdk:"objects"`
}

// NewReadiness returns steward_entryguard_deletion_readiness.
func NewReadiness() datasource.DataSource {
	return newDataSource(sourceKind[readinessModel]{
		name: "deletion_readiness",
		description: "Whether resources of EntryGuard could be deleted now, who uses them, and which roles they are in. " +
			"It is read in every plan, so a `check` block that uses it warns before anybody destroys. " +
			"It names people and their addresses, which Terraform keeps in state like all data.",
		keys: "It needs a user with the role ORG_ADMIN: to others EntryGuard does not show everybody's sessions, and the verdict is `unknown` where it would be `ready`.",
		attributes: map[string]schema.Attribute{
			"ids": schema.SetAttribute{
				Optional: true, ElementType: types.StringType,
				MarkdownDescription: "UUIDs of the resources. Default: all resources of the organization.",
				Validators:          []validator.Set{setvalidator.ValueStringsAre(attributes.UUID("the ID of an " + entryguard.ResourceType))},
			},
			"objects": destroy.ReadinessAttribute("the UUID of the resource, spelled as in `ids`"),
		},
		fetch: fetchReadiness,
	})
}

func fetchReadiness(ctx context.Context, r sourceReading, m *readinessModel) {
	all, err := connection.Ask(ctx, r.data, r.client.Shared().Resources)
	if err != nil {
		r.failed("list", deletion.Object{Type: "EntryGuard", ID: "resources"}, err)
		return
	}
	ids := m.IDs
	if ids == nil {
		ids = eachShown(all, func(resource entryguard.Resource) string { return resource.ID })
	}
	m.Objects = make(map[string]destroy.ReadinessModel, len(ids))
	for _, id := range ids {
		if !slices.ContainsFunc(all, func(resource entryguard.Resource) bool { return strings.EqualFold(resource.ID, id) }) {
			m.Objects[id] = destroy.ReadinessOf(destroy.Findings{Unseen: destroy.ErrNoSuchObject})
			continue
		}
		m.Objects[id] = destroy.ReadinessOf(blockers.UsesOf(ctx, r.data, r.client, deletion.Object{Type: entryguard.ResourceType, ID: id}))
	}
}
