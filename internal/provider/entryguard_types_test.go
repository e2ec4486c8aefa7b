package provider

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

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

// TestEntryGuardRowsAreComplete: a type without a row would not be tested.
func TestEntryGuardRowsAreComplete(t *testing.T) {
	t.Parallel()
	rows := entryguardRows()
	for name := range newProtocol(t).schemas.ResourceSchemas {
		if _, there := rows[name]; strings.HasPrefix(name, "steward_entryguard_") && !there {
			t.Errorf("%s has no row", name)
		}
	}
}

// begin starts a world and returns an object of a row's type that is not
// created yet, and its configuration.
func (row entryguardRow) begin(t *testing.T, typeName string) (*world, *managed, map[string]any) {
	t.Helper()
	w := newWorld(t)
	p := newProtocol(t)
	p.configure(w.block(map[string]any{"access_token": w.entryguard.AdminToken(), "requests_per_second": 10_000}))
	return w, newManaged(t, p, typeName), row.prepare(w)
}

// TestEntryGuardLife: every type is created, read, changed or replaced, drifts,
// is imported and destroyed, with Terraforms that know identities and with
// those that do not.
func TestEntryGuardLife(t *testing.T) {
	t.Parallel()
	for typeName, row := range entryguardRows() {
		for _, identities := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s identities %v", typeName, identities), func(t *testing.T) {
				t.Parallel()
				w, object, config := row.begin(t, typeName)
				object.identities = identities
				row.live(w, object, config)
			})
		}
	}
}

func (row entryguardRow) live(w *world, object *managed, config map[string]any) {
	t := object.t
	object.requireClean("creating", object.apply(config))
	id := object.text("id")
	if !row.exists(w, id) || object.text("organization_id") != entryguardtest.DefaultOrganization.ID {
		t.Fatalf("EntryGuard has no such object as %s in %s", id, object.text("organization_id"))
	}
	object.requireClean("reading", object.refresh())
	object.requireNoChange("after the create", config)
	row.isImported(object, id)

	config = altered(config, map[string]any{"timeouts": map[string]any{"read": "4m"}})
	w.entryguard.ResetRequests()
	object.requireClean("changing the timeouts", object.apply(config))
	if n := w.entryguard.Count("PATCH", "") + w.entryguard.Count("POST", ""); n != 0 {
		t.Errorf("%d changes were sent for what EntryGuard does not keep", n)
	}
	if row.change != nil {
		config = altered(config, row.change)
		object.requireClean("changing", object.apply(config))
		object.requireClean("reading", object.refresh())
		object.requireNoChange("after the change", config)
	}
	if row.drift != nil {
		row.drift(w, id)
		before := object.attribute(row.drifted)
		object.requireClean("reading", otherProcess(w, object).refresh())
		if now := object.attribute(row.drifted); now.Equal(before) {
			t.Errorf("%s is still %s: drift must show", row.drifted, now)
		}
	}
	if row.replace != nil {
		changes := row.replace(w)
		plan := object.planned(altered(config, changes))
		object.requireNoErrors("planning a replacement", plan.Diagnostics)
		replaced := map[string]bool{}
		for _, at := range plan.RequiresReplace {
			replaced[at.String()] = true
		}
		for name := range changes {
			if !replaced[fmt.Sprintf("AttributeName(%q)", name)] {
				t.Errorf("a change of %s must replace the object, not only of %v", name, plan.RequiresReplace)
			}
		}
	}
	row.destroyed(w, object, id)
}

// destroyed destroys the object.
func (row entryguardRow) destroyed(w *world, object *managed, id string) {
	t := object.t
	t.Helper()
	found := object.apply(nil)
	if row.forgotten {
		if len(found) != 1 || found[0].Severity != tfprotov6.DiagnosticSeverityWarning || !strings.Contains(found[0].Summary, "only be forgotten") || object.state != nil {
			t.Errorf("got %v, want one warning that nothing is deleted", found)
		}
		return
	}
	object.requireClean("destroying", found)
	if object.state != nil || row.exists(w, id) {
		t.Error("the object is still there")
	}
}

// otherProcess is the next run of Terraform: a new provider process, which
// shares nothing that was read before.
func otherProcess(w *world, object *managed) *managed {
	object.protocol = newProtocol(object.t)
	object.configure(w.block(map[string]any{"access_token": w.entryguard.AdminToken(), "requests_per_second": 10_000}))
	return object
}

// requireNoErrors accepts warnings.
func (p *protocol) requireNoErrors(what string, diagnostics []*tfprotov6.Diagnostic) {
	p.t.Helper()
	p.requireClean(what, errorsIn(diagnostics))
}

// isImported imports the object by its ID and by its identity; both must give
// the state that the create gave.
func (row entryguardRow) isImported(object *managed, id string) {
	t := object.t
	identity := map[string]any{}
	for name, value := range object.protocol.identity(object.typeName, object.identity) {
		identity[name] = value
	}
	for how, do := range map[string]func() (*tfprotov6.ImportResourceStateResponse, *tfprotov6.ReadResourceResponse){
		"by ID": func() (*tfprotov6.ImportResourceStateResponse, *tfprotov6.ReadResourceResponse) {
			return object.importByID(object.typeName, id)
		},
		"by identity": func() (*tfprotov6.ImportResourceStateResponse, *tfprotov6.ReadResourceResponse) {
			return object.importByIdentity(object.typeName, identity)
		},
	} {
		imported, read := do()
		object.requireClean("importing "+how, imported.Diagnostics)
		object.requireClean("reading what was imported "+how, read.Diagnostics)
		got := object.attributes(object.typeName, read.NewState)
		for name, want := range object.attributes(object.typeName, object.state) {
			if !got[name].Equal(want) && !strings.Contains(strings.Join(row.never, " "), name) {
				t.Errorf("imported %s, %s is %s, want %s", how, name, got[name], want)
			}
		}
	}
}

// TestEntryGuardGone: an object that is gone leaves the state at the next read,
// cannot be changed, and is no error to destroy.
func TestEntryGuardGone(t *testing.T) {
	t.Parallel()
	for typeName, row := range entryguardRows() {
		if row.forgotten {
			continue // it is always there
		}
		t.Run(typeName, func(t *testing.T) {
			t.Parallel()
			w, object, config := row.begin(t, typeName)
			object.requireClean("creating", object.apply(config))
			id := object.text("id")
			row.remove(w, id)
			if row.change != nil {
				found := errorsIn(object.apply(altered(config, row.change)))
				if len(found) != 1 || !strings.Contains(found[0].Summary, id) {
					t.Errorf("updating what is gone: got %v, want one error that names it", found)
				}
			}
			before := *object
			otherProcess(w, object).requireClean("reading what is gone", object.refresh())
			if object.state != nil {
				t.Error("the object is gone and must leave the state")
			}
			*object = before
			otherProcess(w, object).requireNoErrors("destroying what is gone", object.apply(nil))
			if object.state != nil {
				t.Error("the object is gone and must leave the state")
			}
		})
	}
}

// TestEntryGuardRefused: every step of every type meets every kind of refusal.
// What passes is waited for; what does not is one error, and nothing gets lost.
func TestEntryGuardRefused(t *testing.T) {
	t.Parallel()
	for typeName, row := range entryguardRows() {
		for _, status := range []int{401, 403, 404, 429, 500} {
			t.Run(fmt.Sprintf("%s %d", typeName, status), func(t *testing.T) {
				t.Parallel()
				w, object, config := row.begin(t, typeName)
				row.refused(w, object, config, status)
			})
		}
	}
}

// refusals say what an error must say about a status; nothing where it passes.
// The 404 is a proxy's page: it says nothing about any object.
var refusals = map[int]string{401: "Unauthenticated", 403: "Denied", 404: "Unclassified", 429: "", 500: "Unavailable"}

func (row entryguardRow) refused(w *world, object *managed, config map[string]any, status int) {
	t, id := object.t, ""
	// meets carries a step out while one kind of request is refused, and says
	// what went wrong. Being throttled passes.
	meets := func(what, method string, step func() []*tfprotov6.Diagnostic) {
		t.Helper()
		times := -1
		if status == http.StatusTooManyRequests {
			times = 2
		}
		fault := entryguardtest.Fault{Method: method, Status: status, Times: times}
		if status == http.StatusNotFound {
			fault.Body = entryguardtest.HTMLPage
		}
		w.entryguard.Fail(fault)
		found := errorsIn(step())
		w.entryguard.ClearFaults()
		switch {
		case refusals[status] == "":
			object.requireClean(what, found)
		case len(found) != 1:
			t.Fatalf("%s: got %d errors, want one: %v", what, len(found), found)
		case !strings.Contains(found[0].Detail, refusals[status]) || !strings.Contains(found[0].Detail, fmt.Sprintf("HTTP %d", status)) || !strings.Contains(found[0].Summary, id):
			t.Errorf("%s: the error says too little:\n%s\n%s", what, found[0].Summary, found[0].Detail)
		}
	}
	creates := "PATCH"
	if !row.forgotten {
		creates = "POST"
		// An API that fails is asked again until the time is up.
		config = altered(config, map[string]any{"timeouts": map[string]any{"delete": "3s"}})
	}
	plan := object.planned(config)
	object.requireClean("planning", plan.Diagnostics)
	meets("creating", creates, func() []*tfprotov6.Diagnostic { return object.carryOut(config, plan) })
	if refusals[status] != "" {
		if object.state != nil {
			t.Fatal("nothing was created, and something is in state")
		}
		object.requireClean("creating", object.apply(config))
	}
	id = object.text("id")
	meets("reading", "GET", func() []*tfprotov6.Diagnostic { return otherProcess(w, object).refresh() })
	if row.change != nil {
		changed := altered(config, row.change)
		meets("changing", "PATCH", func() []*tfprotov6.Diagnostic { return object.apply(changed) })
		object.requireClean("reading", otherProcess(w, object).refresh())
		object.requireClean("changing", object.apply(changed))
	}
	if !row.forgotten {
		meets("destroying", "DELETE", func() []*tfprotov6.Diagnostic { return object.apply(nil) })
		if refusals[status] == "" {
			return
		}
		if object.state == nil || !row.exists(w, id) {
			t.Fatal("the object must stay, in EntryGuard and in state")
		}
	}
	row.destroyed(w, object, id)
}
