package deletion_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// TestPollSchedule holds the promise of how soon an end is seen and how often
// it is asked for: durations spread evenly on a logarithmic scale.
func TestPollSchedule(t *testing.T) {
	const durations = 240
	worst := 0.0
	for i := range durations {
		takes := time.Duration(math.Pow(120, float64(i)/(durations-1)) * float64(time.Second))
		inBubble(t, func(t *testing.T) {
			a := newAPI(t)
			a.takes = takes
			began := time.Now()
			result := run(t, a, a.request())
			if result.Outcome != deletion.Deleted {
				t.Fatalf("outcome = %v", result.Outcome)
			}
			late := result.Elapsed - takes
			if limit := max(time.Second, takes/5); late > limit {
				t.Errorf("a deletion of %v was seen %v late, limit %v", takes, late, limit)
			}
			worst = max(worst, late.Seconds()/takes.Seconds())
			for _, bound := range []struct {
				by    time.Duration
				polls int
			}{{3 * time.Second, 5}, {30 * time.Second, 15}, {90 * time.Second, 21}} {
				polls := 0
				for _, at := range a.pollTimes {
					if at.Sub(began) <= bound.by {
						polls++
					}
				}
				if polls > bound.polls {
					t.Errorf("%d polls in the first %v of %v, limit %d", polls, bound.by, takes, bound.polls)
				}
			}
		})
	}
	t.Logf("%d durations from 1 s to 120 s, worst overshoot %.0f %%", durations, 100*worst)
}

func TestRetryAfterIsObeyed(t *testing.T) {
	for name, c := range map[string]struct {
		reason     string
		retryAfter time.Duration
		takes      time.Duration
		polls      int
		late       time.Duration
	}{
		"Future": {"no look before it, and one soon after", 20 * time.Second, 20 * time.Second, 2, time.Second},
		"Past":   {"a time that has passed says nothing", -time.Minute, 4 * time.Second, 5, time.Second},
		"Far":    {"obeyed although the operation ends earlier", 2 * time.Minute, time.Second, 1, 2 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				a := newAPI(t)
				a.takes, a.retryAfter = c.takes, c.retryAfter
				result := run(t, a, a.request())
				if len(a.pollTimes) > c.polls {
					t.Errorf("%d polls, want at most %d: %s", len(a.pollTimes), c.polls, c.reason)
				}
				if late := result.Elapsed - c.takes; late > c.late {
					t.Errorf("seen %v late, want at most %v: %s", late, c.late, c.reason)
				}
			})
		})
	}
}

// TestFollowOthers: creates and updates use the same loop.
func TestFollowOthers(t *testing.T) {
	follow := func(ctx context.Context, a *api, op deletion.Operation) (deletion.Operation, error) {
		return deletion.Following{Poller: a}.Follow(ctx, op)
	}
	t.Run("ToItsEnd", func(t *testing.T) {
		inBubble(t, func(t *testing.T) {
			a := newAPI(t)
			started := a.begin("c", deletion.KindCreate, 3*time.Second, reply{}).op
			op, err := follow(t.Context(), a, started)
			if err != nil || op.State != deletion.Done || op.Kind != deletion.KindCreate {
				t.Errorf("Follow = %+v, %v", op, err)
			}
		})
	})
	t.Run("FailedIsNoError", func(t *testing.T) {
		inBubble(t, func(t *testing.T) {
			a := newAPI(t)
			started := a.begin("c", deletion.KindCreate, 3*time.Second, ends(deletion.Denied)).op
			op, err := follow(t.Context(), a, started)
			if err != nil || op.State != deletion.Failed || op.Failure.Reason != deletion.Denied {
				t.Errorf("Follow = %+v, %v; want a failed operation and no error", op, err)
			}
		})
	})
	t.Run("DeadlineIsTheCause", func(t *testing.T) {
		inBubble(t, func(t *testing.T) {
			a := newAPI(t)
			started := a.begin("c", deletion.KindCreate, time.Hour, reply{}).op
			ctx, cancel := deletion.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			op, err := follow(ctx, a, started)
			if !errors.Is(err, deletion.ErrDeadline) || op.Token != "c" {
				t.Errorf("Follow = %+v, %v; want the operation and ErrDeadline", op, err)
			}
		})
	})
	t.Run("CancelIsTheCause", func(t *testing.T) {
		inBubble(t, func(t *testing.T) {
			a := newAPI(t)
			started := a.begin("c", deletion.KindCreate, time.Hour, reply{}).op
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Minute, cancel)
			if _, err := follow(ctx, a, started); !errors.Is(err, context.Canceled) {
				t.Errorf("err = %v, want context.Canceled", err)
			}
			cancel()
		})
	})
	t.Run("ALastingPollFailureIsAnError", func(t *testing.T) {
		inBubble(t, func(t *testing.T) {
			a := newAPI(t)
			a.polls = []reply{fails(deletion.Denied)}
			started := a.begin("c", deletion.KindCreate, time.Minute, reply{}).op
			if _, err := follow(t.Context(), a, started); deletion.ReasonOf(err) != deletion.Denied {
				t.Errorf("err = %v, want Denied", err)
			}
		})
	})
}

func TestSubmit(t *testing.T) {
	for name, c := range map[string]struct {
		reason  string
		answers []deletion.Reason // NotFound stands for success
		sends   int
		want    deletion.Reason
		ok      bool
	}{
		"AtOnce":             {"the plain case", []deletion.Reason{deletion.NotFound}, 1, 0, true},
		"AfterThrottling":    {"throttling passes, however often", []deletion.Reason{deletion.Throttled, deletion.Throttled, deletion.Throttled, deletion.Throttled, deletion.Throttled, deletion.Throttled, deletion.NotFound}, 7, 0, true},
		"AfterUnavailable":   {"an API that comes back", []deletion.Reason{deletion.Unavailable, deletion.NotFound}, 2, 0, true},
		"UnavailableForGood": {"an endpoint that does not exist is told soon", []deletion.Reason{deletion.Unavailable, deletion.Unavailable, deletion.Unavailable, deletion.Unavailable, deletion.Unavailable, deletion.Unavailable}, 5, deletion.Unavailable, false},
		"Unauthenticated":    {"wrong credentials are one error, not one per retry", []deletion.Reason{deletion.Unauthenticated}, 1, deletion.Unauthenticated, false},
		"Invalid":            {"a lasting refusal ends at once", []deletion.Reason{deletion.Invalid}, 1, deletion.Invalid, false},
		"Busy":               {"a create or update that meets another operation says so", []deletion.Reason{deletion.Busy}, 1, deletion.Busy, false},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				sends := 0
				op, err := deletion.Following{Poller: newAPI(t)}.Submit(t.Context(), func(context.Context) (deletion.Operation, error) {
					reason := c.answers[sends]
					sends++
					if reason == deletion.NotFound {
						return deletion.Operation{Token: "t"}, nil
					}
					return deletion.Operation{}, &deletion.Failure{Reason: reason}
				})
				if sends != c.sends {
					t.Errorf("%d sends, want %d: %s", sends, c.sends, c.reason)
				}
				if (err == nil) != c.ok || (err != nil && deletion.ReasonOf(err) != c.want) || (c.ok && op.Token != "t") {
					t.Errorf("Submit = %+v, %v: %s", op, err, c.reason)
				}
			})
		})
	}
}

func TestSubmitShowsTheLastFailureWhenTimeRunsOut(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		ctx, cancel := deletion.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err := deletion.Following{Poller: newAPI(t)}.Submit(ctx, func(context.Context) (deletion.Operation, error) {
			return deletion.Operation{}, &deletion.Failure{Reason: deletion.Throttled, Message: "Rate exceeded"}
		})
		if !errors.Is(err, deletion.ErrDeadline) || deletion.ReasonOf(err) != deletion.Throttled {
			t.Errorf("err = %v; want the throttling, with ErrDeadline below", err)
		}
	})
}

// TestSubmitHeldBack: a request that waited for its turn until the time was up is
// not the API's failure; while there is time it is tried again.
func TestSubmitHeldBack(t *testing.T) {
	heldBack := &deletion.Failure{Reason: deletion.Throttled, Unsent: true, Message: "waited for its turn"}
	inBubble(t, func(t *testing.T) {
		sends := 0
		_, err := deletion.Following{Poller: newAPI(t)}.Submit(t.Context(), func(context.Context) (deletion.Operation, error) {
			if sends++; sends < 3 {
				return deletion.Operation{}, heldBack
			}
			return deletion.Operation{Token: "t"}, nil
		})
		if err != nil || sends != 3 {
			t.Errorf("Submit = %v after %d sends, want the third to be accepted", err, sends)
		}
	})
	inBubble(t, func(t *testing.T) {
		ctx, cancel := deletion.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err := deletion.Following{Poller: newAPI(t)}.Submit(ctx, func(ctx context.Context) (deletion.Operation, error) {
			<-ctx.Done()
			return deletion.Operation{}, heldBack
		})
		if f := deletion.AsFailure(err); !f.HeldBack() || f.Message != heldBack.Message {
			t.Errorf("err = %v; want that it was held back", err)
		}
	})
}

// A lateContext ends without saying so: the timer of a pause and the end of its
// context may come at the same moment.
type lateContext struct {
	context.Context
	asked int
}

func (c *lateContext) Done() <-chan struct{} { return nil }

func (c *lateContext) Err() error {
	if c.asked++; c.asked > 1 {
		return context.Canceled
	}
	return nil
}

func TestPause(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		if err := deletion.Pause(&lateContext{Context: context.Background()}, time.Second); !errors.Is(err, context.Canceled) {
			t.Errorf("Pause = %v under a context that has ended meanwhile", err)
		}
	})
	inBubble(t, func(t *testing.T) {
		began := time.Now()
		if err := deletion.Pause(t.Context(), 7*time.Second); err != nil || time.Since(began) != 7*time.Second {
			t.Errorf("Pause = %v after %v", err, time.Since(began))
		}
		ctx, cancel := context.WithCancelCause(t.Context())
		mine := errors.New("mine")
		time.AfterFunc(time.Second, func() { cancel(mine) })
		began = time.Now()
		if err := deletion.Pause(ctx, time.Hour); !errors.Is(err, mine) || time.Since(began) != time.Second {
			t.Errorf("Pause = %v after %v, want the cause after 1s", err, time.Since(began))
		}
		if err := deletion.Pause(ctx, 0); !errors.Is(err, mine) {
			t.Errorf("Pause(0) under an ended context = %v, want the cause", err)
		}
	})
}
