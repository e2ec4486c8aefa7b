package provider

import (
	"context"
	"sync/atomic"
	"time"
)

// A callContext is the context of one call, of which next to nothing is left
// when the call is over. The framework keeps the context of every call until
// Terraform stops the provider, and with it whatever the context leads to: of a
// plan over a thousand objects, some hundred megabytes.
type callContext struct {
	current atomic.Pointer[context.Context] // nil when the call is over
}

var _ context.Context = &callContext{}

// newCallContext returns the context of one call by Terraform.
func newCallContext(ctx context.Context) *callContext {
	c := &callContext{}
	c.current.Store(&ctx)
	return c
}

// over lets go of what the context stands for. From then on it has ended and
// holds no values.
func (c *callContext) over() { c.current.Store(nil) }

// pastCalls is what every context of a call becomes when it is over.
var pastCalls = func() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}()

func (c *callContext) get() context.Context {
	if ctx := c.current.Load(); ctx != nil {
		return *ctx
	}
	return pastCalls
}

// Deadline implements context.Context.
func (c *callContext) Deadline() (time.Time, bool) { return c.get().Deadline() }

// Done implements context.Context.
func (c *callContext) Done() <-chan struct{} { return c.get().Done() }

// Err implements context.Context.
func (c *callContext) Err() error { return c.get().Err() }

// Value implements context.Context.
func (c *callContext) Value(key any) any { return c.get().Value(key) }
