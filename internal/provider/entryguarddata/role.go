package entryguarddata

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
)

var roleListing = listing[entryguard.Role]{
	objectType: entryguard.RoleType, plural: "roles", key: "name",
	id:   func(r entryguard.Role) string { return r.ID },
	name: func(r entryguard.Role) string { return r.Name },
	get:  (*entryguard.Shared).Role,
	list: (*entryguard.Shared).Roles,
}

type (
	// A roleShown is a role as both data sources show it.
	roleShown struct {
		ID                      types.String   `tfsdk:"id"`
		Name                    types.String   `tfsdk:"name"`
		Description             types.String   `tfsdk:"description"`
		MaxSessionDurationHours types.Int64    `tfsdk:"max_session_duration_hours"`
		ResourceIDs             []types.String `tfsdk:"resource_ids"`
		UserIDs                 []types.String `tfsdk:"user_ids"`
		CreatedAt               types.String   `tfsdk:"created_at"`
		UpdatedAt               types.String   `tfsdk:"updated_at"`
	}
	roleModel struct {
		attributes.ReadTimeout
		roleShown
	}
	rolesModel struct {
		attributes.ReadTimeout
		Roles []roleShown `tfsdk:"roles"`
	}
)

func showRole(r entryguard.Role) roleShown {
	return roleShown{
		ID:                      types.StringValue(r.ID),
		Name:                    types.StringValue(r.Name),
		Description:             types.StringPointerValue(r.Description),
		MaxSessionDurationHours: types.Int64PointerValue(r.MaxSessionDurationHours),
		ResourceIDs:             eachShown(r.ResourceIDs, types.StringValue),
		UserIDs:                 eachShown(r.UserIDs, types.StringValue),
		CreatedAt:               orNullTime(r.CreatedAt),
		UpdatedAt:               orNullTime(r.UpdatedAt),
	}
}

func roleAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":                         shownText("UUID of the role."),
		"name":                       shownText("Name of the role. It is unique in the organization."),
		"description":                shownText("What the role is for."),
		"max_session_duration_hours": shownNumber("How many hours a session of the role's users may last; null if the role has no limit."),
		"resource_ids":               shownTexts("UUIDs of the resources that the role's users may use."),
		"user_ids":                   shownTexts("UUIDs of the users who have the role."),
		"created_at":                 shownTime("When the role was created."),
		"updated_at":                 shownTime("When the role last changed."),
	}
}

// NewRole returns steward_entryguard_role.
func NewRole() datasource.DataSource {
	return newOne(roleListing, sourceKind[roleModel]{
		name:        "role",
		description: "One role: who may use what.",
		attributes:  roleAttributes(),
	}, func(m *roleModel) (id, key types.String) { return m.ID, m.Name },
		func(m *roleModel, r entryguard.Role) { m.roleShown = showRole(r) })
}

// NewRoles returns steward_entryguard_roles.
func NewRoles() datasource.DataSource {
	return newMany(roleListing, sourceKind[rolesModel]{
		name:        "roles",
		description: "All roles: who may use what.",
		attributes:  roleAttributes(),
	}, func(m *rolesModel, all []entryguard.Role) { m.Roles = eachShown(all, showRole) })
}
