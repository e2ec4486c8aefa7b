package entryguardtest

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// apiKeyRoutes are the endpoints of entryguard-api.md section 10. There is
// neither a read of one key nor an update.
func apiKeyRoutes() []route {
	admin := access{admin: true}
	return []route{
		{http.MethodGet, "/api-keys", admin, codeFamily, listAPIKeys},
		{http.MethodPost, "/api-keys", admin, codeFamily, createAPIKey},
		{http.MethodDelete, "/api-keys/{id}", admin, codeFamily, revokeAPIKey},
	}
}

// listAPIKeys answers revoked and expired keys, too.
func listAPIKeys(c *call) reply {
	found := []APIKey{}
	for _, one := range c.state.keys {
		if one.organization == c.user.organization {
			found = append(found, one.snapshot())
		}
	}
	return ok(found)
}

// agentScope is what a key of a free plan may have.
const agentScope = "agent:connect"

func createAPIKey(c *call) reply {
	f, refused := c.fields()
	if refused != nil {
		return *refused
	}
	made := APIKey{Name: f.required("name"), Description: nullable(f.optional("description")), Scopes: f.strings("scopes")}
	if len(made.Name) > 255 {
		f.refuse("name", "must be at most 255 characters")
	}
	if until := f.optional("expiresAt"); until != nil {
		expires, err := time.Parse(time.RFC3339, *until)
		if err != nil || !expires.After(c.now) {
			f.refuse("expiresAt", "must be a timestamp in the future")
		}
		made.ExpiresAt = Time{expires}
	}
	if f.bad != nil {
		return c.invalid(f.bad)
	}
	if c.opts.APIKeysArePaid && !slices.Equal(made.Scopes, []string{agentScope}) {
		return c.fail(http.StatusForbidden, "API keys require a paid plan")
	}
	key := c.state.addAPIKey(made, c.user, c.now)
	c.audit("API_KEY_CREATE", key.ID, key.Name)
	return created(map[string]any{
		"id": key.ID, "name": key.Name, "description": key.Description, "keyPrefix": key.KeyPrefix, "plainTextKey": key.PlainText,
		"scopes": key.Scopes, "expiresAt": key.ExpiresAt, "createdAt": key.CreatedAt,
	})
}

// revokeAPIKey revokes a key, which stays in the list. What a second
// revocation answers is not documented: here that there is no such key, or,
// by Options, nothing special.
func revokeAPIKey(c *call) reply {
	key := search(c.state.keys, func(k *APIKey) bool { return strings.EqualFold(k.ID, c.request.PathValue("id")) })
	switch {
	case key == nil || key.organization != c.user.organization || (key.IsRevoked && !c.opts.RevokingAgainIs204):
		return c.code(http.StatusNotFound, "NOT_FOUND", "API key not found with id: "+c.request.PathValue("id"))
	case key.IsRevoked:
		return noContent()
	}
	key.IsRevoked, key.RevokedAt = true, Time{c.now}
	c.state.deletions[key.ID]++
	c.audit("API_KEY_REVOKE", key.ID, key.Name)
	return noContent()
}

// addAPIKey makes a key that acts for a user.
func (st *state) addAPIKey(k APIKey, u *User, now time.Time) *APIKey {
	k.ID, k.CreatedAt, k.CreatedByEmail = orNewID(k.ID), Time{now}, u.Email
	k.userID, k.organization = u.ID, u.organization
	k.Scopes = append([]string{}, k.Scopes...)
	if k.PlainText == "" {
		k.PlainText = "egk_live_" + strings.ReplaceAll(newID(), "-", "")
	}
	k.KeyPrefix = k.PlainText[:min(len(k.PlainText), 13)]
	st.keys = append(st.keys, &k)
	return &k
}

// snapshot returns a copy that shares nothing.
func (k *APIKey) snapshot() APIKey {
	c := *k
	c.Scopes = slices.Clone(k.Scopes)
	return c
}
