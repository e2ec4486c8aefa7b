package provider

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// crowdSize is how many objects a large organization has in one state.
const crowdSize = 500

// addResources stores n resources of a credential and returns their IDs by
// name.
func (w *world) addResources(n int, credentialID string) map[string]string {
	ids := map[string]string{}
	for i := range n {
		r := w.entryguard.AddResource(entryguardtest.Resource{
			Name: fmt.Sprintf("resource-%03d", i), CredentialID: entryguardtest.Nullable(credentialID), Provider: "AWS",
			ResourceType: "SECURITY_GROUP", ResourceIdentifier: fmt.Sprintf("sg-%017d", i), Region: "us-east-1",
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
	w := newWorld(t)
	credential := w.addCredential()
	ids := w.addResources(crowdSize, credential)
	gone := ids["resource-007"]
	w.entryguard.RemoveResource(gone)
	p := w.entryguardProtocol(nil)
	w.entryguard.ResetRequests()

	var all sync.WaitGroup
	slots := make(chan struct{}, 10) // as Terraform's -parallelism
	for _, id := range ids {
		all.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			resp := p.read(resourceType, entryguardState(map[string]any{"id": id, "credential_id": credential}))
			name := p.attributes(resourceType, resp.NewState)["name"]
			if len(resp.Diagnostics) > 0 || (name.IsNull() != (id == gone)) {
				t.Errorf("%s was read as %v: %s", id, name, told(resp.Diagnostics))
			}
		})
	}
	all.Wait()
	w.requireRequests(map[string]int{"GET /resources": 1, "GET /resources/" + gone: 1, "GET /auth/me": 1})
}

// requireRequests holds the whole log of requests, logging in aside.
func (w *world) requireRequests(want map[string]int) {
	w.t.Helper()
	got := map[string]int{}
	for _, r := range w.entryguard.Requests() {
		if r.Path != "/auth/login" {
			got[r.Method+" "+r.Path]++
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) { // maps are printed in order
		w.t.Errorf("the requests were %v, want %v", got, want)
	}
}

// manyHCL declares what ids.json names, and imports it.
const manyHCL = `
locals {
  ids = jsondecode(file("${path.module}/ids.json"))
}

resource "steward_entryguard_credential" "all" {
  for_each        = local.ids.credentials
  name            = each.key
  cloud_provider  = "AWS"
  credential_type = "ACCESS_KEY"
  credential_data = { accessKeyId = "AKIAIOSFODNN7EXAMPLE", secretAccessKey = "unused" }
}

import {
  for_each = local.ids.credentials
  to       = steward_entryguard_credential.all[each.key]
  id       = each.value
}

resource "steward_entryguard_resource" "all" {
  for_each            = local.ids.resources
  name                = each.key
  credential_id       = local.ids.credential
  cloud_provider      = "AWS"
  resource_type       = "SECURITY_GROUP"
  resource_identifier = "sg-0123456789abcdef0"
  region              = "us-east-1"
}

import {
  for_each = local.ids.resources
  to       = steward_entryguard_resource.all[each.key]
  id       = each.value
}

data "steward_entryguard_resource" "some" {
  for_each = toset(slice(keys(local.ids.resources), 0, 20))
  name     = each.key
}
`

// listAge is how old a shared list may get: a slower plan asks for another.
const listAge = 30 * time.Second

// TestEntryGuardPlanOfMany: importing 500 objects of several kinds, and
// planning with all of them in state, costs real Terraform a handful of
// requests.
func TestEntryGuardPlanOfMany(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	run := attachTerraform(t)
	credentials := map[string]string{}
	for i := range crowdSize / 5 {
		c := w.entryguard.AddCredential(entryguardtest.Credential{Name: fmt.Sprintf("credential-%03d", i), Provider: "AWS", CredentialType: "ACCESS_KEY"})
		credentials[c.Name] = c.ID
	}
	first := credentials["credential-000"]
	resources := w.addResources(crowdSize-len(credentials), first)
	for _, id := range resources {
		w.entryguard.EditResource(id, func(r *entryguardtest.Resource) { r.ResourceIdentifier = "sg-0123456789abcdef0" })
	}
	ids, err := json.Marshal(map[string]any{"credential": first, "credentials": credentials, "resources": resources})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(run.dir, "ids.json"), ids, 0o600); err != nil {
		t.Fatal(err)
	}
	run.write(w.config(manyHCL))

	began := time.Now()
	w.entryguard.ResetRequests()
	run.apply()
	w.requireFew(began, "/resources", "/credentials", "/auth/me") // the last says where the imported objects live

	began = time.Now()
	w.entryguard.ResetRequests()
	if result := run.run("plan", "-detailed-exitcode", "-no-color"); result.code != 0 {
		t.Errorf("the plan is not empty (exit code %d):\n%s\n%s", result.code, result.stdout, result.stderr)
	}
	w.requireFew(began, "/resources", "/credentials")
}

// requireFew holds the log of requests: logging in aside, each of these was
// asked for once, or again when the answer was too old, and nothing else was.
func (w *world) requireFew(began time.Time, paths ...string) {
	w.t.Helper()
	most := 1 + int(time.Since(began)/listAge)
	for _, path := range paths {
		if n := w.entryguard.Count("GET", path); n < 1 || n > most {
			w.t.Errorf("GET %s was asked %d times, want 1 to %d", path, n, most)
		}
	}
	for _, r := range w.entryguard.Requests() {
		if r.Path != "/auth/login" && !slices.Contains(paths, r.Path) {
			w.t.Errorf("%s %s was asked", r.Method, r.Path)
		}
	}
}
