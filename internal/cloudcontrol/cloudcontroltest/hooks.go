package cloudcontroltest

import (
	"strings"
	"time"
)

// The failure modes of hooks.
const (
	modeFail = "FAIL"
	modeWarn = "WARN"
)

func (h Hook) mode() string {
	if h.Mode == "" {
		return modeFail
	}
	return h.Mode
}

// hookFails says whether a hook keeps the operation from running.
func (op *operation) hookFails() bool { return op.failedHooks() != "" }

func (op *operation) failedHooks() string {
	var failed []string
	for _, hook := range op.fate.Hooks {
		if hook.Fails && hook.mode() == modeFail {
			failed = append(failed, hook.TypeName)
		}
	}
	return strings.Join(failed, ", ")
}

// hookEvents are the HooksProgressEvent of an operation, nil where no hook
// looks at it. Hooks run while the operation is PENDING.
func (s *Server) hookEvents(op *operation, now time.Time) []any {
	var events []any
	for _, hook := range op.fate.Hooks {
		status, message := "HOOK_COMPLETE_SUCCEEDED", hook.Message
		switch {
		case !op.over() && now.Before(op.pendingUntil):
			status, message = "HOOK_IN_PROGRESS", ""
		case hook.Fails:
			status = "HOOK_COMPLETE_FAILED"
		}
		e := map[string]any{
			"HookTypeName":      hook.TypeName,
			"HookTypeVersionId": DefaultTypeVersion,
			"HookTypeArn":       strings.Replace(typeARN(op.caller, hook.TypeName), ":type/resource/", ":type/hook/", 1),
			"InvocationPoint":   "PRE_PROVISION",
			"HookStatus":        status,
			"HookEventTime":     s.timestamp(op.started),
			"FailureMode":       hook.mode(),
		}
		if message != "" {
			e["HookStatusMessage"] = message
		}
		events = append(events, e)
	}
	return events
}
