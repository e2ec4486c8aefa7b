package entryguardtf_test

import (
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// An entryguardRow says about one resource type what the tests of all types
// need to know.
type entryguardRow struct {
	// prepare makes what the object needs and returns a configuration.
	prepare func(w *providertest.World) map[string]any
	// change is what can be changed in place at EntryGuard; nil: nothing.
	change map[string]any
	// replace is one change that needs a new object.
	replace func(w *providertest.World) map[string]any
	// drift changes the object behind Terraform's back; drifted is an attribute
	// that shows it.
	drift   func(w *providertest.World, id string)
	drifted string
	// remove removes the object behind Terraform's back.
	remove func(w *providertest.World, id string)
	// exists reports whether EntryGuard has the object.
	exists func(w *providertest.World, id string) bool
	// forgotten says that the object is always there: creating changes it, and
	// destroying only forgets it.
	forgotten bool
	// never are attributes that no import can know.
	never []string
}

func addResource(w *providertest.World, name string) string {
	return w.EntryGuard.AddResource(entryguardtest.Resource{
		Name: name, CredentialID: entryguardtest.Nullable(w.AddCredential()), Provider: "AWS", ResourceType: "SECURITY_GROUP", ResourceIdentifier: "sg-" + name, Region: "us-east-1",
	}).ID
}

func addRole(w *providertest.World, name string) string {
	return w.EntryGuard.AddRole(entryguardtest.Role{Name: name}).ID
}

func userID(w *providertest.World, email string) string {
	w.T.Helper()
	for _, u := range w.EntryGuard.Users() {
		if u.Email == email {
			return u.ID
		}
	}
	w.T.Fatalf("there is no user %s", email)
	return ""
}

func apiKey(w *providertest.World, id string) entryguardtest.APIKey {
	w.T.Helper()
	key, there := w.EntryGuard.FindAPIKey(id)
	if !there {
		w.T.Fatalf("there is no API key %s", id)
	}
	return key
}

func rule(w *providertest.World, id string) entryguardtest.StaticIPRule {
	w.T.Helper()
	rule, there := w.EntryGuard.StaticIPRule(id)
	if !there {
		w.T.Fatalf("there is no static IP rule %s", id)
	}
	return rule
}

// entryguardRows has a row for every resource type of EntryGuard.
func entryguardRows() map[string]entryguardRow {
	return map[string]entryguardRow{
		"steward_entryguard_resource": {
			prepare: func(w *providertest.World) map[string]any {
				return resourceConfig(map[string]any{"credential_id": w.AddCredential()})
			},
			change:  map[string]any{"name": "web 2", "config": map[string]any{"port": 443}},
			replace: func(*providertest.World) map[string]any { return map[string]any{"resource_type": "NETWORK_ACL"} },
			drift: func(w *providertest.World, id string) {
				w.EntryGuard.EditResource(id, func(r *entryguardtest.Resource) { r.Name = "renamed" })
			},
			drifted: "name",
			remove:  func(w *providertest.World, id string) { w.EntryGuard.RemoveResource(id) },
			exists:  func(w *providertest.World, id string) bool { _, there := w.EntryGuard.Resource(id); return there },
		},
		"steward_entryguard_credential": {
			prepare: func(*providertest.World) map[string]any { return credentialConfig(nil) },
			replace: func(*providertest.World) map[string]any { return map[string]any{"name": "deployer 2"} },
			remove:  func(w *providertest.World, id string) { w.EntryGuard.RemoveCredential(id) },
			exists:  func(w *providertest.World, id string) bool { _, there := w.EntryGuard.Credential(id); return there },
			never:   []string{"credential_data"},
		},
		"steward_entryguard_role": {
			prepare: func(*providertest.World) map[string]any {
				return map[string]any{"name": "on-call", "description": "People who answer pages", "max_session_duration_hours": 8}
			},
			change: map[string]any{"name": "on-call 2", "description": nil, "max_session_duration_hours": nil},
			drift: func(w *providertest.World, id string) {
				w.EntryGuard.EditRole(id, func(r *entryguardtest.Role) { r.Description = "changed by hand" })
			},
			drifted: "description",
			remove:  func(w *providertest.World, id string) { w.EntryGuard.RemoveRole(id) },
			exists:  func(w *providertest.World, id string) bool { _, there := w.EntryGuard.Role(id); return there },
		},
		"steward_entryguard_role_resource_assignment": {
			prepare: func(w *providertest.World) map[string]any {
				return map[string]any{"role_id": addRole(w, "on-call"), "resource_id": addResource(w, "web")}
			},
			replace: func(w *providertest.World) map[string]any { return map[string]any{"resource_id": addResource(w, "db")} },
			remove: func(w *providertest.World, id string) {
				editRoleOf(w, id, func(r *entryguardtest.Role) { r.ResourceIDs = []string{} })
			},
			exists: func(w *providertest.World, id string) bool {
				role, other, _ := strings.Cut(id, "/")
				r, _ := w.EntryGuard.Role(role)
				return strings.Contains(strings.Join(r.ResourceIDs, " "), other)
			},
		},
		"steward_entryguard_role_user_assignment": {
			prepare: func(w *providertest.World) map[string]any {
				return map[string]any{"role_id": addRole(w, "on-call"), "user_id": w.EntryGuard.AddUser(entryguardtest.User{Email: "grace@example.com"}).ID}
			},
			replace: func(w *providertest.World) map[string]any {
				return map[string]any{"user_id": w.EntryGuard.AddUser(entryguardtest.User{Email: "joan@example.com"}).ID}
			},
			remove: func(w *providertest.World, id string) {
				editRoleOf(w, id, func(r *entryguardtest.Role) { r.UserIDs = []string{} })
			},
			exists: func(w *providertest.World, id string) bool {
				role, other, _ := strings.Cut(id, "/")
				r, _ := w.EntryGuard.Role(role)
				return strings.Contains(strings.Join(r.UserIDs, " "), other)
			},
		},
		"steward_entryguard_user": {
			prepare: func(*providertest.World) map[string]any {
				return map[string]any{"email": "grace@example.com", "name": "Grace"}
			},
			change:  map[string]any{"name": "Grace Hopper", "is_org_admin": true, "is_active": false},
			replace: func(*providertest.World) map[string]any { return map[string]any{"email": "hopper@example.com"} },
			drift: func(w *providertest.World, _ string) {
				w.EntryGuard.EditUser("grace@example.com", func(u *entryguardtest.User) { u.Name = "renamed" })
			},
			drifted: "name",
			remove:  func(w *providertest.World, id string) { w.EntryGuard.RemoveUser(id) },
			exists:  func(w *providertest.World, id string) bool { _, there := w.EntryGuard.User(id); return there },
		},
		"steward_entryguard_api_key": {
			prepare: func(*providertest.World) map[string]any {
				return map[string]any{"name": "ci", "scopes": []any{"sessions:write", "sessions:read"}, "expires_at": "2027-01-01T01:00:00+01:00"}
			},
			replace: func(*providertest.World) map[string]any {
				return map[string]any{"name": "ci 2", "description": "for CI", "scopes": []any{"sessions:read"}, "expires_at": nil}
			},
			remove: func(w *providertest.World, id string) {
				w.EntryGuard.EditAPIKey(id, func(k *entryguardtest.APIKey) { k.IsRevoked = true })
			},
			exists: func(w *providertest.World, id string) bool { return !apiKey(w, id).IsRevoked },
			never:  []string{"plain_text_key", "expires_at"},
		},
		"steward_entryguard_static_ip_rule": {
			prepare: func(w *providertest.World) map[string]any {
				return map[string]any{"label": "office", "ip_address": "203.0.113.7", "resource_ids": []any{addResource(w, "web"), addResource(w, "db")}}
			},
			replace: func(w *providertest.World) map[string]any {
				return map[string]any{"label": "office 2", "ip_address": "203.0.113.0/24", "resource_ids": []any{addResource(w, "cache")}}
			},
			drift: func(w *providertest.World, id string) {
				w.EntryGuard.RemoveResource(rule(w, id).Resources[0].ResourceID)
			},
			drifted: "resource_ids",
			remove:  func(w *providertest.World, id string) { w.EntryGuard.RemoveStaticIPRule(id) },
			exists:  func(w *providertest.World, id string) bool { _, there := w.EntryGuard.StaticIPRule(id); return there },
		},
		"steward_entryguard_organization_settings": {
			prepare: func(*providertest.World) map[string]any {
				return map[string]any{"password_min_length": 12, "password_require_special_char": true, "password_expiration_days": 90}
			},
			change: map[string]any{"password_min_length": 16, "password_require_digit": false, "password_expiration_days": 0},
			drift: func(w *providertest.World, _ string) {
				w.EntryGuard.EditSettings(func(s *entryguardtest.Settings) { s.PasswordMinLength = 9 })
			},
			drifted:   "password_min_length",
			exists:    func(*providertest.World, string) bool { return true },
			forgotten: true,
		},
	}
}

// editRoleOf edits the role of an assignment.
func editRoleOf(w *providertest.World, assignment string, edit func(*entryguardtest.Role)) {
	role, _, _ := strings.Cut(assignment, "/")
	w.EntryGuard.EditRole(role, edit)
}
