package cloudcontrol

import (
	"context"
	"sync"
	"time"
)

// A flight fetches one value once, however many callers ask at the same time,
// and keeps it. A failed fetch is reported to those who waited for it, and to
// those who ask within keepFailure after it; then it is forgotten. A caller whose
// context ends leaves alone; the fetch goes on for the others and is cancelled
// with the last one.
type flight[Value any] struct {
	keepFailure time.Duration // zero keeps none

	mu      sync.Mutex
	arrived bool
	value   Value
	current *fetch[Value]
}

// A fetch is one try.
type fetch[Value any] struct {
	done    chan struct{}
	value   Value
	err     error
	ended   time.Time
	waiting int
	cancel  context.CancelFunc
}

// get returns the value, fetching it if need be. When ctx ends, the error is its
// cause.
func (f *flight[Value]) get(ctx context.Context, do func(context.Context) (Value, error)) (Value, error) {
	var none Value
	if ctx.Err() != nil {
		return none, context.Cause(ctx)
	}
	value, waiting := f.join(ctx, do)
	if waiting == nil {
		return value, nil
	}
	select {
	case <-waiting.done:
		return waiting.value, waiting.err
	case <-ctx.Done():
		f.leave(waiting)
		return none, context.Cause(ctx)
	}
}

// peek returns the value if it has arrived.
func (f *flight[Value]) peek() (Value, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.value, f.arrived
}

// join returns the value if it has arrived, else the fetch to wait for.
func (f *flight[Value]) join(ctx context.Context, do func(context.Context) (Value, error)) (Value, *fetch[Value]) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.arrived {
		return f.value, nil
	}
	if f.current != nil && !f.current.ended.IsZero() && time.Since(f.current.ended) >= f.keepFailure {
		f.current = nil
	}
	if f.current == nil {
		detached, cancel := context.WithCancel(context.WithoutCancel(ctx))
		f.current = &fetch[Value]{done: make(chan struct{}), cancel: cancel}
		go f.run(detached, f.current, do)
	}
	f.current.waiting++
	return f.value, f.current
}

func (f *flight[Value]) run(ctx context.Context, this *fetch[Value], do func(context.Context) (Value, error)) {
	defer this.cancel()
	value, err := do(ctx)
	f.mu.Lock()
	defer f.mu.Unlock()
	this.value, this.err, this.ended = value, err, time.Now()
	if err == nil {
		f.value, f.arrived = value, true
	}
	if f.current == this && (err == nil || f.keepFailure == 0) {
		f.current = nil
	}
	close(this.done)
}

// leave gives up waiting. A fetch that nobody waits for is cancelled, and a
// later caller must not join it.
func (f *flight[Value]) leave(this *fetch[Value]) {
	f.mu.Lock()
	defer f.mu.Unlock()
	this.waiting--
	if this.waiting > 0 || !this.ended.IsZero() {
		return
	}
	this.cancel()
	if f.current == this {
		f.current = nil
	}
}
