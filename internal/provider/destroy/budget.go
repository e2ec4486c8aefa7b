package destroy

import (
	"context"
	"sync"
	"time"
)

// checkLimit is how long all live looks of one process may take together. Each
// phase of Terraform (refresh, plan, apply) is a process of its own.
const checkLimit = 10 * time.Second

// A budget bounds the live looks of a process: what counts is the time in
// which at least one of them is under way. The zero value is ready for use.
type budget struct {
	Limit time.Duration // zero means checkLimit

	mu      sync.Mutex
	running int
	since   time.Time     // when the first of those that are running began
	spent   time.Duration // before that
	failed  map[string]failedCheck
}

// A failedCheck is what could not be seen, when and why.
type failedCheck struct {
	at  time.Time
	err error
}

// failureAge is how long one failure answers for all looks of its kind: a
// plan of 200 objects must not ask 200 times for what is refused.
const failureAge = 30 * time.Second

// ShareFailure asks for something, unless that has failed a moment ago.
func ShareFailure[Seen any](ctx context.Context, b *budget, what string, ask func(context.Context) (Seen, error)) (Seen, error) {
	if err := b.failure(what); err != nil {
		var none Seen
		return none, err
	}
	seen, err := ask(ctx)
	if err != nil {
		b.fail(what, err)
	}
	return seen, err
}

func (b *budget) failure(what string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if last, ok := b.failed[what]; ok && time.Since(last.at) < failureAge {
		return last.err
	}
	return nil
}

func (b *budget) fail(what string, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failed == nil {
		b.failed = map[string]failedCheck{}
	}
	b.failed[what] = failedCheck{time.Now(), err}
}

// Begin returns the context of one look, which ends when the looks of the
// process have used up their time. done ends the look.
func (b *budget) Begin(ctx context.Context) (_ context.Context, done func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	if b.running == 0 {
		b.since = now
	}
	b.running++
	limit := b.Limit
	if limit == 0 {
		limit = checkLimit
	}
	ctx, cancel := context.WithDeadlineCause(ctx, b.since.Add(limit-b.spent), errCheckLimit)
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
