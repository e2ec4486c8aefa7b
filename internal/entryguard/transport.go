package entryguard

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"time"

	"golang.org/x/net/http/httpproxy"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/plaintext"
)

// The most bytes that are read of an answer. An object has a few kilobytes, of
// which a resource's config is the most. The lists have no pages:
// /sessions/admin answers every session that there ever was, at about 1.5 KiB
// each, so that a list has room for twenty thousand of them.
const (
	mostOfObject = 1 << 20
	mostOfList   = 32 << 20
	mostOfError  = 64 << 10
)

// mostOf returns the most bytes of a good answer to a request.
func (r request) mostOf() int64 {
	if r.method == http.MethodGet && r.id == "" {
		return mostOfList
	}
	return mostOfObject
}

// newTransport returns what carries the requests: proxies from the usual
// environment variables, HTTP/2 where the API offers it. It is used without an
// http.Client, because that would follow redirects. It repeats nothing that
// changes something (net/http repeats only reads, and only where a kept
// connection was found closed).
func newTransport(cfg Config) (http.RoundTripper, error) {
	trust, err := cfg.tls()
	if err != nil {
		return nil, err
	}
	// Unlike http.ProxyFromEnvironment, this reads the environment now and not
	// once per process.
	proxy := httpproxy.FromEnvironment().ProxyFunc()
	return &http.Transport{
		Proxy:                 func(r *http.Request) (*url.URL, error) { return proxy(r.URL) },
		DialContext:           (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSClientConfig:       trust,
		TLSHandshakeTimeout:   10 * time.Second,
		ForceAttemptHTTP2:     true,
		MaxIdleConnsPerHost:   16,
		IdleConnTimeout:       60 * time.Second,
		ExpectContinueTimeout: time.Second,
	}, nil
}

// An answer is a whole HTTP response.
type answer struct {
	status int
	header http.Header
	body   []byte
	cut    error // why the body could not be read to its end; nil if it was
	// changedNothing says that the request only read, or logged in.
	changedNothing bool
	// hide takes secrets out of a part of the answer that people are shown.
	hide func(string) string
}

// roundTrip sends one HTTP request and reads the whole answer. Its error is a
// *deletion.Failure.
func (c *Client) roundTrip(ctx context.Context, req *http.Request, most int64) (answer, error) {
	timed, cancel := context.WithTimeoutCause(ctx, c.timeout, errNoAnswer)
	defer cancel()
	resp, err := c.transport.RoundTrip(req.WithContext(timed))
	if err != nil {
		return answer{}, c.transportFailure(ctx, timed, err)
	}
	defer func() { _ = resp.Body.Close() }() // everything of interest was read
	a := answer{status: resp.StatusCode, header: resp.Header}
	a.body, a.cut = readBody(resp, most)
	if a.cut != nil && ctx.Err() != nil {
		return answer{}, ended(ctx)
	}
	return a, nil
}

// good reports whether a status is one of success.
func good(status int) bool { return status/100 == 2 }

// errNoAnswer is why a request ends when the API does not answer in time.
var errNoAnswer = errors.New("the API did not answer in time")

// readBody reads a body to its end, within bounds.
func readBody(resp *http.Response, bound int64) ([]byte, error) {
	if !good(resp.StatusCode) {
		bound = mostOfError
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, bound+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("the answer broke off: %w", err)
	case int64(len(body)) > bound:
		return nil, fmt.Errorf("the answer is larger than %d KiB, which none of the API's is: it was not read to its end", bound>>10)
	}
	return body, nil
}

// requestID returns the API's ID of the request, where it sends one. None is
// documented; these are the usual names.
func (a answer) requestID() string {
	for _, name := range []string{"X-Request-Id", "X-Correlation-Id", "X-Amzn-Requestid"} {
		if id := a.header.Get(name); id != "" && len(id) <= 128 {
			return plaintext.Line(id)
		}
	}
	return ""
}

// describe says what an answer without a message looks like. What is not JSON is
// quoted, since a proxy's page says who answered; without secrets, since an error
// page may show the headers that were sent.
func (a answer) describe() error {
	if a.cut != nil {
		return fmt.Errorf("HTTP %d: %w", a.status, a.cut)
	}
	if quote := plaintext.Foreign(a.body); quote != "" {
		return fmt.Errorf("HTTP %d, and the answer is not the API's own: %q", a.status, a.hide(quote))
	}
	kind := cmp.Or(plaintext.First(a.header.Get("Content-Type"), 64), "unknown content type")
	if len(a.body) == 0 {
		kind = "no body"
	}
	return fmt.Errorf("HTTP %d without a message (%s, %d bytes)", a.status, kind, len(a.body))
}

// transportFailure classifies a request that got no answer. The API may have
// carried it out, except where its certificate was not accepted.
func (c *Client) transportFailure(ctx, timed context.Context, err error) *deletion.Failure {
	if ctx.Err() != nil {
		return ended(ctx)
	}
	if errors.Is(context.Cause(timed), errNoAnswer) {
		return &deletion.Failure{Reason: deletion.Unavailable, Err: fmt.Errorf("%w (%s)", errNoAnswer, c.timeout)}
	}
	f := &deletion.Failure{Reason: deletion.Unavailable, Err: c.cleanError(err), Unsent: deletion.NothingSent(err)}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		f.Reason = deletion.Unclassified
		f.Hint = "if the network has a certificate authority of its own, set ca_cert_file (ENTRYGUARD_CA_CERT_FILE) to its certificate"
	}
	if dial, ok := errors.AsType[*net.OpError](err); ok && (dial.Op == "dial" || dial.Op == "proxyconnect") {
		f.Hint = "check the endpoint (ENTRYGUARD_ENDPOINT), name resolution, firewall and proxy (HTTPS_PROXY, NO_PROXY): no connection was made"
	}
	return f
}

// ended is the failure of a request whose context ended: nobody waits for the
// answer. It is not Unavailable, which would ask for another try.
func ended(ctx context.Context) *deletion.Failure {
	return &deletion.Failure{Err: context.Cause(ctx)}
}

// A cleanedError is an error whose text is safe to show. The original stays
// reachable for errors.Is.
type cleanedError struct {
	text string
	err  error
}

func (e *cleanedError) Error() string { return e.text }
func (e *cleanedError) Unwrap() error { return e.err }

// userInfo is the user part of a URL, as it appears in the text of an error
// about a proxy.
var userInfo = regexp.MustCompile(`//[^/@\s"]*@`)

// cleanError removes what is secret from the text of an error of net/http:
// it may name a proxy with its password.
func (c *Client) cleanError(err error) error {
	return &cleanedError{text: c.scrub(userInfo.ReplaceAllString(plaintext.Line(err.Error()), "//"), nil), err: err}
}
