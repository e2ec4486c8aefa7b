package cloudcontrol

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	"golang.org/x/time/rate"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// A limiter keeps the requests to one account and region below a rate. It
// halves the rate when the API throttles and lets it grow back with every
// answer that is not throttled.
//
// Only the API's own throttling counts. An operation that ends with Throttling
// was throttled by the service behind it, which asking less often about other
// operations would not help.
type limiter struct {
	bucket *rate.Limiter
	next   chan struct{} // held by who is next; see wait

	mu      sync.Mutex
	ceiling rate.Limit
	cuts    int // how often the rate was cut
}

const (
	slowest  rate.Limit = 1        // requests/s that throttling leaves
	recovery            = 1. / 100 // of the ceiling, with every good answer
	spread              = 5        // the burst is what the ceiling allows in a fifth of a second
)

// A limiterKey names what AWS counts requests by. The account is empty where
// nobody asked for it.
type limiterKey struct{ account, region, service, endpoint string }

// limiters are those of the process: however many clients there are, an account
// and region have one limit.
var limiters = struct {
	sync.Mutex
	byKey map[limiterKey]*limiter
}{byKey: map[limiterKey]*limiter{}}

// requestsSent counts the requests of the process to Cloud Control and
// CloudFormation, each attempt of each, for the log.
var requestsSent atomic.Int64

// limiterFor returns the limiter of key. Where clients want different rates,
// the lowest counts.
func limiterFor(key limiterKey, perSecond float64) *limiter {
	limiters.Lock()
	defer limiters.Unlock()
	l, ok := limiters.byKey[key]
	if !ok {
		l = newLimiter(rate.Limit(perSecond))
		limiters.byKey[key] = l
	}
	l.lower(rate.Limit(perSecond))
	return l
}

func newLimiter(ceiling rate.Limit) *limiter {
	burst := max(1, int(ceiling/spread))
	return &limiter{bucket: rate.NewLimiter(ceiling, burst), next: make(chan struct{}, 1), ceiling: ceiling}
}

// lower lowers the ceiling.
func (l *limiter) lower(ceiling rate.Limit) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ceiling = min(l.ceiling, ceiling)
	if l.bucket.Limit() > l.ceiling {
		l.bucket.SetLimit(l.ceiling)
	}
}

// wait waits for a turn. cuts is to be given to learn with the answer.
//
// Only who is next reserves a turn. Were a hundred reserved at once, they would
// keep to the rate of that moment: too fast after a cut, which brings the next
// cuts, and at the slowest rate for minutes, however soon it has recovered.
func (l *limiter) wait(ctx context.Context) (cuts int, err error) {
	select {
	case l.next <- struct{}{}:
		defer func() { <-l.next }()
	case <-ctx.Done():
		return 0, context.Cause(ctx)
	}
	turn := l.bucket.Reserve()
	if err := deletion.Pause(ctx, turn.Delay()); err != nil {
		turn.Cancel()
		return 0, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cuts, nil
}

// learn adapts the rate to an answer. A throttled answer to a request that was
// sent before the last cut says nothing about the rate of today: without that
// rule a burst of twenty would cut it twenty times.
func (l *limiter) learn(cuts int, throttled bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.bucket.Limit()
	switch {
	case throttled && cuts == l.cuts:
		l.cuts++
		l.bucket.SetLimit(min(max(now/2, slowest), l.ceiling))
	case !throttled && now < l.ceiling:
		l.bucket.SetLimit(min(now+l.ceiling*recovery, l.ceiling))
	}
}

// addTo puts the limiter inside the SDK's retry loop, so that every attempt
// waits for its turn, and notes what was answered.
func (l *limiter) addTo(stack *middleware.Stack) error {
	return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("StewardLimiter",
		func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
			cuts, err := l.wait(ctx)
			if err != nil {
				return middleware.FinalizeOutput{}, middleware.Metadata{}, err
			}
			requestsSent.Add(1)
			out, metadata, err := next.HandleFinalize(ctx, in)
			api, ok := errors.AsType[smithy.APIError](err)
			if ok || err == nil { // nothing is learnt from no answer
				l.learn(cuts, ok && reasonOf(api.ErrorCode()) == deletion.Throttled)
			}
			noteAnswer(ctx, metadata)
			return out, metadata, err
		}), "Retry", middleware.After)
}
