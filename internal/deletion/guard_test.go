package deletion_test

import (
	"context"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// A guardedAPI is one that might delete what uses the object along with it.
type guardedAPI struct {
	*api
	looks []reply
}

func (a *guardedAPI) AtStake(ctx context.Context, obj deletion.Object) ([]deletion.Blocker, error) {
	if err := a.answer(ctx, "guard", next(&a.looks)); err != nil {
		return nil, err
	}
	return a.Blockers(ctx, obj)
}

// Nothing is asked for while something is at stake, or while nobody knows.
func TestGuard(t *testing.T) {
	user := deletion.Blocker{Code: "resource", ID: "r-1"}
	tests := map[string]struct {
		reason string
		set    func(*guardedAPI)
		inUse  deletion.OnInUse
		want   deletion.Outcome
		fails  deletion.Reason // of Result.Failure, where not Gone
		asked  int
		looks  int
	}{
		"Free": {"nothing is at stake", func(*guardedAPI) {}, deletion.Refuse, deletion.Deleted, 0, 1, 1},
		"AtStake": {"the request is never sent", func(a *guardedAPI) {
			a.blockers = [][]deletion.Blocker{{user}}
		}, deletion.Refuse, deletion.Refused, deletion.InUse, 0, 1},
		"AtStakeAndGone": {"what is gone has nothing at stake", func(a *guardedAPI) {
			a.blockers, a.alive = [][]deletion.Blocker{{user}}, false
		}, deletion.Refuse, deletion.Absent, 0, 0, 1},
		"AtStakeAndWait": {"looked again right before the request", func(a *guardedAPI) {
			a.blockers = [][]deletion.Blocker{{user}, {user}, {}}
		}, deletion.Wait, deletion.Deleted, 0, 1, 2},
		"WaitForOneWhoStays": {"the deadline ends it, without a request", func(a *guardedAPI) {
			a.blockers = [][]deletion.Blocker{{user}}
		}, deletion.Wait, deletion.TimedOut, deletion.InUse, 0, 1},
		"Throttled": {"the look is repeated, not skipped", func(a *guardedAPI) {
			a.looks = []reply{fails(deletion.Throttled), fails(deletion.Unavailable)}
		}, deletion.Refuse, deletion.Deleted, 0, 1, 3},
		"Forbidden": {"who cannot look must not delete", func(a *guardedAPI) {
			a.looks = []reply{fails(deletion.Denied)}
		}, deletion.Refuse, deletion.Refused, deletion.Denied, 0, 1},
		"ForbiddenAndGone": {"observed once before refusing", func(a *guardedAPI) {
			a.looks, a.alive = []reply{fails(deletion.Denied)}, false
		}, deletion.Refuse, deletion.Absent, 0, 0, 1},
		"AskedAgain": {"every request is preceded by a look", func(a *guardedAPI) {
			a.deletes = []reply{fails(deletion.Throttled)}
			a.blockers = [][]deletion.Blocker{{}, {user}}
		}, deletion.Refuse, deletion.Refused, deletion.InUse, 1, 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				a := &guardedAPI{api: newAPI(t)}
				test.set(a)
				req := a.request()
				req.Backend, req.InUse, req.Timeout = a, test.inUse, 10*time.Minute
				result := run(t, a.api, req)
				if result.Outcome != test.want {
					t.Errorf("outcome = %v (%v), want %v: %s", result.Outcome, result.Failure, test.want, test.reason)
				}
				if !result.Gone() && deletion.ReasonOf(result.Failure) != test.fails {
					t.Errorf("failure = %v, want %v: %s", result.Failure, test.fails, test.reason)
				}
				if test.fails == deletion.InUse && (len(result.Blockers) != 1 || result.Blockers[0].ID != user.ID) {
					t.Errorf("blockers = %v, want those at stake by name", result.Blockers)
				}
				if got := a.count("delete"); got != test.asked {
					t.Errorf("%d deletions were asked for, want %d: %s", got, test.asked, test.reason)
				}
				if got := a.count("guard"); got != test.looks {
					t.Errorf("%d looks, want %d: %s", got, test.looks, test.reason)
				}
			})
		})
	}
}

// A cancel during the look sends nothing.
func TestGuardIsCancelled(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		a := &guardedAPI{api: newAPI(t), looks: []reply{{hang: true}}}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		req := a.request()
		req.Backend = a
		if result := runContext(t, ctx, a.api, req); result.Gone() || a.count("delete") != 0 {
			t.Errorf("outcome = %v after %d requests, want none of either", result.Outcome, a.count("delete"))
		}
	})
}
