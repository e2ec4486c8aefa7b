package deletion

import (
	"context"
	"math/rand/v2"
	"time"
)

// submitTries is how often Submit asks an API that is unavailable. A create
// or an update that cannot get through is better told soon than late.
const submitTries = 5

// Following says how to follow an operation, and how to submit a request that
// starts one. Creates and updates use it as the engine itself does.
type Following struct {
	Poller Poller
	Pace   Pace
	Report Report
}

// Follow polls op until it has ended and returns it as it ended; look at
// State and Failure. It returns op as last seen, with the error, when ctx
// ended (the error is ctx's cause: ErrDeadline or context.Canceled) or when
// asking failed for a reason that does not pass (a *Failure).
//
// The first look comes after 0.75 to 1 s, the next ones after a fifth of the
// operation's age, between 1 s and 10 s, and none before the API's RetryAfter.
// An operation that an earlier run asked for is looked at once without delay.
//
// A poll that fails for a passing reason is repeated; nothing is ever sent
// again that changes something.
func (f Following) Follow(ctx context.Context, op Operation) (Operation, error) {
	f.Pace = f.Pace.orDefaults()
	began := time.Now()
	if op.RequestedAt.IsZero() || op.RequestedAt.After(began) {
		op.RequestedAt = began
	}
	failures := backoff{pace: f.Pace}
	wait := f.firstWait(op)
	for op.State == UnderWay {
		f.Report.send(Event{What: "operation under way", Object: objectOf(op), Operation: &op, Attempt: op.Attempt, Wait: wait})
		if err := Pause(ctx, wait); err != nil {
			return op, err
		}
		seen, err := f.Poller.Poll(ctx, op)
		switch {
		case err == nil:
			op = carryOver(op, seen)
			failures.reset()
			wait = f.nextWait(op)
		case ctx.Err() != nil:
			return op, context.Cause(ctx)
		default:
			failure := AsFailure(err)
			if !f.passes(failure, op) {
				return op, failure
			}
			if wait = f.nextWait(op); failure.Reason != Lost {
				wait = failures.next(failure.RetryAfter)
			}
			f.Report.send(Event{What: "operation could not be looked at, will look again", Object: objectOf(op), Operation: &op, Failure: failure, Attempt: op.Attempt, Wait: wait})
		}
	}
	return op, nil
}

// passes reports whether a poll that failed may be repeated. A young operation
// may not have reached every part of its API yet.
func (f Following) passes(failure *Failure, op Operation) bool {
	switch failure.Reason {
	case Throttled, Unavailable:
		return true
	case Lost:
		return time.Since(op.RequestedAt) < f.Pace.LostFor
	case Unclassified, NotFound, InUse, Busy, Unauthenticated, Denied, Protected, Invalid, Unsupported, QuotaExceeded, Cancelled:
	}
	return false
}

// firstWait is the time until the first look.
func (f Following) firstWait(op Operation) time.Duration {
	if until(op.RetryAfter) > 0 {
		return until(op.RetryAfter)
	}
	first := f.Pace.FirstPoll*3/2 + rand.N(f.Pace.FirstPoll/2+1)
	return max(first-time.Since(op.RequestedAt), 0)
}

// nextWait is the time until the look after one that saw op under way. A fifth
// of the age keeps what is waited in vain below a fifth of what it took.
func (f Following) nextWait(op Operation) time.Duration {
	if until(op.RetryAfter) > 0 {
		return until(op.RetryAfter)
	}
	return max(2*f.Pace.FirstPoll, min(time.Since(op.RequestedAt)/5, f.Pace.MaxPoll))
}

// carryOver keeps what is known about op where the API's newer answer does not
// say it.
func carryOver(op, seen Operation) Operation {
	seen.RequestedAt, seen.Attempt = op.RequestedAt, op.Attempt
	if seen.Token == "" {
		seen.Token = op.Token
	}
	if seen.Kind == KindUnknown {
		seen.Kind = op.Kind
	}
	if seen.ObjectType == "" {
		seen.ObjectType = op.ObjectType
	}
	if seen.ObjectID == "" {
		seen.ObjectID = op.ObjectID
	}
	if seen.State == Failed && seen.Failure == nil {
		seen.Failure = &Failure{Message: seen.Message}
	}
	return seen
}

func objectOf(op Operation) Object { return Object{Type: op.ObjectType, ID: op.ObjectID} }

// Submit calls send until the API has accepted or refused what it asks. Only
// throttling and an unavailable API are tried again, the latter five times;
// send must therefore carry an idempotency token. The error is a *Failure, or
// ctx's cause.
func (f Following) Submit(ctx context.Context, send func(context.Context) (Operation, error)) (Operation, error) {
	failures := backoff{pace: f.Pace.orDefaults()}
	unavailable := 0
	for {
		op, err := send(ctx)
		if err == nil {
			return op, nil
		}
		if ctx.Err() != nil {
			return op, context.Cause(ctx)
		}
		failure := AsFailure(err)
		if failure.Reason == Unavailable {
			unavailable++
		}
		if failure.Reason != Throttled && (failure.Reason != Unavailable || unavailable >= submitTries) {
			return op, failure
		}
		wait := failures.next(failure.RetryAfter)
		f.Report.send(Event{What: "request failed, will be repeated", Failure: failure, Wait: wait})
		if err := Pause(ctx, wait); err != nil {
			// The last real failure says more than that the time ran out.
			failure.Err = err
			return op, failure
		}
	}
}
