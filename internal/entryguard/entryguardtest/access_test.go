package entryguardtest_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

const missing = "0e9b6d0c-6a57-4d92-8b6f-f6f4f0b3a111"

// make posts a body and returns the id of what was made.
func (a api) make(path, body string) string {
	a.t.Helper()
	id, _ := a.want(a.ask("POST", path, a.admin(), body), 201, "").get("id").(string)
	if id == "" {
		a.t.Fatalf("POST %s answered no id", path)
	}
	return id
}

// Roles answer in the Spring family, in the documented words.
func TestRoles(t *testing.T) {
	a := start(t, entryguardtest.Options{})
	_, resource := a.seed()
	user := a.Users()[1].ID
	as := a.admin()
	role := a.make("/roles", `{"name":"ops","maxSessionDurationHours":8}`)
	a.want(a.ask("GET", "/roles/"+role, as, ""), 200, `"description":null,"maxSessionDurationHours":8,"resourceIds":[],"userIds":[]`)
	a.want(a.ask("POST", "/roles", as, `{"name":"ops"}`), 400, `A role with name 'ops' already exists`)
	a.want(a.ask("POST", "/roles", as, `{"description":"x","maxSessionDurationHours":0}`), 400, `"maxSessionDurationHours":"must be at least 1","name":"name is required"`)
	other := a.make("/roles", `{"name":"dev"}`)
	a.want(a.ask("PATCH", "/roles/"+other, as, `{"name":"ops"}`), 400, "already exists")
	a.want(a.ask("PATCH", "/roles/"+other, as, `{"name":"dev","description":"d"}`), 200, `"description":"d"`)
	a.want(a.ask("PATCH", "/roles/"+other, as, `{"description":null}`), 200, `"description":null`)
	for _, member := range []struct{ what, path string }{{"Resource", "/resources/" + resource}, {"User", "/users/" + user}} {
		path := "/roles/" + role + member.path
		a.want(a.ask("DELETE", path, as, ""), 404, member.what+" not assigned to this role")
		a.want(a.ask("POST", path, as, ""), 200, `"message"`)
		a.want(a.ask("POST", path, as, ""), 400, `"error":"Bad Request","message":"`+member.what+` already assigned to this role"`)
		a.want(a.ask("POST", strings.Replace(path, role, missing, 1), as, ""), 404, "Role not found with id: "+missing)
		a.want(a.ask("POST", "/roles/"+role+member.path[:strings.LastIndex(member.path, "/")+1]+missing, as, ""), 404, member.what+" not found with id: "+missing)
	}
	a.want(a.ask("GET", "/users/"+user, as, ""), 200, `"roleNames":["ops"]`)
	a.want(a.ask("DELETE", "/roles/"+role+"/users/"+user, as, ""), 204, "")
	a.want(a.ask("GET", "/users/"+user, as, ""), 200, `"roleNames":[]`)
	a.want(a.ask("DELETE", "/roles/"+role, as, ""), 204, "")
	a.want(a.ask("GET", "/roles/"+role, as, ""), 404, `"error":"Not Found"`)
	a.want(a.ask("GET", "/roles", a.user(), ""), 403, `"status":403`)
	if got := a.Deletions(role + "/" + user); got != 1 || a.Deletions(role) != 1 {
		t.Errorf("deletions = %d and %d, want 1 each", got, a.Deletions(role))
	}
}

// A role's resources are what its users' sessions open.
func TestRolesOpenResources(t *testing.T) {
	a := start(t, entryguardtest.Options{})
	_, resource := a.seed()
	user := a.Users()[1]
	if s := a.StartSession(user.Email); len(s.ResourceIPs) != 0 {
		t.Errorf("a user without roles opened %v", s.ResourceIPs)
	}
	a.AddRole(entryguardtest.Role{Name: "ops", ResourceIDs: []string{resource}, UserIDs: []string{user.ID}})
	if s := a.StartSession(user.Email); len(s.ResourceIPs) != 1 || s.ResourceIPs[0].ResourceID != resource {
		t.Errorf("the role opened %v, want its resource", s.ResourceIPs)
	}
}

// What is deleted leaves every role and rule that names it.
func TestWhatIsDeletedIsNamedNowhere(t *testing.T) {
	a := start(t, entryguardtest.Options{})
	credential, resource := a.seed()
	eve := a.make("/users", `{"email":"eve@example.com","name":"Eve"}`)
	role := a.AddRole(entryguardtest.Role{Name: "ops", ResourceIDs: []string{resource}, UserIDs: []string{eve}}).ID
	rule := a.AddStaticIPRule(entryguardtest.StaticIPRule{
		Label: "office", IPAddress: "203.0.113.7", Resources: []entryguardtest.StaticIPRuleResource{{ResourceID: resource}},
	}).ID
	s := a.StartSession("eve@example.com")
	a.want(a.ask("DELETE", "/users/"+eve, a.admin(), ""), 204, "")
	if got, _ := a.Role(role); len(got.UserIDs) != 0 || len(got.ResourceIDs) != 1 {
		t.Errorf("role = %+v, want it without the user", got)
	}
	if got, _ := a.Session(s.ID); got.Status != entryguardtest.Cancelled || got.EndedReason != "ADMIN" {
		t.Errorf("the user's session is %s (%s)", got.Status, got.EndedReason)
	}
	a.make("/users", `{"email":"eve@example.com"}`) // the address is free again
	a.Change(func(o *entryguardtest.Options) { o.CredentialsCascade = true })
	a.want(a.ask("DELETE", "/credentials/"+credential, a.admin(), ""), 204, "")
	if got, _ := a.Role(role); len(got.ResourceIDs) != 0 {
		t.Errorf("role = %+v, want it without the resource", got)
	}
	if got, _ := a.StaticIPRule(rule); len(got.Resources) != 0 {
		t.Errorf("rule = %+v, want it without the resource", got)
	}
}

func TestUsers(t *testing.T) {
	a := start(t, entryguardtest.Options{MaxUsers: 3})
	as := a.admin()
	ada := a.Users()[0].ID
	a.want(a.ask("GET", "/users/"+ada, as, ""), 200, `"isActive":true,"isOrgAdmin":true,"lastLoginAt":null,"mfaEnabled":false,"name":"Ada Admin","platformRole":"CUSTOMER","roleNames":[]`)
	a.want(a.ask("POST", "/users", as, `{"email":"ada@example.com"}`), 400, "already exists")
	a.want(a.ask("POST", "/users", as, `{"email":"no address","isOrgAdmin":"yes"}`), 400, `"validationErrors":{"email":"must be a well-formed email address","isOrgAdmin":"isOrgAdmin must be a boolean"}`)
	eve := a.make("/users", `{"email":"eve@example.com"}`)
	a.want(a.ask("POST", "/users", as, `{"email":"eva@example.com"}`), 400, "User limit reached")
	for _, last := range []struct{ method, body, says string }{{"DELETE", "", "Cannot delete the last organization admin"}, {"PATCH", `{"isOrgAdmin":false}`, "Cannot demote the last organization admin"}} {
		a.want(a.ask(last.method, "/users/"+ada, as, last.body), 400, last.says)
	}
	a.want(a.ask("PATCH", "/users/"+eve, as, `{"isOrgAdmin":true,"isActive":false,"email":"other@example.com"}`), 200, `"email":"eve@example.com"`)
	a.EditUser("eve@example.com", func(u *entryguardtest.User) { u.Password = "pw" })
	a.want(a.ask("POST", "/auth/login", "", `{"organizationSlug":"example","email":"eve@example.com","password":"pw"}`), 403, "suspended")
	a.want(a.ask("PATCH", "/users/"+ada, as, `{"isOrgAdmin":false}`), 200, `"isOrgAdmin":false`) // Eve is an admin now
	a.want(a.ask("GET", "/users", as, ""), 403, "ORG_ADMIN")
	a.want(a.ask("GET", "/users/"+missing, "Authorization: Bearer "+a.AdminToken(), ""), 403, "suspended")
	a.EditUser("eve@example.com", func(u *entryguardtest.User) { u.Inactive, u.MFARequired = false, true })
	as = "Authorization: Bearer " + a.Token("eve@example.com")
	a.want(a.ask("POST", "/users/"+eve+"/reset-mfa", as, ""), 200, "")
	a.want(a.ask("POST", "/users/"+eve+"/reset-mfa", as, ""), 400, "not enabled")
	a.want(a.ask("GET", "/users/"+missing, as, ""), 404, "User not found with id: "+missing)
}

// A key is answered once, works until it is revoked, has expired or its user
// is gone, and stays in the list.
func TestAPIKeys(t *testing.T) {
	a := start(t, entryguardtest.Options{})
	as := a.admin()
	for body, says := range map[string]string{
		`{"scopes":["resources:read"]}`: "name is required", `{"name":"x"}`: "scopes must not be empty", `{"name":"x","scopes":[]}`: "scopes must not be empty",
		`{"name":"x","scopes":"all"}`: "scopes must be a list of strings", `{"name":"x","scopes":["a"],"expiresAt":"2020-01-01T00:00:00Z"}`: "in the future",
		`{"name":"` + strings.Repeat("x", 256) + `","scopes":["a"]}`: "at most 255",
	} {
		a.want(a.ask("POST", "/api-keys", as, body), 400, says)
	}
	made := a.want(a.ask("POST", "/api-keys", as, `{"name":"ci","scopes":["resources:read"],"expiresAt":"2026-02-18T11:30:00Z"}`), 201, `"plainTextKey":"egk_live_`)
	key := fmt.Sprint("X-API-Key: ", made.get("plainTextKey"))
	a.want(a.ask("GET", "/resources", key, ""), 200, "[]")
	a.want(a.ask("GET", "/credentials", key, ""), 403, "does not accept API keys")
	a.want(a.ask("GET", "/api-keys", as, ""), 200, `"lastUsedAt":"2026-02-18T10:30:00Z"`)
	a.clock.Advance(time.Hour)
	a.want(a.ask("GET", "/resources", key, ""), 401, "expired")
	if list := a.want(a.ask("GET", "/api-keys", a.admin(), ""), 200, `"isRevoked":false`); strings.Contains(list.text, key[len("X-API-Key: "):]) {
		t.Errorf("the list holds the key: %s", list.text)
	}
	id := fmt.Sprint(made.get("id"))
	a.want(a.ask("DELETE", "/api-keys/"+id, a.admin(), ""), 204, "")
	a.want(a.ask("GET", "/api-keys", a.admin(), ""), 200, `"isRevoked":true,"revokedAt":"2026-02-18T11:30:00Z"`)
	a.want(a.ask("DELETE", "/api-keys/"+id, a.admin(), ""), 404, `"error":"NOT_FOUND"`)
	a.want(a.ask("GET", "/api-keys/"+id, a.admin(), ""), 405, "not supported")
	orphan := a.AddAPIKey(entryguardtest.APIKey{Scopes: []string{"resources:read"}})
	a.RemoveUser(a.Users()[0].ID)
	a.want(a.ask("GET", "/resources", "X-API-Key: "+orphan.PlainText, ""), 401, "")
}

func TestStaticIPRules(t *testing.T) {
	a := start(t, entryguardtest.Options{StaticIPRuleAfter: time.Minute})
	_, resource := a.seed()
	as := a.admin()
	for body, says := range map[string]string{
		`{"ipAddress":"203.0.113.7","resourceIds":["x"]}`:               "label is required",
		`{"label":"x","ipAddress":"203.0.113","resourceIds":["x"]}`:     "must be a valid IP address",
		`{"label":"x","ipAddress":"203.0.113.7","resourceIds":[]}`:      "resourceIds must not be empty",
		`{"label":"x","ipAddress":"203.0.113.0/33","resourceIds":[""]}`: "must be a valid IP address",
	} {
		a.want(a.ask("POST", "/static-ip-rules", as, body), 400, says)
	}
	a.want(a.ask("POST", "/static-ip-rules", as, `{"label":"x","ipAddress":"::1","resourceIds":["`+missing+`"]}`), 404, "RESOURCE_NOT_FOUND")
	rule := a.make("/static-ip-rules", `{"label":"office","ipAddress":"203.0.113.0/24","resourceIds":["`+resource+`"]}`)
	a.want(a.ask("GET", "/static-ip-rules/"+rule, as, ""), 200, `"resourceName":"bastion","status":"PENDING","appliedAt":null,"errorMessage":null`)
	a.clock.Advance(time.Minute)
	a.want(a.ask("GET", "/static-ip-rules/"+rule, as, ""), 200, `"status":"APPLIED","appliedAt":"2026-02-18T10:31:00Z"`)
	a.want(a.ask("PATCH", "/static-ip-rules/"+rule, as, `{}`), 405, "")
	a.want(a.ask("DELETE", "/static-ip-rules/"+rule, as, ""), 204, "")
	a.want(a.ask("GET", "/static-ip-rules/"+rule, as, ""), 404, `"error":"NOT_FOUND"`)
	a.Change(func(o *entryguardtest.Options) { o.StaticIPRuleAfter = -1 })
	rule = a.make("/static-ip-rules", `{"label":"office","ipAddress":"203.0.113.7","resourceIds":["`+resource+`"]}`)
	a.clock.Advance(24 * time.Hour)
	if got, _ := a.StaticIPRule(rule); got.Status != entryguardtest.Pending {
		t.Errorf("status = %s, want PENDING for ever", got.Status)
	}
}

func TestSettings(t *testing.T) {
	a := start(t, entryguardtest.Options{})
	as := a.admin()
	a.want(a.ask("GET", "/organization/settings", as, ""), 200, `{"mfaRequired":false,"passwordMinLength":8,`)
	a.want(a.ask("PATCH", "/organization/settings", as, `{"passwordMinLength":7,"passwordExpirationDays":366}`), 400,
		`"passwordExpirationDays":"must be between 1 and 365","passwordMinLength":"must be between 8 and 128"`)
	a.want(a.ask("PATCH", "/organization/settings", as, `{"passwordExpirationDays":90}`), 200, `"name":"Example Ltd","subscriptionTier":"BUSINESS","mfaRequired":false`)
	a.want(a.ask("GET", "/organization/settings", as, ""), 200, `"passwordExpirationDays":90`)
	a.want(a.ask("PATCH", "/organization/settings", a.user(), `{}`), 403, "FORBIDDEN")
	a.EditSettings(func(s *entryguardtest.Settings) { s.MFARequired = true })
	a.want(a.ask("GET", "/auth/me", as, ""), 200, `"organizationMfaRequired":true`)
	const logIn = `{"organizationSlug":"example","email":"ada@example.com","password":"` + entryguardtest.DefaultPassword + `"}`
	if got := a.want(a.ask("POST", "/auth/login", "", logIn), 200, "accessToken"); got.get("mfaSetupRequired") != nil {
		t.Errorf("log-in = %s, want no demand: it is not enforced yet", got.text)
	}
	a.Change(func(o *entryguardtest.Options) { o.MFAIsEnforced = true })
	a.want(a.ask("POST", "/auth/login", "", logIn), 200, `"mfaSetupRequired":true`)
	if got := a.Settings(); !got.MFARequired || *got.PasswordExpirationDays != 90 {
		t.Errorf("settings = %+v", got)
	}
}

// Every write is in the log, newest first, page by page.
func TestTheAuditLog(t *testing.T) {
	a := start(t, entryguardtest.Options{})
	credential, resource := a.seed()
	as := a.admin()
	role := a.make("/roles", `{"name":"ops"}`)
	key := a.make("/api-keys", `{"name":"ci","scopes":["audit:read"]}`)
	rule := a.make("/static-ip-rules", `{"label":"office","ipAddress":"203.0.113.7","resourceIds":["`+resource+`"]}`)
	a.want(a.ask("PATCH", "/resources/"+resource, as, `{"name":"b"}`), 200, "")
	a.want(a.ask("PATCH", "/roles/"+role, as, `{"name":"o"}`), 200, "")
	a.want(a.ask("PATCH", "/organization/settings", as, `{"mfaRequired":false}`), 200, "")
	for _, path := range []string{"/static-ip-rules/" + rule, "/api-keys/" + key, "/roles/" + role, "/resources/" + resource, "/credentials/" + credential} {
		a.want(a.ask("DELETE", path, as, ""), 204, "")
	}
	a.want(a.ask("DELETE", "/roles/"+missing, as, ""), 404, "")
	a.want(a.ask("POST", "/auth/login", "", `{"organizationSlug":"example","email":"uma@example.com","password":"wrong"}`), 401, "")
	var got []string
	for _, e := range a.AuditLog() {
		got = append(got, e.EventType)
	}
	want := []string{
		"CREDENTIAL_CREATE", "RESOURCE_CREATE", "ROLE_CREATE", "API_KEY_CREATE", "STATIC_IP_RULE_CREATE", "RESOURCE_UPDATE", "ROLE_UPDATE",
		"ORGANIZATION_SETTINGS_UPDATE", "STATIC_IP_RULE_DELETE", "API_KEY_REVOKE", "ROLE_DELETE", "RESOURCE_DELETE", "CREDENTIAL_DELETE", "USER_LOGIN",
	}
	if !slices.Equal(got, want) {
		t.Errorf("events = %v, want %v", got, want)
	}
	page := a.want(a.ask("GET", "/audit-logs?page=1&size=5", as, ""), 200, `"number":1,"size":5,"totalElements":14,"totalPages":3`)
	if content, _ := page.get("content").([]any); len(content) != 5 || !strings.Contains(page.text, "STATIC_IP_RULE_DELETE") || strings.Contains(page.text, "USER_LOGIN") {
		t.Errorf("page = %s", page.text)
	}
	a.want(a.ask("GET", "/audit-logs?eventType=USER_LOGIN", as, ""), 200, `"result":"FAILURE"`)
	a.want(a.ask("GET", "/audit-logs?size=0&page=-1&from=yesterday", as, ""), 400, `"from":"must be an ISO-8601 timestamp"`)
	a.want(a.ask("GET", "/audit-logs", a.user(), ""), 403, "")
	reader := "X-API-Key: " + a.APIKey("audit:read")
	a.want(a.ask("GET", "/audit-logs?actorEmail=ada@example.com", reader, ""), 200, `"totalElements":13`)
	if got := a.Count(http.MethodGet, "/audit-logs"); got != 5 {
		t.Errorf("%d requests", got)
	}
}

// All endpoints can answer one family, and faults keep to it.
func TestOneFamily(t *testing.T) {
	for family, says := range map[string][2]string{
		"":                       {`{"error":"RESOURCE_NOT_FOUND"`, `"status":404`},
		entryguardtest.AllSpring: {`"status":404`, `"status":404`},
		entryguardtest.AllCodes:  {`{"error":"RESOURCE_NOT_FOUND"`, `{"error":"NOT_FOUND"`},
	} {
		a := start(t, entryguardtest.Options{OneFamily: family})
		a.want(a.ask("GET", "/resources/"+missing, a.admin(), ""), 404, says[0])
		a.want(a.ask("GET", "/roles/"+missing, a.admin(), ""), 404, says[1])
		a.Fail(entryguardtest.Fault{Status: 404})
		a.want(a.ask("GET", "/roles", a.admin(), ""), 404, says[1])
	}
}

func TestFormsOfAPIKeys(t *testing.T) {
	a := start(t, entryguardtest.Options{})
	key := a.APIKey("resources:read")
	for _, header := range []string{"X-API-Key: ", "Authorization: ApiKey "} {
		a.want(a.ask("GET", "/resources", header+key, ""), 200, "")
	}
	a.Change(func(o *entryguardtest.Options) { o.KeysInAuthorization, o.KeysAre401 = true, true })
	a.want(a.ask("GET", "/resources", "X-API-Key: "+key, ""), 401, "")
	a.want(a.ask("GET", "/resources", "Authorization: ApiKey "+key, ""), 200, "")
	a.want(a.ask("GET", "/roles", "Authorization: ApiKey "+key, ""), 401, "")
}
