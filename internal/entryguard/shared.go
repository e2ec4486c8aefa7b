package entryguard

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// Shared reads on behalf of all resources of a run: one list request per kind
// of object serves whoever asks for one of them. A list is never older than
// the process's own last write of any kind to the same endpoint (deleting a
// resource changes roles, too), and never older than 30 s.
//
// What waits for a change must not use it, and neither may the deletion
// engine: those ask the object itself. Objects that it returns must not be
// changed.
type Shared struct {
	client      *Client
	resources   shelf[Resource]
	credentials shelf[Credential]
	roles       shelf[Role]
	users       shelf[User]
	apiKeys     shelf[APIKey]
	rules       shelf[StaticIPRule]
	sessions    shelf[Session]
}

// Shared returns the reads that all users of the client share.
func (c *Client) Shared() *Shared { return c.shared }

func newShared(c *Client) *Shared {
	return &Shared{
		client:      c,
		resources:   newShelf(c, c.Resources),
		credentials: newShelf(c, c.Credentials),
		roles:       newShelf(c, c.Roles),
		users:       newShelf(c, c.Users),
		apiKeys:     newShelf(c, c.APIKeys),
		rules:       newShelf(c, c.StaticIPRules),
		sessions:    newShelf(c, c.AllSessions),
	}
}

func newShelf[T identified](c *Client, ask func(context.Context) ([]T, error)) shelf[T] {
	return shelf[T]{ask: ask, now: func() time.Time { return c.now() }, writes: c.written.Load}
}

// Resources lists every resource, as Client.Resources does.
func (s *Shared) Resources(ctx context.Context) ([]Resource, error) {
	return everything(ctx, &s.resources)
}

// Resource reads one resource, as Client.Resource does.
func (s *Shared) Resource(ctx context.Context, id string) (Resource, error) {
	return find(ctx, &s.resources, id, s.client.Resource)
}

// Credentials lists every credential, as Client.Credentials does.
func (s *Shared) Credentials(ctx context.Context) ([]Credential, error) {
	return everything(ctx, &s.credentials)
}

// Credential reads one credential, as Client.Credential does.
func (s *Shared) Credential(ctx context.Context, id string) (Credential, error) {
	return find(ctx, &s.credentials, id, s.client.Credential)
}

// Roles lists every role, as Client.Roles does.
func (s *Shared) Roles(ctx context.Context) ([]Role, error) { return everything(ctx, &s.roles) }

// Role reads one role, as Client.Role does. One that the list shows without
// members is asked for by itself: the list may show less than the role does.
func (s *Shared) Role(ctx context.Context, id string) (Role, error) {
	role, err := find(ctx, &s.roles, id, s.client.Role)
	if err == nil && (len(role.ResourceIDs) == 0 || len(role.UserIDs) == 0) {
		return s.client.Role(ctx, id)
	}
	return role, err
}

// Users lists every user, as Client.Users does.
func (s *Shared) Users(ctx context.Context) ([]User, error) { return everything(ctx, &s.users) }

// User reads one user, as Client.User does.
func (s *Shared) User(ctx context.Context, id string) (User, error) {
	return find(ctx, &s.users, id, s.client.User)
}

// APIKeys lists every API key, as Client.APIKeys does.
func (s *Shared) APIKeys(ctx context.Context) ([]APIKey, error) { return everything(ctx, &s.apiKeys) }

// APIKey reads one API key, as Client.APIKey does.
func (s *Shared) APIKey(ctx context.Context, id string) (APIKey, error) {
	key, err := find(ctx, &s.apiKeys, id, s.client.APIKey)
	if err != nil {
		return key, err
	}
	return key.orRevoked()
}

// StaticIPRules lists every static IP rule, as Client.StaticIPRules does.
func (s *Shared) StaticIPRules(ctx context.Context) ([]StaticIPRule, error) {
	return everything(ctx, &s.rules)
}

// StaticIPRule reads one static IP rule, as Client.StaticIPRule does.
func (s *Shared) StaticIPRule(ctx context.Context, id string) (StaticIPRule, error) {
	return find(ctx, &s.rules, id, s.client.StaticIPRule)
}

// Sessions lists everybody's sessions, as Client.AllSessions does.
func (s *Shared) Sessions(ctx context.Context) ([]Session, error) {
	return everything(ctx, &s.sessions)
}

func everything[T identified](ctx context.Context, on *shelf[T]) ([]T, error) {
	l, err := on.look(ctx)
	if err != nil {
		return nil, err
	}
	return slices.Clone(l.all), nil
}

// find returns the object out of the list. One that the list does not show is
// asked for by itself, so that NotFound is always the object's own answer; so
// is every object where the list is refused.
func find[T identified](ctx context.Context, on *shelf[T], id string, itself func(context.Context, string) (T, error)) (T, error) {
	l, err := on.look(ctx)
	if err != nil {
		if refusedAtAll(deletion.AsFailure(err)) {
			return itself(ctx, id)
		}
		var none T
		return none, err
	}
	if found, ok := l.byID[strings.ToLower(id)]; ok {
		return found, nil
	}
	return itself(ctx, id)
}
