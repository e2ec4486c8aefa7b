package cloudcontroltest

import "time"

// An Operation is a request to create, update or delete that the simulated
// API accepted.
type Operation struct {
	Token       string // RequestToken
	ClientToken string
	Kind        string // CREATE, UPDATE or DELETE
	TypeName    string
	Identifier  string // of a create too, even while the API does not show it yet
	Status      string // an OperationStatus
	ErrorCode   string // a HandlerErrorCode; only where Status is FAILED
	Account     string // of the caller
	Region      string
	Started     time.Time
	Ended       time.Time // zero while it is under way
	TookEffect  bool      // the object was made, changed or deleted
	Foreign     bool      // started by ForeignOperation
}

// Operations returns every operation that was ever accepted, oldest first.
func (s *Server) Operations() []Operation { return nil }

// Cancel cancels an operation, as somebody else's CancelResourceRequest would,
// and says whether it was still under way.
func (s *Server) Cancel(token string) bool { return false }
