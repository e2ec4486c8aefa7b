package provider

import (
	"context"
	"sync"
	"time"
)

// lookLimit is how long all live looks of one process may take together. Each
// phase of Terraform (refresh, plan, apply) is a process of its own.
const lookLimit = 10 * time.Second

// A lookBudget bounds the live looks of a process: what counts is the time in
// which at least one of them is under way. The zero value is ready for use.
type lookBudget struct {
	mu      sync.Mutex
	running int
	since   time.Time     // when the first of those that are running began
	spent   time.Duration // before that
}

// begin returns the context of one look, which ends when the looks of the
// process have used up their time. done ends the look.
func (b *lookBudget) begin(ctx context.Context) (_ context.Context, done func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	if b.running == 0 {
		b.since = now
	}
	b.running++
	ctx, cancel := context.WithDeadlineCause(ctx, b.since.Add(lookLimit-b.spent), errLookLimit)
	return ctx, func() {
		cancel()
		b.mu.Lock()
		defer b.mu.Unlock()
		b.running--
		if b.running == 0 {
			b.spent += time.Since(b.since)
		}
	}
}
