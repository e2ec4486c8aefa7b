package entryguard_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// The life of a role and of a user through the client.
func TestRolesAndUsersLive(t *testing.T) {
	for name, ignored := range map[string]bool{"null clears": false, "null is ignored": true} {
		t.Run(name, func(t *testing.T) {
			api := startAPI(t, entryguardtest.Options{NullIsIgnored: ignored})
			client := adminClient(t, api)
			role, err := client.CreateRole(t.Context(), entryguard.RoleInput{
				Name: "ops", Description: new("On call"), MaxSessionDurationHours: new(int64(48)),
			})
			if err != nil || *role.Description != "On call" || *role.MaxSessionDurationHours != 48 || role.ResourceIDs == nil || role.UserIDs == nil {
				t.Fatalf("CreateRole = %+v, %v", role, err)
			}
			role, err = client.UpdateRole(t.Context(), role.ID, entryguard.RolePatch{
				Name: new("operations"), Description: entryguard.SendNull[string](), MaxSessionDurationHours: entryguard.Send(int64(8)),
			})
			if err != nil || role.Name != "operations" || (role.Description == nil) == ignored || *role.MaxSessionDurationHours != 8 {
				t.Errorf("UpdateRole = %+v, %v", role, err)
			}
			if _, err := client.CreateRole(t.Context(), entryguard.RoleInput{Name: "operations"}); deletion.ReasonOf(err) != deletion.Invalid {
				t.Errorf("a name that is taken: error = %v, want Invalid", err)
			}
			user, err := client.InviteUser(t.Context(), entryguard.UserInput{Email: "eve@example.com", Name: new("Eve"), IsOrgAdmin: new(true)})
			if err != nil || !user.IsActive || !user.IsOrgAdmin || user.LastLoginAt != "" || user.PlatformRole != "CUSTOMER" {
				t.Fatalf("InviteUser = %+v, %v", user, err)
			}
			if err := client.AssignUser(t.Context(), role.ID, user.ID); err != nil {
				t.Fatal(err)
			}
			user, err = client.UpdateUser(t.Context(), user.ID, entryguard.UserPatch{
				Name: entryguard.SendNull[string](), IsOrgAdmin: new(false), IsActive: new(false),
			})
			if err != nil || user.IsActive || user.IsOrgAdmin || (user.Name == nil) == ignored || !slices.Equal(user.RoleNames, []string{"operations"}) {
				t.Errorf("UpdateUser = %+v, %v", user, err)
			}
			if got, err := client.User(t.Context(), user.ID); err != nil || !cmp.Equal(got, user) {
				t.Errorf("User = %+v, %v; want %+v", got, err, user)
			}
		})
	}
}

// A 404 that carries no code is NotFound where the collection agrees, and
// only there.
func TestReadingWhatHasNoCodeForItsAbsence(t *testing.T) {
	for kind, read := range map[string]func(*entryguard.Client, string) error{
		"/roles": func(c *entryguard.Client, id string) error { _, err := c.Role(t.Context(), id); return err },
		"/users": func(c *entryguard.Client, id string) error { _, err := c.User(t.Context(), id); return err },
	} {
		tests := map[string]struct {
			item, all entryguardtest.Fault
			exists    bool
			want      deletion.Reason
			requests  int
			reason    string
		}{
			"missing":        {entryguardtest.Fault{}, entryguardtest.Fault{}, false, deletion.NotFound, 3, "the object and two lists say so"},
			"unmapped":       {entryguardtest.Fault{Status: 404}, entryguardtest.Fault{}, true, deletion.Unclassified, 2, "the collection has it"},
			"all refused":    {entryguardtest.Fault{}, entryguardtest.Fault{Status: 403}, false, deletion.Unclassified, 2, "the collection did not answer"},
			"all are a page": {entryguardtest.Fault{}, entryguardtest.Fault{Status: 200, Body: htmlPage}, false, deletion.Unclassified, 2, "the collection did not answer"},
			"stranger's 404": {entryguardtest.Fault{Status: 404, Body: htmlPage}, entryguardtest.Fault{}, false, deletion.Unclassified, 1, "not the API's answer"},
			"throttled":      {entryguardtest.Fault{Status: 429}, entryguardtest.Fault{}, false, deletion.Throttled, 1, "no 404 at all"},
		}
		for name, test := range tests {
			t.Run(kind+"/"+name, func(t *testing.T) {
				api := startAPI(t, entryguardtest.Options{})
				id := missingID
				if test.exists {
					id = api.AddRole(entryguardtest.Role{Name: "ops"}).ID
					api.AddUser(entryguardtest.User{ID: id, Email: "eve@example.com"})
				}
				for path, fault := range map[string]entryguardtest.Fault{kind + "/*": test.item, kind: test.all} {
					if fault.Path = path; fault.Status != 0 {
						api.Fail(fault)
					}
				}
				err := read(adminClient(t, api), id)
				f := deletion.AsFailure(err)
				if f == nil || f.Reason != test.want {
					t.Fatalf("error = %v, want %v: %s", err, test.want, test.reason)
				}
				if test.want == deletion.NotFound && (f.Status != 404 || !strings.Contains(f.Message, "not found with id") || f.Hint != "") {
					t.Errorf("failure = %+v, want the API's own words and no doubt", f)
				}
				if got := api.CountAbout(); got != test.requests {
					t.Errorf("%d requests, want %d", got, test.requests)
				}
			})
		}
	}
}

// A key is shown once, listed for ever, and gone when it is revoked.
func TestAPIKeysLive(t *testing.T) {
	for name, again := range map[string]bool{"revoking again is 404": false, "revoking again is 204": true} {
		t.Run(name, func(t *testing.T) {
			api := startAPI(t, entryguardtest.Options{RevokingAgainIs204: again})
			client := adminClient(t, api)
			until := "2099-01-01T00:00:00Z"
			made, err := client.CreateAPIKey(t.Context(), entryguard.APIKeyInput{
				Name: "ci", Description: new("Pipeline"), Scopes: []string{"resources:read"}, ExpiresAt: &until,
			})
			if err != nil || made.PlainTextKey == "" || !strings.HasPrefix(made.PlainTextKey, made.KeyPrefix) || string(made.ExpiresAt) != until {
				t.Fatalf("CreateAPIKey = %+v, %v", made, err)
			}
			reader := newClient(t, entryguard.Config{Endpoint: api.URL(), APIKey: made.PlainTextKey})
			if _, err := reader.Resources(t.Context()); err != nil {
				t.Errorf("the key does not work: %v", err)
			}
			got, err := client.APIKey(t.Context(), made.ID)
			if err != nil || got.Name != "ci" || *got.Description != "Pipeline" || got.LastUsedAt == "" || got.CreatedByEmail != "ada@example.com" {
				t.Errorf("APIKey = %+v, %v", got, err)
			}
			if _, err := client.Shared().APIKey(t.Context(), made.ID); err != nil {
				t.Error(err)
			}
			obj := deletion.Object{
				Type: entryguard.APIKeyType, ID: made.ID, Home: deletion.Home{Organization: entryguardtest.DefaultOrganization.ID},
			}
			for _, want := range []deletion.Outcome{deletion.Deleted, map[bool]deletion.Outcome{false: deletion.Absent, true: deletion.Deleted}[again]} {
				result := deletion.Run(t.Context(), deletion.Request{Backend: client.APIKeyBackend(), Object: obj, Pace: quick})
				if result.Outcome != want {
					t.Errorf("outcome = %v (%v), want %v", result.Outcome, result.Failure, want)
				}
			}
			keys, err := client.APIKeys(t.Context())
			if err != nil || len(keys) != 1 || !keys[0].IsRevoked || keys[0].RevokedAt == "" {
				t.Errorf("APIKeys = %+v, %v; want the revoked key", keys, err)
			}
			for name, read := range map[string]func() error{
				"APIKey":        func() error { _, err := client.APIKey(t.Context(), made.ID); return err },
				"Shared.APIKey": func() error { _, err := client.Shared().APIKey(t.Context(), made.ID); return err },
				"missing":       func() error { _, err := client.APIKey(t.Context(), missingID); return err },
			} {
				if err := read(); deletion.ReasonOf(err) != deletion.NotFound || strings.Contains(err.Error(), made.PlainTextKey) {
					t.Errorf("%s: error = %v, want NotFound", name, err)
				}
			}
			if _, err := reader.Resources(t.Context()); deletion.ReasonOf(err) != deletion.Unauthenticated {
				t.Errorf("the revoked key: error = %v, want Unauthenticated", err)
			}
		})
	}
}

// A rule is applied by itself, on every resource or on some of them.
func TestStaticIPRulesLive(t *testing.T) {
	tests := map[string]struct {
		fails  []int // which resources
		status string
	}{
		"all": {nil, entryguard.StaticIPRuleActive}, "some": {[]int{1}, entryguard.StaticIPRulePartial}, "none": {[]int{0, 1}, entryguard.StaticIPRuleFailed},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			api := startGuarded(t, entryguardtest.Options{StaticIPRuleAfter: time.Minute})
			client := adminClient(t, api.Server)
			ids := []string{api.bastion, api.second}
			for _, i := range test.fails {
				api.FailRules(ids[i], "the rule quota of the security group is used up")
			}
			made, err := client.CreateStaticIPRule(t.Context(), entryguard.StaticIPRuleInput{Label: "office", IPAddress: "203.0.113.0/24", ResourceIDs: ids})
			if err != nil || made.Status != entryguard.StaticIPRulePending || len(made.Resources) != 2 || made.Resources[0].ErrorMessage != nil {
				t.Fatalf("CreateStaticIPRule = %+v, %v", made, err)
			}
			api.clock.Advance(time.Minute)
			got, err := client.StaticIPRule(t.Context(), made.ID)
			if err != nil || got.Status != test.status {
				t.Fatalf("StaticIPRule = %+v, %v; want %s", got, err, test.status)
			}
			for i, r := range got.Resources {
				failed := slices.Contains(test.fails, i)
				if (r.ErrorMessage != nil) != failed || (r.Status == "FAILED") != failed || (r.AppliedAt == "") != failed {
					t.Errorf("resource = %+v, failed is %v", r, failed)
				}
			}
			all, err := client.StaticIPRules(t.Context())
			if err != nil || len(all) != 1 || !cmp.Equal(all[0], got) {
				t.Errorf("StaticIPRules = %+v, %v; want %+v", all, err, got)
			}
		})
	}
}

func TestOrganizationSettings(t *testing.T) {
	api := startAPI(t, entryguardtest.Options{})
	client := adminClient(t, api)
	got, err := client.OrganizationSettings(t.Context())
	want := entryguard.OrganizationSettings{
		PasswordMinLength: 8, PasswordRequireUppercase: true, PasswordRequireLowercase: true, PasswordRequireDigit: true,
	}
	if err != nil || !cmp.Equal(got, want) {
		t.Errorf("OrganizationSettings = %+v, %v; want the documented defaults", got, err)
	}
	got, err = client.UpdateOrganizationSettings(t.Context(), entryguard.OrganizationSettingsPatch{
		MFARequired: new(true), PasswordMinLength: new(int64(14)), PasswordExpirationDays: entryguard.Send(int64(90)), PasswordRequireDigit: new(false),
	})
	want = entryguard.OrganizationSettings{
		ID: &entryguardtest.DefaultOrganization.ID, Name: &entryguardtest.DefaultOrganization.Name, SubscriptionTier: new("BUSINESS"),
		MFARequired: true, PasswordMinLength: 14, PasswordRequireUppercase: true, PasswordRequireLowercase: true, PasswordExpirationDays: new(int64(90)),
	}
	if err != nil || !cmp.Equal(got, want) {
		t.Error(err, cmp.Diff(want, got))
	}
	got, err = client.UpdateOrganizationSettings(t.Context(), entryguard.OrganizationSettingsPatch{PasswordExpirationDays: entryguard.SendNull[int64]()})
	if err != nil || got.PasswordExpirationDays != nil || got.PasswordMinLength != 14 {
		t.Errorf("UpdateOrganizationSettings(null) = %+v, %v", got, err)
	}
	api.Change(func(o *entryguardtest.Options) { o.SettingsSayWhose = true })
	if again, err := client.OrganizationSettings(t.Context()); err != nil || !cmp.Equal(again, got) {
		t.Errorf("OrganizationSettings = %+v, %v; want %+v", again, err, got)
	}
	for body, want := range map[string]deletion.Reason{
		`{}`: deletion.Unclassified, `null`: deletion.Unclassified, `[]`: deletion.Unavailable, htmlPage: deletion.Unclassified,
	} {
		api.Fail(entryguardtest.Fault{Method: http.MethodGet, Status: 200, Body: body})
		if got, err := client.OrganizationSettings(t.Context()); deletion.ReasonOf(err) != want || err == nil {
			t.Errorf("%s: %+v, %v; want a broken answer", body, got, err)
		}
	}
}
