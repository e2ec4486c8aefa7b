// Package share fetches a value once for all who ask for it at the same time,
// and lets the answer serve those who ask soon after, as long as a rule says.
//
// A caller whose context ends leaves alone: the fetch goes on for the others and
// is cancelled when nobody waits for it any more. That, and the age of an answer,
// are why golang.org/x/sync/singleflight does not serve: there a call ends with
// the context of whoever came first, or of nobody, and nothing is kept.
//
// It must not know what is fetched, and never asks twice by itself.
package share

import (
	"context"
	"math"
	"sync"
	"time"
)

// Forever is the age of what never gets too old.
const Forever time.Duration = math.MaxInt64

// A Rule says how long an answer serves those who ask later. The zero Rule lets
// a value serve for good, and an error only those who waited for it.
type Rule struct {
	// Age is how long a value serves, counted from when its fetch began: it shows
	// nothing that is newer. Zero means Forever.
	Age time.Duration
	// ErrorAge is how long an error serves, counted from when its fetch ended;
	// zero: not at all. Nil keeps no error.
	ErrorAge func(error) time.Duration
	// Version changes whenever what was fetched before must not be shown again: a
	// caller is served by no fetch that began at another version, not even by one
	// that is under way. Nil means that it never changes.
	Version func() int64
}

// A One is one value that many ask for. The zero One is ready for use; set its
// Rule before the first use.
type One[Value any] struct {
	Rule Rule

	mu   sync.Mutex
	last *fetch[Value] // under way or over; nil where none serves anybody
}

// A fetch is one try. What stands behind done is set when done is closed.
type fetch[Value any] struct {
	began   time.Time
	version int64
	waiting int // callers that want the answer
	cancel  context.CancelFunc

	done  chan struct{}
	value Value
	err   error
	ended time.Time
}

// Get returns the value: the one that is kept while it serves, else what do
// returns, which all who ask meanwhile wait for. When ctx ends before, the error
// is its cause. The context that do gets carries the values of the first caller's
// ctx, and ends when nobody waits any more.
func (o *One[Value]) Get(ctx context.Context, do func(context.Context) (Value, error)) (Value, error) {
	var none Value
	if ctx.Err() != nil {
		return none, context.Cause(ctx)
	}
	f := o.join(ctx, do)
	defer o.leave(f)
	select {
	case <-f.done:
		return f.value, f.err
	case <-ctx.Done():
		return none, context.Cause(ctx)
	}
}

// Peek returns the value that is kept, without fetching; false where none serves.
func (o *One[Value]) Peek() (Value, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if f := o.last; f != nil && f.over() && f.err == nil && o.serves(f) {
		return f.value, true
	}
	var none Value
	return none, false
}

// join returns the last fetch where it serves, else begins another one.
func (o *One[Value]) join(ctx context.Context, do func(context.Context) (Value, error)) *fetch[Value] {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.last == nil || !o.serves(o.last) {
		detached, cancel := context.WithCancel(context.WithoutCancel(ctx))
		o.last = &fetch[Value]{began: time.Now(), version: o.version(), cancel: cancel, done: make(chan struct{})}
		go o.last.run(detached, do)
	}
	o.last.waiting++
	return o.last
}

func (f *fetch[Value]) run(ctx context.Context, do func(context.Context) (Value, error)) {
	defer f.cancel()
	f.value, f.err = do(ctx)
	f.ended = time.Now()
	close(f.done)
}

// leave gives up waiting. A fetch that nobody waits for is cancelled, and no
// later caller may join it.
func (o *One[Value]) leave(f *fetch[Value]) {
	o.mu.Lock()
	defer o.mu.Unlock()
	f.waiting--
	if f.waiting > 0 || f.over() {
		return
	}
	f.cancel()
	if o.last == f {
		o.last = nil
	}
}

// serves reports whether a fetch may answer a caller who asks now.
func (o *One[Value]) serves(f *fetch[Value]) bool {
	switch {
	case f.version != o.version():
		return false
	case !f.over():
		return true
	case f.err != nil:
		return o.Rule.ErrorAge != nil && time.Since(f.ended) < o.Rule.ErrorAge(f.err)
	}
	return o.Rule.Age == 0 || time.Since(f.began) < o.Rule.Age
}

func (o *One[Value]) version() int64 {
	if o.Rule.Version == nil {
		return 0
	}
	return o.Rule.Version()
}

func (f *fetch[Value]) over() bool {
	select {
	case <-f.done:
		return true
	default:
		return false
	}
}
