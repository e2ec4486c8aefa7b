package entryguardtest

import (
	"strings"
	"time"
)

// APIKey makes an API key of the first admin and returns it in plain text.
func (s *Server) APIKey(scopes ...string) string {
	return s.AddAPIKey(APIKey{Name: "key", Scopes: scopes}).PlainText
}

// AddAPIKey makes an API key of the first admin, as if it had been created
// through the API. What it returns holds the key in plain text.
func (s *Server) AddAPIKey(k APIKey) (added APIKey) {
	s.settled(func(st *state, now time.Time) {
		added = st.addAPIKey(k, must(st.admin(), "user who is", "an admin"), now).snapshot()
	})
	return added
}

// AddAPIKeyOf is AddAPIKey for the user with an e-mail address: the key acts
// for that user.
func (s *Server) AddAPIKeyOf(email string, k APIKey) (added APIKey) {
	s.settled(func(st *state, now time.Time) {
		added = st.addAPIKey(k, must(st.userByEmail(email), "user", email), now).snapshot()
	})
	return added
}

// RevokeAPIKey revokes a key, named in plain text or by its ID; it is refused
// from now on.
func (s *Server) RevokeAPIKey(name string) {
	s.settled(func(st *state, now time.Time) {
		key := must(search(st.keys, func(k *APIKey) bool { return k.PlainText == name || k.ID == name }), "API key", "(secret)")
		key.IsRevoked, key.RevokedAt = true, Time{now}
	})
}

// FindAPIKey returns the API key with an ID as it stands now, revoked or not.
func (s *Server) FindAPIKey(id string) (found APIKey, exists bool) {
	s.settled(func(st *state, _ time.Time) {
		if k := search(st.keys, func(k *APIKey) bool { return strings.EqualFold(k.ID, id) }); k != nil {
			found, exists = k.snapshot(), true
		}
	})
	return found, exists
}

// APIKeys returns every API key of every organization.
func (s *Server) APIKeys() (all []APIKey) {
	s.settled(func(st *state, _ time.Time) {
		for _, k := range st.keys {
			all = append(all, k.snapshot())
		}
	})
	return all
}

// EditAPIKey changes an API key behind the API's back (drift).
func (s *Server) EditAPIKey(id string, edit func(*APIKey)) {
	s.settled(func(st *state, _ time.Time) {
		edit(must(search(st.keys, func(k *APIKey) bool { return k.ID == id }), "API key", id))
	})
}
