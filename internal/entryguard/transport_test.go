package entryguard_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
)

func TestTheCAFileIsTrusted(t *testing.T) {
	noProxies(t)
	api := newTLSServer(t)
	file := certificateFile(t, api)
	if _, err := newClient(t, entryguard.Config{Endpoint: api.URL, AccessToken: "t", CACertFile: file}).Resources(t.Context()); err != nil {
		t.Errorf("with the file: %v", err)
	}
	_, err := newClient(t, entryguard.Config{Endpoint: api.URL, AccessToken: "t"}).Resources(t.Context())
	if f := deletion.AsFailure(err); f == nil || f.Reason != deletion.Unclassified || !strings.Contains(f.Hint, "ca_cert_file") {
		t.Errorf("without the file: %+v; want Unclassified, for it will not pass, and a hint", f)
	}
}

// The file's certificates are trusted besides the system's, and where the system
// has none. What the system trusts is read once per process, so each case runs in
// a process of its own.
func TestTheCAFileIsTrustedBesidesTheSystem(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("SSL_CERT_FILE names what the system trusts on Linux and its kin")
	}
	const variable = "ENTRYGUARD_TEST_TRUST"
	if systems := os.Getenv(variable); systems != "" {
		trustBeside(t, systems == "a file")
		return
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, systems := range []string{"a file", "no store"} {
		alone := exec.CommandContext(t.Context(), self, "-test.run=^"+t.Name()+"$", "-test.v")
		alone.Env = append(os.Environ(), variable+"="+systems)
		if said, err := alone.CombinedOutput(); err != nil || !strings.Contains(string(said), "--- PASS") {
			t.Errorf("%s: %v\n%s", systems, err, said)
		}
	}
}

// trustBeside has a system that trusts one certificate in a file, or that has no
// store of certificates, and a ca_cert_file with another one.
func trustBeside(t *testing.T, store bool) {
	t.Helper()
	noProxies(t)
	systems, own := newTLSServer(t), newTLSServer(t)
	folder := t.TempDir()
	t.Setenv("SSL_CERT_DIR", filepath.Join(folder, "none"))
	t.Setenv("SSL_CERT_FILE", folder) // reading it fails
	if store {
		t.Setenv("SSL_CERT_FILE", certificateFile(t, systems))
	}
	file := certificateFile(t, own)
	for api, trusted := range map[*httptest.Server]bool{own: true, systems: store} {
		_, err := newClient(t, entryguard.Config{Endpoint: api.URL, AccessToken: "t", CACertFile: file}).Resources(t.Context())
		if (err == nil) != trusted {
			t.Errorf("own %t, in the system's store %t: %v", api == own, store, err)
		}
	}
}

// newTLSServer returns an API that answers empty lists under a certificate of its
// own.
func newTLSServer(t *testing.T) *httptest.Server {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	wanted := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	made, err := x509.CreateCertificate(rand.Reader, wanted, wanted, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	api := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "[]") }))
	api.Config.ErrorLog = log.New(io.Discard, "", 0) // a client that distrusts it is on purpose
	api.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{made}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}
	api.StartTLS()
	t.Cleanup(api.Close)
	return api
}

// certificateFile returns a file with the certificate of a server.
func certificateFile(t *testing.T, api *httptest.Server) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: api.Certificate().Raw})
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
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
	t.Setenv("HTTPS_PROXY", api.URL)
	_, err = newClient(t, entryguard.Config{Endpoint: "https://eg.example.test/api/v1", AccessToken: "t"}).Resources(t.Context())
	if f := deletion.AsFailure(err); f == nil || f.Reason != deletion.Unavailable || !strings.Contains(f.Hint, "HTTPS_PROXY") {
		t.Errorf("failure = %+v; want Unavailable, and a hint at the proxy", f)
	}
}

// Where there was a connection, the endpoint is right.
func TestAConnectionThatBreaksIsNoWrongEndpoint(t *testing.T) {
	api := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		if tcp, ok := conn.(*net.TCPConn); !ok || tcp.SetLinger(0) != nil {
			t.Error("the connection cannot be reset")
		}
		_ = conn.Close()
	})
	_, err := api.client(t).StopSession(t.Context(), someID)
	if f := deletion.AsFailure(err); f == nil || f.Reason != deletion.Unavailable || f.Hint != "" {
		t.Errorf("failure = %+v; want Unavailable without a hint", f)
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

// An answer that says nothing is described by what it is.
func TestAnswersWithoutAMessage(t *testing.T) {
	long := strings.Repeat("x", 64)
	for name, c := range map[string]struct{ kind, body, want string }{
		"no body":         {"application/json", "", "HTTP 503 without a message (no body, 0 bytes)"},
		"JSON":            {"application/json", "{}", "HTTP 503 without a message (application/json, 2 bytes)"},
		"no content type": {"", "{}", "HTTP 503 without a message (unknown content type, 2 bytes)"},
		"a long one":      {long + "y", "{}", "HTTP 503 without a message (" + long + "…, 2 bytes)"},
	} {
		api := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = nil // not guessed
			if c.kind != "" {
				w.Header().Set("Content-Type", c.kind)
			}
			w.WriteHeader(http.StatusServiceUnavailable)
			fmt.Fprint(w, c.body)
		})
		if _, err := api.client(t).Resources(t.Context()); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}
