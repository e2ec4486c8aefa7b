package deletion_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// done asks what the result says about an API that says done.
func done(unseen deletion.Reason, seen bool) func(*testing.T, *api, deletion.Result) {
	return func(t *testing.T, _ *api, r deletion.Result) {
		t.Helper()
		if !r.Done {
			t.Error("the API said done, and the result does not")
		}
		switch {
		case seen && r.Unobserved != nil:
			t.Errorf("Unobserved = %v about an object that was seen", r.Unobserved)
		case !seen && (r.Unobserved == nil || r.Unobserved.Reason != unseen):
			t.Errorf("Unobserved = %v, want %v", r.Unobserved, unseen)
		}
	}
}

// TestConfirmingIsCutOff: there is one rule, wherever the deadline falls.
func TestConfirmingIsCutOff(t *testing.T) {
	limit := func(r *deletion.Request) { r.Timeout = 30 * time.Second }
	forever := func(r reply) []reply { return slices.Repeat([]reply{r}, 500) }
	runAll(t, map[string]scenario{
		"InAPause": {
			reason: "nobody could observe until the deadline, so the API's word stands, with a warning",
			set:    func(a *api) { a.observes = forever(fails(deletion.Throttled)) }, req: limit,
			want: want{outcome: deletion.Deleted, deletes: 1, observes: -1, atLeast: 30 * time.Second, next: -1},
			also: unconfirmed(deletion.Throttled),
		},
		"InAnObservation": {
			reason: "the same inside an observation that hangs",
			set:    func(a *api) { a.observes = forever(reply{hang: true}) }, req: limit,
			want: want{outcome: deletion.Deleted, deletes: 1, observes: 2, atLeast: 31 * time.Second, next: -1},
			also: unconfirmed(deletion.Unavailable),
		},
		"InAnObservationAfterAFailure": {
			reason: "the real failure says more than the one that was cut off",
			set:    func(a *api) { a.observes = append([]reply{fails(deletion.Throttled)}, forever(reply{hang: true})...) }, req: limit,
			want: want{outcome: deletion.Deleted, deletes: 1, observes: 3, next: -1},
			also: unconfirmed(deletion.Throttled),
		},
		"AndTheLastObservationSeesItGone": {
			reason: "one observation at the deadline in any case",
			set: func(a *api) {
				a.observes = []reply{{fails: true, reason: deletion.Throttled, after: time.Hour}}
			},
			req:  limit,
			want: want{outcome: deletion.Deleted, deletes: 1, observes: 2, atLeast: 30 * time.Second, atMost: 30 * time.Second, next: -1},
			also: func(t *testing.T, _ *api, r deletion.Result) {
				if r.Unconfirmed != nil {
					t.Errorf("Unconfirmed = %v: it was observed", r.Unconfirmed)
				}
			},
		},
		"AndTheLastObservationIsForbidden": {
			reason: "the rule for what nobody may observe holds at the deadline too",
			set: func(a *api) {
				a.observes = []reply{{fails: true, reason: deletion.Throttled, after: time.Hour}, fails(deletion.Denied)}
			},
			req:  limit,
			want: want{outcome: deletion.Deleted, deletes: 1, observes: 2, next: -1},
			also: unconfirmed(deletion.Denied),
		},
		"AndTheLastObservationSaysNothing": {
			reason: "an answer that nobody knows keeps the object",
			set: func(a *api) {
				a.observes = []reply{{fails: true, reason: deletion.Throttled, after: time.Hour}, fails(deletion.Unclassified)}
			},
			req:  limit,
			want: want{outcome: deletion.TimedOut, deletes: 1, observes: 2, next: -1},
			also: done(deletion.Unclassified, false),
		},
		"WhileItIsStillSeen": {
			reason: "it was seen after the API said done: kept, and the operation is saved so that the next run confirms",
			set:    func(a *api) { a.lingers = time.Hour }, req: limit,
			want: want{outcome: deletion.TimedOut, deletes: 1, observes: -1, next: 0},
			also: func(t *testing.T, a *api, r deletion.Result) {
				done(0, true)(t, a, r)
				kept("op-seed-0")(t, a, r)
			},
		},
		"SeenAndThenBlind": {
			reason: "what was seen after the API said done is not forgotten on its word",
			set: func(a *api) {
				a.lingers = time.Hour
				a.observes = append([]reply{{}}, forever(fails(deletion.Unavailable))...)
			},
			req:  limit,
			want: want{outcome: deletion.TimedOut, deletes: 1, observes: -1, next: -1},
			also: done(deletion.Unavailable, false),
		},
		"SeenAndThenForbidden": {
			reason: "nor where observing is denied later",
			set: func(a *api) {
				a.lingers = time.Hour
				a.observes = []reply{{}, fails(deletion.Denied)}
			},
			want: want{outcome: deletion.Refused, deletes: 1, observes: 2, next: -1},
			also: done(deletion.Denied, false),
		},
		"SeenByTheLastObservation": {
			reason: "the last observation counts as any other",
			set: func(a *api) {
				a.lingers = time.Hour
				a.observes = []reply{{fails: true, reason: deletion.Throttled, after: time.Hour}}
			},
			req:  limit,
			want: want{outcome: deletion.TimedOut, deletes: 1, observes: 2, next: -1},
			also: done(0, true),
		},
		"DoneAtTheLastPoll": {
			reason: "the end is seen after the deadline, and so is the absence",
			set:    func(a *api) { a.takes = 29 * time.Second; a.retryAfter = time.Hour }, req: limit,
			want: want{outcome: deletion.Deleted, deletes: 1, observes: 1, atMost: 30 * time.Second, next: -1},
		},
	})
}

// A cancel asks once more, and forgets nothing.
func TestConfirmingIsCancelled(t *testing.T) {
	for name, c := range map[string]struct {
		observes []reply
		lingers  time.Duration
		want     deletion.Outcome
	}{
		"Gone":       {[]reply{{fails: true, reason: deletion.Throttled, after: time.Hour}}, 0, deletion.Deleted},
		"StillSeen":  {nil, time.Hour, deletion.Interrupted},
		"CannotSay":  {slices.Repeat([]reply{{fails: true, reason: deletion.Throttled, after: time.Hour}}, 9), 0, deletion.Interrupted},
		"MayNotSay":  {[]reply{{fails: true, reason: deletion.Throttled, after: time.Hour}, fails(deletion.Denied)}, 0, deletion.Interrupted},
		"DoesNotSay": {slices.Repeat([]reply{{hang: true}}, 9), 0, deletion.Interrupted},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				a := newAPI(t)
				a.observes, a.lingers = c.observes, c.lingers
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(20*time.Second, cancel)
				result := runContext(t, ctx, a, a.request())
				if result.Outcome != c.want || result.Unconfirmed != nil {
					t.Errorf("outcome = %v, Unconfirmed = %v; want %v", result.Outcome, result.Unconfirmed, c.want)
				}
				if c.want == deletion.Interrupted && (!result.Done || result.Operation == nil) {
					t.Errorf("Done = %v, Operation = %+v: the next run must be able to confirm", result.Done, result.Operation)
				}
				cancel()
			})
		})
	}
}

// What the last poll sees decides what the next run starts with.
func TestLastPoll(t *testing.T) {
	slow := deletion.Pace{FirstPoll: time.Minute, MaxPoll: time.Minute}
	runAll(t, map[string]scenario{
		"Failed": {
			reason: "an operation that has failed is over: its failure is shown, and the next run asks anew",
			set: func(a *api) {
				a.takes = 14 * time.Second
				hook := deletion.Hook{Name: "Acme::Freeze", Failed: true}
				a.deletes = []reply{{ends: true, failure: &deletion.Failure{Reason: deletion.Denied, Hooks: []deletion.Hook{hook}}}}
			},
			req: func(r *deletion.Request) {
				r.Timeout, r.Pace = 15*time.Second, deletion.Pace{FirstPoll: time.Minute, MaxPoll: time.Minute, LastLook: 14500 * time.Millisecond}
			},
			want: want{outcome: deletion.TimedOut, deletes: 1, observes: 0, next: 1},
			also: func(t *testing.T, _ *api, r deletion.Result) {
				if r.Operation != nil || r.Failure == nil || r.Failure.Reason != deletion.Denied || len(r.Failure.Hooks) != 1 {
					t.Errorf("Operation = %+v, Failure = %v, Hooks = %v", r.Operation, r.Failure, r.Hooks)
				}
			},
		},
		"AnUpdateHasEnded": {
			reason: "what was only in the way is not saved once it is over",
			set: func(a *api) {
				a.begin("foreign", deletion.KindUpdate, 14*time.Second, reply{})
				a.deletes = []reply{{fails: true, reason: deletion.Busy, token: "foreign"}}
			},
			req: func(r *deletion.Request) {
				r.Timeout, r.Pace = 15*time.Second, deletion.Pace{FirstPoll: time.Minute, MaxPoll: time.Minute, LastLook: 14500 * time.Millisecond}
			},
			want: want{outcome: deletion.TimedOut, deletes: 1, observes: 0, next: 0},
			also: func(t *testing.T, _ *api, r deletion.Result) {
				if r.Operation != nil || r.Done {
					t.Errorf("Operation = %+v, Done = %v", r.Operation, r.Done)
				}
			},
		},
		"OneBeforeTheDeadline": {
			reason: "a RetryAfter beyond the deadline does not keep anybody from asking before it",
			set:    func(a *api) { a.takes = 20 * time.Second; a.retryAfter = time.Hour },
			req:    func(r *deletion.Request) { r.Timeout = time.Minute },
			want:   want{outcome: deletion.Deleted, deletes: 1, observes: 1, atLeast: 58 * time.Second, atMost: 59 * time.Second, next: 0},
			also: func(t *testing.T, a *api, _ deletion.Result) {
				if len(a.pollTimes) != 1 {
					t.Errorf("%d polls, want the one before the deadline", len(a.pollTimes))
				}
			},
		},
		"OneAndNoMore": {
			reason: "asked once before the deadline and once at it, not in a loop",
			set:    func(a *api) { a.takes = time.Hour },
			req:    func(r *deletion.Request) { r.Timeout, r.Pace = 90*time.Second, slow },
			want:   want{outcome: deletion.TimedOut, deletes: 1, observes: 0, atMost: 90 * time.Second, next: 0},
			also: func(t *testing.T, a *api, _ deletion.Result) {
				if len(a.pollTimes) != 2 {
					t.Errorf("%d polls, want 2", len(a.pollTimes))
				}
			},
		},
		"RetryAfterIsBounded": {
			reason: "an API whose clock is an hour off asks for an hour and gets ten minutes",
			set:    func(a *api) { a.takes = 5 * time.Minute; a.retryAfter = time.Hour },
			want:   want{outcome: deletion.Deleted, deletes: 1, observes: 1, atLeast: 10 * time.Minute, atMost: 10*time.Minute + time.Second, next: 0},
		},
		"RetryAfterOfARequestIsBounded": {
			reason: "as long as anybody is waited for",
			set:    func(a *api) { a.deletes = []reply{{fails: true, reason: deletion.Throttled, after: time.Hour}} },
			req:    func(r *deletion.Request) { r.Timeout = 3 * time.Hour },
			want:   want{outcome: deletion.Deleted, deletes: 2, observes: 1, atLeast: 10 * time.Minute, atMost: 10*time.Minute + 10*time.Second, next: 0},
		},
	})
}

// A limit of zero is the default one, and a negative one is over: neither means
// "for ever".
func TestNoTimeoutMeansForEver(t *testing.T) {
	runAll(t, map[string]scenario{
		"Zero": {
			reason: "nothing was set",
			set:    func(a *api) { a.takes = 24 * time.Hour }, req: func(r *deletion.Request) { r.Timeout = 0 },
			want: want{outcome: deletion.TimedOut, deletes: 1, observes: 0, atLeast: 120 * time.Minute, next: 0},
			also: func(t *testing.T, _ *api, r deletion.Result) {
				if r.Timeout != deletion.DefaultTimeout || r.Elapsed > deletion.DefaultTimeout {
					t.Errorf("Timeout = %v after %v", r.Timeout, r.Elapsed)
				}
			},
		},
		"Negative": {
			reason: "the time is up before anything is asked",
			req:    func(r *deletion.Request) { r.Timeout = -time.Minute },
			want:   want{outcome: deletion.TimedOut, deletes: 0, observes: 0, atMost: time.Nanosecond, next: 0},
		},
	})
	for _, d := range []time.Duration{0, -time.Minute} {
		ctx, cancel := deletion.WithTimeout(t.Context(), d)
		if !errors.Is(context.Cause(ctx), deletion.ErrDeadline) {
			t.Errorf("WithTimeout(%v): %v, want a time that is up", d, context.Cause(ctx))
		}
		cancel()
	}
}

// The cause of what ended with its time is kept, beside the end.
func TestCutOffKeepsTheCause(t *testing.T) {
	refused := errors.New("connection refused")
	unreachable := &deletion.Failure{Reason: deletion.Unavailable, Unsent: true, Err: refused}
	submit := func(t *testing.T, limit time.Duration, send func(ctx context.Context, try int) error) error {
		t.Helper()
		ctx, cancel := deletion.WithTimeout(t.Context(), limit)
		defer cancel()
		tries := 0
		_, err := deletion.Following{}.Submit(ctx, func(ctx context.Context) (deletion.Operation, error) {
			tries++
			return deletion.Operation{}, send(ctx, tries)
		})
		return err
	}
	both := func(t *testing.T, err error) {
		t.Helper()
		if !errors.Is(err, deletion.ErrDeadline) || !errors.Is(err, refused) || deletion.ReasonOf(err) != deletion.Unavailable {
			t.Errorf("err = %v; want the failure, its cause and the end of the time", err)
		}
		if text := err.Error(); !strings.Contains(text, "connection refused (the timeout ran out)") {
			t.Errorf("err = %q", text)
		}
	}
	unsent := func(err error) bool { return deletion.AsFailure(err).Unsent }
	inBubble(t, func(t *testing.T) {
		err := submit(t, 500*time.Millisecond, func(context.Context, int) error { return unreachable })
		if both(t, err); !unsent(err) {
			t.Error("no try has left")
		}
		if !errors.Is(unreachable.Err, refused) {
			t.Error("the failure of the caller was changed")
		}
	})
	inBubble(t, func(t *testing.T) {
		err := submit(t, 5*time.Second, func(ctx context.Context, try int) error {
			if try == 1 {
				return unreachable
			}
			<-ctx.Done()
			return &deletion.Failure{Reason: deletion.Unavailable, Err: ctx.Err()}
		})
		if both(t, err); unsent(err) {
			t.Error("the second try was cut off: it may have left")
		}
	})
	inBubble(t, func(t *testing.T) {
		err := submit(t, time.Hour, func(_ context.Context, try int) error {
			if try == 2 {
				return &deletion.Failure{Reason: deletion.Unavailable}
			}
			return unreachable
		})
		if errors.Is(err, deletion.ErrDeadline) || unsent(err) {
			t.Errorf("err = %v, unsent: %v; the second of five tries may have left", err, unsent(err))
		}
	})
	inBubble(t, func(t *testing.T) {
		err := submit(t, time.Hour, func(context.Context, int) error { return unreachable })
		if deletion.AsFailure(err) != unreachable {
			t.Errorf("err = %v; want the last failure as it is", err)
		}
	})
	inBubble(t, func(t *testing.T) {
		a := newAPI(t)
		a.polls = slices.Repeat([]reply{{fails: true, failure: unreachable}}, 500)
		ctx, cancel := deletion.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err := deletion.Following{Poller: a}.Follow(ctx, a.begin("c", deletion.KindCreate, time.Hour, reply{}).op)
		both(t, err)
	})
}

// ConfirmAbsence is what a refresh asks before an object leaves the state.
func TestConfirmAbsence(t *testing.T) {
	for name, c := range map[string]struct {
		reason string
		set    func(*api)
		exists bool
		fails  deletion.Reason
		fenced bool
		err    bool
	}{
		"Gone":  {"observed absent a second later, by the right account", func(a *api) { a.alive = false }, false, 0, false, false},
		"There": {"the first answer was wrong", func(*api) {}, true, 0, false, false},
		"Throttled": {"a passing failure is repeated", func(a *api) {
			a.alive = false
			a.observes = []reply{fails(deletion.Throttled), fails(deletion.Unavailable)}
		}, false, 0, false, false},
		"Denied":        {"one answer is not enough", func(a *api) { a.alive = false; a.observes = []reply{fails(deletion.Denied)} }, false, deletion.Denied, false, true},
		"WrongAccount":  {"the fence comes last", func(a *api) { a.alive, a.home = false, elsewere }, false, 0, true, true},
		"ThereAndFaint": {"what exists needs no fence", func(a *api) { a.home = elsewere }, true, 0, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				a := newAPI(t)
				c.set(a)
				began := time.Now()
				exists, unchecked, err := deletion.ConfirmAbsence(t.Context(), a, object, deletion.Pace{})
				_, fenced := errors.AsType[*deletion.FenceError](err)
				if exists != c.exists || unchecked || (err != nil) != c.err || fenced != c.fenced || deletion.ReasonOf(err) != c.fails {
					t.Errorf("ConfirmAbsence = %v, %v, %v: %s", exists, unchecked, err, c.reason)
				}
				if waited := time.Since(began); waited < time.Second {
					t.Errorf("the two observations are %v apart, want a second", waited)
				}
			})
		})
	}
	inBubble(t, func(t *testing.T) {
		a := newAPI(t)
		a.alive = false
		ctx, cancel := deletion.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		if exists, _, err := deletion.ConfirmAbsence(ctx, a, object, deletion.Pace{}); exists || !errors.Is(err, deletion.ErrDeadline) || a.count("observe") != 0 {
			t.Errorf("ConfirmAbsence = %v, %v after %v; want the end of the time", exists, err, a.calls)
		}
	})
}

// TestHeldBack: a deletion that waited for its own pace until its time was up
// says so, unless something worse went wrong before.
func TestHeldBack(t *testing.T) {
	held := &deletion.Failure{Reason: deletion.Throttled, Unsent: true, Message: "waited"}
	for name, c := range map[string]struct {
		before *deletion.Failure
		want   string
	}{
		"Alone":          {nil, "waited"},
		"AfterThrottled": {&deletion.Failure{Reason: deletion.Throttled, Message: "Rate exceeded"}, "waited"},
		"AfterDenied":    {&deletion.Failure{Reason: deletion.Denied, Message: "no"}, "no"},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				a := &slowLane{api: newAPI(t), before: c.before, held: held}
				req := a.request()
				req.Backend, req.Timeout = a, 10*time.Second
				req.Retry = func(*deletion.Failure) bool { return true }
				result := deletion.Run(t.Context(), req)
				if result.Outcome != deletion.TimedOut || result.Failure == nil || result.Failure.Message != c.want {
					t.Errorf("ended %v: %v; want out of time, %q", result.Outcome, result.Failure, c.want)
				}
				if want := a.sent; result.Requests != want {
					t.Errorf("Requests = %d, want %d: what was held back was not asked for", result.Requests, want)
				}
			})
		})
	}
}

// A slowLane lets a failure through, then holds every request back.
type slowLane struct {
	*api
	before, held *deletion.Failure
	sent         int
}

func (a *slowLane) Delete(ctx context.Context, _ deletion.Object, _ deletion.Attempt) (deletion.Operation, error) {
	if a.before != nil && a.sent == 0 {
		a.sent++
		return deletion.Operation{}, a.before
	}
	<-ctx.Done()
	return deletion.Operation{}, a.held
}
