package entryguard_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// The last admin is protected from deletion and from demotion, and both are
// known before.
func TestTheLastAdminIsProtected(t *testing.T) {
	api := startAPI(t, entryguardtest.Options{})
	client := adminClient(t, api)
	ada, uma := api.Users()[0], api.Users()[1]
	obj := deletion.Object{
		Type: entryguard.UserType, ID: ada.ID, Home: deletion.Home{Organization: entryguardtest.DefaultOrganization.ID},
	}
	want := []deletion.Blocker{{
		Code: "protection", ID: ada.ID, Status: "last organization admin", Who: "Ada Admin <ada@example.com>",
	}}
	got, err := client.UserBackend().Blockers(t.Context(), obj)
	if err != nil || !cmp.Equal(got, want) {
		t.Errorf("Blockers = %+v, %v; want %+v", got, err, want)
	}
	result := deletion.Run(t.Context(), deletion.Request{Backend: client.UserBackend(), Object: obj, Pace: quick})
	if result.Outcome != deletion.Refused || result.Failure.Reason != deletion.Protected || !strings.Contains(result.Failure.Hint, "ORG_ADMIN first") {
		t.Errorf("result = %+v, want Refused as Protected", result)
	}
	no, yes := false, true
	if _, err := client.UpdateUser(t.Context(), ada.ID, entryguard.UserPatch{IsOrgAdmin: &no}); deletion.ReasonOf(err) != deletion.Protected {
		t.Errorf("demoting: error = %v, want Protected", err)
	}
	if _, err := client.UpdateUser(t.Context(), uma.ID, entryguard.UserPatch{IsOrgAdmin: &yes}); err != nil {
		t.Fatal(err)
	}
	if got, err := client.UserBackend().Blockers(t.Context(), obj); err != nil || len(got) != 0 {
		t.Errorf("Blockers beside another admin = %+v, %v; want none", got, err)
	}
	if result := deletion.Run(t.Context(), deletion.Request{Backend: client.UserBackend(), Object: obj, Pace: quick}); result.Outcome == deletion.Deleted {
		t.Error("a user who deletes himself cannot confirm it")
	}
}

// Who is deleted takes sessions along: a plan can name them.
func TestSessionsThatEndWithTheirUser(t *testing.T) {
	api := startGuarded(t, entryguardtest.Options{})
	kept := api.StartSession("ada@example.com", api.bastion)
	s := api.StartSession("uma@example.com", api.bastion, api.second)
	client := adminClient(t, api.Server)
	sessions, err := client.AllSessions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []deletion.Blocker{{
		Code: "session", ID: s.ID, Status: "ACTIVE", Who: "Uma User <uma@example.com>", Addresses: []string{"203.0.113.7"},
		Since: api.clock.Now(), Until: api.clock.Now().Add(time.Hour), Also: []string{"bastion", "database"}, Endable: true,
	}}
	if got := entryguard.UserSessions(sessions, s.UserID); !cmp.Equal(got, want) {
		t.Error(cmp.Diff(want, got))
	}
	obj := deletion.Object{Type: entryguard.UserType, ID: s.UserID}
	if _, err := client.UserBackend().Delete(t.Context(), obj, deletion.Attempt{}); err != nil {
		t.Fatal(err)
	}
	if got, _ := api.Session(s.ID); got.Status != "CANCELLED" {
		t.Errorf("the user's session is %s, want CANCELLED", got.Status)
	}
	if got, _ := api.Session(kept.ID); got.Status != "ACTIVE" {
		t.Errorf("somebody else's session is %s, want ACTIVE", got.Status)
	}
}
