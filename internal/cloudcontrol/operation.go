package cloudcontrol

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/plaintext"
)

// operationKinds translates ProgressEvent.Operation.
var operationKinds = map[types.Operation]deletion.OperationKind{
	types.OperationCreate: deletion.KindCreate,
	types.OperationUpdate: deletion.KindUpdate,
	types.OperationDelete: deletion.KindDelete,
}

// operationStates translates ProgressEvent.OperationStatus. A status that is new to us
// is UnderWay: whoever follows the operation asks again, until the deadline.
var operationStates = map[types.OperationStatus]deletion.State{
	types.OperationStatusPending:          deletion.UnderWay,
	types.OperationStatusInProgress:       deletion.UnderWay,
	types.OperationStatusCancelInProgress: deletion.UnderWay,
	types.OperationStatusSuccess:          deletion.Done,
	types.OperationStatusFailed:           deletion.Failed,
	types.OperationStatusCancelComplete:   deletion.Failed,
}

// operationFrom turns a progress event into an operation. Hooks come with the
// answers of GetResourceRequestStatus alone.
//
// RequestedAt is the event's time, which is documented as the time of the
// request but moves in practice; whoever knows better calls askedAt, and
// whoever follows the operation byOurClock. RetryAfter is of our clock:
// answeredAt is the API's when it answered, zero where that is not known.
func operationFrom(event types.ProgressEvent, hooks []types.HookProgressEvent, answeredAt time.Time) deletion.Operation {
	op := deletion.Operation{
		Kind:        operationKinds[event.Operation],
		Token:       aws.ToString(event.RequestToken),
		ObjectType:  aws.ToString(event.TypeName),
		ObjectID:    aws.ToString(event.Identifier),
		State:       operationStates[event.OperationStatus],
		Status:      plaintext.Line(string(event.OperationStatus)),
		Message:     plaintext.Line(aws.ToString(event.StatusMessage)),
		Hooks:       hooksFrom(hooks),
		Hooked:      aws.ToString(event.HooksRequestToken) != "",
		RetryAfter:  retryAt(event, answeredAt, time.Now()),
		RequestedAt: aws.ToTime(event.EventTime),
	}
	if op.State == deletion.Failed {
		op.Failure = failureOf(event, op.Hooks)
	}
	if op.ObjectID != "" && !ValidIdentifier(op.ObjectID) {
		// As if the event showed none yet; people are shown what it was.
		op.Message = joined("the identifier in the answer cannot be one: "+quoted(op.ObjectID), op.Message)
		op.ObjectID = ""
	}
	return op
}

// retryAt is when the event asks to be asked again. It is reckoned from the
// event's own time; where that lies in the past, from the answer's, or an old
// event would ask for the time that has passed once more.
func retryAt(event types.ProgressEvent, answeredAt, now time.Time) time.Time {
	asOf := aws.ToTime(event.EventTime)
	if answeredAt.After(asOf) {
		asOf = answeredAt
	}
	return deletion.RetryAt(aws.ToTime(event.RetryAfter), asOf, now)
}

// byOurClock turns the time of an operation into one of our clock, which may be
// hours off: how old an operation is decides how it is followed.
func byOurClock(op deletion.Operation, answeredAt time.Time) deletion.Operation {
	if !op.RequestedAt.IsZero() && !answeredAt.IsZero() {
		op.RequestedAt = time.Now().Add(-max(answeredAt.Sub(op.RequestedAt), 0))
	}
	return op
}

// joined puts what is said beside a message of the API.
func joined(said, message string) string {
	if message == "" {
		return said
	}
	return said + "; " + message
}

// failureOf says why an operation ended FAILED or CANCEL_COMPLETE.
func failureOf(event types.ProgressEvent, hooks []deletion.Hook) *deletion.Failure {
	f := &deletion.Failure{
		Code:    plaintext.Line(string(event.ErrorCode)),
		Message: plaintext.Line(aws.ToString(event.StatusMessage)),
		Hooks:   hooks,
	}
	switch {
	case event.OperationStatus == types.OperationStatusCancelComplete:
		f.Reason = deletion.Cancelled
		if f.Code == "" {
			f.Code = string(event.OperationStatus)
		}
	case anyFatal(hooks):
		// Which ErrorCode goes with a hook's verdict is not documented. The
		// IAM hint would mislead: nobody lacks a permission.
		f.Reason = deletion.Denied
		return f
	default:
		f.Reason = reasonOf(string(event.ErrorCode)) // as it came: cleaning must make no code of what is none
	}
	f.Hint = hints[f.Reason]
	return f
}

// hooksFrom returns the hooks that had something to say.
func hooksFrom(events []types.HookProgressEvent) []deletion.Hook {
	var hooks []deletion.Hook
	for _, event := range events {
		status := aws.ToString(event.HookStatus)
		hook := deletion.Hook{
			Name:    plaintext.Line(aws.ToString(event.HookTypeName)),
			ARN:     plaintext.Line(aws.ToString(event.HookTypeArn)),
			Status:  plaintext.Line(status),
			Message: plaintext.Line(aws.ToString(event.HookStatusMessage)),
			Failed:  status == "HOOK_COMPLETE_FAILED" || status == "HOOK_FAILED",
		}
		// The mode is FAIL or WARN; one that is new to us must not be told as
		// a mere warning.
		hook.Fatal = hook.Failed && aws.ToString(event.FailureMode) != "WARN"
		if hook.Failed || hook.Message != "" {
			hooks = append(hooks, hook)
		}
	}
	return hooks
}

func anyFatal(hooks []deletion.Hook) bool {
	for _, hook := range hooks {
		if hook.Fatal {
			return true
		}
	}
	return false
}

// knownStatus reports whether the API's status is one that we know.
func knownStatus(status string) bool {
	_, known := operationStates[types.OperationStatus(status)]
	return known
}

// askedAt says that op was asked for at t, unless its own time is earlier: a
// replayed token names a request of the past, and clocks differ.
func askedAt(op deletion.Operation, t time.Time) deletion.Operation {
	if op.RequestedAt.IsZero() || !t.IsZero() && t.Before(op.RequestedAt) {
		op.RequestedAt = t
	}
	return op
}

// OperationStatuses returns every status that an operation can have, in order.
func OperationStatuses() []string {
	var all []string
	for status := range operationStates {
		all = append(all, string(status))
	}
	slices.Sort(all)
	return all
}
