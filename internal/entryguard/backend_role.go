package entryguard

import (
	"context"
	"errors"
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
func (c *Client) RoleBackend() *RoleBackend {
	return &RoleBackend{objectsOf(c, roleKind, c.Role)}
}

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

// Observe says whether the role has the member, which the role itself is asked:
// a list of roles may leave out their members. A role that is gone took its
// assignments with it.
func (b assignments) Observe(ctx context.Context, obj deletion.Object) (bool, error) {
	roleID, otherID, err := SplitAssignment(obj.ID)
	if err != nil {
		return false, err
	}
	if err := b.request(http.MethodGet, roleID, otherID).check(ctx); err != nil {
		return false, err
	}
	role, err := b.client.Role(ctx, roleID)
	switch {
	case err == nil:
		return Assigned(b.members(role), otherID), nil
	case deletion.ReasonOf(err) == deletion.NotFound:
		return false, nil
	}
	return false, err
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
