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

// A backend that names no blockers says so, and a guard that fails says why.
func TestBlockersThatCannotBeNamed(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		a := newAPI(t)
		a.deletes = []reply{fails(deletion.InUse)}
		req := a.request()
		req.Backend = struct{ deletion.Backend }{a}
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
