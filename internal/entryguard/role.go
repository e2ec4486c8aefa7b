package entryguard

import (
	"context"
	"net/http"
)

// A Role says who may use what (entryguard-api.md section 7).
type Role struct {
	ID                      string    `json:"id"`
	Name                    string    `json:"name"`
	Description             *string   `json:"description"`
	MaxSessionDurationHours *int64    `json:"maxSessionDurationHours"`
	ResourceIDs             []string  `json:"resourceIds"` // filled by assignments
	UserIDs                 []string  `json:"userIds"`     // filled by assignments
	CreatedAt               Timestamp `json:"createdAt"`
	UpdatedAt               Timestamp `json:"updatedAt"`
}

// A RoleInput is the body of a create. What is nil is left out.
type RoleInput struct {
	Name                    string  `json:"name"` // unique in the organization
	Description             *string `json:"description,omitempty"`
	MaxSessionDurationHours *int64  `json:"maxSessionDurationHours,omitempty"`
}

// A RolePatch is the body of an update. Only the fields that are set are sent;
// Description and MaxSessionDurationHours can be cleared with SendNull.
type RolePatch struct {
	Name                    *string       `json:"name,omitempty"`
	Description             Field[string] `json:"description,omitzero"`
	MaxSessionDurationHours Field[int64]  `json:"maxSessionDurationHours,omitzero"`
}

func (r Role) identifier() string { return r.ID }

func (Role) form() form {
	return form{
		values:   []string{"id", "name", "createdAt", "updatedAt"},
		nullable: []string{"description", "maxSessionDurationHours"},
		texts:    []string{"resourceIds", "userIds"},
	}
}

// Roles lists every role of the organization (GET /roles).
func (c *Client) Roles(ctx context.Context) ([]Role, error) {
	return collection[Role](ctx, c, roleKind)
}

// Role reads one role (GET /roles/{id}). One that does not exist, or belongs
// to another organization, is NotFound; the API has no code for that, so that
// a 404 is followed by a look at all roles.
func (c *Client) Role(ctx context.Context, id string) (Role, error) {
	return read[Role](ctx, c, roleKind, id)
}

// CreateRole makes a role without resources and users (POST /roles). A name
// that is taken is Invalid.
func (c *Client) CreateRole(ctx context.Context, in RoleInput) (Role, error) {
	return one[Role](ctx, c, request{method: http.MethodPost, path: []string{roleKind.path}, body: in})
}

// UpdateRole changes what the patch names (PATCH /roles/{id}).
func (c *Client) UpdateRole(ctx context.Context, id string, patch RolePatch) (Role, error) {
	req := roleKind.request(http.MethodPatch, id)
	req.body = patch
	return one[Role](ctx, c, req)
}

// AssignResource lets the role's users use a resource (POST
// /roles/{id}/resources/{resourceId}). One that is assigned already answers
// 400, which is Invalid and has no code: only Role says whether it is.
func (c *Client) AssignResource(ctx context.Context, roleID, resourceID string) error {
	return c.assign(ctx, roleID, assignedResources, resourceID)
}

// AssignUser gives a user the role (POST /roles/{id}/users/{userId}). About a
// user who has it already see AssignResource.
func (c *Client) AssignUser(ctx context.Context, roleID, userID string) error {
	return c.assign(ctx, roleID, assignedUsers, userID)
}

// The elements of the path below a role.
const (
	assignedResources = "resources"
	assignedUsers     = "users"
)

func (c *Client) assign(ctx context.Context, roleID, below, otherID string) error {
	a, err := c.do(ctx, roleKind.request(http.MethodPost, roleID, below, otherID))
	if err != nil {
		return err
	}
	var said struct {
		Message string `json:"message"`
	}
	return a.decode(&said)
}
