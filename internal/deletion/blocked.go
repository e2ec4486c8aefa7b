package deletion

import (
	"context"
	"errors"
	"slices"
)

// blocked deals with an object that is in use, as the resource says.
func (r *run) blocked(ctx context.Context) state {
	r.look(ctx)
	return r.held
}

// held goes on as the resource says about what is in the way.
func (r *run) held(ctx context.Context) state {
	if ctx.Err() != nil {
		return r.stop(ctx)
	}
	switch r.InUse {
	case Wait:
		return r.waitForBlockers
	case Stop:
		return r.endBlockers
	case Refuse:
	}
	return r.end(Refused)
}

// look asks who holds the object.
func (r *run) look(ctx context.Context) {
	inspector, ok := r.Backend.(Inspector)
	if !ok {
		r.result.BlockersErr = errors.New("the API does not say who uses the object")
		return
	}
	blockers, err := inspector.Blockers(ctx, r.Object)
	if ctx.Err() != nil {
		// Better the blockers of the last look than none.
		return
	}
	r.result.Blockers, r.result.BlockersErr = blockers, err
}

// waitForBlockers looks until nobody holds the object, then asks again. Where
// the blockers cannot be seen the request itself is the look.
func (r *run) waitForBlockers(ctx context.Context) state {
	wait := r.retries.next(r.result.Failure.RetryAfter)
	return r.later(ctx, "in use, waiting until it is not", r.result.Failure, wait, func(ctx context.Context) state {
		r.look(ctx)
		switch {
		case ctx.Err() != nil:
			return r.stop(ctx)
		case len(r.result.Blockers) == 0 || r.result.BlockersErr != nil:
			return r.request
		case r.InUse == Stop && slices.ContainsFunc(r.result.Blockers, func(b Blocker) bool { return b.Endable }):
			// Somebody started anew in between: another round.
			return r.endBlockers
		}
		return r.waitForBlockers
	})
}

// endBlockers ends every blocker that can be ended, then waits for all of them.
// Before the first one is ended it compares with what the plan announced: who
// approved cutting off two people did not approve five.
func (r *run) endBlockers(ctx context.Context) state {
	ender, ok := r.Backend.(Ender)
	if !ok {
		return r.end(Refused)
	}
	if !r.ending && r.Announced != nil && len(unannounced(r.result.Blockers, r.Announced)) > 0 {
		r.result.Unannounced = unannounced(r.result.Blockers, r.Announced)
		return r.end(Refused)
	}
	r.ending = true
	for _, b := range r.result.Blockers {
		if !b.Endable {
			continue
		}
		if err := ender.End(ctx, r.Object, b); err != nil {
			if ctx.Err() != nil {
				return r.stop(ctx)
			}
			f := AsFailure(err)
			r.note(f)
			if f.Reason == Throttled || f.Reason == Unavailable {
				return r.later(ctx, "a blocker could not be ended, trying again", f, r.retries.next(f.RetryAfter), r.blocked)
			}
			return r.end(Refused)
		}
		r.result.Ended = append(r.result.Ended, b)
		r.report("ended "+b.Code+" "+b.ID, nil, 0)
	}
	return r.waitForBlockers
}

func unannounced(blockers []Blocker, announced []string) []Blocker {
	return slices.DeleteFunc(slices.Clone(blockers), func(b Blocker) bool {
		return slices.Contains(announced, b.ID)
	})
}
