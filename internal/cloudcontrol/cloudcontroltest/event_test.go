package cloudcontroltest_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

// Line 9 of the check list.
func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]*time.Duration{
		"absent": nil, "future": new(7 * time.Second), "past": new(-7 * time.Second),
		"beyond every deadline": new(48 * time.Hour),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := start(t, slow())
			f.create(widget, `{"Name":"w"}`)
			f.server.Script(cloudcontroltest.Fate{Kind: "DELETE", RetryAfter: after})
			e := f.remove(widget, "w")
			for range 2 {
				switch now := f.server.Now(); {
				case after == nil && e.RetryAfter != nil:
					t.Errorf("RetryAfter is %s, want none", e.RetryAfter)
				case after != nil && (e.RetryAfter == nil || !e.RetryAfter.Equal(now.Add(*after))):
					t.Errorf("RetryAfter is %v, want %s", e.RetryAfter, now.Add(*after))
				}
				f.server.Advance(3 * time.Second)
				e = f.status(e.RequestToken)
			}
			f.server.Advance(minute)
			if e := f.status(e.RequestToken); e.RetryAfter != nil {
				t.Errorf("terminal event has RetryAfter %s", e.RetryAfter)
			}
		})
	}
}

func TestTimesOnTheWire(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		plain  bool
		events string
		retry  string
	}{
		"exponent": {false, `1.788264000593E9`, `1.7882640075931E9`},
		"plain":    {true, `1788264000.593`, `1788264007.593`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opts := slow()
			opts.Switches.PlainTimes = c.plain
			f := start(t, opts)
			if _, err := f.server.Put(widget, `{"Name":"w"}`); err != nil {
				t.Fatal(err)
			}
			f.server.Script(cloudcontroltest.Fate{RetryAfter: new(7 * time.Second)})
			x := f.raw("DeleteResource", `{"TypeName":"Steward::Test::Widget","Identifier":"w"}`, nil)
			if !strings.Contains(string(x.body), `"EventTime":`+c.events+`,`) {
				t.Errorf("body is %s, want EventTime %s", x.body, c.events)
			}
			var body struct {
				ProgressEvent struct {
					RetryAfter json.Number `json:"RetryAfter"`
				} `json:"ProgressEvent"`
			}
			if err := json.Unmarshal(x.body, &body); err != nil {
				t.Fatal(err)
			}
			if got := body.ProgressEvent.RetryAfter.String(); strings.Contains(got, "E9") == c.plain || !regexp.MustCompile(`^1[.0-9]+(E9)?$`).MatchString(got) {
				t.Errorf("RetryAfter is %s", got)
			}
		})
	}
	// A whole second has a fraction all the same.
	f := start(t, cloudcontroltest.Options{Now: func() time.Time { return time.Unix(1700000000, 0) }})
	if x := f.raw("DeleteResource", `{"TypeName":"Steward::Test::Widget","Identifier":"w"}`, nil); !strings.Contains(string(x.body), `"EventTime":1.7E9,`) {
		t.Errorf("body is %s", x.body)
	}
}

// Line 12 of the check list.
func TestHooks(t *testing.T) {
	t.Parallel()
	fails := cloudcontroltest.Hook{TypeName: "Steward::Test::Keeper", Mode: "FAIL", Fails: true, Message: "production is kept until friday"}
	warns := cloudcontroltest.Hook{TypeName: "Steward::Test::Adviser", Mode: "WARN", Fails: true, Message: "no backup was made"}
	content := cloudcontroltest.Hook{TypeName: "Steward::Test::Looker", Message: "fine"}
	for name, c := range map[string]struct {
		hooks  []cloudcontroltest.Hook
		status types.OperationStatus
		seen   string
	}{
		"one that fails":   {[]cloudcontroltest.Hook{fails, content}, "FAILED", "Steward::Test::Keeper FAIL HOOK_COMPLETE_FAILED production is kept until friday; Steward::Test::Looker FAIL HOOK_COMPLETE_SUCCEEDED fine"},
		"one that warns":   {[]cloudcontroltest.Hook{warns}, "SUCCESS", "Steward::Test::Adviser WARN HOOK_COMPLETE_FAILED no backup was made"},
		"content":          {[]cloudcontroltest.Hook{content}, "SUCCESS", "Steward::Test::Looker FAIL HOOK_COMPLETE_SUCCEEDED fine"},
		"fail beside warn": {[]cloudcontroltest.Hook{warns, fails}, "FAILED", "Steward::Test::Adviser WARN HOOK_COMPLETE_FAILED no backup was made; Steward::Test::Keeper FAIL HOOK_COMPLETE_FAILED production is kept until friday"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opts := slow()
			opts.Durations.Pending = time.Second
			f := start(t, opts)
			if _, err := f.server.Put(widget, `{"Name":"w"}`); err != nil {
				t.Fatal(err)
			}
			f.server.Script(cloudcontroltest.Fate{Kind: "DELETE", Hooks: c.hooks})
			x := f.raw("DeleteResource", `{"TypeName":"Steward::Test::Widget","Identifier":"w"}`, nil)
			if strings.Contains(string(x.body), "HooksProgressEvent") || !strings.Contains(string(x.body), "HooksRequestToken") {
				t.Errorf("answer to the deletion is %s; it has the token of the hooks and not their events", x.body)
			}
			var answer struct {
				ProgressEvent struct {
					RequestToken string `json:"RequestToken"`
				} `json:"ProgressEvent"`
			}
			if err := json.Unmarshal(x.body, &answer); err != nil {
				t.Fatal(err)
			}
			in := &cloudcontrol.GetResourceRequestStatusInput{RequestToken: &answer.ProgressEvent.RequestToken}
			out, err := f.cc.GetResourceRequestStatus(t.Context(), in)
			if err != nil || len(out.HooksProgressEvent) != len(c.hooks) || *out.HooksProgressEvent[0].HookStatus != "HOOK_IN_PROGRESS" {
				t.Errorf("while PENDING: %v %+v", err, out)
			}
			f.server.Advance(minute)
			out, err = f.cc.GetResourceRequestStatus(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			var seen []string
			for _, h := range out.HooksProgressEvent {
				seen = append(seen, fmt.Sprintf("%s %s %s %s", *h.HookTypeName, *h.FailureMode, *h.HookStatus, aws.ToString(h.HookStatusMessage)))
				if *h.HookTypeArn == "" || h.HookEventTime == nil || *h.InvocationPoint != "PRE_PROVISION" {
					t.Errorf("hook event lacks something: %+v", h)
				}
			}
			e := out.ProgressEvent
			if strings.Join(seen, "; ") != c.seen || e.OperationStatus != c.status {
				t.Errorf("ended %s with hooks %s", e.OperationStatus, seen)
			}
			if _, there := f.server.Object(widget, "w"); there != (c.status == "FAILED") {
				t.Errorf("object there: %v", there)
			}
			if c.status == "FAILED" && (e.ErrorCode == "" || strings.Contains(aws.ToString(e.StatusMessage), "friday")) {
				t.Errorf("ended %s %q; the hook's own text is in the hook's event only", e.ErrorCode, aws.ToString(e.StatusMessage))
			}
		})
	}
}

// Line 13 of the check list.
func TestEveryHandlerErrorCode(t *testing.T) {
	t.Parallel()
	for _, code := range types.HandlerErrorCode("").Values() {
		t.Run(string(code), func(t *testing.T) {
			t.Parallel()
			f := start(t, cloudcontroltest.Options{})
			f.create(widget, `{"Name":"w"}`)
			f.server.Script(cloudcontroltest.Fate{Kind: "DELETE", TypeName: widget, ErrorCode: string(code), Times: 3})
			for n := range 3 {
				e := f.status(f.remove(widget, "w").RequestToken)
				if e.OperationStatus != types.OperationStatusFailed || e.ErrorCode != code || aws.ToString(e.StatusMessage) == "" {
					t.Errorf("deletion %d ended %s/%s %q", n, e.OperationStatus, e.ErrorCode, aws.ToString(e.StatusMessage))
				}
				f.mustGet(widget, "w")
			}
			if e := f.status(f.remove(widget, "w").RequestToken); e.OperationStatus != types.OperationStatusSuccess {
				t.Errorf("the fourth ended %s/%s, want SUCCESS", e.OperationStatus, e.ErrorCode)
			}
		})
	}
}

func TestStatusMessages(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("n", 1024)
	for name, c := range map[string]struct {
		fate   cloudcontroltest.Fate
		onWire string
		want   *string
	}{
		"empty":     {cloudcontroltest.Fate{ErrorCode: "InternalFailure", StatusMessage: aws.String("")}, `"StatusMessage":""`, aws.String("")},
		"absent":    {cloudcontroltest.Fate{ErrorCode: "InternalFailure", NoStatusMessage: true}, "", nil},
		"long":      {cloudcontroltest.Fate{ErrorCode: "NotStabilized", StatusMessage: &long}, long, &long},
		"non-ASCII": {cloudcontroltest.Fate{ErrorCode: "AccessDenied", StatusMessage: aws.String("für immer gesperrt – 禁止 🔒 <&>")}, "🔒 <&>", aws.String("für immer gesperrt – 禁止 🔒 <&>")},
		"no code":   {cloudcontroltest.Fate{End: "FAILED", StatusMessage: aws.String("no idea")}, `"OperationStatus":"FAILED"`, aws.String("no idea")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := start(t, cloudcontroltest.Options{})
			f.create(widget, `{"Name":"w"}`)
			c.fate.Kind = "DELETE"
			f.server.Script(c.fate)
			token := *f.remove(widget, "w").RequestToken
			e := f.status(&token)
			if e.OperationStatus != types.OperationStatusFailed || string(e.ErrorCode) != c.fate.ErrorCode {
				t.Errorf("ended %s/%s", e.OperationStatus, e.ErrorCode)
			}
			if aws.ToString(e.StatusMessage) != aws.ToString(c.want) || (e.StatusMessage == nil) != (c.want == nil) {
				t.Errorf("text is %v", e.StatusMessage)
			}
			if x := f.raw("GetResourceRequestStatus", `{"RequestToken":"`+token+`"}`, nil); !strings.Contains(string(x.body), c.onWire) {
				t.Errorf("body is %s", x.body)
			}
		})
	}
}

func TestOddEnds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fate  cloudcontroltest.Fate
		under types.OperationStatus
		end   types.OperationStatus
		gone  bool
	}{
		"unknown status":       {cloudcontroltest.Fate{UnderWay: "ROLLING_BACK"}, "ROLLING_BACK", "SUCCESS", true},
		"unknown end":          {cloudcontroltest.Fate{End: "ABANDONED"}, "IN_PROGRESS", "ABANDONED", false},
		"cancelled, there":     {cloudcontroltest.Fate{End: "CANCEL_COMPLETE"}, "IN_PROGRESS", "CANCEL_COMPLETE", false},
		"cancelled, gone":      {cloudcontroltest.Fate{End: "CANCEL_COMPLETE", Effect: cloudcontroltest.EffectAnyway}, "IN_PROGRESS", "CANCEL_COMPLETE", true},
		"failed, gone":         {cloudcontroltest.Fate{ErrorCode: "ServiceTimeout", Effect: cloudcontroltest.EffectAnyway}, "IN_PROGRESS", "FAILED", true},
		"longer than its type": {cloudcontroltest.Fate{Takes: new(30 * time.Second)}, "IN_PROGRESS", "SUCCESS", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := start(t, cloudcontroltest.Options{TypeDurations: map[string]cloudcontroltest.Durations{widget: {Delete: 20 * time.Second}}})
			f.create(widget, `{"Name":"w"}`)
			c.fate.Kind = "DELETE"
			f.server.Script(c.fate)
			token := f.remove(widget, "w").RequestToken
			if e := f.status(token); e.OperationStatus != c.under {
				t.Errorf("under way it is %s, want %s", e.OperationStatus, c.under)
			}
			f.server.Advance(30 * time.Second)
			if e := f.status(token); e.OperationStatus != c.end {
				t.Errorf("at the end it is %s, want %s", e.OperationStatus, c.end)
			}
			if _, there := f.server.Object(widget, "w"); there == c.gone {
				t.Errorf("object there: %v", there)
			}
			if op := f.server.Operations()[1]; op.TookEffect != c.gone || op.Kind != "DELETE" || op.Identifier != "w" {
				t.Errorf("operation is %+v", op)
			}
		})
	}
}
