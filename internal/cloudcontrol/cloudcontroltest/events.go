package cloudcontroltest

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// A member of an event is a json.RawMessage, a string, or a number; maps print
// in alphabetical order, as the service's own events do.
type event map[string]any

// event is the ProgressEvent of an operation at this moment. fresh says that
// it answers the request that started the operation.
func (s *Server) event(op *operation, fresh bool) event {
	now := s.now()
	e := event{
		"TypeName":        op.t.name,
		"RequestToken":    op.token,
		"Operation":       op.kind,
		"OperationStatus": op.status(now),
		"EventTime":       s.timestamp(op.lastChange(now)),
	}
	if op.hooksToken != "" {
		e["HooksRequestToken"] = op.hooksToken
	}
	if id := op.identifier(); id != "" && s.showsIdentifier(op, fresh) {
		e["Identifier"] = id
	}
	if op.over() {
		s.addEnd(e, op)
	} else if op.fate.RetryAfter != nil {
		e["RetryAfter"] = s.timestamp(now.Add(*op.fate.RetryAfter))
	}
	return e
}

// addEnd adds what only terminal events have.
func (s *Server) addEnd(e event, op *operation) {
	if op.errorCode != "" {
		e["ErrorCode"] = op.errorCode
	}
	if op.message != nil {
		e["StatusMessage"] = *op.message
	}
	if op.end == statusSuccess && op.kind != kindDelete && op.result != nil && !s.switches.NoResourceModel {
		e["ResourceModel"] = canonical(op.result)
	}
}

// showsIdentifier says whether an event names the object. The service learns
// the identifier of a new object from its handler: the answer to a create
// never has it, and a create that failed without making anything never gets it.
func (s *Server) showsIdentifier(op *operation, fresh bool) bool {
	if op.kind != kindCreate {
		return true
	}
	if op.over() {
		return op.tookEffect
	}
	return !fresh && !s.switches.LateIdentifier
}

// lastChange is when the operation came into the status that it is in.
func (op *operation) lastChange(now time.Time) time.Time {
	switch {
	case op.over():
		return op.ended
	case op.cancelled:
		return op.cancelledAt
	case !now.Before(op.pendingUntil):
		return op.pendingUntil
	}
	return op.started
}

// timestamp prints a time as the service does: epoch seconds with
// milliseconds, as a number in exponent form.
func (s *Server) timestamp(t time.Time) json.RawMessage {
	seconds := float64(t.UnixMilli()) / 1000
	if s.switches.PlainTimes {
		return json.RawMessage(strconv.FormatFloat(seconds, 'f', -1, 64))
	}
	text := strconv.FormatFloat(seconds, 'E', -1, 64)
	mantissa, exponent, _ := strings.Cut(text, "E")
	if !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	return json.RawMessage(mantissa + "E" + strings.TrimLeft(exponent, "+0"))
}
