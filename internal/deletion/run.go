package deletion

import (
	"context"
	"errors"
	"time"
)

// How often the engine does again what its tables allow. Everything else is
// bounded by the timeout.
const (
	maxUnavailable = 5 // operations that ended because their API failed
	maxLost        = 2 // operations that their API no longer knows
	maxHistory     = 3 // old answers that an idempotency token brought back
)

// defaultTimeout limits a deletion whose Request sets no limit: nothing is ever
// waited for without end.
const defaultTimeout = 120 * time.Minute

// OnInUse says what to do about blockers that people stand behind.
type OnInUse int

// The ways to treat an object that is in use. Refuse is the zero value.
const (
	Refuse OnInUse = iota // report the blockers, delete nothing
	Wait                  // wait until they have ended by themselves
	Stop                  // end them, then delete
)

// OnProtection says what to do about protections of the object itself.
type OnProtection int

// The ways to treat an object that is protected. Keep is the zero value.
const (
	Keep   OnProtection = iota // ask for the deletion, which the API refuses
	Remove                     // switch off those that the plan announced, then delete
)

// A Request asks the engine for the deletion of one object.
type Request struct {
	Backend    Backend
	Object     Object
	Attempt    Attempt       // seed, and the number to start with
	Resume     *Operation    // an unfinished operation that an earlier run saved
	Timeout    time.Duration // for everything; zero stands for defaultTimeout
	InUse      OnInUse
	Protection OnProtection
	// Announced are the IDs of the blockers that the plan announced would be
	// ended, and of the protections that it announced would be switched off. Nil
	// means that nothing was announced: then any blocker may be ended, and no
	// protection switched off.
	Announced []string
	// Retry says whether a failure that is final by the engine's own table is
	// known to pass for this object (deletion_retry). May be nil.
	Retry  func(*Failure) bool
	Pace   Pace
	Report Report
}

// Run deletes the object and returns when the end is certain, the time is up
// or ctx was cancelled. It returns within Pace.LastLook of a cancel.
//
// It is a machine of small states, each a method that returns the next one
// (the picture is in the architecture page):
//
//	start → request → poll → confirm → Deleted
//
// with busy, blocked, fence and refuse beside them. deletion.md section 4 has
// the tables that requestFailed and operationFailed follow.
func Run(ctx context.Context, req Request) Result {
	req.Pace = req.Pace.OrDefaults()
	if req.Timeout == 0 {
		req.Timeout = defaultTimeout
	}
	r := &run{
		Request: req,
		began:   time.Now(),
		attempt: req.Attempt.Number,
		retries: backoff{pace: req.Pace},
		result:  Result{Object: req.Object, Timeout: req.Timeout},
	}
	limited, cancel := WithTimeout(ctx, req.Timeout)
	defer cancel()
	for next := r.start; next != nil; {
		next = next(limited)
	}
	r.result.NextAttempt = r.attempt
	r.result.Elapsed = time.Since(r.began)
	return r.result
}

// A state does one step and returns the next one, nil at the end.
type state func(context.Context) state

// run is one deletion under way.
type run struct {
	Request
	began   time.Time
	attempt int       // number of the next request, or of the one not known to have ended
	op      Operation // the operation that is followed
	retries backoff

	doneSince   time.Time // when the API said done
	seen        bool      // the object was observed after that
	absent      bool      // the object was observed absent after a list said that the deletion has ended
	company     bool      // the operation that is followed shares its board with others
	answered    bool      // the operation that an earlier run saved was just asked about
	unavailable int
	lost        int
	history     int
	ending      bool   // blockers have been ended in this run
	unprotected bool   // no protection is left to be switched off
	switching   string // token of the operation that switches protections off
	located     bool   // the provider speaks for the home of the object
	unlocated   int    // how often that could not be learnt

	result Result
}

// start goes on with what an earlier run left, if it left something.
func (r *run) start(ctx context.Context) state {
	if err := ctx.Err(); err != nil {
		return r.stop(ctx)
	}
	if r.Resume == nil || r.Resume.Token == "" {
		return r.request
	}
	r.op = *r.Resume
	r.attempt = max(r.attempt, r.op.Attempt)
	r.report("unfinished operation found in state", nil, 0)
	if r.op.Kind == KindCreate || r.op.Kind == KindUpdate {
		return r.waitForOther
	}
	r.op.Kind = KindDelete
	return r.resume
}

// resume asks about the deletion that an earlier run left. If it has failed
// meanwhile, that is history: somebody runs destroy again because the reason
// may be gone.
func (r *run) resume(ctx context.Context) state {
	seen, err := r.following().once(ctx, r.op)
	f := AsFailure(err)
	switch {
	case f != nil && ctx.Err() != nil:
		return r.stop(ctx)
	case f != nil && passes(f):
		r.note(f)
		return r.later(ctx, "operation could not be asked about, trying again", f, r.retries.next(f.RetryAfter), r.resume)
	case f != nil:
		return r.poll
	}
	r.retries.reset()
	r.op = carryOver(r.op, seen)
	if r.op.State == Failed {
		r.result.Hooks = r.op.Hooks
		return r.replayed
	}
	r.answered = true
	return r.poll
}

// request asks for the deletion, once it is known that the object is the one in
// state and, where the backend has a guard, that nothing else is at stake.
func (r *run) request(context.Context) state {
	if !r.located {
		return r.locate
	}
	if guard, ok := r.Backend.(Guard); ok {
		return r.guarded(guard)
	}
	return r.free
}

// free sends the request, once the protections of the object are off where the
// resource says that they are to be switched off.
func (r *run) free(context.Context) state {
	if protector, ok := r.Backend.(Protector); ok && r.Protection == Remove && !r.unprotected {
		return r.unprotect(protector)
	}
	return r.send
}

// send sends the request.
func (r *run) send(ctx context.Context) state {
	r.result.Requests++
	op, err := r.Backend.Delete(ctx, r.Object, Attempt{Seed: r.Attempt.Seed, Number: r.attempt})
	if err != nil {
		return r.requestFailed(ctx, AsFailure(err))
	}
	r.op = carryOver(Operation{
		Kind: KindDelete, ObjectType: r.Object.Type, ObjectID: r.Object.ID, Attempt: r.attempt, RequestedAt: time.Now(),
	}, op)
	switch op.State {
	case Done:
		return r.done
	case Failed:
		return r.replayed
	case UnderWay:
	}
	r.report("deletion accepted", nil, 0)
	return r.poll
}

// replayed deals with an operation that had failed already when the API
// answered the request: the idempotency token brought back an old operation.
// What it ended with is history, and only another attempt is a new request.
func (r *run) replayed(context.Context) state {
	failure := r.op.Failure
	r.note(failure)
	r.attempt = max(r.attempt, r.op.Attempt) + 1
	r.op = Operation{}
	r.history++
	if r.history > maxHistory {
		return r.refuse(failure, r.request)
	}
	anew := func(context.Context) state {
		r.report("an earlier attempt had failed, asking anew", failure, 0)
		return r.request
	}
	if failure.Reason == NotFound {
		return r.observeThen(1, anew, r.patient)
	}
	return anew
}

// poll follows the deletion to its end.
func (r *run) poll(ctx context.Context) state {
	op, err := r.follow(ctx, r.op)
	r.op = op
	switch {
	case err == nil && r.absent:
		return r.end(Deleted)
	case err == nil:
		r.history = 0
		return r.operationEnded
	case ctx.Err() != nil:
		return r.stop(ctx)
	}
	failure := AsFailure(err)
	r.note(failure)
	if failure.Reason == Lost {
		r.attempt = max(r.attempt, r.op.Attempt+1)
		return r.lostOperation
	}
	// The operation may well run on: it stays with the run and is saved.
	return r.refuse(failure, r.poll)
}

// operationEnded looks at how a deletion ended.
func (r *run) operationEnded(ctx context.Context) state {
	r.result.Hooks = r.op.Hooks
	if r.op.State == Done {
		return r.done
	}
	r.attempt = max(r.attempt, r.op.Attempt+1)
	return r.operationFailed(ctx, r.op.Failure)
}

// done begins the confirmation: an API's "done" is a hint to go and look.
func (r *run) done(context.Context) state {
	r.doneSince = time.Now()
	r.retries.reset()
	r.report("the API says deleted, observing whether the object is gone", nil, 0)
	return r.confirm
}

// fence lets the object count as absent if the right API said so.
func (r *run) fence(ctx context.Context) state {
	unchecked, err := Fence(ctx, r.Backend, r.Object)
	if err != nil {
		if ctx.Err() != nil {
			return r.stop(ctx)
		}
		r.result.Fence, _ = errors.AsType[*FenceError](err)
		return r.end(Refused)
	}
	r.result.Unfenced = unchecked
	return r.end(Absent)
}

// later pauses before the next state.
func (r *run) later(ctx context.Context, what string, f *Failure, wait time.Duration, next state) state {
	r.report(what, f, wait)
	if Pause(ctx, wait) != nil {
		return r.stop(ctx)
	}
	return next
}

// stop ends the deletion because the time is up or somebody cancelled it. One
// last question that outlives ctx says how far the operation is, and whether
// the object is gone where it has ended well.
func (r *run) stop(ctx context.Context) state {
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.Pace.LastLook)
	defer cancel()
	cause := context.Cause(ctx)
	timeIsUp := errors.Is(cause, ErrDeadline) || errors.Is(cause, context.DeadlineExceeded)
	// Hundreds that are cut off together return at once: the list has just shown
	// how far they are, and a question each would take longer than there is time.
	if r.op.Token != "" && r.op.State == UnderWay && (timeIsUp || !r.company) {
		r.lastPoll(asUrgent(last))
	}
	if r.saidDone() {
		if end := r.lastObservation(last, timeIsUp); end != nil {
			return end()
		}
	}
	if timeIsUp {
		return r.end(TimedOut)
	}
	return r.end(Interrupted)
}

// lastPoll asks once how far the operation is. One that has failed is over, and
// so is one that was only in the way: neither is worth saving.
func (r *run) lastPoll(ctx context.Context) {
	seen, err := r.Backend.Poll(ctx, r.op)
	if err != nil {
		r.noteHeldBack(AsFailure(err))
		return
	}
	op := carryOver(r.op, seen)
	r.op = op
	switch {
	case op.State == UnderWay || r.saidDone():
		return
	case op.State == Done && op.Token == r.switching:
		r.isUnprotected()
	case op.Kind == KindDelete || op.Token == r.switching:
		r.note(op.Failure)
		r.result.Hooks = op.Hooks
		r.attempt = max(r.attempt, op.Attempt+1)
	}
	r.op = Operation{}
}

// end sets the outcome and ends the machine. An operation that was not seen to
// its end goes into the result, so that it is saved.
func (r *run) end(o Outcome) state {
	r.result.Outcome = o
	if !r.result.Gone() {
		r.result.Done = r.saidDone()
		if r.op.Token != "" {
			op := r.op
			r.result.Operation = &op
		}
	}
	r.report("deletion ended: "+o.String(), r.result.Failure, 0)
	return nil
}

// follow polls an operation with the run's pace.
func (r *run) follow(ctx context.Context, op Operation) (Operation, error) {
	following := r.following()
	r.answered = false
	return following.Follow(ctx, op)
}

// following follows operations of the run.
func (r *run) following() Following {
	return Following{
		Poller: r.Backend, Pace: r.Pace, answered: r.answered, gone: r.observedAbsent, company: &r.company,
		Report: func(e Event) {
			e.Object, e.Requests = r.Object, r.result.Requests
			if e.What != boardGivenUp {
				r.note(e.Failure)
			}
			r.Report.send(e)
		},
	}
}

// observedAbsent observes the object of a deletion that has left the list. An
// observation that fails says nothing.
func (r *run) observedAbsent(ctx context.Context) bool {
	exists, err := r.Backend.Observe(ctx, r.Object)
	r.absent = err == nil && !exists
	return r.absent
}

// note remembers the last thing that went wrong.
func (r *run) note(f *Failure) {
	if f != nil {
		r.result.Failure = f
	}
}

// noteHeldBack remembers that a request waited for its turn until the time was
// up, unless something worse went wrong before.
func (r *run) noteHeldBack(f *Failure) {
	if f.HeldBack() && (r.result.Failure == nil || passes(r.result.Failure)) {
		r.note(f)
	}
}

func (r *run) report(what string, f *Failure, wait time.Duration) {
	e := Event{What: what, Object: r.Object, Failure: f, Attempt: r.attempt, Requests: r.result.Requests, Wait: wait}
	if r.op.Token != "" {
		op := r.op
		e.Operation = &op
	}
	r.Report.send(e)
}
