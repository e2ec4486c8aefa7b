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
		u.ResourceIDs = slices.DeleteFunc(u.ResourceIDs, func(assigned string) bool { return assigned == id })
	}
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
// of the organization, other users' those assigned to them.
func (st *state) reachable(u *User) []*Resource {
	var found []*Resource
	for _, r := range st.resources {
		if r.organization == u.organization && (u.IsOrgAdmin || slices.Contains(u.ResourceIDs, r.ID)) {
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
		ResourceIPs: []ResourceIP{}, organization: u.organization,
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
