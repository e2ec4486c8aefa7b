package deletion_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// What a run leaves for the next one, and what it does not.
func TestLeftovers(t *testing.T) {
	old := reply{atOnce: true, ends: true, reason: deletion.Denied}
	hang := reply{hang: true}
	minute := func(r *deletion.Request) { r.Timeout = time.Minute }
	runAll(t, map[string]scenario{
		"TheAttemptOfTheSavedOperation": {
			reason: "the operation may know a later attempt than private state does",
			set:    func(a *api) { a.begin("stored", deletion.KindDelete, time.Hour, reply{}) },
			req: func(r *deletion.Request) {
				r.Timeout, r.Resume = time.Minute, &deletion.Operation{Token: "stored", Attempt: 3}
			},
			want: want{outcome: deletion.TimedOut, next: 3},
		},
		"NoOldOperation": {
			reason: "an operation that an old token brought back has ended, and is not saved",
			set:    func(a *api) { a.deletes = []reply{old, hang} }, req: minute,
			want: want{outcome: deletion.TimedOut, deletes: 2, attempts: []int{0, 1}, next: 1},
			also: func(t *testing.T, _ *api, r deletion.Result) {
				if r.Operation != nil {
					t.Errorf("Operation = %+v", r.Operation)
				}
			},
		},
		"OldAnswersInARow": {
			reason: "three in a row: a live operation between them starts the count anew",
			set:    func(a *api) { a.deletes = []reply{old, old, old, ends(deletion.Throttled), old, old, old} },
			want:   want{outcome: deletion.Deleted, deletes: 8, observes: 1, attempts: []int{0, 1, 2, 3, 4, 5, 6, 7}, next: 7},
		},
		"AnOperationOfUnknownKind": {
			reason: "what a deletion saved is a deletion, whatever the API leaves out",
			set: func(a *api) {
				a.begin("stored", deletion.KindDelete, time.Hour, reply{})
				a.polls = slices.Repeat([]reply{hang}, 9)
			},
			req:  func(r *deletion.Request) { r.Timeout, r.Resume = time.Minute, &deletion.Operation{Token: "stored"} },
			want: want{outcome: deletion.TimedOut, next: 0},
			also: func(t *testing.T, _ *api, r deletion.Result) {
				if r.Operation == nil || r.Operation.Kind != deletion.KindDelete {
					t.Errorf("Operation = %+v", r.Operation)
				}
			},
		},
		"ATokenThatIsAlwaysTaken": {
			reason: "the token belongs to something else: Lost is what the last refusal is about",
			set: func(a *api) {
				a.begin("foreign", deletion.KindDelete, time.Hour, reply{}).op.ObjectID = "thing-2"
				a.deletes = slices.Repeat([]reply{{fails: true, reason: deletion.Busy, token: "foreign", spent: true}}, 9)
			},
			want: want{outcome: deletion.Refused, deletes: 3, observes: 3, next: 3},
			also: func(t *testing.T, _ *api, r deletion.Result) {
				if r.Failure.Reason != deletion.Lost {
					t.Errorf("Failure = %v", r.Failure)
				}
			},
		},
		"SeenAtTheBoundOfConfirming": {
			reason: "observed at exactly ConfirmFor is a contradiction",
			set:    func(a *api) { a.undead, a.deletes = true, []reply{{atOnce: true, done: true}} },
			req:    func(r *deletion.Request) { r.Pace.ConfirmFor = 3 * time.Second },
			want:   want{outcome: deletion.Refused, deletes: 1, observes: 4, atLeast: 3 * time.Second, atMost: 3 * time.Second, next: 1},
		},
		"ConfirmingIsPrompt": {
			reason: "observed again after a fifth of the time, a second at least",
			set:    func(a *api) { a.lingers, a.deletes = 5500*time.Millisecond, []reply{{atOnce: true, done: true}} },
			want:   want{outcome: deletion.Deleted, deletes: 1, observes: -1, atLeast: 5500 * time.Millisecond, atMost: 7 * time.Second, next: 0},
		},
		"BackoffStartsAnewWithDone": {
			reason: "the throttling of requests does not slow down confirming",
			set: func(a *api) {
				a.deletes = append(slices.Repeat([]reply{fails(deletion.Throttled)}, 8), reply{atOnce: true, done: true})
				a.observes = []reply{fails(deletion.Throttled)}
			},
			want: want{outcome: deletion.Deleted, deletes: 9, observes: 2, next: 0},
			also: func(t *testing.T, a *api, _ deletion.Result) {
				if wait := a.lastWait; wait >= 2*time.Second {
					t.Errorf("waited %v after the first failure", wait)
				}
			},
		},
		"BackoffStartsAnewWithAnAnswer": {
			reason: "the throttling of the first question does not slow down what follows",
			set: func(a *api) {
				a.begin("stored", deletion.KindDelete, 3*time.Minute, ends(deletion.Throttled))
				a.polls, a.takes = slices.Repeat([]reply{fails(deletion.Throttled)}, 6), 0
			},
			req:  func(r *deletion.Request) { r.Resume = &deletion.Operation{Token: "stored"} },
			want: want{outcome: deletion.Deleted, deletes: 1, observes: 1, next: 1},
			also: func(t *testing.T, a *api, _ deletion.Result) {
				if wait := a.lastWait; wait >= 2*time.Second {
					t.Errorf("waited %v after the first failure", wait)
				}
			},
		},
		"ATokenWhoseOperationNamesNothing": {
			reason: "what the answer leaves out is taken from the object that was asked about",
			set: func(a *api) {
				a.begin("foreign", deletion.KindDelete, 8*time.Second, reply{}).op.ObjectID = ""
				a.deletes = []reply{{fails: true, reason: deletion.Busy, token: "foreign", spent: true}}
			},
			want: want{outcome: deletion.Deleted, deletes: 1, observes: 1, next: -1},
		},
	})
}

// After a resumed operation the next one is polled early again.
func TestOnlyTheResumedOperationWasAsked(t *testing.T) {
	soonest := time.Hour
	for range 30 {
		inBubble(t, func(t *testing.T) {
			a := newAPI(t)
			a.begin("stored", deletion.KindDelete, 3*time.Second, ends(deletion.Throttled))
			req := a.request()
			var asked time.Time
			req.Resume = &deletion.Operation{Token: "stored"}
			req.Report = func(e deletion.Event) {
				if e.What == "deletion accepted" {
					asked = time.Now()
				}
			}
			run(t, a, req)
			for _, at := range a.pollTimes {
				if at.After(asked) {
					soonest = min(soonest, at.Sub(asked))
					break
				}
			}
		})
	}
	if soonest >= time.Second {
		t.Errorf("the first poll of the new operation never came before %v", soonest)
	}
}

// A backend that names no blockers says so, and a guard that fails says why.
func TestBlockersThatCannotBeNamed(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		a := newAPI(t)
		a.deletes = []reply{fails(deletion.InUse)}
		req := a.request()
		req.Backend = struct {
			deletion.Backend
			deletion.Locator
		}{a, a}
		if got := deletion.Run(t.Context(), req); got.Outcome != deletion.Refused || got.BlockersErr == nil {
			t.Errorf("outcome = %v, BlockersErr = %v", got.Outcome, got.BlockersErr)
		}
	})
	inBubble(t, func(t *testing.T) {
		a := &guardedAPI{api: newAPI(t), looks: []reply{fails(deletion.Denied)}}
		req := a.request()
		req.Backend = a
		if got := deletion.Run(t.Context(), req); deletion.ReasonOf(got.BlockersErr) != deletion.Denied {
			t.Errorf("BlockersErr = %v, want Denied", got.BlockersErr)
		}
	})
}

// Every repetition is reported with its failure and its wait, also with a pace
// that does not grow.
func TestSubmitReports(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		var events []deletion.Event
		following := deletion.Following{
			Pace:   deletion.Pace{MinBackoff: time.Second, MaxBackoff: time.Second},
			Report: func(e deletion.Event) { events = append(events, e) },
		}
		answers := []error{&deletion.Failure{Reason: deletion.Throttled}, &deletion.Failure{Reason: deletion.Unavailable}, nil}
		_, err := following.Submit(t.Context(), func(context.Context) (deletion.Operation, error) {
			err := answers[0]
			answers = answers[1:]
			return deletion.Operation{}, err
		})
		reasons := make([]deletion.Reason, 0, len(events))
		for _, e := range events {
			if reasons = append(reasons, e.Failure.Reason); e.Wait != time.Second || e.What == "" {
				t.Errorf("event = %+v", e)
			}
		}
		if err != nil || !slices.Equal(reasons, []deletion.Reason{deletion.Throttled, deletion.Unavailable}) {
			t.Errorf("Submit = %v after %v", err, reasons)
		}
	})
}
