package entryguard_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// Where the sources contradict each other (entryguard-api.md sections 14 and
// 15) the client must serve under each reading. Those that need a test of
// their own stand with their objects; these here run all kinds.

// Whichever family of error bodies the endpoints answer with, every kind of
// object is deleted, and one that is gone is known to be gone.
func TestEveryFamilyOfErrors(t *testing.T) {
	for _, family := range []string{"", entryguardtest.AllSpring, entryguardtest.AllCodes} {
		for name, c := range contenders {
			t.Run(name+"/"+family, func(t *testing.T) {
				api := startAPI(t, entryguardtest.Options{OneFamily: family})
				client := c.client(t, api)
				obj := deletion.Object{
					Type: c.objectType, ID: c.make(api), Home: deletion.Home{Organization: entryguardtest.DefaultOrganization.ID},
				}
				for _, want := range []deletion.Outcome{deletion.Deleted, deletion.Absent} {
					result := deletion.Run(t.Context(), deletion.Request{Backend: c.backend(client), Object: obj, Timeout: 10 * time.Second, Pace: quick})
					if result.Outcome != want {
						t.Errorf("outcome = %v (%v), want %v", result.Outcome, result.Failure, want)
					}
				}
				if c.exists(api, obj.ID) || api.Deletions(obj.ID) != 1 {
					t.Error("the object was not deleted once")
				}
			})
		}
	}
}

// A refusal without a code stays a refusal, in the API's words: what is in the
// way is then not known, and nobody's session is ended for a guess.
func TestARefusalWithoutACode(t *testing.T) {
	for family, want := range map[string]deletion.Reason{
		"": deletion.InUse, entryguardtest.AllCodes: deletion.InUse, entryguardtest.AllSpring: deletion.Invalid,
	} {
		api := startGuarded(t, entryguardtest.Options{OneFamily: family})
		s := api.StartSession("uma@example.com", api.bastion)
		result := deletion.Run(t.Context(), deletion.Request{
			Backend: adminClient(t, api.Server).ResourceBackend(), Object: api.object(), Timeout: 10 * time.Second, Pace: quick,
		})
		if result.Outcome != deletion.Refused || result.Failure.Reason != want || !strings.Contains(result.Failure.Message, "active sessions") {
			t.Errorf("family %q: result = %+v, want Refused as %v in the API's words", family, result, want)
		}
		if got, _ := api.Session(s.ID); got.Status != "ACTIVE" {
			t.Errorf("family %q: the session is %s", family, got.Status)
		}
	}
}

func TestEveryFamilySaysWhatIsMissingAndProtected(t *testing.T) {
	for _, family := range []string{"", entryguardtest.AllSpring, entryguardtest.AllCodes} {
		t.Run(family, func(t *testing.T) {
			api := startAPI(t, entryguardtest.Options{OneFamily: family})
			client := adminClient(t, api)
			for kind, read := range map[string]func(context.Context, string) error{
				"resource":       func(ctx context.Context, id string) error { _, err := client.Resource(ctx, id); return err },
				"credential":     func(ctx context.Context, id string) error { _, err := client.Credential(ctx, id); return err },
				"role":           func(ctx context.Context, id string) error { _, err := client.Role(ctx, id); return err },
				"user":           func(ctx context.Context, id string) error { _, err := client.User(ctx, id); return err },
				"static IP rule": func(ctx context.Context, id string) error { _, err := client.StaticIPRule(ctx, id); return err },
			} {
				if err := read(t.Context(), missingID); deletion.ReasonOf(err) != deletion.NotFound {
					t.Errorf("a missing %s: error = %v, want NotFound", kind, err)
				}
			}
			_, err := client.UserBackend().Delete(t.Context(), deletion.Object{ID: api.Users()[0].ID}, deletion.Attempt{})
			if deletion.ReasonOf(err) != deletion.Protected {
				t.Errorf("the last admin: error = %v, want Protected", err)
			}
		})
	}
}

// What an API key may not do is one clear error, whatever the API answers.
func TestAPIKeysWhereATokenIsNeeded(t *testing.T) {
	tests := map[string]struct {
		opts entryguardtest.Options
		want deletion.Reason
	}{
		"forbidden":      {entryguardtest.Options{}, deletion.Denied},
		"unauthorized":   {entryguardtest.Options{KeysAre401: true}, deletion.Unauthenticated},
		"another header": {entryguardtest.Options{KeysInAuthorization: true}, deletion.Unauthenticated},
		"all are spring": {entryguardtest.Options{OneFamily: entryguardtest.AllSpring}, deletion.Denied},
		"all have codes": {entryguardtest.Options{OneFamily: entryguardtest.AllCodes}, deletion.Denied},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			api := startAPI(t, test.opts)
			client := newClient(t, entryguard.Config{Endpoint: api.URL(), APIKey: api.APIKey("resources:read")})
			_, err := client.CreateRole(t.Context(), entryguard.RoleInput{Name: "ops"})
			f := deletion.AsFailure(err)
			if f == nil || f.Reason != test.want || !strings.Contains(f.Hint, "API key") || !strings.Contains(f.Hint, "organization_slug") {
				t.Errorf("failure = %+v, want %v with what to configure instead", f, test.want)
			}
		})
	}
}

// An API key in the place of an access token.
func TestAnAPIKeyIsNoAccessToken(t *testing.T) {
	api := startAPI(t, entryguardtest.Options{})
	client := newClient(t, entryguard.Config{Endpoint: api.URL(), AccessToken: api.APIKey("resources:read")})
	_, err := client.Resources(t.Context())
	if f := deletion.AsFailure(err); f == nil || f.Reason != deletion.Unauthenticated || !strings.Contains(f.Hint, "belongs into api_key") {
		t.Errorf("failure = %+v, want a hint that it is no token", f)
	}
}

// Who enforces a second factor locks out who logs in with a password alone,
// and is told so.
func TestEnforcingASecondFactorLocksOut(t *testing.T) {
	api := startAPI(t, entryguardtest.Options{MFAIsEnforced: true})
	if _, err := newClient(t, logIn(api)).UpdateOrganizationSettings(t.Context(), entryguard.OrganizationSettingsPatch{MFARequired: new(true)}); err != nil {
		t.Fatal(err)
	}
	_, err := newClient(t, logIn(api)).OrganizationSettings(t.Context())
	if f := deletion.AsFailure(err); f == nil || f.Reason != deletion.Unauthenticated || !strings.Contains(f.Error(), "has not set up") || !strings.Contains(f.Hint, "access_token") {
		t.Errorf("failure = %+v, want what to do about the second factor", f)
	}
}

// Who is no admin is told which role is missing, at whatever is managed.
func TestAUserWithoutTheRole(t *testing.T) {
	api := startAPI(t, entryguardtest.Options{})
	client := newClient(t, entryguard.Config{Endpoint: api.URL(), AccessToken: api.UserToken()})
	for doing, call := range map[string]func() error{
		"roles":    func() error { _, err := client.Roles(t.Context()); return err },
		"users":    func() error { _, err := client.Users(t.Context()); return err },
		"keys":     func() error { _, err := client.APIKeys(t.Context()); return err },
		"rules":    func() error { _, err := client.StaticIPRules(t.Context()); return err },
		"settings": func() error { _, err := client.OrganizationSettings(t.Context()); return err },
		"audit":    func() error { _, err := client.AuditLogs(t.Context(), entryguard.AuditFilter{}); return err },
	} {
		if f := deletion.AsFailure(call()); f == nil || f.Reason != deletion.Denied || !strings.Contains(f.Hint, "ORG_ADMIN") {
			t.Errorf("%s: failure = %+v, want Denied that names the role", doing, f)
		}
	}
}

// What a plan does not allow is said in the API's words.
func TestLimitsOfAPlan(t *testing.T) {
	api := startGuarded(t, entryguardtest.Options{RolesArePaid: true, APIKeysArePaid: true, MaxUsers: 2, MaxResources: 2, MaxStaticIPRules: 1})
	client := adminClient(t, api.Server)
	key := func(scope string) error {
		_, err := client.CreateAPIKey(t.Context(), entryguard.APIKeyInput{Name: "ci", Scopes: []string{scope}})
		return err
	}
	rule := func(address string) error {
		_, err := client.CreateStaticIPRule(t.Context(), entryguard.StaticIPRuleInput{Label: "office", IPAddress: address, ResourceIDs: []string{api.bastion}})
		return err
	}
	if err := errors.Join(rule("203.0.113.7"), key("agent:connect")); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		call func() error
		want deletion.Reason
		says string
	}{
		"role": {func() error {
			_, err := client.CreateRole(t.Context(), entryguard.RoleInput{Name: "ops"})
			return err
		}, deletion.Denied, "paid plan"},
		"key": {func() error { return key("sessions:read") }, deletion.Denied, "paid plan"},
		"user": {func() error {
			_, err := client.InviteUser(t.Context(), entryguard.UserInput{Email: "eve@example.com"})
			return err
		}, deletion.Invalid, "User limit reached"},
		"resource": {func() error {
			_, err := client.CreateResource(t.Context(), entryguard.ResourceInput{
				Name: "n", CredentialID: api.credential, Provider: "AZURE", ResourceType: "NSG", ResourceIdentifier: "x",
			})
			return err
		}, deletion.Invalid, "Resource limit reached"},
		"rule": {func() error { return rule("203.0.113.8") }, deletion.Invalid, "rule limit reached"},
	} {
		if f := deletion.AsFailure(test.call()); f == nil || f.Reason != test.want || !strings.Contains(f.Message, test.says) {
			t.Errorf("%s: failure = %+v, want %v that says %q", name, f, test.want, test.says)
		}
	}
}

func TestCIDRsOfStaticIPRules(t *testing.T) {
	for _, refused := range []bool{false, true} {
		api := startGuarded(t, entryguardtest.Options{CIDRIsRefused: refused})
		_, err := adminClient(t, api.Server).CreateStaticIPRule(t.Context(), entryguard.StaticIPRuleInput{
			Label: "office", IPAddress: "203.0.113.0/24", ResourceIDs: []string{api.bastion},
		})
		if refused != (err != nil) || (refused && (deletion.ReasonOf(err) != deletion.Invalid || !strings.Contains(err.Error(), "ipAddress: must be"))) {
			t.Errorf("CIDRs refused %v: error = %v", refused, err)
		}
	}
}

// A static IP rule may hold a resource or vanish with it. Where it does, it is
// named; where it does not, nobody waits for it.
func TestStaticIPRulesOfAResource(t *testing.T) {
	for name, holds := range map[string]bool{"it holds the resource": true, "it vanishes with it": false} {
		t.Run(name, func(t *testing.T) {
			api := startGuarded(t, entryguardtest.Options{RulesHoldResources: holds})
			rule := api.AddStaticIPRule(entryguardtest.StaticIPRule{
				Label: "office", IPAddress: "203.0.113.7", Resources: []entryguardtest.StaticIPRuleResource{{ResourceID: api.bastion}},
			})
			obj := api.object()
			obj.Home = deletion.Home{Organization: entryguardtest.DefaultOrganization.ID}
			run := func(inUse deletion.OnInUse, report deletion.Report) deletion.Result {
				return deletion.Run(t.Context(), deletion.Request{
					Backend: adminClient(t, api.Server).ResourceBackend(), Object: obj, InUse: inUse, Timeout: 10 * time.Second, Pace: quick, Report: report,
				})
			}
			if !holds {
				if result := run(deletion.Refuse, nil); result.Outcome != deletion.Deleted {
					t.Errorf("result = %+v, want Deleted", result)
				}
				if got, exists := api.StaticIPRule(rule.ID); !exists || len(got.Resources) != 0 {
					t.Errorf("rule = %+v, %v; want it without the resource", got, exists)
				}
				return
			}
			result := run(deletion.Refuse, nil)
			if result.Outcome != deletion.Refused || len(result.Blockers) != 1 || result.Blockers[0].ID != rule.ID || result.Blockers[0].Who != "office" || result.BlockersErr == nil {
				t.Errorf("result = %+v, want Refused with the rule as a guess", result)
			}
			asked := 0
			result = run(deletion.Wait, func(e deletion.Event) {
				if e.Requests > 1 && asked == 0 {
					asked = e.Requests
					api.RemoveStaticIPRule(rule.ID)
				}
			})
			if result.Outcome != deletion.Deleted || asked == 0 {
				t.Errorf("result = %+v after %d requests, want Deleted once the rule has gone", result, asked)
			}
		})
	}
}

// The list of one's own sessions, filtered or not, names the same sessions.
func TestOwnSessionsFilteredOrNot(t *testing.T) {
	for _, filtered := range []bool{false, true} {
		api := startGuarded(t, entryguardtest.Options{SessionsFiltered: filtered})
		s := api.StartSession("uma@example.com", api.bastion)
		api.StartSession("uma@example.com", api.second)
		client := newClient(t, entryguard.Config{Endpoint: api.URL(), AccessToken: api.UserToken()})
		got, err := client.ResourceBackend().Blockers(t.Context(), api.object())
		if len(got) != 1 || got[0].ID != s.ID || deletion.ReasonOf(err) != deletion.Denied {
			t.Errorf("filtered %v: blockers = %v, %v; want the one session and Denied", filtered, got, err)
		}
	}
}

// GET /auth/me may refuse API keys: then the home is not known, which is an
// error, not an empty home.
func TestAHomeThatAPIKeysMayNotAsk(t *testing.T) {
	for _, refuses := range []bool{false, true} {
		api := startAPI(t, entryguardtest.Options{MeRefusesAPIKeys: refuses})
		client := newClient(t, entryguard.Config{Endpoint: api.URL(), APIKey: api.APIKey("resources:read")})
		home, err := client.Home(t.Context())
		if refuses != (err != nil) || refuses != (home == deletion.Home{}) {
			t.Errorf("refused %v: Home = %v, %v", refuses, home, err)
		}
		if got := api.Count(http.MethodGet, "/auth/me"); got != 1 {
			t.Errorf("%d requests, want 1", got)
		}
	}
}
