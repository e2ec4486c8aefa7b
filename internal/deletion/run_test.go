package deletion_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// lasting are the reasons that no waiting mends.
var lasting = []deletion.Reason{
	deletion.Denied, deletion.Unauthenticated, deletion.Protected, deletion.Invalid, deletion.Unsupported,
	deletion.QuotaExceeded, deletion.Cancelled, deletion.Unclassified,
}

// A want is what a deletion must come to.
type want struct {
	outcome  deletion.Outcome
	deletes  int           // requests; -1 for any number
	observes int           // looks; -1 for any number
	attempts []int         // attempt numbers of the requests, nil for any
	atMost   time.Duration // virtual time; zero for any
	atLeast  time.Duration
	next     int // NextAttempt, -1 for any
}

func check(t *testing.T, a *api, got deletion.Result, w want) {
	t.Helper()
	if got.Outcome != w.outcome {
		t.Errorf("outcome = %v, want %v (failure: %v)", got.Outcome, w.outcome, got.Failure)
	}
	if n := a.count("delete"); w.deletes >= 0 && n != w.deletes {
		t.Errorf("%d deletions were asked for, want %d: %v", n, w.deletes, a.calls)
	}
	if n := a.count("observe"); w.observes >= 0 && n != w.observes {
		t.Errorf("%d looks, want %d: %v", n, w.observes, a.calls)
	}
	if w.attempts != nil && !slices.Equal(a.attempts, w.attempts) {
		t.Errorf("attempts = %v, want %v", a.attempts, w.attempts)
	}
	if w.atMost > 0 && got.Elapsed > w.atMost {
		t.Errorf("it took %v, want at most %v", got.Elapsed, w.atMost)
	}
	if got.Elapsed < w.atLeast {
		t.Errorf("it took %v, want at least %v", got.Elapsed, w.atLeast)
	}
	if w.next >= 0 && got.NextAttempt != w.next {
		t.Errorf("NextAttempt = %d, want %d", got.NextAttempt, w.next)
	}
}

type scenario struct {
	reason string // why it must be so; printed on failure
	set    func(*api)
	req    func(*deletion.Request)
	want   want
	also   func(*testing.T, *api, deletion.Result)
}

func (s scenario) run(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		a := newAPI(t)
		if s.set != nil {
			s.set(a)
		}
		req := a.request()
		if s.req != nil {
			s.req(&req)
		}
		result := run(t, a, req)
		check(t, a, result, s.want)
		if s.also != nil {
			s.also(t, a, result)
		}
		if t.Failed() {
			t.Log("reason:", s.reason)
		}
	})
}

func runAll(t *testing.T, scenarios map[string]scenario) {
	t.Helper()
	for name, s := range scenarios {
		t.Run(name, s.run)
	}
}

// TestRequest walks the column "answer to a request" of deletion.md section 4.
func TestRequest(t *testing.T) {
	scenarios := map[string]scenario{
		"Accepted": {
			reason: "the plain case: ask once, follow, observe absent",
			want:   want{outcome: deletion.Deleted, deletes: 1, observes: 1, attempts: []int{0}, atLeast: 4 * time.Second, atMost: 5 * time.Second, next: 0},
		},
		"DoneAtOnce": {
			reason: "an API that answers at once has no operation to follow, but done is still confirmed",
			set:    func(a *api) { a.deletes = []reply{{atOnce: true, done: true}} },
			want:   want{outcome: deletion.Deleted, deletes: 1, observes: 1, atMost: time.Millisecond, next: 0},
		},
		"NotFound": {
			reason: "not found by the right account, and observed absent, is gone",
			set:    func(a *api) { a.alive = false; a.deletes = []reply{fails(deletion.NotFound)} },
			want:   want{outcome: deletion.Absent, deletes: 1, observes: 1, atMost: time.Millisecond, next: -1},
		},
		"NotFoundIsALie": {
			reason: "handlers say so about what lives, such as for a missing key: refused with the API's words",
			set:    func(a *api) { a.deletes = []reply{fails(deletion.NotFound)} },
			want:   want{outcome: deletion.Refused, deletes: 1, observes: 1, next: 0},
			also: func(t *testing.T, _ *api, r deletion.Result) {
				if r.Failure == nil || r.Failure.Reason != deletion.NotFound || r.Unobserved != nil || r.Fence != nil {
					t.Errorf("Failure = %v, Unobserved = %v, Fence = %v", r.Failure, r.Unobserved, r.Fence)
				}
			},
		},
		"NotFoundIsALieThatPasses": {
			reason: "deletion_retry names it: asked again",
			set:    func(a *api) { a.deletes = []reply{fails(deletion.NotFound)} },
			req:    func(r *deletion.Request) { r.Retry = func(*deletion.Failure) bool { return true } },
			want:   want{outcome: deletion.Deleted, deletes: 2, observes: 2, attempts: []int{0, 0}, next: -1},
		},
		"NotFoundAndForbiddenToObserve": {
			reason: "a not found that nobody can check alone refuses",
			set: func(a *api) {
				a.alive = false
				a.deletes = []reply{fails(deletion.NotFound)}
				a.observes = []reply{fails(deletion.Denied)}
			},
			want: want{outcome: deletion.Refused, deletes: 1, observes: 1, next: 0},
			also: unobserved(deletion.Denied),
		},
		"NotFoundAndBlindForAWhile": {
			reason: "an observation that is throttled is repeated",
			set: func(a *api) {
				a.alive = false
				a.deletes = []reply{fails(deletion.NotFound)}
				a.observes = []reply{fails(deletion.Throttled), fails(deletion.Unavailable)}
			},
			want: want{outcome: deletion.Absent, deletes: 1, observes: 3, next: -1},
			also: func(t *testing.T, _ *api, r deletion.Result) {
				if r.Unobserved != nil {
					t.Errorf("Unobserved = %v, want nil: it was observed in the end", r.Unobserved)
				}
			},
		},
		"NotFoundAndBlindForGood": {
			reason: "the deadline ends it, and nothing is forgotten",
			set: func(a *api) {
				a.alive = false
				a.deletes = []reply{fails(deletion.NotFound)}
				a.observes = slices.Repeat([]reply{fails(deletion.Unavailable)}, 500)
			},
			req:  func(r *deletion.Request) { r.Timeout = time.Minute },
			want: want{outcome: deletion.TimedOut, deletes: 1, observes: -1, atLeast: time.Minute, next: 0},
			also: unobserved(deletion.Unavailable),
		},
		"Throttled": {
			reason: "a throttled request did nothing: the same one later, with the same token",
			set:    func(a *api) { a.deletes = []reply{fails(deletion.Throttled), fails(deletion.Throttled)} },
			want:   want{outcome: deletion.Deleted, deletes: 3, observes: 1, attempts: []int{0, 0, 0}, atLeast: 6 * time.Second, next: -1},
		},
		"ThrottledWithRetryAfter": {
			reason: "never earlier than the API asks",
			set: func(a *api) {
				a.deletes = []reply{{fails: true, reason: deletion.Throttled, after: 45 * time.Second}}
			},
			want: want{outcome: deletion.Deleted, deletes: 2, observes: 1, atLeast: 49 * time.Second, next: -1},
		},
		"UnavailableAndStillThere": {
			reason: "look first, then the same request with the same token",
			set:    func(a *api) { a.deletes = []reply{fails(deletion.Unavailable)} },
			want:   want{outcome: deletion.Deleted, deletes: 2, observes: 2, attempts: []int{0, 0}, next: -1},
		},
		"UnavailableAndCarriedOut": {
			reason: "an answer that was lost after it took effect: the look finds the object gone",
			set: func(a *api) {
				a.takes = 0
				a.deletes = []reply{{fails: true, effect: true, reason: deletion.Unavailable}}
			},
			want: want{outcome: deletion.Absent, deletes: 1, observes: 2, atLeast: time.Second, next: -1},
		},
		"UnavailableAndOneLie": {
			reason: "an observation that is wrong once costs a second, not the object",
			set: func(a *api) {
				a.deletes = []reply{fails(deletion.Unavailable)}
				a.observes = []reply{{lies: true}}
			},
			want: want{outcome: deletion.Deleted, deletes: 2, observes: 3, attempts: []int{0, 0}, next: -1},
		},
		"UnavailableAndUnderWay": {
			reason: "an answer that was lost while the operation runs: the same token leads back to it, nothing is deleted twice",
			set:    func(a *api) { a.deletes = []reply{{fails: true, effect: true, reason: deletion.Unavailable}} },
			want:   want{outcome: deletion.Deleted, deletes: 2, observes: 2, attempts: []int{0, 0}, next: -1},
			also: func(t *testing.T, a *api, _ deletion.Result) {
				if len(a.ops) != 1 {
					t.Errorf("%d operations were started, want 1", len(a.ops))
				}
			},
		},
		"UnavailableAndBlind": {
			reason: "a look that fails as well says nothing; the request is repeated until the API is back",
			set: func(a *api) {
				for range 8 {
					a.deletes = append(a.deletes, fails(deletion.Unavailable))
					a.observes = append(a.observes, fails(deletion.Unavailable))
				}
			},
			want: want{outcome: deletion.Deleted, deletes: 9, observes: 9, next: -1},
		},
		"LostAndStillThere": {
			reason: "an unknown operation and a living object: ask anew with a new token",
			set:    func(a *api) { a.deletes = []reply{fails(deletion.Lost)} },
			want:   want{outcome: deletion.Deleted, deletes: 2, observes: 2, attempts: []int{0, 1}, next: -1},
		},
		"LostForGood": {
			reason: "asked anew at most twice",
			set: func(a *api) {
				a.deletes = []reply{fails(deletion.Lost), fails(deletion.Lost), fails(deletion.Lost), fails(deletion.Lost)}
			},
			want: want{outcome: deletion.Refused, deletes: 3, observes: 3, attempts: []int{0, 1, 2}, next: 3},
		},
		"InUse": {
			reason: "in use is refused and the blockers are named",
			set: func(a *api) {
				a.deletes = []reply{fails(deletion.InUse)}
				a.blockers = [][]deletion.Blocker{{{Code: "session", ID: "s-1"}}}
			},
			want: want{outcome: deletion.Refused, deletes: 1, observes: 0, next: 0},
			also: func(t *testing.T, _ *api, r deletion.Result) {
				if len(r.Blockers) != 1 || r.Blockers[0].ID != "s-1" || r.Failure.Reason != deletion.InUse {
					t.Errorf("blockers = %v, failure = %v", r.Blockers, r.Failure)
				}
			},
		},
		"InUseUnseen": {
			reason: "blockers that cannot be seen are not the same as none",
			set: func(a *api) {
				a.deletes = []reply{fails(deletion.InUse)}
				a.blockersE = errors.New("not allowed to look")
			},
			want: want{outcome: deletion.Refused, deletes: 1, observes: 0, next: 0},
			also: func(t *testing.T, _ *api, r deletion.Result) {
				if r.BlockersErr == nil {
					t.Error("BlockersErr is nil")
				}
			},
		},
	}
	for _, reason := range lasting {
		scenarios[reason.String()] = scenario{
			reason: "a lasting refusal ends at once, after one look",
			set:    func(a *api) { a.deletes = []reply{fails(reason)} },
			want:   want{outcome: deletion.Refused, deletes: 1, observes: 1, atMost: time.Millisecond, next: 0},
		}
		scenarios[reason.String()+"ButGone"] = scenario{
			reason: "real handlers answer InvalidRequest about things that they have already deleted",
			set: func(a *api) {
				a.deletes = []reply{{fails: true, reason: reason, vanish: true}}
			},
			want: want{outcome: deletion.Absent, deletes: 1, observes: 2, atLeast: time.Second, next: -1},
		}
		scenarios[reason.String()+"AndOneLie"] = scenario{
			reason: "one observation of an absence is one witness, and there is no other",
			set: func(a *api) {
				a.deletes = []reply{fails(reason)}
				a.observes = []reply{{lies: true}}
			},
			want: want{outcome: deletion.Refused, deletes: 1, observes: 2, next: 0},
		}
		scenarios[reason.String()+"AndBlind"] = scenario{
			reason: "a refusal and a look that fails: refused",
			set: func(a *api) {
				a.deletes = []reply{fails(reason)}
				a.observes = []reply{fails(deletion.Throttled)}
			},
			want: want{outcome: deletion.Refused, deletes: 1, observes: 1, next: 0},
		}
		scenarios[reason.String()+"KnownToPass"] = scenario{
			reason: "deletion_retry names it: again, backed off",
			set:    func(a *api) { a.deletes = []reply{fails(reason)} },
			req: func(r *deletion.Request) {
				r.Retry = func(f *deletion.Failure) bool { return f.Reason == reason }
			},
			want: want{outcome: deletion.Deleted, deletes: 2, observes: 2, attempts: []int{0, 0}, next: -1},
		}
	}
	runAll(t, scenarios)
}

// TestOperationEnds walks the column "end of an operation" of section 4.
func TestOperationEnds(t *testing.T) {
	scenarios := map[string]scenario{
		"NotFound": {
			reason: "FAILED/NotFound by the right account, and observed absent, is gone",
			set:    func(a *api) { a.alive = false },
			want:   want{outcome: deletion.Absent, deletes: 1, observes: 1, next: -1},
		},
		"NotFoundIsALie": {
			reason: "FAILED/NotFound about what lives is refused, and the next run has a new token",
			set:    func(a *api) { a.deletes = []reply{ends(deletion.NotFound)} },
			want:   want{outcome: deletion.Refused, deletes: 1, observes: 1, next: 1},
		},
		"NotFoundAndForbiddenToObserve": {
			reason: "a not found that nobody can check alone refuses",
			set:    func(a *api) { a.alive = false; a.observes = []reply{fails(deletion.Denied)} },
			want:   want{outcome: deletion.Refused, deletes: 1, observes: 1, next: 1},
			also:   unobserved(deletion.Denied),
		},
		"UnavailableButGone": {
			reason: "the look finds the object gone",
			set:    func(a *api) { a.deletes = []reply{{ends: true, reason: deletion.Unavailable, vanish: true}} },
			want:   want{outcome: deletion.Absent, deletes: 1, observes: 2, next: -1},
		},
		"UnavailableSixTimes": {
			reason: "asked anew at most five times",
			set: func(a *api) {
				for range 9 {
					a.deletes = append(a.deletes, ends(deletion.Unavailable))
				}
			},
			want: want{outcome: deletion.Refused, deletes: 6, observes: 6, attempts: []int{0, 1, 2, 3, 4, 5}, next: 6},
		},
		"UnavailableAndBlindForAWhile": {
			reason: "a look that is throttled is repeated before anything is asked anew",
			set: func(a *api) {
				a.deletes = []reply{ends(deletion.Unavailable)}
				a.observes = []reply{fails(deletion.Throttled), fails(deletion.Unavailable)}
			},
			want: want{outcome: deletion.Deleted, deletes: 2, observes: 4, attempts: []int{0, 1}, next: -1},
		},
		"UnavailableAndForbiddenToLook": {
			reason: "what cannot be looked at after a failure is refused",
			set: func(a *api) {
				a.deletes = []reply{ends(deletion.Unavailable)}
				a.observes = []reply{fails(deletion.Denied)}
			},
			want: want{outcome: deletion.Refused, deletes: 1, observes: 1, next: 1},
		},
		"InUse": {
			reason: "no API says so today; treated like the answer to a request",
			set:    func(a *api) { a.deletes = []reply{ends(deletion.InUse)} },
			want:   want{outcome: deletion.Refused, deletes: 1, observes: 0, next: 1},
		},
		"LostForGood": {
			reason: "asked anew at most twice",
			set: func(a *api) {
				a.deletes = []reply{ends(deletion.Lost), ends(deletion.Lost), ends(deletion.Lost), ends(deletion.Lost)}
			},
			want: want{outcome: deletion.Refused, deletes: 3, observes: 3, attempts: []int{0, 1, 2}, next: 3},
		},
	}
	for _, reason := range []deletion.Reason{deletion.Busy, deletion.Throttled} {
		scenarios[reason.String()] = scenario{
			reason: "the operation is over, only a new request with a new token can continue",
			set:    func(a *api) { a.deletes = []reply{ends(reason), ends(reason)} },
			want:   want{outcome: deletion.Deleted, deletes: 3, observes: 1, attempts: []int{0, 1, 2}, atLeast: 14 * time.Second, next: -1},
		}
	}
	for _, reason := range []deletion.Reason{deletion.Unavailable, deletion.Lost} {
		scenarios[reason.String()] = scenario{
			reason: "look, then ask anew with a new token",
			set:    func(a *api) { a.deletes = []reply{ends(reason)} },
			want:   want{outcome: deletion.Deleted, deletes: 2, observes: 2, attempts: []int{0, 1}, next: -1},
		}
	}
	for _, reason := range lasting {
		scenarios[reason.String()] = scenario{
			reason: "a lasting failure ends at once, after one look, and the next run has a new token",
			set:    func(a *api) { a.deletes = []reply{ends(reason)} },
			want:   want{outcome: deletion.Refused, deletes: 1, observes: 1, atMost: 6 * time.Second, next: 1},
			also: func(t *testing.T, _ *api, r deletion.Result) {
				if r.Operation != nil {
					t.Errorf("an operation that has ended is saved: %+v", r.Operation)
				}
			},
		}
		scenarios[reason.String()+"ButGone"] = scenario{
			reason: "gone is gone, whatever the operation says (CANCEL_COMPLETE too)",
			set:    func(a *api) { a.deletes = []reply{{ends: true, reason: reason, vanish: true}} },
			want:   want{outcome: deletion.Absent, deletes: 1, observes: 2, next: -1},
		}
		scenarios[reason.String()+"KnownToPass"] = scenario{
			reason: "deletion_retry names it: again, with a new token",
			set:    func(a *api) { a.deletes = []reply{ends(reason)} },
			req:    func(r *deletion.Request) { r.Retry = func(*deletion.Failure) bool { return true } },
			want:   want{outcome: deletion.Deleted, deletes: 2, observes: 2, attempts: []int{0, 1}, next: -1},
		}
	}
	runAll(t, scenarios)
}

// TestPollFails: a failed poll is not a failed operation.
func TestPollFails(t *testing.T) {
	scenarios := map[string]scenario{
		"PassingFailures": {
			reason: "a throttled or failing poll is repeated; the deletion is never sent again",
			set: func(a *api) {
				a.polls = []reply{fails(deletion.Throttled), fails(deletion.Unavailable), {fails: true, reason: deletion.Throttled, after: 20 * time.Second}}
			},
			want: want{outcome: deletion.Deleted, deletes: 1, observes: 1, next: -1},
		},
		"YoungTokenUnknown": {
			reason: "a new operation may not have reached every part of its API: tolerated for three seconds",
			set:    func(a *api) { a.polls = []reply{fails(deletion.Lost)} },
			want:   want{outcome: deletion.Deleted, deletes: 1, observes: 1, next: -1},
		},
		"TokenUnknownAndStillThere": {
			reason: "after three seconds observing decides: still there, ask anew",
			set: func(a *api) {
				for range 6 {
					a.polls = append(a.polls, fails(deletion.Lost))
				}
				a.takes = time.Minute
			},
			want: want{outcome: deletion.Deleted, deletes: 2, observes: 2, attempts: []int{0, 1}, next: -1},
		},
		"TokenUnknownAndGone": {
			reason: "after three seconds observing decides: gone (a peer needs 153 s and then fails)",
			set: func(a *api) {
				for range 9 {
					a.polls = append(a.polls, reply{fails: true, reason: deletion.Lost, vanish: true})
				}
			},
			want: want{outcome: deletion.Absent, deletes: 1, observes: 2, atMost: 6 * time.Second, next: -1},
		},
	}
	for _, reason := range lasting {
		scenarios[reason.String()] = scenario{
			reason: "who may not ask any more is told at once, and the operation is kept for the next run",
			set:    func(a *api) { a.polls = []reply{fails(reason)} },
			want:   want{outcome: deletion.Refused, deletes: 1, observes: 1, atMost: 2 * time.Second, next: 0},
			also: func(t *testing.T, _ *api, r deletion.Result) {
				if r.Operation == nil || r.Operation.Token != "op-seed-0" || r.Failure == nil || r.Failure.Reason != reason {
					t.Errorf("Operation = %+v, Failure = %v; want both kept", r.Operation, r.Failure)
				}
			},
		}
	}
	runAll(t, scenarios)
}

// TestConfirm: an API's "done" is a hint to go and look.
func TestConfirm(t *testing.T) {
	scenarios := map[string]scenario{
		"EventuallyConsistent": {
			reason: "an object may be seen for a while after it is gone",
			set:    func(a *api) { a.lingers = 40 * time.Second },
			want:   want{outcome: deletion.Deleted, deletes: 1, observes: -1, atLeast: 44 * time.Second, atMost: 55 * time.Second, next: -1},
		},
		"Contradiction": {
			reason: "the API said done and two minutes later the object is still there: kept, and the next run asks anew",
			set:    func(a *api) { a.undead = true },
			want:   want{outcome: deletion.Refused, deletes: 1, observes: -1, atLeast: 2 * time.Minute, atMost: 2*time.Minute + 16*time.Second, next: 1},
			also: func(t *testing.T, _ *api, r deletion.Result) {
				if !r.Contradiction || r.Operation != nil {
					t.Errorf("Contradiction = %v, Operation = %+v; want true, nil", r.Contradiction, r.Operation)
				}
			},
		},
		"PassingFailures": {
			reason: "a look that is throttled is repeated",
			set:    func(a *api) { a.observes = []reply{fails(deletion.Throttled), fails(deletion.Unavailable)} },
			want:   want{outcome: deletion.Deleted, deletes: 1, observes: 3, next: -1},
			also: func(t *testing.T, _ *api, r deletion.Result) {
				if r.Unconfirmed != nil {
					t.Errorf("Unconfirmed = %v, want nil: it was observed in the end", r.Unconfirmed)
				}
			},
		},
		"UnavailableUntilTheDeadline": {
			reason: "the API's word stands if nobody can look until the deadline, with a warning",
			set: func(a *api) {
				for range 500 {
					a.observes = append(a.observes, fails(deletion.Unavailable))
				}
			},
			want: want{outcome: deletion.Deleted, deletes: 1, observes: -1, next: -1},
			also: unconfirmed(deletion.Unavailable),
		},
	}
	for _, reason := range []deletion.Reason{deletion.Denied, deletion.Unsupported, deletion.Invalid} {
		scenarios[reason.String()] = scenario{
			reason: "who may delete but not look gets the API's word, with a warning",
			set:    func(a *api) { a.observes = []reply{fails(reason)} },
			want:   want{outcome: deletion.Deleted, deletes: 1, observes: 1, next: -1},
			also:   unconfirmed(reason),
		}
	}
	for _, reason := range []deletion.Reason{deletion.Unauthenticated, deletion.Unclassified, deletion.Cancelled} {
		scenarios[reason.String()] = scenario{
			reason: "an answer that says nothing about the object keeps it; the next run looks at the same operation",
			set:    func(a *api) { a.observes = []reply{fails(reason)} },
			want:   want{outcome: deletion.Refused, deletes: 1, observes: 1, next: -1},
			also: func(t *testing.T, _ *api, r deletion.Result) {
				if r.Operation == nil || !r.Done || r.Unobserved == nil || r.Unobserved.Reason != reason {
					t.Errorf("Operation = %+v, Done = %v, Unobserved = %v; want the operation, and why nobody saw its end", r.Operation, r.Done, r.Unobserved)
				}
			},
		}
	}
	runAll(t, scenarios)
}

func unobserved(reason deletion.Reason) func(*testing.T, *api, deletion.Result) {
	return func(t *testing.T, _ *api, r deletion.Result) {
		t.Helper()
		if r.Unobserved == nil || r.Unobserved.Reason != reason {
			t.Errorf("Unobserved = %v, want %v", r.Unobserved, reason)
		}
	}
}

// kept asks that an operation is saved.
func kept(token string) func(*testing.T, *api, deletion.Result) {
	return func(t *testing.T, _ *api, r deletion.Result) {
		t.Helper()
		if r.Operation == nil || r.Operation.Token != token {
			t.Errorf("Operation = %+v, want %s", r.Operation, token)
		}
	}
}

func unconfirmed(reason deletion.Reason) func(*testing.T, *api, deletion.Result) {
	return func(t *testing.T, _ *api, r deletion.Result) {
		t.Helper()
		if r.Unconfirmed == nil || r.Unconfirmed.Reason != reason {
			t.Errorf("Unconfirmed = %v, want %v", r.Unconfirmed, reason)
		}
	}
}

// TestFence: "not found" must come from the right place (section 6).
func TestFence(t *testing.T) {
	gone := func(a *api) { a.alive = false; a.deletes = []reply{fails(deletion.NotFound)} }
	recorded := func(h deletion.Home) func(*deletion.Request) {
		return func(r *deletion.Request) { r.Object.Home = h }
	}
	fenced := func(t *testing.T, _ *api, r deletion.Result) {
		t.Helper()
		if r.Fence == nil {
			t.Error("Fence is nil")
		}
	}
	deleted := func(t *testing.T, a *api, r deletion.Result) {
		t.Helper()
		if r.Fence == nil || !r.Fence.Before || !a.alive {
			t.Errorf("Fence = %+v, alive %v: an object of this name in another place was touched", r.Fence, a.alive)
		}
	}
	runAll(t, map[string]scenario{
		"NamesakeInAnotherAccount": {
			reason: "what bears the name there is somebody else's",
			set:    func(a *api) { a.home = elsewere },
			want:   want{outcome: deletion.Refused, deletes: 0, observes: 0, next: -1}, also: deleted,
		},
		"NamesakeInAnUnknownAccount": {
			reason: "unknown is not known to be right",
			set:    func(a *api) { a.home, a.homeE = deletion.Home{}, &deletion.Failure{Reason: deletion.Denied} },
			want:   want{outcome: deletion.Refused, deletes: 0, observes: 0, next: -1}, also: deleted,
		},
		"NamesakeOfWhatIsNotRecorded": {
			reason: "who refreshed last need not be who made it",
			req:    recorded(deletion.Home{Region: "eu-west-1"}),
			want:   want{outcome: deletion.Refused, deletes: 0, observes: 0, next: -1}, also: deleted,
		},
		"UnknownForAWhile": {
			reason: "an API that does not answer now may answer in a moment",
			set:    func(a *api) { a.homeless = 3 },
			want:   want{outcome: deletion.Deleted, deletes: 1, observes: 1},
		},
		"UnknownFiveTimes": {
			reason: "five times",
			set:    func(a *api) { a.homeless = 5 },
			want:   want{outcome: deletion.Deleted, deletes: 1, observes: 1},
		},
		"UnknownSixTimes": {
			reason: "and no sixth time",
			set:    func(a *api) { a.homeless = 6 },
			want:   want{outcome: deletion.Refused, deletes: 0, observes: 0, next: -1}, also: deleted,
		},
		"ThrottledForGood": {
			reason: "an API that throttles is asked again, too",
			set:    func(a *api) { a.home, a.homeE = deletion.Home{}, &deletion.Failure{Reason: deletion.Throttled} },
			want:   want{outcome: deletion.Refused, deletes: 0, observes: 0, next: -1, atLeast: 5 * time.Second}, also: deleted,
		},
		"DeniedAtOnce": {
			reason: "one that denies it is not",
			set:    func(a *api) { a.home, a.homeE = deletion.Home{}, &deletion.Failure{Reason: deletion.Denied} },
			want:   want{outcome: deletion.Refused, deletes: 0, observes: 0, next: -1, atMost: time.Millisecond}, also: deleted,
		},
		"UnknownForGood": {
			reason: "but not for ever",
			set:    func(a *api) { a.homeless = 1000 },
			want:   want{outcome: deletion.Refused, deletes: 0, observes: 0, next: -1}, also: deleted,
		},
		"AnotherSpelling": {
			reason: "a UUID is the same in capitals",
			set:    func(a *api) { a.home = deletion.Home{Organization: "F9D0C1DE-0000-4000-8000-00000000000A"} },
			req:    recorded(deletion.Home{Organization: "f9d0c1de-0000-4000-8000-00000000000a"}),
			want:   want{outcome: deletion.Deleted, deletes: 1, observes: 1},
		},
		"SwitchedOffAndThere": {
			reason: "who switched the check off is warned about what was deleted without it",
			set:    func(a *api) { a.home, a.homeE = deletion.Home{Region: "eu-west-1"}, deletion.ErrHomeNotAsked },
			want:   want{outcome: deletion.Deleted, deletes: 1, observes: 1},
			also: func(t *testing.T, _ *api, r deletion.Result) {
				if !r.Unfenced {
					t.Error("Unfenced is false: nobody would be warned")
				}
			},
		},
		"AnotherAccount": {
			reason: "a 404 from the wrong account would make Terraform forget a living object",
			set:    func(a *api) { gone(a); a.home = elsewere },
			want:   want{outcome: deletion.Refused, deletes: 0, observes: 0, next: -1},
			also: func(t *testing.T, _ *api, r deletion.Result) {
				if r.Fence == nil || r.Fence.Recorded != here || r.Fence.Actual != elsewere {
					t.Errorf("Fence = %+v, want both homes", r.Fence)
				}
			},
		},
		"AnotherRegion": {
			reason: "or the wrong region",
			set:    func(a *api) { gone(a); a.home.Region = "us-east-1" },
			want:   want{outcome: deletion.Refused, deletes: 0, observes: 0, next: -1}, also: fenced,
		},
		"AnotherOrganization": {
			reason: "or the wrong organization",
			set:    func(a *api) { gone(a); a.home = deletion.Home{Organization: "b"} },
			req:    recorded(deletion.Home{Organization: "a"}),
			want:   want{outcome: deletion.Refused, deletes: 0, observes: 0, next: -1}, also: fenced,
		},
		"HomeUnknown": {
			reason: "where the identity cannot be learnt, not found is an error too",
			set:    func(a *api) { gone(a); a.home, a.homeE = deletion.Home{}, &deletion.Failure{Reason: deletion.Denied} },
			want:   want{outcome: deletion.Refused, deletes: 0, observes: 0, next: -1}, also: fenced,
		},
		"NothingRecorded": {
			reason: "nobody knows where the object lives, so nobody knows that it is gone",
			set:    gone, req: recorded(deletion.Home{}),
			want: want{outcome: deletion.Refused, deletes: 0, observes: 0, next: -1}, also: fenced,
		},
		"SwitchedOff": {
			reason: "skip_requesting_account_id turns that into a warning",
			set: func(a *api) {
				gone(a)
				a.home, a.homeE = deletion.Home{Region: "eu-west-1"}, deletion.ErrHomeNotAsked
			},
			want: want{outcome: deletion.Absent, deletes: 1, observes: 1, next: -1},
			also: func(t *testing.T, _ *api, r deletion.Result) {
				if !r.Unfenced {
					t.Error("Unfenced is false: nobody would be warned")
				}
			},
		},
		"SwitchedOffButAnotherRegion": {
			reason: "what is known without asking still counts",
			set: func(a *api) {
				gone(a)
				a.home, a.homeE = deletion.Home{Region: "us-east-1"}, deletion.ErrHomeNotAsked
			},
			want: want{outcome: deletion.Refused, deletes: 0, observes: 0, next: -1}, also: fenced,
		},
	})
}

// TestBackendWithoutLocator: a forgotten interface annoys, it never orphans.
func TestBackendWithoutLocator(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		a := newAPI(t)
		a.alive = false
		a.deletes = []reply{fails(deletion.NotFound)}
		req := a.request()
		req.Backend = struct{ deletion.Backend }{a}
		if got := deletion.Run(t.Context(), req); got.Outcome != deletion.Refused || got.Fence == nil || got.Fence.Err == nil {
			t.Errorf("outcome = %v, fence = %v; want Refused with a fence", got.Outcome, got.Fence)
		}
	})
}

// TestBusy: follow, do not fail.
func TestBusy(t *testing.T) {
	foreign := func(kind deletion.OperationKind, takes time.Duration, how reply) func(*api) {
		return func(a *api) {
			a.begin("foreign", kind, takes, how)
			a.listed = []string{"foreign"}
		}
	}
	named := reply{fails: true, reason: deletion.Busy, token: "foreign"}
	unnamed := fails(deletion.Busy)
	taken := reply{fails: true, reason: deletion.Busy, token: "foreign", spent: true}
	with := func(set func(*api), replies ...reply) func(*api) {
		return func(a *api) { set(a); a.deletes = replies }
	}
	runAll(t, map[string]scenario{
		"AdoptsADeletionThatIsNamed": {
			reason: "somebody else's deletion does our work: follow it",
			set:    with(foreign(deletion.KindDelete, 8*time.Second, reply{}), named),
			want:   want{outcome: deletion.Deleted, deletes: 1, observes: 1, atLeast: 8 * time.Second, atMost: 10 * time.Second, next: -1},
		},
		"AdoptsADeletionThatIsListed": {
			reason: "where the conflict does not name it, the list of requests does",
			set:    with(foreign(deletion.KindDelete, 8*time.Second, reply{}), unnamed),
			want:   want{outcome: deletion.Deleted, deletes: 1, observes: 1, next: -1},
		},
		"WaitsForAnUpdate": {
			reason: "an update is waited for, then the same request again",
			set:    with(foreign(deletion.KindUpdate, 8*time.Second, reply{}), named),
			want:   want{outcome: deletion.Deleted, deletes: 2, observes: 1, attempts: []int{0, 0}, atLeast: 12 * time.Second, next: -1},
		},
		"WaitsForACreateThatFails": {
			reason: "how the other operation ends does not matter",
			set:    with(foreign(deletion.KindCreate, 8*time.Second, ends(deletion.Invalid)), unnamed),
			want:   want{outcome: deletion.Deleted, deletes: 2, observes: 1, attempts: []int{0, 0}, next: -1},
		},
		"AdoptedDeletionFails": {
			reason: "a foreign deletion that fails is judged like our own",
			set:    with(foreign(deletion.KindDelete, 8*time.Second, ends(deletion.Throttled)), named),
			want:   want{outcome: deletion.Deleted, deletes: 2, observes: 1, next: -1},
		},
		"NothingToBeSeen": {
			reason: "busy with something outside this API: the same request later",
			set:    func(a *api) { a.deletes = []reply{unnamed, unnamed} },
			want:   want{outcome: deletion.Deleted, deletes: 3, observes: 1, attempts: []int{0, 0, 0}, next: -1},
		},
		"ListFails": {
			reason: "what is in the way cannot be seen right now: later again",
			set: func(a *api) {
				a.deletes = []reply{unnamed}
				a.listErr = &deletion.Failure{Reason: deletion.Throttled}
			},
			want: want{outcome: deletion.Deleted, deletes: 2, observes: 1, next: -1},
		},
		"TokenTakenByOurDeletion": {
			reason: "a conflict instead of a replay: the request that it names is ours",
			set:    with(foreign(deletion.KindDelete, 8*time.Second, reply{}), taken),
			want:   want{outcome: deletion.Deleted, deletes: 1, observes: 1, next: -1},
		},
		"TokenTakenByADeletionThatFailed": {
			reason: "history: ask anew with a new token",
			set:    with(foreign(deletion.KindDelete, 0, ends(deletion.Denied)), taken),
			want:   want{outcome: deletion.Deleted, deletes: 2, observes: 1, attempts: []int{0, 1}, next: -1},
		},
		"TokenTakenByAnotherObject": {
			reason: "a request on something else: Lost, ask anew with a new token",
			set: func(a *api) {
				a.begin("foreign", deletion.KindDelete, time.Hour, reply{}).op.ObjectID = "thing-2"
				a.deletes = []reply{taken}
			},
			want: want{outcome: deletion.Deleted, deletes: 2, observes: 2, attempts: []int{0, 1}, next: -1},
		},
		"TokenTakenByAnUpdate": {
			reason: "waited for, then a new token",
			set:    with(foreign(deletion.KindUpdate, 8*time.Second, reply{}), taken),
			want:   want{outcome: deletion.Deleted, deletes: 2, observes: 1, attempts: []int{0, 1}, next: -1},
		},
	})
}

// TestHistory: an answer to an attempt that this process did not see running.
func TestHistory(t *testing.T) {
	runAll(t, map[string]scenario{
		"SuccessThatIsTrue": {
			reason: "SUCCESS: observe",
			set:    func(a *api) { a.deletes = []reply{{atOnce: true, done: true}} },
			want:   want{outcome: deletion.Deleted, deletes: 1, observes: 1, next: -1},
		},
		"OldFailure": {
			reason: "FAILED: the next attempt is a new request",
			set:    func(a *api) { a.deletes = []reply{{atOnce: true, ends: true, reason: deletion.Denied}} },
			want:   want{outcome: deletion.Deleted, deletes: 2, observes: 1, attempts: []int{0, 1}, next: -1},
		},
		"OldNotFoundAboutALivingObject": {
			reason: "an old NotFound is looked at before it is believed",
			set:    func(a *api) { a.deletes = []reply{{atOnce: true, ends: true, reason: deletion.NotFound}} },
			want:   want{outcome: deletion.Deleted, deletes: 2, observes: 2, attempts: []int{0, 1}, next: -1},
		},
		"AlwaysFailedAtOnce": {
			reason: "bounded: in the end the failure counts",
			set: func(a *api) {
				for range 20 {
					a.deletes = append(a.deletes, reply{atOnce: true, ends: true, reason: deletion.Invalid})
				}
			},
			want: want{outcome: deletion.Refused, deletes: 4, observes: 1, attempts: []int{0, 1, 2, 3}, next: 4},
		},
	})
}

// TestResume: the next run goes on with what the last one left.
func TestResume(t *testing.T) {
	stored := func(kind deletion.OperationKind, attempt int) func(*deletion.Request) {
		return func(r *deletion.Request) {
			r.Resume = &deletion.Operation{Kind: kind, Token: "stored", Attempt: attempt, RequestedAt: time.Now().Add(-time.Hour)}
			r.Attempt.Number = attempt
		}
	}
	with := func(kind deletion.OperationKind, takes time.Duration, how reply) func(*api) {
		return func(a *api) { a.begin("stored", kind, takes, how).op.RequestedAt = time.Now().Add(-time.Hour) }
	}
	runAll(t, map[string]scenario{
		"UnderWay": {
			reason: "poll it, nothing is asked twice",
			set:    with(deletion.KindDelete, 5*time.Second, reply{}), req: stored(deletion.KindDelete, 3),
			want: want{outcome: deletion.Deleted, deletes: 0, observes: 1, next: 3},
			also: func(t *testing.T, a *api, _ deletion.Result) {
				if first := a.pollTimes[1].Sub(a.pollTimes[0]); first < time.Second {
					t.Errorf("the second poll came %v after the first", first)
				}
			},
		},
		"DoneMeanwhile": {
			reason: "seen at the first look, without a pause",
			set:    with(deletion.KindDelete, 0, reply{}), req: stored(deletion.KindDelete, 0),
			want: want{outcome: deletion.Deleted, deletes: 0, observes: 1, atMost: time.Millisecond, next: -1},
		},
		"FailedMeanwhile": {
			reason: "history: asked anew, with the next attempt",
			set:    with(deletion.KindDelete, 0, ends(deletion.Throttled)), req: stored(deletion.KindDelete, 3),
			want: want{outcome: deletion.Deleted, deletes: 1, observes: 1, attempts: []int{4}, next: -1},
		},
		"DeniedMeanwhile": {
			reason: "history: destroy is run again because the permission was granted, so it is asked anew",
			set:    with(deletion.KindDelete, 0, ends(deletion.Denied)), req: stored(deletion.KindDelete, 3),
			want: want{outcome: deletion.Deleted, deletes: 1, observes: 1, attempts: []int{4}, next: -1},
		},
		"NotFoundMeanwhileIsALie": {
			reason: "an old NotFound is checked, and the object is still there: asked anew",
			set:    with(deletion.KindDelete, 0, ends(deletion.NotFound)), req: stored(deletion.KindDelete, 3),
			want: want{outcome: deletion.Deleted, deletes: 1, observes: 2, attempts: []int{4}, next: -1},
		},
		"NotFoundMeanwhile": {
			reason: "an old NotFound is checked, and the object is gone",
			set: func(a *api) {
				with(deletion.KindDelete, 0, ends(deletion.NotFound))(a)
				a.alive = false
			},
			req:  stored(deletion.KindDelete, 3),
			want: want{outcome: deletion.Absent, deletes: 0, observes: 1, next: 4},
		},
		"FailsLater": {
			reason: "a failure that this run sees happen is no history: Denied is refused",
			set:    with(deletion.KindDelete, 5*time.Second, ends(deletion.Denied)), req: stored(deletion.KindDelete, 3),
			want: want{outcome: deletion.Refused, deletes: 0, observes: 1, atLeast: 5 * time.Second, next: 4},
		},
		"AskingIsThrottled": {
			reason: "the first answer counts, not the first question",
			set: func(a *api) {
				with(deletion.KindDelete, 0, ends(deletion.Denied))(a)
				a.polls = []reply{fails(deletion.Throttled), fails(deletion.Unavailable)}
			},
			req:  stored(deletion.KindDelete, 3),
			want: want{outcome: deletion.Deleted, deletes: 1, observes: 1, attempts: []int{4}, atLeast: 6 * time.Second, next: -1},
		},
		"AskingIsForbidden": {
			reason: "who may not ask is refused, and the operation is kept",
			set: func(a *api) {
				with(deletion.KindDelete, 0, ends(deletion.Denied))(a)
				a.polls = []reply{fails(deletion.Denied), fails(deletion.Denied)}
			},
			req:  stored(deletion.KindDelete, 3),
			want: want{outcome: deletion.Refused, deletes: 0, observes: 1, next: 3},
			also: kept("stored"),
		},
		"ForgottenByTheAPI": {
			reason: "older than the API remembers: Lost, observe, ask anew",
			req:    stored(deletion.KindDelete, 0),
			want:   want{outcome: deletion.Deleted, deletes: 1, observes: 2, attempts: []int{1}, next: -1},
		},
		"AnInterruptedCreate": {
			reason: "wait for the create, then delete what it made",
			set:    with(deletion.KindCreate, 6*time.Second, reply{}), req: stored(deletion.KindCreate, 0),
			want: want{outcome: deletion.Deleted, deletes: 1, observes: 1, atLeast: 10 * time.Second, next: -1},
		},
		"AnInterruptedUpdateThatIsForgotten": {
			reason: "an update that its API no longer knows is in nobody's way",
			req:    stored(deletion.KindUpdate, 0),
			want:   want{outcome: deletion.Deleted, deletes: 1, observes: 1, next: -1},
		},
	})
}

// TestTimeout and TestCancel: both keep the object and its operation.
func TestTimeout(t *testing.T) {
	limit := func(d time.Duration) func(*deletion.Request) {
		return func(r *deletion.Request) { r.Timeout = d }
	}
	runAll(t, map[string]scenario{
		"WhilePolling": {
			reason: "the operation is saved and named",
			set:    func(a *api) { a.takes = time.Hour }, req: limit(time.Minute),
			want: want{outcome: deletion.TimedOut, deletes: 1, observes: 0, atLeast: time.Minute, atMost: time.Minute, next: 0},
			also: func(t *testing.T, _ *api, r deletion.Result) {
				if r.Operation == nil || r.Operation.Token != "op-seed-0" || r.Operation.Kind != deletion.KindDelete {
					t.Errorf("Operation = %+v", r.Operation)
				}
			},
		},
		"WhileThrottled": {
			reason: "the last real failure is shown, not only that the time ran out",
			set: func(a *api) {
				for range 200 {
					a.deletes = append(a.deletes, fails(deletion.Throttled))
				}
			},
			req:  limit(time.Minute),
			want: want{outcome: deletion.TimedOut, deletes: -1, observes: 0, atMost: time.Minute, next: 0},
			also: func(t *testing.T, _ *api, r deletion.Result) {
				if r.Failure == nil || r.Failure.Reason != deletion.Throttled || r.Operation != nil {
					t.Errorf("Failure = %v, Operation = %+v", r.Failure, r.Operation)
				}
			},
		},
		"RetryAfterBeyondTheDeadline": {
			reason: "a wait never outlasts the timeout",
			set: func(a *api) {
				a.deletes = []reply{{fails: true, reason: deletion.Throttled, after: 24 * time.Hour}}
			},
			req:  limit(time.Minute),
			want: want{outcome: deletion.TimedOut, deletes: 1, observes: 0, atMost: time.Minute, next: 0},
		},
		"RequestHangs": {
			reason: "a request without an answer ends with the time, and its attempt is repeated by the next run",
			set:    func(a *api) { a.deletes = []reply{{hang: true}} },
			req:    limit(time.Minute),
			want:   want{outcome: deletion.TimedOut, deletes: 1, observes: 0, atMost: time.Minute, next: 0},
		},
		"PollHangs": {
			reason: "the last look is bounded too",
			set: func(a *api) {
				a.takes = time.Hour
				a.polls = []reply{{hang: true}, {hang: true}, {hang: true}}
			},
			req:  limit(time.Minute),
			want: want{outcome: deletion.TimedOut, deletes: 1, observes: 0, atMost: time.Minute + 1500*time.Millisecond, next: 0},
		},
	})
}

func TestCancel(t *testing.T) {
	for name, c := range map[string]struct {
		reason string
		set    func(*api)
		after  time.Duration
		saved  bool
	}{
		"BeforeItBegins":    {"nothing is sent any more", nil, 0, false},
		"WhilePolling":      {"the operation is saved", func(a *api) { a.takes = time.Hour }, time.Minute, true},
		"WhileBackingOff":   {"a pause ends at once", func(a *api) { a.deletes = []reply{{fails: true, reason: deletion.Throttled, after: time.Hour}} }, time.Minute, false},
		"WhileRequesting":   {"a request under way ends at once", func(a *api) { a.deletes = []reply{{hang: true}} }, time.Minute, false},
		"WhilePollHangs":    {"one bounded look, no more", func(a *api) { a.takes = time.Hour; a.polls = []reply{{hang: true}, {hang: true}} }, time.Minute, true},
		"WhileConfirming":   {"the operation is saved, and the next run confirms", func(a *api) { a.lingers = time.Hour }, time.Minute, true},
		"WhileLookingHangs": {"a look under way ends at once", func(a *api) { a.observes = []reply{{hang: true}, {hang: true}} }, time.Minute, true},
		"WhileBusy": {"waiting for another operation ends at once", func(a *api) {
			a.begin("foreign", deletion.KindUpdate, time.Hour, reply{})
			a.deletes = []reply{{fails: true, reason: deletion.Busy, token: "foreign"}}
		}, time.Minute, true},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				a := newAPI(t)
				if c.set != nil {
					c.set(a)
				}
				ctx, cancel := context.WithCancel(t.Context())
				if c.after == 0 {
					cancel()
				} else {
					time.AfterFunc(c.after, cancel)
				}
				result := runContext(t, ctx, a, a.request())
				if result.Outcome != deletion.Interrupted {
					t.Errorf("outcome = %v, want Interrupted", result.Outcome)
				}
				if late := result.Elapsed - c.after; late > 2*time.Second {
					t.Errorf("it returned %v after the cancel: %s", late, c.reason)
				}
				if !c.saved && a.count("poll") != 0 {
					t.Errorf("%d polls without an operation", a.count("poll"))
				}
				if (result.Operation != nil) != c.saved {
					t.Errorf("Operation = %+v, want saved: %v (%s)", result.Operation, c.saved, c.reason)
				}
				cancel()
			})
		})
	}
}

// TestCancelThenResume: over both runs exactly one deletion.
func TestCancelThenResume(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		a := newAPI(t)
		a.takes = 40 * time.Second
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(5*time.Second, cancel)
		first := runContext(t, ctx, a, a.request())
		second := a.request()
		second.Resume, second.Attempt.Number = first.Operation, first.NextAttempt
		a.calls = slices.DeleteFunc(a.calls, func(c string) bool { return c == "delete" })
		result := run(t, a, second)
		check(t, a, result, want{outcome: deletion.Deleted, deletes: 0, observes: 1, next: 0})
		if len(a.ops) != 1 {
			t.Errorf("%d deletions over both runs, want 1", len(a.ops))
		}
	})
}
