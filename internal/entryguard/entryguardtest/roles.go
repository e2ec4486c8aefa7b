package entryguardtest

import (
	"net/http"
	"slices"
	"strings"
)

// roleRoutes are the endpoints of entryguard-api.md section 7.
func roleRoutes() []route {
	admin := access{admin: true}
	return []route{
		{http.MethodGet, "/roles", admin, springFamily, listRoles},
		{http.MethodPost, "/roles", admin, springFamily, createRole},
		{http.MethodGet, "/roles/{id}", admin, springFamily, withRole(getRole)},
		{http.MethodPatch, "/roles/{id}", admin, springFamily, withRole(updateRole)},
		{http.MethodDelete, "/roles/{id}", admin, springFamily, withRole(deleteRole)},
		{http.MethodPost, "/roles/{id}/resources/{other}", admin, springFamily, withMember("Resource", addMember)},
		{http.MethodDelete, "/roles/{id}/resources/{other}", admin, springFamily, withMember("Resource", removeMember)},
		{http.MethodPost, "/roles/{id}/users/{other}", admin, springFamily, withMember("User", addMember)},
		{http.MethodDelete, "/roles/{id}/users/{other}", admin, springFamily, withMember("User", removeMember)},
	}
}

// withRole looks the role up. One of another organization is not found.
func withRole(handle func(*call, *Role) reply) func(*call) reply {
	return func(c *call) reply {
		found := c.state.role(c.request.PathValue("id"))
		if found == nil || found.organization != c.user.organization {
			return c.missing("Role", c.request.PathValue("id"))
		}
		return handle(c, found)
	}
}

// missing is the 404 of the kinds that have no code for it.
func (c *call) missing(what, id string) reply {
	return c.fail(http.StatusNotFound, what+" not found with id: "+id)
}

func listRoles(c *call) reply {
	found := []Role{}
	for _, one := range c.state.roles {
		if one.organization == c.user.organization {
			shown := one.snapshot()
			if c.opts.RolesAreSummaries {
				shown.ResourceIDs, shown.UserIDs = []string{}, []string{}
			}
			found = append(found, shown)
		}
	}
	return ok(found)
}

func getRole(_ *call, found *Role) reply { return ok(found.snapshot()) }

func createRole(c *call) reply {
	f, refused := c.fields()
	if refused != nil {
		return *refused
	}
	made := Role{
		Name: f.required("name"), Description: nullable(f.optional("description")),
		MaxSessionDurationHours: f.hours("maxSessionDurationHours"), organization: c.user.organization,
	}
	if f.bad != nil {
		return c.invalid(f.bad)
	}
	if c.opts.RolesArePaid {
		return c.fail(http.StatusForbidden, "Roles require a paid plan")
	}
	if refused := c.roleNameTaken(made.Name, ""); refused != nil {
		return *refused
	}
	stored := c.state.addRole(made, c.now)
	c.audit("ROLE_CREATE", stored.ID, stored.Name)
	return created(stored.snapshot())
}

// roleNameTaken refuses a name that another role of the organization has.
func (c *call) roleNameTaken(name, id string) *reply {
	other := search(c.state.roles, func(r *Role) bool {
		return r.Name == name && r.ID != id && r.organization == c.user.organization
	})
	if other == nil {
		return nil
	}
	return c.refuse(http.StatusBadRequest, "A role with name '"+name+"' already exists")
}

// hours reads a number of hours, which must be at least 1.
func (f *fields) hours(name string) *int {
	hours := f.integer(name)
	if hours != nil && *hours < 1 {
		f.refuse(name, "must be at least 1")
	}
	return hours
}

// updateRole changes what was sent. What an explicit null does is not
// documented: here it clears what is optional, unless Options say otherwise.
func updateRole(c *call, found *Role) reply {
	f, refused := c.fields()
	if refused != nil {
		return *refused
	}
	changed := *found
	if given, _ := f.given("name"); given {
		changed.Name = f.required("name")
	}
	if c.patches(f, "description") {
		changed.Description = nullable(f.optional("description"))
	}
	if c.patches(f, "maxSessionDurationHours") {
		changed.MaxSessionDurationHours = f.hours("maxSessionDurationHours")
	}
	if f.bad != nil {
		return c.invalid(f.bad)
	}
	if refused := c.roleNameTaken(changed.Name, changed.ID); refused != nil {
		return *refused
	}
	changed.UpdatedAt = Time{c.now}
	*found = changed
	c.audit("ROLE_UPDATE", found.ID, found.Name)
	return ok(found.snapshot())
}

// patches reports whether a PATCH changes an optional member.
func (c *call) patches(f *fields, name string) bool {
	given, null := f.given(name)
	return given && !(null && c.opts.NullIsIgnored)
}

func deleteRole(c *call, found *Role) reply {
	c.state.removeRole(found.ID)
	c.state.deletions[found.ID]++
	c.audit("ROLE_DELETE", found.ID, found.Name)
	return noContent()
}

// A member is what a role is, or could be, assigned to.
type member struct {
	what, id string
	ids      *[]string // those of the role
}

// withMember looks up a role and what can be assigned to it.
func withMember(what string, handle func(*call, *Role, member) reply) func(*call) reply {
	return withRole(func(c *call, found *Role) reply {
		m, organization := member{what: what, id: c.request.PathValue("other"), ids: &found.UserIDs}, ""
		if what == "Resource" {
			m.ids = &found.ResourceIDs
			if r := c.state.resource(m.id); r != nil {
				m.id, organization = r.ID, r.organization
			}
		} else if u := c.state.user(m.id); u != nil {
			m.id, organization = u.ID, u.organization
		}
		if organization != found.organization {
			return c.missing(what, m.id)
		}
		return handle(c, found, m)
	})
}

func addMember(c *call, found *Role, m member) reply {
	if slices.Contains(*m.ids, m.id) {
		return c.fail(http.StatusBadRequest, m.what+" already assigned to this role")
	}
	*m.ids = append(*m.ids, m.id)
	found.UpdatedAt = Time{c.now}
	return ok(map[string]any{"message": m.what + " assigned to role successfully"})
}

func removeMember(c *call, found *Role, m member) reply {
	if !slices.Contains(*m.ids, m.id) {
		return c.fail(http.StatusNotFound, m.what+" not assigned to this role")
	}
	*m.ids = without(*m.ids, m.id)
	found.UpdatedAt = Time{c.now}
	c.state.deletions[found.ID+"/"+m.id]++
	return noContent()
}

// without returns a copy of a list that lacks one entry.
func without(ids []string, id string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(one string) bool { return strings.EqualFold(one, id) })
}
