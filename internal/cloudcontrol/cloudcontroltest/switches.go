package cloudcontroltest

import "time"

// Switches are behaviours of the simulated API in which AWS differs from type
// to type or from day to day, or where nothing is documented. The zero value
// is the usual one of each.
type Switches struct {
	// MissingDelete is how the deletion of an object that is not there is answered.
	MissingDelete MissingDelete
	// ReplayConflicts answers a repeated request, same ClientToken and same
	// body, with ClientTokenConflictException while its operation is under way.
	ReplayConflicts bool
	// ConflictWithoutToken leaves the RequestToken out of the text of
	// ConcurrentOperationException.
	ConflictWithoutToken bool
	// LateValidation accepts a desired state that its schema forbids and ends
	// the operation FAILED/InvalidRequest, rather than refuse the request with
	// a ValidationException.
	LateValidation bool
	// LateIdentifier shows the identifier of a new object only with SUCCESS.
	LateIdentifier bool
	// NoResourceModel leaves the properties out of the event with which a
	// create or an update ends.
	NoResourceModel bool
	// SuccessAtOnce ends every operation in the answer to the request that
	// started it.
	SuccessAtOnce bool
	// CancelTakesEffect lets a cancelled operation take effect all the same:
	// a cancelled deletion ends CANCEL_COMPLETE and the object is gone.
	CancelTakesEffect bool
	// LingerAfterDelete is how long GetResource and ListResources still find
	// an object after its deletion has ended with SUCCESS.
	LingerAfterDelete time.Duration
	// ListedAfterDelete is how long ListResources alone still shows an object
	// after its deletion: a read no longer finds it.
	ListedAfterDelete time.Duration
	// Lists is how much of each object ListResources answers.
	Lists Lists
	// EmptyListPages has ListResources answer a page without objects, and a
	// NextToken, before each page that has some.
	EmptyListPages bool
	// PlainTimes prints times as 1718502712.593 instead of 1.718502712593E9.
	PlainTimes bool
	// ModelStatuses answers errors with the HTTP status of the Smithy model
	// (404, 409, 429, 502...) instead of 400 and 500.
	ModelStatuses bool
}

// Lists is how much of an object the list handlers of types answer.
type Lists int

// What list handlers answer.
const (
	ListIdentifiers Lists = iota // the identifier's own properties
	ListNothing                  // no properties at all: {}
	ListSome                     // a part of the properties, here every second one, and the identifier's
	ListWhole                    // what a read answers
)

// MissingDelete is an answer to DeleteResource for an object that is not there.
type MissingDelete int

// The answers that types give when the object is not there.
const (
	MissingIsNotFoundEvent     MissingDelete = iota // accepted, then FAILED/NotFound
	MissingIsNotFoundException                      // ResourceNotFoundException at once
	MissingIsInvalidRequest                         // accepted, then FAILED/InvalidRequest "does not exist"
	MissingIsGeneralService                         // accepted, then FAILED/GeneralServiceException
)
