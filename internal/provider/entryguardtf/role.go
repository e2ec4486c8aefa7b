package entryguardtf

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/blockers"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/creation"
)

// NewRole returns steward_entryguard_role: who may use what. Its
// resources and users are assigned by resources of their own.
func NewRole() resource.Resource {
	return manage(objectKind[*roleModel, entryguard.Role]{
		name:       "role",
		objectType: entryguard.RoleType,
		noun:       "role",
		blank:      func() *roleModel { return new(roleModel) },
		schema:     roleSchema,
		create:     createRole,
		read: func(ctx context.Context, client *entryguard.Client, state *roleModel) (entryguard.Role, error) {
			return client.Shared().Role(ctx, state.ID.ValueString())
		},
		update: updateRole,
		taken: func(plan, state *roleModel, live entryguard.Role) diag.Diagnostics {
			patch := plan.patch(state)
			return append(
				notTaken(plan.object(), "description", !patch.Description.IsZero() && !plan.Description.Equal(types.StringPointerValue(live.Description))),
				notTaken(plan.object(), "max_session_duration_hours",
					!patch.MaxSessionDurationHours.IsZero() && !plan.MaxSessionDurationHours.Equal(types.Int64PointerValue(live.MaxSessionDurationHours)))...)
		},
		backend: func(client *entryguard.Client) deletion.Backend { return client.RoleBackend() },
		look: func(state *roleModel, p *connection.ProviderData) destroy.Check {
			return blockers.OfRole(p, state.object())
		},
	})
}

// A roleModel is a steward_entryguard_role in Terraform.
type roleModel struct {
	deletableModel
	Name                    types.String `tfsdk:"name"`
	Description             types.String `tfsdk:"description"`
	MaxSessionDurationHours types.Int64  `tfsdk:"max_session_duration_hours"`
	ResourceIDs             types.Set    `tfsdk:"resource_ids"`
	UserIDs                 types.Set    `tfsdk:"user_ids"`
	CreatedAt               types.String `tfsdk:"created_at"`
}

func roleSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "A role of EntryGuard: its users may open sessions to its resources. " +
			"Which they are is said by `steward_entryguard_role_resource_assignment` and `steward_entryguard_role_user_assignment`. " +
			"Deleting a role takes it away from its users at once; sessions that they have open go on until they expire.",
		Attributes: map[string]schema.Attribute{
			"name":        requiredText("Name of the role. Names are unique in an organization."),
			"description": optionalText("What the role is for."),
			"max_session_duration_hours": schema.Int64Attribute{
				Optional:            true,
				MarkdownDescription: "How many hours a session of the role's users may last. Default: the limits of the organization.",
				Validators:          []validator.Int64{int64validator.AtLeast(1)},
			},
			"resource_ids": computedTexts("UUIDs of the resources that are assigned to the role, as of the last refresh."),
			"user_ids":     computedTexts("UUIDs of the users who have the role, as of the last refresh."),
			"created_at":   computedText("When the role was created (RFC 3339)."),
		},
	}
}

func createRole(_ context.Context, client *entryguard.Client, _, plan *roleModel) (creation.Steps[entryguard.Role], diag.Diagnostics) {
	named := func(r entryguard.Role) bool { return r.Name == plan.Name.ValueString() }
	return creation.Steps[entryguard.Role]{
		Create: func(ctx context.Context) (entryguard.Role, error) {
			return client.CreateRole(ctx, entryguard.RoleInput{
				Name:                    plan.Name.ValueString(),
				Description:             plan.Description.ValueStringPointer(),
				MaxSessionDurationHours: plan.MaxSessionDurationHours.ValueInt64Pointer(),
			})
		},
		List: client.Roles,
		ID:   func(r entryguard.Role) string { return r.ID },
		Same: named,
		Twin: named,
	}, nil
}

func updateRole(plan, state *roleModel) func(context.Context, *entryguard.Client) (entryguard.Role, error) {
	patch := plan.patch(state)
	if patch.Name == nil && patch.Description.IsZero() && patch.MaxSessionDurationHours.IsZero() {
		return nil
	}
	return func(ctx context.Context, client *entryguard.Client) (entryguard.Role, error) {
		return client.UpdateRole(ctx, state.ID.ValueString(), patch)
	}
}

// patch returns what of the plan differs from the state.
func (m *roleModel) patch(state *roleModel) entryguard.RolePatch {
	return entryguard.RolePatch{
		Name:                    changed(m.Name, state.Name),
		Description:             field(m.Description, state.Description, m.Description.ValueStringPointer()),
		MaxSessionDurationHours: field(m.MaxSessionDurationHours, state.MaxSessionDurationHours, m.MaxSessionDurationHours.ValueInt64Pointer()),
	}
}

func (m *roleModel) object() deletion.Object {
	return m.named(entryguard.RoleType, m.Name.ValueString())
}

func (m *roleModel) imported() bool { return m.Name.IsNull() }

func (m *roleModel) fill(r entryguard.Role) {
	m.ID = attributes.OrElse(m.ID, r.ID)
	m.CreatedAt = attributes.OrElse(m.CreatedAt, string(r.CreatedAt))
	if m.ResourceIDs.IsUnknown() {
		m.ResourceIDs = textSet(r.ResourceIDs)
	}
	if m.UserIDs.IsUnknown() {
		m.UserIDs = textSet(r.UserIDs)
	}
}

func (m *roleModel) fromAPI(r entryguard.Role) {
	m.ID = types.StringValue(r.ID)
	m.Name = types.StringValue(r.Name)
	m.Description = types.StringPointerValue(r.Description)
	m.MaxSessionDurationHours = types.Int64PointerValue(r.MaxSessionDurationHours)
	m.ResourceIDs, m.UserIDs = textSet(r.ResourceIDs), textSet(r.UserIDs)
	m.CreatedAt = attributes.OrNull(string(r.CreatedAt))
}
