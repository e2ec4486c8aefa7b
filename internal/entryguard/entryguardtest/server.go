// Package entryguardtest is EntryGuard in process: the documented REST API
// (entryguard-api.md) on a loopback address, with both families of error
// bodies, tokens that expire and rotate, asynchronous verification, sessions
// that hold resources, faults on demand and a log of requests.
//
// It serves tests and the sandbox command. It therefore must not import
// testing, must not listen on anything but loopback, and must not know the
// client that is tested against it. Where the sources contradict each other it
// follows the API reference, and Options has a switch for the other reading.
//
// Time is computed, not waited for: every request and every look-up first
// brings sessions and verifications up to Options.Now.
package entryguardtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

// base is the path that every endpoint is below.
const base = "/api/v1"

// Options say how the simulated API behaves. The zero Options are a quick,
// well-behaved API with one organization, one admin and one user.
type Options struct {
	// Addr is where to listen; default "127.0.0.1:0". Only loopback is accepted.
	Addr string
	// Organization is the first one; default DefaultOrganization.
	Organization Organization
	// Users belong to Organization; default DefaultUsers. The first one with
	// IsOrgAdmin is whom AdminToken and APIKey speak for.
	Users []User

	TokenLifetime   time.Duration // of access tokens; default 1 h
	RefreshLifetime time.Duration // of refresh tokens; default 7 days
	TokenRequests   int           // that an access token serves before it has expired; default any number

	// How long the API takes to finish what it does by itself. Zero: it is
	// finished at the next look. Negative: it never is.
	VerifyAfter       time.Duration // verification of a new resource or credential
	VerifyBehind      time.Duration // POST …/verify answers the resource as it was, and the result comes so much later; zero: it is in the answer
	SessionStartAfter time.Duration // PENDING to ACTIVE
	SessionEndAfter   time.Duration // EXPIRING to CANCELLED or EXPIRED
	StaticIPRuleAfter time.Duration // of a static IP rule, PENDING to ACTIVE, PARTIAL or FAILED

	// The other reading where the sources contradict each other or are silent.
	ExpiringIsInUse          bool // RESOURCE_IN_USE while a session is EXPIRING, too
	CredentialsCascade       bool // deleting a credential deletes its resources instead of CREDENTIAL_IN_USE
	InactiveResourcesFree    bool // only active resources make a credential CREDENTIAL_IN_USE
	VerificationFailureIs400 bool // a failed POST …/verify answers 400 VERIFICATION_FAILED
	SessionsFiltered         bool // GET /sessions reads ?resourceId=
	ExtensionIsCapped        bool // extending past the maximum caps instead of 400
	NullIsIgnored            bool // an explicit null in a PATCH changes nothing
	ConfigIsMerged           bool // config in a PATCH is merged into the old one
	MeRefusesAPIKeys         bool // GET /auth/me accepts bearer tokens only
	RulesHoldResources       bool // RESOURCE_IN_USE while a static IP rule names the resource; else the rule loses it
	CIDRIsRefused            bool // a static IP rule takes single addresses only
	RevokingAgainIs204       bool // revoking a revoked API key answers 204 instead of 404
	SettingsSayWhose         bool // GET /organization/settings answers id, name and subscriptionTier, too
	MFAIsEnforced            bool // with mfaRequired in the settings, a log-in without a second factor answers mfaSetupRequired
	AuditSaysRevoked         bool // the audit log writes API_KEY_REVOKED and STATIC_IP_RULE_DELETED
	KeysInAuthorization      bool // API keys are taken from "Authorization: ApiKey …" only
	RolesAreSummaries        bool // GET /roles shows no members: resourceIds and userIds are empty
	ListsAreEmpty            bool // every list of objects is []
	KeysAre401               bool // an endpoint that takes no API keys answers 401 instead of 403

	// OneFamily makes all endpoints answer errors of one family: "" is by
	// endpoint, as documented, AllSpring or AllCodes.
	OneFamily string

	// What a plan allows. Zero: everything.
	RolesArePaid     bool // POST /roles answers 403
	APIKeysArePaid   bool // POST /api-keys answers 403, but for the scope agent:connect
	MaxUsers         int  // more answer 400
	MaxResources     int
	MaxStaticIPRules int
	MaxPageSize      int // of GET /audit-logs; a larger one is taken for this

	// Now is the clock; default time.Now. See Clock.
	Now func() time.Time
}

// What OneFamily says.
const (
	AllSpring = "spring" // the page about errors promises this
	AllCodes  = "codes"
)

// A Server is one simulated EntryGuard. It is safe for concurrent use.
type Server struct {
	http     *http.Server
	listener net.Listener
	mux      *http.ServeMux  // finds endpoints, see find
	closing  context.Context // ends with Close, so that hanging requests do
	stop     context.CancelFunc

	mu       sync.Mutex // guards what follows
	opts     Options
	state    state
	faults   []*armed
	requests []Request
}

// Start starts a server. Close must be called.
func Start(opts Options) (*Server, error) {
	if opts.Addr == "" {
		opts.Addr = "127.0.0.1:0"
	}
	host, _, err := net.SplitHostPort(opts.Addr)
	if err != nil {
		return nil, fmt.Errorf("entryguardtest: %w", err)
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return nil, errors.New("entryguardtest: only a loopback address is listened on")
	}
	closing, stop := context.WithCancel(context.Background())
	listener, err := (&net.ListenConfig{}).Listen(closing, "tcp", opts.Addr)
	if err != nil {
		stop()
		return nil, fmt.Errorf("entryguardtest: %w", err)
	}
	s := &Server{listener: listener, closing: closing, stop: stop, opts: opts.orDefaults()}
	s.mux = newMux(s.allRoutes())
	s.state = newState(s.opts)
	s.http = &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:          log.New(io.Discard, "", 0), // dropped connections are on purpose
	}
	go func() { _ = s.http.Serve(listener) }() // ends with Close, always with an error
	return s, nil
}

func (o Options) orDefaults() Options {
	if o.Organization == (Organization{}) {
		o.Organization = DefaultOrganization
	}
	if o.Users == nil {
		o.Users = DefaultUsers()
	}
	if o.TokenLifetime == 0 {
		o.TokenLifetime = time.Hour
	}
	if o.RefreshLifetime == 0 {
		o.RefreshLifetime = 7 * 24 * time.Hour
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// URL returns the base URL, e.g. "http://127.0.0.1:34567/api/v1".
func (s *Server) URL() string { return "http://" + s.listener.Addr().String() + base }

// Close ends the server and every request that hangs.
func (s *Server) Close() {
	s.stop()
	_ = s.http.Close() // the listener is closed in any case
}

// Change changes the options of the running server. Addr, Organization and
// Users have no effect any more.
func (s *Server) Change(change func(*Options)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.opts)
	s.opts = s.opts.orDefaults()
}

// A Clock is a clock for Options.Now that moves only when it is told to.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock returns a clock that stands at start.
func NewClock(start time.Time) *Clock { return &Clock{now: start} }

// Now returns the time that the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock forwards.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}
