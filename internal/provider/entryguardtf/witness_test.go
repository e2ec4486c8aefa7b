package entryguardtf_test

import (
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// witnessedHCL has objects whose absence no answer about the object itself
// proves.
const witnessedHCL = `
resource "steward_entryguard_user" "eve" {
  email = "eve@example.com"
}

resource "steward_entryguard_role" "ops" {
  name = "ops"
}

resource "steward_entryguard_role_user_assignment" "eve" {
  role_id = steward_entryguard_role.ops.id
  user_id = steward_entryguard_user.eve.id
}

resource "steward_entryguard_api_key" "ci" {
  name   = "ci"
  scopes = ["sessions:read"]
}
`

// requireAllAlive fails unless all objects are in state, and alive.
func requireAllAlive(w *providertest.World, run *providertest.Terraform) {
	w.T.Helper()
	if got := len(strings.Fields(run.Must("state", "list").Stdout)); got != 4 {
		w.T.Errorf("%d of 4 resources are in state", got)
	}
	users, roles, keys := w.EntryGuard.Users(), w.EntryGuard.Roles(), w.EntryGuard.APIKeys()
	if len(users) != 3 || len(roles) != 1 || len(roles[0].UserIDs) != 1 || len(keys) != 1 || keys[0].IsRevoked {
		w.T.Errorf("EntryGuard has %v, %v, %v", users, roles, keys)
	}
}

// A list that lies takes nothing that lives out of the state: neither while
// Terraform refreshes nor after a refused deletion.
func TestEntryGuardListsThatLie(t *testing.T) {
	t.Parallel()
	// lies are what a plan says about a list that must not be believed; empty
	// where the objects themselves can be asked.
	lies := map[string]string{
		"empty lists":              "the list of API keys is empty",
		"one empty list of keys":   "no such text",
		"summaries of roles":       "no such text",
		"lists of nothing but IDs": "with half an answer",
	}
	for name, lie := range map[string]func(*providertest.World){
		"empty lists": func(w *providertest.World) {
			w.EntryGuard.Change(func(o *entryguardtest.Options) { o.ListsAreEmpty = true })
			w.EntryGuard.Fail(entryguardtest.Fault{Method: "DELETE", Status: 403, Times: -1})
		},
		"one empty list of keys": func(w *providertest.World) {
			w.EntryGuard.Fail(entryguardtest.Fault{Method: "GET", Path: "/api-keys", Empty: true})
			w.EntryGuard.Fail(entryguardtest.Fault{Method: "DELETE", Status: 403, Times: -1})
		},
		"summaries of roles": func(w *providertest.World) {
			w.EntryGuard.Change(func(o *entryguardtest.Options) { o.RolesAreSummaries = true })
			w.EntryGuard.Fail(entryguardtest.Fault{Method: "DELETE", Status: 403, Times: -1})
		},
		"lists of nothing but IDs": func(w *providertest.World) {
			for _, path := range []string{"/users", "/roles", "/api-keys"} {
				w.EntryGuard.Fail(entryguardtest.Fault{Method: "GET", Path: path, Keep: []string{"id"}, Times: -1})
			}
			w.EntryGuard.Fail(entryguardtest.Fault{Method: "DELETE", Status: 403, Times: -1})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := providertest.NewWorld(t)
			run := providertest.AttachTerraform(t)
			run.Write(w.Config(witnessedHCL))
			run.Must("apply", "-auto-approve")
			lie(w)
			result := run.Run("plan", "-detailed-exitcode")
			if said := result.Stdout + result.Stderr; result.Code == 2 || (result.Code == 1) != strings.Contains(said, lies[name]) {
				t.Errorf("the plan ended with %d:\n%s", result.Code, said)
			}
			run.Run("apply", "-refresh-only", "-auto-approve")
			run.Run("destroy", "-auto-approve", "-refresh=false")
			requireAllAlive(w, run)
		})
	}
}
