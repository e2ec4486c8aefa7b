package deletion

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// ErrDeadline is the cause of a context that ended because the time that the
// user allows ran out, as opposed to one that somebody cancelled.
var ErrDeadline = errors.New("the timeout ran out")

// Pause waits for d or until ctx ends, and returns the cause if it does. It is
// the one pause of the program: every wait can be interrupted.
func Pause(ctx context.Context, d time.Duration) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		// select has no priority: a context that ended meanwhile counts.
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return nil
	}
}

// WithTimeout returns a context that ends after d with ErrDeadline as its
// cause. With a d of zero or less it has ended already: what a user sets never
// means "no limit".
func WithTimeout(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, d, ErrDeadline)
}

// A Pace says how long the engine waits between its requests. A zero field
// stands for its default, so that the zero Pace is the one to use outside
// tests.
type Pace struct {
	FirstPoll  time.Duration // before the first look at an operation; default 500 ms
	MaxPoll    time.Duration // between two looks; default 10 s
	MinBackoff time.Duration // after the first passing failure; default 1 s
	MaxBackoff time.Duration // after many; default 30 s
	ConfirmFor time.Duration // how long an object may still be seen after the API said done; default 2 min
	LostFor    time.Duration // how long a new operation may be unknown to its API; default 3 s
	LastLook   time.Duration // for the one status read after a cancel; default 1.5 s
	Recheck    time.Duration // between two observations that an absence rests on; default 1 s
}

// OrDefaults returns the pace with the defaults in place of what is zero.
func (p Pace) OrDefaults() Pace {
	for _, f := range []struct {
		field    *time.Duration
		standard time.Duration
	}{
		{&p.FirstPoll, 500 * time.Millisecond},
		{&p.MaxPoll, 10 * time.Second},
		{&p.MinBackoff, time.Second},
		{&p.MaxBackoff, 30 * time.Second},
		{&p.ConfirmFor, 2 * time.Minute},
		{&p.LostFor, 3 * time.Second},
		{&p.LastLook, 1500 * time.Millisecond},
		{&p.Recheck, time.Second},
	} {
		if *f.field <= 0 {
			*f.field = f.standard
		}
	}
	return p
}

// backoff grows exponentially from MinBackoff to MaxBackoff, with jitter, so
// that hundreds of deletions that were throttled together do not return
// together.
type backoff struct {
	pace  Pace
	tries int
}

// next returns how long to wait before the next try: between MinBackoff and a
// ceiling that doubles with each try, and never less than until retryAfter.
func (b *backoff) next(retryAfter time.Time) time.Duration {
	ceiling := b.pace.MaxBackoff
	// Shifting by more than 16 would be beyond any sensible MaxBackoff.
	if grown := b.pace.MinBackoff << min(b.tries+1, 16); grown > 0 && grown < ceiling {
		ceiling = grown
	}
	b.tries++
	wait := b.pace.MinBackoff
	if spread := ceiling - b.pace.MinBackoff; spread > 0 {
		wait += rand.N(spread)
	}
	return max(wait, until(retryAfter))
}

func (b *backoff) reset() { b.tries = 0 }

// until returns the time left before t, zero where t is zero or past, and
// maxRetryAfter at most.
func until(t time.Time) time.Duration {
	if t.IsZero() {
		return 0
	}
	return min(max(time.Until(t), 0), maxRetryAfter)
}

// later returns the later of two times.
func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
