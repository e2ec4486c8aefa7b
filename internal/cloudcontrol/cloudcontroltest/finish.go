package cloudcontroltest

// A verdict is how the handler of an operation would end: with a
// HandlerErrorCode, or well where that is empty.
type verdict struct {
	errorCode string
	message   string
}

// finish ends an operation: the fate says how, or else the handler does.
func (s *Server) finish(op *operation) {
	op.ended = op.endsAt
	op.end, op.errorCode = op.fate.End, ""
	judged := s.judge(op)
	switch {
	case op.cancelled:
		op.end, judged = statusCancelComplete, verdict{}
	case op.hookFails():
		op.end = statusFailed
		judged = verdict{"GeneralServiceException", "The following hook(s) failed: [" + op.failedHooks() + "]"}
		if op.fate.ErrorCode != "" {
			judged.errorCode = op.fate.ErrorCode
		}
	case op.fate.ErrorCode != "":
		judged = verdict{op.fate.ErrorCode, handlerFailures[op.fate.ErrorCode].text}
	case op.fate.End != "":
		judged = verdict{}
	}
	if op.end == "" {
		op.end = statusSuccess
		if judged.errorCode != "" {
			op.end = statusFailed
		}
	}
	if op.end == statusFailed {
		op.errorCode = judged.errorCode
	}
	op.say(judged.message)
	if s.takesEffect(op) {
		s.apply(op)
	}
}

// say sets the text of the terminal event.
func (op *operation) say(usual string) {
	switch {
	case op.fate.NoStatusMessage:
	case op.fate.StatusMessage != nil:
		op.message = op.fate.StatusMessage
	case usual != "":
		op.message = &usual
	}
}

func (s *Server) takesEffect(op *operation) bool {
	switch op.fate.Effect {
	case EffectNone:
		return false
	case EffectAnyway:
		return true
	case EffectOnSuccess:
	}
	return op.end == statusSuccess || op.cancelled && s.switches.CancelTakesEffect
}

// judge is what the type's handler has to say at the end.
func (s *Server) judge(op *operation) verdict {
	if op.problem.errorCode != "" {
		return op.problem
	}
	o := s.world.find(op.target, op.t.name, op.id)
	switch op.kind {
	case kindCreate:
		if o != nil {
			return verdict{"AlreadyExists", "Resource of type '" + op.t.name + "' with identifier '" + op.identifier() + "' already exists."}
		}
	case kindUpdate:
		if o == nil {
			return verdict{"NotFound", notFoundText(op.t, op.id)}
		}
	case kindDelete:
		if o == nil {
			return s.judgeMissing(op)
		}
		if protection := protectedBy(o.properties); protection != "" {
			return verdict{"InvalidRequest", "Resource " + o.identifier() + " cannot be deleted while its property " + protection + ". Disable it first."}
		}
	}
	return verdict{}
}

// judgeMissing is the end of a deletion whose object is not there.
func (s *Server) judgeMissing(op *operation) verdict {
	switch s.switches.MissingDelete {
	case MissingIsInvalidRequest:
		return verdict{"InvalidRequest", "Invalid request provided: The specified " + op.t.name + " " + op.identifier() + " does not exist."}
	case MissingIsGeneralService:
		return verdict{"GeneralServiceException", "Error occurred during operation 'DELETE': " + op.identifier() + " cannot be found."}
	case MissingIsNotFoundEvent, MissingIsNotFoundException:
	}
	return verdict{"NotFound", notFoundText(op.t, op.id)}
}

func notFoundText(t *resourceType, id identifier) string {
	return "Resource of type '" + t.name + "' with identifier '" + id.display(t) + "' was not found."
}

// apply lets an operation take effect.
func (s *Server) apply(op *operation) {
	o := s.world.find(op.target, op.t.name, op.id)
	switch op.kind {
	case kindCreate:
		if o == nil && op.model != nil {
			o, op.tookEffect = s.world.put(op.target, op.t, clone(op.model))
		}
	case kindUpdate:
		if o != nil && op.model != nil {
			o.properties = clone(op.model)
		}
		op.tookEffect = o != nil && !op.foreign
	case kindDelete:
		if o != nil {
			s.world.deletions[o.key()]++
			s.world.remove(o, op.ended, s.lingerOf(op), s.switches.ListedAfterDelete)
			op.tookEffect = true
		}
		return
	}
	if o != nil {
		op.result = s.shown(o)
	}
}
