package provider

import (
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// An entryguardRow says about one resource type what the tests of all types
// need to know.
type entryguardRow struct {
	// prepare makes what the object needs and returns a configuration.
	prepare func(w *world) map[string]any
	// change is what can be changed in place at EntryGuard; nil: nothing.
	change map[string]any
	// replace is one change that needs a new object.
	replace func(w *world) map[string]any
	// drift changes the object behind Terraform's back; drifted is an attribute
	// that shows it.
	drift   func(w *world, id string)
	drifted string
	// remove removes the object behind Terraform's back.
	remove func(w *world, id string)
	// exists reports whether EntryGuard has the object.
	exists func(w *world, id string) bool
	// forgotten says that the object is always there: creating changes it, and
	// destroying only forgets it.
	forgotten bool
	// never are attributes that no import can know.
	never []string
}

func (w *world) addResource(name string) string {
	return w.entryguard.AddResource(entryguardtest.Resource{
		Name: name, CredentialID: entryguardtest.Nullable(w.addCredential()), Provider: "AWS", ResourceType: "SECURITY_GROUP", ResourceIdentifier: "sg-" + name, Region: "us-east-1",
	}).ID
}

func (w *world) addRole(name string) string {
	return w.entryguard.AddRole(entryguardtest.Role{Name: name}).ID
}

func (w *world) userID(email string) string {
	w.t.Helper()
	for _, u := range w.entryguard.Users() {
		if u.Email == email {
			return u.ID
		}
	}
	w.t.Fatalf("there is no user %s", email)
	return ""
}

func (w *world) apiKey(id string) entryguardtest.APIKey {
	w.t.Helper()
	key, there := w.entryguard.FindAPIKey(id)
	if !there {
		w.t.Fatalf("there is no API key %s", id)
	}
	return key
}

func (w *world) rule(id string) entryguardtest.StaticIPRule {
	w.t.Helper()
	rule, there := w.entryguard.StaticIPRule(id)
	if !there {
		w.t.Fatalf("there is no static IP rule %s", id)
	}
	return rule
}

// entryguardRows has a row for every resource type of EntryGuard.
func entryguardRows() map[string]entryguardRow {
	return map[string]entryguardRow{
		"steward_entryguard_resource": {
			prepare: func(w *world) map[string]any {
				return resourceConfig(map[string]any{"credential_id": w.addCredential()})
			},
			change:  map[string]any{"name": "web 2", "config": map[string]any{"port": 443}},
			replace: func(*world) map[string]any { return map[string]any{"resource_type": "NETWORK_ACL"} },
			drift: func(w *world, id string) {
				w.entryguard.EditResource(id, func(r *entryguardtest.Resource) { r.Name = "renamed" })
			},
			drifted: "name",
			remove:  func(w *world, id string) { w.entryguard.RemoveResource(id) },
			exists:  func(w *world, id string) bool { _, there := w.entryguard.Resource(id); return there },
		},
		"steward_entryguard_credential": {
			prepare: func(*world) map[string]any { return credentialConfig(nil) },
			replace: func(*world) map[string]any { return map[string]any{"name": "deployer 2"} },
			remove:  func(w *world, id string) { w.entryguard.RemoveCredential(id) },
			exists:  func(w *world, id string) bool { _, there := w.entryguard.Credential(id); return there },
			never:   []string{"credential_data"},
		},
		"steward_entryguard_role": {
			prepare: func(*world) map[string]any {
				return map[string]any{"name": "on-call", "description": "People who answer pages", "max_session_duration_hours": 8}
			},
			change: map[string]any{"name": "on-call 2", "description": nil, "max_session_duration_hours": nil},
			drift: func(w *world, id string) {
				w.entryguard.EditRole(id, func(r *entryguardtest.Role) { r.Description = "changed by hand" })
			},
			drifted: "description",
			remove:  func(w *world, id string) { w.entryguard.RemoveRole(id) },
			exists:  func(w *world, id string) bool { _, there := w.entryguard.Role(id); return there },
		},
		"steward_entryguard_role_resource_assignment": {
			prepare: func(w *world) map[string]any {
				return map[string]any{"role_id": w.addRole("on-call"), "resource_id": w.addResource("web")}
			},
			replace: func(w *world) map[string]any { return map[string]any{"resource_id": w.addResource("db")} },
			remove: func(w *world, id string) {
				w.editRoleOf(id, func(r *entryguardtest.Role) { r.ResourceIDs = []string{} })
			},
			exists: func(w *world, id string) bool {
				role, other, _ := strings.Cut(id, "/")
				r, _ := w.entryguard.Role(role)
				return strings.Contains(strings.Join(r.ResourceIDs, " "), other)
			},
		},
		"steward_entryguard_role_user_assignment": {
			prepare: func(w *world) map[string]any {
				return map[string]any{"role_id": w.addRole("on-call"), "user_id": w.entryguard.AddUser(entryguardtest.User{Email: "grace@example.com"}).ID}
			},
			replace: func(w *world) map[string]any {
				return map[string]any{"user_id": w.entryguard.AddUser(entryguardtest.User{Email: "joan@example.com"}).ID}
			},
			remove: func(w *world, id string) {
				w.editRoleOf(id, func(r *entryguardtest.Role) { r.UserIDs = []string{} })
			},
			exists: func(w *world, id string) bool {
				role, other, _ := strings.Cut(id, "/")
				r, _ := w.entryguard.Role(role)
				return strings.Contains(strings.Join(r.UserIDs, " "), other)
			},
		},
		"steward_entryguard_user": {
			prepare: func(*world) map[string]any { return map[string]any{"email": "grace@example.com", "name": "Grace"} },
			change:  map[string]any{"name": "Grace Hopper", "is_org_admin": true, "is_active": false},
			replace: func(*world) map[string]any { return map[string]any{"email": "hopper@example.com"} },
			drift: func(w *world, _ string) {
				w.entryguard.EditUser("grace@example.com", func(u *entryguardtest.User) { u.Name = "renamed" })
			},
			drifted: "name",
			remove:  func(w *world, id string) { w.entryguard.RemoveUser(id) },
			exists:  func(w *world, id string) bool { _, there := w.entryguard.User(id); return there },
		},
		"steward_entryguard_api_key": {
			prepare: func(*world) map[string]any {
				return map[string]any{"name": "ci", "scopes": []any{"sessions:write", "sessions:read"}, "expires_at": "2027-01-01T01:00:00+01:00"}
			},
			replace: func(*world) map[string]any {
				return map[string]any{"name": "ci 2", "description": "for CI", "scopes": []any{"sessions:read"}, "expires_at": nil}
			},
			remove: func(w *world, id string) {
				w.entryguard.EditAPIKey(id, func(k *entryguardtest.APIKey) { k.IsRevoked = true })
			},
			exists: func(w *world, id string) bool { return !w.apiKey(id).IsRevoked },
			never:  []string{"plain_text_key", "expires_at"},
		},
		"steward_entryguard_static_ip_rule": {
			prepare: func(w *world) map[string]any {
				return map[string]any{"label": "office", "ip_address": "203.0.113.7", "resource_ids": []any{w.addResource("web"), w.addResource("db")}}
			},
			replace: func(w *world) map[string]any {
				return map[string]any{"label": "office 2", "ip_address": "203.0.113.0/24", "resource_ids": []any{w.addResource("cache")}}
			},
			drift:   func(w *world, id string) { w.entryguard.RemoveResource(w.rule(id).Resources[0].ResourceID) },
			drifted: "resource_ids",
			remove:  func(w *world, id string) { w.entryguard.RemoveStaticIPRule(id) },
			exists:  func(w *world, id string) bool { _, there := w.entryguard.StaticIPRule(id); return there },
		},
		"steward_entryguard_organization_settings": {
			prepare: func(*world) map[string]any {
				return map[string]any{"password_min_length": 12, "password_require_special_char": true, "password_expiration_days": 90}
			},
			change: map[string]any{"password_min_length": 16, "password_require_digit": false, "password_expiration_days": 0},
			drift: func(w *world, _ string) {
				w.entryguard.EditSettings(func(s *entryguardtest.Settings) { s.PasswordMinLength = 9 })
			},
			drifted:   "password_min_length",
			exists:    func(*world, string) bool { return true },
			forgotten: true,
		},
	}
}

// editRoleOf edits the role of an assignment.
func (w *world) editRoleOf(assignment string, edit func(*entryguardtest.Role)) {
	role, _, _ := strings.Cut(assignment, "/")
	w.entryguard.EditRole(role, edit)
}
