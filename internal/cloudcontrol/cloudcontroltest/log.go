package cloudcontroltest

import "time"

// A Request is one request as the server saw it. Properties and patches are
// never kept.
type Request struct {
	Time         time.Time // of the server's clock
	Service      string    // cloudcontrol, cloudformation or sts
	Operation    string    // "DeleteResource", "DescribeType", "GetCallerIdentity"...
	TypeName     string
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
}

// Requests returns the log, oldest first. A request is in it once its answer
// is decided.
func (s *Server) Requests() []Request { return nil }

// Count returns how many requests of an API operation ("DeleteResource") came in.
func (s *Server) Count(operation string) int { return 0 }

// CountOf returns how many of them were for one object.
func (s *Server) CountOf(operation, typeName, identifier string) int { return 0 }

// ResetRequests empties the log.
func (s *Server) ResetRequests() {}
