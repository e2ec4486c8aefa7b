package cloudcontrol

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

const (
	testAccount   = "111122223333"
	testAccessKey = "AKIATESTTESTTESTTEST"
	testSecretKey = "test-secret-key-that-nobody-may-see"
	testToken     = "test-session-token-that-nobody-may-see"
	testRequestID = "0a1b2c3d-1111-4222-8333-444455556666"
)

// A received is one request as the fake saw it.
type received struct {
	operation string // e.g. "DeleteResource"
	body      map[string]any
	form      url.Values // of the query protocol
	userAgent string
	region    string // of the signature
}

// A fakeAWS answers by a func, so that a test can say exactly what is on the
// wire. It serves all three services.
type fakeAWS struct {
	*httptest.Server
	mu       sync.Mutex
	requests []received
	answer   func(w http.ResponseWriter, r received)
}

func newFake(t *testing.T, answer func(w http.ResponseWriter, r received)) *fakeAWS {
	t.Helper()
	f := &fakeAWS{answer: answer}
	f.Server = httptest.NewServer(f)
	t.Cleanup(f.Close)
	return f
}

// ServeHTTP notes the request and answers it.
func (f *fakeAWS) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	seen := received{userAgent: r.UserAgent()}
	if _, scope, ok := strings.Cut(r.Header.Get("Authorization"), "Credential="); ok {
		if parts := strings.Split(scope, "/"); len(parts) > 2 {
			seen.region = parts[2]
		}
	}
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		_, seen.operation, _ = strings.Cut(target, ".")
		_ = json.Unmarshal(text, &seen.body)
	} else {
		seen.form, _ = url.ParseQuery(string(text))
		seen.operation = seen.form.Get("Action")
	}
	f.mu.Lock()
	f.requests = append(f.requests, seen)
	f.mu.Unlock()
	w.Header().Set("x-amzn-RequestId", testRequestID)
	f.answer(w, seen)
}

// count returns how many requests of an operation came in, or of any where it
// is empty.
func (f *fakeAWS) count(operation string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, r := range f.requests {
		if operation == "" || r.operation == operation {
			n++
		}
	}
	return n
}

// last returns the last request.
func (f *fakeAWS) last(t *testing.T) received {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.requests) == 0 {
		t.Fatal("nothing was sent")
	}
	return f.requests[len(f.requests)-1]
}

// config returns a configuration that sends everything to the fake and asks
// STS nothing.
func (f *fakeAWS) config() Config {
	return Config{
		Region: "eu-west-1", AccessKey: testAccessKey, SecretKey: testSecretKey, Token: testToken,
		Endpoints:                 Endpoints{CloudControl: f.URL, CloudFormation: f.URL, STS: f.URL},
		SkipCredentialsValidation: true, SkipRequestingAccountID: true,
		TerraformVersion: "1.2.3", ProviderVersion: "4.5.6",
		RequestsPerSecond: 100_000, MaxRetries: 1,
	}
}

// client returns a client of the fake.
func (f *fakeAWS) client(t *testing.T, changes ...func(*Config)) *Client {
	t.Helper()
	clearEnvironment(t)
	cfg := f.config()
	for _, change := range changes {
		change(&cfg)
	}
	c, _, err := New(t.Context(), cfg)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return c
}

// clearEnvironment takes everything out of the environment that an AWS client
// reads.
func clearEnvironment(t *testing.T) {
	t.Helper()
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		if upper := strings.ToUpper(name); strings.HasPrefix(upper, "AWS_") || strings.HasPrefix(upper, "TF_") || strings.HasSuffix(upper, "_PROXY") {
			t.Setenv(name, "") // so that it comes back
			if err := os.Unsetenv(name); err != nil {
				t.Fatal(err)
			}
		}
	}
	nowhere := t.TempDir()
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	t.Setenv("AWS_CONFIG_FILE", filepath.Join(nowhere, "config"))
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", filepath.Join(nowhere, "credentials"))
}

// answerJSON answers as the JSON services do.
func answerJSON(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.WriteHeader(status)
	_, _ = w.Write(text)
}

// exception answers an exception of Cloud Control.
func exception(w http.ResponseWriter, status int, code, message string) {
	answerJSON(w, status, map[string]string{"__type": "com.amazonaws.cloudapiservice#" + code, "Message": message})
}

// event is the answer that carries a progress event.
func event(members map[string]any) map[string]any {
	e := map[string]any{
		"EventTime": json.Number("1.718502712593E9"), "Identifier": "example", "Operation": "DELETE", "OperationStatus": "IN_PROGRESS",
		"RequestToken": requestToken, "TypeName": "AWS::Logs::LogGroup",
	}
	maps.Copy(e, members)
	return map[string]any{"ProgressEvent": e}
}

// eventFor is the event with which the API answers a request: about its type,
// its object and its operation.
func eventFor(r received) map[string]any {
	members := map[string]any{}
	for _, name := range []string{"TypeName", "Identifier", "RequestToken"} {
		if value, ok := r.body[name]; ok {
			members[name] = value
		}
	}
	if kind, ok := strings.CutSuffix(r.operation, "Resource"); ok {
		members["Operation"] = strings.ToUpper(kind)
	}
	return event(members)
}

// description is the answer to GetResource: about what it was asked for.
func description(r received, properties string) map[string]any {
	return map[string]any{
		"TypeName":            r.body["TypeName"],
		"ResourceDescription": map[string]any{"Identifier": r.body["Identifier"], "Properties": properties},
	}
}

// answerIdentity answers GetCallerIdentity.
func answerIdentity(w http.ResponseWriter, account string) {
	w.Header().Set("Content-Type", "text/xml")
	_, _ = io.WriteString(w, `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>`+
		`<Arn>arn:aws:iam::`+account+`:user/tester</Arn><UserId>AIDATEST</UserId><Account>`+account+`</Account>`+
		`</GetCallerIdentityResult><ResponseMetadata><RequestId>`+testRequestID+`</RequestId></ResponseMetadata></GetCallerIdentityResponse>`)
}

// answerQueryError answers an error of a query service.
func answerQueryError(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, `<ErrorResponse><Error><Type>Sender</Type><Code>`+code+`</Code><Message>`+message+`</Message></Error><RequestId>`+testRequestID+`</RequestId></ErrorResponse>`)
}

var (
	logGroups  = Target{TypeName: "AWS::Logs::LogGroup"}
	oneAttempt = deletion.Attempt{Seed: "5f0c2b0e-2f3c-4f7e-9d53-0b8b6a4c7e11"}
	example    = deletion.Object{Type: "AWS::Logs::LogGroup", ID: "example"}
)
