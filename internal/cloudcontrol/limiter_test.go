package cloudcontrol

import (
	"net/http"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
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
