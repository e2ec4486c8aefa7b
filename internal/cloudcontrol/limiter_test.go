package cloudcontrol

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

func TestLimiterPaces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(25)
		start := time.Now()
		var all sync.WaitGroup
		for range 105 {
			all.Go(func() {
				if _, err := l.wait(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		// Five at once, a hundred at 25/s.
		if took := time.Since(start); took < 3990*time.Millisecond || took > 4010*time.Millisecond {
			t.Errorf("105 requests took %v, want 4 s", took)
		}
	})
}

func TestLimiterSlowsDownAndRecovers(t *testing.T) {
	l := newLimiter(24)
	cuts := func() int { l.mu.Lock(); defer l.mu.Unlock(); return l.cuts }
	for range 20 { // sent together, throttled together
		l.learn(0, true)
	}
	if got := l.bucket.Limit(); got != 12 {
		t.Errorf("one burst that is throttled leaves %v/s, want half of 24", got)
	}
	for range 10 {
		l.learn(cuts(), true)
	}
	if got := l.bucket.Limit(); got != slowest {
		t.Errorf("throttled for long, the rate is %v/s, want %v", got, slowest)
	}
	l.learn(cuts(), false)
	if got := l.bucket.Limit(); got <= slowest || got > 2 {
		t.Errorf("one good answer brings %v/s, want a little more than %v", got, slowest)
	}
	for range 200 {
		l.learn(cuts(), false)
	}
	if got := l.bucket.Limit(); got != 24 {
		t.Errorf("after many good answers the rate is %v/s, want 24 again", got)
	}
}

// TestLimiterHoldsNobodyToAnOldRate lets fifty wait while the rate is at its
// lowest, and then recover.
func TestLimiterHoldsNobodyToAnOldRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(25)
		l.bucket.AllowN(time.Now(), l.bucket.Burst())
		l.bucket.SetLimit(slowest)
		start := time.Now()
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				cuts, err := l.wait(t.Context())
				if err != nil {
					t.Error(err)
				}
				l.learn(cuts, false)
			})
		}
		all.Wait()
		// Each answer adds a hundredth of 25/s.
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("50 requests took %v: they waited for turns of the slowest rate", took)
		}
	})
}

// TestLimiterCutsAtOnce lets fifty wait when the first one is throttled: those
// that have not been sent keep to the new rate.
func TestLimiterCutsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(25)
		l.bucket.AllowN(time.Now(), l.bucket.Burst())
		start := time.Now()
		var all sync.WaitGroup
		var first sync.Once
		for range 50 {
			all.Go(func() {
				cuts, err := l.wait(t.Context())
				if err != nil {
					t.Error(err)
				}
				first.Do(func() { l.learn(cuts, true) })
			})
		}
		all.Wait()
		if took := time.Since(start); took < 3*time.Second {
			t.Errorf("50 requests took %v, as if the rate had not been cut", took)
		}
	})
}

func TestLimiterStopsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(1)
		if _, err := l.wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		stopped := errors.New("stopped")
		ctx, stop := context.WithCancelCause(t.Context())
		time.AfterFunc(100*time.Millisecond, func() { stop(stopped) })
		start := time.Now()
		if _, err := l.wait(ctx); !errors.Is(err, stopped) {
			t.Errorf("wait = %v, want the context's cause", err)
		}
		if took := time.Since(start); took != 100*time.Millisecond {
			t.Errorf("the wait ended after %v, want 100 ms", took)
		}
		// The turn that was not taken is given back.
		if _, err := l.wait(t.Context()); err != nil || time.Since(start) > time.Second {
			t.Errorf("the next wait took until %v: %v", time.Since(start), err)
		}
	})
}

func TestLimitersAreShared(t *testing.T) {
	key := limiterKey{"111122223333", "eu-west-1", t.Name(), ""}
	first := limiterFor(key, 25)
	if limiterFor(key, 25) != first {
		t.Error("two clients of one account and region have two limits")
	}
	other := key
	other.region = "eu-west-2"
	if limiterFor(other, 25) == first {
		t.Error("two regions share a limit")
	}
	limiterFor(key, 10)
	if got := first.bucket.Limit(); got != rate.Limit(10) {
		t.Errorf("the limit is %v/s, want the lower wish", got)
	}
}

// TestEveryTryWaits sends a request that the SDK tries again, and asks that the
// limiter saw each try, across two clients.
func TestEveryTryWaits(t *testing.T) {
	fake := newFake(t, func(w http.ResponseWriter, r received) {
		if r.operation == "GetCallerIdentity" {
			answerIdentity(w, testAccount)
			return
		}
		exception(w, 400, "ThrottlingException", "Rate exceeded")
	})
	slow := func(cfg *Config) {
		cfg.RequestsPerSecond, cfg.MaxRetries, cfg.SkipCredentialsValidation = 4, 3, false
	}
	one, two := fake.client(t, slow), fake.client(t, slow)
	start := time.Now()
	if _, err := one.Get(t.Context(), logGroups, "x"); deletion.ReasonOf(err) != deletion.Throttled {
		t.Errorf("Get = %v, want Throttled", err)
	}
	if _, err := two.Backend(logGroups).Observe(t.Context(), example); deletion.ReasonOf(err) != deletion.Throttled {
		t.Errorf("Observe = %v, want Throttled", err)
	}
	l := limiterFor(limiterKey{testAccount, "eu-west-1", "CloudControl", fake.URL}, 4)
	if got := l.bucket.Limit(); got != slowest || l.cuts != 4 {
		t.Errorf("after 4 throttled tries: %v/s and %d cuts, want %v/s and 4", got, l.cuts, slowest)
	}
	if took := time.Since(start); took < 500*time.Millisecond {
		t.Errorf("4 tries at 4/s, slowed down to 1/s, took %v", took)
	}
}
