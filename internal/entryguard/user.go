package entryguard

import (
	"context"
	"net/http"
)

// A User is a member of the organization (entryguard-api.md section 8). Whom
// the client itself speaks for is a Me.
type User struct {
	ID           string    `json:"id"`
	Email        string    `json:"email"`
	Name         *string   `json:"name"`
	IsOrgAdmin   bool      `json:"isOrgAdmin"`
	PlatformRole string    `json:"platformRole"` // e.g. "CUSTOMER"
	IsActive     bool      `json:"isActive"`
	MFAEnabled   bool      `json:"mfaEnabled"`
	LastLoginAt  Timestamp `json:"lastLoginAt"` // empty until the first log-in
	RoleNames    []string  `json:"roleNames"`   // names, not IDs
	CreatedAt    Timestamp `json:"createdAt"`
	UpdatedAt    Timestamp `json:"updatedAt"`
}

// A UserInput is the body of an invitation. What is nil is left out.
type UserInput struct {
	Email      string  `json:"email"` // unique in the organization; it cannot be changed
	Name       *string `json:"name,omitempty"`
	IsOrgAdmin *bool   `json:"isOrgAdmin,omitempty"`
}

// A UserPatch is the body of an update. Only the fields that are set are sent;
// Name can be cleared with SendNull.
type UserPatch struct {
	Name       Field[string] `json:"name,omitzero"`
	IsOrgAdmin *bool         `json:"isOrgAdmin,omitempty"`
	IsActive   *bool         `json:"isActive,omitempty"`
}

func (u User) identifier() string { return u.ID }

func (User) form() form {
	return form{
		values:   []string{"id", "email", "isOrgAdmin", "platformRole", "isActive", "mfaEnabled", "createdAt", "updatedAt"},
		nullable: []string{"name", "lastLoginAt"},
		texts:    []string{"roleNames"},
	}
}

// Users lists every user of the organization (GET /users). A list that does not
// show whom the client speaks for is an error: it is not whole.
func (c *Client) Users(ctx context.Context) ([]User, error) {
	return collection[User](ctx, c, userKind)
}

// User reads one user (GET /users/{id}). One who does not exist, or belongs to
// another organization, is NotFound; about the 404 see Role.
func (c *Client) User(ctx context.Context, id string) (User, error) {
	return read[User](ctx, c, userKind, id)
}

// InviteUser adds a user, who gets an e-mail (POST /users). An address that is
// taken and a plan's limit of users both are Invalid.
func (c *Client) InviteUser(ctx context.Context, in UserInput) (User, error) {
	return one[User](ctx, c, request{method: http.MethodPost, path: []string{userKind.path}, body: in})
}

// UpdateUser changes what the patch names (PATCH /users/{id}). Demoting the
// last admin is Protected.
func (c *Client) UpdateUser(ctx context.Context, id string, patch UserPatch) (User, error) {
	req := userKind.request(http.MethodPatch, id)
	req.body = patch
	return one[User](ctx, c, req)
}
