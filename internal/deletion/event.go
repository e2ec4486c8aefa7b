package deletion

import "time"

// An Event is one step of a deletion or of following an operation. The engine
// reports events to the func that its caller passes; the provider logs them.
// Events carry no properties and no bodies.
type Event struct {
	What      string        // a short constant sentence, e.g. "deletion requested"
	Object    Object        // what is being worked on
	Operation *Operation    // as last seen; nil where there is none
	Failure   *Failure      // what went wrong at this step; nil if nothing did
	Attempt   int           // the Attempt.Number in force
	Requests  int           // deletions asked for so far
	Wait      time.Duration // how long the engine waits before its next step
}

// A Report receives events. A nil Report is allowed and drops them.
type Report func(Event)

func (r Report) send(e Event) {
	if r != nil {
		r(e)
	}
}
