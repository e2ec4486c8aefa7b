package entryguard

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/throttle"
)

// Whatever an API answers, no method panics, and nothing that lives is taken
// for gone. What "gone" looks like is written down here once more, from
// entryguard-api.md section 3 and not from the client: a 404 with a whole JSON
// body whose member "error" is the code of the object's kind; or NOT_FOUND in
// the shape that carries codes, which has neither "status" nor "path".

const (
	fuzzedID     = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
	fuzzedSecret = "fuzz-access-token-that-nobody-may-see"
)

// saysGone is that oracle.
func saysGone(objectType string, raw []byte) bool {
	resp, body, whole := onTheWire(raw)
	if resp == nil || resp.StatusCode != http.StatusNotFound || !whole {
		return false
	}
	var members map[string]any
	if json.Unmarshal(body, &members) != nil {
		return false
	}
	switch members["error"] {
	case map[string]string{ResourceType: "RESOURCE_NOT_FOUND", CredentialType: "CREDENTIAL_NOT_FOUND"}[objectType]:
		return true
	case "NOT_FOUND":
		return members["status"] == nil && members["path"] == nil
	}
	return false
}

// onTheWire reads an HTTP answer; nil where it is none.
func onTheWire(raw []byte) (resp *http.Response, body []byte, whole bool) {
	resp, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(raw)), nil)
	if err != nil {
		return nil, nil, false
	}
	body, err = io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	return resp, body, err == nil
}

// success returns the body of a whole answer of 2xx.
func success(raw []byte) (body []byte, succeeded bool) {
	resp, body, whole := onTheWire(raw)
	return body, resp != nil && resp.StatusCode/100 == 2 && whole
}

// A rawAPI answers bytes. Log-ins are answered well, unless the bytes are
// meant for them; then everything else is.
type rawAPI struct {
	raw     []byte
	atLogin bool
	well    string // the good answer to everything but a log-in
}

// RoundTrip implements http.RoundTripper.
func (a rawAPI) RoundTrip(req *http.Request) (*http.Response, error) {
	raw := a.raw
	login := strings.HasSuffix(req.URL.Path, "/auth/login") || strings.HasSuffix(req.URL.Path, "/auth/refresh")
	if login != a.atLogin {
		text := a.well
		if login {
			text = `{"accessToken":"` + fuzzedSecret + `","expiresIn":900}`
		}
		raw = wire(http.StatusOK, "", "", []byte(text))
	}
	resp, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(raw)), req)
	if err != nil {
		return nil, err
	}
	return resp, nil
}

// wire returns an answer as it stands on the wire.
func wire(status int, retryAfter, contentType string, body []byte) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %03d Status\r\nContent-Length: %d\r\n", status, len(body))
	for name, value := range map[string]string{"Retry-After": retryAfter, "Content-Type": contentType} {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\r\n", name, value)
		}
	}
	b.WriteString("\r\n")
	b.Write(body)
	return b.Bytes()
}

func fuzzedClient(t *testing.T, api rawAPI, logIn bool) *Client {
	t.Helper()
	// A throttled answer slows down the limiter of the process.
	limiters = throttle.Registry[string]{}
	cfg := Config{Endpoint: "http://127.0.0.1:1/api/v1", AccessToken: fuzzedSecret}
	if logIn {
		cfg = Config{Endpoint: cfg.Endpoint, OrganizationSlug: "acme", Email: "ada@example.com", Password: fuzzedSecret}
	}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	c.transport = api
	return c
}

// A fuzzedBackend is a backend of either kind.
type fuzzedBackend interface {
	deletion.Backend
	deletion.Locator
	deletion.Inspector
}

// askEverything asks for everything and holds the answers against the oracle.
func askEverything(t *testing.T, raw []byte) {
	for objectType, backendOf := range map[string]func(*Client) fuzzedBackend{
		ResourceType:   func(c *Client) fuzzedBackend { return c.ResourceBackend() },
		CredentialType: func(c *Client) fuzzedBackend { return c.CredentialBackend() },
	} {
		gone := saysGone(objectType, raw)
		resp, _, _ := onTheWire(raw)
		for _, logIn := range []bool{false, true} {
			b := backendOf(fuzzedClient(t, rawAPI{raw: raw}, logIn))
			askAboutObject(t, b, deletion.Object{Type: objectType, ID: fuzzedID}, gone, resp)
		}
		// A log-in that goes wrong says nothing about the object.
		b := backendOf(fuzzedClient(t, rawAPI{raw: raw, atLogin: true, well: `{"id":"` + fuzzedID + `"}`}, true))
		obj := deletion.Object{Type: objectType, ID: fuzzedID}
		if exists, err := b.Observe(t.Context(), obj); !exists && err == nil {
			t.Errorf("%s: taken for gone because of an answer to the log-in", objectType)
		} else {
			wellFormed(t, "Observe", err, false)
		}
	}
	askLists(t, raw)
	askCollections(t, raw)
}

// askAboutObject asks what the engine asks.
func askAboutObject(t *testing.T, b fuzzedBackend, obj deletion.Object, gone bool, resp *http.Response) {
	ctx := context.Background()
	exists, err := b.Observe(ctx, obj)
	wellFormed(t, "Observe", err, gone)
	switch {
	case err == nil && !exists && !gone:
		t.Errorf("%s: taken for gone", obj.Type)
	case gone && (exists || err != nil):
		t.Errorf("%s: the documented not-found is read as %v, %v", obj.Type, exists, err)
	case exists && (resp == nil || resp.StatusCode/100 != 2):
		t.Errorf("%s: taken for alive after HTTP %v", obj.Type, resp)
	}
	op, err := b.Delete(ctx, obj, deletion.Attempt{})
	wellFormed(t, "Delete", err, gone)
	if done := err == nil && op.State == deletion.Done; done != (resp != nil && resp.StatusCode == http.StatusNoContent) {
		t.Errorf("%s: Delete = %+v, %v", obj.Type, op, err)
	}
	if err == nil && op.State != deletion.Done {
		t.Errorf("%s: a deletion that is neither done nor an error: %+v", obj.Type, op)
	}
	if op, err := b.Poll(ctx, deletion.Operation{Token: "token"}); deletion.ReasonOf(err) != deletion.Lost || op.State == deletion.Done {
		t.Errorf("%s: Poll of a token = %+v, %v", obj.Type, op, err)
	}
	blockers, err := b.Blockers(ctx, obj)
	wellFormed(t, "Blockers", err, false)
	if err == nil && (resp == nil || resp.StatusCode/100 != 2) {
		t.Errorf("%s: blockers %v were learnt from HTTP %v", obj.Type, blockers, resp)
	}
	home, err := b.Home(ctx)
	wellFormed(t, "Home", err, false)
	if (err == nil) == (home.Organization == "") {
		t.Errorf("%s: Home = %v, %v", obj.Type, home, err)
	}
}

// askLists asks what the provider and the data sources ask.
func askLists(t *testing.T, raw []byte) {
	ctx := context.Background()
	c := fuzzedClient(t, rawAPI{raw: raw}, false)
	_, err := c.Resources(ctx)
	wellFormed(t, "Resources", err, false)
	_, err = c.Credentials(ctx)
	wellFormed(t, "Credentials", err, false)
	sessions, err := c.AllSessions(ctx)
	wellFormed(t, "AllSessions", err, false)
	for _, s := range sessions {
		s.blocker(fuzzedID)
	}
	made, err := c.CreateResource(ctx, ResourceInput{Name: "n"})
	wellFormed(t, "CreateResource", err, false)
	if (err == nil) == (made.ID == "") {
		t.Errorf("CreateResource = %+v, %v", made, err)
	}
	err = c.ResourceBackend().End(ctx, deletion.Object{ID: fuzzedID}, deletion.Blocker{Code: "session", ID: fuzzedID})
	wellFormed(t, "End", err, false)
	if resp, _, _ := onTheWire(raw); err == nil && (resp == nil || resp.StatusCode >= 300 && resp.StatusCode != http.StatusBadRequest && resp.StatusCode != http.StatusNotFound) {
		t.Errorf("a session counts as ended after HTTP %v", resp)
	}
}

// wellFormed checks what must hold for every error.
func wellFormed(t *testing.T, method string, err error, gone bool) {
	if err == nil {
		return
	}
	f, ok := errors.AsType[*deletion.Failure](err)
	switch {
	case !ok:
		t.Errorf("%s: the error is no Failure: %v", method, err)
		return
	case f.Reason == deletion.NotFound && !gone:
		t.Errorf("%s: NotFound for what is not the documented not-found: %v", method, f)
	case f.RetryAfter.After(time.Now().Add(11 * time.Minute)):
		t.Errorf("%s: asked to wait until %v", method, f.RetryAfter)
	case strings.Contains(f.Error(), fuzzedSecret):
		t.Errorf("%s: the error shows the token: %v", method, f)
	}
	if f.Error() == "" {
		t.Errorf("%s: an error without a text", method)
	}
}

// fuzzedBodies are what the API and what stands between answer.
var fuzzedBodies = []string{
	"", "null", "{}", "[]", "[null]", "0", `"text"`, "{", "<html>404 Not Found</html>", "\x00\xff",
	`{"error":"RESOURCE_NOT_FOUND","message":"Resource not found","timestamp":"2026-02-18T10:30:00Z"}`,
	`{"error":"CREDENTIAL_NOT_FOUND","message":"Credential not found","timestamp":"2026-02-18T10:30:00Z"}`,
	`{"error":"NOT_FOUND","message":"Not found","timestamp":"2026-02-18T10:30:00Z"}`,
	`{"Error":"RESOURCE_NOT_FOUND"}`, `{"error":"x","ERROR":"RESOURCE_NOT_FOUND"}`, `{"error":["RESOURCE_NOT_FOUND"]}`,
	`{"error":"RESOURCE_IN_USE","message":"Resource has active sessions"}`,
	`{"timestamp":"2026-02-18T10:30:00Z","status":404,"error":"Not Found","path":"/api/v1/resources/x"}`,
	`{"timestamp":"2026-02-18T10:30:00Z","status":404,"error":"NOT_FOUND","path":"/api/v1/resources/x"}`,
	`{"timestamp":"2026-02-18T10:30:00Z","status":400,"error":"Bad Request","message":"no","path":"/p","validationErrors":{"name":"blank"}}`,
	`{"error":"Policy broken","details":{"violations":["a","b"]}}`, `{"error":"` + fuzzedSecret + `","message":"` + fuzzedSecret + `"}`,
	`{"id":"` + fuzzedID + `","organizationId":"o","isActive":true,"config":{"port":1e400},"createdAt":"2026-02-18T10:30:00Z"}`,
	`{"id":"another"}`, `{"id":17}`, `{"id":"` + fuzzedID + `"} trailing`,
	`[{"id":"s","status":"ACTIVE","userName":"Ada","startedAt":"-1","expiresAt":"2026-13-45","resourceIps":[{"resourceId":"` + fuzzedID + `","ipAddress":"203.0.113.7","ipVersion":4}]}]`,
	`{"accessToken":"a","refreshToken":"b","expiresIn":1e999}`, `{"accessToken":"a","expiresIn":-5}`, `{"mfaRequired":true}`,
}

// FuzzAnswers varies the parts of an answer.
func FuzzAnswers(f *testing.F) {
	statuses := []int{200, 201, 204, 302, 400, 401, 403, 404, 408, 409, 410, 422, 429, 500, 502, 503, 504, 999}
	dates := []string{"", "0", "1", "-1", "1e400", "NaN", "Wed, 21 Oct 2015 07:28:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "2026-02-18T10:30:00Z", "99999999999999999999"}
	for i, body := range fuzzedBodies {
		for _, status := range []int{200, 404, statuses[i%len(statuses)]} {
			f.Add(status, dates[i%len(dates)], "application/json", []byte(body))
		}
	}
	for i, status := range statuses {
		f.Add(status, dates[i%len(dates)], "text/html", []byte(fuzzedBodies[10]))
	}
	f.Fuzz(func(t *testing.T, status int, retryAfter, contentType string, body []byte) {
		if status < 100 || status > 999 || strings.ContainsAny(retryAfter+contentType, "\r\n") {
			t.Skip("no HTTP answer")
		}
		synctest.Test(t, func(t *testing.T) { // what the API asks to wait for takes no time
			askEverything(t, wire(status, retryAfter, contentType, body))
		})
	})
}

// FuzzWire varies an answer's bytes: lengths that lie, chunks that break off,
// status lines that are none.
func FuzzWire(f *testing.F) {
	for _, raw := range []string{
		"", "HTTP/1.1 404 Not Found\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}",
		"HTTP/1.1 404 Not Found\r\nContent-Length: 400\r\n\r\n" + fuzzedBodies[10],
		"HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n1e\r\n{\"error\":\"RESOURCE_NOT_FOUND\"}\r\n",
		"HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n1e\r\n{\"error\":\"RESOURCE_NOT_FOUND\"}\r\n0\r\n\r\n",
		"HTTP/1.0 404 Not Found\r\nContent-Encoding: gzip\r\n\r\n" + fuzzedBodies[10],
		"HTTP/1.1 302 Found\r\nLocation: ://\r\n\r\n", "HTTP/1.1 429 Too Many\r\nRetry-After: 1\r\nRetry-After: 2\r\n\r\n",
		"HTTP/2 200\r\n\r\n[]", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
	} {
		f.Add([]byte(raw))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		synctest.Test(t, func(t *testing.T) { askEverything(t, raw) })
	})
}
