package deletion

import (
	"context"
	"errors"
	"time"
)

// errUnannounced is why no protection was switched off.
var errUnannounced = errors.New("the object is protected, and no plan announced that this protection would be switched off")

// errStillProtected is why the deletion was not asked for.
var errStillProtected = errors.New("the API says that the protection is switched off, and still shows it")

// unprotect finds the protections that are on, and has those switched off that
// the plan announced: who approved that about one property did not approve it
// about another.
func (r *run) unprotect(protector Protector) state {
	return func(ctx context.Context) state {
		on, err := protector.Protections(ctx, r.Object)
		switch {
		case ctx.Err() != nil:
			return r.stop(ctx)
		case err != nil:
			return r.protectionsUnseen(ctx, AsFailure(err))
		case len(on) == 0:
			r.isUnprotected()
			return r.request
		}
		if more := unannounced(on, r.Announced); len(more) > 0 {
			r.result.Unannounced, r.result.Unprotecting = more, nil
			r.note(&Failure{Reason: Protected, Err: errUnannounced})
			return r.end(Refused)
		}
		return r.switchOff(ctx, protector, on)
	}
}

// protectionsUnseen deals with protections that could not be seen. Where that
// does not pass, the API is asked for the deletion: it refuses what is protected.
func (r *run) protectionsUnseen(ctx context.Context, f *Failure) state {
	if passes(f) {
		r.note(f)
		return r.later(ctx, "could not look what protects the object, looking again", f, r.retries.next(f.RetryAfter), r.request)
	}
	r.unprotected, r.result.Unprotecting = true, nil
	r.report("what protects the object cannot be seen, asking for the deletion", f, 0)
	return r.request
}

// switchOff asks the API to switch protections off.
func (r *run) switchOff(ctx context.Context, protector Protector, on []Blocker) state {
	r.result.Unprotecting = on
	op, err := protector.Unprotect(ctx, r.Object, on, Attempt{Seed: r.Attempt.Seed, Number: r.attempt})
	if err != nil {
		return r.requestFailed(ctx, AsFailure(err))
	}
	r.op = carryOver(Operation{
		Kind: KindUpdate, ObjectType: r.Object.Type, ObjectID: r.Object.ID, Attempt: r.attempt, RequestedAt: time.Now(),
	}, op)
	r.switching = r.op.Token
	switch op.State {
	case Done:
		return r.switchedBefore
	case Failed:
		return r.replayed
	case UnderWay:
	}
	r.report("switching the protection off was accepted", nil, 0)
	return r.awaitUnprotected
}

// switchedBefore deals with an operation that was done already when the API
// answered the request: an earlier run may have started it, and somebody may
// have switched the protection on again since. So it is looked at once more, and
// only another attempt is a new request.
func (r *run) switchedBefore(context.Context) state {
	r.attempt = max(r.attempt, r.op.Attempt) + 1
	r.op = Operation{}
	r.history++
	if r.history > maxHistory {
		f := &Failure{Reason: Protected, Err: errStillProtected}
		r.note(f)
		return r.refuse(f, r.request)
	}
	return r.request
}

// awaitUnprotected follows the operation that switches protections off to its
// end, and then goes on with the deletion.
func (r *run) awaitUnprotected(ctx context.Context) state {
	op, err := r.follow(ctx, r.op)
	r.op = op
	switch {
	case err != nil && ctx.Err() != nil:
		return r.stop(ctx)
	case err != nil:
		return r.switchingUnseen(AsFailure(err))
	}
	r.history = 0
	r.result.Hooks = op.Hooks
	if op.State == Done {
		return r.switchedOff
	}
	r.attempt = max(r.attempt, op.Attempt+1)
	return r.operationFailed(ctx, op.Failure)
}

// switchingUnseen deals with an operation that cannot be asked about. It may
// well run on: unless its API lost it, it stays with the run and is saved.
func (r *run) switchingUnseen(f *Failure) state {
	r.note(f)
	if f.Reason == Lost {
		r.attempt = max(r.attempt, r.op.Attempt+1)
		return r.lostOperation
	}
	return r.refuse(f, r.awaitUnprotected)
}

// switchedOff goes on with the deletion.
func (r *run) switchedOff(context.Context) state {
	r.isUnprotected()
	r.op = Operation{}
	r.retries.reset()
	r.report("the protection is switched off, asking for the deletion", nil, 0)
	return r.request
}

// isUnprotected notes that what was to be switched off is off.
func (r *run) isUnprotected() {
	r.result.Unprotected = append(r.result.Unprotected, r.result.Unprotecting...)
	r.unprotected, r.result.Unprotecting, r.switching = true, nil, ""
}
