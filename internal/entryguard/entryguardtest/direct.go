package entryguardtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// The methods of this file look behind the API, for tests and the sandbox. A
// name that does not exist is a mistake of the caller and panics.

// settled runs f on the state, brought up to now.
func (s *Server) settled(f func(st *state, now time.Time)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.opts.Now()
	s.state.settle(s.opts, now)
	f(&s.state, now)
	s.state.settle(s.opts, now)
}

func must[T any](found *T, what, name string) *T {
	if found == nil {
		panic(fmt.Sprintf("entryguardtest: there is no %s %q", what, name))
	}
	return found
}

// AdminToken returns a new access token of the first admin.
func (s *Server) AdminToken() string {
	return s.tokenOf(func(u *User) bool { return u.IsOrgAdmin }, "an admin")
}

// UserToken returns a new access token of the first user who is no admin.
func (s *Server) UserToken() string {
	return s.tokenOf(func(u *User) bool { return !u.IsOrgAdmin }, "no admin")
}

// Token returns a new access token of the user with an e-mail address.
func (s *Server) Token(email string) string {
	return s.tokenOf(func(u *User) bool { return strings.EqualFold(u.Email, email) }, email)
}

func (s *Server) tokenOf(fits func(*User) bool, name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mint(must(search(s.state.users, fits), "user who is", name))
}

// ExpireTokens makes every access token that was handed out expire now.
// Refresh tokens live on.
func (s *Server) ExpireTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.state.access)
}

// RevokeRefreshTokens revokes every refresh token.
func (s *Server) RevokeRefreshTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.state.refresh)
}

// AddUser adds a user to the first organization.
func (s *Server) AddUser(u User) User {
	s.mu.Lock()
	defer s.mu.Unlock()
	return *s.state.addUser(u, s.state.organizations[0].ID, s.opts.Now())
}

// EditUser changes a user.
func (s *Server) EditUser(email string, edit func(*User)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	edit(must(s.state.userByEmail(email), "user", email))
}

// SetOrganization moves a user to an organization, which is added where it is
// new: with the same credentials the API now speaks for another place, and the
// objects of the old one answer 404. It returns the organization with its ID.
func (s *Server) SetOrganization(email string, o Organization) Organization {
	s.mu.Lock()
	defer s.mu.Unlock()
	o = s.state.addOrganization(o)
	must(s.state.userByEmail(email), "user", email).organization = o.ID
	return o
}

// Assign lets a user's sessions open resources.
func (s *Server) Assign(email string, resourceIDs ...string) {
	s.EditUser(email, func(u *User) { u.ResourceIDs = append(u.ResourceIDs, resourceIDs...) })
}

// AddResource stores a resource of the first organization, as if it had been
// created through the API. An unknown CredentialID is accepted.
func (s *Server) AddResource(r Resource) (added Resource) {
	s.settled(func(st *state, now time.Time) {
		r.organization = st.organizations[0].ID
		if c := st.credential(string(r.CredentialID)); c != nil {
			r.CredentialName = Nullable(c.Name)
		}
		added = *st.addResource(r, now)
	})
	return added
}

// Resource returns a resource as it stands now.
func (s *Server) Resource(id string) (found Resource, exists bool) {
	s.settled(func(st *state, _ time.Time) {
		if r := st.resource(id); r != nil {
			found, exists = *r, true
		}
	})
	return found, exists
}

// Resources returns every resource of every organization.
func (s *Server) Resources() (all []Resource) {
	s.settled(func(st *state, _ time.Time) { all = values(st.resources) })
	return all
}

// ResourceCount counts the resources of every organization.
func (s *Server) ResourceCount() int { return len(s.Resources()) }

// EditResource changes a resource behind the API's back (drift).
func (s *Server) EditResource(id string, edit func(*Resource)) {
	s.settled(func(st *state, _ time.Time) { edit(must(st.resource(id), "resource", id)) })
}

// RemoveResource removes a resource, whatever holds it.
func (s *Server) RemoveResource(id string) {
	s.settled(func(st *state, _ time.Time) { st.removeResource(must(st.resource(id), "resource", id).ID) })
}

// AddCredential stores a credential of the first organization, as if it had
// been created through the API.
func (s *Server) AddCredential(c Credential) (added Credential) {
	s.settled(func(st *state, now time.Time) {
		c.organization = st.organizations[0].ID
		added = *st.addCredential(c, now)
	})
	return added
}

// Credential returns a credential as it stands now.
func (s *Server) Credential(id string) (found Credential, exists bool) {
	s.settled(func(st *state, _ time.Time) {
		if c := st.credential(id); c != nil {
			found, exists = *c, true
		}
	})
	return found, exists
}

// Credentials returns every credential of every organization.
func (s *Server) Credentials() (all []Credential) {
	s.settled(func(st *state, _ time.Time) { all = values(st.credentials) })
	return all
}

// CredentialCount counts the credentials of every organization.
func (s *Server) CredentialCount() int { return len(s.Credentials()) }

// CredentialData returns the secret that a credential was created with, which
// the API never answers.
func (s *Server) CredentialData(id string) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(must(s.state.credential(id), "credential", id).data)
}

// RemoveCredential removes a credential, whatever uses it.
func (s *Server) RemoveCredential(id string) {
	s.settled(func(st *state, _ time.Time) { st.removeCredential(must(st.credential(id), "credential", id).ID) })
}

// Deletions counts the DELETE requests that took effect on an object.
func (s *Server) Deletions(id string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state.deletions[id]
}

// FailVerification makes every later verification of a resource with this
// resourceIdentifier, or of a credential with this name, fail. An empty why
// ends that.
func (s *Server) FailVerification(name, why string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	setOrDelete(s.state.unverified, name, why)
}

// FailRules makes rules on a resource fail when a session starts (the session
// becomes PARTIAL or FAILED). An empty why ends that.
func (s *Server) FailRules(resourceID, why string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	setOrDelete(s.state.noRules, resourceID, why)
}

func setOrDelete(m map[string]string, name, why string) {
	if why == "" {
		delete(m, name)
		return
	}
	m[name] = why
}

// StartSession starts a session of a user for one hour, from an address of
// TEST-NET-3. It opens the resources that are named, or, where none is, those
// that the user may reach.
func (s *Server) StartSession(email string, resourceIDs ...string) (started Session) {
	s.settled(func(st *state, now time.Time) {
		u := must(st.userByEmail(email), "user", email)
		opened := st.reachable(u)
		if len(resourceIDs) > 0 {
			opened = nil
			for _, id := range resourceIDs {
				opened = append(opened, must(st.resource(id), "resource", id))
			}
		}
		added := st.addSession(u, opened, "203.0.113.7", "", now, time.Hour)
		st.settle(s.opts, now)
		started = added.snapshot()
	})
	return started
}

// EndSession has the session's user stop it: EXPIRING, then CANCELLED.
func (s *Server) EndSession(id string) {
	s.settled(func(st *state, now time.Time) {
		if found := must(st.session(id), "session", id); found.inUse(false) {
			found.end("MANUAL", now)
		}
	})
}

// Session returns a session as it stands now.
func (s *Server) Session(id string) (found Session, exists bool) {
	s.settled(func(st *state, _ time.Time) {
		if one := st.session(id); one != nil {
			found, exists = one.snapshot(), true
		}
	})
	return found, exists
}

// Sessions returns every session of every organization, oldest first.
func (s *Server) Sessions() (all []Session) {
	s.settled(func(st *state, _ time.Time) {
		for _, one := range st.sessions {
			all = append(all, one.snapshot())
		}
	})
	return all
}

func values[T any](pointers []*T) []T {
	all := make([]T, 0, len(pointers))
	for _, p := range slices.All(pointers) {
		all = append(all, *p)
	}
	return all
}
