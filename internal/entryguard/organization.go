package entryguard

import (
	"context"
	"encoding/json"
	"net/http"
)

// OrganizationSettingsType is what messages call the settings. They are never
// deleted.
const OrganizationSettingsType = "EntryGuard organization settings"

// OrganizationSettings are those of the organization that the client speaks
// for (entryguard-api.md section 13). ID, Name and SubscriptionTier are nil
// where an answer does not carry them.
type OrganizationSettings struct {
	ID                         *string `json:"id"`
	Name                       *string `json:"name"`
	SubscriptionTier           *string `json:"subscriptionTier"`
	MFARequired                bool    `json:"mfaRequired"`
	PasswordMinLength          int64   `json:"passwordMinLength"` // 8 to 128
	PasswordRequireUppercase   bool    `json:"passwordRequireUppercase"`
	PasswordRequireLowercase   bool    `json:"passwordRequireLowercase"`
	PasswordRequireDigit       bool    `json:"passwordRequireDigit"`
	PasswordRequireSpecialChar bool    `json:"passwordRequireSpecialChar"`
	PasswordExpirationDays     *int64  `json:"passwordExpirationDays"` // 1 to 365; nil: never
}

// An OrganizationSettingsPatch is the body of an update. Only the fields that
// are set are sent; PasswordExpirationDays can be cleared with SendNull.
type OrganizationSettingsPatch struct {
	MFARequired                *bool        `json:"mfaRequired,omitempty"`
	PasswordMinLength          *int64       `json:"passwordMinLength,omitempty"`
	PasswordRequireUppercase   *bool        `json:"passwordRequireUppercase,omitempty"`
	PasswordRequireLowercase   *bool        `json:"passwordRequireLowercase,omitempty"`
	PasswordRequireDigit       *bool        `json:"passwordRequireDigit,omitempty"`
	PasswordRequireSpecialChar *bool        `json:"passwordRequireSpecialChar,omitempty"`
	PasswordExpirationDays     Field[int64] `json:"passwordExpirationDays,omitzero"`
}

var settingsPath = []string{"organization", "settings"}

// OrganizationSettings reads the settings (GET /organization/settings).
func (c *Client) OrganizationSettings(ctx context.Context) (OrganizationSettings, error) {
	return c.settings(ctx, request{method: http.MethodGet, path: settingsPath})
}

// UpdateOrganizationSettings changes what the patch names (PATCH
// /organization/settings).
func (c *Client) UpdateOrganizationSettings(ctx context.Context, patch OrganizationSettingsPatch) (OrganizationSettings, error) {
	return c.settings(ctx, request{method: http.MethodPatch, path: settingsPath, body: patch})
}

func (c *Client) settings(ctx context.Context, req request) (OrganizationSettings, error) {
	a, err := c.do(ctx, req)
	if err != nil {
		return OrganizationSettings{}, err
	}
	var raw json.RawMessage
	if err := a.decode(&raw); err != nil {
		return OrganizationSettings{}, err
	}
	return whole[OrganizationSettings](a, req, raw)
}

func (OrganizationSettings) form() form {
	return form{
		values: []string{
			"mfaRequired", "passwordMinLength", "passwordRequireUppercase", "passwordRequireLowercase",
			"passwordRequireDigit", "passwordRequireSpecialChar",
		},
		nullable: []string{"passwordExpirationDays"},
	}
}
