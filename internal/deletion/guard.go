package deletion

import (
	"context"
	"errors"
)

// errAtStake is why nothing was asked of an API.
var errAtStake = errors.New("the deletion was not asked for, because the API might delete what uses the object along with it")

// guarded looks what is at stake, and sends the request where nothing is.
func (r *run) guarded(guard Guard) state {
	return func(ctx context.Context) state {
		atStake, err := guard.AtStake(ctx, r.Object)
		f := AsFailure(err)
		switch {
		case ctx.Err() != nil:
			return r.stop(ctx)
		case f == nil && len(atStake) == 0:
			return r.free
		case f == nil:
			return r.spare(atStake)
		}
		r.note(f)
		r.result.BlockersErr = err
		if f.Reason == Throttled || f.Reason == Unavailable {
			return r.later(ctx, "could not look what is at stake, looking again", f, r.retries.next(f.RetryAfter), r.request)
		}
		return r.refuse(f, r.request)
	}
}

// spare treats an object with something at stake as one that is in use, unless
// it is gone already.
func (r *run) spare(atStake []Blocker) state {
	r.result.Blockers, r.result.BlockersErr = atStake, nil
	r.note(&Failure{Reason: InUse, Err: errAtStake})
	return r.observeThen(2, r.held, func(context.Context, *Failure, state) state { return r.held })
}
