package entryguardtf_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// says fails the test unless there is one diagnostic, of that severity, that
// says all parts.
func says(t *testing.T, found []*tfprotov6.Diagnostic, severity tfprotov6.DiagnosticSeverity, parts ...string) {
	t.Helper()
	if len(found) != 1 || found[0].Severity != severity {
		t.Fatalf("got %v, want one %s", found, severity)
	}
	for _, part := range parts {
		if !strings.Contains(found[0].Summary+"\n"+found[0].Detail, part) {
			t.Errorf("it does not say %q: %s\n%s", part, found[0].Summary, found[0].Detail)
		}
	}
}

const (
	anError  = tfprotov6.DiagnosticSeverityError
	aWarning = tfprotov6.DiagnosticSeverityWarning
)

// TestEntryGuardLostAnswers: an object whose creation was not answered is
// found, and asked for once; without it, nothing is taken for it.
func TestEntryGuardLostAnswers(t *testing.T) {
	t.Parallel()
	for typeName, row := range entryguardRows() {
		if row.forgotten || typeName == "steward_entryguard_api_key" {
			continue // asked for again without harm; see TestEntryGuardKeyTextLost
		}
		t.Run(typeName, func(t *testing.T) {
			t.Parallel()
			w, object, config := row.begin(t, typeName)
			w.EntryGuard.Fail(entryguardtest.Fault{Method: "POST", DropBefore: true})
			says(t, object.Apply(config), anError, "the answer was lost", "terraform import")
			if object.State != nil {
				t.Fatal("nothing was created, and something is in state")
			}
			w.EntryGuard.Fail(entryguardtest.Fault{Method: "POST", DropAfter: true})
			w.EntryGuard.ResetRequests()
			says(t, object.Apply(config), aWarning, "was lost", "was created all the same")
			if id := object.Text("id"); !row.exists(w, id) || w.EntryGuard.Count("POST", "") != 1 {
				t.Errorf("%s was found after %d requests", id, w.EntryGuard.Count("POST", ""))
			}
			object.RequireNoChange("after a lost answer", config)
		})
	}
}

// TestEntryGuardKeyTextLost: a key that nobody knows stays in state, tainted,
// so that it is revoked.
func TestEntryGuardKeyTextLost(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	key := admin(w, "steward_entryguard_api_key")
	config := map[string]any{"name": "ci", "scopes": []any{"sessions:read"}, "deletion_policy": "PREVENT"}
	w.EntryGuard.Fail(entryguardtest.Fault{Method: "POST", Path: "/api-keys", DropAfter: true})
	says(t, providertest.Errors(key.Apply(config)), anError, "its text is lost", "revokes this key")
	id := key.Text("id")
	if !key.Tainted || id == "" || key.Text("plain_text_key") != "" || key.Text("deletion_policy") != "DELETE" {
		t.Fatalf("in state: tainted %v, %v", key.Tainted, key.Values())
	}
	key.Private = nil // as Terraform does with what is tainted
	key.RequireClean("revoking", key.Apply(nil))
	if !apiKey(w, id).IsRevoked {
		t.Error("the key that nobody knows is still valid")
	}
	key.RequireClean("creating another one", key.Apply(config))
	if got := key.Text("plain_text_key"); got != apiKey(w, key.Text("id")).PlainText || got == "" {
		t.Errorf("the key in state is %q", got)
	}
}

// TestEntryGuardTwins: what EntryGuard has only once, and what somebody else
// made, is not taken over; the error says how to.
func TestEntryGuardTwins(t *testing.T) {
	t.Parallel()
	for _, typeName := range []string{
		"steward_entryguard_role", "steward_entryguard_user", "steward_entryguard_role_resource_assignment", "steward_entryguard_role_user_assignment",
	} {
		t.Run(typeName, func(t *testing.T) {
			t.Parallel()
			w, first, config := entryguardRows()[typeName].begin(t, typeName)
			first.RequireClean("creating", first.Apply(config))
			id := first.Text("id")

			// It was there before.
			second := providertest.NewObject(t, providertest.NewProtocol(t), typeName)
			otherProcess(w, second)
			w.EntryGuard.ResetRequests()
			says(t, second.Apply(config), anError, "exists already", "terraform import ADDRESS "+id)
			if n := w.EntryGuard.Count("POST", ""); n != 0 || second.State != nil {
				t.Errorf("%d requests were sent, and state has %v", n, second.Values())
			}

			// Somebody made it after the first look: that look sees nothing.
			list := map[bool]string{true: "/roles", false: "/users"}[!strings.HasSuffix(typeName, "_user")]
			path, hidden := list, id
			if role, member, ok := strings.Cut(id, "/"); ok {
				path, hidden = "/roles/"+role, member
			}
			w.EntryGuard.Fail(entryguardtest.Fault{Method: "GET", Path: path, Hide: hidden})
			says(t, second.Apply(config), anError, "exists already", "terraform import ADDRESS "+id, "The API said: ")
			if second.State != nil || w.EntryGuard.Count("POST", "") != 1 {
				t.Errorf("state has %v", second.Values())
			}
		})
	}
}

// TestEntryGuardUserInactive: an invitation cannot switch a user off, so a
// second request does; if that fails, Terraform knows the user all the same.
func TestEntryGuardUserInactive(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	user := admin(w, "steward_entryguard_user")
	config := map[string]any{"email": "Grace@example.com", "is_active": false, "deletion_policy": "PREVENT"}
	w.EntryGuard.Fail(entryguardtest.Fault{Method: "PATCH", Status: 403})
	says(t, user.Apply(config), anError, "Could not deactivate", user.Text("id"), "ORG_ADMIN")
	if got := user.Attribute("is_active"); !user.Tainted || !got.Equal(tftypes.NewValue(tftypes.Bool, true)) || user.Text("deletion_policy") != "DELETE" {
		t.Fatalf("in state: tainted %v, %v", user.Tainted, user.Values())
	}
	user.RequireClean("destroying", user.Apply(nil))
	user.RequireClean("creating", user.Apply(config))
	if found, _ := w.EntryGuard.User(user.Text("id")); !found.Inactive {
		t.Error("the user can log in")
	}
	user.RequireClean("reading", user.Refresh())
	user.RequireNoChange("after the create", config)
}

// TestEntryGuardRuleTainted: a rule that does not work is known to Terraform,
// and can be read and destroyed.
func TestEntryGuardRuleTainted(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	rule := admin(w, "steward_entryguard_static_ip_rule")
	w.EntryGuard.FailRules(addResource(w, "db"), "not allowed")
	config := ruleForAll(w, map[string]any{"ip_address": "2001:DB8:0::7"}, "web")
	says(t, rule.Apply(config), anError, "could not open all", "not allowed")
	if !rule.Tainted || rule.Text("status") != "PARTIAL" {
		t.Fatalf("in state: tainted %v, %v", rule.Tainted, rule.Values())
	}
	w.EntryGuard.EditStaticIPRule(rule.Text("id"), func(r *entryguardtest.StaticIPRule) { r.Status, r.IPAddress = "FAILED", "2001:db8::7/128" })
	rule.RequireClean("reading", otherProcess(w, rule).Refresh())
	if rule.Text("status") != "FAILED" || rule.Text("ip_address") != "2001:DB8:0::7" {
		t.Errorf("status %q, address %q: a status is no error, and another form of the address no drift", rule.Text("status"), rule.Text("ip_address"))
	}
	rule.RequireNoChange("after the status changed", config)
	rule.RequireClean("destroying", rule.Apply(nil))
}

// TestEntryGuardSettingsSet: what is not set is not sent, and not touched.
func TestEntryGuardSettingsSet(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	settings := admin(w, "steward_entryguard_organization_settings")
	settings.RequireClean("creating", settings.Apply(map[string]any{"password_min_length": 12}))
	settings.RequireClean("changing", settings.Apply(map[string]any{"password_expiration_days": 30}))
	settings.RequireClean("never", settings.Apply(map[string]any{"password_expiration_days": 0}))
	if diff := cmp.Diff([]string{"passwordMinLength", "passwordExpirationDays", "passwordExpirationDays"}, membersOf(w, "PATCH")); diff != "" {
		t.Errorf("what was sent (-want +got):\n%s", diff)
	}
	if got := w.EntryGuard.Settings(); got.PasswordMinLength != 12 || got.PasswordExpirationDays != nil || !got.PasswordRequireDigit {
		t.Errorf("EntryGuard has %+v", got)
	}
	settings.RequireClean("reading", settings.Refresh())
	settings.RequireNoChange("with an expiration of never", map[string]any{"password_expiration_days": 0})

	// A provider that speaks for another organization must not change its
	// settings.
	w.EntryGuard.SetOrganization("ada@example.com", entryguardtest.Organization{Slug: "example-2", Name: "Another Ltd"})
	w.EntryGuard.ResetRequests()
	says(t, providertest.Errors(otherProcess(w, settings).Refresh()), anError, "another organization", entryguardtest.DefaultOrganization.ID)
	says(t, providertest.Errors(otherProcess(w, settings).Apply(map[string]any{"password_min_length": 20})), anError, "another organization")
	if n := w.EntryGuard.Count("PATCH", ""); n != 0 {
		t.Errorf("%d changes were sent to the wrong organization", n)
	}
}

// TestEntryGuardSettingsLockOut: who logs in with a password is warned before a
// second factor is required, and only then.
func TestEntryGuardSettingsLockOut(t *testing.T) {
	t.Parallel()
	const settingsType = "steward_entryguard_organization_settings"
	on, off := map[string]any{"mfa_required": true}, map[string]any{"mfa_required": false}
	for name, c := range map[string]struct {
		prior, config map[string]any
		token         bool
		warns         bool
		reason        string
	}{
		"new":            {nil, on, false, true, "what was there before is not known"},
		"switched on":    {off, on, false, true, "it is about to be set"},
		"is on":          {on, map[string]any{"mfa_required": true, "password_min_length": 12}, false, false, "it was said when it was set"},
		"switched off":   {on, off, false, false, "nobody is locked out"},
		"something else": {off, map[string]any{"password_min_length": 12}, false, false, "it stays off"},
		"not known":      {off, map[string]any{"mfa_required": providertest.Unknown{}}, false, false, "nothing certain can be said"},
		"with a token":   {off, on, true, false, "a token needs no log-in"},
	} {
		w := providertest.NewWorld(t)
		settings := admin(w, settingsType)
		if c.prior != nil {
			settings.RequireClean(name+": creating", settings.Apply(c.prior))
		}
		if !c.token {
			settings.Protocol = withPassword(w, settingsType).Protocol
		}
		plan := settings.Planned(c.config)
		if len(providertest.Errors(plan.Diagnostics)) > 0 || (len(plan.Diagnostics) > 0) != c.warns {
			t.Errorf("%s: %s: %s", name, c.reason, providertest.Text(plan.Diagnostics))
		}
	}
}

// TestEntryGuardNullIgnored: an API that keeps what is to be removed is said to
// do so.
func TestEntryGuardNullIgnored(t *testing.T) {
	t.Parallel()
	for typeName, attributes := range map[string][]string{
		"steward_entryguard_role":                  {"description", "max_session_duration_hours"},
		"steward_entryguard_organization_settings": {"password_expiration_days"},
	} {
		w, object, config := entryguardRows()[typeName].begin(t, typeName)
		w.EntryGuard.Change(func(o *entryguardtest.Options) { o.NullIsIgnored = true })
		object.RequireClean("creating", object.Apply(config))
		found := object.Apply(providertest.Altered(config, entryguardRows()[typeName].change))
		requireNoErrors(object.Protocol, "changing", found)
		var warned []string
		for _, d := range found {
			warned = append(warned, providertest.Where(d))
		}
		slices.Sort(warned)
		if diff := cmp.Diff(attributes, warned); diff != "" {
			t.Errorf("%s: warnings at (-want +got):\n%s", typeName, diff)
		}
	}
}

// TestEntryGuardRoleSilent: a role that does not say what is assigned to it is
// no proof that nothing is.
func TestEntryGuardRoleSilent(t *testing.T) {
	t.Parallel()
	const typeName = "steward_entryguard_role_resource_assignment"
	w, object, config := entryguardRows()[typeName].begin(t, typeName)
	object.RequireClean("creating", object.Apply(config))
	w.EntryGuard.Fail(entryguardtest.Fault{Method: "GET", Path: "/roles", Lose: []string{"resourceIds", "userIds"}, Times: -1})
	object.RequireClean("reading by itself", otherProcess(w, object).Refresh())
	w.EntryGuard.Fail(entryguardtest.Fault{Method: "GET", Path: "/roles/*", Lose: []string{"resourceIds"}, Times: -1})
	says(t, otherProcess(w, object).Refresh(), anError, "it lacks resourceIds, which the API always shows", object.Text("id"))
	if object.State == nil {
		t.Error("the assignment left the state")
	}
}

// TestEntryGuardPolicyOfEveryType: PREVENT protects, whatever the type.
func TestEntryGuardPolicyOfEveryType(t *testing.T) {
	t.Parallel()
	for typeName, row := range entryguardRows() {
		if row.forgotten {
			continue
		}
		w, object, config := row.begin(t, typeName)
		object.RequireClean("creating", object.Apply(providertest.Altered(config, map[string]any{"deletion_policy": "PREVENT"})))
		says(t, object.Apply(nil), anError, "deletion_policy is PREVENT", object.Text("id"))
		if object.State == nil || !row.exists(w, object.Text("id")) {
			t.Errorf("%s: the object is gone", typeName)
		}
	}
}

// TestEntryGuardOtherForms: after an import state has EntryGuard's form of a
// value; a configuration that says the same is no change.
func TestEntryGuardOtherForms(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	web := addResource(w, "web")
	for typeName, c := range map[string]struct {
		id     string
		config map[string]any
	}{
		"steward_entryguard_user": {
			w.EntryGuard.AddUser(entryguardtest.User{Email: "grace@example.com"}).ID, map[string]any{"email": "Grace@Example.com"},
		},
		"steward_entryguard_api_key": {
			w.EntryGuard.AddAPIKey(entryguardtest.APIKey{
				Name: "ci", Scopes: []string{"sessions:read"}, ExpiresAt: entryguardtest.Time{Time: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)},
			}).ID,
			map[string]any{"name": "ci", "scopes": []any{"sessions:read"}, "expires_at": "2027-01-01T01:00:00+01:00"},
		},
		"steward_entryguard_static_ip_rule": {
			w.EntryGuard.AddStaticIPRule(entryguardtest.StaticIPRule{
				Label: "office", IPAddress: "203.0.113.7/32", Resources: []entryguardtest.StaticIPRuleResource{{ResourceID: web, ResourceName: "web"}},
			}).ID,
			map[string]any{"label": "office", "ip_address": "203.0.113.7", "resource_ids": []any{web}},
		},
	} {
		imported(w, typeName, c.id).RequireNoChange(typeName+" after an import", c.config)
	}
}

// TestEntryGuardOtherValidation: what is wrong is said at plan time, at its
// attribute.
func TestEntryGuardOtherValidation(t *testing.T) {
	t.Parallel()
	p := providertest.NewProtocol(t)
	for name, c := range map[string]struct {
		kind   string
		config map[string]any
		at     string // of the one error; empty: none
		reason string
	}{
		"good rule":           {"static_ip_rule", map[string]any{"label": "office", "ip_address": "203.0.113.7", "resource_ids": []any{someUUID}}, "", "all is said"},
		"network":             {"static_ip_rule", map[string]any{"label": "office", "ip_address": "2001:db8::/32", "resource_ids": []any{someUUID}}, "", "the API page takes networks"},
		"unknown":             {"static_ip_rule", map[string]any{"label": providertest.Unknown{}, "ip_address": providertest.Unknown{}, "resource_ids": providertest.Unknown{}}, "", "it may become right"},
		"no address":          {"static_ip_rule", map[string]any{"label": "office", "ip_address": "203.0.113", "resource_ids": []any{someUUID}}, "ip_address", "EntryGuard would answer 400"},
		"address with a zone": {"static_ip_rule", map[string]any{"label": "office", "ip_address": "fe80::1%eth0", "resource_ids": []any{someUUID}}, "ip_address", "it means nothing elsewhere"},
		"no resources":        {"static_ip_rule", map[string]any{"label": "office", "ip_address": "203.0.113.7", "resource_ids": []any{}}, "resource_ids", "EntryGuard requires one"},
		"key without scopes":  {"api_key", map[string]any{"name": "ci", "scopes": []any{}}, "scopes", "EntryGuard requires one"},
		"key that expires":    {"api_key", map[string]any{"name": "ci", "scopes": []any{"sessions:read"}, "expires_at": "2027-01-01T00:00:00Z"}, "", "all is said"},
		"date alone":          {"api_key", map[string]any{"name": "ci", "scopes": []any{"sessions:read"}, "expires_at": "2027-01-01"}, "expires_at", "is it midnight, and where?"},
		"long name":           {"api_key", map[string]any{"name": strings.Repeat("x", 256), "scopes": []any{"sessions:read"}}, "name", "255 at most"},
		"no e-mail address":   {"user", map[string]any{"email": "grace"}, "email", "nobody could be invited"},
		"role of no hours":    {"role", map[string]any{"name": "on-call", "max_session_duration_hours": 0}, "max_session_duration_hours", "EntryGuard would answer 400"},
		"empty description":   {"role", map[string]any{"name": "on-call", "description": ""}, "description", "EntryGuard may answer none"},
		"assignment by name":  {"role_user_assignment", map[string]any{"role_id": "on-call", "user_id": someUUID}, "role_id", "EntryGuard would answer 404"},
		"short password":      {"organization_settings", map[string]any{"password_min_length": 7}, "password_min_length", "8 at least"},
		"a year and a day":    {"organization_settings", map[string]any{"password_expiration_days": 366}, "password_expiration_days", "365 at most"},
		"never":               {"organization_settings", map[string]any{"password_expiration_days": 0}, "", "0 is never"},
	} {
		t.Run(name, func(t *testing.T) {
			found := p.Validate("steward_entryguard_"+c.kind, c.config)
			switch {
			case c.at == "" && len(found) > 0:
				t.Errorf("got %s: %s; want nothing: %s", found[0].Summary, found[0].Detail, c.reason)
			case c.at != "" && (len(found) != 1 || found[0].Severity != anError || !strings.HasPrefix(providertest.Where(found[0]), c.at)):
				t.Errorf("got %v, want one error at %s: %s", found, c.at, c.reason)
			}
		})
	}
}
