package connection

import (
	"context"
	"errors"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// Await looks at an object until EntryGuard has finished what it does by
// itself, and returns the object as it was last seen. All waiting for
// EntryGuard but the deletion engine's goes through here. The error is that of
// deletion.Following.Follow.
func Await[Live any](ctx context.Context, p *ProviderData, obj deletion.Object, live Live, look func(context.Context) (Live, error), done func(Live) bool) (Live, error) {
	poll := lookFunc(func(ctx context.Context) (bool, error) {
		seen, err := look(ctx)
		if err == nil {
			live = seen
		}
		return err == nil && done(live), err
	})
	if done(live) {
		return live, nil
	}
	_, err := deletion.Following{Poller: poll, Pace: p.Pace, Report: destroy.LogEvents(ctx)}.
		Follow(ctx, deletion.Operation{Kind: deletion.KindCreate, ObjectType: obj.Type, ObjectID: obj.ID})
	return live, err
}

// AwaitAtMost is Await for what need not come: when the limit is over, it is
// gone on without it.
func AwaitAtMost[Live any](
	ctx context.Context, p *ProviderData, limit time.Duration, obj deletion.Object, live Live, look func(context.Context) (Live, error), done func(Live) bool,
) (Live, error) {
	if p.Pace.ConfirmFor > 0 {
		limit = p.Pace.ConfirmFor // the pace of tests
	}
	limited, cancel := deletion.WithTimeout(ctx, limit)
	defer cancel()
	live, err := Await(limited, p, obj, live, look, done)
	if errors.Is(err, deletion.ErrDeadline) && ctx.Err() == nil {
		return live, nil
	}
	return live, err
}

// FirstVerification is how long EntryGuard's first verification of something new is
// waited for, at most. It takes seconds as a rule; EntryGuard documents no limit.
const FirstVerification = 2 * time.Minute

// lookFunc looks at something until it says that it is done.
type lookFunc func(context.Context) (done bool, err error)

// Poll looks once.
func (look lookFunc) Poll(ctx context.Context, op deletion.Operation) (deletion.Operation, error) {
	done, err := look(ctx)
	if done {
		op.State = deletion.Done
	}
	return op, err
}
