package deletion

import (
	"context"
	"time"
)

// OnInUse says what to do about blockers that people are behind of.
type OnInUse int

// The ways to treat an object that is in use. Refuse is the zero value.
const (
	Refuse OnInUse = iota // report the blockers, delete nothing
	Wait                  // wait until they have ended by themselves
	Stop                  // end them, then delete
)

// A Request asks the engine for the deletion of one object.
type Request struct {
	Backend Backend
	Object  Object
	Attempt Attempt       // seed, and the number to start with
	Resume  *Operation    // an unfinished operation that an earlier run saved
	Timeout time.Duration // for everything; zero means no limit
	InUse   OnInUse
	// Announced are the IDs of the blockers that the plan announced would be
	// ended. Nil means that nothing was announced and any may be ended.
	Announced []string
	// Retry says whether a failure that is final by the engine's own table is
	// known to pass for this object (deletion_retry). May be nil.
	Retry  func(*Failure) bool
	Pace   Pace
	Report Report
}

// Run deletes the object and returns when the end is certain, the time is up
// or ctx was cancelled. It returns within Pace.LastLook of a cancel.
func Run(ctx context.Context, req Request) Result {
	panic("to be written")
}
