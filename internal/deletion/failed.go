package deletion

import "context"

// requestFailed is deletion.md section 4 for the answer to a request. Nothing
// was accepted, so the attempt keeps its number: the same request again is the
// same request to an API that knows idempotency tokens.
func (r *run) requestFailed(ctx context.Context, f *Failure) state {
	if ctx.Err() != nil {
		return r.stop(ctx)
	}
	r.note(f)
	switch f.Reason {
	case NotFound:
		return r.fence
	case Busy:
		return r.busy(f)
	case Throttled:
		return r.later(ctx, "throttled, the same request later", f, r.retries.next(f.RetryAfter), r.request)
	case Unavailable:
		return r.requestUncertain(f)
	case InUse:
		return r.blocked
	case Lost:
		r.attempt++
		return r.lostOperation
	case Denied, Unauthenticated, Protected, Invalid, Unsupported, QuotaExceeded, Cancelled, Unclassified:
	}
	return r.refuse(f, r.request)
}

// operationFailed is deletion.md section 4 for the end of an operation. The
// operation is over, so only a new request can continue; its number has been
// counted up.
func (r *run) operationFailed(ctx context.Context, f *Failure) state {
	r.note(f)
	r.op = Operation{}
	switch f.Reason {
	case NotFound:
		return r.fence
	case Busy, Throttled:
		return r.later(ctx, "the operation failed for a reason that passes, asking anew", f, r.retries.next(f.RetryAfter), r.request)
	case Unavailable:
		return r.operationUncertain(f)
	case InUse:
		return r.blocked
	case Lost:
		return r.lostOperation
	case Denied, Unauthenticated, Protected, Invalid, Unsupported, QuotaExceeded, Cancelled, Unclassified:
	}
	return r.refuse(f, r.request)
}

// requestUncertain deals with a request that may have been carried out or not:
// look before asking again. A look that fails too says nothing, and the same
// request again does no harm.
func (r *run) requestUncertain(f *Failure) state {
	return func(ctx context.Context) state {
		exists, err := r.Backend.Observe(ctx, r.Object)
		if err == nil && !exists {
			return r.fence
		}
		return r.later(ctx, "the API failed, the same request later", f, r.retries.next(f.RetryAfter), r.request)
	}
}

// operationUncertain deals with an operation that ended because its API
// failed: the object may be gone. At most maxUnavailable times.
func (r *run) operationUncertain(f *Failure) state {
	r.unavailable++
	if r.unavailable > maxUnavailable {
		return r.refuse(f, r.request)
	}
	return r.lookThen(func(ctx context.Context) state {
		return r.later(ctx, "the operation failed and the object is still there, asking anew", f, r.retries.next(f.RetryAfter), r.request)
	})
}

// lostOperation deals with an operation that its API no longer knows: observing
// decides, and the next attempt has its number already. At most maxLost times.
func (r *run) lostOperation(context.Context) state {
	r.op = Operation{}
	r.lost++
	if r.lost > maxLost {
		return r.refuse(r.result.Failure, r.request)
	}
	return r.lookThen(func(context.Context) state {
		r.report("the API lost the operation and the object is still there, asking anew", r.result.Failure, 0)
		return r.request
	})
}

// lookThen observes until the API can say whether the object exists. If it is
// gone it counts as absent, else present follows.
func (r *run) lookThen(present state) state {
	var look state
	look = func(ctx context.Context) state {
		exists, err := r.Backend.Observe(ctx, r.Object)
		switch {
		case err == nil && exists:
			return present
		case err == nil:
			return r.fence
		case ctx.Err() != nil:
			return r.stop(ctx)
		}
		f := AsFailure(err)
		if f.Reason == Throttled || f.Reason == Unavailable {
			return r.later(ctx, "could not look, looking again", f, r.retries.next(f.RetryAfter), look)
		}
		return r.end(Refused)
	}
	return look
}
