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

// A settingsModel is steward_entryguard_organization_settings.
type settingsModel struct {
	attributes.ReadTimeout
	ID                         types.String `tfsdk:"id"`
	Name                       types.String `tfsdk:"name"`
	SubscriptionTier           types.String `tfsdk:"subscription_tier"`
	MFARequired                types.Bool   `tfsdk:"mfa_required"`
	PasswordMinLength          types.Int64  `tfsdk:"password_min_length"`
	PasswordRequireUppercase   types.Bool   `tfsdk:"password_require_uppercase"`
	PasswordRequireLowercase   types.Bool   `tfsdk:"password_require_lowercase"`
	PasswordRequireDigit       types.Bool   `tfsdk:"password_require_digit"`
	PasswordRequireSpecialChar types.Bool   `tfsdk:"password_require_special_char"`
	PasswordExpirationDays     types.Int64  `tfsdk:"password_expiration_days"`
}

// NewOrganizationSettings returns
// steward_entryguard_organization_settings.
func NewOrganizationSettings() datasource.DataSource {
	return newDataSource(sourceKind[settingsModel]{
		name:        "organization_settings",
		description: "The settings of the organization that the provider is logged in to.",
		attributes: map[string]schema.Attribute{
			"id":                            shownText("UUID of the organization."),
			"name":                          shownText("Name of the organization."),
			"subscription_tier":             shownText("The organization's plan, such as `FREE`."),
			"mfa_required":                  shownBool("Whether every user must log in with a second factor."),
			"password_min_length":           shownNumber("How many characters a password must have."),
			"password_require_uppercase":    shownBool("Whether a password must have an upper-case letter."),
			"password_require_lowercase":    shownBool("Whether a password must have a lower-case letter."),
			"password_require_digit":        shownBool("Whether a password must have a digit."),
			"password_require_special_char": shownBool("Whether a password must have a special character."),
			"password_expiration_days":      shownNumber("After how many days a password expires; null: never."),
		},
		fetch: fetchSettings,
	})
}

func fetchSettings(ctx context.Context, r sourceReading, m *settingsModel) {
	s, err := connection.Ask(ctx, r.data, r.client.OrganizationSettings)
	if err == nil && (s.ID == nil || s.Name == nil || s.SubscriptionTier == nil) {
		// Whether this answer names the organization is not documented.
		me, unknown := connection.Ask(ctx, r.data, r.client.CurrentUser)
		s.ID, s.Name, s.SubscriptionTier, err = &me.OrganizationID, &me.OrganizationName, &me.SubscriptionTier, unknown
	}
	if err != nil {
		r.failed("read", deletion.Object{Type: "EntryGuard's", ID: "organization settings"}, err)
		return
	}
	*m = settingsModel{
		ID:                         attributes.OrNull(*s.ID),
		Name:                       attributes.OrNull(*s.Name),
		SubscriptionTier:           attributes.OrNull(*s.SubscriptionTier),
		MFARequired:                types.BoolValue(s.MFARequired),
		PasswordMinLength:          types.Int64Value(s.PasswordMinLength),
		PasswordRequireUppercase:   types.BoolValue(s.PasswordRequireUppercase),
		PasswordRequireLowercase:   types.BoolValue(s.PasswordRequireLowercase),
		PasswordRequireDigit:       types.BoolValue(s.PasswordRequireDigit),
		PasswordRequireSpecialChar: types.BoolValue(s.PasswordRequireSpecialChar),
		PasswordExpirationDays:     types.Int64PointerValue(s.PasswordExpirationDays),
	}
}
