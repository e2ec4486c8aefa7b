package deletion

import "time"

// An Outcome says how a deletion ended.
type Outcome int

// The outcomes. Refused is the zero value: whatever was forgotten keeps the
// object in state. Only Deleted and Absent mean that the object is gone.
const (
	Refused     Outcome = iota
	Deleted             // asked for, done and observed absent (see Result.Unconfirmed)
	Absent              // it was gone already, and the right API said so
	TimedOut            // the timeout ran out; an operation may run on
	Interrupted         // somebody cancelled the wait; an operation may run on
)

// Outcomes lists every outcome, so that tests can loop over them.
func Outcomes() []Outcome { return []Outcome{Refused, Deleted, Absent, TimedOut, Interrupted} }

// String returns the outcome's name.
func (o Outcome) String() string {
	switch o {
	case Deleted:
		return "Deleted"
	case Absent:
		return "Absent"
	case TimedOut:
		return "TimedOut"
	case Interrupted:
		return "Interrupted"
	case Refused:
	}
	return "Refused"
}

// A Result is how a deletion ended and what a person needs to know about it.
type Result struct {
	Outcome Outcome
	Object  Object

	// Failure is the last thing that went wrong, whatever the outcome: a
	// timeout shows it too. Nil if nothing did.
	Failure *Failure
	// Operation is an operation that has not been seen to end. It must be
	// saved: the next run polls it instead of asking again.
	Operation *Operation
	// NextAttempt is the Attempt.Number that the next run must start with. It
	// must be saved beside the seed.
	NextAttempt int

	// Blockers are what holds the object, where the failure was InUse and the
	// backend could name them.
	Blockers []Blocker
	// BlockersErr is why the blockers could not be named.
	BlockersErr error
	// Unannounced are blockers, or protections, that the plan did not announce,
	// where that is why nothing was ended or switched off and nothing deleted.
	Unannounced []Blocker
	// Ended are the blockers that this deletion ended.
	Ended []Blocker

	// Unprotected are the protections that this deletion switched off. They stay
	// off where the object was not deleted.
	Unprotected []Blocker
	// Unprotecting are protections that were to be switched off and of which that
	// is not known to have ended well: Failure is then about that.
	Unprotecting []Blocker

	// Fence is set when the object was not asked for, or was not found, because
	// the provider does not provably speak for the place where it lives.
	Fence *FenceError
	// Done is set when the API said that the deletion is done and the object
	// was not observed absent.
	Done bool
	// Unobserved is why the object could not be observed where its absence
	// depended on that. Nil where it was observed to be there.
	Unobserved *Failure
	// Contradiction is set when the API said that the deletion was done and
	// the object was still observed when Pace.ConfirmFor had passed.
	Contradiction bool
	// Hooks are what policy hooks said about the last operation that ended.
	// Those that failed and were not fatal are warnings.
	Hooks []Hook
	// Unconfirmed is why the absence could not be observed after the API said
	// done. The object counts as deleted.
	Unconfirmed *Failure
	// Unfenced is set when the deletion was asked for, or the object counts as
	// absent, although its home was not checked: the user switched the check off.
	Unfenced bool

	Requests int           // deletions asked for
	Elapsed  time.Duration // spent in Run
	Timeout  time.Duration // the limit that was in force
}

// Gone reports whether the object no longer exists and may leave the state.
func (r Result) Gone() bool { return r.Outcome == Deleted || r.Outcome == Absent }
