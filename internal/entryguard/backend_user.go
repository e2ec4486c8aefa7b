package entryguard

import (
	"context"
	"slices"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

var (
	_ deletion.Backend   = (*UserBackend)(nil)
	_ deletion.Locator   = (*UserBackend)(nil)
	_ deletion.Inspector = (*UserBackend)(nil)
)

// A UserBackend deletes users. The last admin of the organization is
// Protected; the sessions of a user end with the user.
type UserBackend struct{ objects }

// UserBackend returns the deletion backend for users.
func (c *Client) UserBackend() *UserBackend {
	return &UserBackend{objectsOf(c, userKind, c.User)}
}

// Blockers says whether the user is the last admin (GET /users).
func (b *UserBackend) Blockers(ctx context.Context, obj deletion.Object) ([]deletion.Blocker, error) {
	users, err := b.client.Users(ctx)
	if err != nil {
		return nil, err
	}
	return LastAdmin(users, obj.ID), nil
}

// LastAdmin returns the one reason why a user cannot be deleted: no other user
// is an admin. Whether the API counts admins who are not active is not
// documented, so that they count here.
func LastAdmin(users []User, userID string) []deletion.Blocker {
	user, exists := byID(users, userID)
	if !exists || !user.IsOrgAdmin {
		return nil
	}
	another := func(u User) bool { return u.IsOrgAdmin && !strings.EqualFold(u.ID, userID) }
	if slices.ContainsFunc(users, another) {
		return nil
	}
	return []deletion.Blocker{{Code: BlockerProtection, ID: user.ID, Status: "last organization admin", Who: user.who()}}
}

// UserSessions returns those of the sessions that end when a user is deleted,
// in the form of blockers although they block nothing: Also names all that
// they open.
func UserSessions(sessions []Session, userID string) []deletion.Blocker {
	var ending []deletion.Blocker
	for _, s := range sessions {
		if s.UnderWay() && strings.EqualFold(s.UserID, userID) {
			ending = append(ending, s.Blocker())
		}
	}
	return ending
}

// who returns "name <address>", or the address alone.
func (u User) who() string {
	if u.Name == nil || *u.Name == "" {
		return u.Email
	}
	return *u.Name + " <" + u.Email + ">"
}
