package cloudcontrol

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/throttle"
)

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
	l := limiters.For(limiterKey{testAccount, "eu-west-1", "CloudControl", fake.URL}, 4)
	if l.Rate() >= 4 || l.Sent() != 4 {
		t.Errorf("after %d throttled tries the rate is %v/s, want less than 4 after 4", l.Sent(), l.Rate())
	}
	if took := time.Since(start); took < 500*time.Millisecond {
		t.Errorf("4 tries at 4/s, slowed down to 1/s, took %v", took)
	}
}

// TestWhatTheLimiterLearns: what the API refuses for another reason was let
// through, and no answer says nothing.
func TestWhatTheLimiterLearns(t *testing.T) {
	steps := []struct {
		name   string
		answer func(http.ResponseWriter, received)
		rate   func(before, after float64) bool
	}{
		{"throttled", refuse(400, "ThrottlingException", "Rate exceeded"), func(before, after float64) bool { return after < before }},
		{"no answer", func(http.ResponseWriter, received) { panic(http.ErrAbortHandler) }, func(before, after float64) bool { return after == before }},
		{"no JSON", write(200, "<html>"), func(before, after float64) bool { return after == before }},
		{"refused", refuse(400, "AccessDeniedException", "no"), func(before, after float64) bool { return after > before }},
		{"answered", accept, func(before, after float64) bool { return after > before }},
	}
	var at atomic.Int64
	fake := newFake(t, func(w http.ResponseWriter, r received) { steps[at.Load()].answer(w, r) })
	client := fake.client(t)
	l := limiters.For(limiterKey{"", "eu-west-1", "CloudControl", fake.URL}, 0)
	for i, step := range steps {
		at.Store(int64(i))
		before := l.Rate()
		_, err := client.Get(t.Context(), logGroups, "x")
		if after := l.Rate(); (err == nil) != (step.name == "answered") || !step.rate(before, after) {
			t.Errorf("%s (%v): the rate went from %v to %v", step.name, err, before, after)
		}
	}
}

// TestOwnPaceIsNamed: deletions whose time runs out while they wait for their
// turn say so, and that nothing was sent.
func TestOwnPaceIsNamed(t *testing.T) {
	fake := newFake(t, func(w http.ResponseWriter, r received) {
		if r.operation == "GetCallerIdentity" {
			answerIdentity(w, testAccount)
			return
		}
		answerJSON(w, 200, eventFor(r))
	})
	client := fake.client(t, func(cfg *Config) { cfg.RequestsPerSecond, cfg.SkipRequestingAccountID = 2, false })
	results := make([]deletion.Result, 8)
	var all sync.WaitGroup
	for i := range results {
		all.Go(func() {
			obj := example
			obj.Home = deletion.Home{Account: testAccount, Region: "eu-west-1"}
			results[i] = deletion.Run(t.Context(), deletion.Request{
				Backend: client.Backend(logGroups), Object: obj, Attempt: oneAttempt, Timeout: 1500 * time.Millisecond,
				Pace: deletion.Pace{LastLook: 10 * time.Millisecond},
			})
		})
	}
	all.Wait()
	held := 0
	for _, r := range results {
		if r.Requests > 0 {
			continue // it had its turn
		}
		held++
		if r.Outcome != deletion.TimedOut || !r.Failure.HeldBack() || !errors.Is(r.Failure, deletion.ErrDeadline) {
			t.Errorf("ended %v with %+v, want out of time for its own pace", r.Outcome, r.Failure)
		}
		// How long is a matter of the machine: what comes before the request takes some of the 1.5 s.
		text := r.Failure.Err.Error()
		delay, ok := errors.AsType[*throttle.Delay](r.Failure)
		if !ok || delay.Rate != 2 || !strings.Contains(text, " for its turn, because the provider held itself to 2 requests per second") {
			t.Errorf("the reason is %q", text)
		}
	}
	if sent := fake.count("DeleteResource"); held == 0 || sent != len(results)-held {
		t.Errorf("%d of %d were held back, and %d were sent", held, len(results), sent)
	}
}
