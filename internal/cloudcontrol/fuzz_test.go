package cloudcontrol

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/throttle"
)

// Whatever AWS, or what stands between, answers: no method panics, and nothing
// that lives is taken for gone. What "gone" and "done" look like is written
// down here once more, from cloudcontrol-api.md and not from the client.

// rawAWS answers bytes to every request.
type rawAWS []byte

// Do implements aws.HTTPClient.
func (raw rawAWS) Do(req *http.Request) (*http.Response, error) {
	return http.ReadResponse(bufio.NewReader(bytes.NewReader(raw)), req)
}

// fuzzedAWS returns a client that is answered raw, whatever it asks.
func fuzzedAWS(raw []byte) *Client {
	// A throttled answer slows down the limiter of the process.
	limiters = throttle.Registry[limiterKey]{}
	here := "http://127.0.0.1:1"
	return newClient(
		Config{RequestsPerSecond: 1e6, AccessKey: testAccessKey, SecretKey: testSecretKey, Endpoints: Endpoints{here, here, here}},
		aws.Config{
			Region: "eu-west-1", HTTPClient: rawAWS(raw),
			Retryer: func() aws.Retryer { return aws.NopRetryer{} },
			Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				return aws.Credentials{AccessKeyID: testAccessKey, SecretAccessKey: testSecretKey}, nil
			}),
		})
}

// An understood answer is what the oracle makes of the bytes.
type understood struct {
	success bool           // HTTP 2xx
	code    string         // error code, without namespace and address
	members map[string]any // of the JSON object that the body begins with
}

func understand(raw []byte) understood {
	resp, err := rawAWS(raw).Do(nil)
	if err != nil {
		return understood{}
	}
	defer func() { _ = resp.Body.Close() }()
	u := understood{success: resp.StatusCode/100 == 2}
	body, err := io.ReadAll(resp.Body)
	if err != nil && len(body) == 0 {
		body = nil
	}
	_ = json.NewDecoder(bytes.NewReader(body)).Decode(&u.members) // a page is no answer
	u.code = resp.Header.Get("X-Amzn-ErrorType")
	for _, member := range []string{"__type", "code"} { // in the order of the reference
		for _, name := range slices.Sorted(maps.Keys(u.members)) {
			if text, ok := u.members[name].(string); ok && u.code == "" && strings.EqualFold(name, member) {
				u.code = text
			}
		}
	}
	u.code, _, _ = strings.Cut(u.code, ":")
	if _, after, ok := strings.Cut(u.code, "#"); ok {
		u.code = after
	}
	return u
}

// gone is how Cloud Control says that it does not know an object.
func (u understood) gone() bool {
	return !u.success && (strings.EqualFold(u.code, "ResourceNotFoundException") || u.code == "NotFoundException")
}

// describes reports whether the answer is a whole one about an object: it is of
// the type that was asked about, bears the object's identifier, and carries a
// model that names the object or something of it. That is all that a refresh may
// take for values, and so all that can plan a change.
func (u understood) describes(identifier string) bool {
	description, _ := u.member("ResourceDescription").(map[string]any)
	named, _ := of(description, "Identifier").(string)
	text, _ := of(description, "Properties").(string)
	var model map[string]any
	typeName, typed := u.member("TypeName").(string)
	return u.success && named == identifier && json.Unmarshal([]byte(text), &model) == nil && len(model) > 0 &&
		(!typed || typeName == "" || typeName == logGroups.TypeName)
}

func (u understood) member(name string) any { return of(u.members, name) }

// of returns a member by its name in any case, as the SDK reads it.
func of(members map[string]any, name string) any {
	if value, there := members[name]; there {
		return value
	}
	for other, value := range members {
		if strings.EqualFold(other, name) {
			return value
		}
	}
	return nil
}

// soundValue: an object that nobody changed has the values of a whole answer
// about it, and no others; an answer that has nothing of what is known of it is
// none.
func soundValue(ctx context.Context, t *testing.T, c *Client, u understood) {
	prior := map[string]any{"LogGroupName": "example", "RetentionInDays": json.Number("7")}
	found, err := c.GetKnown(ctx, logGroups, example.ID, prior)
	soundError(t, "GetResource", u, err)
	if err != nil {
		return
	}
	var model map[string]any
	if !u.describes(example.ID) || json.Unmarshal(found.Properties, &model) != nil || (model["LogGroupName"] == nil && model["RetentionInDays"] == nil) {
		t.Errorf("%+v is taken for the values %s", u, found.Properties)
	}
}

// ended is the status of the operation in the answer, where there is one.
func (u understood) ended() (status, code string) {
	if !u.success {
		return "", ""
	}
	event, _ := u.members["ProgressEvent"].(map[string]any)
	status, _ = event["OperationStatus"].(string)
	code, _ = event["ErrorCode"].(string)
	return status, code
}

// askAWS asks for everything and holds the answers against the oracle.
func askAWS(t *testing.T, raw []byte) {
	u := understand(raw)
	ctx := context.Background()
	c := fuzzedAWS(raw)
	b := c.Backend(logGroups)

	exists, err := b.Observe(ctx, example)
	soundError(t, "GetResource", u, err)
	switch {
	case err == nil && !exists && !u.gone():
		t.Errorf("taken for gone: %+v", u)
	case exists && (err != nil || !u.describes(example.ID)):
		t.Errorf("taken for alive: %+v, %v", u, err)
	}
	soundValue(ctx, t, c, u)
	op, err := b.Delete(ctx, example, oneAttempt)
	soundError(t, "DeleteResource", u, err)
	soundOperation(t, "DeleteResource", u, op, err)
	if err == nil && op.Token == "" {
		t.Errorf("accepted without a token: %+v", op)
	}
	op, err = b.Poll(ctx, deletion.Operation{Token: requestToken, Kind: deletion.KindDelete})
	soundError(t, "GetResourceRequestStatus", u, err)
	soundOperation(t, "GetResourceRequestStatus", u, op, err)

	_, err = b.Operations(ctx, example)
	soundError(t, "ListResourceRequests", u, err)
	_, err = c.Requests(ctx, "", RequestFilter{})
	soundError(t, "ListResourceRequests", u, err)
	_, err = c.List(ctx, logGroups, nil)
	soundError(t, "ListResources", u, err)
	_, err = c.Cancel(ctx, "", requestToken)
	soundError(t, "CancelResourceRequest", u, err)
	_, err = c.Type(ctx, logGroups)
	soundFailure(t, "DescribeType", err)
	home, err := b.Home(ctx)
	soundFailure(t, "GetCallerIdentity", err)
	if err == nil && (home.Account == "" || !u.success) {
		t.Errorf("the account was learnt from %+v: %v", u, home)
	}
}

// soundOperation: done is SUCCESS and nothing else.
func soundOperation(t *testing.T, operation string, u understood, op deletion.Operation, err error) {
	status, code := u.ended()
	switch {
	case err != nil:
		if op.State != deletion.UnderWay {
			t.Errorf("%s: an error and an operation that has ended: %+v, %v", operation, op, err)
		}
	case (op.State == deletion.Done) != (status == "SUCCESS"):
		t.Errorf("%s: the status %q is read as %+v", operation, status, op)
	case (op.State == deletion.Failed) != (status == "FAILED" || status == "CANCEL_COMPLETE"):
		t.Errorf("%s: the status %q is read as %+v", operation, status, op)
	case (op.Failure != nil) != (op.State == deletion.Failed):
		t.Errorf("%s: a failure belongs to an operation that failed: %+v", operation, op)
	case op.Failure == nil:
	case op.Failure.Reason == deletion.NotFound && (status != "FAILED" || !strings.HasPrefix(strings.TrimPrefix(code, "Resource"), "NotFound")):
		t.Errorf("%s: %s with the code %q is read as NotFound", operation, status, code)
	}
}

// soundError checks an error of Cloud Control.
func soundError(t *testing.T, operation string, u understood, err error) {
	if deletion.ReasonOf(err) == deletion.NotFound && !u.gone() {
		t.Errorf("%s: NotFound was read out of %+v", operation, u)
	}
	if err == nil && !u.success && !u.gone() {
		t.Errorf("%s: no error after %+v", operation, u)
	}
	soundFailure(t, operation, err)
}

// soundFailure checks what holds for the errors of every service.
func soundFailure(t *testing.T, operation string, err error) {
	if err == nil {
		return
	}
	f, ok := errors.AsType[*deletion.Failure](err)
	switch {
	case !ok:
		t.Errorf("%s: the error is no Failure: %v", operation, err)
	case f.Error() == "":
		t.Errorf("%s: an error without a text", operation)
	case f.RetryAfter.After(time.Now().Add(11 * time.Minute)):
		t.Errorf("%s: asked to wait until %v", operation, f.RetryAfter)
	case !f.RetryAfter.IsZero() && f.RetryAfter.Year() < 1000:
		t.Errorf("%s: asked to wait until %v, which is an overflow", operation, f.RetryAfter)
	}
}

// awsOnTheWire returns an answer as it stands on the wire.
func awsOnTheWire(status int, retryAfter, errorType, body string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %03d Status\r\nContent-Length: %d\r\nX-Amzn-Requestid: %s\r\n", status, len(body), testRequestID)
	if retryAfter != "" {
		fmt.Fprintf(&b, "Retry-After: %s\r\n", retryAfter)
	}
	if errorType != "" {
		fmt.Fprintf(&b, "X-Amzn-Errortype: %s\r\n", errorType)
	}
	b.WriteString("\r\n" + body)
	return b.Bytes()
}

func eventText(t testing.TB, members map[string]any) string {
	text, err := json.Marshal(event(members))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// FuzzAnswers varies the parts of an answer to any request.
func FuzzAnswers(f *testing.F) {
	bodies := []string{
		"", "null", "{}", "[]", "{", "<html>404 Not Found</html>", "\x00\xff", "\ufeff{}",
		`{"__type":"com.amazonaws.cloudcontrol#ResourceNotFoundException","Message":"gone"}`, `{"code":"ResourceNotFoundException"}`,
		`{"code":"NotFound","message":"no such page"}`, `{"__type":"NotFound"}`, `{"__type":"TypeNotFoundException"}`, `{"__type":"RequestTokenNotFoundException"}`,
		`{"__type":"ResourceNotFoundException","code":"ThrottlingException"}`, `{"__type":17}`, `{"__type":"ResourceNotFoundException"}<html>`,
		`{"__type":"ConcurrentOperationException","Message":"Concurrent operation found for resource x with RequestToken ` + requestToken + `"}`,
		`{"TypeName":"T","ResourceDescription":{"Identifier":"example","Properties":"{}"}}`,
		`{"TypeName":"T","ResourceDescription":{"Identifier":"example","Properties":"{"}}`, `{"ResourceDescription":null}`, `{"ResourceDescription":{}}`,
		`{"ResourceDescriptions":[{"Identifier":"a"}],"NextToken":"n"}`, `{"ResourceRequestStatusSummaries":[null,{}],"NextToken":"n"}`,
		`{"ProgressEvent":{"RequestToken":""}}`, `{"ProgressEvent":{}}`, eventText(f, map[string]any{"OperationStatus": "SUCCESS"}), eventText(f, map[string]any{"OperationStatus": "FAILED", "ErrorCode": "NotFound"}),
		`<DescribeTypeResponse><DescribeTypeResult><Schema>{"typeName":"A::B::C","properties":{},"primaryIdentifier":["/properties/N"]}</Schema></DescribeTypeResult></DescribeTypeResponse>`,
		`<DescribeTypeResponse><DescribeTypeResult><Schema>{`, `<ErrorResponse><Error><Code>TypeNotFoundException</Code></Error></ErrorResponse>`,
		`<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
	}
	dates := []string{"", "0", "5", "-1", "99999999999", "9223372036854775807", "Wed, 21 Oct 2015 07:28:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "soon"}
	statuses := []int{200, 204, 301, 400, 403, 404, 409, 429, 500, 503}
	for i, body := range bodies {
		for _, status := range []int{200, 400, statuses[i%len(statuses)]} {
			f.Add(status, dates[i%len(dates)], "", body)
		}
	}
	for i, errorType := range []string{"ResourceNotFoundException", "ResourceNotFoundException:http://x", "a#ResourceNotFoundException", "NotFound", "#", ":", "ThrottlingException"} {
		f.Add(400, dates[i], errorType, bodies[i])
		f.Add(404, dates[i], errorType, "{}")
	}
	f.Fuzz(func(t *testing.T, status int, retryAfter, errorType, body string) {
		if status < 100 || status > 999 || strings.ContainsAny(retryAfter+errorType, "\r\n") {
			t.Skip("no HTTP answer")
		}
		askAWS(t, awsOnTheWire(status, retryAfter, errorType, body))
	})
}

// FuzzEvents varies the members of a progress event, times and hooks included.
func FuzzEvents(f *testing.F) {
	codes := []string{"", "NotFound", "Throttling", "InvalidRequest", "NotStabilized", "New"}
	for i, status := range []string{"", "PENDING", "IN_PROGRESS", "SUCCESS", "FAILED", "CANCEL_IN_PROGRESS", "CANCEL_COMPLETE", "success", "SUCCESS ", "NEW"} {
		f.Add(status, codes[i%len(codes)], "DELETE", requestToken, []byte(`1.718502712593E9`), []byte(`1718502712`), "Words.", "HOOK_COMPLETE_FAILED", "FAIL")
		f.Add(status, codes[(i+1)%len(codes)], "CREATE", "", []byte(`"2024-06-16T01:51:52Z"`), []byte(`1e308`), "", "HOOK_COMPLETE_SUCCEEDED", "WARN")
		f.Add(status, "NotFound", "", requestToken, []byte(`-1e300`), []byte(`"NaN"`), "", "", "")
	}
	f.Fuzz(func(t *testing.T, status, code, kind, token string, eventTime, retryAfter []byte, message, hookStatus, hookMode string) {
		members := map[string]any{"OperationStatus": status, "Operation": kind, "StatusMessage": message}
		for name, text := range map[string]string{"ErrorCode": code, "RequestToken": token} {
			if text != "" {
				members[name] = text
			}
		}
		for name, text := range map[string][]byte{"EventTime": eventTime, "RetryAfter": retryAfter} {
			if json.Valid(text) {
				members[name] = json.RawMessage(text)
			}
		}
		hook := map[string]any{"HookStatus": hookStatus, "FailureMode": hookMode, "HookStatusMessage": message}
		text, err := json.Marshal(map[string]any{
			"ProgressEvent": members, "HooksProgressEvent": []any{hook}, "ResourceRequestStatusSummaries": []any{members},
		})
		if err != nil {
			t.Fatal(err)
		}
		askAWS(t, awsOnTheWire(http.StatusOK, "", "", string(text)))
	})
}

// FuzzWire varies an answer's bytes.
func FuzzWire(f *testing.F) {
	const gone = `{"__type":"ResourceNotFoundException"}`
	for _, raw := range []string{
		"", "HTTP/1.1 404 Not Found\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}",
		"HTTP/1.1 400 Bad Request\r\nContent-Length: 400\r\n\r\n" + gone, "HTTP/1.1 400 Bad Request\r\nContent-Length: 20\r\n\r\n" + gone,
		"HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n26\r\n" + gone + "\r\n", "HTTP/1.0 404 Not Found\r\nContent-Encoding: gzip\r\n\r\n" + gone,
		"HTTP/1.1 302 Found\r\nLocation: ://\r\n\r\n", "HTTP/1.1 400 Bad Request\r\nX-Amzn-ErrorType: ResourceNotFoundException\r\n\r\n<html>",
		"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 400 Bad Request\r\n\r\n" + gone,
	} {
		f.Add([]byte(raw))
	}
	f.Fuzz(askAWS)
}
