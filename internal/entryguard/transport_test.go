package entryguard_test

import (
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
)

func TestTheCAFileIsTrusted(t *testing.T) {
	noProxies(t)
	api := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "[]") }))
	api.Config.ErrorLog = log.New(io.Discard, "", 0) // a client that distrusts it is on purpose
	api.StartTLS()
	t.Cleanup(api.Close)
	file := filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: api.Certificate().Raw})
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := newClient(t, entryguard.Config{Endpoint: api.URL, AccessToken: "t", CACertFile: file}).Resources(t.Context()); err != nil {
		t.Errorf("with the file: %v", err)
	}
	_, err := newClient(t, entryguard.Config{Endpoint: api.URL, AccessToken: "t"}).Resources(t.Context())
	if f := deletion.AsFailure(err); f == nil || f.Reason != deletion.Unclassified || !strings.Contains(f.Hint, "ca_cert_file") {
		t.Errorf("without the file: %+v; want Unclassified, for it will not pass, and a hint", f)
	}
}

// A misspelt endpoint looks like an outage: the message says where to look.
func TestWhereNobodyListensTheEndpointIsNamed(t *testing.T) {
	noProxies(t)
	api := httptest.NewServer(http.NotFoundHandler())
	api.Close()
	_, err := newClient(t, entryguard.Config{Endpoint: api.URL, AccessToken: "t"}).Resources(t.Context())
	if f := deletion.AsFailure(err); f == nil || f.Reason != deletion.Unavailable || !strings.Contains(f.Hint, "ENTRYGUARD_ENDPOINT") {
		t.Errorf("failure = %+v; want Unavailable, and a hint at the endpoint", f)
	}
}

// Proxies come from the environment as it is when the client is made, and
// their password stays out of errors.
func TestProxiesComeFromTheEnvironment(t *testing.T) {
	noProxies(t)
	asked := make(chan string, 1)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.Method + " " + r.Host + " " + r.Header.Get("Authorization")
		w.WriteHeader(http.StatusBadGateway)
	}))
	t.Cleanup(proxy.Close)
	t.Setenv("HTTPS_PROXY", strings.Replace(proxy.URL, "http://", "http://ada:hunter22@", 1))
	_, err := newClient(t, entryguard.Config{Endpoint: "https://eg.example.test/api/v1", AccessToken: "t"}).Resources(t.Context())
	if deletion.ReasonOf(err) != deletion.Unavailable || strings.Contains(err.Error(), "hunter22") {
		t.Errorf("error = %v, want Unavailable without the password", err)
	}
	if got := <-asked; got != "CONNECT eg.example.test:443 " {
		t.Errorf("the proxy was asked %q", got)
	}
}

func TestRequestsArePaced(t *testing.T) {
	api := serve(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "[]") })
	client := newClient(t, entryguard.Config{Endpoint: api.URL, AccessToken: "t", RequestsPerSecond: 20})
	start := time.Now()
	inParallel(24, func() {
		if _, err := client.Resources(t.Context()); err != nil {
			t.Error(err)
		}
	})
	// 20 may go at once, the other four one by one.
	if took := time.Since(start); took < 180*time.Millisecond {
		t.Errorf("24 requests at 20 per second took %v", took)
	}
}

// Only an answer of "too many" slows the client down; what the limiter makes of
// it, the package throttle tests.
func TestThePaceFollowsTheAPI(t *testing.T) {
	status := http.StatusOK
	api := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		fmt.Fprint(w, "[]")
	})
	client := newClient(t, entryguard.Config{Endpoint: api.URL, AccessToken: "t", RequestsPerSecond: 800})
	for _, step := range []struct {
		status int
		slows  bool
	}{{200, false}, {500, false}, {403, false}, {429, true}} {
		status = step.status
		if _, err := client.Resources(t.Context()); (err == nil) != (status == 200) {
			t.Fatal(err)
		}
		if got := client.Rate(); (got < 800) != step.slows {
			t.Errorf("after %d the rate is %v", status, got)
		}
	}
}

// A wait for the pace ends with the context, and sends nothing.
func TestWaitingForThePaceEndsWithTheContext(t *testing.T) {
	api := serve(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "[]") })
	client := newClient(t, entryguard.Config{Endpoint: api.URL, AccessToken: "t", RequestsPerSecond: 0.001})
	mustList(t, client)
	ctx, cancel := deletion.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := client.Resources(ctx)
	if !deletion.AsFailure(err).HeldBack() || !errors.Is(err, deletion.ErrDeadline) {
		t.Errorf("error = %v, want that it was held back until the deadline", err)
	}
	if got := api.requests.Load(); got != 1 {
		t.Errorf("%d requests, want 1", got)
	}
}

// An answer that breaks off because its reader went away is no broken answer.
func TestTheContextEndsWhileTheAnswerArrives(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	api := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "400")
		fmt.Fprint(w, `{"id":`)
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Error(err)
		}
		// Long enough for the client to have seen the header.
		if err := deletion.Pause(r.Context(), 50*time.Millisecond); err != nil {
			t.Error(err)
		}
		cancel()
		<-r.Context().Done()
	})
	_, err := api.client(t).Resource(ctx, someID)
	if f := deletion.AsFailure(err); !errors.Is(err, context.Canceled) || f.Reason == deletion.Unavailable {
		t.Errorf("error = %v (%v), want context.Canceled, and not Unavailable", err, f.Reason)
	}
}

func TestErrorsOfTheTransportAreCleaned(t *testing.T) {
	client := newClient(t, entryguard.Config{AccessToken: "hunter22"})
	got := client.Clean(errors.New(`proxyconnect "http://ada:pa55@proxy.example.com:3128": Bearer hunter22 refused`))
	if want := `proxyconnect "http://proxy.example.com:3128": Bearer (sensitive value) refused`; got != want {
		t.Errorf("text = %s, want %s", got, want)
	}
}
