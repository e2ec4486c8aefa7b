package entryguard_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// quick is the engine's pace in these tests.
var quick = deletion.Pace{
	FirstPoll: time.Millisecond, MaxPoll: 5 * time.Millisecond, MinBackoff: time.Millisecond, MaxBackoff: 5 * time.Millisecond,
	ConfirmFor: 50 * time.Millisecond, LastLook: 20 * time.Millisecond, Recheck: time.Millisecond,
}

// The engine and the backend together: refused while a session holds the
// resource, deleted when it has ended; and the fence.
func TestTheEngineDeletesThroughTheBackend(t *testing.T) {
	api := startGuarded(t, entryguardtest.Options{})
	s := api.StartSession("uma@example.com", api.bastion)
	obj := api.object()
	obj.Home = deletion.Home{Organization: entryguardtest.DefaultOrganization.ID}
	client := newClient(t, logIn(api.Server))
	run := func(client *entryguard.Client, inUse deletion.OnInUse) deletion.Result {
		return deletion.Run(t.Context(), deletion.Request{
			Backend: client.ResourceBackend(), Object: obj, Timeout: 10 * time.Second, InUse: inUse,
			Pace: quick,
		})
	}
	result := run(client, deletion.Refuse)
	if result.Outcome != deletion.Refused || len(result.Blockers) != 1 || result.Blockers[0].ID != s.ID {
		t.Fatalf("result = %+v, want Refused with the session", result)
	}
	if result = run(client, deletion.Stop); result.Outcome != deletion.Deleted || len(result.Ended) != 1 {
		t.Fatalf("result = %+v, want Deleted after ending the session", result)
	}
	if result = run(client, deletion.Refuse); result.Outcome != deletion.Absent {
		t.Errorf("result = %+v, want Absent", result)
	}
	api.SetOrganization("ada@example.com", entryguardtest.Organization{Name: "Elsewhere", Slug: "elsewhere"})
	elsewhere := adminClient(t, api.Server)
	if result = run(elsewhere, deletion.Refuse); result.Outcome != deletion.Refused || result.Fence == nil {
		t.Errorf("result = %+v, want Refused by the fence", result)
	}
}

// What goes wrong on the way, and how the deletion ends.
func TestDeletionsThatMeetFaults(t *testing.T) {
	tests := map[string]struct {
		fault   entryguardtest.Fault
		timeout time.Duration
		want    deletion.Outcome
		asked   int // DELETE requests
		exists  bool
		reason  string
	}{
		"lost answer":        {entryguardtest.Fault{Method: "DELETE", DropAfter: true}, 0, deletion.Absent, 1, false, "it was carried out: looking is enough"},
		"error after effect": {entryguardtest.Fault{Method: "DELETE", Status: 500, TakesEffect: true}, 0, deletion.Absent, 1, false, "it was carried out: looking is enough"},
		"lost request":       {entryguardtest.Fault{Method: "DELETE", DropBefore: true}, 0, deletion.Deleted, 2, false, "still there: asked again"},
		"throttled":          {entryguardtest.Fault{Method: "DELETE", Status: 429, Times: 2}, 0, deletion.Deleted, 3, false, "it passes"},
		"a portal's page":    {entryguardtest.Fault{Method: "DELETE", Status: 200, Body: htmlPage}, 0, deletion.Deleted, 2, false, "not believed, looked, asked again"},
		"a stranger's 404":   {entryguardtest.Fault{Method: "DELETE", Status: 404, Body: htmlPage}, 0, deletion.Refused, 1, true, "not believed"},
		"redirected":         {entryguardtest.Fault{Method: "DELETE", Status: 307, Header: map[string]string{"Location": "/"}}, 0, deletion.Refused, 1, true, "not followed"},
		"forbidden":          {entryguardtest.Fault{Method: "DELETE", Status: 403}, 0, deletion.Refused, 1, true, "asking again does not help"},
		"never answered":     {entryguardtest.Fault{Method: "DELETE", Hang: true}, 50 * time.Millisecond, deletion.TimedOut, 1, true, "the user's time ran out"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			api := startGuarded(t, entryguardtest.Options{})
			api.Fail(test.fault)
			obj := api.object()
			obj.Home = deletion.Home{Organization: entryguardtest.DefaultOrganization.ID}
			result := deletion.Run(t.Context(), deletion.Request{
				Backend: adminClient(t, api.Server).ResourceBackend(), Object: obj, Timeout: test.timeout, Pace: quick,
			})
			if result.Outcome != test.want {
				t.Errorf("outcome = %v (%v), want %v: %s", result.Outcome, result.Failure, test.want, test.reason)
			}
			if got := api.Count(http.MethodDelete, "/resources/*"); got != test.asked {
				t.Errorf("%d deletions were asked for, want %d: %s", got, test.asked, test.reason)
			}
			if _, exists := api.Resource(api.bastion); exists != test.exists {
				t.Errorf("exists = %v, want %v", exists, test.exists)
			}
		})
	}
}

// A cancel while a request hangs ends the deletion at once, as interrupted.
func TestACancelWhileARequestHangs(t *testing.T) {
	api := startGuarded(t, entryguardtest.Options{})
	api.Fail(entryguardtest.Fault{Method: http.MethodDelete, Hang: true})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan deletion.Result)
	go func() {
		ended <- deletion.Run(ctx, deletion.Request{Backend: adminClient(t, api.Server).ResourceBackend(), Object: api.object(), Pace: quick})
	}()
	for api.Count(http.MethodDelete, "") == 0 {
		if err := deletion.Pause(t.Context(), time.Millisecond); err != nil {
			t.Fatal(err)
		}
	}
	cancel()
	if result := <-ended; result.Outcome != deletion.Interrupted {
		t.Errorf("outcome = %v (%v), want Interrupted", result.Outcome, result.Failure)
	}
}

// "wait": the deletion goes on by itself when the session has ended.
func TestTheEngineWaitsForASession(t *testing.T) {
	api := startGuarded(t, entryguardtest.Options{ExpiringIsInUse: true, SessionEndAfter: time.Minute})
	s := api.StartSession("uma@example.com", api.bastion)
	obj := api.object()
	seen := make(chan deletion.Event, 1000)
	ended := make(chan deletion.Result)
	backend := adminClient(t, api.Server).ResourceBackend()
	go func() {
		ended <- deletion.Run(t.Context(), deletion.Request{
			Backend: backend, Object: obj, InUse: deletion.Wait, Timeout: 10 * time.Second, Pace: quick,
			Report: func(e deletion.Event) { seen <- e },
		})
	}()
	for api.Count(http.MethodGet, "/sessions/admin") < 2 {
		<-seen
	}
	api.EndSession(s.ID)
	api.clock.Advance(time.Minute)
	if result := <-ended; !result.Gone() || len(result.Ended) != 0 {
		t.Errorf("result = %+v, want Deleted without ending anything", result)
	}
	if got, _ := api.Session(s.ID); got.EndedReason != "MANUAL" {
		t.Errorf("the session ended as %s, want MANUAL: waiting stops nobody", got.EndedReason)
	}
}
