package deletion_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// TestEvents holds what the log tells about a deletion, step by step.
func TestEvents(t *testing.T) {
	update := func(a *api) {
		a.begin("foreign", deletion.KindUpdate, time.Second, reply{})
		a.deletes, a.takes = []reply{{fails: true, reason: deletion.Busy, token: "foreign"}}, time.Second
	}
	const accepted, underWay, observing, deleted = "deletion accepted", "operation under way", "the API says deleted, observing whether the object is gone", "deletion ended: Deleted"
	for name, c := range map[string]struct {
		set  func(*api)
		req  func(*deletion.Request)
		want []string
	}{
		"Plain": {func(a *api) { a.takes = time.Second }, nil, []string{accepted, underWay, underWay, observing, deleted}},
		"Lost": {
			func(a *api) { a.deletes, a.takes = []reply{fails(deletion.Lost)}, 0 }, nil,
			[]string{"the API lost the operation and the object is still there, asking anew", observing, deleted},
		},
		"Throttled": {
			func(a *api) { a.deletes, a.takes = []reply{fails(deletion.Throttled)}, 0 }, nil,
			[]string{"throttled, the same request later", observing, deleted},
		},
		"Busy": {update, nil, []string{"waiting for another operation on the object", underWay, underWay, accepted, underWay, underWay, observing, deleted}},
		"Adopted": {
			func(a *api) {
				a.begin("foreign", deletion.KindDelete, 0, reply{}).op.State = deletion.UnderWay
				a.ops["foreign"].doneAt = time.Now().Add(time.Millisecond)
				a.deletes = []reply{{fails: true, reason: deletion.Busy, token: "foreign"}}
			}, nil,
			[]string{"adopted a deletion that is already under way", underWay, observing, deleted},
		},
		"Resumed": {
			func(a *api) { a.begin("stored", deletion.KindDelete, 0, ends(deletion.Denied)); a.takes = 0 },
			func(r *deletion.Request) { r.Resume = &deletion.Operation{Token: "stored"} },
			[]string{"unfinished operation found in state", "an earlier attempt had failed, asking anew", observing, deleted},
		},
		"NotFound": {
			func(a *api) {
				a.alive = false
				a.deletes = []reply{fails(deletion.NotFound)}
				a.observes = []reply{fails(deletion.Throttled)}
			}, nil,
			[]string{"could not observe, trying again", "deletion ended: Absent"},
		},
		"Stopped": {
			func(a *api) {
				a.deletes, a.takes = []reply{fails(deletion.InUse)}, 0
				a.blockers = [][]deletion.Blocker{{session("s-1", true)}, {}}
			},
			func(r *deletion.Request) { r.InUse = deletion.Stop },
			[]string{"ended session s-1", "in use, waiting until it is not", observing, deleted},
		},
		"GoneAlready": {
			func(a *api) { a.alive = false; a.deletes = []reply{fails(deletion.Invalid)} }, nil,
			[]string{"observed absent, observing once more", "deletion ended: Absent"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				a := newAPI(t)
				c.set(a)
				req := a.request()
				if c.req != nil {
					c.req(&req)
				}
				var got []string
				req.Report = func(e deletion.Event) {
					got = append(got, e.What)
					if e.Object.ID != object.ID {
						t.Errorf("%q is about %+v", e.What, e.Object)
					}
					if named := e.Operation != nil; !named && (e.What == underWay || e.What == accepted) {
						t.Errorf("%q names no operation", e.What)
					}
				}
				run(t, a, req)
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Errorf("(-want +got)\n%s", diff)
				}
			})
		})
	}
}

// What went wrong on the way is shown when the time runs out, and what is over
// is not saved.
func TestWhatATimeoutShows(t *testing.T) {
	hang := reply{hang: true}
	minute := func(r *deletion.Request) { r.Timeout = time.Minute }
	forever := func(r reply) []reply { return slices.Repeat([]reply{r}, 500) }
	shows := func(reason deletion.Reason, saved bool) func(*testing.T, *api, deletion.Result) {
		return func(t *testing.T, _ *api, r deletion.Result) {
			t.Helper()
			if r.Failure == nil || r.Failure.Reason != reason || (r.Operation != nil) != saved {
				t.Errorf("Failure = %v, Operation = %+v; want %v, saved: %v", r.Failure, r.Operation, reason, saved)
			}
		}
	}
	timedOut := want{outcome: deletion.TimedOut, deletes: -1, observes: -1, next: -1}
	stored := func(a *api) { a.begin("stored", deletion.KindDelete, time.Hour, reply{}) }
	resume := func(r *deletion.Request) { r.Timeout, r.Resume = time.Minute, &deletion.Operation{Token: "stored"} }
	runAll(t, map[string]scenario{
		"PollsAreThrottled": {
			reason: "a poll that fails for good is why nobody saw the end",
			set:    func(a *api) { a.polls = forever(fails(deletion.Throttled)) }, req: minute, want: timedOut, also: shows(deletion.Throttled, true),
		},
		"ResumingIsThrottled": {
			reason: "so is the first one",
			set: func(a *api) {
				stored(a)
				a.polls = []reply{{fails: true, reason: deletion.Throttled, after: time.Hour}}
			}, req: resume, want: timedOut, also: shows(deletion.Throttled, true),
		},
		"ResumingHangs": {
			reason: "a question that was cut off is no failure of the API",
			set:    func(a *api) { stored(a); a.polls = forever(reply{hang: true}) }, req: resume, want: timedOut,
			also: func(t *testing.T, _ *api, r deletion.Result) {
				if r.Failure != nil || r.Operation == nil {
					t.Errorf("Failure = %v, Operation = %+v", r.Failure, r.Operation)
				}
			},
		},
		"AnUpdateIsOver": {
			reason: "what was in the way and is over is not saved",
			set: func(a *api) {
				a.begin("foreign", deletion.KindUpdate, time.Second, reply{})
				a.deletes = []reply{{fails: true, reason: deletion.Busy, token: "foreign"}, {hang: true}}
			},
			req: minute, want: timedOut, also: shows(deletion.Busy, false),
		},
		"TheOperationIsLost": {
			reason: "what the API forgot is not saved",
			set: func(a *api) {
				a.polls = slices.Repeat([]reply{fails(deletion.Lost)}, 9)
				a.deletes = []reply{{}, {hang: true}}
				a.takes = time.Hour
			},
			req: minute, want: timedOut, also: shows(deletion.Lost, false),
		},
		"TheOperationFailedAndTheRequestHangs": {
			reason: "why the last operation failed is the last thing that is known",
			set:    func(a *api) { a.deletes = []reply{ends(deletion.Throttled), hang} }, req: minute, want: timedOut, also: shows(deletion.Throttled, false),
		},
		"AnOldFailureAndTheRequestHangs": {
			reason: "so is an old failure",
			set:    func(a *api) { a.deletes = []reply{{atOnce: true, ends: true, reason: deletion.Denied}, hang} }, req: minute, want: timedOut, also: shows(deletion.Denied, false),
		},
		"ARefusalAndAnObservationThatHangs": {
			reason: "an observation that was cut off neither refuses nor explains anything",
			set:    func(a *api) { a.deletes, a.observes = []reply{fails(deletion.Denied)}, []reply{hang} }, req: minute, want: timedOut,
			also: func(t *testing.T, _ *api, r deletion.Result) {
				if r.Unobserved != nil || r.Failure == nil || r.Failure.Reason != deletion.Denied {
					t.Errorf("Unobserved = %v, Failure = %v", r.Unobserved, r.Failure)
				}
			},
		},
		"AnAdoptedDeletionThatIsDone": {
			reason: "done by somebody else, and observed until the deadline: saved, so that the next run confirms",
			set: func(a *api) {
				a.lingers = time.Hour
				a.begin("foreign", deletion.KindDelete, 0, reply{})
				a.deletes = []reply{{fails: true, reason: deletion.Busy, token: "foreign"}}
			},
			req: minute, want: timedOut,
			also: func(t *testing.T, a *api, r deletion.Result) {
				if kept("foreign")(t, a, r); !r.Done {
					t.Error("the API said done, and the result does not")
				}
			},
		},
		"WhatIsInTheWayCannotBeSeen": {
			reason: "the token may not be asked about: later again, and the list is not asked instead",
			set: func(a *api) {
				a.begin("foreign", deletion.KindDelete, time.Hour, reply{})
				a.listed = []string{"foreign"}
				a.deletes, a.polls = []reply{{fails: true, reason: deletion.Busy, token: "foreign"}}, []reply{fails(deletion.Denied)}
			},
			req: minute, want: want{outcome: deletion.Deleted, deletes: 2, observes: 1, next: -1},
			also: func(t *testing.T, a *api, _ deletion.Result) {
				if a.count("list") != 0 {
					t.Error("the list was asked")
				}
			},
		},
		"WhatIsInTheWayIsForgotten": {
			reason: "the token is unknown: the list is asked instead",
			set: func(a *api) {
				a.begin("other", deletion.KindDelete, 8*time.Second, reply{})
				a.listed = []string{"other"}
				a.deletes = []reply{{fails: true, reason: deletion.Busy, token: "foreign"}}
			},
			req: minute, want: want{outcome: deletion.Deleted, deletes: 1, observes: 1, next: -1},
		},
	})
}

// An adopted deletion that fails counts as the attempt that met it.
func TestAdoptedAttempt(t *testing.T) {
	runAll(t, map[string]scenario{"Fails": {
		reason: "the next run must not repeat the token",
		set: func(a *api) {
			a.begin("foreign", deletion.KindDelete, 8*time.Second, ends(deletion.Denied))
			a.deletes = []reply{{fails: true, reason: deletion.Busy, token: "foreign"}}
		},
		req:  func(r *deletion.Request) { r.Attempt.Number = 5 },
		want: want{outcome: deletion.Refused, deletes: 1, observes: 1, attempts: []int{5}, next: 6},
	}})
}

// What hooks said about the last operation that ended is in the result.
func TestHooksAreKept(t *testing.T) {
	hook := deletion.Hook{Name: "Acme::Tags", Failed: true}
	kept := func(t *testing.T, _ *api, r deletion.Result) {
		t.Helper()
		if len(r.Hooks) != 1 || r.Hooks[0].Name != hook.Name {
			t.Errorf("Hooks = %v", r.Hooks)
		}
	}
	stored := func(takes time.Duration, how reply) func(*api) {
		return func(a *api) { a.begin("stored", deletion.KindDelete, takes, how).op.Hooks = []deletion.Hook{hook} }
	}
	resume := func(r *deletion.Request) { r.Resume = &deletion.Operation{Token: "stored"} }
	runAll(t, map[string]scenario{
		"Done":    {reason: "a warning", set: stored(time.Second, reply{}), req: resume, want: want{outcome: deletion.Deleted, observes: 1, next: -1}, also: kept},
		"Refused": {reason: "the reason", set: stored(5*time.Second, ends(deletion.Denied)), req: resume, want: want{outcome: deletion.Refused, observes: 1, next: 1}, also: kept},
		"History": {
			reason: "why an earlier run failed, where this one gets no further",
			set:    func(a *api) { stored(0, ends(deletion.NotFound))(a); a.observes = []reply{fails(deletion.Denied)} },
			req:    resume, want: want{outcome: deletion.Refused, observes: 1, next: 1}, also: kept,
		},
		"LastPoll": {
			reason: "seen at the deadline",
			set:    stored(59*time.Second, ends(deletion.Denied)),
			req: func(r *deletion.Request) {
				resume(r)
				r.Timeout, r.Pace = time.Minute, deletion.Pace{FirstPoll: time.Hour, MaxPoll: time.Hour, LastLook: 2 * time.Minute}
			},
			want: want{outcome: deletion.TimedOut, next: 1}, also: kept,
		},
	})
}

// Back-off starts anew after something went well, and a failed poll never comes
// before its RetryAfter.
func TestBackoffStartsAnew(t *testing.T) {
	throttled := fails(deletion.Throttled)
	gap := func(a *api, i int) time.Duration { return a.pollTimes[i].Sub(a.pollTimes[i-1]) }
	for range 20 {
		inBubble(t, func(t *testing.T) {
			a := newAPI(t)
			a.takes = time.Hour
			a.polls = []reply{throttled, throttled, throttled, throttled, throttled, throttled, {}, throttled, {fails: true, reason: deletion.Throttled, after: 40 * time.Second}}
			req := a.request()
			req.Timeout = 30 * time.Minute
			run(t, a, req)
			if got := gap(a, 8); got < time.Second || got >= 2*time.Second {
				t.Errorf("the first failure after a success was waited for %v", got)
			}
			if got := gap(a, 9); got < 40*time.Second {
				t.Errorf("asked again after %v, the API wanted 40s", got)
			}
			if len(a.pollTimes) > 200 {
				t.Errorf("%d polls", len(a.pollTimes))
			}
		})
	}
}
