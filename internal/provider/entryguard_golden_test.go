package provider

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// entryguardTexts are the situations whose whole text is held, as a person
// reads it. Each returns what the provider says.
func entryguardTexts() map[string]func(w *world) []*tfprotov6.Diagnostic {
	role := map[string]any{"name": "on-call"}
	return map[string]func(w *world) []*tfprotov6.Diagnostic{
		"plan_with_an_api_key": func(w *world) []*tfprotov6.Diagnostic {
			return w.object("steward_entryguard_role", map[string]any{"api_key": w.entryguard.APIKey()}).planned(role).Diagnostics
		},
		"read_with_an_api_key": func(w *world) []*tfprotov6.Diagnostic {
			_, read := w.object("steward_entryguard_role", map[string]any{"api_key": w.entryguard.APIKey()}).importByID("steward_entryguard_role", w.addRole("on-call"))
			return read.Diagnostics
		},
		"create_without_org_admin": func(w *world) []*tfprotov6.Diagnostic {
			return w.object("steward_entryguard_role", map[string]any{"access_token": w.entryguard.UserToken()}).apply(role)
		},
		"log_in_needs_mfa": func(w *world) []*tfprotov6.Diagnostic {
			return w.loggingIn(func(u *entryguardtest.User) { u.MFARequired = true }).apply(role)
		},
		"log_in_needs_mfa_set_up": func(w *world) []*tfprotov6.Diagnostic {
			return w.loggingIn(func(u *entryguardtest.User) { u.MFASetupRequired = true }).apply(role)
		},
		"log_in_with_expired_password": func(w *world) []*tfprotov6.Diagnostic {
			return w.loggingIn(func(u *entryguardtest.User) { u.PasswordExpired = true }).apply(role)
		},
		"log_in_of_suspended_user": func(w *world) []*tfprotov6.Diagnostic {
			return w.loggingIn(func(u *entryguardtest.User) { u.Suspended = true }).apply(role)
		},
		"mfa_required_with_a_password": func(w *world) []*tfprotov6.Diagnostic {
			return w.withPassword("steward_entryguard_organization_settings").planned(map[string]any{"mfa_required": true}).Diagnostics
		},
		"last_admin_in_plan": func(w *world) []*tfprotov6.Diagnostic { return w.lastAdmin().planned(nil).Diagnostics },
		"last_admin": func(w *world) []*tfprotov6.Diagnostic {
			admin := w.lastAdmin()
			return admin.carryOut(nil, admin.planned(nil))
		},
		"last_admin_demoted": func(w *world) []*tfprotov6.Diagnostic {
			return w.lastAdmin().apply(map[string]any{"email": "ada@example.com", "is_org_admin": false})
		},
		"user_with_sessions_in_plan": func(w *world) []*tfprotov6.Diagnostic {
			web := w.addResource("web")
			w.entryguard.Assign("uma@example.com", web)
			w.entryguard.StartSession("uma@example.com", web)
			return w.imported("steward_entryguard_user", w.userID("uma@example.com")).planned(nil).Diagnostics
		},
		"user_not_deactivated": func(w *world) []*tfprotov6.Diagnostic {
			w.entryguard.Fail(entryguardtest.Fault{Method: "PATCH", Status: 500, Times: -1})
			return w.admin("steward_entryguard_user").apply(map[string]any{"email": "grace@example.com", "is_active": false})
		},
		"credential_in_use": func(w *world) []*tfprotov6.Diagnostic {
			credential := w.credentialInUse()
			return credential.carryOut(nil, credential.planned(nil))
		},
		"credential_replaced_in_plan": func(w *world) []*tfprotov6.Diagnostic {
			return w.credentialInUse().planned(credentialConfig(map[string]any{"name": "successor"})).Diagnostics
		},
		"credential_unusable": func(w *world) []*tfprotov6.Diagnostic {
			w.entryguard.FailVerification("deployer", "the access key does not exist")
			return w.admin("steward_entryguard_credential").apply(credentialConfig(nil))
		},
		"rule_partial": func(w *world) []*tfprotov6.Diagnostic {
			w.entryguard.FailRules(w.addResource("db"), "RulesPerSecurityGroupLimitExceeded: the limit of 60 rules is reached")
			return w.admin("steward_entryguard_static_ip_rule").apply(w.ruleForAll(nil, "web"))
		},
		"rule_failed": func(w *world) []*tfprotov6.Diagnostic {
			w.entryguard.FailRules(w.addResource("db"), "UnauthorizedOperation: not allowed to authorize ingress")
			return w.admin("steward_entryguard_static_ip_rule").apply(w.ruleForAll(nil))
		},
		"rule_pending": func(w *world) []*tfprotov6.Diagnostic {
			w.entryguard.Change(func(o *entryguardtest.Options) { o.StaticIPRuleAfter = -1 })
			return w.admin("steward_entryguard_static_ip_rule").apply(w.ruleForAll(map[string]any{"timeouts": map[string]any{"create": "300ms"}}, "web"))
		},
		"role_exists": func(w *world) []*tfprotov6.Diagnostic {
			w.addRole("on-call")
			return w.admin("steward_entryguard_role").apply(role)
		},
		"assignment_exists": func(w *world) []*tfprotov6.Diagnostic {
			grace := w.entryguard.AddUser(entryguardtest.User{Email: "grace@example.com"}).ID
			id := w.entryguard.AddRole(entryguardtest.Role{Name: "on-call", UserIDs: []string{grace}}).ID
			return w.admin("steward_entryguard_role_user_assignment").apply(map[string]any{"role_id": id, "user_id": grace})
		},
		"key_text_lost": func(w *world) []*tfprotov6.Diagnostic {
			w.entryguard.Fail(entryguardtest.Fault{Method: "POST", Path: "/api-keys", DropAfter: true})
			return w.admin("steward_entryguard_api_key").apply(map[string]any{"name": "ci", "scopes": []any{"sessions:read"}})
		},
		"settings_forgotten": func(w *world) []*tfprotov6.Diagnostic {
			return w.imported("steward_entryguard_organization_settings", entryguardtest.DefaultOrganization.ID).planned(nil).Diagnostics
		},
		"settings_of_another_organization": func(w *world) []*tfprotov6.Diagnostic {
			_, read := w.admin("steward_entryguard_organization_settings").importByID("steward_entryguard_organization_settings", someUUID)
			return read.Diagnostics
		},
		"import_of_nothing": func(w *world) []*tfprotov6.Diagnostic {
			_, read := w.admin("steward_entryguard_role").importByID("steward_entryguard_role", someUUID)
			return read.Diagnostics
		},
		"import_of_half_an_assignment": func(w *world) []*tfprotov6.Diagnostic {
			imported, _ := w.admin("steward_entryguard_role_user_assignment").importByID("steward_entryguard_role_user_assignment", someUUID)
			return imported.Diagnostics
		},
	}
}

// object returns an object that is not there yet, and a provider that logs in
// as the block says.
func (w *world) object(typeName string, block map[string]any) *managed {
	w.t.Helper()
	p := newProtocol(w.t)
	p.configure(w.block(block))
	return newManaged(w.t, p, typeName)
}

// admin is object with an admin's token.
func (w *world) admin(typeName string) *managed {
	w.t.Helper()
	return w.object(typeName, map[string]any{"access_token": w.entryguard.AdminToken()})
}

// loggingIn returns a role that is not there yet, and a provider that logs in
// as a user who was changed.
func (w *world) loggingIn(change func(*entryguardtest.User)) *managed {
	w.t.Helper()
	w.entryguard.EditUser("ada@example.com", change)
	return w.withPassword("steward_entryguard_role")
}

// withPassword is object with an admin's password.
func (w *world) withPassword(typeName string) *managed {
	w.t.Helper()
	return w.object(typeName, map[string]any{
		"organization_slug": entryguardtest.DefaultOrganization.Slug, "email": "ada@example.com", "password": entryguardtest.DefaultPassword,
	})
}

// imported returns an object of EntryGuard in state.
func (w *world) imported(typeName, id string) *managed {
	w.t.Helper()
	object := w.admin(typeName)
	imported, read := object.importByID(typeName, id)
	object.requireClean("importing", imported.Diagnostics)
	object.requireClean("reading", read.Diagnostics)
	object.keep(read.NewState, read.Private, read.NewIdentity)
	return object
}

func (w *world) lastAdmin() *managed {
	w.t.Helper()
	return w.imported("steward_entryguard_user", w.userID("ada@example.com"))
}

func (w *world) credentialInUse() *managed {
	w.t.Helper()
	id := w.addResource("web")
	web, _ := w.entryguard.Resource(id)
	object := w.imported("steward_entryguard_credential", string(web.CredentialID))
	return object
}

// ruleForAll is a static IP rule for all resources that there are, and for new
// ones.
func (w *world) ruleForAll(changes map[string]any, names ...string) map[string]any {
	for _, name := range names {
		w.addResource(name)
	}
	var ids []any
	for _, r := range w.entryguard.Resources() {
		ids = append(ids, r.ID)
	}
	return altered(map[string]any{"label": "office", "ip_address": "203.0.113.7", "resource_ids": ids}, changes)
}

// TestEntryGuardTexts compares what a person reads with a file.
func TestEntryGuardTexts(t *testing.T) {
	t.Parallel()
	for name, situation := range entryguardTexts() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b strings.Builder
			for _, d := range situation(newWorld(t)) {
				severity := "Error"
				if d.Severity == tfprotov6.DiagnosticSeverityWarning {
					severity = "Warning"
				}
				fmt.Fprintf(&b, "%s: %s\n\n%s\n\n", severity, d.Summary, d.Detail)
			}
			golden(t, "entryguard/"+name, sameEachTime(b.String()))
		})
	}
	requireNoOrphans(t, "entryguard", func(name string) bool { _, known := entryguardTexts()[name]; return known })
}

var (
	anyUUID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	changes = regexp.MustCompile(`20\d\d-\d\d-\d\dT[0-9:.]+Z|after [0-9.]+m?s|request [0-9a-f-]{8,}|127\.0\.0\.1:\d+`)
)

// sameEachTime takes out of a text what no two runs have in common. UUIDs are
// counted in the order in which they come.
func sameEachTime(text string) string {
	text = changes.ReplaceAllStringFunc(text, func(found string) string {
		for _, kind := range []string{"after", "request", "127.0.0.1"} {
			if strings.HasPrefix(found, kind) {
				return kind + " …"
			}
		}
		return "TIME"
	})
	var seen []string
	return anyUUID.ReplaceAllStringFunc(text, func(id string) string {
		if id == entryguardtest.DefaultOrganization.ID {
			return "ORGANIZATION"
		}
		at := slices.Index(seen, id)
		if at < 0 {
			seen = append(seen, id)
			at = len(seen) - 1
		}
		return fmt.Sprintf("UUID-%d", at+1)
	})
}
