package deletion_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

func session(id string, endable bool) deletion.Blocker {
	return deletion.Blocker{Code: "session", ID: id, Endable: endable}
}

// TestInUse: refuse is in TestRequest; here are wait and stop (section 8).
func TestInUse(t *testing.T) {
	mode := func(m deletion.OnInUse, announced ...string) func(*deletion.Request) {
		return func(r *deletion.Request) { r.InUse, r.Announced = m, announced }
	}
	inUse := fails(deletion.InUse)
	one, two, ending := session("s-1", true), session("s-2", true), session("s-1", false)
	runAll(t, map[string]scenario{
		"WaitUntilTheyEnd": {
			reason: "look again until nobody holds the object, then delete",
			set: func(a *api) {
				a.deletes = []reply{inUse}
				a.blockers = [][]deletion.Blocker{{one}, {one}, {ending}, {}}
			},
			req:  mode(deletion.Wait),
			want: want{outcome: deletion.Deleted, deletes: 2, observes: 1, next: -1},
			also: func(t *testing.T, a *api, _ deletion.Result) {
				if len(a.ended) != 0 {
					t.Errorf("ended %v: waiting ends nobody's session", a.ended)
				}
			},
		},
		"WaitForOneWhoStaysBeyondTheDeadline": {
			reason: "on the deadline the remaining are named",
			set: func(a *api) {
				a.deletes = []reply{inUse}
				a.blockers = [][]deletion.Blocker{{one, two}, {two}}
			},
			req: func(r *deletion.Request) { r.InUse, r.Timeout = deletion.Wait, time.Minute },
			want: want{
				outcome: deletion.TimedOut, deletes: 1, observes: 0, atMost: time.Minute, next: 0,
			},
			also: func(t *testing.T, _ *api, r deletion.Result) {
				if len(r.Blockers) != 1 || r.Blockers[0].ID != "s-2" {
					t.Errorf("Blockers = %v, want s-2", r.Blockers)
				}
			},
		},
		"WaitBlind": {
			reason: "where the sessions cannot be seen, the request itself is the look",
			set: func(a *api) {
				a.deletes = []reply{inUse, inUse}
				a.blockersE = errors.New("not allowed")
			},
			req:  mode(deletion.Wait),
			want: want{outcome: deletion.Deleted, deletes: 3, observes: 1, next: -1},
		},
		"Stop": {
			reason: "end them, wait until they have ended, delete",
			set: func(a *api) {
				a.deletes = []reply{inUse}
				a.blockers = [][]deletion.Blocker{{one, two}, {ending}, {}}
			},
			req:  mode(deletion.Stop),
			want: want{outcome: deletion.Deleted, deletes: 2, observes: 1, next: -1},
			also: ended("s-1", "s-2"),
		},
		"StopOneThatIsEndingAndOneThatIsNot": {
			reason: "one that ends by itself does not keep the others from being ended",
			set: func(a *api) {
				a.deletes = []reply{inUse}
				a.blockers = [][]deletion.Blocker{{ending, two}, {}}
			},
			req:  mode(deletion.Stop),
			want: want{outcome: deletion.Deleted, deletes: 2, observes: 1, next: -1},
			also: ended("s-2"),
		},
		"StopAnnounced": {
			reason: "fewer than announced is fine",
			set: func(a *api) {
				a.deletes = []reply{inUse}
				a.blockers = [][]deletion.Blocker{{one}, {}}
			},
			req:  mode(deletion.Stop, "s-1", "s-2"),
			want: want{outcome: deletion.Deleted, deletes: 2, observes: 1, next: -1},
			also: ended("s-1"),
		},
		"StopUnannounced": {
			reason: "you approved cutting off one person, not two: nobody is cut off",
			set: func(a *api) {
				a.deletes = []reply{inUse}
				a.blockers = [][]deletion.Blocker{{one, two}}
			},
			req:  mode(deletion.Stop, "s-1"),
			want: want{outcome: deletion.Refused, deletes: 1, observes: 0, next: 0},
			also: func(t *testing.T, a *api, r deletion.Result) {
				if len(a.ended) != 0 || len(r.Unannounced) != 1 || r.Unannounced[0].ID != "s-2" {
					t.Errorf("ended = %v, Unannounced = %v", a.ended, r.Unannounced)
				}
			},
		},
		"StopASessionThatStartsInBetween": {
			reason: "after the first stop the announced list has done its work: another round",
			set: func(a *api) {
				a.deletes = []reply{inUse}
				a.blockers = [][]deletion.Blocker{{one}, {two}, {}}
			},
			req:  mode(deletion.Stop, "s-1"),
			want: want{outcome: deletion.Deleted, deletes: 2, observes: 1, next: -1},
			also: ended("s-1", "s-2"),
		},
		"StopIsThrottled": {
			reason: "a stop that is throttled is tried again",
			set: func(a *api) {
				a.deletes = []reply{inUse}
				a.endErr = []reply{fails(deletion.Throttled)}
				a.blockers = [][]deletion.Blocker{{one}, {one}, {}}
			},
			req:  mode(deletion.Stop),
			want: want{outcome: deletion.Deleted, deletes: 2, observes: 1, next: -1},
			also: ended("s-1"),
		},
		"StopIsForbidden": {
			reason: "who may not stop sessions is told so, and nothing is deleted",
			set: func(a *api) {
				a.deletes = []reply{inUse}
				a.endErr = []reply{fails(deletion.Denied)}
				a.blockers = [][]deletion.Blocker{{one}}
			},
			req:  mode(deletion.Stop),
			want: want{outcome: deletion.Refused, deletes: 1, observes: 0, next: 0},
			also: func(t *testing.T, _ *api, r deletion.Result) {
				if r.Failure.Reason != deletion.Denied {
					t.Errorf("Failure = %v, want Denied", r.Failure)
				}
			},
		},
	})
}

func ended(ids ...string) func(*testing.T, *api, deletion.Result) {
	return func(t *testing.T, a *api, r deletion.Result) {
		t.Helper()
		if !slices.Equal(a.ended, ids) || len(r.Ended) != len(ids) {
			t.Errorf("ended = %v, Ended = %v; want %v", a.ended, r.Ended, ids)
		}
	}
}
