package deletion

import (
	"context"
	"time"
)

// boardGivenUp is reported once. Its failure is not the operation's.
const boardGivenUp = "the list of operations is of no use: from now on each operation is polled by itself"

// sit takes a seat on the board of f's place, nil where there is none.
func (f Following) sit(op Operation) *seat {
	if lister, ok := f.Poller.(Lister); ok {
		return lister.Board().sit(lister, op)
	}
	return nil
}

// ask says how far an operation is: from the list that it shares with others,
// or by a poll of its own.
func (f Following) ask(ctx context.Context, op Operation, s *seat) (Operation, error) {
	if f.isLast(ctx) {
		return f.Poller.Poll(asUrgent(ctx), op)
	}
	if !s.served() {
		return f.Poller.Poll(ctx, op)
	}
	failure, err := s.await(ctx, f.patience(s))
	if err != nil {
		return op, err
	}
	if why := s.news(); why != nil {
		f.Report.send(Event{What: boardGivenUp, Object: objectOf(op), Operation: &op, Failure: why})
	}
	said, listed := s.says()
	switch {
	case failure != nil && s.served():
		return op, nil // no news; after a few such lists each is polled by itself
	case failure != nil:
		return f.poll(ctx, listed, s)
	}
	switch said {
	case current:
		return listed, nil
	case vanished:
		return f.ended(ctx, listed, s)
	case unlisted:
	}
	return f.poll(ctx, listed, s)
}

// isLast reports whether ctx ends before a list could be waited for.
func (f Following) isLast(ctx context.Context) bool {
	deadline, limited := ctx.Deadline()
	return limited && time.Until(deadline) <= f.Pace.LastLook+f.gap()
}

// patience is how long after another list one may be asked for.
func (f Following) patience(s *seat) time.Duration {
	if s.young() {
		return s.first(f.listGap())
	}
	return f.listGap()
}

// listGap is the shortest time between two lists: a little less than between two
// polls, so that what is due just after a list is answered within that time, too.
func (f Following) listGap() time.Duration { return f.gap() * 19 / 20 }

// lag is how far a list may be behind.
func (f Following) lag() time.Duration { return 5 * f.Pace.LostFor }

// ended learns how an operation ended that has left the list. A deletion whose
// object is gone is done; that takes two witnesses, and these are the list and
// the observation. For anything else the status is asked.
func (f Following) ended(ctx context.Context, op Operation, s *seat) (Operation, error) {
	if f.gone != nil && op.Kind == KindDelete && !op.Hooked && f.gone(ctx) {
		op.State = Done
		s.found(op, f.lag())
		return op, nil
	}
	return f.poll(asUrgent(ctx), op, s)
}

// poll polls an operation about which the list says nothing.
func (f Following) poll(ctx context.Context, op Operation, s *seat) (Operation, error) {
	seen, err := f.Poller.Poll(ctx, op)
	if err == nil {
		s.found(seen, f.lag())
	}
	return seen, err
}

// once asks about an operation a single time, now.
func (f Following) once(ctx context.Context, op Operation) (Operation, error) {
	f.Pace = f.Pace.OrDefaults()
	s := f.sit(op)
	defer s.leave()
	s.expect(time.Now())
	return f.ask(ctx, op, s)
}

type urgency struct{}

// asUrgent marks what an end depends on.
func asUrgent(ctx context.Context) context.Context {
	return context.WithValue(ctx, urgency{}, true)
}

// Urgent reports whether an end depends on the question that ctx belongs to. It
// should not wait behind others that only ask how far something is.
func Urgent(ctx context.Context) bool { return ctx.Value(urgency{}) != nil }
