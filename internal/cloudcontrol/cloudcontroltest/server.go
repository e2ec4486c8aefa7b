package cloudcontroltest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"sync"
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
	// (Object, Put, ...) look, and AccountID is the account of every access
	// key that Accounts does not name.
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
	// RequestsPerSecond is the rate, per account and region, above which Cloud
	// Control requests are throttled; OperationRates the same for single API
	// operations of any service, by name ("DeleteResource", "DescribeType").
	// A rate of zero is no limit; the bucket holds one second's worth.
	RequestsPerSecond float64
	OperationRates    map[string]float64
	// ListPageSize is how many objects ListResources answers at once; default 25.
	ListPageSize int
	// Switches are the behaviours that can be changed while the server runs.
	Switches Switches
	// Schemas are more resource type schemas, each one JSON document. One that
	// has the name of a built-in type replaces it.
	Schemas [][]byte
	// Versions are schemas of versions of types other than the default one, by
	// TypeVersionId.
	Versions map[string][][]byte
	// Services are what the services of types make of a model on their own, by
	// type name: what they add, and in which form they store what they were
	// given. They are called with all properties of an object that is made or
	// changed, decoded with json.Number for numbers, before read-only ones are
	// filled in.
	Services map[string]func(properties map[string]any)
	// Habits are what the services of types do that no schema says.
	Habits Habits
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
	url  string
	http *http.Server
	stop context.CancelFunc // ends requests that hang or wait
	done chan error         // what Serve returned

	mu        sync.Mutex // guards everything below
	offset    time.Duration
	switches  Switches
	durations map[string]Durations // by type name; "" for the others
	types     registry
	habits    Habits
	world     world
	faults    []*armedFault
	fates     []*armedFate
	requests  []Request
	issued    map[string]session // by access key ID
	buckets   buckets
}

// Start starts a Server. It must be closed.
func Start(opts Options) (*Server, error) {
	s, err := newServer(opts)
	if err != nil {
		return nil, err
	}
	listener, err := listen(s.opts.Address)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	s.url = "http://" + listener.Addr().String()
	s.http = &http.Server{
		Handler:           http.HandlerFunc(s.serve),
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ReadHeaderTimeout: 30 * time.Second,
		// A cut connection is what a test asked for, not news for its output.
		ErrorLog: log.New(io.Discard, "", 0),
	}
	s.http.SetKeepAlivesEnabled(!opts.DisableKeepAlives)
	go func() { s.done <- s.http.Serve(listener) }()
	return s, nil
}

func newServer(opts Options) (*Server, error) {
	if opts.Address == "" {
		opts.Address = "127.0.0.1:0"
	}
	if opts.AccountID == "" {
		opts.AccountID = DefaultAccountID
	}
	if opts.Region == "" {
		opts.Region = DefaultRegion
	}
	if opts.ListPageSize <= 0 {
		opts.ListPageSize = 25
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	types, err := loadTypes(opts.Schemas, opts.Versions)
	if err != nil {
		return nil, err
	}
	if err := opts.Habits.check(); err != nil {
		return nil, err
	}
	// They change while the server runs: see SetAccount and RejectKey.
	opts.Accounts, opts.RejectedKeys = ownCopy(opts.Accounts), ownCopy(opts.RejectedKeys)
	s := &Server{
		opts:      opts,
		done:      make(chan error, 1),
		switches:  opts.Switches,
		durations: map[string]Durations{"": opts.Durations},
		types:     types,
		habits:    opts.Habits,
		world:     newWorld(),
		issued:    map[string]session{},
		buckets:   buckets{},
	}
	maps.Copy(s.durations, opts.TypeDurations)
	s.Place = s.At(opts.AccountID, opts.Region)
	return s, nil
}

// listen refuses addresses that other machines can reach: the simulated API
// lets everybody in.
func listen(address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("cloudcontroltest: address %q: %w", address, err)
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return nil, fmt.Errorf("cloudcontroltest: address %q is not a loopback address", address)
	}
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("cloudcontroltest: listen: %w", err)
	}
	return listener, nil
}

// URL returns the address of the one endpoint, for Cloud Control,
// CloudFormation and STS alike, e.g. "http://127.0.0.1:41234". Paths are not
// looked at: URL()+"/sts" is the same endpoint.
func (s *Server) URL() string { return s.url }

// Close stops the server and ends every request that hangs.
func (s *Server) Close() error {
	s.stop()
	err := s.http.Close()
	if served := <-s.done; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// Now returns the time of the server's clock.
func (s *Server) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now()
}

func (s *Server) now() time.Time { return s.opts.Now().Add(s.offset) }

// Advance moves the server's clock forward.
func (s *Server) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offset += d
	s.settle()
}

// Change changes switches while the server runs.
func (s *Server) Change(change func(*Switches)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle() // what has ended, ended under the old switches
	change(&s.switches)
}

// SetDurations sets how long the operations on one type take that start from
// now on, or on all types that have no durations of their own where typeName
// is empty.
func (s *Server) SetDurations(typeName string, d Durations) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.durations[typeName] = d
}

// LoadSchema adds a resource type, or replaces it where the type is known.
// schema is a resource type schema as CloudFormation publishes them.
func (s *Server) LoadSchema(schema []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.types.load(schema, DefaultTypeVersion)
}

// LoadSchemaVersion adds another version of a resource type, which requests
// reach by their TypeVersionId.
func (s *Server) LoadSchemaVersion(schema []byte, versionID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.types.load(schema, versionID)
}
