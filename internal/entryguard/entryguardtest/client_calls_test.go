package entryguardtest_test

import (
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// TestWhatTheOfficialClientAsks plays the requests of EntryGuard's command-line client: one API key in X-API-Key, from
// the check of the key to the end of a session.
func TestWhatTheOfficialClientAsks(t *testing.T) {
	a := start(t, entryguardtest.Options{})
	_, resource := a.seed()
	a.EditUser("uma@example.com", func(u *entryguardtest.User) { u.EveryResource = true })
	as := "X-API-Key: " + a.AddAPIKeyOf("uma@example.com", entryguardtest.APIKey{Name: "cli", Scopes: []string{"sessions:read", "sessions:write"}}).PlainText

	a.want(a.ask("GET", "/auth/me", as, ""), 200, `"email":"uma@example.com"`)
	a.want(a.ask("GET", "/detect-ip", "", ""), 200, `"version":4`)
	a.want(a.ask("GET", "/detect-ip", as, ""), 200, `"timestamp":"2026-02-18T10:30:00Z"`)
	made := a.want(a.ask("POST", "/sessions", as, `{"durationHours":2,"ipv4Address":"203.0.113.9"}`), 201, `"organizationName":"Example Ltd"`)
	id, _ := made.get("id").(string)
	a.want(made, 201, `"resourceId":"`+resource+`"`)
	a.want(a.ask("GET", "/sessions", as, ""), 200, `"expiresAt":"2026-02-18T12:30:00Z"`)
	a.want(a.ask("GET", "/sessions/"+id, as, ""), 200, `"userEmail":"uma@example.com"`)
	a.want(a.ask("POST", "/sessions/"+id+"/extend", as, `{"additionalHours":1}`), 200, `"expiresAt":"2026-02-18T13:30:00Z"`)
	a.want(a.ask("POST", "/sessions/"+id+"/stop", as, "{}"), 200, `"endedReason":"MANUAL"`)
	a.want(a.ask("POST", "/sessions/"+id+"/stop", "X-API-Key: "+a.APIKey("sessions:write"), "{}"), 404, "Session not found")
}
