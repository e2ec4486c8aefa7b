package entryguarddata_test

import (
	"fmt"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// TestEntryGuardAuditLogs: filters reach the API, pages are walked, and what is
// left out is said.
func TestEntryGuardAuditLogs(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	w.EntryGuard.Change(func(o *entryguardtest.Options) { o.MaxPageSize = 10 })
	noon := time.Date(2026, 2, 18, 12, 0, 0, 0, time.UTC)
	for i := range 25 { // one a minute, from noon on
		e := entryguardtest.AuditEntry{EventType: "SESSION_START", ActorEmail: "uma@example.com", CreatedAt: entryguardtest.Time{Time: noon.Add(time.Duration(i) * time.Minute)}}
		if i%5 == 0 {
			e.EventType, e.ActorEmail = "RESOURCE_DELETE", "ada@example.com"
		}
		w.EntryGuard.AddAuditEntry(e)
	}
	p := w.EntryGuardProtocol(map[string]any{"api_key": w.EntryGuard.APIKey("audit:read")})
	for name, c := range map[string]struct {
		config    map[string]any
		want      []int // minutes after noon, newest first, as the API answers
		truncated bool
		reason    string
	}{
		"everything":    {nil, minutes(24, 0), false, "three pages"},
		"some":          {map[string]any{"limit": 12}, minutes(24, 13), true, "there are more"},
		"just as many":  {map[string]any{"limit": 25}, minutes(24, 0), false, "there are no more"},
		"from and to":   {map[string]any{"from": "2026-02-18T12:03:00Z", "to": "2026-02-18T12:05:00Z"}, minutes(5, 3), false, "both ends count"},
		"another zone":  {map[string]any{"from": "2026-02-18T13:22:00+01:00"}, minutes(24, 22), false, "EntryGuard's examples are in UTC"},
		"event type":    {map[string]any{"event_type": "RESOURCE_DELETE"}, []int{20, 15, 10, 5, 0}, false, "of this type alone"},
		"actor":         {map[string]any{"actor_email": "ada@example.com", "limit": 2}, []int{20, 15}, true, "of this person alone"},
		"nothing found": {map[string]any{"event_type": "ROLE_CREATE"}, nil, false, "an empty list"},
	} {
		t.Run(name, func(t *testing.T) {
			got, diagnostics := p.Data("steward_entryguard_audit_logs", c.config)
			p.RequireClean(name, diagnostics)
			var found []int
			for _, e := range got["audit_logs"].([]any) {
				at, err := time.Parse(time.RFC3339, fmt.Sprint(e.(map[string]any)["created_at"]))
				if err != nil {
					t.Fatal(err)
				}
				found = append(found, int(at.Sub(noon).Minutes()))
			}
			if diff := cmp.Diff(c.want, found); diff != "" || got["truncated"] != c.truncated {
				t.Errorf("truncated = %v, want %v: %s (-want +got):\n%s", got["truncated"], c.truncated, c.reason, diff)
			}
		})
	}
}

// minutes counts down.
func minutes(from, to int) []int {
	var all []int
	for m := to; m <= from; m++ {
		all = append(all, m)
	}
	slices.Reverse(all)
	return all
}

// TestEntryGuardAuditLog: an event is shown in full.
func TestEntryGuardAuditLog(t *testing.T) {
	t.Parallel()
	w := providertest.NewSeedWorld(t)
	e := w.EntryGuard.AddAuditEntry(entryguardtest.AuditEntry{
		EventType: "RESOURCE_DELETE", ActorEmail: "ada@example.com", ActorType: "USER", ResourceType: "RESOURCE", ResourceID: someUUID, ResourceName: "web",
		Result: entryguardtest.AuditFailure, IPAddress: "203.0.113.7", ErrorMessage: "in use", Details: map[string]any{"sessions": 2, "force": false},
	})
	p := w.EntryGuardProtocol(nil)
	got, diagnostics := p.Data("steward_entryguard_audit_logs", nil)
	p.RequireClean("audit logs", diagnostics)
	want := map[string]any{
		"from": nil, "to": nil, "event_type": nil, "actor_email": nil, "limit": nil, "truncated": false, "timeouts": nil,
		"audit_logs": []any{map[string]any{
			"id": e.ID, "event_type": "RESOURCE_DELETE", "actor_email": "ada@example.com", "actor_type": "USER", "resource_type": "RESOURCE", "resource_id": someUUID,
			"resource_name": "web", "result": "FAILURE", "ip_address": "203.0.113.7", "error_message": "in use", "details_json": `{"force":false,"sessions":2}`,
			"organization_name": "Example Ltd", "created_at": dataClockStart,
		}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestEntryGuardAuditLogsInUTC: whether the API reads other zones is not
// documented, so it is asked in the form of its examples.
func TestEntryGuardAuditLogsInUTC(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	p := w.EntryGuardProtocol(nil)
	_, diagnostics := p.Data("steward_entryguard_audit_logs", map[string]any{"from": "2026-02-18T13:22:00+01:00", "to": "2026-02-18T12:23:00.5Z"})
	p.RequireClean("audit logs", diagnostics)
	requests := w.EntryGuard.Requests()
	query, err := url.ParseQuery(requests[len(requests)-1].Query)
	if err != nil {
		t.Fatal(err)
	}
	if from, to := query.Get("from"), query.Get("to"); from != "2026-02-18T12:22:00Z" || to != "2026-02-18T12:23:00.5Z" {
		t.Errorf("the API was asked from %s to %s", from, to)
	}
}
