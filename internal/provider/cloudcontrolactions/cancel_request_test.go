package cloudcontrolactions_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

const (
	cancelRequest = "steward_cloudcontrol_cancel_request"
	unknownToken  = "00000000-0000-4000-8000-000000000000"
)

// A yard is a widget on which somebody's operation is under way.
type yard struct {
	*providertest.World
	*providertest.Protocol

	token string
}

// newYard starts an operation that takes as long as it says.
func newYard(t *testing.T, kind string, takes time.Duration, opts cloudcontroltest.Options) *yard {
	t.Helper()
	w := providertest.NewWorld(t)
	if opts.Durations != (cloudcontroltest.Durations{}) {
		w.CloudControl.SetDurations("", opts.Durations)
	}
	w.CloudControl.Change(func(s *cloudcontroltest.Switches) { *s = opts.Switches })
	y := &yard{World: w, Protocol: providertest.NewProtocol(t)}
	y.Configure(map[string]any{"aws": w.AWS()})
	if _, err := w.CloudControl.Put(providertest.WidgetType, `{"Name":"w"}`); err != nil {
		t.Fatal(err)
	}
	var err error
	if y.token, err = w.CloudControl.ForeignOperation(kind, providertest.WidgetType, "w", takes); err != nil {
		t.Fatal(err)
	}
	return y
}

// requireStatus checks how the operation ended.
func (y *yard) requireStatus(want string) {
	y.World.T.Helper()
	for _, op := range y.CloudControl.Operations() {
		if op.Token == y.token && op.Status != want {
			y.World.T.Errorf("the operation is %s, want %s", op.Status, want)
		}
	}
}

func requireSaid(t *testing.T, ended providertest.Invocation, texts ...string) {
	t.Helper()
	all := strings.Join(ended.Messages, "\n")
	for _, text := range texts {
		if !strings.Contains(all, text) {
			t.Errorf("no message says %q:\n%s", text, all)
		}
	}
}

func TestCancelRequest(t *testing.T) {
	t.Parallel()
	const hour = time.Hour
	byObject := map[string]any{"type_name": providertest.WidgetType, "identifier": "w"}
	cases := map[string]struct {
		kind     string
		takes    time.Duration
		opts     cloudcontroltest.Options
		fault    cloudcontroltest.Fault
		config   map[string]any // nil: the token
		says     []string
		warns    []string
		fails    []string
		status   string
		cancels  int
		gone     bool
		advance  time.Duration
		whenSaid string // advances when a message says this
	}{
		"ByToken": {
			kind: "DELETE", takes: hour, says: []string{"Cancelling the DELETE of Steward::Test::Widget w", "The API accepts to cancel it", "Cancelled: the DELETE"},
			status: "CANCEL_COMPLETE", cancels: 1,
		},
		"ByObject": {
			kind: "UPDATE", takes: hour, config: byObject, says: []string{"Cancelling the UPDATE of Steward::Test::Widget w", "CANCEL_COMPLETE"},
			status: "CANCEL_COMPLETE", cancels: 1,
		},
		"TakesAMoment": {
			kind: "DELETE", takes: hour, opts: cloudcontroltest.Options{Durations: cloudcontroltest.Durations{Cancel: 50 * time.Millisecond}},
			says: []string{"CANCEL_IN_PROGRESS", "ended CANCEL_COMPLETE"}, status: "CANCEL_COMPLETE", cancels: 1,
		},
		"TooLateForTheObject": {
			kind: "DELETE", takes: hour, opts: cloudcontroltest.Options{Switches: cloudcontroltest.Switches{CancelTakesEffect: true}},
			says: []string{"What the service had begun is not rolled back: check the object"}, status: "CANCEL_COMPLETE", cancels: 1, gone: true,
		},
		"NothingUnderWay": {
			kind: "UPDATE", config: map[string]any{"type_name": providertest.WidgetType, "identifier": "other"},
			says: []string{"Nothing is under way on Steward::Test::Widget other"}, status: "SUCCESS",
		},
		"HasEnded": {
			kind: "DELETE", says: []string{"There is nothing to cancel", "ended SUCCESS"}, warns: []string{"Nothing was cancelled", "has ended already", "SUCCESS"},
			status: "SUCCESS", gone: true,
		},
		"NeverOurs": {
			kind: "DELETE", takes: hour, config: map[string]any{"request_token": unknownToken},
			fails: []string{"Could not cancel the request " + unknownToken, "made in another account or region"}, status: "IN_PROGRESS",
		},
		"OfAnotherRegion": {
			kind: "DELETE", takes: hour, config: map[string]any{"region": "eu-central-1"},
			fails: []string{"made in another account or region"}, status: "IN_PROGRESS",
		},
		"EndsBefore": {
			kind: "DELETE", takes: hour, whenSaid: "Cancelling", advance: hour,
			warns: []string{"Not cancelled", "ended before", "SUCCESS"}, status: "SUCCESS", cancels: 1, gone: true,
		},
		"NotCancellable": {
			kind: "DELETE", takes: hour, fault: cloudcontroltest.Fault{Operation: "CancelResourceRequest", Code: "ConcurrentModificationException", Times: cloudcontroltest.Always},
			fails: []string{"Could not cancel the DELETE", "Its status is IN_PROGRESS: it goes on", "ConcurrentModificationException"}, status: "IN_PROGRESS", cancels: 1,
		},
		"Denied": {
			kind: "DELETE", takes: hour, fault: cloudcontroltest.Fault{Operation: "CancelResourceRequest", Code: "AccessDeniedException", Times: cloudcontroltest.Always},
			fails: []string{"Could not cancel the DELETE", "it goes on", "AccessDeniedException"}, status: "IN_PROGRESS", cancels: 1,
		},
		"Throttled": {
			kind: "DELETE", takes: hour, fault: cloudcontroltest.Fault{Operation: "CancelResourceRequest", Code: "ThrottlingException", Times: 2},
			says: []string{"Cancelled: the DELETE"}, status: "CANCEL_COMPLETE", cancels: 3,
		},
		"AnswerIsLost": {
			kind: "DELETE", takes: hour, fault: cloudcontroltest.Fault{Operation: "CancelResourceRequest", After: true, Status: http.StatusServiceUnavailable},
			says: []string{"Cancelled: the DELETE"}, status: "CANCEL_COMPLETE", cancels: 2,
		},
		"TimeRunsOut": {
			kind: "DELETE", takes: hour, opts: cloudcontroltest.Options{Durations: cloudcontroltest.Durations{Cancel: hour}},
			config: map[string]any{"timeouts": map[string]any{"invoke": "2s"}},
			fails:  []string{"No time left: cancel the DELETE", "The API accepted to cancel it. Its status is CANCEL_IN_PROGRESS", "timeouts.invoke"}, status: "CANCEL_IN_PROGRESS", cancels: 1,
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			y := newYard(t, tc.kind, tc.takes, tc.opts)
			y.World.T, y.Protocol.T = t, t
			if tc.fault.Operation != "" {
				y.CloudControl.Fail(tc.fault)
			}
			config := map[string]any{"request_token": y.token}
			if tc.config["type_name"] != nil {
				config = tc.config
			} else {
				config = providertest.Altered(config, tc.config)
			}
			ended := y.Invoke(cancelRequest, config, func(message string) {
				if tc.whenSaid != "" && strings.Contains(message, tc.whenSaid) {
					y.CloudControl.Advance(tc.advance)
				}
			})
			switch {
			case len(tc.fails) > 0:
				providertest.RequireError(t, ended.Diagnostics, tc.fails...)
				requireSaid(t, ended, "The action failed.")
			case len(tc.warns) > 0:
				providertest.RequireWarning(t, ended.Diagnostics, tc.warns...)
			default:
				y.RequireClean("the action", ended.Diagnostics)
			}
			requireSaid(t, ended, tc.says...)
			y.requireStatus(tc.status)
			if n := y.CloudControl.Count("CancelResourceRequest"); n != tc.cancels {
				t.Errorf("the API was asked to cancel %d times, want %d", n, tc.cancels)
			}
			if _, there := y.CloudControl.Object(providertest.WidgetType, "w"); there == tc.gone {
				t.Errorf("the object is there: %v", there)
			}
		})
	}
}

// TestCancelRequestInterrupted does what Terraform does at a Ctrl-C.
func TestCancelRequestInterrupted(t *testing.T) {
	t.Parallel()
	y := newYard(t, "DELETE", time.Hour, cloudcontroltest.Options{Durations: cloudcontroltest.Durations{Cancel: time.Hour}})
	stopped := make(chan struct{})
	ended := y.Invoke(cancelRequest, map[string]any{"request_token": y.token}, func(message string) {
		switch {
		case message == "":
			select {
			case <-stopped:
				t.Error("the stop was answered before the action said how it ended: Terraform would not hear of it")
			default:
			}
		case strings.Contains(message, "accepts to cancel"):
			go func() { defer close(stopped); y.Stop() }()
		}
	})
	<-stopped
	providertest.RequireError(t, ended.Diagnostics, "Interrupted: cancel the DELETE", "The API accepted to cancel it. Its status is CANCEL_IN_PROGRESS")
	if !ended.Completed {
		t.Error("it does not say how it ended")
	}
}

// TestCancelRequestTwice: somebody else cancels the operation, before the action or
// while it asks. The API accepts to cancel what is PENDING or IN_PROGRESS; the
// operation does not go on because it refuses a second time.
func TestCancelRequestTwice(t *testing.T) {
	t.Parallel()
	for name, before := range map[string]bool{"Before": true, "Meanwhile": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			y := newYard(t, "DELETE", time.Hour, cloudcontroltest.Options{Durations: cloudcontroltest.Durations{Cancel: 300 * time.Millisecond}})
			y.CloudControl.Fail(cloudcontroltest.Fault{Operation: "CancelResourceRequest", Code: "ConcurrentModificationException", Times: cloudcontroltest.Always})
			cancel := func() {
				if !y.CloudControl.Cancel(y.token) {
					t.Error("there is nothing to cancel")
				}
			}
			if before {
				cancel()
				providertest.RequireWarning(t, y.PlanAction(cancelRequest, map[string]any{"request_token": y.token}), "Being cancelled already: the DELETE of Steward::Test::Widget w")
			}
			ended := y.Invoke(cancelRequest, map[string]any{"request_token": y.token}, func(message string) {
				if !before && strings.HasPrefix(message, "Cancelling") {
					cancel()
				}
			})
			y.RequireClean("the action", ended.Diagnostics)
			requireSaid(t, ended, "Being cancelled already: the DELETE of Steward::Test::Widget w", "Cancelled: the DELETE of Steward::Test::Widget w")
			y.requireStatus("CANCEL_COMPLETE")
			if n := y.CloudControl.Count("CancelResourceRequest"); before && n != 0 {
				t.Errorf("the API was asked to cancel %d times what is being cancelled", n)
			}
		})
	}
}

func TestCancelRequestValidates(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	p := providertest.NewProtocol(t)
	for name, config := range map[string]map[string]any{
		"Nothing":        nil,
		"TypeAlone":      {"type_name": providertest.WidgetType},
		"ObjectAlone":    {"identifier": "w"},
		"TokenAndType":   {"request_token": unknownToken, "type_name": providertest.WidgetType, "identifier": "w"},
		"TokenAndObject": {"request_token": unknownToken, "identifier": "w"},
		"NoType":         {"type_name": "widget", "identifier": "w"},
		"NoRegion":       {"request_token": unknownToken, "region": "mars"},
	} {
		if diags := p.ValidateAction(cancelRequest, config); !providertest.Failed(diags) {
			t.Errorf("%s is valid", name)
		}
	}
	p.RequireClean("a token", p.ValidateAction(cancelRequest, map[string]any{"request_token": unknownToken, "region": "eu-west-1"}))
	p.Configure(map[string]any{"aws": w.AWS()})
	providertest.RequireError(t, p.Invoke(cancelRequest, nil, nil).Diagnostics, "No request is named")
	if n := w.CloudControl.Count("CancelResourceRequest"); n != 0 {
		t.Errorf("the API was asked to cancel %d times", n)
	}
}

// TestCancelRequestPlan: a plan names the operation behind a token.
func TestCancelRequestPlan(t *testing.T) {
	t.Parallel()
	byObject := map[string]any{"type_name": providertest.WidgetType, "identifier": "w"}
	for name, tc := range map[string]struct {
		takes  time.Duration
		fault  string
		config map[string]any // nil: the token
		warns  []string       // nil: nothing is said
	}{
		"Token":        {takes: time.Hour, warns: []string{"The action cancels the DELETE of Steward::Test::Widget w", "IN_PROGRESS when this was planned"}},
		"Object":       {takes: time.Hour, config: byObject, warns: []string{"The action cancels the DELETE of Steward::Test::Widget w"}},
		"OtherObject":  {takes: time.Hour, config: map[string]any{"type_name": providertest.WidgetType, "identifier": "other"}},
		"HasEnded":     {},
		"NotKnownYet":  {takes: time.Hour, config: map[string]any{"request_token": providertest.Unknown{}}},
		"UnknownToken": {config: map[string]any{"request_token": unknownToken}, warns: []string{"What the action cancels could not be read"}},
		"Denied":       {takes: time.Hour, fault: "AccessDeniedException", warns: []string{"What the action cancels could not be read", "AccessDenied"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			y := newYard(t, "DELETE", tc.takes, cloudcontroltest.Options{})
			y.World.T, y.Protocol.T = t, t
			if tc.fault != "" {
				y.CloudControl.Fail(cloudcontroltest.Fault{Operation: "GetResourceRequestStatus", Code: tc.fault, Times: cloudcontroltest.Always})
			}
			if tc.config == nil {
				tc.config = map[string]any{"request_token": y.token}
			}
			diags := y.PlanAction(cancelRequest, tc.config)
			if tc.warns == nil {
				y.RequireClean("the plan", diags)
			} else {
				providertest.RequireWarning(t, diags, tc.warns...)
			}
			if n := y.CloudControl.Count("CancelResourceRequest"); n != 0 {
				t.Errorf("planning asked to cancel %d times", n)
			}
		})
	}
}
