// Package throttle keeps requests just below the rate at which an API refuses
// them, without knowing that rate before.
//
// It must not know an API, what a refusal looks like or how long a single
// request is worth repeating: whoever sends a request says how it was answered.
package throttle

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"
)

// A Priority says who goes first where requests have to wait.
type Priority int

// Requests that change something, and requests that an end depends on, go
// before those that only ask how far something is.
const (
	First Priority = iota
	Poll
	priorities // how many there are
)

// What is done about a rate, in requests per second.
const (
	slowest  = 1.0  // what throttling leaves
	firstCut = 10.0 // what the first throttling leaves at least: it measures a burst, not a rate
	below    = 0.95 // how far below what was refused a rate is kept
	recovery = 1.02 // growth with every good answer until there is a second measurement
	// probing is the growth with a good answer right after a cut. It becomes more
	// as answers stay good: after that many requests, or so long, what was refused
	// becomes history.
	probing         = 5e-4
	trustedRequests = 100
	trustedTime     = 4 * time.Second
	maxGrowth       = 0.1

	longest   = 30 * time.Second       // how long a Retry-After holds up everybody
	measuring = 200 * time.Millisecond // a shorter time is no good measurement
	fewest    = 4                      // requests without which there is none at all
	slack     = 200 * time.Millisecond // what was not used of a rate may be used so much later

	// While nothing was refused, at most half as many requests are in flight as
	// were answered well, but these few always: what is in flight when a burst is
	// used up is all refused. After patience nobody is held up so any more.
	fewInFlight = 15
	patience    = time.Second
)

// A Limiter says when requests may be sent. It starts open: there is no rate, and
// who is never throttled waits for nothing but the first answers, where many want
// to be sent at once. The first throttled answer is a measurement, after which it
// keeps just below what was refused and probes upwards again. A Registry has
// them.
type Limiter struct {
	mu      sync.Mutex
	ceiling float64 // requests/s whatever the API allows; infinite: none
	rate    float64 // requests/s now; infinite: open
	cuts    int     // how often the rate was cut
	cutAt   time.Time
	recent  []time.Time // when good answers came to requests sent since then; see measured
	until   time.Time   // the API wants no request before
	next    time.Time   // when the next request may be sent
	waiting [priorities][]*waiter
	timer   *time.Timer // runs while somebody waits
	sent    int64

	sentAtCut int64
	good      int     // sent since the last cut, answered and not refused
	proven    float64 // what was let through for long, in requests per second

	inFlight int       // sent, and neither answered nor given up
	fullAt   time.Time // when an open limiter was full first
}

// A waiter waits for its turn.
type waiter struct{ turn chan int }

// newLimiter returns a limiter that is open up to a ceiling in requests per second;
// zero or less means none.
func newLimiter(ceiling float64) *Limiter {
	l := &Limiter{ceiling: math.Inf(1), rate: math.Inf(1)}
	l.Lower(ceiling)
	return l
}

// Lower lowers the ceiling, where it is not lower already. Zero or less lowers
// nothing.
func (l *Limiter) Lower(ceiling float64) {
	if ceiling <= 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ceiling = min(l.ceiling, ceiling)
	l.set(l.rate)
}

// Rate returns how many requests per second are let through now; zero where it
// is as many as come.
func (l *Limiter) Rate() float64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	if math.IsInf(l.rate, 1) {
		return 0
	}
	return l.rate
}

// paused reports whether the API wants no request now.
func (l *Limiter) paused() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return time.Now().Before(l.until)
}

// Sent returns how many requests have been let through.
func (l *Limiter) Sent() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.sent
}

// A Turn is one request that was let through. It ends with Answered or
// Unanswered.
type Turn struct{ cuts int }

// A Delay is the error of a request whose time ran out while it waited for its
// turn. It wraps the cause of the context's end.
type Delay struct {
	Waited time.Duration
	Paused bool    // the API wanted no request at all
	Rate   float64 // requests per second that were let through; zero where there was no limit
	Cause  error
}

// Error says how long the request waited, and for what.
func (d *Delay) Error() string {
	why := "because the API had not answered the requests before it"
	switch {
	case d.Paused:
		why = "because the API asked for a pause"
	case d.Rate > 0:
		why = fmt.Sprintf("because the provider held itself to %.3g requests per second", d.Rate)
	}
	return fmt.Sprintf("the request was not sent: it waited %v for its turn, %s", d.Waited.Round(100*time.Millisecond), why)
}

// Unwrap returns the cause of the context's end.
func (d *Delay) Unwrap() error { return d.Cause }

// Wait waits until a request may be sent. Its error is the cause of a context
// that ended before, in a *Delay where that ran out of time meanwhile.
func (l *Limiter) Wait(ctx context.Context, p Priority) (Turn, error) {
	if ctx.Err() != nil {
		return Turn{}, context.Cause(ctx)
	}
	began, w := time.Now(), l.enter(p)
	select {
	case cuts := <-w.turn:
		return Turn{cuts}, nil
	case <-ctx.Done():
		l.leave(w, p)
		if !errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return Turn{}, context.Cause(ctx)
		}
		return Turn{}, &Delay{Waited: time.Since(began), Paused: l.paused(), Rate: l.Rate(), Cause: context.Cause(ctx)}
	}
}

// enter queues a waiter, who may have the turn at once.
func (l *Limiter) enter(p Priority) *waiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := &waiter{turn: make(chan int, 1)}
	l.waiting[p] = append(l.waiting[p], w)
	l.serve()
	return w
}

// leave takes out a waiter. A turn that it had got already is given back.
func (l *Limiter) leave(w *waiter, p Priority) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, other := range l.waiting[p] {
		if other == w {
			l.waiting[p] = append(l.waiting[p][:i:i], l.waiting[p][i+1:]...)
			return
		}
	}
	l.sent--
	l.inFlight--
	l.next = l.next.Add(-l.interval())
	l.serve()
}

// serve gives turns to those who wait, in order, and comes back when the next
// one is due. The lock must be held.
func (l *Limiter) serve() {
	now := time.Now()
	for w := l.head(); w != nil && !now.Before(l.due(now)); w = l.head() {
		l.take(w, now)
	}
	if l.timer != nil {
		l.timer.Stop()
		l.timer = nil
	}
	if l.head() != nil {
		l.timer = time.AfterFunc(l.due(now).Sub(now), l.wake)
	}
}

func (l *Limiter) wake() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.serve()
}

// head returns who is next, nil where nobody waits.
func (l *Limiter) head() *waiter {
	for _, queue := range l.waiting {
		if len(queue) > 0 {
			return queue[0]
		}
	}
	return nil
}

// take gives the turn to who is next.
func (l *Limiter) take(w *waiter, now time.Time) {
	for p, queue := range l.waiting {
		if len(queue) > 0 {
			l.waiting[p] = queue[1:]
			break
		}
	}
	if earliest := now.Add(-slack); l.next.Before(earliest) {
		l.next = earliest
	}
	l.next = l.next.Add(l.interval())
	l.sent++
	l.inFlight++
	if l.full() && l.fullAt.IsZero() {
		l.fullAt = now
	}
	w.turn <- l.cuts
}

// due returns when the next request may be sent: now or later.
func (l *Limiter) due(now time.Time) time.Time {
	at := latest(now, l.next, l.until)
	if l.full() {
		at = latest(at, l.fullAt.Add(patience))
	}
	return at
}

// latest returns the last of some times.
func latest(times ...time.Time) time.Time { return slices.MaxFunc(times, time.Time.Compare) }

// full reports whether an open limiter waits for answers: so many requests are in
// flight that they could be far more than the API takes at once.
func (l *Limiter) full() bool {
	return math.IsInf(l.rate, 1) && l.inFlight >= max(fewInFlight, l.good/2)
}

// interval is the time between two requests: none where the limiter is open.
func (l *Limiter) interval() time.Duration { return time.Duration(float64(time.Second) / l.rate) }

// set changes the rate for everybody who waits, too. The lock must be held.
func (l *Limiter) set(rate float64) { l.rate = min(rate, l.ceiling) }
