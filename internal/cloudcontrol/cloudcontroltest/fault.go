package cloudcontroltest

import (
	"net/http"
	"time"
)

// Always is the Times of a Fault or a Fate that never wears off.
const Always = -1

// A Fault spoils the answers to requests: an exception, an HTTP error, a cut
// connection, a garbled body. What it matches is in the first fields (an empty
// one matches everything), how often in the next two, what it does in the rest.
// Several faults that match one request wear off one after the other, in the
// order in which they were set.
//
// An operation that is accepted and ends badly is not a Fault but a Fate.
type Fault struct {
	// Operation is the API operation: "DeleteResource", "DescribeType", "AssumeRole"...
	Operation string
	// TypeName and Identifier are those of the request; of a status or cancel
	// request, those of the operation that it asks about.
	TypeName, Identifier string

	// Times is how many requests are spoilt: 0 means 1; see Always.
	Times int
	// Skip is how many matching requests go well before the first is spoilt.
	Skip int

	// After lets the request take effect first and spoils only its answer.
	After bool
	// Delay holds the answer back, in real time, however short the client's
	// patience. Alone it makes a slow answer and nothing else.
	Delay time.Duration
	// Hang never answers; it ends when the client goes or the server closes.
	Hang bool
	// Drop cuts the connection without an answer.
	Drop bool
	// Truncate carries out the request and cuts the connection in the middle
	// of the answer's body.
	Truncate bool
	// Half spoils the members of the answer that the request gets by itself, so
	// that it says success and lacks what it must have; see HalfDescriptions.
	Half HalfAnswer
	// Endless sends the answer's body and then spaces without end, Drip between
	// one kilobyte of them and the next.
	Endless bool
	Drip    time.Duration
	// Code answers the exception of that name, with Message (or the usual
	// text of that code) and Status (or the usual HTTP status of that code).
	Code    string
	Message string
	// Status and Body, without a Code, answer these instead, e.g. a proxy's
	// page. Status is 200 unless set.
	Status int
	Body   string
	// Header is set on the answer that the fault makes.
	Header http.Header
}

// An armedFault is a fault that has not worn off yet.
type armedFault struct {
	Fault
	skip, left int
}

// Fail sets a fault.
func (s *Server) Fail(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &armedFault{f, f.Skip, atLeastOnce(f.Times)})
}

// ClearFaults forgets every Fault and every Fate that is left.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults, s.fates = nil, nil
}

func atLeastOnce(times int) int {
	if times == 0 {
		return 1
	}
	return times
}

// takeFault returns the fault that spoils this request, or nil, and wears it off.
func (s *Server) takeFault(c *call) *Fault {
	for _, armed := range s.faults {
		if armed.left == 0 || !armed.matches(c.entry) {
			continue
		}
		if armed.skip > 0 {
			armed.skip--
			continue
		}
		if armed.left > 0 {
			armed.left--
		}
		return &armed.Fault
	}
	return nil
}

func (f Fault) matches(entry Request) bool {
	return matchesText(f.Operation, entry.Operation) && matchesText(f.TypeName, entry.TypeName) && matchesText(f.Identifier, entry.Identifier)
}

func matchesText(wanted, got string) bool { return wanted == "" || wanted == got }

// replaces says whether the fault makes the answer itself. One that only
// delays or truncates keeps the request's own.
func (f Fault) replaces() bool {
	return f.Drop || f.Hang || f.Code != "" || f.Status != 0 || f.Body != ""
}

// faultReply is the answer that a fault makes.
func (s *Server) faultReply(c *call, f *Fault) reply {
	if f.Code == "" {
		rep := reply{status: f.Status, contentType: contentJSON, body: []byte(f.Body), header: f.Header}
		if rep.status == 0 {
			rep.status = http.StatusOK
		}
		return rep
	}
	message := f.Message
	if message == "" {
		message = usualMessage(f.Code, c.entry.TypeName, c.entry.Identifier)
	}
	rep := s.refusalReply(c, &refusal{f.Code, message})
	if f.Status != 0 {
		rep.status = f.Status
	}
	rep.header = f.Header
	return rep
}
