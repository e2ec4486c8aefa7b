package cloudcontroltest

import "time"

// A Fate decides how operations go that the API accepts: how long they take,
// what their events say, how they end and whether they take effect. What it
// matches is in the first fields (an empty one matches everything). An
// operation meets the first fate that is set for it, when it is accepted.
type Fate struct {
	Kind                 string // CREATE, UPDATE or DELETE
	TypeName, Identifier string

	// Times is how many operations meet this fate: 0 means 1; see Always.
	Times int
	// Skip is how many matching operations go their usual way first.
	Skip int

	// Takes is how long the operation takes; nil is the usual duration.
	Takes *time.Duration
	// Pending is how long of that it is PENDING; nil is the usual duration.
	Pending *time.Duration
	// ErrorCode, a HandlerErrorCode, ends it FAILED.
	ErrorCode string
	// End is the terminal status where it is neither SUCCESS nor, with an
	// ErrorCode, FAILED: CANCEL_COMPLETE, or FAILED without an ErrorCode.
	End string
	// UnderWay is the status that is shown instead of IN_PROGRESS, e.g. one
	// that no client knows.
	UnderWay string
	// StatusMessage is the text of the terminal event; nil is the usual text
	// of the ErrorCode, a pointer to "" an empty text.
	StatusMessage *string
	// NoStatusMessage leaves the text out of the terminal event altogether.
	NoStatusMessage bool
	// RetryAfter is put into every event until the operation ends: that long
	// after the answer it is in. Negative is the past; nil is none.
	RetryAfter *time.Duration
	// Effect is whether the operation takes effect.
	Effect Effect
	// Linger is how long GetResource and ListResources still find the object
	// after a deletion took effect; nil is Switches.LingerAfterDelete.
	Linger *time.Duration
	// AtOnce answers the request itself with the terminal status.
	AtOnce bool
	// InvisibleFor is how long, from the request on, status requests answer
	// RequestTokenNotFoundException.
	InvisibleFor time.Duration
	// Forgotten lets status requests answer RequestTokenNotFoundException for
	// ever, and the list of requests not show it.
	Forgotten bool
	// Hooks run before the operation. One that fails in mode FAIL ends it
	// FAILED without effect.
	Hooks []Hook
}

// Effect says whether an operation changes anything.
type Effect int

// The effects of operations.
const (
	EffectOnSuccess Effect = iota // it takes effect when it ends with SUCCESS
	EffectAnyway                  // it takes effect however it ends
	EffectNone                    // it takes none, not even with SUCCESS ("reported deleted but still there")
)

// A Hook is one CloudFormation Hook that looks at an operation before it runs.
type Hook struct {
	TypeName string // e.g. "Steward::Test::DeletionHook"
	Mode     string // FAIL or WARN; default FAIL
	Fails    bool
	Message  string // the text that people need to read
}

// An armedFate is a fate that has not worn off yet.
type armedFate struct {
	Fate
	skip, left int
}

// Script sets a fate.
func (s *Server) Script(f Fate) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fates = append(s.fates, &armedFate{f, f.Skip, atLeastOnce(f.Times)})
}

// takeFate returns the fate that an operation meets, the zero Fate where none
// is set for it, and wears it off.
func (s *Server) takeFate(op *operation) Fate {
	for _, armed := range s.fates {
		if armed.left == 0 || !armed.matches(op) {
			continue
		}
		if armed.skip > 0 {
			armed.skip--
			continue
		}
		if armed.left > 0 {
			armed.left--
		}
		return armed.Fate
	}
	return Fate{}
}

func (f Fate) matches(op *operation) bool {
	return matchesText(f.Kind, op.kind) && matchesText(f.TypeName, op.t.name) && matchesText(f.Identifier, op.identifier())
}

// lingerOf is how long the object of a deletion is still found.
func (s *Server) lingerOf(op *operation) time.Duration {
	if op.fate.Linger != nil {
		return *op.fate.Linger
	}
	return s.switches.LingerAfterDelete
}

// Ptr returns a pointer to v, for the optional fields of a Fate; new(v) does the same.
func Ptr[T any](v T) *T { return new(v) }
