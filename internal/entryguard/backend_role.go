package entryguard

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

var (
	_ deletion.Backend = (*RoleBackend)(nil)
	_ deletion.Locator = (*RoleBackend)(nil)
	_ deletion.Backend = (*RoleResourceBackend)(nil)
	_ deletion.Locator = (*RoleResourceBackend)(nil)
	_ deletion.Backend = (*RoleUserBackend)(nil)
	_ deletion.Locator = (*RoleUserBackend)(nil)
)

// A RoleBackend deletes roles. Nothing holds a role: its assignments vanish
// with it, and running sessions of its users go on.
type RoleBackend struct{ objects }

// RoleBackend returns the deletion backend for roles.
func (c *Client) RoleBackend() *RoleBackend { return &RoleBackend{c.objects(roleKind)} }

// A RoleResourceBackend takes resources out of roles. The ID of its objects is
// "ROLE_UUID/RESOURCE_UUID".
type RoleResourceBackend struct{ assignments }

// RoleResourceBackend returns the deletion backend for assignments of resources.
func (c *Client) RoleResourceBackend() *RoleResourceBackend {
	return &RoleResourceBackend{assignments{
		deletions: deletions{client: c, objectType: RoleResourceType},
		below:     assignedResources,
		members:   func(r Role) []string { return r.ResourceIDs },
	}}
}

// A RoleUserBackend takes users out of roles. The ID of its objects is
// "ROLE_UUID/USER_UUID".
type RoleUserBackend struct{ assignments }

// RoleUserBackend returns the deletion backend for assignments of users.
func (c *Client) RoleUserBackend() *RoleUserBackend {
	return &RoleUserBackend{assignments{
		deletions: deletions{client: c, objectType: RoleUserType},
		below:     assignedUsers,
		members:   func(r Role) []string { return r.UserIDs },
	}}
}

// assignments deletes the members of roles.
type assignments struct {
	deletions
	below   string // the element of the path below a role
	members func(Role) []string
}

// Observe says whether the role has the member. All roles are asked for,
// because a role that is gone took its assignments with it and its own 404
// would not say so (see kind.absent).
func (b assignments) Observe(ctx context.Context, obj deletion.Object) (bool, error) {
	roleID, otherID, err := SplitAssignment(obj.ID)
	if err != nil {
		return false, err
	}
	if err := b.request(http.MethodGet, roleID, otherID).check(ctx); err != nil {
		return false, err
	}
	role, exists, err := b.role(ctx, roleID)
	if err != nil || !exists {
		return false, err
	}
	assigned := b.members(role)
	if assigned == nil {
		return false, &deletion.Failure{
			Status: http.StatusOK, Err: fmt.Errorf("the API does not say which %s the role %s has", b.below, roleID),
		}
	}
	return Assigned(assigned, otherID), nil
}

// role looks for a role with its members. Where the list leaves those out, the
// role itself may say them.
func (b assignments) role(ctx context.Context, id string) (role Role, exists bool, err error) {
	roles, err := b.client.Roles(ctx)
	if err != nil {
		return Role{}, false, err
	}
	role, exists = byID(roles, id)
	if !exists || b.members(role) != nil {
		return role, exists, nil
	}
	role, err = b.client.Role(ctx, id)
	switch {
	case err == nil:
		return role, true, nil
	case deletion.ReasonOf(err) == deletion.NotFound:
		return Role{}, false, nil
	}
	return Role{}, false, err
}

// Delete asks for the removal (DELETE /roles/{id}/…/{otherId}).
func (b assignments) Delete(ctx context.Context, obj deletion.Object, attempt deletion.Attempt) (deletion.Operation, error) {
	roleID, otherID, err := SplitAssignment(obj.ID)
	if err != nil {
		return deletion.Operation{}, err
	}
	return b.delete(ctx, b.request(http.MethodDelete, roleID, otherID), obj, attempt)
}

func (b assignments) request(method, roleID, otherID string) request {
	return roleKind.request(method, roleID, b.below, otherID)
}

// Assigned reports whether an ID is among those of a role.
func Assigned(ids []string, id string) bool {
	return slices.ContainsFunc(ids, func(assigned string) bool { return strings.EqualFold(assigned, id) })
}

// SplitAssignment returns the two parts of the ID of an assignment,
// "ROLE_UUID/OTHER_UUID". Its error is a *deletion.Failure.
func SplitAssignment(id string) (roleID, otherID string, err error) {
	roleID, otherID, ok := strings.Cut(id, "/")
	if !ok || roleID == "" || otherID == "" || strings.Contains(otherID, "/") {
		return "", "", &deletion.Failure{
			Reason: deletion.Invalid,
			Err:    errors.New("the ID of an assignment is that of the role, a slash and that of the other object; nothing was sent"),
		}
	}
	return roleID, otherID, nil
}
