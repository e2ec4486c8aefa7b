package cloudcontroltest

import (
	"slices"
	"time"
)

// A Request is one request as the server saw it. Properties and patches are
// never kept.
type Request struct {
	Time         time.Time // of the server's clock
	Service      string    // cloudcontrol, cloudformation or sts
	Operation    string    // "DeleteResource", "DescribeType", "GetCallerIdentity"...
	TypeName     string
	TypeVersion  string // as sent
	Identifier   string // as sent
	ClientToken  string
	RequestToken string // as sent, or as answered by a request that started an operation
	RoleARN      string
	Account      string // of the credentials
	Region       string // of the credential scope
	AccessKeyID  string
	UserAgent    string
	Status       int    // HTTP status; 0 where no answer was sent
	ErrorCode    string // of the answer
	RequestID    string // x-amzn-RequestId
	Spoilt       bool   // it met a Fault
}

// Requests returns the log, oldest first. A request is in it once its answer
// is decided.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Count returns how many requests of an API operation ("DeleteResource") came
// in since the start or the last ResetRequests, refused ones too; with "",
// how many requests at all.
func (s *Server) Count(operation string) int {
	return s.count(func(r Request) bool { return matchesText(operation, r.Operation) })
}

// CountOf returns how many of them were about one object; identifier is the
// text that the requests carried. A status request is about the object of its
// operation.
func (s *Server) CountOf(operation, typeName, identifier string) int {
	return s.count(func(r Request) bool {
		return r.Operation == operation && r.TypeName == typeName && r.Identifier == identifier
	})
}

func (s *Server) count(wanted func(Request) bool) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, r := range s.requests {
		if wanted(r) {
			n++
		}
	}
	return n
}

// ResetRequests empties the log.
func (s *Server) ResetRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = nil
}
