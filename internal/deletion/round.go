package deletion

import (
	"context"
	"time"
)

// A round is one list that a board asks for, on behalf of all who wait for it.
type round struct {
	lister  Lister
	ctx     context.Context // of the first who waited, without its end
	cancel  context.CancelFunc
	gap     time.Duration // the shortest that anybody wants between two rounds
	waiting int
	asked   time.Time // by the first who waited
	began   time.Time
	done    chan struct{}
	ended   bool
	// abandoned says that everybody who waited left before it ended.
	abandoned bool
	failure   *Failure // of the list; nil where it was read to its end
}

// await waits for a list that was asked for when s was due, or later. It
// returns the failure of that list, and an error that is the cause of ctx where
// that ended first.
func (s *seat) await(ctx context.Context, gap time.Duration) (*Failure, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	r := s.board.enter(ctx, s, gap)
	select {
	case <-r.done:
		return r.failure, nil
	case <-ctx.Done():
		s.board.giveUp(r)
		return nil, context.Cause(ctx)
	}
}

// enter returns the round that s waits for: one that began after s was due, or
// the next one.
func (b *Board) enter(ctx context.Context, s *seat, gap time.Duration) *round {
	b.mu.Lock()
	defer b.mu.Unlock()
	s.asked = true
	if b.current.serves(s) {
		b.current.waiting++
		return b.current
	}
	if b.next == nil {
		detached, cancel := context.WithCancel(context.WithoutCancel(ctx))
		b.next = &round{lister: s.lister, ctx: detached, cancel: cancel, gap: gap, asked: time.Now(), done: make(chan struct{})}
	}
	b.next.waiting++
	b.next.gap = min(b.next.gap, gap)
	b.schedule()
	return b.next
}

// serves reports whether the round began when s was due, or later, or has shown
// the end of its operation. The lock must be held.
func (r *round) serves(s *seat) bool {
	switch {
	case r == nil, r.abandoned, r.began.Before(s.joined):
		return false
	}
	return !r.began.Before(s.due) || s.op.State == Done
}

// schedule begins the next round as soon as that may be. The lock must be held.
func (b *Board) schedule() {
	if b.timer != nil {
		b.timer.Stop()
		b.timer = nil
	}
	if b.next == nil || b.current != nil && !b.current.ended {
		return
	}
	b.timer = time.AfterFunc(until(b.start(b.next)), b.run)
}

// start is when the next round may begin. It waits a little for those who are due in
// a moment, as operations are that were begun together: who misses a list waits for
// the next one. The lock must be held.
func (b *Board) start(next *round) time.Time {
	start := next.asked
	if b.current != nil {
		start = later(start, b.current.began.Add(b.pause(next)))
	}
	latest, last := start.Add(next.gap/gather), start
	for s := range b.seats {
		if !s.due.After(latest) {
			last = later(last, s.due)
		}
	}
	return last
}

// pause is how long after the last round the next one begins. It doubles with
// each list that failed. The lock must be held.
func (b *Board) pause(next *round) time.Duration { return next.gap << b.failures }

// giveUp leaves a round. One that nobody waits for is not asked for, or not
// read to its end.
func (b *Board) giveUp(r *round) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if r.waiting--; r.waiting > 0 || r.ended {
		return
	}
	r.abandoned = true
	r.cancel()
	if b.next == r {
		b.next = nil
		b.schedule()
	}
}

// run is one round: what is under way, then what is done of that which the
// board misses. Where operations have ended when they are first asked about,
// what is done comes first, and mostly says it all.
func (b *Board) run() {
	r := b.begin()
	if r == nil {
		return
	}
	defer r.cancel()
	late := time.AfterFunc(longestList, r.cancel)
	defer late.Stop()
	expected := b.expected(r)
	early := len(expected) > 1
	if early {
		b.listDone(r, expected)
		if !b.owes(r) {
			b.finish(r, nil)
			return
		}
	}
	listed, pages, failure := b.list(r)
	b.mu.Lock()
	if failure == nil {
		b.note(r, listed, pages)
	}
	missed := b.missed(r, failure)
	b.mu.Unlock()
	if len(missed) > 1 && !early {
		b.listDone(r, missed)
	}
	b.finish(r, failure)
}

// expected returns, by token, those that have probably ended where others had when
// they were first asked about. It returns none where the list of what is under way
// is needed anyway, for one that is due and was under way before.
func (b *Board) expected(r *round) map[string][]*seat {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.quick == 0 || b.vain >= mostVain {
		return nil
	}
	expected := map[string][]*seat{}
	for s := range b.seats {
		known := s.heard || s.shown || s.op.Hooked
		switch {
		case s.joined.After(r.began), s.op.State != UnderWay:
		case known && s.isDue(r):
			return nil
		case !known:
			expected[s.op.Token] = append(expected[s.op.Token], s)
		}
	}
	return expected
}

// owes reports whether the round has no answer yet for one that is due.
func (b *Board) owes(r *round) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for s := range b.seats {
		if !s.joined.After(r.began) && s.op.State == UnderWay && s.isDue(r) {
			return true
		}
	}
	return false
}

// isDue reports whether the round is to say how far the operation is.
func (s *seat) isDue(r *round) bool { return !s.due.After(r.began) }

// begin makes the next round the current one. It returns nil where nobody waits
// any more.
func (b *Board) begin() *round {
	b.mu.Lock()
	defer b.mu.Unlock()
	r := b.next
	switch {
	case r == nil, b.current != nil && !b.current.ended:
		return nil
	case until(b.start(r)) > 0:
		b.schedule() // this is a timer that could not be stopped any more
		return nil
	}
	r.began = time.Now()
	b.current, b.next = r, nil
	return r
}

// list reads the list of what is under way.
func (b *Board) list(r *round) (listed map[string]Operation, pages int, failure *Failure) {
	listed = map[string]Operation{}
	page := ""
	for {
		operations, next, err := r.lister.List(r.ctx, UnderWay, page)
		if err != nil {
			failure = AsFailure(err)
			if pages > 0 && !passes(failure) {
				// The first page was answered, so lists are. Some APIs forget where a
				// page ended once the operation there has.
				failure = &Failure{Reason: Unavailable, Err: failure}
			}
			return nil, pages, failure
		}
		pages++
		for _, op := range operations {
			listed[op.Token] = op
		}
		switch {
		case next == "":
			return listed, pages, nil
		case next == page, pages >= fewPages && !b.mostlyOurs(listed):
			return nil, pages, &Failure{Message: "the list of operations is filled by others"}
		}
		page = next
	}
}

// mostlyOurs reports whether at least half of what a list shows is followed here.
func (b *Board) mostlyOurs(listed map[string]Operation) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	ours := 0
	for s := range b.seats {
		if _, ok := listed[s.op.Token]; ok {
			ours++
		}
	}
	return 2*ours >= len(listed)
}

// note tells every seat that was taken before the round began what the list
// says about its operation. The lock must be held.
func (b *Board) note(r *round, listed map[string]Operation, pages int) {
	for s := range b.seats {
		op, ok := listed[s.op.Token]
		switch {
		case s.joined.After(r.began):
		case !ok && s.shown:
			s.missing++
			if pages == 1 {
				// With several pages, what ends meanwhile shifts the others, so that
				// one may slip through between two pages. With one, none can.
				s.missing++
			}
		case ok && s.is(op):
			if !s.shown && !s.doubted {
				b.doubts = 0
			}
			s.op, s.shown, s.missing = carryOver(s.op, op), true, 0
		}
	}
}

// is reports whether what a list shows under the token of s can be its operation.
func (s *seat) is(op Operation) bool {
	return (op.Kind == KindUnknown || s.op.Kind == KindUnknown || op.Kind == s.op.Kind) &&
		(op.ObjectType == "" || s.op.ObjectType == "" || op.ObjectType == s.op.ObjectType)
}

// vanished reports whether an operation that lists have shown has left them.
func (s *seat) vanished() bool { return s.missing >= 2 }

// missed returns, by token, those whose end the list of what is done would
// show: not under way as far as the board knows, and not a deletion that has
// vanished, whose object says more. It returns none where none of them is due.
// The lock must be held.
func (b *Board) missed(r *round, failure *Failure) map[string][]*seat {
	if failure != nil || b.vain >= mostVain {
		return nil
	}
	missed, due := map[string][]*seat{}, false
	for s := range b.seats {
		switch {
		case s.joined.After(r.began), s.op.State != UnderWay, s.op.Hooked:
		case !s.shown, s.vanished() && s.op.Kind != KindDelete:
			missed[s.op.Token] = append(missed[s.op.Token], s)
			due = due || s.isDue(r)
		}
	}
	if !due {
		return nil
	}
	return missed
}

// listDone asks for what is done, newest first, until it has shown what is
// missed, or enough of what is not.
func (b *Board) listDone(r *round, missed map[string][]*seat) {
	found, page, most := 0, "", 1+len(missed)/50
	for range most {
		operations, next, err := r.lister.List(r.ctx, Done, page)
		if err != nil {
			break
		}
		found += b.noteDone(operations, missed)
		if page = next; next == "" || found == len(missed) {
			break
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.vain++; found > 0 {
		b.vain = 0
	}
}

func (b *Board) noteDone(operations []Operation, missed map[string][]*seat) (found int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, op := range operations {
		if op.State != Done || len(missed[op.Token]) == 0 {
			continue
		}
		found++
		for _, s := range missed[op.Token] {
			if s.is(op) {
				s.op = carryOver(s.op, op)
			}
		}
	}
	return found
}

// finish ends a round and lets the next one begin in its time.
func (b *Board) finish(r *round, failure *Failure) {
	b.mu.Lock()
	defer b.mu.Unlock()
	r.failure, r.ended = failure, true
	switch {
	case failure == nil:
		b.failures = 0
	case r.abandoned: // its failure is that of being cut off
	case !passes(failure):
		b.close(failure)
	default:
		if b.failures++; b.failures >= mostFailures {
			b.close(failure)
		}
	}
	close(r.done)
	b.schedule()
}
