package entryguard_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion/deletiontest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

const missingID = "0e9b6d0c-6a57-4d92-8b6f-f6f4f0b3a111"

// A contender is a backend that passes the suite, and how its objects are made
// and looked for behind the API.
type contender struct {
	objectType string
	backend    func(*entryguard.Client) deletion.Backend
	make       func(api *entryguardtest.Server) (id string)
	missing    string // empty: missingID
	exists     func(api *entryguardtest.Server, id string) bool
	codeless   bool
	logsIn     bool // instead of using an access token
}

var contenders = map[string]contender{
	"resource": {
		objectType: entryguard.ResourceType,
		backend:    func(c *entryguard.Client) deletion.Backend { return c.ResourceBackend() },
		make: func(api *entryguardtest.Server) string {
			return api.AddResource(sampleResource(api.AddCredential(sampleCredential()).ID)).ID
		},
		exists: func(api *entryguardtest.Server, id string) bool { _, exists := api.Resource(id); return exists },
	},
	"credential": {
		objectType: entryguard.CredentialType,
		backend:    func(c *entryguard.Client) deletion.Backend { return c.CredentialBackend() },
		make:       func(api *entryguardtest.Server) string { return api.AddCredential(sampleCredential()).ID },
		exists:     func(api *entryguardtest.Server, id string) bool { _, exists := api.Credential(id); return exists },
		logsIn:     true,
	},
	"API key": {
		objectType: entryguard.APIKeyType,
		backend:    func(c *entryguard.Client) deletion.Backend { return c.APIKeyBackend() },
		make:       func(api *entryguardtest.Server) string { return api.AddAPIKey(entryguardtest.APIKey{Name: "ci"}).ID },
		exists: func(api *entryguardtest.Server, id string) bool {
			key, exists := api.FindAPIKey(id)
			return exists && !key.IsRevoked
		},
	},
	"static IP rule": {
		objectType: entryguard.StaticIPRuleType,
		backend:    func(c *entryguard.Client) deletion.Backend { return c.StaticIPRuleBackend() },
		make: func(api *entryguardtest.Server) string {
			return api.AddStaticIPRule(entryguardtest.StaticIPRule{Label: "office", IPAddress: "203.0.113.7"}).ID
		},
		exists: func(api *entryguardtest.Server, id string) bool { _, exists := api.StaticIPRule(id); return exists },
		logsIn: true,
	},
	"role": {
		objectType: entryguard.RoleType,
		backend:    func(c *entryguard.Client) deletion.Backend { return c.RoleBackend() },
		make:       func(api *entryguardtest.Server) string { return api.AddRole(entryguardtest.Role{Name: "ops"}).ID },
		exists:     func(api *entryguardtest.Server, id string) bool { _, exists := api.Role(id); return exists },
		codeless:   true,
	},
	"user": {
		objectType: entryguard.UserType,
		backend:    func(c *entryguard.Client) deletion.Backend { return c.UserBackend() },
		make: func(api *entryguardtest.Server) string {
			return api.AddUser(entryguardtest.User{Email: "eve@example.com"}).ID
		},
		exists:   func(api *entryguardtest.Server, id string) bool { _, exists := api.User(id); return exists },
		codeless: true,
	},
	"role resource assignment": {
		objectType: entryguard.RoleResourceType,
		backend:    func(c *entryguard.Client) deletion.Backend { return c.RoleResourceBackend() },
		make: func(api *entryguardtest.Server) string {
			r := api.AddResource(sampleResource(api.AddCredential(sampleCredential()).ID)).ID
			return api.AddRole(entryguardtest.Role{Name: "ops", ResourceIDs: []string{missingID, r}}).ID + "/" + r
		},
		missing:  missingID + "/" + someID,
		exists:   assigned(func(r entryguardtest.Role) []string { return r.ResourceIDs }),
		codeless: true,
	},
	"role user assignment": {
		objectType: entryguard.RoleUserType,
		backend:    func(c *entryguard.Client) deletion.Backend { return c.RoleUserBackend() },
		make: func(api *entryguardtest.Server) string {
			u := api.AddUser(entryguardtest.User{Email: "eve@example.com"}).ID
			return api.AddRole(entryguardtest.Role{Name: "ops", UserIDs: []string{u, missingID}}).ID + "/" + u
		},
		missing:  missingID + "/" + someID,
		exists:   assigned(func(r entryguardtest.Role) []string { return r.UserIDs }),
		codeless: true,
		logsIn:   true,
	},
}

func assigned(members func(entryguardtest.Role) []string) func(*entryguardtest.Server, string) bool {
	return func(api *entryguardtest.Server, id string) bool {
		roleID, otherID, _ := strings.Cut(id, "/")
		role, exists := api.Role(roleID)
		return exists && slices.Contains(members(role), otherID)
	}
}

// Every backend passes the suite, each with one of the two ways to
// authenticate that may delete.
func TestConformance(t *testing.T) {
	for name, c := range contenders {
		t.Run(name, func(t *testing.T) {
			deletiontest.Run(t, func(t *testing.T) deletiontest.Subject {
				api := startAPI(t, entryguardtest.Options{})
				subject := subjectOf(api, c.objectType, c.make(api))
				subject.Codeless = c.codeless
				subject.Witnesses = c.witnesses()
				subject.Backend = c.backend(c.client(t, api))
				subject.Exists = func(obj deletion.Object) bool { return c.exists(api, obj.ID) }
				if c.missing != "" {
					subject.Missing.ID = c.missing
				}
				return subject
			})
		})
	}
}

// witnesses is how many answers say that an object is gone: two lists, and the
// object's own 404 where it can be asked.
func (c contender) witnesses() int {
	switch {
	case c.codeless:
		return 3
	case c.objectType == entryguard.APIKeyType:
		return 2
	}
	return 1
}

func (c contender) client(t *testing.T, api *entryguardtest.Server) *entryguard.Client {
	t.Helper()
	if c.logsIn {
		return newClient(t, logIn(api))
	}
	return adminClient(t, api)
}

// subjectOf is a subject without its backend.
func subjectOf(api *entryguardtest.Server, objectType, id string) deletiontest.Subject {
	home := deletion.Home{Organization: entryguardtest.DefaultOrganization.ID}
	answer := func(status, times int) { api.Fail(entryguardtest.Fault{Status: status, Times: times}) }
	page := func(status, times int) {
		api.Fail(entryguardtest.Fault{
			Status: status, Times: times, Body: entryguardtest.HTMLPage, Header: map[string]string{"Content-Type": "text/html"},
		})
	}
	return deletiontest.Subject{
		Object:    deletion.Object{Type: objectType, ID: id, Name: "bastion", Home: home},
		Missing:   deletion.Object{Type: objectType, ID: missingID, Home: home},
		Requests:  api.CountAbout,
		Deletions: func(obj deletion.Object) int { return api.Deletions(obj.ID) },
		Settle:    func() {}, // the API deletes at once
		Throttle:  func(n int) { answer(http.StatusTooManyRequests, n) },
		Break:     func(n int) { answer(http.StatusInternalServerError, n) },
		Drop:      func() { api.Fail(entryguardtest.Fault{DropAfter: true}) },
		Expire:    func() { answer(http.StatusUnauthorized, -1) },
		Forbid:    func() { answer(http.StatusForbidden, -1) },
		Garble:    func(n int) { page(http.StatusOK, n) },
		LieNotFound: func() {
			api.Fail(entryguardtest.Fault{Method: http.MethodDelete, Status: http.StatusNotFound})
		},
		GoneByStranger: func(n int) { page(http.StatusNotFound, n) },
		Half:           func(n int) { api.Fail(entryguardtest.Fault{Times: n, Keep: []string{"id"}}) },
		Swap:           swap(api, objectType),
		Empty:          func(n int) { api.Fail(entryguardtest.Fault{Times: n, Empty: true}) },
	}
}

// swap has the API answer about another object. An API key is read out
// of a list, which then shows others: that is an absence like any other.
func swap(api *entryguardtest.Server, objectType string) func(int) {
	if objectType == entryguard.APIKeyType {
		return nil
	}
	return func(n int) { api.Fail(entryguardtest.Fault{Times: n, About: missingID}) }
}
