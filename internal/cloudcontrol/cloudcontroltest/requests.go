package cloudcontroltest

import (
	"encoding/base64"
	"slices"
	"strings"
)

// defaultPage is how many requests ListResourceRequests answers at once.
const defaultPage = 20

// operationFor finds an operation by its token, as far as the caller may know
// of it: in its own account and region, for seven days, once it is visible.
func (s *Server) operationFor(c *call, token string) (*operation, *refusal) {
	op := s.world.byToken[token]
	if op == nil || op.caller != c.where || !s.remembered(op) || s.now().Before(op.started.Add(op.fate.InvisibleFor)) {
		return nil, refuse("RequestTokenNotFoundException", "Request with token %s was not found.", token)
	}
	return op, nil
}

// remembered says whether the service still knows an operation.
func (s *Server) remembered(op *operation) bool {
	return !op.fate.Forgotten && s.now().Sub(op.started) < operationLifetime
}

func (s *Server) getResourceRequestStatus(c *call) (any, *refusal) {
	op, r := s.operationFor(c, c.string("RequestToken"))
	if r != nil {
		return nil, r
	}
	answer := map[string]any{"ProgressEvent": s.event(op, false)}
	if hooks := s.hookEvents(op, s.now()); hooks != nil {
		answer["HooksProgressEvent"] = hooks
	}
	return answer, nil
}

// cancelResourceRequest stops an operation that is under way. Cancelling
// twice answers the same; an operation that has ended otherwise cannot be
// cancelled any more.
func (s *Server) cancelResourceRequest(c *call) (any, *refusal) {
	op, r := s.operationFor(c, c.string("RequestToken"))
	if r != nil {
		return nil, r
	}
	if op.over() && !op.cancelled {
		return nil, refuse("ConcurrentModificationException", "Request with token %s has ended with status %s and cannot be cancelled.", op.token, op.end)
	}
	if !op.over() {
		s.cancel(op)
	}
	return map[string]any{"ProgressEvent": s.event(op, false)}, nil
}

// listResourceRequests answers the caller's operations, newest first. The
// page goes on after the operation that the token names, so that operations
// which start meanwhile shift nothing.
func (s *Server) listResourceRequests(c *call) (any, *refusal) {
	size := defaultPage
	if number, ok := c.members["MaxResults"]; ok && number != nil {
		size = integer(number)
	}
	found := s.matchingRequests(c)
	if token := c.string("NextToken"); token != "" {
		last, err := base64.StdEncoding.DecodeString(token)
		position := slices.IndexFunc(found, func(op *operation) bool { return op.token == string(last) })
		if err != nil || position < 0 {
			return nil, refuse("ValidationException", "Invalid NextToken")
		}
		found = found[position+1:]
	}
	summaries := []any{}
	for _, op := range found[:min(size, len(found))] {
		summaries = append(summaries, s.event(op, false))
	}
	answer := map[string]any{"ResourceRequestStatusSummaries": summaries}
	if len(found) > size {
		answer["NextToken"] = base64.StdEncoding.EncodeToString([]byte(found[size-1].token))
	}
	return answer, nil
}

// matchingRequests are the operations that pass both filters.
func (s *Server) matchingRequests(c *call) []*operation {
	filter, _ := c.members["ResourceRequestStatusFilter"].(map[string]any)
	kinds, statuses := stringsOf(filter["Operations"]), stringsOf(filter["OperationStatuses"])
	var found []*operation
	for _, op := range slices.Backward(s.world.operations) {
		switch {
		case op.caller != c.where || !s.remembered(op):
		case len(kinds) > 0 && !slices.Contains(kinds, op.kind):
		case len(statuses) > 0 && !slices.Contains(statuses, op.status(s.now())):
		default:
			found = append(found, op)
		}
	}
	return found
}

// label copies into the log what a request is about.
func (s *Server) label(c *call) {
	if c.query() {
		c.entry.TypeName, c.entry.TypeVersion = c.form.Get("TypeName"), c.form.Get("VersionId")
		c.entry.RoleARN = c.form.Get("RoleArn")
		return
	}
	c.entry.TypeName, c.entry.TypeVersion = c.string("TypeName"), c.string("TypeVersionId")
	c.entry.Identifier = c.string("Identifier")
	c.entry.ClientToken = c.string("ClientToken")
	c.entry.RequestToken = c.string("RequestToken")
	c.entry.RoleARN = c.string("RoleArn")
	// A status request is about the object of its operation.
	if op := s.world.byToken[c.entry.RequestToken]; op != nil && !strings.HasPrefix(c.entry.Operation, "List") {
		c.entry.TypeName, c.entry.Identifier = op.t.name, op.identifier()
	}
}
