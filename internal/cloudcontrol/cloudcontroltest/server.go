package cloudcontroltest

import (
	"errors"
	"time"
)

// Defaults of Options.
const (
	DefaultAccountID = "123456789012"
	DefaultRegion    = "us-east-1"
)

// Options say what a Server is like when it starts. The zero value is a
// server for account DefaultAccountID and region DefaultRegion that accepts
// every access key and whose operations have ended when they are looked at
// for the first time.
type Options struct {
	// Address is where to listen, host and port; default "127.0.0.1:0". A host
	// that is not a loopback address is an error.
	Address string
	// AccountID (12 digits) and Region are where the Server's own look-ups
	// (Object, Put, ...) look, and the account of every access key that
	// Accounts does not name.
	AccountID string
	Region    string
	// Accounts maps access key IDs to account IDs.
	Accounts map[string]string
	// RejectedKeys maps access key IDs to the code that refuses them:
	// UnrecognizedClientException, ExpiredTokenException or
	// InvalidSignatureException. The query services answer their own spelling.
	RejectedKeys map[string]string
	// Durations are how long operations take, and TypeDurations the same for
	// single types, by type name.
	Durations     Durations
	TypeDurations map[string]Durations
	// RequestsPerSecond is the rate, per account and region, above which every
	// request is throttled; OperationRates the same for single API operations,
	// by name ("DeleteResource"). Zero is no limit.
	RequestsPerSecond float64
	OperationRates    map[string]float64
	// ListPageSize is how many objects ListResources answers at once; default 25.
	ListPageSize int
	// Switches are the behaviours that can be changed while the server runs.
	Switches Switches
	// Schemas are more resource type schemas, each one JSON document. One that
	// has the name of a built-in type replaces it.
	Schemas [][]byte
	// Now is the clock; default time.Now. See Server.Advance.
	Now func() time.Time
	// DisableKeepAlives closes every connection after one answer.
	DisableKeepAlives bool
}

// Durations are how long each kind of operation takes, counted from the
// request that started it. With zero the first look after that request finds
// the operation ended.
type Durations struct {
	Create, Update, Delete time.Duration
	// Pending is how long an operation is PENDING before it is IN_PROGRESS.
	Pending time.Duration
	// Cancel is how long an operation is CANCEL_IN_PROGRESS.
	Cancel time.Duration
}

// A Server is AWS Cloud Control on a loopback port. It embeds the Place that
// its Options name, so that Object, Put and the like can be called on it.
// All methods may be called at any time, from any goroutine.
type Server struct {
	*Place
	opts Options
}

// Start starts a Server. It must be closed.
func Start(opts Options) (*Server, error) {
	return nil, errors.New("not built yet")
}

// URL returns the address of the one endpoint, for Cloud Control,
// CloudFormation and STS alike, e.g. "http://127.0.0.1:41234".
func (s *Server) URL() string { return "" }

// Close stops the server and ends every request that hangs.
func (s *Server) Close() error { return nil }

// Now returns the time of the server's clock.
func (s *Server) Now() time.Time { return time.Time{} }

// Advance moves the server's clock forward.
func (s *Server) Advance(d time.Duration) {}

// Change changes switches while the server runs.
func (s *Server) Change(change func(*Switches)) {}

// SetDurations sets how long the operations on one type take, or on all types
// that have no durations of their own where typeName is empty.
func (s *Server) SetDurations(typeName string, d Durations) {}

// LoadSchema adds a resource type, or replaces it where the type is known.
func (s *Server) LoadSchema(schema []byte) error { return nil }
