package cloudcontroltest_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

// errorBody reads the body of an error and checks what every error has.
func errorBody(t *testing.T, x exchange) (code, message string) {
	t.Helper()
	if got := x.header.Get("Content-Type"); got != "application/x-amz-json-1.0" {
		t.Errorf("Content-Type is %q", got)
	}
	if !regexp.MustCompile(`^[0-9a-f-]{36}$`).MatchString(x.header.Get("X-Amzn-Requestid")) {
		t.Errorf("x-amzn-RequestId is %q", x.header.Get("X-Amzn-Requestid"))
	}
	var body struct {
		Type    string `json:"__type"`
		Message string `json:"Message"`
	}
	if err := json.Unmarshal(x.body, &body); err != nil {
		t.Fatalf("body %s: %v", x.body, err)
	}
	_, code, found := strings.Cut(body.Type, "#")
	if !found {
		t.Errorf("__type %q has no namespace", body.Type)
	}
	return code, body.Message
}

// Line 1 of the check list.
func TestUnknownOperation(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{})
	for name, c := range map[string]struct {
		target string
		reason string
	}{
		"missing":           {"", "a request without target names no operation"},
		"unknown operation": {"CloudApiService.ListTypes", "the service has eight operations"},
		"other service":     {"DynamoDB_20120810.GetItem", "the target names its service"},
		"no service":        {"GetResource", "the target is service and operation"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := f.raw("", `{}`, func(r *http.Request) {
				r.Header.Del("X-Amz-Target")
				if c.target != "" {
					r.Header.Set("X-Amz-Target", c.target)
				}
			})
			if code, _ := errorBody(t, x); x.status != http.StatusBadRequest || code != "UnknownOperationException" {
				t.Errorf("got %d %s, want 400 UnknownOperationException: %s", x.status, code, c.reason)
			}
		})
	}
}

// Line 2 of the check list.
func TestValidation(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{})
	long := strings.Repeat("x", 1025)
	for name, c := range map[string]struct {
		operation, body, code, text string
	}{
		"missing type":             {"DeleteResource", `{"Identifier":"a"}`, "ValidationException", "'typeName'"},
		"null identifier":          {"DeleteResource", `{"TypeName":"Steward::Test::Widget","Identifier":null}`, "ValidationException", "must not be null"},
		"two members missing":      {"DeleteResource", `{}`, "ValidationException", "2 validation errors detected"},
		"malformed type":           {"GetResource", `{"TypeName":"Steward::Test","Identifier":"a"}`, "ValidationException", "regular expression pattern"},
		"module type":              {"GetResource", `{"TypeName":"Steward::Test::Widget::MODULE","Identifier":"a"}`, "ValidationException", "regular expression pattern"},
		"empty identifier":         {"GetResource", `{"TypeName":"Steward::Test::Widget","Identifier":""}`, "ValidationException", "greater than or equal to 1"},
		"long identifier":          {"GetResource", `{"TypeName":"Steward::Test::Widget","Identifier":"` + long + `"}`, "ValidationException", "less than or equal to 1024"},
		"role that is none":        {"DeleteResource", `{"TypeName":"Steward::Test::Widget","Identifier":"a","RoleArn":"arn:aws:iam::1:user/somebody"}`, "ValidationException", "'roleArn'"},
		"client token":             {"DeleteResource", `{"TypeName":"Steward::Test::Widget","Identifier":"a","ClientToken":"a b"}`, "ValidationException", "'clientToken'"},
		"version":                  {"DeleteResource", `{"TypeName":"Steward::Test::Widget","Identifier":"a","TypeVersionId":"v 1"}`, "ValidationException", "'typeVersionId'"},
		"page size 0":              {"ListResourceRequests", `{"MaxResults":0}`, "ValidationException", "between 1 and 100"},
		"page size 101":            {"ListResourceRequests", `{"MaxResults":101}`, "ValidationException", "between 1 and 100"},
		"status that is none":      {"ListResourceRequests", `{"ResourceRequestStatusFilter":{"OperationStatuses":["DONE"]}}`, "ValidationException", "enum value set"},
		"operation that is none":   {"ListResourceRequests", `{"ResourceRequestStatusFilter":{"Operations":["READ"]}}`, "ValidationException", "enum value set"},
		"next token":               {"ListResourceRequests", `{"NextToken":"bm9uZQ=="}`, "ValidationException", "NextToken"},
		"list token":               {"ListResources", `{"TypeName":"Steward::Test::Widget","NextToken":"bm9uZQ=="}`, "InvalidRequestException", "NextToken"},
		"desired state no JSON":    {"CreateResource", `{"TypeName":"Steward::Test::Widget","DesiredState":"{"}`, "ValidationException", "DesiredState"},
		"desired state an array":   {"CreateResource", `{"TypeName":"Steward::Test::Widget","DesiredState":"[]"}`, "ValidationException", "DesiredState"},
		"resource model no JSON":   {"ListResources", `{"TypeName":"Steward::Test::Widget","ResourceModel":"x"}`, "ValidationException", "ResourceModel"},
		"member of the wrong type": {"DeleteResource", `{"TypeName":"Steward::Test::Widget","Identifier":7}`, "SerializationException", "Identifier"},
		"page size as text":        {"ListResourceRequests", `{"MaxResults":"5"}`, "SerializationException", "MaxResults"},
		"body no JSON":             {"DeleteResource", `{"TypeName"`, "SerializationException", "body"},
		"body and more":            {"DeleteResource", `{} {}`, "SerializationException", "body"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := f.raw(c.operation, c.body, nil)
			code, message := errorBody(t, x)
			if x.status != http.StatusBadRequest || code != c.code || !strings.Contains(message, c.text) {
				t.Errorf("got %d %s %q, want 400 %s with %q", x.status, code, message, c.code, c.text)
			}
		})
	}
}

// A desired state is never repeated in an error about its size or form.
func TestValidationKeepsSecrets(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{})
	body, err := json.Marshal(map[string]string{
		"TypeName": "Steward::Test::Database", "DesiredState": strings.Repeat("hunter2-", 40000),
	})
	if err != nil {
		t.Fatal(err)
	}
	x := f.raw("CreateResource", string(body), nil)
	if code, message := errorBody(t, x); code != "ValidationException" || strings.Contains(message, "hunter2") {
		t.Errorf("got %s with a text of %d characters, want ValidationException without the value", code, len(message))
	}
}

func TestProtocol(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{})
	id := f.create("Steward::Test::Widget", `{"Name":"wire"}`)
	x := f.raw("DeleteResource", `{"TypeName":"Steward::Test::Widget","Identifier":"`+id+`"}`, nil)
	want := regexp.MustCompile(`^\{"ProgressEvent":\{"EventTime":1\.788264000593E9,"Identifier":"wire","Operation":"DELETE",` +
		`"OperationStatus":"IN_PROGRESS","RequestToken":"[0-9a-f-]{36}","TypeName":"Steward::Test::Widget"\}\}$`)
	if x.status != http.StatusOK || !want.Match(x.body) {
		t.Errorf("got %d %s, want members in alphabetical order and the time in exponent form", x.status, x.body)
	}
	if got := x.header.Get("Content-Type"); got != "application/x-amz-json-1.0" {
		t.Errorf("Content-Type is %q", got)
	}
	if got, want := x.header.Get("X-Amzn-Requestid"), f.server.Requests()[2].RequestID; got != want {
		t.Errorf("request id is %q on the wire and %q in the log", got, want)
	}
}

func TestKeepAlive(t *testing.T) {
	t.Parallel()
	for name, off := range map[string]bool{"on": false, "off": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := start(t, cloudcontroltest.Options{DisableKeepAlives: off})
			x := f.raw("ListResourceRequests", `{}`, nil)
			if x.last != off {
				t.Errorf("the connection ends with the answer: %v, want %v", x.last, off)
			}
		})
	}
}

func TestAddressMustBeLoopback(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"0.0.0.0:0", "192.0.2.1:80", "example.com:80", "nonsense"} {
		if server, err := cloudcontroltest.Start(cloudcontroltest.Options{Address: address}); err == nil {
			t.Errorf("Start on %s went well; only this machine may reach the server", address)
			if err := server.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}
