package cloudcontroltest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

// A fixture is a server and clients of the real SDK for it. Nothing of the
// environment reaches them: region, credentials and endpoint are given, and
// the HTTP client knows no proxy.
type fixture struct {
	t      *testing.T
	server *cloudcontroltest.Server
	clock  *clock
	cc     *cloudcontrol.Client
}

// A clock stands still until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// start starts a server on a clock that stands still.
func start(t *testing.T, opts cloudcontroltest.Options) *fixture {
	t.Helper()
	f := &fixture{t: t, clock: &clock{now: time.Date(2026, 9, 1, 12, 0, 0, 593e6, time.UTC)}}
	if opts.Now == nil {
		opts.Now = f.clock.Now
	}
	server, err := cloudcontroltest.Start(opts)
	if err != nil {
		t.Fatalf("Start: %v", err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	f.server = server
	f.cc = f.client("AKIDTEST", cloudcontroltest.DefaultRegion)
	return f
}

func keys(accessKey, token string) aws.CredentialsProviderFunc {
	return func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: accessKey, SecretAccessKey: "secret", SessionToken: token}, nil
	}
}

func plainHTTP() *http.Client { return &http.Client{Transport: &http.Transport{}} }

// client is a Cloud Control client that never retries.
func (f *fixture) client(accessKey, region string) *cloudcontrol.Client {
	return cloudcontrol.New(cloudcontrol.Options{
		Region: region, Credentials: keys(accessKey, ""), BaseEndpoint: aws.String(f.server.URL()),
		HTTPClient: plainHTTP(), Retryer: aws.NopRetryer{},
	})
}

func (f *fixture) cloudformation() *cloudformation.Client {
	return cloudformation.New(cloudformation.Options{
		Region: cloudcontroltest.DefaultRegion, Credentials: keys("AKIDTEST", ""), BaseEndpoint: aws.String(f.server.URL()),
		HTTPClient: plainHTTP(), Retryer: aws.NopRetryer{},
	})
}

func (f *fixture) sts(accessKey, token string) *sts.Client {
	return sts.New(sts.Options{
		Region: cloudcontroltest.DefaultRegion, Credentials: keys(accessKey, token), BaseEndpoint: aws.String(f.server.URL() + "/sts"),
		HTTPClient: plainHTTP(), Retryer: aws.NopRetryer{},
	})
}

// create makes an object through the API and returns its identifier.
func (f *fixture) create(typeName, desired string) string {
	f.t.Helper()
	out, err := f.cc.CreateResource(f.t.Context(), &cloudcontrol.CreateResourceInput{TypeName: &typeName, DesiredState: &desired})
	if err != nil {
		f.t.Fatalf("CreateResource %s %s: %v", typeName, desired, err)
	}
	e := f.status(out.ProgressEvent.RequestToken)
	if e.OperationStatus != types.OperationStatusSuccess {
		f.t.Fatalf("create of %s %s ended %s, %s: %s", typeName, desired, e.OperationStatus, e.ErrorCode, aws.ToString(e.StatusMessage))
	}
	return *e.Identifier
}

// remove sends DeleteResource and returns the first event.
func (f *fixture) remove(typeName, identifier string) *types.ProgressEvent {
	f.t.Helper()
	out, err := f.tryRemove(typeName, identifier, "")
	if err != nil {
		f.t.Fatalf("DeleteResource %s %s: %v", typeName, identifier, err)
	}
	return out
}

func (f *fixture) tryRemove(typeName, identifier, clientToken string) (*types.ProgressEvent, error) {
	in := &cloudcontrol.DeleteResourceInput{TypeName: &typeName, Identifier: &identifier}
	if clientToken != "" {
		in.ClientToken = &clientToken
	}
	out, err := f.cc.DeleteResource(f.t.Context(), in)
	if err != nil {
		return nil, err
	}
	return out.ProgressEvent, nil
}

// update patches an object and returns the event with which that ended.
func (f *fixture) update(typeName, identifier, patch string) (*types.ProgressEvent, error) {
	f.t.Helper()
	out, err := f.cc.UpdateResource(f.t.Context(), &cloudcontrol.UpdateResourceInput{TypeName: &typeName, Identifier: &identifier, PatchDocument: &patch})
	if err != nil {
		return nil, err
	}
	return f.status(out.ProgressEvent.RequestToken), nil
}

func (f *fixture) status(token *string) *types.ProgressEvent {
	f.t.Helper()
	out, err := f.cc.GetResourceRequestStatus(f.t.Context(), &cloudcontrol.GetResourceRequestStatusInput{RequestToken: token})
	if err != nil {
		f.t.Fatalf("GetResourceRequestStatus: %v", err)
	}
	return out.ProgressEvent
}

func (f *fixture) get(typeName, identifier string) (map[string]any, error) {
	f.t.Helper()
	out, err := f.cc.GetResource(f.t.Context(), &cloudcontrol.GetResourceInput{TypeName: &typeName, Identifier: &identifier})
	if err != nil {
		return nil, err
	}
	return decode(f.t, *out.ResourceDescription.Properties), nil
}

func (f *fixture) mustGet(typeName, identifier string) map[string]any {
	f.t.Helper()
	properties, err := f.get(typeName, identifier)
	if err != nil {
		f.t.Fatalf("GetResource %s %s: %v", typeName, identifier, err)
	}
	return properties
}

func decode(t *testing.T, text string) map[string]any {
	t.Helper()
	var object map[string]any
	if err := json.Unmarshal([]byte(text), &object); err != nil {
		t.Fatalf("decode %s: %v", text, err)
	}
	return object
}

// as is a value of a type, or the end of the test.
func as[T any](t *testing.T, v any) T {
	t.Helper()
	typed, ok := v.(T)
	if !ok {
		t.Fatalf("got %T %v, want %T", v, v, typed)
	}
	return typed
}

// wantCode fails unless err is an API error of that code, and returns its text.
func wantCode(t *testing.T, err error, code string) string {
	t.Helper()
	apiErr, ok := errors.AsType[smithy.APIError](err)
	if !ok {
		t.Fatalf("got error %v, want API error %s", err, code)
	}
	if apiErr.ErrorCode() != code {
		t.Fatalf("got %s (%s), want %s", apiErr.ErrorCode(), apiErr.ErrorMessage(), code)
	}
	return apiErr.ErrorMessage()
}

// An exchange is one raw request and its answer.
type exchange struct {
	status int
	header http.Header
	body   []byte
	last   bool // the server closes the connection
}

const scope = "/20260901/us-east-1/cloudcontrolapi/aws4_request"

func authorization(credential string) string {
	return "AWS4-HMAC-SHA256 Credential=" + credential + ", SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=" +
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
}

// raw posts a Cloud Control request without the SDK; change may spoil it.
func (f *fixture) raw(operation, body string, change func(*http.Request)) exchange {
	f.t.Helper()
	request, err := http.NewRequestWithContext(f.t.Context(), http.MethodPost, f.server.URL()+"/", bytes.NewReader([]byte(body)))
	if err != nil {
		f.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.0")
	request.Header.Set("X-Amz-Target", "CloudApiService."+operation)
	request.Header.Set("X-Amz-Date", "20260901T120000Z")
	request.Header.Set("Authorization", authorization("AKIDTEST"+scope))
	if change != nil {
		change(request)
	}
	response, err := plainHTTP().Do(request)
	if err != nil {
		f.t.Fatalf("%s: %v", operation, err)
	}
	defer func() {
		if err := response.Body.Close(); err != nil {
			f.t.Errorf("close body: %v", err)
		}
	}()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		f.t.Fatalf("%s: read body: %v", operation, err)
	}
	return exchange{response.StatusCode, response.Header, answer, response.Close}
}
