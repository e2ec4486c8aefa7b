package cloudcontrol

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// closedBody is a body of the SDK after it was closed.
type closedBody struct{ io.Reader }

func (closedBody) Close() error                     { return nil }
func (closedBody) WriteTo(io.Writer) (int64, error) { return 0, io.EOF }
func (closedBody) Read([]byte) (n int, err error)   { return 0, io.EOF }

type roundTrip func(*http.Request) (*http.Response, error)

func (r roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return r(req) }

func TestTransportReadsBodiesOnly(t *testing.T) {
	t.Parallel()
	var copied error
	transport := plainBodies{roundTrip(func(req *http.Request) (*http.Response, error) {
		_, copied = io.Copy(io.Discard, req.Body)
		return &http.Response{Body: http.NoBody}, nil
	})}
	body := closedBody{bytes.NewReader(nil)}
	if _, err := io.Copy(io.Discard, body); err == nil {
		t.Fatal("the test's body does not do what the SDK's does")
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://127.0.0.1/", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Body = body
	resp, err := transport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Fatal(err)
	}
	if copied != nil {
		t.Errorf("a body that the SDK closed after the answer is a broken request: %v", copied)
	}
	if _, changed := req.Body.(closedBody); !changed {
		t.Error("the SDK's own request must stay as it is")
	}
}

// endless is a body without an end; drip is how long each kilobyte of it takes.
type endless struct {
	start string
	drip  time.Duration
	read  int64
}

func (e *endless) Read(p []byte) (int, error) {
	if e.drip > 0 {
		time.Sleep(e.drip)
		p = p[:min(len(p), 1<<10)]
	}
	n := copy(p, e.start)
	e.start = e.start[n:]
	for i := n; i < len(p); i++ {
		p[i] = ' '
	}
	e.read += int64(len(p))
	return len(p), nil
}

func (e *endless) Close() error { return nil }

// grown runs f and returns how many bytes the heap held at most beyond what it
// held before.
func grown(f func()) int64 {
	runtime.GC()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	done, most := make(chan struct{}), make(chan int64)
	go func() {
		var peak int64
		for {
			select {
			case <-done:
				most <- peak
				return
			case <-time.After(2 * time.Millisecond):
				runtime.ReadMemStats(&now)
				peak = max(peak, int64(now.HeapAlloc)-int64(before.HeapAlloc))
			}
		}
	}()
	f()
	close(done)
	return <-most
}

// TestAnswersWithoutEnd lets every kind of answer go on for ever: as a success,
// as an error, and within a JSON string.
func TestAnswersWithoutEnd(t *testing.T) {
	clearEnvironment(t)
	object := deletion.Object{Type: logGroups.TypeName, ID: "x"}
	asks := map[string]struct {
		ask  func(*Client) error
		most int64
	}{
		"GetResource": {func(c *Client) error { _, err := c.Get(t.Context(), logGroups, "x"); return err }, mostOfAnswer},
		"DeleteResource": {func(c *Client) error {
			_, err := c.Backend(logGroups).Delete(t.Context(), object, oneAttempt)
			return err
		}, mostOfAnswer},
		"GetResourceRequestStatus": {func(c *Client) error { _, err := c.Status(t.Context(), "", requestToken); return err }, mostOfAnswer},
		"ListResources":            {func(c *Client) error { _, err := c.List(t.Context(), logGroups, nil); return err }, mostOfPage},
		"ListResourceRequests":     {func(c *Client) error { _, err := c.Requests(t.Context(), "", RequestFilter{}); return err }, mostOfPage},
		"DescribeType":             {func(c *Client) error { _, err := c.Type(t.Context(), logGroups); return err }, mostOfPage},
		"GetCallerIdentity":        {func(c *Client) error { _, err := c.callerAccount(t.Context()); return err }, mostOfPage},
	}
	starts := map[string]string{"JSON": `{"A":`}
	pages := map[string]string{
		"JSON": `{"A":`, "spaces": "", "a string": `{"ResourceDescription":{"Properties":"`,
		"XML": `<DescribeTypeResponse><DescribeTypeResult><Schema>`, "a page": "<html>",
	}
	for name, call := range asks {
		bodies := starts
		if name == "GetResource" || name == "DescribeType" {
			bodies = pages
		}
		for start, text := range bodies {
			for _, status := range []int{200, 400} {
				t.Run(fmt.Sprintf("%s/%s/%d", name, start, status), func(t *testing.T) {
					answerWithoutEnd(t, call.ask, call.most, status, text)
				})
			}
		}
	}
}

func answerWithoutEnd(t *testing.T, ask func(*Client) error, most int64, status int, text string) {
	var body *endless
	c := clientOf(roundTrip(func(req *http.Request) (*http.Response, error) {
		body = &endless{start: text}
		return &http.Response{StatusCode: status, Header: http.Header{}, Body: body, Request: req}, nil
	}))
	var err error
	memory := grown(func() { err = ask(c) })
	if deletion.ReasonOf(err) != deletion.Unavailable {
		t.Errorf("%v; want Unavailable: it may have been carried out", err)
	}
	// What is no JSON from its first character on is given up at once.
	if _, large := errors.AsType[*oversized](err); !large && !strings.HasPrefix(text, "<") {
		t.Errorf("%v; the error must say that the answer is too large", err)
	}
	if body.read > most+1<<20 || memory > 8*most {
		t.Errorf("%d MiB were read and %d MiB of memory used, the bound is %d MiB", body.read>>20, memory>>20, most>>20)
	}
	t.Logf("%d MiB were read, %d MiB of memory used: %v", body.read>>20, memory>>20, err)
}

// TestAnswersThatDrip: an answer that comes in drops ends with the patience of
// whoever asked, and costs no memory.
func TestAnswersThatDrip(t *testing.T) {
	clearEnvironment(t)
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			_, _ = io.WriteString(w, strings.Repeat(" ", 1<<10))
			_ = http.NewResponseController(w).Flush()
			time.Sleep(10 * time.Millisecond)
		}
	}))
	defer server.Close()
	c := clientOf(roundTrip(func(req *http.Request) (*http.Response, error) {
		req.URL.Host = strings.TrimPrefix(server.URL, "http://")
		return http.DefaultTransport.RoundTrip(req)
	}))
	start := time.Now()
	var err error
	memory := grown(func() { _, err = c.Get(ctx, logGroups, "x") })
	if err == nil || time.Since(start) > 5*time.Second || memory > 8<<20 {
		t.Errorf("%v after %v with %d MiB of memory", err, time.Since(start), memory>>20)
	}
}

// TestTheBoundOfAnAnswer: one that ends right at the bound is whole, and one that
// is longer fails, for good.
func TestTheBoundOfAnAnswer(t *testing.T) {
	const bound = 5000
	for size, fails := range map[int]bool{0: false, bound - 1: false, bound: false, bound + 1: true, 2 * bound: true} {
		body := &boundedBody{ReadCloser: io.NopCloser(strings.NewReader(strings.Repeat("x", size))), most: bound, left: bound}
		text, err := io.ReadAll(body)
		if _, large := errors.AsType[*oversized](err); large != fails || len(text) != min(size, bound) {
			t.Errorf("%d bytes: %d were read, %v", size, len(text), err)
		}
		if _, err := body.Read(make([]byte, 10)); fails && err == nil {
			t.Errorf("%d bytes: there is more after the bound", size)
		}
		if want := min(size, keptOfBody); len(body.head) != want {
			t.Errorf("%d bytes: %d are kept, want %d", size, len(body.head), want)
		}
	}
}

// TestTheLongestAnswers: what the API may have to say is read.
func TestTheLongestAnswers(t *testing.T) {
	clearEnvironment(t)
	model, err := json.Marshal(map[string]string{"LogGroupName": "x", "Text": strings.Repeat(`"\`, 64<<10)})
	if err != nil {
		t.Fatal(err)
	}
	page, err := json.Marshal(map[string]string{"LogGroupName": "x", "Text": strings.Repeat("x", 256<<10)})
	if err != nil {
		t.Fatal(err)
	}
	fake := newFake(t, func(w http.ResponseWriter, r received) {
		if r.operation == "GetResource" {
			answerJSON(w, 200, description(r, string(model)))
			return
		}
		var all []any
		for i := range 100 {
			all = append(all, map[string]any{"Identifier": strconv.Itoa(i), "Properties": string(page)})
		}
		answerJSON(w, 200, map[string]any{"ResourceDescriptions": all})
	})
	c := fake.client(t)
	if _, err := c.Get(t.Context(), logGroups, "x"); err != nil {
		t.Errorf("a model of %d KiB: %v", len(model)>>10, err)
	}
	if all, err := c.List(t.Context(), logGroups, nil); err != nil || len(all) != 100 {
		t.Errorf("a page of %d: %v", len(all), err)
	}
}

// clientOf returns a client whose requests go through a transport of the test.
func clientOf(transport http.RoundTripper) *Client {
	here := "http://127.0.0.1:1"
	return newClient(
		Config{RequestsPerSecond: 1e6, AccessKey: testAccessKey, SecretKey: testSecretKey, Endpoints: Endpoints{here, here, here}},
		aws.Config{
			Region: "eu-west-1", HTTPClient: boundedClient{&http.Client{Transport: transport}},
			Retryer: func() aws.Retryer { return aws.NopRetryer{} },
			Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				return aws.Credentials{AccessKeyID: testAccessKey, SecretAccessKey: testSecretKey}, nil
			}),
		})
}

// TestForeignAnswersAreQuoted: a proxy's page says who answered, without what
// steers a terminal and without secrets.
func TestForeignAnswersAreQuoted(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"a page":         {"<html><head><title>\n Corporate\x1b[2J &amp; Proxy </title></head><body>" + testSecretKey, "Corporate\ufffd[2J & Proxy"},
		"plain words":    {"upstream connect error\r\nreset: " + testSecretKey, "upstream connect error reset: (secret)"},
		"a page in caps": {"<!DOCTYPE HTML><p>Blocked</p>", `"Blocked"`},
	} {
		for _, status := range []int{200, 404, 502} {
			fake := newFake(t, func(w http.ResponseWriter, _ received) {
				w.WriteHeader(status)
				_, _ = io.WriteString(w, c.body)
			})
			_, err := fake.client(t).Get(t.Context(), logGroups, "x")
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), testSecretKey) || strings.ContainsRune(err.Error(), '\x1b') {
				t.Errorf("%s, HTTP %d: %v, want it to quote %q", name, status, err, c.want)
			}
		}
	}
}
