package entryguarddata_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

const readinessType = "steward_entryguard_deletion_readiness"

// TestEntryGuardReadiness: the verdict on each resource, who is in its way,
// and what goes with it; by ids and in bulk, with one request of each kind.
func TestEntryGuardReadiness(t *testing.T) {
	t.Parallel()
	w := providertest.NewSeedWorld(t)
	s := seed(w)
	blocked := map[string]any{
		"verdict": "blocked", "unchecked": nil,
		"blockers": []any{map[string]any{
			"code": "session", "id": s.Session.ID, "status": "ACTIVE", "who": "Uma User <uma@example.com>", "addresses": []any{"203.0.113.7"},
			"since": dataClockStart, "until": "2026-02-18T11:30:00Z", "also": []any{}, "passing": false,
		}},
		"cascades": []any{map[string]any{
			"code": "role", "id": s.Role.ID, "status": nil, "who": "operators", "addresses": []any{}, "since": nil, "until": nil, "also": []any{}, "passing": false,
		}},
	}
	ready := map[string]any{"verdict": "ready", "unchecked": nil, "blockers": []any{}, "cascades": []any{}}
	upper := strings.ToUpper(s.Web.ID)
	for name, c := range map[string]struct {
		ids  any
		want map[string]any
	}{
		"all":          {nil, map[string]any{s.Web.ID: blocked, s.DB.ID: ready}},
		"one":          {[]any{s.DB.ID}, map[string]any{s.DB.ID: ready}},
		"none":         {[]any{}, map[string]any{}},
		"as it is put": {[]any{upper}, map[string]any{upper: blocked}},
	} {
		t.Run(name, func(t *testing.T) {
			seen, diags := w.EntryGuardProtocol(nil).Data(readinessType, map[string]any{"ids": c.ids})
			if len(diags) > 0 {
				t.Fatal(providertest.Text(diags))
			}
			if diff := cmp.Diff(c.want, seen["objects"]); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
	w.EntryGuard.ResetRequests()
	w.EntryGuardProtocol(nil).Data(readinessType, nil)
	if got := w.EntryGuard.CountAbout(); got != 3 {
		t.Errorf("%d requests, want one each for resources, sessions and roles", got)
	}
}

// TestEntryGuardReadinessVerdicts: what cannot be seen is unknown, never ready,
// and what ends by itself is waited for.
func TestEntryGuardReadinessVerdicts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil   func(*providertest.World, seeded) string // returns whose verdict counts
		verdict string
		says    string
	}{
		"refused list": {func(w *providertest.World, s seeded) string {
			w.EntryGuard.Fail(entryguardtest.Fault{Method: "GET", Path: "/sessions/admin", Times: -1, Status: 403})
			return s.DB.ID
		}, "unknown", "other people's sessions"},
		"refused list, own session": {func(w *providertest.World, s seeded) string {
			w.EntryGuard.Fail(entryguardtest.Fault{Method: "GET", Path: "/sessions/admin", Times: -1, Status: 403})
			w.EntryGuard.StartSession("ada@example.com", s.Web.ID)
			return s.Web.ID
		}, "blocked", "other people's sessions"},
		"garbage": {func(w *providertest.World, s seeded) string {
			w.EntryGuard.Fail(entryguardtest.Fault{Method: "GET", Path: "/sessions/**", Times: -1, Status: 200, Body: "<html>"})
			return s.DB.ID
		}, "unknown", "other people's sessions"},
		"roles unseen": {func(w *providertest.World, s seeded) string {
			w.EntryGuard.Fail(entryguardtest.Fault{Method: "GET", Path: "/roles", Times: -1, Status: 403})
			return s.DB.ID
		}, "unknown", "the roles it is in"},
		"throttled once": {func(w *providertest.World, s seeded) string {
			w.EntryGuard.Fail(entryguardtest.Fault{Method: "GET", Path: "/sessions/**", Times: 2, Status: 429})
			return s.DB.ID
		}, "ready", ""},
		"throttled a moment ago": {func(w *providertest.World, s seeded) string {
			w.EntryGuard.Fail(entryguardtest.Fault{Method: "GET", Path: "/sessions/**", Times: 2, Status: 429})
			return s.DB.ID
		}, "ready", ""},
		"ending": {func(w *providertest.World, s seeded) string {
			w.EntryGuard.EndSession(s.Session.ID)
			return s.Web.ID
		}, "waits", ""},
		"not there": {func(*providertest.World, seeded) string { return someUUID }, "unknown", "there is no such object"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := providertest.NewWorldWith(t, entryguardtest.Options{SessionEndAfter: time.Hour}, cloudcontroltest.Options{})
			s := seed(w)
			id := c.spoil(w, s)
			p := w.EntryGuardProtocol(nil)
			if name == "throttled a moment ago" {
				// A preflight of the same process gives up at once, and remembers it.
				planned := p.Plan("steward_entryguard_resource", map[string]any{
					"id": id, "name": "db", "credential_id": s.Credential.ID, "cloud_provider": "AZURE", "resource_type": "NSG", "resource_identifier": "nsg-1",
					"organization_id": entryguardtest.DefaultOrganization.ID, "credential_name": "deployer", "is_active": true,
					"on_active_sessions": "fail", "deletion_policy": "DELETE", "created_at": dataClockStart,
				}, nil)
				if len(planned.Diagnostics) != 1 || !strings.Contains(planned.Diagnostics[0].Summary, "could not be checked") {
					t.Fatalf("the preflight said %s", providertest.Text(planned.Diagnostics))
				}
			}
			seen, diags := p.Data(readinessType, map[string]any{"ids": []any{id}})
			if len(diags) > 0 {
				t.Fatal(providertest.Text(diags))
			}
			object := seen["objects"].(map[string]any)[id].(map[string]any)
			unchecked, _ := object["unchecked"].(string)
			if object["verdict"] != c.verdict || !strings.Contains(unchecked, c.says) || (c.says == "") != (unchecked == "") {
				t.Errorf("got %v, want the verdict %s and %q unchecked", object, c.verdict, c.says)
			}
		})
	}
}
