package entryguard

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/plaintext"
)

// A request is one call of the API.
type request struct {
	method  string
	path    []string // elements below the endpoint, not escaped
	query   url.Values
	body    any      // sent as JSON; nil: no body
	id      string   // the object that the answer must be about; empty where there is none yet
	absent  string   // the code that says that this object does not exist
	secrets []string // values of the body that no message may repeat
}

// do sends a request as whom the client speaks for, renewing the token once
// where the API refuses it. Its answer has a status of 2xx and a whole body;
// its error is a *deletion.Failure.
func (c *Client) do(ctx context.Context, req request) (answer, error) {
	if err := req.check(ctx); err != nil {
		return answer{}, err
	}
	if req.method != http.MethodGet {
		// Counted when it is over, however it ended: a list that began before
		// may not show it.
		defer c.written.Add(1)
	}
	authorization, err := c.auth.authorize(ctx)
	if err != nil {
		return answer{}, err
	}
	a, err := c.send(ctx, req, authorization)
	if err != nil {
		return answer{}, err
	}
	if a.status == http.StatusUnauthorized {
		renewed, err := c.auth.renew(ctx, authorization)
		if err != nil {
			return answer{}, err
		}
		if renewed != authorization {
			// A refused request was not carried out: sending it again is safe.
			if a, err = c.send(ctx, req, renewed); err != nil {
				return answer{}, err
			}
		}
	}
	return a, c.judge(req, a)
}

// judge returns nil for a whole answer of 2xx, else a *deletion.Failure.
func (c *Client) judge(req request, a answer) error {
	success := good(a.status)
	// The code that a cut 400 or 404 carried decides what it means.
	undecided := success || a.status == http.StatusBadRequest || a.status == http.StatusNotFound
	switch {
	case a.cut != nil && undecided:
		return a.broken(a.cut)
	case success:
		return nil
	}
	return c.failure(req, a)
}

// check refuses a request that must not be sent: an empty path element would
// address the whole collection, "." and ".." another one.
func (r request) check(ctx context.Context) error {
	if ctx.Err() != nil {
		return ended(ctx)
	}
	for _, element := range r.path {
		if !isIdentifier(element) {
			return &deletion.Failure{
				Reason: deletion.Invalid,
				Err:    fmt.Errorf("%s is not an identifier of the EntryGuard API; nothing was sent", quoted(element)),
				Hint: "correct the ID; if it is in state, find the object by its name in EntryGuard, delete it there if that is wanted, " +
					"and remove the resource from state: terraform state rm ADDRESS",
			}
		}
	}
	return nil
}

// isIdentifier reports whether an ID can be an element of a path. One that cannot
// is refused where it enters, too: no request could ever name its object.
func isIdentifier(id string) bool {
	return id != "" && id != "." && id != ".." && len(id) <= longestIdentifier && plaintext.Line(id) == id && !strings.ContainsFunc(id, notInIdentifiers)
}

// longestIdentifier is far more than the 36 characters of a UUID.
const longestIdentifier = 256

// notInIdentifiers are characters that a server or proxy on the way may read
// as a separator even where they are escaped.
func notInIdentifiers(r rune) bool {
	return strings.ContainsRune(` /\?#%;`, r)
}

// quoted returns an ID that is none as people can read it: what is not printable
// is escaped, and what is long is cut.
func quoted(id string) string {
	const longest = 60
	if len(id) > longest {
		return strconv.QuoteToASCII(id[:longest]) + "…"
	}
	return strconv.QuoteToASCII(id)
}

// url returns the request's address. Every element is escaped by itself.
func (r request) url(endpoint *url.URL) string {
	var b strings.Builder
	b.WriteString(endpoint.String())
	for _, element := range r.path {
		b.WriteString("/" + url.PathEscape(element))
	}
	if len(r.query) > 0 {
		b.WriteString("?" + r.query.Encode())
	}
	return b.String()
}

// An authorization is the header that says who asks. The zero authorization
// is none, for public endpoints.
type authorization struct{ header, value string }

// send makes one HTTP request, when the limiter lets it through, and logs it without
// bodies, query or credentials.
func (c *Client) send(ctx context.Context, req request, as authorization) (answer, error) {
	httpReq, err := c.build(ctx, req, as)
	if err != nil {
		return answer{}, &deletion.Failure{Reason: deletion.Invalid, Err: err}
	}
	turn, err := c.pause(ctx, req)
	if err != nil {
		return answer{}, err
	}
	start := c.now()
	a, err := c.roundTrip(ctx, httpReq, req.mostOf())
	fields := map[string]any{
		"method":      req.method,
		"path":        "/" + strings.Join(req.path, "/"),
		"duration_ms": c.now().Sub(start).Milliseconds(),
		"requests":    c.limiter.Sent(), // to this endpoint, by this process
	}
	if err != nil {
		fields["error"] = err.Error()
		tflog.Debug(ctx, "EntryGuard did not answer", fields)
		c.limiter.Unanswered(turn)
		return answer{}, err
	}
	a.hide = func(text string) string { return c.scrub(text, req.secrets) }
	a.changedNothing = req.method == http.MethodGet || req.path[0] == authPath
	fields["status"] = a.status
	fields["request_id"] = a.requestID()
	tflog.Debug(ctx, "EntryGuard answered", fields)
	c.answered(turn, a)
	return a, nil
}

func (c *Client) build(ctx context.Context, req request, as authorization) (*http.Request, error) {
	var body io.Reader
	if req.body != nil {
		encoded, err := json.Marshal(req.body)
		if err != nil {
			// The error of an encoder may repeat the value.
			return nil, errors.New("the request cannot be written as JSON")
		}
		body = bytes.NewReader(encoded)
	}
	httpReq, err := http.NewRequestWithContext(ctx, req.method, req.url(c.endpoint), body)
	if err != nil {
		return nil, errors.New("the address of the request is invalid")
	}
	httpReq.Header.Set("Accept", "application/json")
	httpReq.Header.Set("User-Agent", c.userAgent)
	if req.body != nil {
		httpReq.Header.Set("Content-Type", "application/json")
	}
	if as.header != "" {
		httpReq.Header.Set(as.header, as.value)
	}
	return httpReq, nil
}
