package cloudcontroltest_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

func (f *fixture) cancel(token *string) (*types.ProgressEvent, error) {
	out, err := f.cc.CancelResourceRequest(f.t.Context(), &cloudcontrol.CancelResourceRequestInput{RequestToken: token})
	if err != nil {
		return nil, err
	}
	return out.ProgressEvent, nil
}

// Line 10 of the check list.
func TestCancel(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		effect bool
		fate   cloudcontroltest.Fate
		gone   bool
		reason string
	}{
		"object there":              {reason: "a cancelled deletion usually deletes nothing"},
		"object gone":               {effect: true, gone: true, reason: "the switch says that it had gone too far"},
		"object gone by fate":       {fate: cloudcontroltest.Fate{Effect: cloudcontroltest.EffectAnyway}, gone: true, reason: "the same for one operation"},
		"cancelled while it waited": {fate: cloudcontroltest.Fate{Pending: new(minute)}, reason: "PENDING can be cancelled, too"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opts := slow()
			opts.Durations.Cancel = 10 * time.Second
			opts.Switches.CancelTakesEffect = c.effect
			f := start(t, opts)
			f.create(widget, `{"Name":"w"}`)
			c.fate.Kind = "DELETE"
			f.server.Script(c.fate)
			token := f.remove(widget, "w").RequestToken
			for range 2 {
				if e, err := f.cancel(token); err != nil || e.OperationStatus != types.OperationStatusCancelInProgress || *e.RequestToken != *token {
					t.Fatalf("cancel: %v %v, want CANCEL_IN_PROGRESS, twice", e, err)
				}
			}
			_, err := f.tryRemove(widget, "w", "")
			wantCode(t, err, "ConcurrentOperationException")
			f.server.Advance(10 * time.Second)
			if e := f.status(token); e.OperationStatus != types.OperationStatusCancelComplete || e.ErrorCode != "" {
				t.Errorf("ended %s/%s", e.OperationStatus, e.ErrorCode)
			}
			if e, err := f.cancel(token); err != nil || e.OperationStatus != types.OperationStatusCancelComplete {
				t.Errorf("cancel after the end: %v %v, want the same answer", e, err)
			}
			if _, there := f.server.Object(widget, "w"); there == c.gone {
				t.Errorf("object there is %v: %s", there, c.reason)
			}
		})
	}
}

func TestCancelOfFinished(t *testing.T) {
	t.Parallel()
	f := start(t, slow())
	f.create(widget, `{"Name":"w"}`)
	token := f.remove(widget, "w").RequestToken
	f.server.Advance(minute)
	_, err := f.cancel(token)
	wantCode(t, err, "ConcurrentModificationException")
	if requests := f.server.Requests(); requests[len(requests)-1].Status != 500 {
		t.Errorf("HTTP status is %d; the reference says 500", requests[len(requests)-1].Status)
	}
	if f.server.Cancel(*token) || f.server.Cancel("nonsense") {
		t.Error("Server.Cancel says that it cancelled what was over or never was")
	}
	f.create(widget, `{"Name":"w"}`)
	token = f.remove(widget, "w").RequestToken
	if !f.server.Cancel(*token) {
		t.Error("Server.Cancel did not cancel")
	}
	if e := f.status(token); e.OperationStatus != types.OperationStatusCancelComplete {
		t.Errorf("ended %s", e.OperationStatus)
	}
}

// requests returns all pages of ListResourceRequests.
func (f *fixture) requests(filter *types.ResourceRequestStatusFilter) []types.ProgressEvent {
	f.t.Helper()
	var events []types.ProgressEvent
	pages := cloudcontrol.NewListResourceRequestsPaginator(f.cc, &cloudcontrol.ListResourceRequestsInput{ResourceRequestStatusFilter: filter})
	for pages.HasMorePages() {
		page, err := pages.NextPage(f.t.Context())
		if err != nil {
			f.t.Fatalf("ListResourceRequests: %v", err)
		}
		events = append(events, page.ResourceRequestStatusSummaries...)
	}
	return events
}

// Line 11 of the check list.
func TestListResourceRequests(t *testing.T) {
	t.Parallel()
	f := start(t, slow())
	for i := range 45 {
		f.create(widget, fmt.Sprintf(`{"Name":"w%d"}`, i))
		f.server.Advance(time.Second)
	}
	f.server.Script(cloudcontroltest.Fate{
		Kind: "DELETE", Identifier: "w0", ErrorCode: "AccessDenied", Takes: new(time.Duration(0)),
		Hooks: []cloudcontroltest.Hook{{TypeName: "Steward::Test::Hook", Mode: "WARN", Fails: true, Message: "careful"}},
	})
	failed, running := f.remove(widget, "w0").RequestToken, f.remove(widget, "w1").RequestToken

	var sizes []int
	in := &cloudcontrol.ListResourceRequestsInput{}
	var names []string
	for {
		out, err := f.cc.ListResourceRequests(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, len(out.ResourceRequestStatusSummaries))
		for _, e := range out.ResourceRequestStatusSummaries {
			names = append(names, string(e.Operation)+" "+*e.Identifier)
		}
		if out.NextToken == nil {
			break
		}
		in.NextToken = out.NextToken
		// What starts while somebody pages must not shift the pages.
		if len(sizes) == 1 {
			f.remove(widget, "w2")
		}
	}
	if fmt.Sprint(sizes) != "[20 20 7]" {
		t.Errorf("pages of %v, want 20, 20 and the rest of 47", sizes)
	}
	if names[0] != "DELETE w1" || names[1] != "DELETE w0" || names[2] != "CREATE w44" || names[46] != "CREATE w0" {
		t.Errorf("order is %v, want newest first", names)
	}
	in = &cloudcontrol.ListResourceRequestsInput{MaxResults: aws.Int32(100)}
	if out, err := f.cc.ListResourceRequests(t.Context(), in); err != nil || len(out.ResourceRequestStatusSummaries) != 48 || out.NextToken != nil {
		t.Errorf("one page of 100: %v", err)
	}

	for name, c := range map[string]struct {
		filter types.ResourceRequestStatusFilter
		want   int
	}{
		"one operation":   {types.ResourceRequestStatusFilter{Operations: []types.Operation{"DELETE"}}, 3},
		"either":          {types.ResourceRequestStatusFilter{Operations: []types.Operation{"DELETE", "CREATE"}}, 48},
		"one status":      {types.ResourceRequestStatusFilter{OperationStatuses: []types.OperationStatus{"FAILED"}}, 1},
		"both":            {types.ResourceRequestStatusFilter{Operations: []types.Operation{"DELETE"}, OperationStatuses: []types.OperationStatus{"PENDING", "IN_PROGRESS"}}, 2},
		"nothing matches": {types.ResourceRequestStatusFilter{Operations: []types.Operation{"UPDATE"}}, 0},
		"no filter":       {types.ResourceRequestStatusFilter{}, 48},
	} {
		if got := f.requests(&c.filter); len(got) != c.want {
			t.Errorf("%s: %d requests, want %d", name, len(got), c.want)
		}
	}
	events := f.requests(&types.ResourceRequestStatusFilter{OperationStatuses: []types.OperationStatus{"FAILED"}})
	if *events[0].RequestToken != *failed || events[0].ErrorCode != types.HandlerErrorCodeAccessDenied || events[0].HooksRequestToken == nil {
		t.Errorf("failed one is %+v, running one %s", events[0], *running)
	}
	raw := f.raw("ListResourceRequests", `{}`, nil)
	if got := decode(t, string(raw.body)); got["HooksProgressEvent"] != nil {
		t.Error("a list has no hooks")
	}
}
