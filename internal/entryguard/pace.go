package entryguard

import (
	"context"
	"sync"
	"sync/atomic"

	"golang.org/x/time/rate"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// A pace limits how many requests are sent per second to one endpoint. It
// slows down when the API says "too many" and recovers with every answer that
// does not: the API documents no numbers (entryguard-api.md section 4).
type pace struct {
	sent    atomic.Int64 // requests so far, for the log
	written atomic.Int64 // requests so far that may have changed something; see Shared
	next    gate         // held by who is next; see wait

	mu      sync.Mutex // guards changes of the limiter's rate
	limiter *rate.Limiter
	full    rate.Limit
}

// paces are those of the process: however many clients there are, as with
// aliases of the provider, an endpoint has one pace.
var paces = struct {
	sync.Mutex
	byEndpoint map[string]*pace
}{byEndpoint: map[string]*pace{}}

// paceFor returns the pace of an endpoint. Where clients want different rates,
// the lowest counts.
func paceFor(endpoint string, perSecond float64) *pace {
	paces.Lock()
	defer paces.Unlock()
	fresh := newPace(perSecond)
	p, ok := paces.byEndpoint[endpoint]
	if !ok {
		paces.byEndpoint[endpoint] = fresh
		return fresh
	}
	p.lower(fresh.full)
	return p
}

// lower lowers the full rate.
func (p *pace) lower(full rate.Limit) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.full = min(p.full, full)
	if p.limiter.Limit() > p.full {
		p.limiter.SetLimit(p.full)
	}
}

func newPace(perSecond float64) *pace {
	if perSecond == 0 {
		perSecond = defaultRequestsPerSecond
	}
	full := rate.Limit(perSecond)
	return &pace{next: newGate(), limiter: rate.NewLimiter(full, max(1, int(min(perSecond, 1000)))), full: full}
}

// wait returns when the next request may be sent, or the failure of a context
// that ended before. Only who is next reserves a turn: many turns that are
// reserved at once would keep to the rate of that moment.
func (p *pace) wait(ctx context.Context) error {
	if err := p.next.enter(ctx); err != nil {
		return err
	}
	defer p.next.leave()
	turn := p.limiter.Reserve()
	if deletion.Pause(ctx, turn.Delay()) != nil {
		turn.Cancel()
		return ended(ctx)
	}
	p.sent.Add(1)
	return nil
}

// judge adapts the rate to an answer.
func (p *pace) judge(throttled bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.limiter.Limit()
	next := min(p.full, now+p.full/20)
	if throttled {
		next = max(p.full/16, now/2)
	}
	if next != now {
		p.limiter.SetLimit(next)
	}
}

// A gate lets one goroutine in at a time. Unlike a mutex, waiting for it ends
// with the context.
type gate chan struct{}

func newGate() gate { return make(gate, 1) }

func (g gate) enter(ctx context.Context) error {
	if ctx.Err() != nil {
		return ended(ctx)
	}
	select {
	case g <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ended(ctx)
	}
}

func (g gate) leave() { <-g }
