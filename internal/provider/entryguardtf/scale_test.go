package entryguardtf_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// crowdSize is how many objects a large organization has in one state.
const crowdSize = 500

// addResources stores n resources of a credential and returns their IDs by
// name.
func addResources(w *providertest.World, n int, credentialID string) map[string]string {
	ids := map[string]string{}
	for i := range n {
		r := w.EntryGuard.AddResource(entryguardtest.Resource{
			Name: fmt.Sprintf("resource-%03d", i), CredentialID: entryguardtest.Nullable(credentialID), Provider: "AWS",
			ResourceType: "SECURITY_GROUP", ResourceIdentifier: fmt.Sprintf("sg-of-resource-%03d", i), Region: "us-east-1",
		})
		ids[r.Name] = r.ID
	}
	return ids
}

// TestEntryGuardRefreshOfMany: what one process reads of one kind costs one
// list request, whatever the parallelism, and an object that the list does not
// show is asked for by itself.
func TestEntryGuardRefreshOfMany(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	credential := w.AddCredential()
	ids := addResources(w, crowdSize, credential)
	gone := ids["resource-007"]
	w.EntryGuard.RemoveResource(gone)
	p := w.EntryGuardProtocol(nil)
	w.EntryGuard.ResetRequests()

	var all sync.WaitGroup
	slots := make(chan struct{}, 10) // as Terraform's -parallelism
	for _, id := range ids {
		all.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			resp := p.Read(resourceType, entryguardState(map[string]any{"id": id, "credential_id": credential}))
			name := p.Attributes(resourceType, resp.NewState)["name"]
			if len(resp.Diagnostics) > 0 || (name.IsNull() != (id == gone)) {
				t.Errorf("%s was read as %v: %s", id, name, providertest.Text(resp.Diagnostics))
			}
		})
	}
	all.Wait()
	// What is not there is asked for twice before it is believed.
	requireRequests(w, map[string]int{"GET /resources": 1, "GET /resources/" + gone: 2, "GET /auth/me": 1})
}

// requireRequests holds the whole log of requests, logging in aside.
func requireRequests(w *providertest.World, want map[string]int) {
	w.T.Helper()
	got := map[string]int{}
	for _, r := range w.EntryGuard.Requests() {
		if r.Path != "/auth/login" {
			got[r.Method+" "+r.Path]++
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) { // maps are printed in order
		w.T.Errorf("the requests were %v, want %v", got, want)
	}
}

// A crowd is what a large organization has of one kind: IDs by name, and how
// each is configured.
type crowd struct {
	kind       string // after "steward_entryguard_"
	ids        map[string]string
	attributes string
}

// hcl declares the crowd, and imports it.
func (c crowd) hcl(t *testing.T) string {
	t.Helper()
	ids, err := json.Marshal(c.ids) // a JSON object of strings is an HCL object
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf(`
locals {
  %[1]s = %[2]s
}

resource "steward_entryguard_%[1]s" "all" {
  for_each = local.%[1]s
  %[3]s
}

import {
  for_each = local.%[1]s
  to       = steward_entryguard_%[1]s.all[each.key]
  id       = each.value
}
`, c.kind, ids, c.attributes)
}

// addCrowds stores 500 objects of every kind that has a list.
func addCrowds(w *providertest.World) []crowd {
	credentials, users, roles := map[string]string{}, map[string]string{}, map[string]string{}
	for i := range 60 {
		c := w.EntryGuard.AddCredential(entryguardtest.Credential{Name: fmt.Sprintf("credential-%03d", i), Provider: "AWS", CredentialType: "ACCESS_KEY"})
		credentials[c.Name] = c.ID
	}
	first := credentials["credential-000"]
	resources := addResources(w, crowdSize-300, first)
	for i := range 60 {
		u := w.EntryGuard.AddUser(entryguardtest.User{Email: fmt.Sprintf("user-%03d@example.com", i)})
		users[u.Email] = u.ID
	}
	uses, has := map[string]string{}, map[string]string{}
	for i := range 40 {
		name, resource, user := fmt.Sprintf("role-%03d", i), resources[fmt.Sprintf("resource-%03d", i)], users[fmt.Sprintf("user-%03d@example.com", i)]
		r := w.EntryGuard.AddRole(entryguardtest.Role{Name: name, ResourceIDs: []string{resource}, UserIDs: []string{user}})
		roles[name], uses[name], has[name] = r.ID, r.ID+"/"+resource, r.ID+"/"+user
	}
	keys, rules := map[string]string{}, map[string]string{}
	for i := range 30 {
		k := w.EntryGuard.AddAPIKey(entryguardtest.APIKey{Name: fmt.Sprintf("key-%03d", i), Scopes: []string{"audit:read"}})
		r := w.EntryGuard.AddStaticIPRule(entryguardtest.StaticIPRule{
			Label: fmt.Sprintf("rule-%03d", i), IPAddress: "198.51.100.7", Resources: []entryguardtest.StaticIPRuleResource{{ResourceID: resources["resource-000"]}},
		})
		keys[k.Name], rules[r.Label] = k.ID, r.ID
	}
	return []crowd{
		{"api_key", keys, `
  name   = each.key
  scopes = ["audit:read"]`},
		{"static_ip_rule", rules, `
  label        = each.key
  ip_address   = "198.51.100.7"
  resource_ids = ["` + resources["resource-000"] + `"]`},
		{"credential", credentials, `
  name            = each.key
  cloud_provider  = "AWS"
  credential_type = "ACCESS_KEY"
  credential_data = { accessKeyId = "AKIAIOSFODNN7EXAMPLE", secretAccessKey = "unused" }`},
		{"resource", resources, `
  name                = each.key
  credential_id       = "` + first + `"
  cloud_provider      = "AWS"
  resource_type       = "SECURITY_GROUP"
  resource_identifier = "sg-of-${each.key}"
  region              = "us-east-1"`},
		{"user", users, `email = each.key`},
		{"role", roles, `name = each.key`},
		{"role_resource_assignment", uses, `
  role_id     = split("/", each.value)[0]
  resource_id = split("/", each.value)[1]`},
		{"role_user_assignment", has, `
  role_id = split("/", each.value)[0]
  user_id = split("/", each.value)[1]`},
	}
}

// someData reads several objects one by one.
const someData = `
data "steward_entryguard_resource" "some" {
  for_each = toset(slice(keys(local.resource), 0, 20))
  name     = each.key
}

data "steward_entryguard_role" "some" {
  for_each = toset(slice(values(local.role), 0, 20))
  id       = each.key
}
`

// listAge is how old a shared list may get: a slower plan asks for another.
const listAge = 30 * time.Second

// TestEntryGuardPlanOfMany: importing 500 objects of all kinds, planning with
// all of them in state, and planning the destruction of all of them, costs
// real Terraform one list request for each kind and process, also with what
// blocks their deletion.
func TestEntryGuardPlanOfMany(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	blocks, n := []string{someData}, 0
	for _, c := range addCrowds(w) {
		blocks, n = append(blocks, c.hcl(t)), n+len(c.ids)
	}
	if n < crowdSize {
		t.Fatalf("there are %d objects, want %d", n, crowdSize)
	}
	run.Write(w.ProviderBlock("record_deletion_blockers = true") + strings.Join(blocks, "\n"))
	lists := []string{"/resources", "/credentials", "/roles", "/users", "/api-keys", "/static-ip-rules", "/sessions/admin"}

	began := time.Now()
	w.EntryGuard.ResetRequests()
	run.Apply()
	lists = append(lists, "/auth/me") // which says where the objects live, and who must be among the users
	requireFew(w, began, 1, lists...)

	began = time.Now()
	w.EntryGuard.ResetRequests()
	if result := run.Run("plan", "-detailed-exitcode", "-no-color"); result.Code != 0 {
		t.Errorf("the plan is not empty (exit code %d):\n%s\n%s", result.Code, result.Stdout, result.Stderr)
	}
	requireFew(w, began, 1, lists...)

	began = time.Now()
	w.EntryGuard.ResetRequests()
	run.Must("plan", "-destroy")
	requireFew(w, began, 2, lists...) // Terraform refreshes in one process and plans in another
}

// requireFew holds the log of requests: logging in aside, each of these was
// asked for once by each process, or again when the answer was too old, and
// nothing else was.
func requireFew(w *providertest.World, began time.Time, processes int, paths ...string) {
	w.T.Helper()
	most := processes + int(time.Since(began)/listAge)
	for _, path := range paths {
		if n := w.EntryGuard.Count("GET", path); n < 1 || n > most {
			w.T.Errorf("GET %s was asked %d times, want 1 to %d", path, n, most)
		}
	}
	for _, r := range w.EntryGuard.Requests() {
		if r.Path != "/auth/login" && !slices.Contains(paths, r.Path) {
			w.T.Errorf("%s %s was asked", r.Method, r.Path)
		}
	}
}
