package deletion

import "context"

// requestFailed is deletion.md section 4 for the answer to a request. Nothing
// was accepted, so the attempt keeps its number: the same request again is the
// same request to an API that knows idempotency tokens.
func (r *run) requestFailed(ctx context.Context, f *Failure) state {
	if f.HeldBack() {
		r.result.Requests-- // it was not asked for
	}
	if ctx.Err() != nil {
		r.noteHeldBack(f)
		return r.stop(ctx)
	}
	r.note(f)
	switch f.Reason {
	case NotFound:
		return r.notFound(f)
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
		return r.notFound(f)
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

// notFound deals with an API that says it does not know the object. Handlers
// say so about what lives (a key is missing, a parent, a part of the API that
// has not heard of the object yet), so one observation must agree.
func (r *run) notFound(f *Failure) state {
	return r.observeThen(1, r.refused(f, r.request), r.patient)
}

// requestUncertain deals with a request that may have been carried out or not:
// observe before asking again. An observation that fails too says nothing, and
// the same request again does no harm.
func (r *run) requestUncertain(f *Failure) state {
	again := func(ctx context.Context) state {
		return r.later(ctx, "the API failed, the same request later", f, r.retries.next(f.RetryAfter), r.request)
	}
	return r.observeThen(2, again, func(context.Context, *Failure, state) state { return again })
}

// operationUncertain deals with an operation that ended because its API
// failed: the object may be gone. At most maxUnavailable times.
func (r *run) operationUncertain(f *Failure) state {
	r.unavailable++
	if r.unavailable > maxUnavailable {
		return r.refuse(f, r.request)
	}
	return r.observeThen(2, func(ctx context.Context) state {
		return r.later(ctx, "the operation failed and the object is still there, asking anew", f, r.retries.next(f.RetryAfter), r.request)
	}, r.patient)
}

// lostOperation deals with an operation that its API no longer knows: observing
// decides, and the next attempt has its number already. At most maxLost times.
func (r *run) lostOperation(context.Context) state {
	r.op = Operation{}
	r.lost++
	if r.lost > maxLost {
		return r.refuse(r.result.Failure, r.request)
	}
	return r.observeThen(2, func(context.Context) state {
		r.report("the API lost the operation and the object is still there, asking anew", r.result.Failure, 0)
		return r.request
	}, r.patient)
}

// refuse ends the deletion for a reason that does not pass, unless the object
// is gone all the same: real handlers answer InvalidRequest about things that
// they have already deleted. again is where to go on if the user knows that the
// failure passes.
func (r *run) refuse(f *Failure, again state) state {
	refused := r.refused(f, again)
	return r.observeThen(2, refused, func(context.Context, *Failure, state) state { return refused })
}

// refused ends the deletion for a failure that does not pass, unless the user
// knows that it does: then it goes on with again.
func (r *run) refused(f *Failure, again state) state {
	return func(ctx context.Context) state {
		if r.Retry != nil && r.Retry(f) {
			return r.later(ctx, "refused, but known to pass: asking again", f, r.retries.next(f.RetryAfter), again)
		}
		return r.end(Refused)
	}
}
