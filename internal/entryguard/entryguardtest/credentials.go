package entryguardtest

import (
	"fmt"
	"net/http"
	"slices"
)

// credentialRoutes are the endpoints of entryguard-api.md section 6. There is
// no update.
func credentialRoutes() []route {
	admin := access{admin: true}
	return []route{
		{http.MethodGet, "/credentials", admin, codeFamily, listCredentials},
		{http.MethodPost, "/credentials", admin, codeFamily, createCredential},
		{http.MethodGet, "/credentials/{id}", admin, codeFamily, withCredential(getCredential)},
		{http.MethodDelete, "/credentials/{id}", admin, codeFamily, withCredential(deleteCredential)},
	}
}

// withCredential looks the credential up. One of another organization is not
// found.
func withCredential(handle func(*call, *Credential) reply) func(*call) reply {
	return func(c *call) reply {
		found := c.state.credential(c.request.PathValue("id"))
		if found == nil || found.organization != c.user.organization {
			return c.code(http.StatusNotFound, "CREDENTIAL_NOT_FOUND", "Credential not found with id: "+c.request.PathValue("id"))
		}
		return handle(c, found)
	}
}

func listCredentials(c *call) reply {
	found := []Credential{}
	for _, one := range c.state.credentials {
		if one.organization == c.user.organization {
			found = append(found, *one)
		}
	}
	return ok(found)
}

func getCredential(_ *call, found *Credential) reply { return ok(*found) }

func createCredential(c *call) reply {
	f, refused := c.fields()
	if refused != nil {
		return *refused
	}
	made := Credential{
		Name: f.required("name"), Provider: f.required("provider"), CredentialType: f.required("credentialType"),
		data: f.object("credentialData"), organization: c.user.organization,
	}
	if made.Provider != "" && !slices.Contains(providers, made.Provider) {
		f.refuse("provider", fmt.Sprintf("must be one of %v", providers))
	}
	if len(made.data) == 0 && f.bad["credentialData"] == "" {
		f.refuse("credentialData", "credentialData is required")
	}
	if f.bad != nil {
		return c.invalid(f.bad)
	}
	stored := c.state.addCredential(made, c.now)
	c.audit("CREDENTIAL_CREATE", stored.ID, stored.Name)
	return created(*stored)
}

// deleteCredential refuses while resources use the credential, or deletes them
// too: the sources contradict each other (entryguard-api.md section 14).
func deleteCredential(c *call, found *Credential) reply {
	users := c.state.usersOf(found.ID)
	blocking := slices.DeleteFunc(slices.Clone(users), func(r *Resource) bool {
		return c.opts.InactiveResourcesFree && !r.IsActive
	})
	if len(blocking) > 0 && !c.opts.CredentialsCascade {
		return c.code(http.StatusBadRequest, "CREDENTIAL_IN_USE",
			fmt.Sprintf("Cannot delete credential: it is used by %d active resource(s)", len(blocking)))
	}
	for _, r := range users {
		if c.opts.CredentialsCascade {
			c.state.removeResource(r.ID)
			continue
		}
		r.CredentialID, r.CredentialName = "", ""
	}
	c.state.removeCredential(found.ID)
	c.state.deletions[found.ID]++
	c.audit("CREDENTIAL_DELETE", found.ID, found.Name)
	return noContent()
}
