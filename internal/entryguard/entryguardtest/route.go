package entryguardtest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// A family says which of the error bodies an endpoint answers with
// (entryguard-api.md section 3).
type family int

const (
	springFamily family = iota // {timestamp, status, error: "Bad Request", message, path}
	codeFamily                 // {error: CODE, message, timestamp}
)

// An access says who may use an endpoint.
type access struct {
	public bool   // anybody
	admin  bool   // a bearer token needs ORG_ADMIN
	scope  string // the scope that lets an API key in; empty: none does
}

// A route is one endpoint. Every group of endpoints lists its own.
type route struct {
	method  string
	pattern string // below base, as net/http has them: "{name}" is any one element
	access  access
	family  family
	handle  func(*call) reply
}

func (s *Server) allRoutes() []route {
	return slices.Concat(authRoutes(), resourceRoutes(), credentialRoutes(), roleRoutes(), userRoutes(),
		sessionRoutes(), apiKeyRoutes(), staticIPRuleRoutes(), organizationRoutes(), auditRoutes())
}

// A call is one request while it is handled. The server's lock is held.
type call struct {
	*Server
	request *http.Request // its PathValue has what the pattern's names matched
	route   route
	body    []byte
	now     time.Time
	user    *User // whom the caller speaks for; nil on public endpoints
}

// A reply is an answer.
type reply struct {
	status int
	body   any // written as JSON; nil: no body
	header map[string]string
	raw    []byte // written as it is, instead of body
}

// ServeHTTP answers one request: log, fault, endpoint.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		write(w, springReply(s.now(), http.StatusBadRequest, "Failed to read request", r.URL.Path, nil))
		return
	}
	number := s.record(r, body)
	fault := s.takeFault(r)
	if !s.delay(r.Context(), fault) || fault.DropBefore {
		panic(http.ErrAbortHandler) // net/http closes the connection without an answer
	}
	var answer reply
	if fault.carriesOut() {
		answer = s.handle(r, body)
	}
	if fault.Status != 0 {
		answer = s.faultReply(r, fault)
	}
	answer = fault.spoil(answer)
	if fault.DropAfter || (fault.Hang && !s.hang(r.Context())) {
		panic(http.ErrAbortHandler)
	}
	s.recordStatus(number, answer.status)
	w.Header().Set("Date", s.now().UTC().Format(http.TimeFormat))
	if fault.Truncate {
		truncate(w, answer)
	}
	write(w, answer)
}

// handle finds the endpoint, checks who asks, and has the endpoint answer.
func (s *Server) handle(r *http.Request, body []byte) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &call{Server: s, request: r, body: body, now: s.opts.Now()}
	s.state.settle(s.opts, c.now)
	found := s.find(r)
	switch {
	case found.route != nil:
		c.route, c.request = *found.route, found.request
	case !strings.HasPrefix(r.URL.EscapedPath(), base+"/"):
		return reply{status: http.StatusNotFound, raw: []byte(HTMLPage), header: map[string]string{"Content-Type": "text/html"}}
	case found.status == http.StatusMethodNotAllowed:
		return c.spring(http.StatusMethodNotAllowed, "Request method '"+r.Method+"' is not supported")
	default:
		return c.spring(http.StatusNotFound, "No static resource "+strings.TrimPrefix(r.URL.Path, "/")+".")
	}
	if refused := c.authenticate(); refused != nil {
		return *refused
	}
	answer := c.route.handle(c)
	if s.opts.ListsAreEmpty {
		return Fault{Empty: true}.spoil(answer)
	}
	return answer
}

// newMux makes the patterns of net/http of all endpoints. Each handler only
// leaves its route with who asked for it.
func newMux(routes []route) *http.ServeMux {
	mux := http.NewServeMux()
	for _, one := range routes {
		mux.HandleFunc(one.method+" "+base+one.pattern, func(w http.ResponseWriter, r *http.Request) {
			if found, ok := w.(*finding); ok {
				found.route, found.request = &one, r
			}
		})
	}
	return mux
}

// A finding is what the patterns say about a request. It takes an answer's
// place, so that nothing of what net/http would answer is sent.
type finding struct {
	route   *route // nil where there is none
	request *http.Request
	status  int // what net/http answers by itself
	header  http.Header
}

func (f *finding) Header() http.Header         { return f.header }
func (f *finding) Write(p []byte) (int, error) { return len(p), nil }
func (f *finding) WriteHeader(status int)      { f.status = status }

// find returns the endpoint of a request; without a route its status says
// whether the path has one for another method.
func (s *Server) find(r *http.Request) *finding {
	found := &finding{header: http.Header{}}
	s.mux.ServeHTTP(found, r)
	return found
}

// write sends a reply.
func write(w http.ResponseWriter, answer reply) {
	text := answer.text()
	if text != nil {
		w.Header().Set("Content-Type", "application/json")
	}
	for name, value := range answer.header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(answer.status)
	_, _ = w.Write(text) // a client that went away needs no answer
}

func (answer reply) text() []byte {
	if answer.raw != nil || answer.body == nil {
		return answer.raw
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(answer.body); err != nil {
		// Only a test that put an impossible value into the state gets here.
		panic("entryguardtest: " + err.Error())
	}
	return text.Bytes()
}

func ok(body any) reply      { return reply{status: http.StatusOK, body: body} }
func created(body any) reply { return reply{status: http.StatusCreated, body: body} }
func noContent() reply       { return reply{status: http.StatusNoContent} }
