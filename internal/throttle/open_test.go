package throttle_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/throttle"
)

// turnsAtOnce takes as many turns as an open limiter gives without an answer.
func turnsAtOnce(t *testing.T, l *throttle.Limiter) []throttle.Turn {
	t.Helper()
	var turns []throttle.Turn
	for {
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		turn, err := l.Wait(ctx, throttle.First)
		cancel()
		if err != nil {
			return turns
		}
		turns = append(turns, turn)
	}
}

// An API that has refused nothing yet is trusted with half as many requests at
// once as it has answered, and with fifteen always.
func TestTrustGrowsWithAnswers(t *testing.T) {
	for answered, want := range map[int]int{0: 15, 15: 15, 31: 15, 32: 16, 100: 50, 401: 200} {
		synctest.Test(t, func(t *testing.T) {
			l := throttle.New(0)
			for range answered {
				l.Answered(turn(t, l), false, time.Time{})
			}
			if got := len(turnsAtOnce(t, l)); got != want {
				t.Errorf("after %d answers %d were sent at once, want %d", answered, got, want)
			}
		})
	}
}

// A request that ends without an answer makes room, and is no reason to trust
// more.
func TestARequestWithoutAnAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := throttle.New(0)
		for range 100 {
			l.Unanswered(turn(t, l))
		}
		if got := len(turnsAtOnce(t, l)); got != 15 {
			t.Errorf("after 100 requests without an answer %d were sent at once, want 15", got)
		}
	})
}

// Who waits is let go by the first request that ends, whichever way, and after a
// second without any: an API that answers slowly must not keep everybody waiting.
func TestWhoWaitsForAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(*throttle.Limiter, throttle.Turn)
		want time.Duration
	}{
		"answered":   {func(l *throttle.Limiter, turn throttle.Turn) { l.Answered(turn, false, time.Time{}) }, 300 * time.Millisecond},
		"unanswered": {(*throttle.Limiter).Unanswered, 300 * time.Millisecond},
		"silence":    {func(*throttle.Limiter, throttle.Turn) {}, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l, began := throttle.New(0), time.Now()
				var first throttle.Turn
				for range 15 {
					first = turn(t, l)
				}
				time.AfterFunc(300*time.Millisecond, func() { c.end(l, first) })
				if turn(t, l); time.Since(began) != c.want {
					t.Errorf("the sixteenth was sent after %v, want %v", time.Since(began), c.want)
				}
			})
		})
	}
}

// After that second nobody waits for answers any more.
func TestTrustAfterASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, began := throttle.New(0), time.Now()
		for range 500 {
			turn(t, l)
		}
		if took := time.Since(began); took != time.Second {
			t.Errorf("500 requests to an API that does not answer were sent within %v, want 1 s", took)
		}
	})
}

// A turn that nobody takes is for the next one here, too.
func TestWhoGivesUpWhileItWaitsForAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := throttle.New(0)
		turns := turnsAtOnce(t, l)
		ctx, cancel := context.WithTimeout(t.Context(), 700*time.Millisecond)
		defer cancel()
		_, err := l.Wait(ctx, throttle.First)
		if want := "the request was not sent: it waited 700ms for its turn, because the API had not answered the requests before it"; err == nil || err.Error() != want {
			t.Errorf("it says %v", err)
		}
		l.Answered(turns[0], false, time.Time{})
		if got := len(turnsAtOnce(t, l)); got != 1 {
			t.Errorf("one answer let %d go, want 1", got)
		}
	})
}

// Nor does a turn that came when its request had just been given up count as one
// in flight.
func TestATurnThatNobodyTakesIsNotInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := throttle.New(0)
		for range 100 { // the chance of each is a half
			if turn, err := l.Wait(&doneContext{Context: t.Context()}, throttle.First); err == nil {
				l.Unanswered(turn)
			}
		}
		if got := len(turnsAtOnce(t, l)); got != 15 {
			t.Errorf("%d were sent at once, want 15", got)
		}
	})
}

// A refusal ends it: from then on there is a rate. A ceiling is one, too.
func TestWhereThereIsARateNobodyWaitsForAnswers(t *testing.T) {
	for name, l := range map[string]func(*testing.T) *throttle.Limiter{
		"refused": func(t *testing.T) *throttle.Limiter {
			l := throttle.New(0)
			l.Answered(turn(t, l), true, time.Time{})
			return l
		},
		"a ceiling": func(*testing.T) *throttle.Limiter { return throttle.New(9.5) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l, began := l(t), time.Now()
				for range 96 {
					turn(t, l)
				}
				if took := time.Since(began); took < 9*time.Second || took > 10200*time.Millisecond {
					t.Errorf("96 requests at 9.5/s, none of them answered, took %v", took)
				}
			})
		})
	}
}
