package entryguardtest

import (
	"slices"
	"time"
)

// addResource stores a new resource: inactive until it was verified.
func (st *state) addResource(r Resource, now time.Time) *Resource {
	r.ID, r.IsActive, r.unverified = orNewID(r.ID), false, true
	r.CreatedAt, r.UpdatedAt = Time{now}, Time{now}
	st.resources = append(st.resources, &r)
	return &r
}

func (st *state) removeResource(id string) {
	st.resources = slices.DeleteFunc(st.resources, func(r *Resource) bool { return r.ID == id })
	for _, u := range st.users {
		u.ResourceIDs = without(u.ResourceIDs, id)
	}
	for _, r := range st.roles {
		r.ResourceIDs = without(r.ResourceIDs, id)
	}
	for _, r := range st.rules {
		r.Resources = slices.DeleteFunc(r.Resources, func(one StaticIPRuleResource) bool { return one.ResourceID == id })
	}
}

func (st *state) addUser(u User, organization string, now time.Time) *User {
	u.ID, u.organization = orNewID(u.ID), organization
	u.CreatedAt, u.UpdatedAt = Time{now}, Time{now}
	st.users = append(st.users, &u)
	return &u
}

// removeUser removes a user from every role, too, and ends the user's sessions.
func (st *state) removeUser(id string, now time.Time) {
	st.users = slices.DeleteFunc(st.users, func(u *User) bool { return u.ID == id })
	for _, r := range st.roles {
		r.UserIDs = without(r.UserIDs, id)
	}
	for _, s := range st.sessions {
		if s.UserID == id && s.inUse(false) {
			s.end("ADMIN", now)
		}
	}
}

func (st *state) addRole(r Role, now time.Time) *Role {
	r.ID, r.CreatedAt, r.UpdatedAt = orNewID(r.ID), Time{now}, Time{now}
	r.ResourceIDs, r.UserIDs = append([]string{}, r.ResourceIDs...), append([]string{}, r.UserIDs...)
	st.roles = append(st.roles, &r)
	return &r
}

func (st *state) removeRole(id string) {
	st.roles = slices.DeleteFunc(st.roles, func(r *Role) bool { return r.ID == id })
}

// hasUser reports whether a user has the role.
func (r *Role) hasUser(id string) bool { return slices.Contains(r.UserIDs, id) }

// snapshot returns a copy that shares nothing.
func (r *Role) snapshot() Role {
	c := *r
	c.ResourceIDs, c.UserIDs = slices.Clone(r.ResourceIDs), slices.Clone(r.UserIDs)
	return c
}

func (st *state) addCredential(c Credential, now time.Time) *Credential {
	c.ID, c.unverified = orNewID(c.ID), true
	c.CreatedAt, c.UpdatedAt = Time{now}, Time{now}
	st.credentials = append(st.credentials, &c)
	return &c
}

func (st *state) removeCredential(id string) {
	st.credentials = slices.DeleteFunc(st.credentials, func(c *Credential) bool { return c.ID == id })
}

// usersOf returns the resources that use a credential.
func (st *state) usersOf(credentialID string) []*Resource {
	var found []*Resource
	for _, r := range st.resources {
		if string(r.CredentialID) == credentialID {
			found = append(found, r)
		}
	}
	return found
}

// reachable returns the resources that a user's sessions open: an admin's all
// of the organization, other users' those assigned to them or to their roles
// (or all, see User.EveryResource).
func (st *state) reachable(u *User) []*Resource {
	assigned := slices.Clone(u.ResourceIDs)
	for _, role := range st.roles {
		if role.hasUser(u.ID) {
			assigned = append(assigned, role.ResourceIDs...)
		}
	}
	var found []*Resource
	for _, r := range st.resources {
		if r.organization == u.organization && (u.IsOrgAdmin || u.EveryResource || slices.Contains(assigned, r.ID)) {
			found = append(found, r)
		}
	}
	return found
}

// addSession starts a session: PENDING, with one resource IP for every
// resource and address.
func (st *state) addSession(u *User, opened []*Resource, v4, v6 string, now time.Time, duration time.Duration) *Session {
	s := &Session{
		ID: newID(), UserID: u.ID, UserName: u.Name, UserEmail: u.Email,
		IPv4Address: Nullable(v4), IPv6Address: Nullable(v6),
		Status: Pending, StartedAt: Time{now}, ExpiresAt: Time{now.Add(duration)}, CreatedAt: Time{now},
		ResourceIPs: []ResourceIP{}, organization: u.organization, OrganizationName: st.organization(u.organization).Name,
	}
	for _, r := range opened {
		s.open(r, 4, v4)
		s.open(r, 6, v6)
	}
	st.sessions = append(st.sessions, s)
	return s
}

// open adds a rule for one address, if the session has one of that version.
func (s *Session) open(r *Resource, version int, address string) {
	if address == "" {
		return
	}
	s.ResourceIPs = append(s.ResourceIPs, ResourceIP{
		ID: newID(), ResourceID: r.ID, ResourceName: r.Name, IPVersion: version, IPAddress: address, Status: Pending,
	})
}

// snapshot returns a copy that shares nothing.
func (s *Session) snapshot() Session {
	c := *s
	c.ResourceIPs = slices.Clone(s.ResourceIPs)
	return c
}
