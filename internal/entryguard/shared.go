package entryguard

import (
	"context"
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
	resources   *sharedList[Resource]
	credentials *sharedList[Credential]
	roles       *sharedList[Role]
	users       *sharedList[User]
	apiKeys     *sharedList[APIKey]
	rules       *sharedList[StaticIPRule]
	sessions    *sharedList[Session]
}

// Shared returns the reads that all users of the client share.
func (c *Client) Shared() *Shared { return c.shared }

func newShared(c *Client) *Shared {
	return &Shared{
		client:      c,
		resources:   shareList(c, c.Resources),
		credentials: shareList(c, c.Credentials),
		roles:       shareList(c, c.Roles),
		users:       shareList(c, c.Users),
		apiKeys:     shareList(c, c.APIKeys),
		rules:       shareList(c, c.StaticIPRules),
		sessions:    shareList(c, c.AllSessions),
	}
}

// Resources lists every resource, as Client.Resources does.
func (s *Shared) Resources(ctx context.Context) ([]Resource, error) {
	return s.resources.everything(ctx)
}

// Resource reads one resource, as Client.Resource does.
func (s *Shared) Resource(ctx context.Context, id string) (Resource, error) {
	return s.resources.find(ctx, id, s.client.Resource)
}

// Credentials lists every credential, as Client.Credentials does.
func (s *Shared) Credentials(ctx context.Context) ([]Credential, error) {
	return s.credentials.everything(ctx)
}

// Credential reads one credential, as Client.Credential does.
func (s *Shared) Credential(ctx context.Context, id string) (Credential, error) {
	return s.credentials.find(ctx, id, s.client.Credential)
}

// Roles lists every role, as Client.Roles does.
func (s *Shared) Roles(ctx context.Context) ([]Role, error) { return s.roles.everything(ctx) }

// Role reads one role, as Client.Role does. One that the list shows without
// members is asked for by itself: the list may show less than the role does.
func (s *Shared) Role(ctx context.Context, id string) (Role, error) {
	role, err := s.roles.find(ctx, id, s.client.Role)
	if err == nil && (len(role.ResourceIDs) == 0 || len(role.UserIDs) == 0) {
		return s.client.Role(ctx, id)
	}
	return role, err
}

// Users lists every user, as Client.Users does.
func (s *Shared) Users(ctx context.Context) ([]User, error) { return s.users.everything(ctx) }

// User reads one user, as Client.User does.
func (s *Shared) User(ctx context.Context, id string) (User, error) {
	return s.users.find(ctx, id, s.client.User)
}

// APIKeys lists every API key, as Client.APIKeys does.
func (s *Shared) APIKeys(ctx context.Context) ([]APIKey, error) { return s.apiKeys.everything(ctx) }

// APIKey reads one API key, as Client.APIKey does.
func (s *Shared) APIKey(ctx context.Context, id string) (APIKey, error) {
	key, err := s.apiKeys.find(ctx, id, s.client.APIKey)
	if err != nil {
		return key, err
	}
	return key.orRevoked()
}

// StaticIPRules lists every static IP rule, as Client.StaticIPRules does.
func (s *Shared) StaticIPRules(ctx context.Context) ([]StaticIPRule, error) {
	return s.rules.everything(ctx)
}

// StaticIPRule reads one static IP rule, as Client.StaticIPRule does.
func (s *Shared) StaticIPRule(ctx context.Context, id string) (StaticIPRule, error) {
	return s.rules.find(ctx, id, s.client.StaticIPRule)
}

// Sessions lists everybody's sessions, as Client.AllSessions does.
func (s *Shared) Sessions(ctx context.Context) ([]Session, error) {
	return s.sessions.everything(ctx)
}
