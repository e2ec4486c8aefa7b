package entryguardtest

import "time"

// User returns the user with an ID as it stands now.
func (s *Server) User(id string) (found User, exists bool) {
	s.settled(func(st *state, _ time.Time) {
		if u := st.user(id); u != nil {
			found, exists = *u, true
		}
	})
	return found, exists
}

// Users returns every user of every organization.
func (s *Server) Users() (all []User) {
	s.settled(func(st *state, _ time.Time) { all = values(st.users) })
	return all
}

// RemoveUser removes a user with all that the API removes with one, even the
// last admin.
func (s *Server) RemoveUser(id string) {
	s.settled(func(st *state, now time.Time) { st.removeUser(must(st.user(id), "user", id).ID, now) })
}

// AddRole stores a role of the first organization, as if it had been created
// through the API and its members assigned.
func (s *Server) AddRole(r Role) (added Role) {
	s.settled(func(st *state, now time.Time) {
		r.organization = st.organizations[0].ID
		added = st.addRole(r, now).snapshot()
	})
	return added
}

// Role returns a role as it stands now.
func (s *Server) Role(id string) (found Role, exists bool) {
	s.settled(func(st *state, _ time.Time) {
		if r := st.role(id); r != nil {
			found, exists = r.snapshot(), true
		}
	})
	return found, exists
}

// Roles returns every role of every organization.
func (s *Server) Roles() (all []Role) {
	s.settled(func(st *state, _ time.Time) {
		for _, r := range st.roles {
			all = append(all, r.snapshot())
		}
	})
	return all
}

// EditRole changes a role, or its members, behind the API's back (drift).
func (s *Server) EditRole(id string, edit func(*Role)) {
	s.settled(func(st *state, _ time.Time) { edit(must(st.role(id), "role", id)) })
}

// RemoveRole removes a role.
func (s *Server) RemoveRole(id string) {
	s.settled(func(st *state, _ time.Time) { st.removeRole(must(st.role(id), "role", id).ID) })
}
