package entryguardtf_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// inhabited is an organization with a resource in a role, and its state.
type inhabited struct {
	*providertest.World
	providertest.Seeded
	state map[string]any
}

func newInhabited(t *testing.T) *inhabited {
	t.Helper()
	w := providertest.NewSeedWorld(t)
	h := &inhabited{World: w, Seeded: w.Seed()}
	h.state = entryguardState(map[string]any{"id": h.Web.ID, "credential_id": h.Seeded.Credential.ID})
	return h
}

// looking is a provider with settings of its block beside the log-in.
func (h *inhabited) looking(settings map[string]any, opts ...providertest.Option) *providertest.Protocol {
	h.T.Helper()
	p := providertest.NewProtocol(h.T, opts...)
	p.Configure(changedConfig(providerBlock(h.World, map[string]any{"access_token": h.EntryGuard.AdminToken(), "requests_per_second": 1000}), settings))
	return p
}

// stateOf is the state of the resource with changes.
func (h *inhabited) stateOf(changes map[string]any) map[string]any {
	return changedConfig(entryguardState(map[string]any{"id": h.Web.ID, "credential_id": h.Seeded.Credential.ID}), changes)
}

// TestEntryGuardPreflight: what the plan of a destruction says, by
// deletion_preflight and on_active_sessions.
func TestEntryGuardPreflight(t *testing.T) {
	t.Parallel()
	h := newInhabited(t)
	named := []string{h.Session.ID, "Uma User <uma@example.com>", "203.0.113.7", "2026-02-18T11:30:00Z"}
	doomed := append([]string{"cannot be deleted while 1 session uses it", "set on_active_sessions = \"wait\" or \"stop\""}, named...)
	for name, c := range map[string]struct {
		preflight any
		mode      string
		want      string // errors/warnings
		says      []string
		reason    string
	}{
		"default":    {nil, "fail", "0/1", doomed, "it warns"},
		"warn":       {"warn", "fail", "0/1", append([]string{"The API refuses"}, doomed...), "it warns"},
		"error":      {"error", "fail", "1/0", append([]string{"every object stays in state"}, doomed...), "it refuses"},
		"off":        {"off", "fail", "0/0", nil, "it says nothing"},
		"unknown":    {providertest.Unknown{}, "fail", "0/1", doomed, "what is not known yet is no reason to fail or to be silent"},
		"wait":       {"error", "wait", "0/2", append([]string{"waits for 1 session", "takes it out of 1 role", "operators"}, named...), "what is waited for is no reason to refuse"},
		"stop":       {"error", "stop", "0/2", append([]string{"ends 1 session", h.Role.ID}, named...), "what is ended on purpose is announced"},
		"off, stop":  {"off", "stop", "0/2", append([]string{"ends 1 session"}, named...), "nobody is cut off who was not announced"},
		"off, wait":  {"off", "wait", "0/0", nil, "it says nothing"},
		"no session": {"error", "", "0/0", nil, "nothing is in the way, and it is in no role"},
	} {
		t.Run(name, func(t *testing.T) {
			state := h.stateOf(map[string]any{"on_active_sessions": c.mode})
			if c.mode == "" {
				state = h.stateOf(map[string]any{"id": h.DB.ID})
			}
			found := h.looking(map[string]any{"deletion_preflight": c.preflight}).Plan(resourceType, state, nil).Diagnostics
			if got := providertest.Severities(found); got != c.want {
				t.Fatalf("%s errors/warnings, want %s: %s\n%s", got, c.want, c.reason, providertest.Text(found))
			}
			for _, part := range c.says {
				if text := providertest.Text(found); strings.Count(text, part) != 1 {
					t.Errorf("it says %q %d times, want once:\n%s", part, strings.Count(text, part), text)
				}
			}
		})
	}
}

// TestEntryGuardPreflightReplacement: a replacement that our own logic decides
// destroys, too, so the same is said of it, and errors refuse it.
func TestEntryGuardPreflightReplacement(t *testing.T) {
	t.Parallel()
	h := newInhabited(t)
	config := resourceConfig(map[string]any{"credential_id": h.Seeded.Credential.ID, "resource_type": "NSG"})
	for preflight, want := range map[string]string{"warn": "0/1", "error": "1/0", "off": "0/0"} {
		planned := h.looking(map[string]any{"deletion_preflight": preflight}).Plan(resourceType, h.state, config)
		if got := providertest.Severities(planned.Diagnostics); got != want {
			t.Errorf("%s: %s errors/warnings, want %s:\n%s", preflight, got, want, providertest.Text(planned.Diagnostics))
		}
		if text := providertest.Text(planned.Diagnostics); want != "0/0" && (!strings.Contains(text, "A change of resource_type needs a replacement") || !strings.Contains(text, h.Session.ID)) {
			t.Errorf("%s: it says\n%s", preflight, text)
		}
	}
	// A credential in use: whether it is created before it is destroyed, the
	// provider cannot see, so that is never an error.
	prior := credentialConfig(map[string]any{"id": h.Seeded.Credential.ID, "organization_id": entryguardtest.DefaultOrganization.ID, "deletion_policy": "DELETE", "is_valid": true, "created_at": providertest.SeedTime})
	changed := h.looking(map[string]any{"deletion_preflight": "error"}).Plan(credentialType, prior, credentialConfig(map[string]any{"name": "other"}))
	text := providertest.Text(changed.Diagnostics)
	if providertest.Severities(changed.Diagnostics) != "0/1" || !strings.Contains(text, "create_before_destroy = true") || !strings.Contains(text, "unless the same run deletes or moves them") || !strings.Contains(text, h.DB.ID) {
		t.Errorf("got %s:\n%s", providertest.Severities(changed.Diagnostics), text)
	}
}

// TestEntryGuardPreflightUnseen: a look that fails never fails the plan, and
// says what could not be seen.
func TestEntryGuardPreflightUnseen(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]entryguardtest.Fault{
		"401": {Status: 401}, "403": {Status: 403}, "429": {Status: 429}, "500": {Status: 500},
		"timeout": {Hang: true}, "garbage": {Status: 200, Body: "<html>"}, "cut": {Truncate: true}, "dropped": {DropAfter: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newInhabited(t)
			p := h.looking(map[string]any{"deletion_preflight": "error"}, providertest.CheckLimit(300*time.Millisecond))
			fault.Method, fault.Path, fault.Times = "GET", "/sessions/**", -1
			h.EntryGuard.Fail(fault)
			fault.Path = "/sessions"
			h.EntryGuard.Fail(fault)
			began := time.Now()
			planned := p.Plan(resourceType, h.stateOf(map[string]any{"id": h.DB.ID}), nil)
			if providertest.Severities(planned.Diagnostics) != "0/1" {
				t.Fatalf("got %s", providertest.Text(planned.Diagnostics))
			}
			providertest.RequireWarning(t, planned.Diagnostics, "could not be checked", "other people's sessions: ", "the API refuses, and the object stays in state")
			if waited := time.Since(began); waited > 5*time.Second {
				t.Errorf("it took %s", waited)
			}
		})
	}
}

// TestEntryGuardPreflightCosts: however many resources are planned for
// destruction, their sessions are one request, and so is a list that fails.
func TestEntryGuardPreflightCosts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault entryguardtest.Fault
		most  int
	}{
		"well":      {entryguardtest.Fault{}, 1},
		"throttled": {entryguardtest.Fault{Method: "GET", Path: "/sessions/admin", Times: -1, Status: 429}, 20},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newInhabited(t)
			var states []map[string]any
			for i := range 200 {
				id := h.EntryGuard.AddResource(entryguardtest.Resource{
					Name: fmt.Sprint("r", i), CredentialID: entryguardtest.Nullable(h.Seeded.Credential.ID), Provider: "AWS", ResourceType: "SECURITY_GROUP", ResourceIdentifier: fmt.Sprint("sg-", i), Region: "us-east-1",
				}).ID
				states = append(states, h.stateOf(map[string]any{"id": id}))
			}
			p := h.looking(nil)
			h.EntryGuard.Fail(c.fault)
			h.EntryGuard.ResetRequests()
			turns, plans := make(chan struct{}, 10), sync.WaitGroup{}
			for _, state := range states {
				plans.Go(func() {
					turns <- struct{}{}
					defer func() { <-turns }()
					p.Plan(resourceType, state, nil)
				})
			}
			plans.Wait()
			if got := h.EntryGuard.Count("GET", "/sessions/admin"); got > c.most {
				t.Errorf("%d requests for the sessions, want %d at most", got, c.most)
			}
			if got := h.EntryGuard.Count("GET", "/roles"); got != 1 {
				t.Errorf("%d requests for the roles, want 1", got)
			}
		})
	}
}

// TestEntryGuardRecordsBlockers: null unless asked for; what a create leaves is
// what the next refresh finds; and a plan never differs because of it.
func TestEntryGuardRecordsBlockers(t *testing.T) {
	t.Parallel()
	h := newInhabited(t)
	recorded := func(p *providertest.Protocol, state *tfprotov6.DynamicValue) string {
		text, err := json.Marshal(providertest.Plain(t, p.Attributes(resourceType, state)["deletion_blockers"]))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	want := fmt.Sprintf(`[{"code":"session","id":%q}]`, h.Session.ID)

	silent := h.looking(nil)
	h.EntryGuard.ResetRequests()
	if got := recorded(silent, silent.Read(resourceType, h.state).NewState); got != "null" {
		t.Errorf("nobody asked, and state records %s", got)
	}
	if h.EntryGuard.Count("GET", "/sessions/**") != 0 {
		t.Error("nobody asked, and the sessions were looked at")
	}
	p := h.looking(map[string]any{"record_deletion_blockers": true, "deletion_preflight": "off"})
	read := p.Read(resourceType, h.stateOf(map[string]any{"on_active_sessions": "stop"}))
	if got := recorded(p, read.NewState); got != want {
		t.Errorf("state records %s, want %s whatever on_active_sessions is", got, want)
	}

	config := resourceConfig(map[string]any{"name": "new", "credential_id": h.Seeded.Credential.ID})
	created := p.Apply(resourceType, nil, config, p.Plan(resourceType, nil, config))
	state := map[string]any{}
	for name, value := range p.Attributes(resourceType, created.NewState) {
		state[name] = value
	}
	if got := recorded(p, created.NewState); got != "[]" {
		t.Errorf("a new resource records %s, want an empty list", got)
	}
	again := p.Read(resourceType, state)
	if got := recorded(p, again.NewState); got != "[]" {
		t.Errorf("the next refresh changes it to %s", got)
	}
	session := h.EntryGuard.StartSession("uma@example.com", providertest.Plain(t, state["id"].(tftypes.Value)).(string))
	later := h.looking(map[string]any{"record_deletion_blockers": true})
	for name, value := range later.Attributes(resourceType, later.Read(resourceType, state).NewState) {
		state[name] = value
	}
	planned := later.Plan(resourceType, state, config)
	if got, want := recorded(later, planned.PlannedState), fmt.Sprintf(`[{"code":"session","id":%q}]`, session.ID); got != want {
		t.Errorf("the plan makes of it %s, want %s: a difference would be a change", got, want)
	}
	h.EntryGuard.Fail(entryguardtest.Fault{Method: "GET", Path: "/sessions/**", Times: -1, Status: 500})
	blind := h.looking(map[string]any{"record_deletion_blockers": true})
	if got := recorded(blind, blind.Read(resourceType, h.stateOf(map[string]any{"id": h.DB.ID})).NewState); got != "null" {
		t.Errorf("what could not be seen is recorded as %s, want null", got)
	}
}

// TestEntryGuardPreflightCascades: what EntryGuard removes by itself is said,
// but not what the same plan has removed before.
func TestEntryGuardPreflightCascades(t *testing.T) {
	t.Parallel()
	h := newInhabited(t)
	h.EntryGuard.EndSession(h.Session.ID)
	state := func(changes map[string]any) map[string]any {
		return changedConfig(map[string]any{"organization_id": entryguardtest.DefaultOrganization.ID, "deletion_policy": "DELETE"}, changes)
	}
	role := state(map[string]any{"id": h.Role.ID, "name": "operators", "created_at": providertest.SeedTime})
	const roleType, assignmentType = "steward_entryguard_role", "steward_entryguard_role_resource_assignment"

	p := h.looking(map[string]any{"deletion_preflight": "error"})
	providertest.RequireWarning(t, p.Plan(roleType, role, nil).Diagnostics, "takes it away from those who have it", "user "+h.Uma, "resource "+h.Web.ID, "Open sessions continue")
	providertest.RequireWarning(t, h.looking(nil).Plan(resourceType, h.stateOf(map[string]any{"on_active_sessions": "wait"}), nil).Diagnostics, "takes it out of 1 role", "role "+h.Role.ID+", operators")

	p = h.looking(nil)
	p.Plan(assignmentType, state(map[string]any{"id": h.Role.ID + "/" + h.Web.ID, "role_id": h.Role.ID, "resource_id": h.Web.ID}), nil)
	found := p.Plan(resourceType, h.stateOf(map[string]any{"on_active_sessions": "wait"}), nil).Diagnostics
	if text := providertest.Text(found); strings.Contains(text, "takes it out of") {
		t.Errorf("the assignment goes first in the same plan, and the plan says\n%s", text)
	}
	if text := providertest.Text(p.Plan(roleType, role, nil).Diagnostics); !strings.Contains(text, h.Uma) || strings.Contains(text, h.Web.ID) {
		t.Errorf("the assignment of the resource goes first, that of the user does not, and the plan says\n%s", text)
	}
}
