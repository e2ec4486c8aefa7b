package deletion

import "context"

// busy deals with another operation on the object: a deletion is adopted and
// followed as one's own, anything else is waited for, then the request is made
// again.
func (r *run) busy(f *Failure) state {
	return func(ctx context.Context) state {
		other, found, err := r.inTheWay(ctx, f)
		switch {
		case ctx.Err() != nil:
			return r.stop(ctx)
		case err != nil:
			return r.later(ctx, "busy, and what is in the way could not be seen", AsFailure(err), r.retries.next(f.RetryAfter), r.request)
		case !found && f.Spent:
			// The token belongs to an operation on something else.
			f.Reason = Lost
			r.attempt++
			return r.lostOperation
		case !found:
			return r.later(ctx, "busy, the same request later", f, r.retries.next(f.RetryAfter), r.request)
		}
		return r.joins(other, f)
	}
}

// joins goes on with the operation that is in the way.
func (r *run) joins(other Operation, f *Failure) state {
	other.Attempt = r.attempt
	if other.Kind != KindDelete {
		if f.Spent {
			r.attempt++
		}
		r.op = other
		return r.waitForOther
	}
	switch other.State {
	case UnderWay:
		r.op = other
		r.report("adopted a deletion that is already under way", f, 0)
		return r.poll
	case Done:
		r.op = other
		return r.done
	case Failed:
	}
	if f.Spent {
		r.op = other
		return r.replayed
	}
	return func(ctx context.Context) state {
		return r.later(ctx, "the deletion that was in the way failed, asking for our own", f, r.retries.next(f.RetryAfter), r.request)
	}
}

// waitForOther follows a create or an update to its end, however it ends, then
// asks for the deletion.
func (r *run) waitForOther(ctx context.Context) state {
	r.report("waiting for another operation on the object", nil, 0)
	op, err := r.follow(ctx, r.op)
	r.op = op
	if ctx.Err() != nil {
		return r.stop(ctx)
	}
	r.op = Operation{}
	if err != nil {
		failure := AsFailure(err)
		r.note(failure)
		if failure.Reason != Lost {
			return r.later(ctx, "the other operation could not be followed, asking for the deletion", failure, r.retries.next(failure.RetryAfter), r.request)
		}
	}
	return r.request
}

// inTheWay returns the operation that a Busy failure is about: the one that it
// names, else one that the API lists, a deletion before anything else.
func (r *run) inTheWay(ctx context.Context, f *Failure) (op Operation, found bool, err error) {
	if f.InTheWay != "" {
		op, err = r.following().once(ctx, Operation{Token: f.InTheWay})
		switch {
		case err == nil:
			op = carryOver(Operation{Token: f.InTheWay, ObjectType: r.Object.Type, ObjectID: r.Object.ID}, op)
			// A token that is spent may belong to anything; a conflict on the
			// object is about the object.
			return op, !f.Spent || (op.ObjectType == r.Object.Type && op.ObjectID == r.Object.ID), nil
		case ReasonOf(err) != Lost:
			return Operation{}, false, err
		}
	}
	finder, ok := r.Backend.(Finder)
	if !ok {
		return Operation{}, false, nil
	}
	operations, err := finder.Operations(ctx, r.Object)
	for _, candidate := range operations {
		if !found || candidate.Kind == KindDelete {
			op, found = candidate, true
		}
		if candidate.Kind == KindDelete {
			break
		}
	}
	return op, found, err
}
