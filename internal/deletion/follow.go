package deletion

import "context"

// Following says how to follow an operation that is no deletion, or to submit
// a request that starts one.
type Following struct {
	Poller Poller
	Pace   Pace
	Report Report
}

// Follow polls op until it has ended and returns it as it ended; look at
// State and Failure. It returns op as last seen, with the error, when ctx
// ended (the error is ctx's cause: ErrDeadline or context.Canceled) or when
// asking failed for a reason that does not pass (a *Failure).
//
// A poll that fails for a passing reason is repeated; nothing is ever sent
// again that changes something.
func (f Following) Follow(ctx context.Context, op Operation) (Operation, error) {
	panic("to be written")
}

// Submit calls send until the API has accepted or refused what it asks. Only
// throttling and an unavailable API are tried again, the latter five times;
// send must therefore carry an idempotency token.
func (f Following) Submit(ctx context.Context, send func(context.Context) (Operation, error)) (Operation, error) {
	panic("to be written")
}
