// Package deletion is the engine that deletes an object behind an API and
// does not return before the end is certain: gone, refused, out of time or
// interrupted.
//
// A backend translates, this package decides, the provider speaks. Backends
// (EntryGuard, Cloud Control) turn an API's answers into Failures with a
// Reason; Run turns Reasons into actions and an Outcome; the provider turns
// the Outcome into diagnostics. Each of the three tables stands in one place.
//
// The package knows no API and no Terraform, imports the standard library
// only and never logs: it reports Events to a func that its caller passes.
//
// Zero values are the safe values. The zero Reason is Unclassified, the zero
// Outcome is Refused (the object stays in state), the zero State is UnderWay
// (ask again), and a backend that cannot say where it is (see Locator) cannot
// make anybody forget an object.
package deletion

import (
	"context"
	"time"
)

// An Object is the thing behind an API that is to be deleted.
type Object struct {
	Type string // what it is, in its API's words, e.g. "AWS::Logs::LogGroup" or "EntryGuard resource"
	ID   string // the identifier that its API knows it by
	Name string // how people know it; may be empty
	Home Home   // where state says that it lives; see Locator
}

// String names the object for people: its type, its name if it has one, its ID.
func (o Object) String() string {
	if o.Name == "" || o.Name == o.ID {
		return o.Type + " " + o.ID
	}
	return o.Type + " " + o.Name + " (" + o.ID + ")"
}

// A Home is the one place where an object can be found: an AWS account and
// region, or an EntryGuard organization. Parts that an API does not have are
// empty.
type Home struct {
	Account      string // AWS account ID, 12 digits
	Region       string // AWS region name
	Organization string // EntryGuard organization ID, a UUID
}

// A Backend deletes objects of one remote API. Every method makes one request
// that changes something at most, never waits, never retries, and may be
// repeated. (Log-in, token renewal and pacing live in the transport and do not
// count.)
//
// A request that fails returns a *Failure as its error; an operation that
// fails is returned with its Failure set. A cancelled context sends nothing.
//
// Backends are never wrapped, because a wrapper would hide the optional
// interfaces Locator, Finder, Inspector, Guard, Ender and Protector.
type Backend interface {
	// Observe says whether the object exists. It changes nothing; absence is
	// an answer, not an error.
	Observe(ctx context.Context, obj Object) (exists bool, err error)
	// Delete asks for the deletion. The same attempt twice is the same request
	// to an API that knows idempotency tokens.
	Delete(ctx context.Context, obj Object, attempt Attempt) (Operation, error)
	Poller
}

// A Poller asks an API about an operation that it accepted.
type Poller interface {
	// Poll returns op as it stands now. Only op.Token need be set: the
	// operation may stem from an earlier process, or from somebody else.
	Poll(ctx context.Context, op Operation) (Operation, error)
}

// A Locator says for which home its credentials speak. The engine asks when an
// object was not found, because "not found" from another account, region or
// organization says nothing (deletion.md section 6, the fence). A backend
// without it can never report an object as absent.
type Locator interface {
	// Home returns the home that the backend speaks for. An error that wraps
	// ErrHomeNotAsked means that the user switched the question off; the parts
	// that are known without asking are returned beside it.
	Home(ctx context.Context) (Home, error)
}

// A Finder lists the operations that are under way on an object, for an API
// whose conflict answers do not always name them.
type Finder interface {
	Operations(ctx context.Context, obj Object) ([]Operation, error)
}

// An Inspector names what keeps an object from being deleted.
type Inspector interface {
	Blockers(ctx context.Context, obj Object) ([]Blocker, error)
}

// A Guard is for an API that may delete what uses an object along with it,
// instead of refusing. The engine asks it right before every request, and sends
// none while something is at stake or while that cannot be seen. Between the
// look and the request remains a moment that only the API could close.
type Guard interface {
	// AtStake returns what the API might delete along with the object.
	AtStake(ctx context.Context, obj Object) ([]Blocker, error)
}

// An Ender ends one blocker. Ending one that has ended already is no error.
type Ender interface {
	End(ctx context.Context, obj Object, b Blocker) error
}

// A Protector is for an API whose objects can be protected from deletion by a
// property of their own. The engine asks it only where the resource says that
// protections are to be switched off, right before the deletion.
type Protector interface {
	// Protections returns the protections of the object that are on. It changes
	// nothing.
	Protections(ctx context.Context, obj Object) ([]Blocker, error)
	// Unprotect asks for protections that are on to be switched off, all with one
	// operation. The same attempt twice is the same request; it is another one
	// than the deletion that has this attempt.
	Unprotect(ctx context.Context, obj Object, on []Blocker, attempt Attempt) (Operation, error)
}

// An Attempt names one intent to delete one object. A backend derives its
// idempotency token from it (Cloud Control: UUIDv5 of Seed and Number), so
// that a request that is repeated is the same request and one that is asked
// anew is not.
type Attempt struct {
	Seed   string // random, one per incarnation of the object, kept in private state
	Number int    // counts up whenever the engine asks anew
}

// OperationKind says what an operation does to its object.
type OperationKind int

// The kinds of operation.
const (
	KindUnknown OperationKind = iota
	KindCreate
	KindUpdate
	KindDelete
)

// String returns the kind as Cloud Control spells it: CREATE, UPDATE, DELETE.
func (k OperationKind) String() string {
	switch k {
	case KindCreate:
		return "CREATE"
	case KindUpdate:
		return "UPDATE"
	case KindDelete:
		return "DELETE"
	case KindUnknown:
	}
	return "UNKNOWN"
}

// ParseKind returns the kind that is spelled s (see OperationKind.String),
// KindUnknown for any other text.
func ParseKind(s string) OperationKind {
	for _, k := range []OperationKind{KindCreate, KindUpdate, KindDelete} {
		if k.String() == s {
			return k
		}
	}
	return KindUnknown
}

// State says how far an operation is.
type State int

// The states of an operation. Failed includes cancelled.
const (
	UnderWay State = iota
	Done
	Failed
)

// An Operation is a request that an API accepted and works on. An API that
// answers at once (EntryGuard) returns operations that are Done and have no
// token.
type Operation struct {
	Kind       OperationKind
	Token      string // the API's name for the operation; empty where it has none
	ObjectType string // what the operation works on, as the API says
	ObjectID   string // empty while a create has not shown it
	State      State
	Status     string   // the API's own word, e.g. "IN_PROGRESS"
	Message    string   // the API's own text beside the status
	Failure    *Failure // why it ended; set exactly when State is Failed
	Hooks      []Hook   // policy hooks that had something to say
	Hooked     bool     // policy hooks run on it; what they say is in the answer to a poll
	RetryAfter time.Time
	// RequestedAt is when this operation was asked for, as far as is known.
	// It is never later than the API's own time for the request.
	RequestedAt time.Time
	Attempt     int // the Attempt.Number that started it
}

// A Hook is what a policy hook of the API said about an operation.
type Hook struct {
	Name    string
	ARN     string
	Status  string // the API's word, e.g. "HOOK_COMPLETE_FAILED"
	Message string
	Failed  bool // it found something
	Fatal   bool // and that ended the operation; otherwise it is a warning
}

// A Blocker is what keeps an object from being deleted: a session, a
// protection flag, an operation under way, an object that uses it.
type Blocker struct {
	Code      string // machine word: "session", "operation", "protection", "resource", "static_ip_rule"
	ID        string
	Status    string   // the API's word, e.g. "ACTIVE"
	Who       string   // the user, as name and address where both are known
	Addresses []string // IP addresses a session opened
	Since     time.Time
	Until     time.Time
	Also      []string // names of what else ends when this blocker is ended
	Endable   bool     // false while it is ending by itself already
}

// A Failure is an error that an API answered, classified. It serves as the
// error of a request and as the reason why an operation ended.
type Failure struct {
	Reason     Reason
	Code       string    // the API's machine code, e.g. "RESOURCE_IN_USE"; empty where it gave none
	Message    string    // the API's own words, unchanged
	Hint       string    // what this backend knows a person can do about it; may be empty
	Status     int       // HTTP status; 0 where there was no answer
	RequestID  string    // the API's ID of the request, for its support
	RetryAfter time.Time // the API asks not to be asked before; zero if it does not say
	InTheWay   string    // token of the operation that is in the way, where the answer named it
	Unsent     bool      // nothing left this machine: the API cannot have carried it out
	Foreign    bool      // the answer is not the API's: another host gave it, and answers so to everything
	Spent      bool      // the attempt's idempotency token is taken: asking again needs another attempt
	Hooks      []Hook    // policy hooks that had something to say
	Err        error     // what lies below, for errors.Is and errors.As; may be nil
}

// Error returns one line: code or reason, status and the API's words.
func (f *Failure) Error() string {
	code := f.Code
	if code == "" {
		code = f.Reason.String()
	}
	switch {
	case f.Message != "":
		return code + ": " + f.Message
	case f.Err != nil:
		return code + ": " + f.Err.Error()
	}
	return code
}

// Unwrap returns what lies below.
func (f *Failure) Unwrap() error { return f.Err }

// HeldBack reports whether a request was not sent because its time ran out while
// it waited for its turn: what was slow is the client's own pace, not the API.
func (f *Failure) HeldBack() bool { return f != nil && f.Reason == Throttled && f.Unsent }
