package cloudcontroltest

import (
	"slices"
	"time"
)

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
func (s *Server) Operations() []Operation {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	exported := make([]Operation, 0, len(s.world.operations))
	for _, op := range s.world.operations {
		exported = append(exported, Operation{
			Token: op.token, ClientToken: op.clientToken, Kind: op.kind, TypeName: op.t.name, Identifier: op.identifier(),
			Status: op.status(s.now()), ErrorCode: op.errorCode, Account: op.caller.account, Region: op.caller.region,
			Started: op.started, Ended: op.ended, TookEffect: op.tookEffect, Foreign: op.foreign,
		})
	}
	return exported
}

// Cancel cancels an operation, as somebody else's CancelResourceRequest would,
// and says whether it was still under way.
func (s *Server) Cancel(token string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	op := s.world.byToken[token]
	if op == nil || op.over() {
		return false
	}
	s.cancel(op)
	return true
}

// The kinds and statuses of operations, as the API spells them.
const (
	kindCreate = "CREATE"
	kindUpdate = "UPDATE"
	kindDelete = "DELETE"

	statusPending          = "PENDING"
	statusInProgress       = "IN_PROGRESS"
	statusSuccess          = "SUCCESS"
	statusFailed           = "FAILED"
	statusCancelInProgress = "CANCEL_IN_PROGRESS"
	statusCancelComplete   = "CANCEL_COMPLETE"
)

// How long the service remembers.
const (
	operationLifetime   = 7 * 24 * time.Hour
	clientTokenLifetime = 36 * time.Hour
)

// An operation goes on by the clock alone: its end is computed when it
// starts, and takes effect when somebody looks (settle).
type operation struct {
	token, hooksToken, clientToken string
	kind                           string
	t                              *resourceType
	caller, target                 where          // whose request; where the object is
	id                             identifier     // as sent; of a create: as known from the start
	model                          map[string]any // create, update: the complete new properties
	problem                        verdict        // what the handler will find wrong with the request
	fate                           Fate
	foreign                        bool

	started, pendingUntil, endsAt time.Time
	cancelled                     bool
	cancelledAt                   time.Time

	ended      time.Time // zero while under way
	end        string    // terminal status
	errorCode  string
	message    *string
	result     map[string]any // readable properties, for ResourceModel
	tookEffect bool
}

func (op *operation) over() bool { return !op.ended.IsZero() }

// identifier is what the operation's object is called.
func (op *operation) identifier() string { return op.id.display(op.t) }

// touches says whether two operations are on the same object.
func (op *operation) touches(other *operation) bool {
	return op.target == other.target && op.t.name == other.t.name && op.identifier() != "" && op.identifier() == other.identifier()
}

// status is the status that the API shows at that time.
func (op *operation) status(now time.Time) string {
	switch {
	case op.over():
		return op.end
	case op.cancelled:
		return statusCancelInProgress
	case now.Before(op.pendingUntil):
		return statusPending
	case op.fate.UnderWay != "":
		return op.fate.UnderWay
	}
	return statusInProgress
}

// start accepts an operation. Its fate, if it has one, is in op already.
func (s *Server) start(op *operation, usual Durations) {
	now := s.now()
	takes := map[string]time.Duration{kindCreate: usual.Create, kindUpdate: usual.Update, kindDelete: usual.Delete}[op.kind]
	if op.fate.Takes != nil {
		takes = *op.fate.Takes
	}
	pending := usual.Pending
	if op.fate.Pending != nil {
		pending = *op.fate.Pending
	}
	op.token = newUUID()
	if len(op.fate.Hooks) > 0 {
		op.hooksToken = newUUID()
	}
	op.started, op.pendingUntil, op.endsAt = now, now.Add(pending), now.Add(max(takes, pending))
	s.world.operations = append(s.world.operations, op)
	s.world.byToken[op.token] = op
}

// durationsOf returns how long the operations on a type take.
func (s *Server) durationsOf(typeName string) Durations {
	if d, ok := s.durations[typeName]; ok {
		return d
	}
	return s.durations[""]
}

// settle ends every operation whose time has come, in the order in which
// they end.
func (s *Server) settle() {
	now := s.now()
	var due []*operation
	for _, op := range s.world.operations {
		if !op.over() && !now.Before(op.endsAt) {
			due = append(due, op)
		}
	}
	slices.SortStableFunc(due, func(a, b *operation) int { return a.endsAt.Compare(b.endsAt) })
	for _, op := range due {
		s.finish(op)
	}
}

// cancel stops an operation that is under way; a second time it does nothing.
func (s *Server) cancel(op *operation) {
	if op.cancelled {
		return
	}
	now := s.now()
	op.cancelled, op.cancelledAt = true, now
	op.endsAt = now.Add(s.durationsOf(op.t.name).Cancel)
}
