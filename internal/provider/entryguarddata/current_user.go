package entryguarddata

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
)

// A currentUserModel is whom the provider speaks for.
type currentUserModel struct {
	attributes.ReadTimeout
	ID               types.String `tfsdk:"id"`
	Email            types.String `tfsdk:"email"`
	Name             types.String `tfsdk:"name"`
	IsOrgAdmin       types.Bool   `tfsdk:"is_org_admin"`
	PlatformRole     types.String `tfsdk:"platform_role"`
	OrganizationID   types.String `tfsdk:"organization_id"`
	OrganizationName types.String `tfsdk:"organization_name"`
	OrganizationSlug types.String `tfsdk:"organization_slug"`
	SubscriptionTier types.String `tfsdk:"subscription_tier"`
	MFAEnabled       types.Bool   `tfsdk:"mfa_enabled"`

	MaxUsers                types.Float64 `tfsdk:"max_users"`
	MaxResources            types.Float64 `tfsdk:"max_resources"`
	OrganizationMFARequired types.Bool    `tfsdk:"organization_mfa_required"`
}

// NewCurrentUser returns steward_entryguard_current_user.
func NewCurrentUser() datasource.DataSource {
	return newDataSource(sourceKind[currentUserModel]{
		name:        "current_user",
		description: "The user and the organization that the provider is logged in to.",
		keys:        "With an API key it is the user who created the key; EntryGuard does not document that this works with API keys.",
		attributes: map[string]schema.Attribute{
			"id":                shownText("UUID of the user."),
			"email":             shownText("E-mail address of the user."),
			"name":              shownText("Name of the user."),
			"is_org_admin":      shownBool("Whether the user is an admin of the organization, which is needed to manage anything."),
			"platform_role":     shownText("Role of the user on EntryGuard's platform, such as `CUSTOMER`."),
			"organization_id":   shownText("UUID of the organization."),
			"organization_name": shownText("Name of the organization."),
			"organization_slug": shownText("Short name of the organization, with which its users log in."),
			"subscription_tier": shownText("The organization's plan, such as `FREE`."),
			"mfa_enabled":       shownBool("Whether the user logs in with a second factor."),

			"max_users":                 shownDecimal("How many users the organization's plan allows; null if there is no limit."),
			"max_resources":             shownDecimal("How many resources the organization's plan allows; null if there is no limit."),
			"organization_mfa_required": shownBool("Whether every user of the organization must log in with a second factor."),
		},
		fetch: fetchCurrentUser,
	})
}

func fetchCurrentUser(ctx context.Context, r sourceReading, m *currentUserModel) {
	u, err := connection.Ask(ctx, r.data, r.client.CurrentUser)
	if err != nil {
		r.failed("read", deletion.Object{Type: "EntryGuard's", ID: "current user"}, err)
		return
	}
	*m = currentUserModel{
		ID:               types.StringValue(u.ID),
		Email:            attributes.OrNull(u.Email),
		Name:             attributes.OrNull(u.Name),
		IsOrgAdmin:       types.BoolValue(u.IsOrgAdmin),
		PlatformRole:     attributes.OrNull(u.PlatformRole),
		OrganizationID:   attributes.OrNull(u.OrganizationID),
		OrganizationName: attributes.OrNull(u.OrganizationName),
		OrganizationSlug: attributes.OrNull(u.OrganizationSlug),
		SubscriptionTier: attributes.OrNull(u.SubscriptionTier),
		MFAEnabled:       types.BoolValue(u.MFAEnabled),

		MaxUsers:                types.Float64PointerValue(u.MaxUsers),
		MaxResources:            types.Float64PointerValue(u.MaxResources),
		OrganizationMFARequired: types.BoolValue(u.OrganizationMFARequired),
	}
}
