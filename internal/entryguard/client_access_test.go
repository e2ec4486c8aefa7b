package entryguard_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
)

// Every method about roles, users, keys, rules, settings and the log sends
// exactly the documented request.
func TestExactRequestsAboutAccess(t *testing.T) {
	whole := func(objectType string) string { return entryguard.WholeAnswer(objectType, someID, "") }
	role, user, rule := whole(entryguard.RoleType), whole(entryguard.UserType), whole(entryguard.StaticIPRuleType)
	key, made := whole(entryguard.APIKeyType), entryguard.WholeAnswer(entryguard.APIKeyType, someID, `{"plainTextKey":"egk_x"}`)
	settings := whole(entryguard.OrganizationSettingsType)
	assignment := deletion.Object{ID: someID + "/" + missingID}
	tests := map[string]struct {
		call   func(context.Context, *entryguard.Client) error
		answer string
		want   string // method, path and query, body
	}{
		"Roles": {func(ctx context.Context, c *entryguard.Client) error { _, err := c.Roles(ctx); return err }, `[]`, "GET /roles "},
		"Role":  {func(ctx context.Context, c *entryguard.Client) error { _, err := c.Role(ctx, someID); return err }, role, "GET /roles/" + someID + " "},
		"CreateRole, least": {func(ctx context.Context, c *entryguard.Client) error {
			_, err := c.CreateRole(ctx, entryguard.RoleInput{Name: "ops"})
			return err
		}, role, `POST /roles {"name":"ops"}`},
		"CreateRole, all": {func(ctx context.Context, c *entryguard.Client) error {
			_, err := c.CreateRole(ctx, entryguard.RoleInput{Name: "ops", Description: new(""), MaxSessionDurationHours: new(int64(8))})
			return err
		}, role, `POST /roles {"name":"ops","description":"","maxSessionDurationHours":8}`},
		"UpdateRole": {func(ctx context.Context, c *entryguard.Client) error {
			_, err := c.UpdateRole(ctx, someID, entryguard.RolePatch{Description: entryguard.SendNull[string](), MaxSessionDurationHours: entryguard.Send(int64(4))})
			return err
		}, role, `PATCH /roles/` + someID + ` {"description":null,"maxSessionDurationHours":4}`},
		"UpdateRole, name": {func(ctx context.Context, c *entryguard.Client) error {
			_, err := c.UpdateRole(ctx, someID, entryguard.RolePatch{Name: new("dev")})
			return err
		}, role, `PATCH /roles/` + someID + ` {"name":"dev"}`},
		"AssignResource": {func(ctx context.Context, c *entryguard.Client) error {
			return c.AssignResource(ctx, someID, missingID)
		}, `{"message":"ok"}`, "POST /roles/" + someID + "/resources/" + missingID + " "},
		"AssignUser": {func(ctx context.Context, c *entryguard.Client) error {
			return c.AssignUser(ctx, someID, missingID)
		}, `{"message":"ok"}`, "POST /roles/" + someID + "/users/" + missingID + " "},
		"RoleResourceBackend": {func(ctx context.Context, c *entryguard.Client) error {
			_, err := c.RoleResourceBackend().Delete(ctx, assignment, deletion.Attempt{})
			return err
		}, "", "DELETE /roles/" + someID + "/resources/" + missingID + " "},
		"RoleUserBackend": {func(ctx context.Context, c *entryguard.Client) error {
			_, err := c.RoleUserBackend().Delete(ctx, assignment, deletion.Attempt{})
			return err
		}, "", "DELETE /roles/" + someID + "/users/" + missingID + " "},
		"Users": {func(ctx context.Context, c *entryguard.Client) error { _, err := c.Users(ctx); return err }, `[` + user + `]`, "GET /users "},
		"User":  {func(ctx context.Context, c *entryguard.Client) error { _, err := c.User(ctx, someID); return err }, user, "GET /users/" + someID + " "},
		"InviteUser, least": {func(ctx context.Context, c *entryguard.Client) error {
			_, err := c.InviteUser(ctx, entryguard.UserInput{Email: "eve@example.com"})
			return err
		}, user, `POST /users {"email":"eve@example.com"}`},
		"InviteUser, all": {func(ctx context.Context, c *entryguard.Client) error {
			_, err := c.InviteUser(ctx, entryguard.UserInput{Email: "eve@example.com", Name: new("Eve"), IsOrgAdmin: new(false)})
			return err
		}, user, `POST /users {"email":"eve@example.com","name":"Eve","isOrgAdmin":false}`},
		"UpdateUser": {func(ctx context.Context, c *entryguard.Client) error {
			_, err := c.UpdateUser(ctx, someID, entryguard.UserPatch{Name: entryguard.SendNull[string](), IsActive: new(false)})
			return err
		}, user, `PATCH /users/` + someID + ` {"name":null,"isActive":false}`},
		"APIKeys": {func(ctx context.Context, c *entryguard.Client) error { _, err := c.APIKeys(ctx); return err }, `[]`, "GET /api-keys "},
		"APIKey":  {func(ctx context.Context, c *entryguard.Client) error { _, err := c.APIKey(ctx, someID); return err }, `[` + key + `]`, "GET /api-keys "},
		"CreateAPIKey, least": {func(ctx context.Context, c *entryguard.Client) error {
			_, err := c.CreateAPIKey(ctx, entryguard.APIKeyInput{Name: "ci", Scopes: []string{"audit:read"}})
			return err
		}, made, `POST /api-keys {"name":"ci","scopes":["audit:read"]}`},
		"CreateAPIKey, all": {func(ctx context.Context, c *entryguard.Client) error {
			_, err := c.CreateAPIKey(ctx, entryguard.APIKeyInput{Name: "ci", Description: new("d"), Scopes: []string{"a", "b"}, ExpiresAt: new("2099-01-01T00:00:00Z")})
			return err
		}, made, `POST /api-keys {"name":"ci","description":"d","scopes":["a","b"],"expiresAt":"2099-01-01T00:00:00Z"}`},
		"StaticIPRules": {func(ctx context.Context, c *entryguard.Client) error { _, err := c.StaticIPRules(ctx); return err }, `[]`, "GET /static-ip-rules "},
		"StaticIPRule": {func(ctx context.Context, c *entryguard.Client) error {
			_, err := c.StaticIPRule(ctx, someID)
			return err
		}, rule, "GET /static-ip-rules/" + someID + " "},
		"CreateStaticIPRule": {func(ctx context.Context, c *entryguard.Client) error {
			_, err := c.CreateStaticIPRule(ctx, entryguard.StaticIPRuleInput{Label: "office", IPAddress: "2001:db8::/32", ResourceIDs: []string{"r1"}})
			return err
		}, rule, `POST /static-ip-rules {"label":"office","ipAddress":"2001:db8::/32","resourceIds":["r1"]}`},
		"OrganizationSettings": {func(ctx context.Context, c *entryguard.Client) error {
			_, err := c.OrganizationSettings(ctx)
			return err
		}, settings, "GET /organization/settings "},
		"UpdateOrganizationSettings": {func(ctx context.Context, c *entryguard.Client) error {
			_, err := c.UpdateOrganizationSettings(ctx, entryguard.OrganizationSettingsPatch{
				MFARequired: new(false), PasswordMinLength: new(int64(12)), PasswordExpirationDays: entryguard.SendNull[int64](),
			})
			return err
		}, settings, `PATCH /organization/settings {"mfaRequired":false,"passwordMinLength":12,"passwordExpirationDays":null}`},
		"AuditLogs": {func(ctx context.Context, c *entryguard.Client) error {
			_, err := c.AuditLogs(ctx, entryguard.AuditFilter{
				EventType: "ROLE_CREATE", ActorEmail: "ada+x@example.com", From: "2026-02-18T10:30:00Z", To: "2026-02-19T10:30:00Z", Limit: 5,
			})
			return err
		}, `{"content":[],"totalPages":0}`, "GET /audit-logs?actorEmail=ada%2Bx%40example.com&eventType=ROLE_CREATE&from=2026-02-18T10%3A30%3A00Z&page=0&size=5&to=2026-02-19T10%3A30%3A00Z "},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var got string
			asks := 0
			api := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/api/v1/auth/me" {
					fmt.Fprint(w, entryguard.WholeAnswer(entryguard.MeType, someID, "")) // a list of users must show the caller
					return
				}
				asks++
				body, err := io.ReadAll(r.Body)
				if err != nil {
					t.Error(err)
				}
				got = r.Method + " " + r.URL.RequestURI()[len("/api/v1"):] + " " + string(body)
				if test.answer == "" {
					w.WriteHeader(http.StatusNoContent)
				}
				fmt.Fprint(w, test.answer)
			})
			if err := test.call(t.Context(), api.client(t)); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("the request is not the documented one (-want +got):\n%s", diff)
			}
			if asks != 1 {
				t.Errorf("%d requests, want 1", asks)
			}
		})
	}
}

// The documented bodies, nulls included, come back as they are.
func TestDocumentedBodiesAboutAccess(t *testing.T) {
	bodies := map[string]string{
		"/users/u": `{"id":"u","email":"a@example.com","name":null,"isOrgAdmin":true,"platformRole":"CUSTOMER","isActive":true,"mfaEnabled":true,
			"lastLoginAt":null,"roleNames":["ops"],"createdAt":"2026-02-18T10:30:00Z","updatedAt":"2026-02-18T10:30:00Z","surprise":[1]}`,
		"/roles/r": `{"id":"r","name":"ops","description":null,"maxSessionDurationHours":null,"resourceIds":["x"],"userIds":[],"createdAt":"c","updatedAt":"d"}`,
		"/static-ip-rules/s": `{"id":"s","label":"office","ipAddress":"203.0.113.7","status":"PARTIAL","createdByEmail":"a@example.com","createdAt":"c",
			"resources":[{"resourceId":"x","resourceName":"bastion","status":"FAILED","appliedAt":null,"errorMessage":"quota"}]}`,
		"/api-keys": `[{"id":"k","name":"ci","description":null,"keyPrefix":"egk_","scopes":["a"],"isRevoked":false,"revokedAt":null,"expiresAt":null,
			"lastUsedAt":"l","lastUsedIp":"203.0.113.7","createdByEmail":"a@example.com","createdAt":"c"}]`,
		"/auth/me": `{"id":"u","email":"a@example.com","name":null,"isOrgAdmin":true,"platformRole":"USER","organizationId":"o","organizationName":"O",
			"organizationSlug":"o","subscriptionTier":"FREE","mfaEnabled":false,"maxUsers":50,"maxResources":null,"organizationMfaRequired":true}`,
	}
	api := serve(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, bodies[r.URL.Path[len("/api/v1"):]]) })
	c, ctx := api.client(t), t.Context()
	same := func(got any, err error, want any) {
		t.Helper()
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("error %v, object (-want +got):\n%s", err, diff)
		}
	}
	user, err := c.User(ctx, "u")
	same(user, err, entryguard.User{
		ID: "u", Email: "a@example.com", IsOrgAdmin: true, PlatformRole: "CUSTOMER", IsActive: true, MFAEnabled: true,
		RoleNames: []string{"ops"}, CreatedAt: "2026-02-18T10:30:00Z", UpdatedAt: "2026-02-18T10:30:00Z",
	})
	role, err := c.Role(ctx, "r")
	same(role, err, entryguard.Role{ID: "r", Name: "ops", ResourceIDs: []string{"x"}, UserIDs: []string{}, CreatedAt: "c", UpdatedAt: "d"})
	rule, err := c.StaticIPRule(ctx, "s")
	same(rule, err, entryguard.StaticIPRule{
		ID: "s", Label: "office", IPAddress: "203.0.113.7", Status: "PARTIAL", CreatedByEmail: "a@example.com", CreatedAt: "c",
		Resources: []entryguard.StaticIPRuleResource{{ResourceID: "x", ResourceName: "bastion", Status: "FAILED", ErrorMessage: new("quota")}},
	})
	key, err := c.APIKey(ctx, "k")
	same(key, err, entryguard.APIKey{
		ID: "k", Name: "ci", KeyPrefix: "egk_", Scopes: []string{"a"}, LastUsedAt: "l", LastUsedIP: new("203.0.113.7"), CreatedByEmail: "a@example.com", CreatedAt: "c",
	})
	me, err := c.CurrentUser(ctx)
	same(me, err, entryguard.Me{
		ID: "u", Email: "a@example.com", IsOrgAdmin: true, PlatformRole: "USER", OrganizationID: "o", OrganizationName: "O",
		OrganizationSlug: "o", SubscriptionTier: "FREE", MaxUsers: new(50.0), OrganizationMFARequired: true,
	})
}
