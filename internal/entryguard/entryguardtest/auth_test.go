package entryguardtest_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

func loginBody(password string) string {
	return fmt.Sprintf(`{"organizationSlug":"example","email":"ada@example.com","password":%q}`, password)
}

func TestLogInAndRefresh(t *testing.T) {
	a := start(t, entryguardtest.Options{TokenLifetime: 15 * time.Minute})
	got := a.want(a.ask("POST", "/auth/login", "", loginBody(entryguardtest.DefaultPassword)), 200, "")
	user, _ := got.get("user").(map[string]any)
	if got.get("expiresIn") != 900.0 || got.get("tokenType") != "Bearer" || got.get("mfaRequired") != false ||
		got.get("mfaChallengeToken") != nil || user["isOrgAdmin"] != true || user["organizationSlug"] != "example" {
		t.Errorf("log-in = %s", got.text)
	}
	as := fmt.Sprintf("Authorization: Bearer %v", got.get("accessToken"))
	renewal := fmt.Sprintf(`{"refreshToken":%q}`, got.get("refreshToken"))
	me := a.want(a.ask("GET", "/auth/me", as, ""), 200, "")
	want := map[string]any{
		"id": user["id"], "email": "ada@example.com", "name": "Ada Admin", "isOrgAdmin": true, "platformRole": "USER",
		"organizationId": entryguardtest.DefaultOrganization.ID, "organizationName": "Example Ltd", "organizationSlug": "example",
		"subscriptionTier": "BUSINESS", "maxUsers": 50.0, "maxResources": 1000.0, "mfaEnabled": false, "organizationMfaRequired": false,
	}
	if diff := cmp.Diff(want, me.body); diff != "" {
		t.Errorf("/auth/me (-want +got):\n%s", diff)
	}

	a.clock.Advance(15 * time.Minute)
	a.want(a.ask("GET", "/auth/me", as, ""), 401, "expired")
	renewed := a.want(a.ask("POST", "/auth/refresh", "", renewal), 200, "")
	a.want(a.ask("GET", "/auth/me", fmt.Sprintf("Authorization: Bearer %v", renewed.get("accessToken")), ""), 200, "")
	a.want(a.ask("POST", "/auth/refresh", "", renewal), 401, "refresh token") // it has rotated

	second := fmt.Sprintf(`{"refreshToken":%q}`, renewed.get("refreshToken"))
	for range 2 {
		a.want(a.ask("POST", "/auth/logout", "", second), 200, "{}")
	}
	a.want(a.ask("POST", "/auth/refresh", "", second), 401, "refresh token")
	a.want(a.ask("POST", "/auth/refresh", "", `{}`), 400, "refreshToken is required")
}

func TestLogInVariants(t *testing.T) {
	tests := map[string]struct {
		edit   func(*entryguardtest.User)
		status int
		want   map[string]bool // members and whether they are set (true or not null)
	}{
		"second factor":       {func(u *entryguardtest.User) { u.MFARequired = true }, 200, map[string]bool{"mfaRequired": true, "mfaChallengeToken": true, "accessToken": false}},
		"password expired":    {func(u *entryguardtest.User) { u.PasswordExpired = true }, 200, map[string]bool{"passwordExpired": true, "passwordChangeToken": true, "accessToken": false}},
		"second factor unset": {func(u *entryguardtest.User) { u.MFASetupRequired = true }, 200, map[string]bool{"mfaSetupRequired": true}},
		"suspended":           {func(u *entryguardtest.User) { u.Suspended = true }, 403, nil},
		"another password":    {func(u *entryguardtest.User) { u.Password = "x" }, 401, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			a := start(t, entryguardtest.Options{})
			a.EditUser("ada@example.com", test.edit)
			got := a.want(a.ask("POST", "/auth/login", "", loginBody(entryguardtest.DefaultPassword)), test.status, "")
			for member, want := range test.want {
				if value := got.get(member); (value != nil && value != false) != want {
					t.Errorf("%s = %v", member, value)
				}
			}
		})
	}
}

func TestWhoMayDoWhat(t *testing.T) {
	a := start(t, entryguardtest.Options{})
	_, resource := a.seed()
	key := func(scopes ...string) string { return "X-API-Key: " + a.APIKey(scopes...) }
	revoked := a.APIKey("resources:read")
	a.RevokeAPIKey(revoked)
	tests := map[string]struct {
		method, path, as string
		status           int
		part             string
	}{
		"nobody":                         {"GET", "/resources", "", 401, `"error":"UNAUTHORIZED"`},
		"nobody, Spring family":          {"GET", "/sessions", "", 401, `"error":"Unauthorized"`},
		"nonsense":                       {"GET", "/resources", "Authorization: Bearer x", 401, `"error":"UNAUTHORIZED"`},
		"another scheme":                 {"GET", "/resources", "Authorization: Basic eDp5", 401, `"error":"UNAUTHORIZED"`},
		"user lists resources":           {"GET", "/resources", a.user(), 403, `"error":"FORBIDDEN"`},
		"user deletes":                   {"DELETE", "/resources/" + resource, a.user(), 403, `"error":"FORBIDDEN"`},
		"key reads":                      {"GET", "/resources/" + resource, key("resources:read"), 200, ""},
		"key in the other header":        {"GET", "/resources", "Authorization: ApiKey " + a.APIKey("resources:read"), 200, ""},
		"key without the scope":          {"GET", "/resources", key("sessions:read"), 403, "lacks the scope"},
		"key deletes":                    {"DELETE", "/resources/" + resource, key("resources:read", "sessions:write"), 403, "does not accept API keys"},
		"key lists credentials":          {"GET", "/credentials", key("resources:read"), 403, "does not accept API keys"},
		"key lists everybody's sessions": {"GET", "/sessions/admin", key("sessions:read"), 403, "does not accept API keys"},
		"key reads own sessions":         {"GET", "/sessions", key("sessions:read"), 200, "[]"},
		"key writes and cannot read":     {"GET", "/sessions", key("sessions:write"), 403, "lacks the scope"},
		"key asks who it is":             {"GET", "/auth/me", key(), 200, `"organizationSlug":"example"`},
		"revoked key":                    {"GET", "/resources", "X-API-Key: " + revoked, 401, "revoked"},
	}
	for name, test := range tests {
		t.Run(name, func(*testing.T) { a.want(a.ask(test.method, test.path, test.as, ""), test.status, test.part) })
	}
	if a.ResourceCount() != 1 {
		t.Error("a refused deletion took effect")
	}
	a.Change(func(o *entryguardtest.Options) { o.MeRefusesAPIKeys = true })
	a.want(a.ask("GET", "/auth/me", key(), ""), 403, "does not accept API keys")
	as := a.admin()
	a.EditUser("ada@example.com", func(u *entryguardtest.User) { u.Suspended = true })
	a.want(a.ask("GET", "/auth/me", as, ""), 403, "suspended")
	a.EditUser("ada@example.com", func(u *entryguardtest.User) { u.Suspended = false })
	a.ExpireTokens()
	a.want(a.ask("GET", "/auth/me", as, ""), 401, "")
}

// TestTokenIsUsedUp: a token that serves so many requests has expired then.
func TestTokenIsUsedUp(t *testing.T) {
	a := start(t, entryguardtest.Options{TokenRequests: 2})
	got := a.want(a.ask("POST", "/auth/login", "", loginBody(entryguardtest.DefaultPassword)), 200, "")
	as := fmt.Sprintf("Authorization: Bearer %v", got.get("accessToken"))
	for range 2 {
		a.want(a.ask("GET", "/auth/me", as, ""), 200, "")
	}
	a.want(a.ask("GET", "/auth/me", as, ""), 401, "expired")
}
