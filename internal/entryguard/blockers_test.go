package entryguard_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// guarded is a simulated API with two resources and a clock.
type guarded struct {
	*entryguardtest.Server
	clock           *entryguardtest.Clock
	bastion, second string
	credential      string
}

func startGuarded(t *testing.T, opts entryguardtest.Options) guarded {
	t.Helper()
	g := guarded{clock: entryguardtest.NewClock(time.Date(2026, 2, 18, 10, 30, 0, 0, time.UTC))}
	opts.Now = g.clock.Now
	g.Server = startAPI(t, opts)
	g.credential = g.AddCredential(sampleCredential()).ID
	g.bastion = g.AddResource(sampleResource(g.credential)).ID
	other := sampleResource(g.credential)
	other.Name, other.ResourceIdentifier = "database", "sg-0d1e2f3a"
	g.second = g.AddResource(other).ID
	return g
}

func (g guarded) object() deletion.Object {
	return deletion.Object{Type: entryguard.ResourceType, ID: g.bastion, Home: deletion.Home{Organization: entryguardtest.DefaultOrganization.ID}}
}

func TestASessionIsDescribedAsABlocker(t *testing.T) {
	api := startGuarded(t, entryguardtest.Options{SessionEndAfter: time.Minute})
	s := api.StartSession("uma@example.com", api.bastion, api.second)
	api.StartSession("ada@example.com", api.second) // holds another resource
	backend := adminClient(t, api.Server).ResourceBackend()

	want := deletion.Blocker{
		Code: "session", ID: s.ID, Status: "ACTIVE", Who: "Uma User <uma@example.com>", Addresses: []string{"203.0.113.7"},
		Since: api.clock.Now(), Until: api.clock.Now().Add(time.Hour), Also: []string{"database"}, Endable: true,
	}
	got, err := backend.Blockers(t.Context(), api.object())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]deletion.Blocker{want}, got); diff != "" {
		t.Errorf("blockers (-want +got):\n%s", diff)
	}

	api.EndSession(s.ID)
	want.Status, want.Endable = "EXPIRING", false
	if got, err = backend.Blockers(t.Context(), api.object()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]deletion.Blocker{want}, got); diff != "" {
		t.Errorf("blockers while the session ends (-want +got):\n%s", diff)
	}

	api.clock.Advance(time.Minute)
	if got, err = backend.Blockers(t.Context(), api.object()); err != nil || len(got) != 0 {
		t.Errorf("blockers after the session = %v, %v; want none", got, err)
	}
}

func TestWhichSessionsHoldAResource(t *testing.T) {
	ip := func(resource, status string) entryguard.ResourceIP {
		return entryguard.ResourceIP{ResourceID: resource, ResourceName: "name of " + resource, IPAddress: "192.0.2.1", Status: status}
	}
	tests := map[string]struct {
		status string
		ips    []entryguard.ResourceIP
		want   bool
		reason string
	}{
		"pending":                 {"PENDING", []entryguard.ResourceIP{ip("r", "PENDING")}, true, "rules are about to be applied"},
		"active":                  {"ACTIVE", []entryguard.ResourceIP{ip("r", "APPLIED")}, true, "in use"},
		"partial":                 {"PARTIAL", []entryguard.ResourceIP{ip("x", "FAILED"), ip("r", "APPLIED")}, true, "in use"},
		"partial, this one not":   {"PARTIAL", []entryguard.ResourceIP{ip("x", "APPLIED"), ip("r", "FAILED")}, false, "the resource was never opened"},
		"expiring":                {"EXPIRING", []entryguard.ResourceIP{ip("r", "REMOVING")}, true, "rules are still being removed"},
		"expiring, this one done": {"EXPIRING", []entryguard.ResourceIP{ip("x", "REMOVING"), ip("r", "REMOVED")}, false, "the resource was let go"},
		"one of two addresses":    {"EXPIRING", []entryguard.ResourceIP{ip("r", "REMOVED"), ip("r", "REMOVING")}, true, "one address is still open"},
		"upper case":              {"ACTIVE", []entryguard.ResourceIP{ip("R", "APPLIED")}, true, "a UUID is the same in upper case"},
		"another resource":        {"ACTIVE", []entryguard.ResourceIP{ip("x", "APPLIED")}, false, "not this one"},
		"no resources":            {"ACTIVE", nil, false, "nothing is held"},
		"failed":                  {"FAILED", []entryguard.ResourceIP{ip("r", "PENDING")}, false, "over"},
		"cancelled":               {"CANCELLED", []entryguard.ResourceIP{ip("r", "APPLIED")}, false, "over"},
		"expired":                 {"EXPIRED", []entryguard.ResourceIP{ip("r", "APPLIED")}, false, "over"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := entryguard.SessionBlockers([]entryguard.Session{{ID: "s", Status: test.status, ResourceIPs: test.ips}}, "r")
			if (len(got) == 1) != test.want || len(got) > 1 {
				t.Errorf("blockers = %v, want one: %v: %s", got, test.want, test.reason)
			}
			if test.want && got[0].Endable != (test.status != "EXPIRING") {
				t.Errorf("Endable = %v in status %s", got[0].Endable, test.status)
			}
		})
	}
}

// What ends with a session is what it has opened, each named once.
func TestWhatElseASessionOpened(t *testing.T) {
	s := entryguard.Session{Status: "PARTIAL", ResourceIPs: []entryguard.ResourceIP{
		{ResourceID: "r", ResourceName: "bastion", IPAddress: "192.0.2.1", Status: "APPLIED"},
		{ResourceID: "r", ResourceName: "bastion", IPAddress: "2001:db8::1", Status: "PENDING"},
		{ResourceID: "a", ResourceName: "database", IPAddress: "192.0.2.1", Status: "APPLIED"},
		{ResourceID: "a", ResourceName: "database", IPAddress: "2001:db8::1", Status: "APPLIED"},
		{ResourceID: "b", ResourceName: "never opened", IPAddress: "192.0.2.1", Status: "FAILED"},
		{ResourceID: "c", IPAddress: "192.0.2.1", Status: "PENDING"},
	}}
	got := entryguard.SessionBlockers([]entryguard.Session{s}, "r")[0]
	if diff := cmp.Diff([]string{"database", "c"}, got.Also); diff != "" {
		t.Errorf("also (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"192.0.2.1", "2001:db8::1"}, got.Addresses); diff != "" {
		t.Errorf("addresses (-want +got):\n%s", diff)
	}
}

func TestWhoIsNamedAsFarAsIsKnown(t *testing.T) {
	for want, s := range map[string]entryguard.Session{
		"Uma <uma@example.com>": {UserName: "Uma", UserEmail: "uma@example.com", UserID: "u"},
		"uma@example.com":       {UserEmail: "uma@example.com", UserID: "u"},
		"Uma":                   {UserName: "Uma", UserID: "u"},
		"u":                     {UserID: "u"},
	} {
		s.Status, s.ResourceIPs = "ACTIVE", []entryguard.ResourceIP{{ResourceID: "r", Status: "APPLIED"}}
		if got := entryguard.SessionBlockers([]entryguard.Session{s}, "r")[0].Who; got != want {
			t.Errorf("Who = %q, want %q", got, want)
		}
	}
}

// Where the admin list is refused, one's own sessions are blockers, and what
// is not seen is said to be unknown.
func TestBlockersWithoutTheAdminList(t *testing.T) {
	api := startGuarded(t, entryguardtest.Options{})
	own := api.StartSession("uma@example.com", api.bastion)
	api.StartSession("ada@example.com", api.bastion)
	client := newClient(t, entryguard.Config{Endpoint: api.URL(), AccessToken: api.UserToken()})
	got, err := client.ResourceBackend().Blockers(t.Context(), api.object())
	if len(got) != 1 || got[0].ID != own.ID {
		t.Errorf("blockers = %v, want one's own", got)
	}
	if f := deletion.AsFailure(err); f == nil || f.Reason != deletion.Denied || !strings.Contains(f.Hint, "Other people's sessions could not be seen") {
		t.Errorf("failure = %+v, want Denied that says what was not seen", f)
	}
	last := api.Requests()[len(api.Requests())-1]
	if last.Path != "/sessions" || last.Query != "resourceId="+api.bastion {
		t.Errorf("the last request was %s?%s", last.Path, last.Query)
	}
}

func TestBlockersThatNobodyMaySee(t *testing.T) {
	api := startGuarded(t, entryguardtest.Options{})
	client := newClient(t, entryguard.Config{Endpoint: api.URL(), APIKey: api.APIKey("resources:read")})
	got, err := client.ResourceBackend().Blockers(t.Context(), api.object())
	if got != nil || deletion.ReasonOf(err) != deletion.Denied {
		t.Errorf("Blockers = %v, %v; want none and Denied", got, err)
	}
	api.Fail(entryguardtest.Fault{Path: "/sessions/admin", Status: http.StatusServiceUnavailable})
	api.ResetRequests()
	if _, err = adminClient(t, api.Server).ResourceBackend().Blockers(t.Context(), api.object()); deletion.ReasonOf(err) != deletion.Unavailable {
		t.Errorf("error = %v, want Unavailable", err)
	}
	if n := api.Count("", ""); n != 1 {
		t.Errorf("%d requests, want 1: a server error is no refusal", n)
	}
}

func TestEndingASession(t *testing.T) {
	api := startGuarded(t, entryguardtest.Options{})
	s := api.StartSession("uma@example.com", api.bastion)
	backend := adminClient(t, api.Server).ResourceBackend()
	blocker := deletion.Blocker{Code: "session", ID: s.ID}
	for range 2 { // the second time it has ended already: 400
		if err := backend.End(t.Context(), api.object(), blocker); err != nil {
			t.Error(err)
		}
	}
	if got, _ := api.Session(s.ID); got.Status != "CANCELLED" || got.EndedReason != "ADMIN" {
		t.Errorf("session = %s, %s", got.Status, got.EndedReason)
	}
	blocker.ID = missingID
	if err := backend.End(t.Context(), api.object(), blocker); err != nil {
		t.Errorf("a session that is no longer known: %v", err)
	}
}

func TestEndingThatFails(t *testing.T) {
	api := startGuarded(t, entryguardtest.Options{})
	backend := adminClient(t, api.Server).ResourceBackend()
	for name, test := range map[string]struct {
		fault entryguardtest.Fault
		want  deletion.Reason
	}{
		"a stranger's 404": {entryguardtest.Fault{Status: 404, Body: htmlPage}, deletion.Unclassified},
		"forbidden":        {entryguardtest.Fault{Status: 403}, deletion.Denied},
		"unavailable":      {entryguardtest.Fault{Status: 503}, deletion.Unavailable},
		"throttled":        {entryguardtest.Fault{Status: 429}, deletion.Throttled},
		"a page":           {entryguardtest.Fault{Status: 200, Body: htmlPage}, deletion.Unavailable},
	} {
		api.Fail(test.fault)
		err := backend.End(t.Context(), api.object(), deletion.Blocker{Code: "session", ID: missingID})
		if err == nil || deletion.ReasonOf(err) != test.want {
			t.Errorf("%s: error = %v, want %v", name, err, test.want)
		}
	}
	api.ResetRequests()
	err := backend.End(t.Context(), api.object(), deletion.Blocker{Code: "operation", ID: missingID})
	if deletion.ReasonOf(err) != deletion.Unsupported || api.Count("", "") != 0 {
		t.Errorf("ending an operation: %v after %d requests; want Unsupported after none", err, api.Count("", ""))
	}
}

func TestResourcesHoldACredential(t *testing.T) {
	api := startGuarded(t, entryguardtest.Options{})
	api.EditResource(api.second, func(r *entryguardtest.Resource) { r.IsActive = false })
	backend := adminClient(t, api.Server).CredentialBackend()
	object := deletion.Object{Type: entryguard.CredentialType, ID: api.credential}
	want := []deletion.Blocker{
		{Code: "resource", ID: api.bastion, Status: "active", Who: "bastion"},
		{Code: "resource", ID: api.second, Status: "inactive", Who: "database"},
	}
	got, err := backend.Blockers(t.Context(), object)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("error %v, blockers (-want +got):\n%s", err, diff)
	}
	_, err = backend.Delete(t.Context(), object, deletion.Attempt{})
	if f := deletion.AsFailure(err); f.Reason != deletion.InUse || f.Code != "CREDENTIAL_IN_USE" {
		t.Errorf("failure = %+v, want InUse", f)
	}
	if got := fmt.Sprint(backend.Blockers(t.Context(), deletion.Object{ID: missingID})); got != "[] <nil>" {
		t.Errorf("blockers of another credential = %s", got)
	}
}
