package entryguardtest

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// HTMLPage is a page that is no answer of the API, as a proxy or a captive
// portal gives it.
const HTMLPage = "<!DOCTYPE html><html><head><title>Welcome</title></head><body><h1>Please sign in to the network</h1></body></html>"

// A Fault is something that goes wrong on demand. Without one of DropBefore,
// Hang and Status the request is carried out as usual.
type Fault struct {
	Method string // empty: any
	Path   string // pattern as in Count; empty: any
	Skip   int    // lets so many requests through first
	Times  int    // how often; zero: once; negative: from now on

	Delay       time.Duration     // waits before anything else
	DropBefore  bool              // closes the connection; nothing was carried out
	DropAfter   bool              // carries the request out and closes the connection
	Hang        bool              // gives no answer until the client or the server goes
	Truncate    bool              // cuts the answer in the middle of its body
	Status      int               // answers this instead of carrying the request out
	Body        string            // beside Status; empty: the documented error body
	Header      map[string]string // beside Status, e.g. Retry-After or Location
	TakesEffect bool              // carries the request out even though Status or Hang says otherwise

	// What is left of the objects that the answer shows, one or a list of them.
	Keep  []string // these members and no others; nil: all
	Lose  []string // not these members
	About string   // another object's ID, in place of their own
	Empty bool     // a list shows nothing
	Hide  string   // the ID of what a list does not show, or a role among its members
}

// armed is a fault that waits for its requests.
type armed struct {
	Fault
	skip, left int
}

// Fail arms a fault. The fault that was armed first takes the first request
// that it matches.
func (s *Server) Fail(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	left := f.Times
	if left == 0 {
		left = 1
	}
	s.faults = append(s.faults, &armed{Fault: f, skip: f.Skip, left: left})
}

// ClearFaults disarms every fault.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// takeFault returns the fault for a request, the zero Fault where there is
// none.
func (s *Server) takeFault(r *http.Request) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		if f.left == 0 || (f.Method != "" && f.Method != r.Method) || !pathMatches(f.Path, below(r)) {
			continue
		}
		if f.skip > 0 {
			f.skip--
			continue
		}
		if f.left > 0 {
			f.left--
		}
		return f.Fault
	}
	return Fault{}
}

func (f Fault) carriesOut() bool { return f.TakesEffect || (f.Status == 0 && !f.Hang) }

// delay waits for f.Delay and reports whether the request still wants an
// answer.
func (s *Server) delay(ctx context.Context, f Fault) bool {
	if f.Delay <= 0 {
		return true
	}
	timer := time.NewTimer(f.Delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
	case <-s.closing.Done():
	}
	return false
}

// hang waits until nobody wants an answer any more, and returns false.
func (s *Server) hang(ctx context.Context) bool {
	select {
	case <-ctx.Done():
	case <-s.closing.Done():
	}
	return false
}

// faultReply is the answer that a fault asks for.
func (s *Server) faultReply(r *http.Request, f Fault) reply {
	answer := reply{status: f.Status, header: f.Header}
	generic, documented := genericCodes[f.Status]
	switch {
	case f.Body != "":
		answer.raw = []byte(f.Body)
	case f.Status == http.StatusNoContent || (f.Status >= 300 && f.Status < 400):
	case documented && s.familyOf(r) == codeFamily:
		answer.body = codeReply(s.now(), f.Status, generic.code, generic.message).body
	case documented:
		answer.body = springReply(s.now(), f.Status, generic.message, r.URL.Path, nil).body
	default:
		answer.body = springReply(s.now(), f.Status, http.StatusText(f.Status), r.URL.Path, nil).body
	}
	return answer
}

func (s *Server) familyOf(r *http.Request) family {
	s.mu.Lock()
	one := s.opts.OneFamily
	s.mu.Unlock()
	switch one {
	case AllSpring:
		return springFamily
	case AllCodes:
		return codeFamily
	}
	if found := s.find(r); found.route != nil {
		return found.route.family
	}
	return springFamily
}

func (s *Server) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opts.Now()
}

// truncate announces the whole body, sends half of it and closes the
// connection.
func truncate(w http.ResponseWriter, answer reply) {
	text := answer.text()
	// Without a body the announcement alone is what is not kept.
	announced := max(len(text), 2)
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(announced))
	w.WriteHeader(answer.status)
	_, _ = w.Write(text[:len(text)/2])
	_ = http.NewResponseController(w).Flush() // what follows closes the connection anyway
	panic(http.ErrAbortHandler)
}
