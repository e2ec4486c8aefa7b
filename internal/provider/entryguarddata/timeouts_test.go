package entryguarddata_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// readConfigs are all data sources of EntryGuard, with what they need.
var readConfigs = map[string]map[string]any{
	"api_keys": nil, "audit_logs": nil, "credentials": nil, "current_user": nil, "deletion_readiness": nil, "organization_settings": nil,
	"resources": nil, "roles": nil, "sessions": nil, "static_ip_rules": nil, "users": nil,
	"credential": {"id": someUUID}, "resource": {"id": someUUID}, "role": {"name": "operators"}, "static_ip_rule": {"label": "office"}, "user": {"email": "uma@example.com"},
}

// TestEntryGuardDataTimeouts: timeouts.read bounds the whole read: an API that
// does not answer, one that is asked again, and one whose log-in hangs.
func TestEntryGuardDataTimeouts(t *testing.T) {
	t.Parallel()
	login := map[string]any{"access_token": nil, "organization_slug": "example", "email": "ada@example.com", "password": providertest.Secret}
	for source, config := range readConfigs {
		for name, c := range map[string]struct {
			fault    entryguardtest.Fault
			settings map[string]any
		}{
			"hangs":     {entryguardtest.Fault{Method: "GET", Hang: true}, nil},
			"throttles": {entryguardtest.Fault{Method: "GET", Status: 429}, nil},
			"log-in":    {entryguardtest.Fault{Method: "POST", Path: "/auth/**", Hang: true}, login},
		} {
			if name != "hangs" && source != "resources" && source != "audit_logs" && source != "deletion_readiness" {
				continue // what they have in common waits and logs in
			}
			t.Run(source+" "+name, func(t *testing.T) {
				t.Parallel()
				w := providertest.NewWorld(t)
				c.fault.Times = -1
				w.EntryGuard.Fail(c.fault)
				began := time.Now()
				config := changedConfig(map[string]any{"timeouts": map[string]any{"read": "150ms"}}, config)
				got, diagnostics := w.EntryGuardProtocol(c.settings).Data("steward_entryguard_"+source, config)
				if waited := time.Since(began); waited < 150*time.Millisecond || waited > 10*time.Second {
					t.Errorf("it took %s", waited)
				}
				if got != nil {
					t.Errorf("it answered %v", got)
				}
				providertest.RequireError(t, diagnostics, "timeouts.read is over", "set timeouts.read to more", "What to do")
			})
		}
	}
}

// TestEntryGuardDataTimeoutOfPages: the limit is one for all pages, not one each.
func TestEntryGuardDataTimeoutOfPages(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	w.EntryGuard.Change(func(o *entryguardtest.Options) { o.MaxPageSize = 1 })
	for i := range 30 {
		w.EntryGuard.AddAuditEntry(entryguardtest.AuditEntry{EventType: fmt.Sprint("EVENT_", i), ActorEmail: "uma@example.com"})
	}
	w.EntryGuard.Fail(entryguardtest.Fault{Method: "GET", Path: "/audit-logs", Times: -1, Delay: 100 * time.Millisecond})
	p := w.EntryGuardProtocol(nil)
	_, diagnostics := p.Data("steward_entryguard_audit_logs", map[string]any{"timeouts": map[string]any{"read": "1s"}})
	providertest.RequireError(t, diagnostics, "timeouts.read is over")
	if asked := w.EntryGuard.Count("GET", "/audit-logs"); asked < 2 || asked > 15 {
		t.Errorf("%d pages were asked for within a second, each of which takes a tenth", asked)
	}
	got, diagnostics := p.Data("steward_entryguard_audit_logs", map[string]any{"timeouts": map[string]any{"read": "1m"}})
	p.RequireClean("all pages", diagnostics)
	if shown := got["audit_logs"].([]any); len(shown) != 30 {
		t.Errorf("%d events are shown", len(shown))
	}
	if kept := fmt.Sprint(got["timeouts"]); !strings.Contains(kept, "1m") {
		t.Errorf("state has timeouts = %s, which is not what is configured", kept)
	}
}
