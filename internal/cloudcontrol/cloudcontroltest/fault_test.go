package cloudcontroltest_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol/types"
	"github.com/aws/smithy-go"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

// exceptions are the documented errors with their documented HTTP status, and
// the real but unmodelled ones.
var exceptions = map[string]int{
	"AlreadyExistsException": 400, "ClientTokenConflictException": 400, "ConcurrentModificationException": 500,
	"ConcurrentOperationException": 400, "GeneralServiceException": 400, "HandlerFailureException": 500,
	"HandlerInternalFailureException": 500, "InvalidCredentialsException": 400, "InvalidRequestException": 400,
	"NetworkFailureException": 500, "NotStabilizedException": 400, "NotUpdatableException": 400, "PrivateTypeException": 400,
	"RequestTokenNotFoundException": 400, "ResourceConflictException": 400, "ResourceNotFoundException": 400,
	"ServiceInternalErrorException": 500, "ServiceLimitExceededException": 400, "ThrottlingException": 400,
	"TypeNotFoundException": 400, "UnsupportedActionException": 400,
	"AccessDeniedException": 400, "ExpiredTokenException": 400, "InternalFailure": 500, "InvalidSignatureException": 400,
	"ServiceUnavailable": 503, "UnrecognizedClientException": 400, "ValidationException": 400,
	"SomethingNewException": 400,
}

// Line 13 of the check list, for exceptions: n times, then well.
func TestEveryException(t *testing.T) {
	t.Parallel()
	for code, status := range exceptions {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			f := start(t, cloudcontroltest.Options{})
			f.create(widget, `{"Name":"w"}`)
			f.server.Fail(cloudcontroltest.Fault{Operation: "DeleteResource", TypeName: widget, Identifier: "w", Code: code, Times: 2})
			for range 2 {
				x := f.raw("DeleteResource", `{"TypeName":"Steward::Test::Widget","Identifier":"w"}`, nil)
				got, message := errorBody(t, x)
				if got != code || x.status != status || message == "" {
					t.Errorf("got %d %s %q, want %d %s", x.status, got, message, status, code)
				}
			}
			if len(f.server.Operations()) != 1 {
				t.Error("a refused request started an operation")
			}
			if e := f.remove(widget, "w"); e.OperationStatus != types.OperationStatusInProgress {
				t.Errorf("the third: %s", e.OperationStatus)
			}
			var spoilt []bool
			for _, r := range f.server.Requests() {
				if r.Operation == "DeleteResource" {
					spoilt = append(spoilt, r.Spoilt)
				}
			}
			if want := []bool{true, true, false}; !slices.Equal(spoilt, want) {
				t.Errorf("spoilt: %v, want %v", spoilt, want)
			}
		})
	}
}

func TestModelStatuses(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{Switches: cloudcontroltest.Switches{ModelStatuses: true}})
	for code, status := range map[string]int{
		"ThrottlingException": 429, "ResourceNotFoundException": 404, "ConcurrentOperationException": 409, "NetworkFailureException": 502,
		"UnsupportedActionException": 405, "InvalidCredentialsException": 401, "AccessDeniedException": 400,
	} {
		f.server.Fail(cloudcontroltest.Fault{Code: code})
		x := f.raw("GetResource", `{"TypeName":"Steward::Test::Widget","Identifier":"w"}`, nil)
		if got, _ := errorBody(t, x); got != code || x.status != status {
			t.Errorf("got %d %s, want %d %s", x.status, got, status, code)
		}
	}
}

// Line 14 of the check list: servers and proxies that fail.
func TestHTTPErrors(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{})
	f.create(widget, `{"Name":"w"}`)
	for name, fault := range map[string]cloudcontroltest.Fault{
		"500":        {Status: 500},
		"503 page":   {Status: 503, Body: "<html>Service Unavailable</html>", Header: http.Header{"Content-Type": {"text/html"}, "Retry-After": {"3"}}},
		"garbage":    {Body: "\x00\x01 no JSON"},
		"empty body": {Status: 200},
		"404 page":   {Status: 404, Body: "not here"},
	} {
		fault.Operation = "DeleteResource"
		f.server.Fail(fault)
		x := f.raw("DeleteResource", `{"TypeName":"Steward::Test::Widget","Identifier":"w"}`, nil)
		want := max(fault.Status, 200)
		if x.status != want || string(x.body) != fault.Body {
			t.Errorf("%s: got %d %q", name, x.status, x.body)
		}
		if want := fault.Header.Get("Retry-After"); x.header.Get("Retry-After") != want {
			t.Errorf("%s: Retry-After is %q", name, x.header.Get("Retry-After"))
		}
	}
	if n := f.server.Deletions(widget, "w"); n != 0 || len(f.server.Operations()) != 1 {
		t.Errorf("%d deletions took effect", n)
	}
	// The code may stand in a header, too.
	f.server.Fail(cloudcontroltest.Fault{Status: 400, Body: "{}", Header: http.Header{"X-Amzn-ErrorType": {"ThrottlingException:http://internal.amazon.com/"}}})
	_, err := f.get(widget, "w")
	wantCode(t, err, "ThrottlingException")
}

// Line 14 of the check list: connections that are cut, before and after the
// request took effect; answers cut in the middle.
func TestCutConnections(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault    cloudcontroltest.Fault
		accepted bool
	}{
		"before":         {cloudcontroltest.Fault{Drop: true}, false},
		"after":          {cloudcontroltest.Fault{Drop: true, After: true}, true},
		"in the middle":  {cloudcontroltest.Fault{Truncate: true}, true},
		"late":           {cloudcontroltest.Fault{Drop: true, After: true, Delay: 10 * time.Millisecond}, true},
		"error for good": {cloudcontroltest.Fault{Status: 502, After: true}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := start(t, cloudcontroltest.Options{})
			f.create(widget, `{"Name":"w"}`)
			c.fault.Operation = "DeleteResource"
			f.server.Fail(c.fault)
			if e, err := f.tryRemove(widget, "w", "once"); err == nil {
				t.Fatalf("answered %v", e)
			}
			if got := len(f.server.Operations()) == 2; got != c.accepted {
				t.Fatalf("request was accepted: %v, want %v", got, c.accepted)
			}
			if n := f.server.Count("DeleteResource"); n != 1 {
				t.Errorf("%d requests came in, want 1", n)
			}
			// Asked again with the same token, it is the same request.
			if _, err := f.tryRemove(widget, "w", "once"); err != nil {
				t.Fatal(err)
			}
			if n := len(f.server.Operations()); n != 2 {
				t.Errorf("%d operations, want the create and one deletion", n)
			}
			if n := f.server.Deletions(widget, "w"); n != 1 {
				t.Errorf("%d deletions took effect", n)
			}
		})
	}
}

func TestSDKRetriesAfterCut(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{})
	f.create(widget, `{"Name":"w"}`)
	f.server.ResetRequests()
	client := cloudcontrol.New(cloudcontrol.Options{
		Region: "us-east-1", Credentials: keys("AKIDTEST", ""), BaseEndpoint: aws.String(f.server.URL()), HTTPClient: plainHTTP(),
		Retryer: retry.NewStandard(func(o *retry.StandardOptions) {
			o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
		}),
	})
	f.server.Fail(cloudcontroltest.Fault{Operation: "DeleteResource", Drop: true, After: true})
	out, err := client.DeleteResource(t.Context(), &cloudcontrol.DeleteResourceInput{TypeName: aws.String(widget), Identifier: aws.String("w")})
	if err != nil {
		t.Fatal(err)
	}
	requests := f.server.Requests()
	if len(requests) != 2 || requests[0].ClientToken == "" || requests[0].ClientToken != requests[1].ClientToken || requests[0].Status != 0 {
		t.Errorf("log is %+v, want two attempts with one client token, the first unanswered", requests)
	}
	if ops := f.server.Operations(); len(ops) != 2 || ops[1].Token != *out.ProgressEvent.RequestToken {
		t.Errorf("operations are %+v", ops)
	}
}

// Line 14 of the check list: slow answers, and none at all.
func TestSlowAndHanging(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{})
	f.create(widget, `{"Name":"w"}`)
	f.server.Fail(cloudcontroltest.Fault{Operation: "GetResource", Delay: 50 * time.Millisecond})
	asked := time.Now()
	f.mustGet(widget, "w")
	if took := time.Since(asked); took < 50*time.Millisecond {
		t.Errorf("answered after %s", took)
	}

	for name, fault := range map[string]cloudcontroltest.Fault{
		"hang":             {Hang: true},
		"hang, after":      {Hang: true, After: true},
		"a delay for ever": {Delay: time.Hour},
	} {
		fault.Operation = "DeleteResource"
		f.server.Fail(fault)
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
		_, err := f.cc.DeleteResource(ctx, &cloudcontrol.DeleteResourceInput{TypeName: aws.String(widget), Identifier: aws.String(strings.Fields(name)[0])})
		cancel()
		if _, ok := errors.AsType[*smithy.CanceledError](err); !ok {
			t.Errorf("%s: %v, want the caller's deadline", name, err)
		}
	}
	if n := len(f.server.Operations()); n != 3 {
		t.Errorf("%d operations, want the create, the one after which it hung and the delayed one", n)
	}
}

func TestCloseEndsHangingRequests(t *testing.T) {
	t.Parallel()
	server, err := cloudcontroltest.Start(cloudcontroltest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	server.Fail(cloudcontroltest.Fault{Hang: true})
	client := cloudcontrol.New(cloudcontrol.Options{
		Region: "us-east-1", Credentials: keys("AKIDTEST", ""), BaseEndpoint: aws.String(server.URL()), HTTPClient: plainHTTP(), Retryer: aws.NopRetryer{},
	})
	done := make(chan error, 1)
	go func() {
		_, err := client.ListResourceRequests(t.Context(), &cloudcontrol.ListResourceRequestsInput{})
		done <- err
	}()
	for server.Count("") == 0 {
		<-time.After(time.Millisecond)
	}
	if err := server.Close(); err != nil {
		t.Error(err)
	}
	if err := <-done; err == nil {
		t.Error("the request was answered")
	}
}

func TestFaultMatching(t *testing.T) {
	t.Parallel()
	f := start(t, slow())
	f.create(widget, `{"Name":"a"}`)
	f.create(widget, `{"Name":"b"}`)
	f.server.Fail(cloudcontroltest.Fault{Operation: "GetResource", Identifier: "a", Code: "ThrottlingException", Skip: 1})
	f.server.Fail(cloudcontroltest.Fault{Operation: "GetResource", Identifier: "a", Code: "InternalFailure"})
	f.mustGet(widget, "b")
	var got []string
	for range 4 {
		_, err := f.get(widget, "a")
		if apiErr, ok := errors.AsType[smithy.APIError](err); ok {
			got = append(got, apiErr.ErrorCode())
		} else {
			got = append(got, "fine")
		}
	}
	// The first request is the one that the first fault skips; the second
	// fault is free to spoil it.
	if want := []string{"InternalFailure", "ThrottlingException", "fine", "fine"}; !slices.Equal(got, want) {
		t.Errorf("got %s, want %s", got, want)
	}

	// A poll is about the object of its operation.
	a, b := f.remove(widget, "a").RequestToken, f.remove(widget, "b").RequestToken
	f.server.Fail(cloudcontroltest.Fault{Operation: "GetResourceRequestStatus", Identifier: "b", Code: "ThrottlingException", Times: cloudcontroltest.Always})
	f.status(a)
	for range 3 {
		_, err := f.cc.GetResourceRequestStatus(t.Context(), &cloudcontrol.GetResourceRequestStatusInput{RequestToken: b})
		wantCode(t, err, "ThrottlingException")
	}
	f.server.ClearFaults()
	f.status(b)
	if n := f.server.CountOf("GetResourceRequestStatus", widget, "b"); n != 4+1 {
		t.Errorf("%d polls of b in the log, want the one of its create, three throttled and one that went well", n)
	}
}

// The query services answer faults in their own protocol.
func TestQueryFaults(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{})
	f.server.Fail(cloudcontroltest.Fault{Operation: "DescribeType", Code: "AccessDeniedException", Message: "no <& way>"})
	_, err := f.describe(widget)
	if text := wantCode(t, err, "AccessDenied"); text != "no <& way>" {
		t.Errorf("text is %q", text)
	}
	f.server.Fail(cloudcontroltest.Fault{Operation: "DescribeType", Code: "InternalFailure"})
	_, err = f.describe(widget)
	wantCode(t, err, "InternalFailure")
	if _, err := f.describe(widget); err != nil {
		t.Error(err)
	}
}
