package throttle_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/throttle"
)

// An api lets requests through as a bucket of tokens does.
type api struct {
	mu      sync.Mutex
	rate    float64
	burst   float64
	tokens  float64
	at      time.Time
	asked   int
	refused int
	until   time.Duration // a refusal's Retry-After
}

func newAPI(rate, burst float64) *api {
	return &api{rate: rate, burst: burst, tokens: burst, at: time.Now()}
}

// ask takes some time and returns whether the request was let through.
func (a *api) ask() bool {
	time.Sleep(25 * time.Millisecond)
	ok := a.take()
	time.Sleep(25 * time.Millisecond)
	return ok
}

func (a *api) take() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Now()
	a.tokens = min(a.burst, a.tokens+a.rate*now.Sub(a.at).Seconds())
	a.at = now
	a.asked++
	if a.rate > 0 && a.tokens < 1 {
		a.refused++
		return false
	}
	a.tokens--
	return true
}

func (a *api) set(rate float64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.rate, a.burst = rate, rate
}

// do sends n requests from so many at once, each again until it is let through.
func do(t *testing.T, l *throttle.Limiter, a *api, n, atOnce int) time.Duration {
	t.Helper()
	start := time.Now()
	var left atomic.Int64
	left.Store(int64(n))
	var all sync.WaitGroup
	for range atOnce {
		all.Go(func() {
			for left.Add(-1) >= 0 {
				for let := false; !let; {
					turn, err := l.Wait(t.Context(), throttle.First)
					if err != nil {
						t.Error(err)
						return
					}
					let = a.ask()
					var after time.Time
					if !let && a.until > 0 {
						after = time.Now().Add(a.until)
					}
					l.Answered(turn, !let, after)
				}
			}
		})
	}
	all.Wait()
	return time.Since(start)
}

// Who is never throttled never waits for a rate: with up to fifteen at once not at
// all, with more for the first answers, once.
func TestNobodyWaitsWhereNothingIsRefused(t *testing.T) {
	for atOnce, limit := range map[int]time.Duration{
		10:   500 * 50 * time.Millisecond,
		15:   334 * 50 * time.Millisecond,
		100:  (50 + 5) * 50 * time.Millisecond,
		1000: (5 + 12) * 50 * time.Millisecond,
	} {
		synctest.Test(t, func(t *testing.T) {
			l, a := throttle.New(0), newAPI(0, 0)
			if took := do(t, l, a, 5000, atOnce); took > limit {
				t.Errorf("5,000 requests, %d at once, 50 ms each, took %v, want %v at most", atOnce, took, limit)
			}
			if l.Rate() != 0 || l.Sent() != 5000 {
				t.Errorf("rate %v after %d requests, want open after 5,000", l.Rate(), l.Sent())
			}
		})
	}
}

// An API that refuses above a rate is asked at nearly that rate, with few
// refusals: the figures that the benchmark asks for. The fewer requests there are,
// the more what is in flight when a burst is used up weighs.
func TestFewRefusalsAndLittleWaiting(t *testing.T) {
	for name, c := range map[string]struct{ rate, burst, requests float64 }{
		"30/s":                {30, 30, 350},
		"30/s, more":          {30, 30, 4000},
		"30/s, no burst":      {30, 1, 2000},
		"30/s, a large burst": {30, 200, 3000},
		"15/s":                {15, 15, 700},
		"5/s":                 {5, 5, 1000},
		"200/s":               {200, 200, 2000},
	} {
		for _, atOnce := range []int{10, 50, 100, 1000} {
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					l, a := throttle.New(0), newAPI(c.rate, c.burst)
					took := do(t, l, a, int(c.requests), atOnce)
					best := (c.requests - c.burst) / c.rate
					if share := float64(a.refused) / float64(a.asked); share > 0.05 {
						t.Errorf("%d at once: %d of %d requests were refused, want 5 %% at most", atOnce, a.refused, a.asked)
					}
					if limit := 1.1*best + 1; took.Seconds() > limit {
						t.Errorf("%d at once: it took %v, want %.0f s at most; rate %v", atOnce, took, limit, l.Rate())
					}
				})
			})
		}
	}
}

// A limit that changes is followed, in both directions.
func TestALimitThatChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, a := throttle.New(0), newAPI(30, 30)
		do(t, l, a, 600, 50)
		a.set(5)
		do(t, l, a, 100, 50)
		if l.Rate() > 6 {
			t.Errorf("rate %v where 5 are let through", l.Rate())
		}
		a.set(60)
		do(t, l, a, 500, 50)
		if took := do(t, l, a, 3000, 50); took.Seconds() > 1.1*3000/60 {
			t.Errorf("3000 requests took %v where 60/s are let through", took)
		}
	})
}

// Requests that were in flight together are one measurement.
func TestOneBurstIsOneCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := throttle.New(40)
		var turns []throttle.Turn
		for range 4 {
			turn, err := l.Wait(t.Context(), throttle.First)
			if err != nil {
				t.Fatal(err)
			}
			turns = append(turns, turn)
		}
		for _, turn := range turns {
			l.Answered(turn, true, time.Time{})
		}
		if l.Rate() < 9 {
			t.Errorf("four refusals in flight took the rate from 40 to %v", l.Rate())
		}
	})
}

// The API's Retry-After holds for everybody.
func TestRetryAfterIsHonoured(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, start := throttle.New(0), time.Now()
		turn, err := l.Wait(t.Context(), throttle.First)
		if err != nil {
			t.Fatal(err)
		}
		l.Answered(turn, true, start.Add(7*time.Second))
		if _, err := l.Wait(t.Context(), throttle.First); err != nil || time.Since(start) != 7*time.Second {
			t.Errorf("the next request was let through after %v (%v), want 7 s", time.Since(start), err)
		}
		l.Answered(turn, true, start.Add(time.Hour))
		if _, err := l.Wait(t.Context(), throttle.First); err != nil || time.Since(start) != 37*time.Second {
			t.Errorf("an hour that was asked for held everybody up until %v (%v), want 30 s", time.Since(start), err)
		}
	})
}

// A ceiling is kept although nothing is refused, and the lowest counts.
func TestACeilingIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r throttle.Registry[string]
		l := r.For("api", 25)
		if r.For("api", 100) != l || r.For("api", 10) != l || r.For("api", 0) != l || r.For("other", 0) == l {
			t.Error("one key has one limiter")
		}
		if took := do(t, l, newAPI(0, 0), 102, 20); l.Rate() != 10 || took < 9900*time.Millisecond || took > 10300*time.Millisecond {
			t.Errorf("102 requests took %v at %v/s, want 10 s at 10/s", took, l.Rate())
		}
	})
}

// What changes something goes before polls.
func TestPriority(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := throttle.New(5)
		for range 2 {
			if _, err := l.Wait(t.Context(), throttle.First); err != nil {
				t.Fatal(err)
			}
		}
		var mu sync.Mutex
		var order []throttle.Priority
		var all sync.WaitGroup
		for _, p := range []throttle.Priority{throttle.Poll, throttle.Poll, throttle.First, throttle.First} {
			all.Go(func() {
				if _, err := l.Wait(t.Context(), p); err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				order = append(order, p)
			})
			synctest.Wait()
		}
		all.Wait()
		for i, want := range []throttle.Priority{throttle.First, throttle.First, throttle.Poll, throttle.Poll} {
			if order[i] != want {
				t.Fatalf("the order is %v, want what changes something before polls", order)
			}
		}
	})
}

// Waiting ends with the context, whose cause it returns, and the turn is for
// the next one.
func TestWhoGivesUpGivesTheTurnBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, start := throttle.New(1), time.Now()
		if _, err := l.Wait(t.Context(), throttle.First); err != nil {
			t.Fatal(err)
		}
		stopped := errors.New("stopped")
		ctx, stop := context.WithCancelCause(t.Context())
		time.AfterFunc(500*time.Millisecond, func() { stop(stopped) })
		var all sync.WaitGroup
		all.Go(func() {
			if _, err := l.Wait(ctx, throttle.First); !errors.Is(err, stopped) || time.Since(start) != 500*time.Millisecond {
				t.Errorf("error %v after %v, want the context's cause after 500 ms", err, time.Since(start))
			}
		})
		synctest.Wait()
		if _, err := l.Wait(t.Context(), throttle.First); err != nil || time.Since(start) > time.Second {
			t.Errorf("the next one had its turn after %v (%v), want 1 s", time.Since(start), err)
		}
		all.Wait()
		if _, err := l.Wait(ctx, throttle.First); !errors.Is(err, stopped) || l.Sent() != 2 {
			t.Errorf("error %v, %d sent; want the cause and 2", err, l.Sent())
		}
	})
}

// After a time in which everything was refused those who wait go on as the rate
// recovers; nobody keeps an old turn.
func TestNobodyWaitsAtAnOldRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := throttle.New(25)
		for range 20 {
			turn, err := l.Wait(t.Context(), throttle.First)
			if err != nil {
				t.Fatal(err)
			}
			l.Answered(turn, true, time.Time{})
		}
		if l.Rate() > 3 {
			t.Errorf("rate %v after 20 refusals, want a low one", l.Rate())
		}
		if took := do(t, l, newAPI(0, 0), 500, 50); took > time.Minute {
			t.Errorf("500 requests took %v; rate %v", took, l.Rate())
		}
		if l.Rate() != 25 {
			t.Errorf("rate %v, want the ceiling again", l.Rate())
		}
	})
}

// TestDelay: who runs out of time while waiting is told for what it waited.
// Who gives up by itself is not.
func TestDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := throttle.New(0.25)
		cause := errors.New("the timeout ran out")
		wait := func(end func(context.Context) (context.Context, context.CancelFunc)) error {
			ctx, cancel := end(t.Context())
			defer cancel()
			_, err := l.Wait(ctx, throttle.First)
			return err
		}
		inASecond := func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeoutCause(ctx, 700*time.Millisecond, cause)
		}
		if err := wait(inASecond); err != nil {
			t.Fatal(err)
		}
		err := wait(inASecond)
		delay, ok := errors.AsType[*throttle.Delay](err)
		if !ok || delay.Waited != 700*time.Millisecond || delay.Rate != 0.25 || !errors.Is(err, cause) {
			t.Errorf("err = %v, %+v; want a delay of 700 ms at 0.25/s and its cause", err, delay)
		}
		if want := "the request was not sent: it waited 700ms for its turn, because the provider held itself to 0.25 requests per second"; err.Error() != want {
			t.Errorf("it says %q", err)
		}
		err = wait(func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancelCause(ctx)
			time.AfterFunc(100*time.Millisecond, func() { cancel(cause) })
			return ctx, func() { cancel(nil) }
		})
		if _, delayed := errors.AsType[*throttle.Delay](err); delayed || !errors.Is(err, cause) {
			t.Errorf("who gives up gets %v, want the cause alone", err)
		}
	})
}

// TestDelayOfAPause: the API's own wish is named where it is what held a request
// up, although there is a rate by then, too.
func TestDelayOfAPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := throttle.New(0)
		l.Answered(turn(t, l), true, time.Now().Add(10*time.Second))
		ctx, cancel := context.WithTimeout(t.Context(), 700*time.Millisecond)
		defer cancel()
		_, err := l.Wait(ctx, throttle.First)
		if want := "the request was not sent: it waited 700ms for its turn, because the API asked for a pause"; err == nil || err.Error() != want {
			t.Errorf("it says %v", err)
		}
	})
}
