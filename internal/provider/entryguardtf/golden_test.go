package entryguardtf_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// entryguardTexts are the situations whose whole text is held, as a person
// reads it. Each returns what the provider says.
func entryguardTexts() map[string]func(w *providertest.World) []*tfprotov6.Diagnostic {
	role := map[string]any{"name": "on-call"}
	return map[string]func(w *providertest.World) []*tfprotov6.Diagnostic{
		"plan_with_an_api_key": func(w *providertest.World) []*tfprotov6.Diagnostic {
			return object(w, "steward_entryguard_role", map[string]any{"api_key": w.EntryGuard.APIKey()}).Planned(role).Diagnostics
		},
		"read_with_an_api_key": func(w *providertest.World) []*tfprotov6.Diagnostic {
			_, read := object(w, "steward_entryguard_role", map[string]any{"api_key": w.EntryGuard.APIKey()}).ImportByID("steward_entryguard_role", addRole(w, "on-call"))
			return read.Diagnostics
		},
		"create_without_org_admin": func(w *providertest.World) []*tfprotov6.Diagnostic {
			return object(w, "steward_entryguard_role", map[string]any{"access_token": w.EntryGuard.UserToken()}).Apply(role)
		},
		"log_in_needs_mfa": func(w *providertest.World) []*tfprotov6.Diagnostic {
			return loggingIn(w, func(u *entryguardtest.User) { u.MFARequired = true }).Apply(role)
		},
		"log_in_needs_mfa_set_up": func(w *providertest.World) []*tfprotov6.Diagnostic {
			return loggingIn(w, func(u *entryguardtest.User) { u.MFASetupRequired = true }).Apply(role)
		},
		"log_in_with_expired_password": func(w *providertest.World) []*tfprotov6.Diagnostic {
			return loggingIn(w, func(u *entryguardtest.User) { u.PasswordExpired = true }).Apply(role)
		},
		"log_in_of_suspended_user": func(w *providertest.World) []*tfprotov6.Diagnostic {
			return loggingIn(w, func(u *entryguardtest.User) { u.Suspended = true }).Apply(role)
		},
		"mfa_required_with_a_password": func(w *providertest.World) []*tfprotov6.Diagnostic {
			return withPassword(w, "steward_entryguard_organization_settings").Planned(map[string]any{"mfa_required": true}).Diagnostics
		},
		"last_admin_in_plan": func(w *providertest.World) []*tfprotov6.Diagnostic { return lastAdmin(w).Planned(nil).Diagnostics },
		"last_admin": func(w *providertest.World) []*tfprotov6.Diagnostic {
			admin := lastAdmin(w)
			return admin.CarryOut(nil, admin.Planned(nil))
		},
		"last_admin_demoted": func(w *providertest.World) []*tfprotov6.Diagnostic {
			return lastAdmin(w).Apply(map[string]any{"email": "ada@example.com", "is_org_admin": false})
		},
		"user_with_sessions_in_plan": func(w *providertest.World) []*tfprotov6.Diagnostic {
			web := addResource(w, "web")
			w.EntryGuard.Assign("uma@example.com", web)
			w.EntryGuard.StartSession("uma@example.com", web)
			return imported(w, "steward_entryguard_user", userID(w, "uma@example.com")).Planned(nil).Diagnostics
		},
		"user_not_deactivated": func(w *providertest.World) []*tfprotov6.Diagnostic {
			w.EntryGuard.Fail(entryguardtest.Fault{Method: "PATCH", Status: 500, Times: -1})
			return admin(w, "steward_entryguard_user").Apply(map[string]any{"email": "grace@example.com", "is_active": false})
		},
		"credential_in_use": func(w *providertest.World) []*tfprotov6.Diagnostic {
			credential := credentialInUse(w)
			return credential.CarryOut(nil, credential.Planned(nil))
		},
		"credential_replaced_in_plan": func(w *providertest.World) []*tfprotov6.Diagnostic {
			return credentialInUse(w).Planned(credentialConfig(map[string]any{"name": "successor"})).Diagnostics
		},
		"credential_unusable": func(w *providertest.World) []*tfprotov6.Diagnostic {
			w.EntryGuard.FailVerification("deployer", "the access key does not exist")
			return admin(w, "steward_entryguard_credential").Apply(credentialConfig(nil))
		},
		"rule_partial": func(w *providertest.World) []*tfprotov6.Diagnostic {
			w.EntryGuard.FailRules(addResource(w, "db"), "RulesPerSecurityGroupLimitExceeded: the limit of 60 rules is reached")
			return admin(w, "steward_entryguard_static_ip_rule").Apply(ruleForAll(w, nil, "web"))
		},
		"rule_failed": func(w *providertest.World) []*tfprotov6.Diagnostic {
			w.EntryGuard.FailRules(addResource(w, "db"), "UnauthorizedOperation: not allowed to authorize ingress")
			return admin(w, "steward_entryguard_static_ip_rule").Apply(ruleForAll(w, nil))
		},
		"rule_pending": func(w *providertest.World) []*tfprotov6.Diagnostic {
			w.EntryGuard.Change(func(o *entryguardtest.Options) { o.StaticIPRuleAfter = -1 })
			return admin(w, "steward_entryguard_static_ip_rule").Apply(ruleForAll(w, map[string]any{"timeouts": map[string]any{"create": "300ms"}}, "web"))
		},
		"role_exists": func(w *providertest.World) []*tfprotov6.Diagnostic {
			addRole(w, "on-call")
			return admin(w, "steward_entryguard_role").Apply(role)
		},
		"assignment_exists": func(w *providertest.World) []*tfprotov6.Diagnostic {
			grace := w.EntryGuard.AddUser(entryguardtest.User{Email: "grace@example.com"}).ID
			id := w.EntryGuard.AddRole(entryguardtest.Role{Name: "on-call", UserIDs: []string{grace}}).ID
			return admin(w, "steward_entryguard_role_user_assignment").Apply(map[string]any{"role_id": id, "user_id": grace})
		},
		"key_text_lost": func(w *providertest.World) []*tfprotov6.Diagnostic {
			w.EntryGuard.Fail(entryguardtest.Fault{Method: "POST", Path: "/api-keys", DropAfter: true})
			return admin(w, "steward_entryguard_api_key").Apply(map[string]any{"name": "ci", "scopes": []any{"sessions:read"}})
		},
		"settings_forgotten": func(w *providertest.World) []*tfprotov6.Diagnostic {
			return imported(w, "steward_entryguard_organization_settings", entryguardtest.DefaultOrganization.ID).Planned(nil).Diagnostics
		},
		"settings_of_another_organization": func(w *providertest.World) []*tfprotov6.Diagnostic {
			_, read := admin(w, "steward_entryguard_organization_settings").ImportByID("steward_entryguard_organization_settings", someUUID)
			return read.Diagnostics
		},
		"import_of_nothing": func(w *providertest.World) []*tfprotov6.Diagnostic {
			_, read := admin(w, "steward_entryguard_role").ImportByID("steward_entryguard_role", someUUID)
			return read.Diagnostics
		},
		"import_of_half_an_assignment": func(w *providertest.World) []*tfprotov6.Diagnostic {
			imported, _ := admin(w, "steward_entryguard_role_user_assignment").ImportByID("steward_entryguard_role_user_assignment", someUUID)
			return imported.Diagnostics
		},
	}
}

// object returns an object that is not there yet, and a provider that logs in
// as the block says.
func object(w *providertest.World, typeName string, block map[string]any) *providertest.Object {
	w.T.Helper()
	p := providertest.NewProtocol(w.T)
	p.Configure(providerBlock(w, block))
	return providertest.NewObject(w.T, p, typeName)
}

// admin is object with an admin's token.
func admin(w *providertest.World, typeName string) *providertest.Object {
	w.T.Helper()
	return object(w, typeName, map[string]any{"access_token": w.EntryGuard.AdminToken()})
}

// loggingIn returns a role that is not there yet, and a provider that logs in
// as a user who was changed.
func loggingIn(w *providertest.World, change func(*entryguardtest.User)) *providertest.Object {
	w.T.Helper()
	w.EntryGuard.EditUser("ada@example.com", change)
	return withPassword(w, "steward_entryguard_role")
}

// withPassword is object with an admin's password.
func withPassword(w *providertest.World, typeName string) *providertest.Object {
	w.T.Helper()
	return object(w, typeName, map[string]any{
		"organization_slug": entryguardtest.DefaultOrganization.Slug, "email": "ada@example.com", "password": entryguardtest.DefaultPassword,
	})
}

// imported returns an object of EntryGuard in state.
func imported(w *providertest.World, typeName, id string) *providertest.Object {
	w.T.Helper()
	object := admin(w, typeName)
	imported, read := object.ImportByID(typeName, id)
	object.RequireClean("importing", imported.Diagnostics)
	object.RequireClean("reading", read.Diagnostics)
	object.Keep(read.NewState, read.Private, read.NewIdentity)
	return object
}

func lastAdmin(w *providertest.World) *providertest.Object {
	w.T.Helper()
	return imported(w, "steward_entryguard_user", userID(w, "ada@example.com"))
}

func credentialInUse(w *providertest.World) *providertest.Object {
	w.T.Helper()
	id := addResource(w, "web")
	web, _ := w.EntryGuard.Resource(id)
	object := imported(w, "steward_entryguard_credential", string(web.CredentialID))
	return object
}

// ruleForAll is a static IP rule for all resources that there are, and for new
// ones.
func ruleForAll(w *providertest.World, changes map[string]any, names ...string) map[string]any {
	for _, name := range names {
		addResource(w, name)
	}
	var ids []any
	for _, r := range w.EntryGuard.Resources() {
		ids = append(ids, r.ID)
	}
	return providertest.Altered(map[string]any{"label": "office", "ip_address": "203.0.113.7", "resource_ids": ids}, changes)
}

// TestEntryGuardTexts compares what a person reads with a file.
func TestEntryGuardTexts(t *testing.T) {
	t.Parallel()
	for name, situation := range entryguardTexts() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b strings.Builder
			for _, d := range situation(providertest.NewWorld(t)) {
				severity := "Error"
				if d.Severity == tfprotov6.DiagnosticSeverityWarning {
					severity = "Warning"
				}
				fmt.Fprintf(&b, "%s: %s\n\n%s\n\n", severity, d.Summary, d.Detail)
			}
			providertest.Golden(t, "texts/"+name, sameEachTime(b.String()))
		})
	}
	providertest.RequireNoOrphans(t, "texts", func(name string) bool { _, known := entryguardTexts()[name]; return known })
}

var (
	anyUUID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	changes = regexp.MustCompile(`20\d\d-\d\d-\d\dT[0-9:.]+Z|after [0-9.]+m?s|request [0-9a-f-]{8,}|127\.0\.0\.1:\d+`)
)

// took is in the last line where a deletion took a tenth of a second or more, which
// on a busy machine any may.
var took = regexp.MustCompile(`, after [0-9.]+m?s\)`)

// sameEachTime takes out of a text what no two runs have in common. UUIDs are
// counted in the order in which they come.
func sameEachTime(text string) string {
	text = took.ReplaceAllString(text, ")")
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
