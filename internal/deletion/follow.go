package deletion

import (
	"context"
	"fmt"
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

	answered bool // the operation was just asked about: its first wait is the next one
	// gone observes whether the object of a deletion is gone, where a list says
	// that the deletion has ended. Nil where the status is to be asked instead.
	gone func(context.Context) bool
	// company, where it is set, says whether others share the operation's board.
	company *bool
}

// Follow polls op until it has ended and returns it as it ended; look at
// State and Failure. It returns op as last seen, with the error, when ctx
// ended (the error wraps ctx's cause, ErrDeadline or context.Canceled, and is
// the *Failure of the last poll if that failed) or when asking failed for a
// reason that does not pass (a *Failure).
//
// The first poll comes after 0.75 to 1 s, the next ones after a fifth of the
// operation's age, between 1 s and 10 s, and none before the API's RetryAfter.
// An operation that an earlier run asked for is polled at once. Where a wait
// would outlast ctx, there is one poll shortly before its deadline.
//
// Where the Poller is a Lister and other operations of the same place are
// followed, too, they share one list; see Board.
//
// A poll that fails for a passing reason is repeated; nothing is ever sent
// again that changes something.
func (f Following) Follow(ctx context.Context, op Operation) (Operation, error) {
	f.Pace = f.Pace.OrDefaults()
	began := time.Now()
	if op.RequestedAt.IsZero() || op.RequestedAt.After(began) {
		op.RequestedAt = began
	}
	s := f.sit(op)
	defer s.leave()
	failures, spoken := backoff{pace: f.Pace}, spoken{}
	wait := f.firstWait(ctx, op, s)
	var last *Failure
	for op.State == UnderWay {
		wait = f.within(ctx, wait)
		f.speak(&spoken, op, last, wait, s)
		s.expect(time.Now().Add(wait))
		if err := Pause(ctx, wait); err != nil {
			return op, cutOff(last, err)
		}
		seen, err := f.ask(ctx, op, s)
		if err == nil {
			op, last = carryOver(op, seen), nil
			failures.reset()
			s.answered(op.State)
			wait = f.nextWait(ctx, op, s)
			continue
		}
		if ctx.Err() != nil {
			return op, cutOff(last, context.Cause(ctx))
		}
		last = AsFailure(err)
		if !f.passes(last, op) {
			return op, last
		}
		if wait = f.nextWait(ctx, op, s); last.Reason != Lost {
			wait = failures.next(last.RetryAfter)
		}
	}
	return op, nil
}

// spoken is what was last reported about an operation that is followed.
type spoken struct {
	status string
	at     time.Time
}

// speak reports that the operation is under way. On a board that would be once
// a second for each, so only what is new is reported, and every MaxPoll what is
// not.
func (f Following) speak(before *spoken, op Operation, last *Failure, wait time.Duration, s *seat) {
	crowded := s.crowded()
	if f.company != nil {
		*f.company = crowded
	}
	if crowded && last == nil && op.Status == before.status && time.Since(before.at) < f.Pace.MaxPoll {
		return
	}
	*before = spoken{status: op.Status, at: time.Now()}
	f.Report.send(Event{What: "operation under way", Object: objectOf(op), Operation: &op, Failure: last, Attempt: op.Attempt, Wait: wait})
}

// within shortens a wait that would outlast ctx, so that one poll comes before
// the deadline; not a second time, when too little is left for another.
func (f Following) within(ctx context.Context, wait time.Duration) time.Duration {
	deadline, limited := ctx.Deadline()
	if left := time.Until(deadline) - f.Pace.LastLook; limited && left > 0 {
		return min(wait, left)
	}
	return wait
}

// cutOff is the error of what ended with its context: the last real failure
// says more than that the time ran out, so both are kept.
func cutOff(last *Failure, cause error) error {
	if last == nil {
		return cause
	}
	cut := *last
	if cut.Err = cause; last.Err != nil {
		cut.Err = fmt.Errorf("%w (%w)", last.Err, cause)
	}
	return &cut
}

// passes reports whether a poll that failed may be repeated. A young operation
// may not have reached every part of its API yet.
func (f Following) passes(failure *Failure, op Operation) bool {
	return passes(failure) || failure.Reason == Lost && time.Since(op.RequestedAt) < f.Pace.LostFor
}

// firstWait is the time until the first poll.
func (f Following) firstWait(ctx context.Context, op Operation, s *seat) time.Duration {
	if f.answered {
		return f.nextWait(ctx, op, s)
	}
	if until(op.RetryAfter) > 0 {
		return until(op.RetryAfter)
	}
	return max(s.first(f.usualFirst()+rand.N(f.Pace.FirstPoll/2+1))-time.Since(op.RequestedAt), 0)
}

// usualFirst is the age at which an operation is first asked about, or later,
// unless others of its place had ended by then.
func (f Following) usualFirst() time.Duration { return f.Pace.FirstPoll * 3 / 2 }

// nextWait is the time until the poll after one that saw op under way. A fifth
// of the age keeps what is waited in vain below a fifth of what it took.
func (f Following) nextWait(ctx context.Context, op Operation, s *seat) time.Duration {
	if until(op.RetryAfter) > 0 {
		return until(op.RetryAfter)
	}
	age := time.Since(op.RequestedAt)
	if early := f.usualFirst() - age; early > 0 && s.hurried() {
		return early
	}
	own := max(f.gap(), min(age/5, f.Pace.MaxPoll))
	if f.isLast(ctx) {
		return own // nobody asks for lists any more, so the board's next one is long due
	}
	return s.wait(own, f.listGap())
}

// gap is the shortest time between two polls of an operation.
func (f Following) gap() time.Duration { return 2 * f.Pace.FirstPoll }

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
	seen.Hooked = seen.Hooked || op.Hooked
	if seen.State == Failed && seen.Failure == nil {
		seen.Failure = &Failure{Message: seen.Message}
	}
	return seen
}

func objectOf(op Operation) Object { return Object{Type: op.ObjectType, ID: op.ObjectID} }

// Submit calls send until the API has accepted or refused what it asks. Only
// throttling and an unavailable API are tried again, the latter five times;
// send must therefore carry an idempotency token. The error is a *Failure,
// which wraps ctx's cause if that ended the tries, or that cause alone. Its
// Unsent says that no try has left.
func (f Following) Submit(ctx context.Context, send func(context.Context) (Operation, error)) (Operation, error) {
	failures := backoff{pace: f.Pace.OrDefaults()}
	unavailable, sent := 0, false
	var last *Failure
	for {
		op, err := send(ctx)
		if err == nil {
			return op, nil
		}
		if f := AsFailure(err); ctx.Err() != nil && f.HeldBack() {
			return op, mayHaveLeft(f, sent)
		}
		if ctx.Err() != nil {
			return op, cutOff(mayHaveLeft(last, true), context.Cause(ctx))
		}
		last = AsFailure(err)
		if last.Reason == Unavailable {
			unavailable++
			sent = sent || !last.Unsent
		}
		last = mayHaveLeft(last, sent)
		if !passes(last) || unavailable >= submitTries {
			return op, last
		}
		wait := failures.next(last.RetryAfter)
		f.Report.send(Event{What: "request failed, will be repeated", Failure: last, Wait: wait})
		if err := Pause(ctx, wait); err != nil {
			return op, cutOff(last, err)
		}
	}
}

// mayHaveLeft returns the failure of the last of several tries, of which one
// may have been sent.
func mayHaveLeft(last *Failure, sent bool) *Failure {
	if last == nil || !last.Unsent || !sent {
		return last
	}
	left := *last
	left.Unsent = false
	return &left
}
