package entryguard

import (
	"context"
	"net/http"
)

// A User is whom the client's credentials speak for (GET /auth/me,
// entryguard-api.md section 2.4).
type User struct {
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
}

// CurrentUser asks whom the client speaks for (GET /auth/me). Nothing is
// cached; see Home.
func (c *Client) CurrentUser(ctx context.Context) (User, error) {
	return one[User](ctx, c, request{method: http.MethodGet, path: []string{"auth", "me"}})
}

func (u User) identifier() string { return u.ID }
