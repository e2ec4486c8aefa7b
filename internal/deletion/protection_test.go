package deletion_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// A protectedAPI refuses to delete what is protected, and can switch
// protections off. What its script does not say, it does right.
type protectedAPI struct {
	*api
	on         []string // protections that are on
	looks      []reply  // at the protections
	unprotects []reply
	undone     bool          // an operation that switches off ends well and changes nothing
	takes      time.Duration // of an operation that switches off
	numbers    []int         // attempts of the requests to switch off
	asked      [][]string    // what each of them was to switch off
	switching  map[string][]string
}

func newProtected(t *testing.T) *protectedAPI {
	return &protectedAPI{api: newAPI(t), on: []string{"Locked"}, takes: 4 * time.Second, switching: map[string][]string{}}
}

func (a *protectedAPI) Protections(ctx context.Context, _ deletion.Object) ([]deletion.Blocker, error) {
	if err := a.answer(ctx, "protections", next(&a.looks)); err != nil {
		return nil, err
	}
	if !a.observed() {
		return nil, &deletion.Failure{Reason: deletion.NotFound}
	}
	a.settleSwitches()
	var on []deletion.Blocker
	for _, name := range a.on {
		on = append(on, deletion.Blocker{Code: "protection", ID: name})
	}
	return on, nil
}

// settleSwitches carries out the operations that have ended well.
func (a *protectedAPI) settleSwitches() {
	a.settle()
	for token, names := range a.switching {
		if a.ops[token].op.State == deletion.Done {
			delete(a.switching, token)
			if !a.undone {
				a.on = slices.DeleteFunc(a.on, func(name string) bool { return slices.Contains(names, name) })
			}
		}
	}
}

func (a *protectedAPI) Unprotect(ctx context.Context, _ deletion.Object, on []deletion.Blocker, at deletion.Attempt) (deletion.Operation, error) {
	var names []string
	for _, b := range on {
		names = append(names, b.ID)
	}
	a.numbers, a.asked = append(a.numbers, at.Number), append(a.asked, names)
	r := next(&a.unprotects)
	token := fmt.Sprintf("off-%s-%d", at.Seed, at.Number)
	if _, known := a.ops[token]; !known && (r.effect || !r.fails && !r.hang) {
		j := a.begin(token, deletion.KindUpdate, a.takes, r)
		a.switching[token] = names
		if r.atOnce {
			j.doneAt = time.Now()
		}
	}
	if err := a.answer(ctx, "unprotect", r); err != nil {
		return deletion.Operation{}, err
	}
	a.settleSwitches()
	return a.ops[token].op, nil
}

// Delete ends in a refusal while something protects the object.
func (a *protectedAPI) Delete(ctx context.Context, obj deletion.Object, at deletion.Attempt) (deletion.Operation, error) {
	a.settleSwitches()
	if len(a.on) > 0 && len(a.deletes) == 0 {
		a.deletes = []reply{ends(deletion.Invalid)}
	}
	return a.api.Delete(ctx, obj, at)
}

// A protectedCase is one deletion of an object with protections.
type protectedCase struct {
	reason    string
	set       func(*protectedAPI)
	keep      bool // on_protection is not "remove"
	announced []string
	req       func(*deletion.Request)
	want      deletion.Outcome
	asked     [][]string // what was asked to be switched off, request by request
	numbers   []int      // attempts of these requests; nil for any
	deletes   int
	off       []string // Result.Unprotected
	open      []string // Result.Unprotecting
	also      func(*testing.T, *protectedAPI, deletion.Result)
}

func (c protectedCase) run(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		a := newProtected(t)
		if c.set != nil {
			c.set(a)
		}
		req := a.request()
		req.Backend, req.Announced, req.Timeout = a, c.announced, 10*time.Minute
		if !c.keep {
			req.Protection = deletion.Remove
		}
		if c.req != nil {
			c.req(&req)
		}
		result := run(t, a.api, req)
		if result.Outcome != c.want {
			t.Errorf("outcome = %v, want %v (failure: %v)", result.Outcome, c.want, result.Failure)
		}
		if diff := cmp.Diff(c.asked, a.asked); diff != "" {
			t.Errorf("asked to be switched off (-want +got):\n%s", diff)
		}
		if c.numbers != nil && !slices.Equal(c.numbers, a.numbers) {
			t.Errorf("attempts = %v, want %v", a.numbers, c.numbers)
		}
		if got := a.count("delete"); got != c.deletes {
			t.Errorf("%d deletions were asked for, want %d: %v", got, c.deletes, a.calls)
		}
		if diff := cmp.Diff([2][]string{c.off, c.open}, [2][]string{ids(result.Unprotected), ids(result.Unprotecting)}); diff != "" {
			t.Errorf("unprotected, unprotecting (-want +got):\n%s", diff)
		}
		if c.also != nil {
			c.also(t, a, result)
		}
		if t.Failed() {
			t.Log("reason:", c.reason)
		}
	})
}

func ids(blockers []deletion.Blocker) []string {
	var all []string
	for _, b := range blockers {
		all = append(all, b.ID)
	}
	return all
}

// TestProtection: what the plan announced is switched off, and nothing else.
func TestProtection(t *testing.T) {
	locked, once := []string{"Locked"}, [][]string{{"Locked"}}
	reasonIs := func(want deletion.Reason) func(*testing.T, *protectedAPI, deletion.Result) {
		return func(t *testing.T, _ *protectedAPI, r deletion.Result) {
			t.Helper()
			if r.Failure == nil || r.Failure.Reason != want || r.Operation != nil {
				t.Errorf("failure = %v, operation = %v; want %v and none", r.Failure, r.Operation, want)
			}
		}
	}
	for name, c := range map[string]protectedCase{
		"Announced": {
			reason: "switched off, followed to its end, then deleted", announced: locked,
			want: deletion.Deleted, asked: once, deletes: 1, off: locked,
		},
		"Keep": {
			reason: "nobody asked for that", keep: true, announced: locked, want: deletion.Refused, deletes: 1,
		},
		"NotProtected": {
			reason: "nothing to switch off", set: func(a *protectedAPI) { a.on = nil }, announced: locked, want: deletion.Deleted, deletes: 1,
		},
		"NothingAnnounced": {
			reason: "a taint, -replace: nil lets blockers be ended, no protection", want: deletion.Refused,
			also: func(t *testing.T, a *protectedAPI, r deletion.Result) {
				reasonIs(deletion.Protected)(t, a, r)
				if diff := cmp.Diff(locked, ids(r.Unannounced)); diff != "" {
					t.Error(diff)
				}
			},
		},
		"AnotherAnnounced": {
			reason: "one more was switched on after the plan: none is switched off", announced: locked,
			set:  func(a *protectedAPI) { a.on = []string{"Locked", "Pinned"} },
			want: deletion.Refused,
			also: func(t *testing.T, _ *protectedAPI, r deletion.Result) {
				if diff := cmp.Diff([]string{"Pinned"}, ids(r.Unannounced)); diff != "" {
					t.Error(diff)
				}
			},
		},
		"Two": {
			reason: "one operation for both", announced: []string{"Pinned", "Locked"},
			set:  func(a *protectedAPI) { a.on = []string{"Locked", "Pinned"} },
			want: deletion.Deleted, asked: [][]string{{"Locked", "Pinned"}}, deletes: 1, off: []string{"Locked", "Pinned"},
		},
		"Elsewhere": {
			reason: "the fence comes before the patch", announced: locked, set: func(a *protectedAPI) { a.home = elsewere }, want: deletion.Refused,
		},
		"Gone": {
			reason: "what is gone is not protected", announced: locked, set: func(a *protectedAPI) { a.alive = false },
			want: deletion.Absent, deletes: 1,
		},
		"CannotBeSeen": {
			reason: "the API decides", announced: locked, set: func(a *protectedAPI) { a.looks = []reply{fails(deletion.Denied)} },
			want: deletion.Refused, deletes: 1,
		},
		"CannotBeSeenNow": {
			reason: "looked at again", announced: locked,
			set:  func(a *protectedAPI) { a.looks = []reply{fails(deletion.Throttled), fails(deletion.Unavailable)} },
			want: deletion.Deleted, asked: once, deletes: 1, off: locked,
		},
		"Refused": {
			reason: "the API will not: nothing is deleted", announced: locked,
			set:  func(a *protectedAPI) { a.unprotects = []reply{fails(deletion.Denied)} },
			want: deletion.Refused, asked: once, open: locked, also: reasonIs(deletion.Denied),
		},
		"OperationFails": {
			reason: "nor when the operation fails; the next run asks anew", announced: locked,
			set:  func(a *protectedAPI) { a.unprotects = []reply{ends(deletion.Invalid)} },
			want: deletion.Refused, asked: once, open: locked,
			also: func(t *testing.T, a *protectedAPI, r deletion.Result) {
				reasonIs(deletion.Invalid)(t, a, r)
				if r.NextAttempt != 1 {
					t.Errorf("NextAttempt = %d, want 1", r.NextAttempt)
				}
			},
		},
		"OperationCannotBeAskedAbout": {
			reason: "it may run on, so it is saved and nothing else is asked", announced: locked,
			set:  func(a *protectedAPI) { a.polls = []reply{fails(deletion.Denied)} },
			want: deletion.Refused, asked: once, open: locked,
			also: func(t *testing.T, a *protectedAPI, r deletion.Result) {
				if r.Failure == nil || r.Failure.Reason != deletion.Denied || r.Operation == nil || r.Operation.Token != "off-seed-0" || a.count("poll") != 1 {
					t.Errorf("%v, operation = %+v after %d polls", r.Failure, r.Operation, a.count("poll"))
				}
			},
		},
		"OperationFailsForNow": {
			reason: "asked anew", announced: locked,
			set:  func(a *protectedAPI) { a.unprotects = []reply{ends(deletion.Busy), ends(deletion.Unavailable)} },
			want: deletion.Deleted, asked: [][]string{{"Locked"}, {"Locked"}, {"Locked"}}, numbers: []int{0, 1, 2}, deletes: 1, off: locked,
		},
		"Throttled": {
			reason: "the same request later", announced: locked,
			set:  func(a *protectedAPI) { a.unprotects = []reply{fails(deletion.Throttled)} },
			want: deletion.Deleted, asked: [][]string{{"Locked"}, {"Locked"}}, numbers: []int{0, 0}, deletes: 1, off: locked,
		},
		"AnswerLost": {
			reason: "the same request brings the operation", announced: locked,
			set: func(a *protectedAPI) {
				a.unprotects, a.takes = []reply{{fails: true, reason: deletion.Unavailable, effect: true}}, time.Minute
			},
			want: deletion.Deleted, asked: [][]string{{"Locked"}, {"Locked"}}, numbers: []int{0, 0}, deletes: 1, off: locked,
		},
		"UpdateUnderWay": {
			reason: "another update is waited for", announced: locked,
			set: func(a *protectedAPI) {
				a.begin("foreign", deletion.KindUpdate, time.Minute, reply{})
				a.unprotects = []reply{{fails: true, reason: deletion.Busy, token: "foreign"}}
			},
			want: deletion.Deleted, asked: [][]string{{"Locked"}, {"Locked"}}, numbers: []int{0, 0}, deletes: 1, off: locked,
		},
		"DeletionUnderWay": {
			reason: "somebody deletes it already", announced: locked,
			set: func(a *protectedAPI) {
				a.begin("foreign", deletion.KindDelete, time.Minute, reply{})
				a.unprotects = []reply{{fails: true, reason: deletion.Busy, token: "foreign"}}
			},
			want: deletion.Deleted, asked: once, open: locked,
		},
		"OldFailure": {
			reason: "history: asked anew", announced: locked,
			set: func(a *protectedAPI) {
				a.begin("off-seed-0", deletion.KindUpdate, 0, ends(deletion.Denied))
			},
			want: deletion.Deleted, asked: [][]string{{"Locked"}, {"Locked"}}, numbers: []int{0, 1}, deletes: 1, off: locked,
		},
		"OldSuccess": {
			reason: "switched off by an earlier run, and on again since", announced: locked,
			set:  func(a *protectedAPI) { a.begin("off-seed-0", deletion.KindUpdate, 0, reply{}) },
			want: deletion.Deleted, asked: [][]string{{"Locked"}, {"Locked"}}, numbers: []int{0, 1}, deletes: 1, off: locked,
		},
		"DoneAtOnce": {
			reason: "a fast API; looked at once more", announced: locked,
			set:  func(a *protectedAPI) { a.takes = 0 },
			want: deletion.Deleted, asked: once, deletes: 1, off: locked,
		},
		"DoneAtOnceAndNot": {
			reason: "an API that says done and does nothing is asked a few times", announced: locked,
			set:  func(a *protectedAPI) { a.takes, a.undone = 0, true },
			want: deletion.Refused, asked: [][]string{{"Locked"}, {"Locked"}, {"Locked"}, {"Locked"}}, open: locked, also: reasonIs(deletion.Protected),
		},
		"LostOperation": {
			reason: "observed, and asked anew", announced: locked,
			set:  func(a *protectedAPI) { a.polls = slices.Repeat([]reply{fails(deletion.Lost)}, 5) },
			want: deletion.Deleted, asked: [][]string{{"Locked"}, {"Locked"}}, numbers: []int{0, 1}, deletes: 1, off: locked,
		},
		"PollRefused": {
			reason: "the operation may run on, and is saved", announced: locked,
			set:  func(a *protectedAPI) { a.polls = []reply{fails(deletion.Denied)} },
			want: deletion.Refused, asked: once, open: locked,
			also: func(t *testing.T, _ *protectedAPI, r deletion.Result) {
				if r.Operation == nil || r.Operation.Kind != deletion.KindUpdate || r.Operation.Token != "off-seed-0" {
					t.Errorf("operation = %+v", r.Operation)
				}
			},
		},
		"RefusedAfterwards": {
			reason: "the deletion is refused, and the protection is off", announced: locked,
			set:  func(a *protectedAPI) { a.deletes = []reply{fails(deletion.Denied)} },
			want: deletion.Refused, asked: once, deletes: 1, off: locked, also: reasonIs(deletion.Denied),
		},
		"RefusalsThatPass": {
			reason: "deletion_retry is about this request, too", announced: locked,
			set: func(a *protectedAPI) { a.unprotects = []reply{fails(deletion.Invalid)} },
			req: func(r *deletion.Request) {
				r.Retry = func(f *deletion.Failure) bool { return f.Reason == deletion.Invalid }
			},
			want: deletion.Deleted, asked: [][]string{{"Locked"}, {"Locked"}}, deletes: 1, off: locked,
		},
		"UnfinishedFromBefore": {
			reason: "an earlier run switched it off and did not see the end: nothing is asked twice", announced: locked,
			set: func(a *protectedAPI) {
				a.begin("off-seed-0", deletion.KindUpdate, time.Minute, reply{})
				a.switching["off-seed-0"] = locked
			},
			req: func(r *deletion.Request) {
				r.Resume = &deletion.Operation{Kind: deletion.KindUpdate, Token: "off-seed-0"}
			},
			want: deletion.Deleted, deletes: 1,
		},
	} {
		t.Run(name, c.run)
	}
}

// TestProtectionCutOff: what a run that is cut off leaves is what the next one
// goes on with.
func TestProtectionCutOff(t *testing.T) {
	locked := []string{"Locked"}
	for name, c := range map[string]struct {
		reason   string
		takes    time.Duration // of the operation that switches off
		lastPoll reply
		off      []string
		open     []string
		saved    bool
		numbers  []int // of both runs
	}{
		"UnderWay":     {"polled by the next run, asked for once", time.Hour, reply{}, nil, locked, true, []int{0}},
		"JustEnded":    {"the last look sees that it is off", 2*time.Minute + time.Second, reply{}, locked, nil, false, []int{0}},
		"NotAskedLast": {"nor is it asked for twice where that look fails", 2*time.Minute + time.Second, fails(deletion.Denied), nil, locked, true, []int{0}},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				a := newProtected(t)
				a.takes = c.takes
				req := a.request()
				req.Backend, req.Announced, req.Protection = a, locked, deletion.Remove
				ctx, cancel := context.WithCancel(t.Context())
				const cut = 2*time.Minute + 2*time.Second
				a.late, a.lateFrom = []reply{c.lastPoll}, time.Now().Add(cut)
				stopped := time.AfterFunc(cut, cancel)
				defer stopped.Stop()
				req.Pace.MaxPoll = time.Hour
				result := runContext(t, ctx, a.api, req)
				if result.Outcome != deletion.Interrupted || (result.Operation != nil) != c.saved {
					t.Fatalf("%v, operation %+v", result.Outcome, result.Operation)
				}
				if diff := cmp.Diff([2][]string{c.off, c.open}, [2][]string{ids(result.Unprotected), ids(result.Unprotecting)}); diff != "" {
					t.Errorf("unprotected, unprotecting (-want +got):\n%s", diff)
				}
				a.calls = nil
				req.Resume, req.Attempt.Number, req.Timeout = result.Operation, result.NextAttempt, 2*time.Hour
				result = run(t, a.api, req)
				if result.Outcome != deletion.Deleted || !slices.Equal(a.numbers, c.numbers) {
					t.Errorf("then %v (%v), attempts %v, want %v", result.Outcome, result.Failure, a.numbers, c.numbers)
				}
				if t.Failed() {
					t.Log("reason:", c.reason)
				}
			})
		})
	}
}

// TestProtectionMeetsEveryReason: whatever goes wrong for good, the deletion
// ends in its time, and nothing that was not announced is switched off.
func TestProtectionMeetsEveryReason(t *testing.T) {
	for _, reason := range deletion.Reasons() {
		for _, times := range []int{1, 400} {
			for state, set := range map[string]func(*protectedAPI, []reply){
				"look":      func(a *protectedAPI, r []reply) { a.looks = r },
				"request":   func(a *protectedAPI, r []reply) { a.unprotects = r },
				"operation": func(a *protectedAPI, r []reply) { a.unprotects = endings(r) },
				"atOnce":    func(a *protectedAPI, r []reply) { a.unprotects = atOnce(endings(r)) },
				"poll":      func(a *protectedAPI, r []reply) { a.polls = r },
			} {
				t.Run(fmt.Sprintf("%s/%v/%d", state, reason, times), func(t *testing.T) {
					inBubble(t, func(t *testing.T) {
						a := newProtected(t)
						set(a, slices.Repeat([]reply{fails(reason)}, times))
						req := a.request()
						req.Backend, req.Timeout, req.Protection, req.Announced = a, 10*time.Minute, deletion.Remove, []string{"Locked"}
						if result := run(t, a.api, req); result.Outcome == deletion.Interrupted || result.Outcome == deletion.Absent {
							t.Errorf("the outcome is %v", result.Outcome)
						}
					})
				})
			}
		}
	}
}

var _ deletion.Protector = (*protectedAPI)(nil)
