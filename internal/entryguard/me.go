package entryguard

import (
	"context"
	"net/http"
)

// A Me is whom the client's credentials speak for (GET /auth/me,
// entryguard-api.md section 2.4).
type Me struct {
	ID               string `json:"id"`
	Email            string `json:"email"`
	Name             string `json:"name"`
	IsOrgAdmin       bool   `json:"isOrgAdmin"`
	PlatformRole     string `json:"platformRole"`
	OrganizationID   string `json:"organizationId"` // the fence: every object belongs to one organization
	OrganizationName string `json:"organizationName"`
	OrganizationSlug string `json:"organizationSlug"`
	SubscriptionTier string `json:"subscriptionTier"`
	MFAEnabled       bool   `json:"mfaEnabled"`

	MaxUsers                *float64 `json:"maxUsers"`     // of the organization's plan; nil where the API names none
	MaxResources            *float64 `json:"maxResources"` // of the organization's plan; nil where the API names none
	OrganizationMFARequired bool     `json:"organizationMfaRequired"`
}

// CurrentUser asks whom the client speaks for (GET /auth/me). Nothing is
// cached; see Home.
func (c *Client) CurrentUser(ctx context.Context) (Me, error) {
	return one[Me](ctx, c, request{method: http.MethodGet, path: []string{authPath, "me"}})
}

func (m Me) identifier() string { return m.ID }

// form leaves out the plan's limits: whether a plan without limits shows them
// is not documented.
func (Me) form() form {
	return form{
		values:   []string{"id", "email", "isOrgAdmin", "organizationId"},
		nullable: []string{"name", "platformRole", "organizationName", "organizationSlug", "subscriptionTier", "mfaEnabled"},
	}
}
