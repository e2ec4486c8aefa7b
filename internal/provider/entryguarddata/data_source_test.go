package entryguarddata_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

const (
	dataClockStart = providertest.SeedTime
	someUUID       = "0b9f7f0e-52c3-4b7e-9a55-7d1f4c2b8e10"
)

// seeded is what every case finds.
type seeded struct{ providertest.Seeded }

func seed(w *providertest.World) seeded { return seeded{w.Seed()} }

func changedConfig(config, changes map[string]any) map[string]any {
	maps.Copy(config, changes)
	return config
}

func (s seeded) webShown(more map[string]any) map[string]any {
	return changedConfig(map[string]any{
		"id": s.Web.ID, "name": "web", "credential_id": s.Credential.ID, "credential_name": "deployer", "cloud_provider": "AWS",
		"resource_type": "SECURITY_GROUP", "resource_identifier": "sg-1", "region": "us-east-1", "is_active": true,
		"last_verified_at": dataClockStart, "created_at": dataClockStart, "updated_at": dataClockStart,
	}, more)
}

func (s seeded) dbShown(more map[string]any) map[string]any {
	return changedConfig(map[string]any{
		"id": s.DB.ID, "name": "db", "credential_id": s.Credential.ID, "credential_name": "deployer", "cloud_provider": "AZURE",
		"resource_type": "NSG", "resource_identifier": "nsg-1", "region": nil, "is_active": false,
		"last_verified_at": dataClockStart, "created_at": dataClockStart, "updated_at": dataClockStart,
	}, more)
}

func (s seeded) credentialShown() map[string]any {
	return map[string]any{
		"id": s.Credential.ID, "name": "deployer", "cloud_provider": "AWS", "credential_type": "ACCESS_KEY", "is_valid": true,
		"last_verified_at": dataClockStart, "verification_error": nil, "created_at": dataClockStart, "updated_at": dataClockStart,
	}
}

func (s seeded) roleShown() map[string]any {
	return map[string]any{
		"id": s.Role.ID, "name": "operators", "description": "On call", "max_session_duration_hours": 8.0,
		"resource_ids": []any{s.Web.ID}, "user_ids": []any{s.Uma}, "created_at": dataClockStart, "updated_at": dataClockStart,
	}
}

func (s seeded) userShown(more map[string]any) map[string]any {
	return changedConfig(map[string]any{
		"id": s.Uma, "email": "uma@example.com", "name": "Uma User", "is_org_admin": false, "platform_role": "CUSTOMER", "is_active": true,
		"mfa_enabled": false, "last_login_at": nil, "role_names": []any{"operators"}, "created_at": dataClockStart, "updated_at": dataClockStart,
	}, more)
}

func (s seeded) ruleShown() map[string]any {
	return map[string]any{
		"id": s.Rule.ID, "label": "office", "ip_address": "198.51.100.0/24", "status": "PARTIAL", "created_by_email": "ada@example.com", "created_at": dataClockStart,
		"resources": []any{
			map[string]any{"resource_id": s.Web.ID, "resource_name": "web", "status": "APPLIED", "applied_at": dataClockStart, "error_message": nil},
			map[string]any{"resource_id": s.DB.ID, "resource_name": "db", "status": "FAILED", "applied_at": nil, "error_message": "the group is full"},
		},
	}
}

func keyShown(k entryguardtest.APIKey, more map[string]any) map[string]any {
	return changedConfig(map[string]any{
		"id": k.ID, "name": k.Name, "description": nil, "key_prefix": k.KeyPrefix, "is_revoked": false, "revoked_at": nil, "expires_at": nil,
		"last_used_at": nil, "last_used_ip": nil, "created_by_email": "ada@example.com", "created_at": dataClockStart,
	}, more)
}

func (s seeded) sessionShown() map[string]any {
	ip := s.Session.ResourceIPs[0]
	return map[string]any{
		"id": s.Session.ID, "user_id": s.Session.UserID, "user_name": "Uma User", "user_email": "uma@example.com",
		"ipv4_address": "203.0.113.7", "ipv6_address": nil, "status": "ACTIVE", "started_at": dataClockStart, "expires_at": "2026-02-18T11:30:00Z",
		"ended_at": nil, "ended_reason": nil, "created_at": dataClockStart,
		"resource_ips": []any{map[string]any{
			"id": ip.ID, "resource_id": s.Web.ID, "resource_name": "web", "ip_version": 4.0, "ip_address": "203.0.113.7", "status": "APPLIED",
			"provider_rule_id": string(ip.ProviderRuleID), "applied_at": dataClockStart, "removed_at": nil, "error_message": nil,
		}},
	}
}

// TestEntryGuardData: every data source shows everything that EntryGuard
// answers, by the names of the interface.
func TestEntryGuardData(t *testing.T) {
	t.Parallel()
	w := providertest.NewSeedWorld(t)
	s := seed(w)
	p := w.EntryGuardProtocol(nil)
	config := map[string]any{"ports": []any{22.0, 443.0}, "protocol": "tcp"}
	sessions := func(config map[string]any, list ...any) map[string]any {
		return changedConfig(map[string]any{"resource_id": nil, "statuses": nil, "own_only": false, "sessions": append([]any{}, list...)}, config)
	}
	for name, c := range map[string]struct {
		source string
		config map[string]any
		want   map[string]any
		reason string
	}{
		"resource by id":     {"resource", map[string]any{"id": s.Web.ID}, s.webShown(map[string]any{"config": config}), "with its config as an object"},
		"resource by name":   {"resource", map[string]any{"name": "db"}, s.dbShown(map[string]any{"config": nil}), "what EntryGuard does not have is null"},
		"credential by id":   {"credential", map[string]any{"id": s.Credential.ID}, s.credentialShown(), "never its secret"},
		"credential by name": {"credential", map[string]any{"name": "deployer"}, s.credentialShown(), "never its secret"},
		"resources": {"resources", nil, map[string]any{"resources": []any{
			s.dbShown(map[string]any{"config_json": nil}), s.webShown(map[string]any{"config_json": `{"ports":[22,443],"protocol":"tcp"}`}),
		}}, "by name, not as EntryGuard orders them"},
		"credentials":   {"credentials", nil, map[string]any{"credentials": []any{s.credentialShown()}}, "all of them"},
		"role by id":    {"role", map[string]any{"id": s.Role.ID}, s.roleShown(), "with who has it for what"},
		"role by name":  {"role", map[string]any{"name": "operators"}, s.roleShown(), "with who has it for what"},
		"roles":         {"roles", nil, map[string]any{"roles": []any{s.roleShown()}}, "all of them"},
		"user by id":    {"user", map[string]any{"id": s.Uma}, s.userShown(nil), "with the names of the roles"},
		"user by email": {"user", map[string]any{"email": "UMA@example.com"}, s.userShown(nil), "an address is the same in capital letters"},
		"users": {"users", nil, map[string]any{"users": []any{
			s.userShown(map[string]any{"id": s.Ada, "email": "ada@example.com", "name": "Ada Admin", "is_org_admin": true, "role_names": []any{}}), s.userShown(nil),
		}}, "by e-mail address"},
		"static IP rule by id":    {"static_ip_rule", map[string]any{"id": s.Rule.ID}, s.ruleShown(), "with what went wrong where"},
		"static IP rule by label": {"static_ip_rule", map[string]any{"label": "office"}, s.ruleShown(), "with what went wrong where"},
		"static IP rules":         {"static_ip_rules", nil, map[string]any{"static_ip_rules": []any{s.ruleShown()}}, "all of them"},
		"API keys": {"api_keys", nil, map[string]any{"api_keys": []any{
			keyShown(s.Key, map[string]any{"description": "Pipelines", "scopes": []any{"sessions:read", "audit:read"}}),
			keyShown(s.Revoked, map[string]any{"scopes": []any{"audit:read"}, "is_revoked": true, "revoked_at": dataClockStart}),
		}}, "also those that are revoked; never the key itself"},
		"organization settings": {"organization_settings", nil, map[string]any{
			"id": entryguardtest.DefaultOrganization.ID, "name": "Example Ltd", "subscription_tier": "BUSINESS", "mfa_required": false, "password_min_length": 8.0,
			"password_require_uppercase": true, "password_require_lowercase": true, "password_require_digit": true, "password_require_special_char": false,
			"password_expiration_days": nil,
		}, "the organization is named although this answer does not"},
		"current user": {"current_user", nil, map[string]any{
			"id": s.Ada, "email": "ada@example.com", "name": "Ada Admin", "is_org_admin": true, "platform_role": "USER", "organization_id": entryguardtest.DefaultOrganization.ID,
			"organization_name": "Example Ltd", "organization_slug": "example", "subscription_tier": "BUSINESS", "mfa_enabled": false,
			"max_users": 50.0, "max_resources": 1000.0, "organization_mfa_required": false,
		}, "who and where"},
		"sessions":                     {"sessions", nil, sessions(nil, s.sessionShown()), "everybody's"},
		"sessions of a resource":       {"sessions", map[string]any{"resource_id": s.Web.ID}, sessions(map[string]any{"resource_id": s.Web.ID}, s.sessionShown()), "it opens that one"},
		"sessions of another resource": {"sessions", map[string]any{"resource_id": s.DB.ID}, sessions(map[string]any{"resource_id": s.DB.ID}), "an empty list, not null"},
		"sessions in a status": {
			"sessions",
			map[string]any{"statuses": []any{"ACTIVE"}},
			sessions(map[string]any{"statuses": []any{"ACTIVE"}}, s.sessionShown()), "it is active",
		},
		"sessions in another status": {
			"sessions",
			map[string]any{"statuses": []any{"EXPIRED", "FAILED"}},
			sessions(map[string]any{"statuses": []any{"EXPIRED", "FAILED"}}), "it is active",
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, diagnostics := p.Data("steward_entryguard_"+c.source, c.config)
			p.RequireClean(c.source, diagnostics)
			if diff := cmp.Diff(changedConfig(c.want, map[string]any{"timeouts": nil}), got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.reason, diff)
			}
		})
	}
}

// TestEntryGuardDataErrors: one clear error, which names what and where.
func TestEntryGuardDataErrors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		source   string
		config   map[string]any
		settings func(*providertest.World) map[string]any
		before   func(*providertest.World)
		says     []string
		reason   string
	}{
		"no such id": {
			source: "resource", config: map[string]any{"id": someUUID},
			says:   []string{"There is no EntryGuard resource with the id \"" + someUUID + "\"", "organization " + entryguardtest.DefaultOrganization.ID},
			reason: "what is not there, and where it was looked for",
		},
		"no such name": {
			source: "credential", config: map[string]any{"name": "nobody"},
			says:   []string{"There is no EntryGuard credential with the name \"nobody\"", "organization " + entryguardtest.DefaultOrganization.ID},
			reason: "what is not there, and where it was looked for",
		},
		"no such user": {
			source: "user", config: map[string]any{"email": "nobody@example.com"},
			says: []string{"There is no EntryGuard user with the email \"nobody@example.com\""}, reason: "a user is known by the address",
		},
		"no such role": {
			source: "role", config: map[string]any{"id": someUUID},
			says: []string{"There is no EntryGuard role with the id"}, reason: "the API has no code for it",
		},
		"another organization's": {
			source: "resource", config: map[string]any{"name": "web"},
			settings: func(w *providertest.World) map[string]any {
				seed(w)
				w.EntryGuard.SetOrganization("ada@example.com", entryguardtest.Organization{ID: someUUID, Slug: "other", Name: "Other Ltd"})
				return map[string]any{"access_token": w.EntryGuard.AdminToken()}
			},
			says:   []string{"There is no EntryGuard resource", "organization " + someUUID},
			reason: "the organization that was asked is the one to check",
		},
		"several with a name": {
			source: "resource", config: map[string]any{"name": "web"},
			before: func(w *providertest.World) {
				twin := seed(w).Web
				twin.ID = someUUID
				w.EntryGuard.AddResource(twin)
			},
			says:   []string{"2 of EntryGuard's resources have the name \"web\"", someUUID, "the id of one"},
			reason: "which of them is meant only a person knows",
		},
		"API key without its scope": {
			source: "resources",
			settings: func(w *providertest.World) map[string]any {
				return map[string]any{"api_key": w.EntryGuard.APIKey("sessions:read")}
			},
			says: []string{"Could not list EntryGuard resources", "resources:read"}, reason: "what the key lacks",
		},
		"API key where none is accepted": {
			source: "credentials",
			settings: func(w *providertest.World) map[string]any {
				return map[string]any{"api_key": w.EntryGuard.APIKey("sessions:read", "resources:read", "audit:read")}
			},
			says: []string{"Could not list EntryGuard credentials", "does not give this to an API key", "access_token"}, reason: "what to use instead",
		},
		"API key without the audit scope": {
			source: "audit_logs",
			settings: func(w *providertest.World) map[string]any {
				return map[string]any{"api_key": w.EntryGuard.APIKey("resources:read")}
			},
			says: []string{"Could not list EntryGuard audit logs", "audit:read"}, reason: "what the key lacks",
		},
		"API key for the settings": {
			source: "organization_settings",
			settings: func(w *providertest.World) map[string]any {
				return map[string]any{"api_key": w.EntryGuard.APIKey("resources:read")}
			},
			says: []string{"Could not read EntryGuard's organization settings", "does not give this to an API key"}, reason: "what to use instead",
		},
		"revoked API key": {
			source: "resources",
			settings: func(w *providertest.World) map[string]any {
				key := w.EntryGuard.APIKey("resources:read")
				w.EntryGuard.RevokeAPIKey(key)
				return map[string]any{"api_key": key}
			},
			says: []string{"Could not list EntryGuard resources", "revoked"}, reason: "why it is refused",
		},
		"no such rule": {
			source: "static_ip_rule", config: map[string]any{"label": "nowhere"},
			says: []string{"There is no EntryGuard static IP rule with the label"}, reason: "a rule is known by its label",
		},
		"API key that sees no session": {
			source: "sessions",
			settings: func(w *providertest.World) map[string]any {
				return map[string]any{"api_key": w.EntryGuard.APIKey("resources:read")}
			},
			says: []string{"Could not list EntryGuard sessions", "sessions:read"}, reason: "not even its own",
		},
		"no admin": {
			source: "credential",
			config: map[string]any{"id": someUUID},
			settings: func(w *providertest.World) map[string]any {
				return map[string]any{"access_token": w.EntryGuard.UserToken()}
			},
			says: []string{"Could not read EntryGuard credential " + someUUID, "ORG_ADMIN"}, reason: "who may see it",
		},
		"EntryGuard is down": {
			source: "current_user",
			before: func(w *providertest.World) {
				w.EntryGuard.Fail(entryguardtest.Fault{Path: "/auth/me", Times: -1, Status: 400, Body: "<html>"})
			},
			says: []string{"Could not read EntryGuard's current user", "HTTP 400"}, reason: "what was asked and what came back",
		},
		"another host": {
			source: "resources",
			before: func(w *providertest.World) {
				w.EntryGuard.Fail(entryguardtest.Fault{Path: "/resources", Times: -1, Status: 404, Body: "<html>"})
			},
			says:   []string{"Could not list EntryGuard resources", "https://api.entryguard.io/api/v1", "https://app.entryguard.io/api/v1"},
			reason: "EntryGuard's own client and its documentation name different hosts: a log-in of one may be used with the other",
		},
		"unknown configuration": {
			source: "sessions",
			settings: func(*providertest.World) map[string]any {
				return map[string]any{"access_token": providertest.Unknown{}}
			},
			says: []string{"steward_entryguard_sessions cannot be read yet", "depends_on"}, reason: "how to have it read later",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := providertest.NewWorld(t)
			if c.before != nil {
				c.before(w)
			}
			var settings map[string]any
			if c.settings != nil {
				settings = c.settings(w)
			}
			got, diagnostics := w.EntryGuardProtocol(settings).Data("steward_entryguard_"+c.source, c.config)
			if len(diagnostics) != 1 || diagnostics[0].Severity != tfprotov6.DiagnosticSeverityError || got != nil {
				t.Fatalf("got %v and %d diagnostics, want one error: %s\n%s", got, len(diagnostics), c.reason, providertest.Text(diagnostics))
			}
			for _, part := range c.says {
				if !strings.Contains(providertest.Text(diagnostics), part) {
					t.Errorf("the error does not say %q: %s\n%s", part, c.reason, providertest.Text(diagnostics))
				}
			}
		})
	}
}

// TestEntryGuardDataOwnSessions: who is no admin sees the own sessions, and is
// told that these are not all.
func TestEntryGuardDataOwnSessions(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	s := seed(w)
	w.EntryGuard.StartSession("ada@example.com", s.DB.ID)
	for name, settings := range map[string]map[string]any{
		"user":    {"access_token": w.EntryGuard.UserToken()},
		"API key": {"api_key": w.EntryGuard.APIKey("sessions:read")}, // of Ada
	} {
		t.Run(name, func(t *testing.T) {
			got, diagnostics := w.EntryGuardProtocol(settings).Data("steward_entryguard_sessions", nil)
			if len(diagnostics) != 1 || diagnostics[0].Severity != tfprotov6.DiagnosticSeverityWarning || !strings.Contains(providertest.Text(diagnostics), "own") {
				t.Errorf("got %d diagnostics, want one warning that not everything was seen:\n%s", len(diagnostics), providertest.Text(diagnostics))
			}
			if list, _ := got["sessions"].([]any); len(list) != 1 || got["own_only"] != true {
				t.Errorf("got own_only = %v and the sessions %v, want true and one session", got["own_only"], got["sessions"])
			}
		})
	}
}

// TestEntryGuardDataValidate: what cannot be meant is said before anything is
// asked.
func TestEntryGuardDataValidate(t *testing.T) {
	t.Parallel()
	p := providertest.NewProtocol(t)
	for name, c := range map[string]struct {
		source string
		config map[string]any
		says   string // empty: nothing
		reason string
	}{
		"id":             {"resource", map[string]any{"id": someUUID}, "", "one way"},
		"name":           {"resource", map[string]any{"name": "web"}, "", "one way"},
		"unknown id":     {"resource", map[string]any{"id": providertest.Unknown{}}, "", "it will be known"},
		"neither":        {"resource", nil, "[id,name]", "which one is meant is not said"},
		"both":           {"credential", map[string]any{"id": someUUID, "name": "web"}, "[id,name]", "they may contradict each other"},
		"no UUID":        {"resource", map[string]any{"id": "web"}, "a UUID", "an ID is a UUID"},
		"empty name":     {"credential", map[string]any{"name": ""}, "at least 1", "nothing is called that"},
		"known status":   {"sessions", map[string]any{"statuses": []any{"ACTIVE"}}, "", "it is documented"},
		"wrong status":   {"sessions", map[string]any{"statuses": []any{"active"}}, "ACTIVE", "the filter would find nothing, silently"},
		"no status":      {"sessions", map[string]any{"statuses": []any{}}, "at least 1", "it would find nothing"},
		"time range":     {"audit_logs", map[string]any{"from": "2026-02-18T10:30:00Z", "to": "2026-02-18T12:30:00+01:00"}, "", "in two zones"},
		"no time":        {"audit_logs", map[string]any{"from": "yesterday"}, "2027-01-01T00:00:00Z", "what a time looks like"},
		"empty range":    {"audit_logs", map[string]any{"from": "2026-02-18T10:30:00Z", "to": "2026-02-18T11:30:00+01:00"}, "Empty time range", "it would find nothing, silently"},
		"unknown time":   {"audit_logs", map[string]any{"from": providertest.Unknown{}, "to": "2026-02-18T10:30:00Z"}, "", "it will be known"},
		"no limit":       {"audit_logs", map[string]any{"limit": 0}, "between 1 and 10000", "nothing would be shown"},
		"label":          {"static_ip_rule", map[string]any{"label": "office"}, "", "one way"},
		"limit of time":  {"roles", map[string]any{"timeouts": map[string]any{"read": "1m30s"}}, "", "a duration"},
		"no time at all": {"roles", map[string]any{"timeouts": map[string]any{"read": "0s"}}, "greater than zero", "it would be no limit"},
		"no duration":    {"role", map[string]any{"name": "web", "timeouts": map[string]any{"read": "soon"}}, "greater than zero", "what a duration looks like"},
		"wrong resource": {"sessions", map[string]any{"resource_id": "web"}, "a UUID", "an ID is a UUID"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := providertest.Text(p.ValidateData("steward_entryguard_"+c.source, c.config))
			if (c.says == "") != (got == "") || !strings.Contains(got, c.says) {
				t.Errorf("validating said %q, want something with %q: %s", got, c.says, c.reason)
			}
		})
	}
}

// TestEntryGuardDataAPIKey: an API key with its scope is enough, whichever of
// the sources is right about GET /auth/me.
func TestEntryGuardDataAPIKey(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorldWith(t, entryguardtest.Options{MeRefusesAPIKeys: true}, cloudcontroltest.Options{})
	s := seed(w)
	for source, c := range map[string]struct {
		scope  string
		config map[string]any
		says   string // empty: it is read
		reason string
	}{
		"resource":     {"resources:read", map[string]any{"id": s.Web.ID}, "", "the scope opens it"},
		"resources":    {"resources:read", nil, "", "the scope opens it"},
		"sessions":     {"sessions:read", nil, "own_only", "read, with a warning"},
		"audit_logs":   {"audit:read", nil, "", "the scope opens it"},
		"current_user": {"resources:read", nil, "does not give this to an API key", "this API takes none here"},
	} {
		t.Run(source, func(t *testing.T) {
			t.Parallel()
			p := w.EntryGuardProtocol(map[string]any{"api_key": w.EntryGuard.APIKey(c.scope)})
			_, diagnostics := p.Data("steward_entryguard_"+source, c.config)
			if got := providertest.Text(diagnostics); (c.says == "") != (got == "") || !strings.Contains(got, c.says) {
				t.Errorf("reading said %q, want something with %q: %s", got, c.says, c.reason)
			}
		})
	}
	t.Run("missing", func(t *testing.T) {
		t.Parallel()
		p := w.EntryGuardProtocol(map[string]any{"api_key": w.EntryGuard.APIKey("resources:read")})
		_, diagnostics := p.Data("steward_entryguard_resource", map[string]any{"name": "nothing"})
		if got := providertest.Text(diagnostics); !strings.Contains(got, "There is no EntryGuard resource") || !strings.Contains(got, "the organization of the provider's credentials") {
			t.Errorf("where it was looked for cannot be said by ID, and need not: %s", got)
		}
	})
}
