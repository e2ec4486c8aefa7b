package deletion

import (
	"context"
	"sync"
	"time"
)

// A Lister is a Poller whose API lists operations. Operations that are followed
// at the same time share one list instead of being polled each by itself.
type Lister interface {
	Poller
	// List returns one page of the operations that the API lists, whoever asked
	// for them: those under way, or those that are Done, newest first. The empty
	// page is the first one; the empty next says that there are no more. The
	// operations carry no hooks; see Operation.Hooked.
	List(ctx context.Context, state State, page string) (operations []Operation, next string, err error)
	// Board returns the board of the place that List speaks about: Listers whose
	// lists show the same operations have the same one. Nil means none.
	Board() *Board
}

// The bounds of a board.
const (
	fewPages     = 3  // of one list, unless most of what it shows is followed here
	mostFailures = 3  // lists that failed in a row
	mostDoubts   = 20 // operations that a list did not show although they were under way
	mostQuick    = 2  // how often the first wait is halved
	mostVain     = 5  // lists of what is done that showed nothing of what was missing
	gather       = 5  // a list waits for this part of the gap for those who are due in a moment

	longestList = 10 * time.Second // until a list that does not end has failed
)

// A Board is the one list of operations under way that all who follow
// operations of one place share. It asks about once a second while at least two
// are followed. What the list shows is under way; what it has shown before and
// shows no longer has ended; about what it has never shown it says nothing. A
// list that is refused, that does not show what is under way, or that others
// fill is given up for good, and every operation is polled by itself.
//
// The zero Board is ready for use.
type Board struct {
	mu      sync.Mutex
	seats   map[*seat]struct{}
	current *round      // the last one that began
	next    *round      // whoever waits for another one waits here; may be nil
	timer   *time.Timer // begins next

	failures int
	doubts   int
	vain     int
	quick    int      // how many operations in a row had ended when they were first asked about
	closed   *Failure // why the board is of no use; nil while it is
	reported bool     // that it is closed
}

// A seat is one operation that is followed. Its fields are guarded by the
// board's lock.
type seat struct {
	board   *Board
	lister  Lister    // asks for the list, should its turn come
	op      Operation // as last known
	joined  time.Time
	due     time.Time // the operation is not asked about before
	asked   bool      // it was asked about before
	heard   bool      // and there was an answer
	hurry   bool      // it is asked about sooner than usual
	shown   bool      // a list has shown it
	missing int       // lists in a row that did not, after one has
	doubted bool      // it was under way although the list did not show it
}

// sit takes a seat for an operation. A nil board has no seats.
func (b *Board) sit(lister Lister, op Operation) *seat {
	if b == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.seats == nil {
		b.seats = map[*seat]struct{}{}
	}
	s := &seat{board: b, lister: lister, op: op, joined: time.Now()}
	b.seats[s] = struct{}{}
	return s
}

// leave gives up the seat.
func (s *seat) leave() {
	if s == nil {
		return
	}
	s.board.mu.Lock()
	defer s.board.mu.Unlock()
	delete(s.board.seats, s)
}

// expect says when the operation is to be asked about next.
func (s *seat) expect(due time.Time) {
	if s == nil {
		return
	}
	s.board.mu.Lock()
	defer s.board.mu.Unlock()
	s.due = due
}

// served reports whether a list can say how far the operation is without
// having been asked for on its behalf alone.
func (s *seat) served() bool {
	if s == nil {
		return false
	}
	s.board.mu.Lock()
	defer s.board.mu.Unlock()
	return s.board.closed == nil && (len(s.board.seats) > 1 || s.board.current.serves(s))
}

// crowded reports whether a list would serve others, too.
func (s *seat) crowded() bool {
	if s == nil {
		return false
	}
	s.board.mu.Lock()
	defer s.board.mu.Unlock()
	return s.board.closed == nil && len(s.board.seats) > 1
}

// young reports whether no list was asked for the operation yet.
func (s *seat) young() bool {
	s.board.mu.Lock()
	defer s.board.mu.Unlock()
	return !s.asked
}

// first shortens the time until an operation is first asked about where others
// had ended by then: an API that works at once is not waited for.
func (s *seat) first(usual time.Duration) time.Duration {
	if s == nil {
		return usual
	}
	s.board.mu.Lock()
	defer s.board.mu.Unlock()
	s.hurry = s.board.quick > 0
	return usual >> min(s.board.quick, mostQuick)
}

// hurried reports whether the operation is first asked about sooner than usual.
func (s *seat) hurried() bool {
	if s == nil {
		return false
	}
	s.board.mu.Lock()
	defer s.board.mu.Unlock()
	return s.hurry
}

// answered notes what the first answer about an operation was.
func (s *seat) answered(state State) {
	if s == nil {
		return
	}
	s.board.mu.Lock()
	defer s.board.mu.Unlock()
	switch {
	case s.heard:
		return
	case state == UnderWay:
		s.board.quick = 0
	default:
		s.board.quick++
	}
	s.heard = true
}

// wait is how long an operation that was asked about waits until it is asked
// about again: own where it is polled by itself. All who are on the list wait
// for the same moment, and the list is asked for no more often than all of them
// would poll, and no more often than once in gap.
func (s *seat) wait(own, gap time.Duration) time.Duration {
	if s == nil {
		return own
	}
	b := s.board
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed != nil || s.asked && !s.shown || b.current == nil || len(b.seats) < 2 {
		return own
	}
	share := max(gap, own/time.Duration(len(b.seats)))
	return min(own, max(until(b.current.began.Add(share)), 0))
}

// news returns why the board was given up, once for all who follow.
func (s *seat) news() *Failure {
	if s == nil {
		return nil
	}
	b := s.board
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed == nil || b.reported {
		return nil
	}
	b.reported = true
	return b.closed
}

// found notes what a poll said about an operation that the list does not show,
// and what that says about the list. One that is younger than lag may not have
// reached the list yet.
func (s *seat) found(op Operation, lag time.Duration) {
	b := s.board
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case op.State != UnderWay && s.shown:
		b.doubts = 0
	case op.State == UnderWay && (s.shown || time.Since(s.joined) >= lag):
		s.shown, s.missing, s.doubted = false, 0, true
		if b.doubts++; b.doubts >= mostDoubts {
			b.close(&Failure{Message: "the list of operations does not show what is under way"})
		}
	}
}

// close gives the board up. The lock must be held.
func (b *Board) close(why *Failure) {
	if b.closed == nil {
		b.closed = why
	}
}

// A listing is what a board says about an operation.
type listing int

const (
	unlisted listing = iota // nothing: it must be polled
	current                 // op is how far it is
	vanished                // it has ended, and how is not known
)

// says returns what the board says about the operation, and the operation as it
// was last listed.
func (s *seat) says() (listing, Operation) {
	s.board.mu.Lock()
	defer s.board.mu.Unlock()
	switch {
	case s.op.State == Failed, s.op.State == Done && s.op.Hooked:
		// What hooks said, and all about a failure, is in the answer to a poll.
		return unlisted, s.op
	case s.op.State == Done:
		return current, s.op
	case s.vanished():
		return vanished, s.op
	case s.shown:
		return current, s.op
	}
	return unlisted, s.op
}
