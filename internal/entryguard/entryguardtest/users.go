package entryguardtest

import (
	"net/http"
	"net/mail"
)

// userRoutes are the endpoints of entryguard-api.md section 8.
func userRoutes() []route {
	admin := access{admin: true}
	return []route{
		{http.MethodGet, "/users", admin, springFamily, listUsers},
		{http.MethodPost, "/users", admin, springFamily, inviteUser},
		{http.MethodGet, "/users/{id}", admin, springFamily, withUser(getUser)},
		{http.MethodPatch, "/users/{id}", admin, springFamily, withUser(updateUser)},
		{http.MethodDelete, "/users/{id}", admin, springFamily, withUser(deleteUser)},
		{http.MethodPost, "/users/{id}/reset-mfa", admin, springFamily, withUser(resetMFA)},
	}
}

// withUser looks the user up. One of another organization is not found.
func withUser(handle func(*call, *User) reply) func(*call) reply {
	return func(c *call) reply {
		found := c.state.user(c.request.PathValue("id"))
		if found == nil || found.organization != c.user.organization {
			return c.missing("User", c.request.PathValue("id"))
		}
		return handle(c, found)
	}
}

// view is the object of entryguard-api.md section 8.
func (st *state) view(u *User) map[string]any {
	roles := []string{}
	for _, r := range st.roles {
		if r.hasUser(u.ID) {
			roles = append(roles, r.Name)
		}
	}
	return map[string]any{
		"id": u.ID, "email": u.Email, "name": Nullable(u.Name), "isOrgAdmin": u.IsOrgAdmin, "platformRole": "CUSTOMER",
		"isActive": !u.Inactive, "mfaEnabled": u.MFARequired, "lastLoginAt": u.LastLoginAt, "roleNames": roles,
		"createdAt": u.CreatedAt, "updatedAt": u.UpdatedAt,
	}
}

func listUsers(c *call) reply {
	found := []map[string]any{}
	for _, one := range c.state.users {
		if one.organization == c.user.organization {
			found = append(found, c.state.view(one))
		}
	}
	return ok(found)
}

func getUser(c *call, found *User) reply { return ok(c.state.view(found)) }

// inviteUser sends no e-mail. The user can log in once EditUser has set a
// password.
func inviteUser(c *call) reply {
	f, refused := c.fields()
	if refused != nil {
		return *refused
	}
	made := User{Email: f.required("email")}
	if name := f.optional("name"); name != nil {
		made.Name = *name
	}
	if admin := f.boolean("isOrgAdmin"); admin != nil {
		made.IsOrgAdmin = *admin
	}
	if _, err := mail.ParseAddress(made.Email); err != nil && made.Email != "" {
		f.refuse("email", "must be a well-formed email address")
	}
	if f.bad != nil {
		return c.invalid(f.bad)
	}
	members := c.count(func(*User) bool { return true })
	switch {
	case c.state.userByEmail(made.Email) != nil:
		return c.fail(http.StatusBadRequest, "User with email "+made.Email+" already exists")
	case c.opts.MaxUsers > 0 && members >= c.opts.MaxUsers:
		return c.fail(http.StatusBadRequest, "User limit reached for your subscription plan")
	}
	return created(c.state.view(c.state.addUser(made, c.user.organization, c.now)))
}

// count counts the users of the caller's organization that fit.
func (c *call) count(fits func(*User) bool) int {
	n := 0
	for _, u := range c.state.users {
		if u.organization == c.user.organization && fits(u) {
			n++
		}
	}
	return n
}

// isLastAdmin reports whether the organization has no admin beside the user.
// Whether one who is not active counts is not documented: here one does.
func (c *call) isLastAdmin(u *User) bool {
	return u.IsOrgAdmin && c.count(func(other *User) bool { return other.IsOrgAdmin }) == 1
}

func updateUser(c *call, found *User) reply {
	f, refused := c.fields()
	if refused != nil {
		return *refused
	}
	changed := *found
	if c.patches(f, "name") {
		changed.Name = ""
		if name := f.optional("name"); name != nil {
			changed.Name = *name
		}
	}
	if admin := f.boolean("isOrgAdmin"); admin != nil {
		changed.IsOrgAdmin = *admin
	}
	if active := f.boolean("isActive"); active != nil {
		changed.Inactive = !*active
	}
	switch {
	case f.bad != nil:
		return c.invalid(f.bad)
	case !changed.IsOrgAdmin && c.isLastAdmin(found):
		return c.fail(http.StatusBadRequest, "Cannot demote the last organization admin")
	}
	changed.UpdatedAt = Time{c.now}
	*found = changed
	return ok(c.state.view(found))
}

// deleteUser removes the user from every role and ends the user's sessions.
func deleteUser(c *call, found *User) reply {
	if c.isLastAdmin(found) {
		return c.fail(http.StatusBadRequest, "Cannot delete the last organization admin")
	}
	c.state.removeUser(found.ID, c.now)
	c.state.deletions[found.ID]++
	return noContent()
}

func resetMFA(c *call, found *User) reply {
	if !found.MFARequired {
		return c.fail(http.StatusBadRequest, "MFA is not enabled for this user")
	}
	found.MFARequired = false
	return ok(map[string]any{"message": "MFA has been reset"})
}
