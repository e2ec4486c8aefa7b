package frame

import (
	"context"
	"sync/atomic"
	"time"
)

// A CallContext is the context of one call, of which next to nothing is left
// when the call is over. The framework keeps the context of every call until
// Terraform stops the provider, and with it whatever the context leads to: of a
// plan over a thousand objects, some hundred megabytes.
type CallContext struct {
	current atomic.Pointer[context.Context] // nil when the call is over
}

var _ context.Context = &CallContext{}

// NewCallContext returns the context of one call by Terraform.
func NewCallContext(ctx context.Context) *CallContext {
	c := &CallContext{}
	c.current.Store(&ctx)
	return c
}

// Over lets go of what the context stands for. From then on it has ended and
// holds no values.
func (c *CallContext) Over() { c.current.Store(nil) }

// pastCalls is what every context of a call becomes when it is over.
var pastCalls = func() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}()

func (c *CallContext) get() context.Context {
	if ctx := c.current.Load(); ctx != nil {
		return *ctx
	}
	return pastCalls
}

// Deadline implements context.Context.
func (c *CallContext) Deadline() (time.Time, bool) { return c.get().Deadline() }

// Done implements context.Context.
func (c *CallContext) Done() <-chan struct{} { return c.get().Done() }

// Err implements context.Context.
func (c *CallContext) Err() error { return c.get().Err() }

// Value implements context.Context.
func (c *CallContext) Value(key any) any { return c.get().Value(key) }
