package cloudcontrol

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

func TestOperationFromAnEvent(t *testing.T) {
	at := time.UnixMilli(1718502712593).UTC()
	base := deletion.Operation{
		Kind: deletion.KindDelete, Token: requestToken, ObjectType: "AWS::Logs::LogGroup", ObjectID: "example",
		Status: "IN_PROGRESS", RequestedAt: at,
	}
	failed := func(status string, f deletion.Failure) deletion.Operation {
		op := base
		f.RequestID = testRequestID
		f.Hint = hints[f.Reason]
		op.Status, op.State, op.Message, op.Failure, op.Hooks = status, deletion.Failed, f.Message, &f, f.Hooks
		if f.Hooks != nil {
			f.Hint = ""
		}
		return op
	}
	stops := deletion.Hook{Name: "Acme::Guard::Hook", ARN: "arn:aws:cloudformation:::type/hook/Acme-Guard-Hook", Status: "HOOK_COMPLETE_FAILED", Message: "production is frozen", Failed: true, Fatal: true}
	warns := deletion.Hook{Name: "Acme::Tags::Hook", Status: "HOOK_COMPLETE_FAILED", Message: "no owner", Failed: true}
	cases := map[string]struct {
		event  map[string]any
		hooks  []map[string]any
		want   deletion.Operation
		reason string
	}{
		"under way": {want: base, reason: "times are exponent floats on the wire"},
		"success": {
			event: map[string]any{"OperationStatus": "SUCCESS"},
			want:  func() deletion.Operation { op := base; op.Status, op.State = "SUCCESS", deletion.Done; return op }(),
		},
		"a status that is new": {
			event:  map[string]any{"OperationStatus": "ROLLING_BACK"},
			want:   func() deletion.Operation { op := base; op.Status = "ROLLING_BACK"; return op }(),
			reason: "enums are open: ask on until the deadline",
		},
		"failed": {
			event: map[string]any{"OperationStatus": "FAILED", "ErrorCode": "ResourceConflict", "StatusMessage": "has dependants"},
			want:  failed("FAILED", deletion.Failure{Reason: deletion.Busy, Code: "ResourceConflict", Message: "has dependants"}),
		},
		"failed without a word": {
			event:  map[string]any{"OperationStatus": "FAILED"},
			want:   failed("FAILED", deletion.Failure{}),
			reason: "code and message can be absent; the object stays in state",
		},
		"denied": {
			event: map[string]any{"OperationStatus": "FAILED", "ErrorCode": "AccessDenied", "StatusMessage": "logs:DeleteLogGroup"},
			want:  failed("FAILED", deletion.Failure{Reason: deletion.Denied, Code: "AccessDenied", Message: "logs:DeleteLogGroup"}),
		},
		"cancelled": {
			event:  map[string]any{"OperationStatus": "CANCEL_COMPLETE"},
			want:   failed("CANCEL_COMPLETE", deletion.Failure{Reason: deletion.Cancelled, Code: "CANCEL_COMPLETE"}),
			reason: "a cancelled deletion is no deletion",
		},
		"stopped by a hook": {
			event: map[string]any{"OperationStatus": "FAILED", "ErrorCode": "GeneralServiceException", "StatusMessage": "hook failed"},
			hooks: []map[string]any{
				{"HookTypeName": stops.Name, "HookTypeArn": stops.ARN, "HookStatus": stops.Status, "HookStatusMessage": stops.Message, "FailureMode": "FAIL"},
				{"HookTypeName": "Acme::Quiet::Hook", "HookStatus": "HOOK_COMPLETE_SUCCEEDED", "FailureMode": "FAIL"},
			},
			want:   failed("FAILED", deletion.Failure{Reason: deletion.Denied, Code: "GeneralServiceException", Message: "hook failed", Hooks: []deletion.Hook{stops}}),
			reason: "whatever the code is, a hook said no; a hook with nothing to say is left out",
		},
		"warned by a hook": {
			event: map[string]any{"OperationStatus": "SUCCESS"},
			hooks: []map[string]any{{"HookTypeName": warns.Name, "HookStatus": warns.Status, "HookStatusMessage": warns.Message, "FailureMode": "WARN"}},
			want: func() deletion.Operation {
				op := base
				op.Status, op.State, op.Hooks = "SUCCESS", deletion.Done, []deletion.Hook{warns}
				return op
			}(),
			reason: "a WARN hook stands beside a SUCCESS",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			fake := newFake(t, func(w http.ResponseWriter, _ received) {
				body := event(c.event)
				body["HooksProgressEvent"] = c.hooks
				w.Header()["Date"] = nil // what becomes of times is tested with RetryAfter
				answerJSON(w, 200, body)
			})
			got, err := fake.client(t).Status(t.Context(), "", requestToken)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s (-want +got)\n%s", c.reason, diff)
			}
		})
	}
}

func TestEveryHandlerErrorCodeEndsAnOperation(t *testing.T) {
	for code, reason := range reasons {
		fake := newFake(t, func(w http.ResponseWriter, _ received) {
			answerJSON(w, 200, event(map[string]any{"OperationStatus": "FAILED", "ErrorCode": code}))
		})
		op, err := fake.client(t).Backend(logGroups).Poll(t.Context(), deletion.Operation{Token: requestToken})
		if err != nil || op.State != deletion.Failed || op.Failure.Reason != reason {
			t.Errorf("%s: %+v, %v; want Failed with %v", code, op, err, reason)
		}
	}
}

func TestPollKeepsWhatTheAnswerLeavesOut(t *testing.T) {
	fake := newFake(t, func(w http.ResponseWriter, _ received) {
		answerJSON(w, 200, map[string]any{"ProgressEvent": map[string]any{"OperationStatus": "IN_PROGRESS", "RequestToken": requestToken}})
	})
	asked := time.Now().Add(-time.Minute)
	op := deletion.Operation{Kind: deletion.KindDelete, Token: requestToken, ObjectType: "T", ObjectID: "i", Attempt: 3, RequestedAt: asked}
	got, err := fake.client(t).Backend(logGroups).Poll(t.Context(), op)
	if err != nil {
		t.Fatal(err)
	}
	op.Status = "IN_PROGRESS"
	if diff := cmp.Diff(op, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestRequestedAt(t *testing.T) {
	early, late := time.Unix(1000, 0), time.Unix(2000, 0)
	cases := map[string]struct {
		event, asked, want time.Time
		reason             string
	}{
		"asked first":     {late, early, early, "the event's time moves on while we wait"},
		"event first":     {early, late, early, "a replayed client token names a request of the past, or our clock is fast"},
		"no event time":   {time.Time{}, late, late, "ours is all there is"},
		"no time of ours": {late, time.Time{}, late, "somebody else's operation"},
	}
	for name, c := range cases {
		if got := askedAt(deletion.Operation{RequestedAt: c.event}, c.asked).RequestedAt; !got.Equal(c.want) {
			t.Errorf("%s: %v, want %v: %s", name, got, c.want, c.reason)
		}
	}
}
