package deletion

import (
	"context"
	"time"
)

// Absence takes two witnesses, of which one at least is an observation
// (deletion.md section 4). An API's "done" or "not found" is the other one
// where there is such an answer; else the object is observed twice, Pace.Recheck
// apart. Then the fence asks whether the right API said so.

// observeThen observes the object until it was found absent so many times in a
// row, then asks the fence. present follows where the object is there, unseen
// where an observation failed; again is how unseen repeats it.
func (r *run) observeThen(absences int, present state, unseen func(ctx context.Context, f *Failure, again state) state) state {
	var observe state
	observe = func(ctx context.Context) state {
		exists, err := r.Backend.Observe(ctx, r.Object)
		switch {
		case err != nil && ctx.Err() != nil:
			return r.stop(ctx)
		case err != nil:
			r.result.Unobserved = AsFailure(err)
			return unseen(ctx, r.result.Unobserved, observe)
		}
		r.result.Unobserved = nil
		switch {
		case exists:
			return present
		case absences > 1:
			return r.later(ctx, "observed absent, observing once more", nil, r.Pace.Recheck, r.observeThen(absences-1, present, unseen))
		}
		return r.fence
	}
	return observe
}

// patient repeats an observation that failed for a reason that passes. Any
// other failure refuses: what cannot be observed is not forgotten.
func (r *run) patient(ctx context.Context, f *Failure, again state) state {
	if passes(f) {
		return r.later(ctx, "could not observe, trying again", f, r.retries.next(f.RetryAfter), again)
	}
	return r.end(Refused)
}

// passes reports whether a request that changes nothing may simply be repeated.
func passes(f *Failure) bool { return f.Reason == Throttled || f.Reason == Unavailable }

// ConfirmAbsence is for a read that did not find its object: that is one
// witness, and Pace.Recheck later it asks for the second one. It returns true
// where the object is there after all. Otherwise a nil error says that the
// object is gone; unchecked is Fence's. An error is a *FenceError, a *Failure of
// the observation, or the cause of ctx's end, and the object must stay in state.
func ConfirmAbsence(ctx context.Context, backend Backend, obj Object, pace Pace) (exists, unchecked bool, err error) {
	if err := Pause(ctx, pace.OrDefaults().Recheck); err != nil {
		return false, false, err
	}
	_, err = Following{Pace: pace}.Submit(ctx, func(ctx context.Context) (Operation, error) {
		exists, err = backend.Observe(ctx, obj)
		return Operation{State: Done}, err
	})
	switch {
	case err != nil:
		return false, false, err
	case exists:
		return true, false, nil
	}
	unchecked, err = Fence(ctx, backend, obj)
	return false, unchecked, err
}

// confirm observes until the object is absent, for Pace.ConfirmFor: the API
// said done, which is the first witness.
func (r *run) confirm(ctx context.Context) state {
	exists, err := r.Backend.Observe(ctx, r.Object)
	switch {
	case err == nil && !exists:
		return r.end(Deleted)
	case err != nil && ctx.Err() != nil:
		return r.stop(ctx)
	case err != nil:
		return r.confirmFailed(ctx, AsFailure(err))
	case time.Since(r.doneSince) >= r.Pace.ConfirmFor:
		r.result.Contradiction = true
		// Looking at this operation again would only bring its "done" back.
		r.attempt = max(r.attempt, r.op.Attempt+1)
		r.op = Operation{}
		return r.end(Refused)
	}
	r.seen, r.result.Unobserved = true, nil
	wait := max(2*r.Pace.FirstPoll, min(time.Since(r.doneSince)/5, r.Pace.MaxPoll))
	return r.later(ctx, "still observed, observing again", nil, wait, r.confirm)
}

// confirmFailed deals with an observation that failed after the API said done.
func (r *run) confirmFailed(ctx context.Context, f *Failure) state {
	r.result.Unobserved = f
	switch {
	case passes(f):
		return r.later(ctx, "could not observe, trying again", f, r.retries.next(f.RetryAfter), r.confirm)
	case r.unobservable(f):
		return r.unconfirmed(f)
	}
	return r.end(Refused)
}

// unobservable reports whether nobody may or can observe the object, so that
// the API's "done" is all that there will ever be. What was seen after that is
// not forgotten on the API's word.
func (r *run) unobservable(f *Failure) bool {
	switch f.Reason {
	case Denied, Unsupported, Invalid:
		return !r.seen
	case Unclassified, NotFound, InUse, Busy, Throttled, Unavailable, Unauthenticated, Protected, QuotaExceeded, Lost, Cancelled:
	}
	return false
}

// unconfirmed ends a deletion on the API's word alone.
func (r *run) unconfirmed(f *Failure) state {
	r.result.Unconfirmed, r.result.Unobserved = f, nil
	return r.end(Deleted)
}

// saidDone reports whether the API says that the deletion is done.
func (r *run) saidDone() bool { return r.op.Kind == KindDelete && r.op.State == Done }

// lastObservation is the one that a deletion gets whose time is up, or that
// somebody cancelled, after the API said done. It is the one rule for all the
// places at which confirming can be cut off. It returns nil where the end is
// not certain.
func (r *run) lastObservation(ctx context.Context, timeIsUp bool) (end func() state) {
	exists, err := r.Backend.Observe(ctx, r.Object)
	switch {
	case err == nil && !exists:
		return func() state { return r.end(Deleted) }
	case err == nil:
		r.seen, r.result.Unobserved = true, nil
		return nil
	case r.result.Unobserved == nil || ctx.Err() == nil:
		// The failure of an observation that was cut off says less than the
		// one before it.
		r.result.Unobserved = AsFailure(err)
	}
	f := r.result.Unobserved
	if timeIsUp && !r.seen && (ctx.Err() != nil || passes(f) || r.unobservable(f)) {
		return func() state { return r.unconfirmed(f) }
	}
	return nil
}
