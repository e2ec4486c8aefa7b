package entryguardtf

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/creation"
)

// liveSettings are the settings, and what they are called: the settings alone
// need not say that.
type liveSettings struct {
	entryguard.OrganizationSettings
	name, tier string
}

// NewOrganizationSettings returns
// steward_entryguard_organization_settings. They are always there: creating
// changes what is set, and destroying only forgets them.
func NewOrganizationSettings() resource.Resource {
	return manage(objectKind[*settingsModel, liveSettings]{
		name:       "organization_settings",
		objectType: entryguard.OrganizationSettingsType,
		noun:       "organization",
		blank:      func() *settingsModel { return new(settingsModel) },
		schema:     settingsSchema,
		create: func(_ context.Context, client *entryguard.Client, _, plan *settingsModel) (creation.Steps[liveSettings], diag.Diagnostics) {
			// Nothing is known of what was there before, so all that is set is sent.
			patch := plan.patch(new(settingsModel))
			return creation.Steps[liveSettings]{Create: func(ctx context.Context) (liveSettings, error) { return changeSettings(ctx, client, patch) }}, nil
		},
		read: func(ctx context.Context, client *entryguard.Client, _ *settingsModel) (liveSettings, error) {
			return changeSettings(ctx, client, entryguard.OrganizationSettingsPatch{})
		},
		update: func(plan, state *settingsModel) func(context.Context, *entryguard.Client) (liveSettings, error) {
			patch := plan.patch(state)
			if patch == (entryguard.OrganizationSettingsPatch{}) {
				return nil
			}
			return func(ctx context.Context, client *entryguard.Client) (liveSettings, error) {
				return changeSettings(ctx, client, patch)
			}
		},
		warn: warnLockedOut,
		taken: func(plan, state *settingsModel, live liveSettings) diag.Diagnostics {
			sent := !plan.patch(state).PasswordExpirationDays.IsZero()
			return notTaken(plan.object(), "password_expiration_days", sent && plan.days(live.PasswordExpirationDays) != plan.PasswordExpirationDays)
		},
		forgets: "EntryGuard always has them: they stay as they are and only leave the state. Nothing needs to be done. " +
			"To have other ones, set them and run \"terraform apply\" before you destroy.",
	})
}

// warnLockedOut warns who is about to require a second factor while the provider
// logs in with a password: it has none to give.
func warnLockedOut(client *entryguard.Client, plan, state *settingsModel) diag.Diagnostics {
	var diags diag.Diagnostics
	if client.LogsIn() && plan.MFARequired.ValueBool() && !state.MFARequired.ValueBool() {
		diags.AddAttributeWarning(path.Root("mfa_required"), "Requiring a second factor can lock out the provider, which logs in with a password",
			destroy.Sections("It also applies to the provider's user, and the provider cannot give a second factor. EntryGuard may refuse its next log-in.",
				destroy.Remedies([]string{
					"configure access_token (ENTRYGUARD_ACCESS_TOKEN) in place of email and password first",
					"or remove mfa_required",
				})))
	}
	return diags
}

// changeSettings sends a patch, or only looks where it is empty, and returns
// the settings as they are then.
func changeSettings(ctx context.Context, client *entryguard.Client, patch entryguard.OrganizationSettingsPatch) (liveSettings, error) {
	var live liveSettings
	var err error
	if patch == (entryguard.OrganizationSettingsPatch{}) {
		live.OrganizationSettings, err = client.OrganizationSettings(ctx)
	} else {
		live.OrganizationSettings, err = client.UpdateOrganizationSettings(ctx, patch)
	}
	if err != nil {
		return live, err
	}
	if live.Name != nil && live.SubscriptionTier != nil {
		live.name, live.tier = *live.Name, *live.SubscriptionTier
		return live, nil
	}
	// Whether the answer names the organization is not documented.
	me, err := client.CurrentUser(ctx)
	live.name, live.tier = me.OrganizationName, me.SubscriptionTier
	return live, err
}

// A settingsModel is a steward_entryguard_organization_settings in
// Terraform.
type settingsModel struct {
	commonModel
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

func (m *settingsModel) object() deletion.Object {
	return m.named(entryguard.OrganizationSettingsType, m.Name.ValueString())
}

// imported: only EntryGuard can say whether a second factor is required, and
// it always does.
func (m *settingsModel) imported() bool { return m.MFARequired.IsNull() }

// patch returns what of the plan differs from the state.
func (m *settingsModel) patch(state *settingsModel) entryguard.OrganizationSettingsPatch {
	patch := entryguard.OrganizationSettingsPatch{
		MFARequired:                changedBool(m.MFARequired, state.MFARequired),
		PasswordRequireUppercase:   changedBool(m.PasswordRequireUppercase, state.PasswordRequireUppercase),
		PasswordRequireLowercase:   changedBool(m.PasswordRequireLowercase, state.PasswordRequireLowercase),
		PasswordRequireDigit:       changedBool(m.PasswordRequireDigit, state.PasswordRequireDigit),
		PasswordRequireSpecialChar: changedBool(m.PasswordRequireSpecialChar, state.PasswordRequireSpecialChar),
	}
	if !m.PasswordMinLength.IsUnknown() && !m.PasswordMinLength.Equal(state.PasswordMinLength) {
		patch.PasswordMinLength = m.PasswordMinLength.ValueInt64Pointer()
	}
	days := m.PasswordExpirationDays.ValueInt64Pointer()
	if days != nil && *days == 0 {
		days = nil // for EntryGuard, never is null
	}
	patch.PasswordExpirationDays = field(m.PasswordExpirationDays, state.PasswordExpirationDays, days)
	return patch
}

// days returns an answer as the attribute has it: a password that never expires
// is 0 where the user wrote that, else null.
func (m *settingsModel) days(answered *int64) types.Int64 {
	if answered == nil && !m.PasswordExpirationDays.IsUnknown() && m.PasswordExpirationDays.ValueInt64() == 0 {
		return m.PasswordExpirationDays
	}
	return types.Int64PointerValue(answered)
}

func (m *settingsModel) fill(s liveSettings) {
	planned := *m
	m.fromAPI(s)
	for _, is := range []struct{ now, was *types.Bool }{
		{&m.MFARequired, &planned.MFARequired},
		{&m.PasswordRequireUppercase, &planned.PasswordRequireUppercase},
		{&m.PasswordRequireLowercase, &planned.PasswordRequireLowercase},
		{&m.PasswordRequireDigit, &planned.PasswordRequireDigit},
		{&m.PasswordRequireSpecialChar, &planned.PasswordRequireSpecialChar},
	} {
		if !is.was.IsUnknown() {
			*is.now = *is.was
		}
	}
	if !planned.PasswordMinLength.IsUnknown() {
		m.PasswordMinLength = planned.PasswordMinLength
	}
	if !planned.PasswordExpirationDays.IsUnknown() {
		m.PasswordExpirationDays = planned.PasswordExpirationDays
	}
	m.Name, m.SubscriptionTier = attributes.OrElse(planned.Name, s.name), attributes.OrElse(planned.SubscriptionTier, s.tier)
}

func (m *settingsModel) fromAPI(s liveSettings) {
	m.ID = m.OrganizationID
	m.Name, m.SubscriptionTier = attributes.OrNull(s.name), attributes.OrNull(s.tier)
	m.MFARequired = types.BoolValue(s.MFARequired)
	m.PasswordMinLength = types.Int64Value(s.PasswordMinLength)
	m.PasswordRequireUppercase = types.BoolValue(s.PasswordRequireUppercase)
	m.PasswordRequireLowercase = types.BoolValue(s.PasswordRequireLowercase)
	m.PasswordRequireDigit = types.BoolValue(s.PasswordRequireDigit)
	m.PasswordRequireSpecialChar = types.BoolValue(s.PasswordRequireSpecialChar)
	m.PasswordExpirationDays = m.days(s.PasswordExpirationDays)
}
