package deletion

import "errors"

// A Reason is the class of a failure. Backends assign it from an API's status
// and machine code, never from its human text.
type Reason int

// The reasons. Unclassified is the zero value: a code that nobody mapped is
// refused, and the object stays in state.
const (
	Unclassified    Reason = iota
	NotFound               // the API says that it does not know the object: one of two witnesses (see witness.go)
	InUse                  // people use the object
	Busy                   // another operation works on the object
	Throttled              // too many requests; nothing happened
	Unavailable            // the API failed; what was asked may have been carried out
	Unauthenticated        // no valid credentials
	Denied                 // valid credentials that may not do this
	Protected              // the object is protected from deletion
	Invalid                // the request will never be accepted
	Unsupported            // the API cannot do this for this type
	QuotaExceeded          // a limit that does not pass by itself
	Lost                   // the API no longer knows the operation
	Cancelled              // somebody cancelled the operation
)

// Reasons lists every reason, so that tests can loop over them.
func Reasons() []Reason {
	all := make([]Reason, 0, len(reasonNames))
	for r := range reasonNames {
		all = append(all, Reason(r))
	}
	return all
}

var reasonNames = [...]string{
	Unclassified:    "Unclassified",
	NotFound:        "NotFound",
	InUse:           "InUse",
	Busy:            "Busy",
	Throttled:       "Throttled",
	Unavailable:     "Unavailable",
	Unauthenticated: "Unauthenticated",
	Denied:          "Denied",
	Protected:       "Protected",
	Invalid:         "Invalid",
	Unsupported:     "Unsupported",
	QuotaExceeded:   "QuotaExceeded",
	Lost:            "Lost",
	Cancelled:       "Cancelled",
}

// String returns the reason's name.
func (r Reason) String() string {
	if r < 0 || int(r) >= len(reasonNames) {
		return reasonNames[Unclassified]
	}
	return reasonNames[r]
}

// AsFailure returns the Failure in err's chain. An error without one becomes a
// Failure of its own, Unclassified: what nobody classified is refused. Its words
// are ours, not an API's. It returns nil for a nil error.
func AsFailure(err error) *Failure {
	if err == nil {
		return nil
	}
	if f, ok := errors.AsType[*Failure](err); ok {
		return f
	}
	return &Failure{Err: err}
}

// ReasonOf returns the reason of the Failure in err's chain, Unclassified
// where there is none.
func ReasonOf(err error) Reason {
	if f, ok := errors.AsType[*Failure](err); ok {
		return f.Reason
	}
	return Unclassified
}
