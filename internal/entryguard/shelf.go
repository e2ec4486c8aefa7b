package entryguard

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// maxAge is how old a kept list may be. It is short because other people
// change the organization, too.
const maxAge = 30 * time.Second

// A shelf keeps one list of the API for all who ask.
type shelf[T identified] struct {
	ask    func(context.Context) ([]T, error)
	now    func() time.Time
	writes func() int64 // how often the process has written so far

	mu   sync.Mutex // guards what follows, and who waits for a look
	last *look[T]   // under way or over; nil before the first
}

// A look is one list request.
type look[T identified] struct {
	began   time.Time
	writes  int64 // how often the process had written when it began
	waiting int   // callers that want its answer
	cancel  context.CancelFunc

	done chan struct{} // closed when what follows is set
	all  []T
	byID map[string]T // by lower-case ID
	err  *deletion.Failure
}

// look returns a list that began after the process's last write and not longer
// than maxAge ago. Callers wait for the same request; when one of them gives
// up, the others' request goes on. Its error is a *deletion.Failure.
func (s *shelf[T]) look(ctx context.Context) (*look[T], error) {
	if ctx.Err() != nil {
		return nil, ended(ctx)
	}
	l := s.join(ctx)
	defer s.leave(l)
	select {
	case <-l.done:
	case <-ctx.Done():
		return nil, ended(ctx)
	}
	if l.err != nil {
		own := *l.err // callers may add to it
		return nil, &own
	}
	return l, nil
}

// join returns the last look where it serves, else begins another one.
func (s *shelf[T]) join(ctx context.Context) *look[T] {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last == nil || !s.serves(s.last) {
		s.last = s.begin(ctx)
	}
	s.last.waiting++
	return s.last
}

// serves reports whether a look may answer a caller who asks now.
func (s *shelf[T]) serves(l *look[T]) bool {
	if l.writes != s.writes() {
		// What we wrote may not show in it.
		return false
	}
	select {
	case <-l.done:
		passes := l.err != nil && !refusedAtAll(l.err)
		return !passes && s.now().Sub(l.began) < maxAge
	default:
		return true
	}
}

// refusedAtAll reports whether a list failed for a reason that asking again
// does not change: one answer is enough for all who ask. So is one that is
// broken: a single object may be what breaks it.
func refusedAtAll(f *deletion.Failure) bool {
	switch f.Reason {
	case deletion.Throttled, deletion.Unauthenticated:
		return false
	case deletion.Unavailable:
		return f.Status >= 200 && f.Status < 300
	case deletion.Unclassified, deletion.NotFound, deletion.InUse, deletion.Busy, deletion.Denied, deletion.Protected,
		deletion.Invalid, deletion.Unsupported, deletion.QuotaExceeded, deletion.Lost, deletion.Cancelled:
	}
	return f.Status != 0
}

// begin starts a request that outlives ctx.
func (s *shelf[T]) begin(ctx context.Context) *look[T] {
	own, cancel := context.WithCancel(context.WithoutCancel(ctx))
	l := &look[T]{began: s.now(), writes: s.writes(), cancel: cancel, done: make(chan struct{})}
	go func() {
		defer cancel()
		all, err := s.ask(own)
		l.all, l.err = all, deletion.AsFailure(err)
		l.byID = make(map[string]T, len(all))
		for _, object := range all {
			l.byID[strings.ToLower(object.identifier())] = object
		}
		close(l.done)
	}()
	return l
}

// leave gives up a look. One that nobody waits for any more is cancelled.
func (s *shelf[T]) leave(l *look[T]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l.waiting--
	select {
	case <-l.done:
		return
	default:
	}
	if l.waiting > 0 {
		return
	}
	l.cancel()
	if s.last == l {
		s.last = nil
	}
}
