package entryguarddata

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
)

var userListing = listing[entryguard.User]{
	objectType: entryguard.UserType, plural: "users", key: "email", folded: true,
	id:   func(u entryguard.User) string { return u.ID },
	name: func(u entryguard.User) string { return u.Email },
	get:  (*entryguard.Shared).User,
	list: (*entryguard.Shared).Users,
}

type (
	// A userShown is a user as both data sources show it.
	userShown struct {
		ID           types.String   `tfsdk:"id"`
		Email        types.String   `tfsdk:"email"`
		Name         types.String   `tfsdk:"name"`
		IsOrgAdmin   types.Bool     `tfsdk:"is_org_admin"`
		PlatformRole types.String   `tfsdk:"platform_role"`
		IsActive     types.Bool     `tfsdk:"is_active"`
		MFAEnabled   types.Bool     `tfsdk:"mfa_enabled"`
		LastLoginAt  types.String   `tfsdk:"last_login_at"`
		RoleNames    []types.String `tfsdk:"role_names"`
		CreatedAt    types.String   `tfsdk:"created_at"`
		UpdatedAt    types.String   `tfsdk:"updated_at"`
	}
	userModel struct {
		attributes.ReadTimeout
		userShown
	}
	usersModel struct {
		attributes.ReadTimeout
		Users []userShown `tfsdk:"users"`
	}
)

func showUser(u entryguard.User) userShown {
	return userShown{
		ID:           types.StringValue(u.ID),
		Email:        types.StringValue(u.Email),
		Name:         types.StringPointerValue(u.Name),
		IsOrgAdmin:   types.BoolValue(u.IsOrgAdmin),
		PlatformRole: attributes.OrNull(u.PlatformRole),
		IsActive:     types.BoolValue(u.IsActive),
		MFAEnabled:   types.BoolValue(u.MFAEnabled),
		LastLoginAt:  orNullTime(u.LastLoginAt),
		RoleNames:    eachShown(u.RoleNames, types.StringValue),
		CreatedAt:    orNullTime(u.CreatedAt),
		UpdatedAt:    orNullTime(u.UpdatedAt),
	}
}

func userAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":            shownText("UUID of the user."),
		"email":         shownText("E-mail address of the user."),
		"name":          shownText("Name of the user."),
		"is_org_admin":  shownBool("Whether the user is an admin of the organization."),
		"platform_role": shownText("Role of the user on EntryGuard's platform, such as `CUSTOMER`."),
		"is_active":     shownBool("Whether the user may log in."),
		"mfa_enabled":   shownBool("Whether the user logs in with a second factor."),
		"last_login_at": shownTime("When the user last logged in; null until then."),
		"role_names":    shownTexts("Names of the user's roles; EntryGuard does not answer their UUIDs."),
		"created_at":    shownTime("When the user was invited."),
		"updated_at":    shownTime("When the user last changed."),
	}
}

// NewUser returns steward_entryguard_user.
func NewUser() datasource.DataSource {
	return newOne(userListing, sourceKind[userModel]{
		name:        "user",
		description: "One user of the organization.",
		attributes:  userAttributes(),
	}, func(m *userModel) (id, key types.String) { return m.ID, m.Email },
		func(m *userModel, u entryguard.User) { m.userShown = showUser(u) })
}

// NewUsers returns steward_entryguard_users.
func NewUsers() datasource.DataSource {
	return newMany(userListing, sourceKind[usersModel]{
		name:        "users",
		description: "All users of the organization. Terraform keeps what it reads, and so their names and addresses, in state.",
		attributes:  userAttributes(),
	}, func(m *usersModel, all []entryguard.User) { m.Users = eachShown(all, showUser) })
}
