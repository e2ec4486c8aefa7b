package cloudcontroltest

import (
	"net/http"
	"strings"
	"time"
)

// cloudControlOperations are the eight operations of the API. A handler
// returns what is printed as the body.
var cloudControlOperations = map[string]func(*Server, *call) (any, *refusal){
	"CreateResource":           (*Server).createResource,
	"GetResource":              (*Server).getResource,
	"UpdateResource":           (*Server).updateResource,
	"DeleteResource":           (*Server).deleteResource,
	"ListResources":            (*Server).listResources,
	"GetResourceRequestStatus": (*Server).getResourceRequestStatus,
	"ListResourceRequests":     (*Server).listResourceRequests,
	"CancelResourceRequest":    (*Server).cancelResourceRequest,
}

// target is where the objects of a request live: in the account of the
// caller, or of the role that the handler is to take on.
func (c *call) target() where {
	if role := roleARN.FindStringSubmatch(c.string("RoleArn")); role != nil {
		return where{role[1], c.where.region}
	}
	return c.where
}

// createResource follows the API's order: members, type, client token,
// another operation on the object; only then anything starts.
func (s *Server) createResource(c *call) (any, *refusal) {
	t, r := s.typeFor(c, "create")
	if r != nil {
		return nil, r
	}
	if replayed, r := s.replay(c); replayed != nil || r != nil {
		return replayed, r
	}
	op := &operation{kind: kindCreate, t: t, caller: c.where, target: c.target()}
	desired, ok := decodeObject(c.string("DesiredState"))
	if !ok {
		return nil, refuse("ValidationException", "Invalid DesiredState: it is not one JSON object")
	}
	problem := desiredProblem(t, desired)
	switch {
	case problem == "":
		s.newFiller(t, op.target).complete(desired)
		op.model = desired
		if parts, ok := partsOf(desired, t.primary); ok {
			op.id = identifier{joined(parts), t.primary, parts}
		}
	case s.switches.LateValidation:
		op.problem = invalid(problem)
	default:
		return nil, refuse("ValidationException", "%s", problem)
	}
	return s.acceptUnlessRefused(c, op, refusing{on: onCreate})
}

// invalid is the end of an operation whose model breaks its schema.
func invalid(problem string) verdict { return verdict{"InvalidRequest", problem} }

// acceptUnlessRefused is accept where no habit refuses the operation.
func (s *Server) acceptUnlessRefused(c *call, op *operation, asked refusing) (any, *refusal) {
	problem, r := s.refused(op.t, asked)
	if r != nil {
		return nil, r
	}
	if problem.errorCode != "" {
		op.problem = problem
	}
	return s.accept(c, op)
}

// desiredProblem is what keeps a desired state from being tried at all.
func desiredProblem(t *resourceType, desired map[string]any) string {
	var set []string
	for _, path := range t.readOnly {
		if len(valuesAt(desired, path)) > 0 {
			set = append(set, path.String())
		}
	}
	if len(set) > 0 {
		return "Invalid desired state: readOnlyProperties [" + strings.Join(set, ", ") + "] cannot be specified"
	}
	if problems := t.check(desired); len(problems) > 0 {
		return validationText(problems)
	}
	return ""
}

func (s *Server) updateResource(c *call) (any, *refusal) {
	t, id, r := s.namedObject(c, "update")
	if r != nil {
		return nil, r
	}
	if replayed, r := s.replay(c); replayed != nil || r != nil {
		return replayed, r
	}
	op := &operation{kind: kindUpdate, t: t, caller: c.where, target: c.target(), id: id}
	if r := s.inFlight(op); r != nil {
		return nil, r
	}
	steps, r := parsePatch(c.string("PatchDocument"))
	if r != nil {
		return nil, r
	}
	asked := refusing{on: onUpdate}
	if o := s.world.find(op.target, t.name, id); o != nil {
		op.id = identifier{o.identifier(), t.primary, o.parts}
		asked.before = s.shown(o)
		if asked.after, r = applyPatch(asked.before, steps); r != nil {
			return nil, r
		}
		if op.model, op.problem, r = s.patched(o, asked.before, asked.after); r != nil {
			return nil, r
		}
	}
	return s.acceptUnlessRefused(c, op, asked)
}

// patched is the new desired state of an object: what a read shows, with the
// patch applied. That is what the schema is held against: write-only properties
// that the patch does not bring are not in it, and lost; what the read adds is
// in it, and can break the schema.
func (s *Server) patched(o *object, before, after map[string]any) (model map[string]any, problem verdict, r *refusal) {
	if r := checkFixed(o.t, before, after); r != nil {
		return nil, verdict{}, r
	}
	if problems := o.t.check(after); len(problems) > 0 {
		if s.switches.LateValidation {
			return nil, invalid(validationText(problems)), nil
		}
		return nil, verdict{}, refuse("ValidationException", "%s", validationText(problems))
	}
	model = clone(after)
	keepStored(o.readable(), before, model)
	s.fillerOf(o.t, o.where, newUUID()).change(model)
	return model, verdict{}, nil
}

func (s *Server) deleteResource(c *call) (any, *refusal) {
	t, id, r := s.namedObject(c, "delete")
	if r != nil {
		return nil, r
	}
	if replayed, r := s.replay(c); replayed != nil || r != nil {
		return replayed, r
	}
	op := &operation{kind: kindDelete, t: t, caller: c.where, target: c.target(), id: id}
	if o := s.world.find(op.target, t.name, id); o != nil {
		op.id = identifier{o.identifier(), t.primary, o.parts}
	} else if s.switches.MissingDelete == MissingIsNotFoundException {
		return nil, refuse("ResourceNotFoundException", "%s", handlerText(t.name, notFoundText(t, id), "NotFound", newUUID()))
	}
	return s.acceptUnlessRefused(c, op, refusing{on: onDelete})
}

// namedObject reads type and identifier of a request.
func (s *Server) namedObject(c *call, handler string) (*resourceType, identifier, *refusal) {
	t, r := s.typeFor(c, handler)
	if r != nil {
		return nil, identifier{}, r
	}
	id, r := t.parseIdentifier(c.string("Identifier"))
	return t, id, r
}

// inFlight refuses an operation while another one is on the same object.
func (s *Server) inFlight(op *operation) *refusal {
	for _, other := range s.world.operations {
		if other.over() || !other.touches(op) {
			continue
		}
		if s.switches.ConflictWithoutToken {
			return refuse("ConcurrentOperationException", "Another resource operation is currently being performed on this resource.")
		}
		return refuse("ConcurrentOperationException", "%s", concurrentText(op.identifier(), other.token))
	}
	return nil
}

// accept starts an operation and answers its first event.
func (s *Server) accept(c *call, op *operation) (any, *refusal) {
	if r := s.inFlight(op); r != nil {
		return nil, r
	}
	op.clientToken = c.string("ClientToken")
	op.fate = s.takeFate(op)
	s.start(op, s.durationsOf(op.t.name))
	s.claim(c, op)
	c.entry.RequestToken = op.token
	if op.fate.AtOnce || s.switches.SuccessAtOnce {
		op.endsAt = s.now()
		s.finish(op)
	}
	return map[string]any{"ProgressEvent": s.event(op, true)}, nil
}

// A claimKey is a client token in the account and region that used it.
type claimKey struct {
	where where
	token string
}

// A claim is the request for which a client token was used.
type claim struct {
	print string // of the request: its operation and members, but not the token
	op    *operation
	at    time.Time
}

// replay answers a request whose client token is known: with the operation
// that it started where it is the same request, with a conflict where it is
// another. Tokens are forgotten after 36 hours.
func (s *Server) replay(c *call) (any, *refusal) {
	token := c.string("ClientToken")
	made, ok := s.world.claims[claimKey{c.where, token}]
	if token == "" || !ok || s.now().Sub(made.at) >= clientTokenLifetime {
		return nil, nil
	}
	c.entry.RequestToken = made.op.token
	if made.print != c.print() || s.switches.ReplayConflicts && !made.op.over() {
		return nil, refuse("ClientTokenConflictException", "%s", conflictText(token, made.op.token))
	}
	return map[string]any{"ProgressEvent": s.event(made.op, true)}, nil
}

func (s *Server) claim(c *call, op *operation) {
	if op.clientToken != "" {
		s.world.claims[claimKey{c.where, op.clientToken}] = claim{c.print(), op, s.now()}
	}
}

// print is a fingerprint of a request; it keeps no property readable.
func (c *call) print() string {
	members := clone(c.members)
	delete(members, "ClientToken")
	return digest(http.MethodPost, c.entry.Operation, canonical(members))
}
