// Package entryguard speaks EntryGuard's REST API: a client for what the
// provider manages, and the deletion backends for its objects.
//
// It translates and does not decide. Every method makes one request that
// changes something at most, never waits for the API to change and never tries
// again; only log-in, token renewal and pacing happen behind a method's back.
// Every error is a *deletion.Failure, classified by HTTP status first and
// machine code second in one table (failure.go).
//
// The package must not know Terraform's schemas or state, must not log or
// repeat a body or a secret, and must not take "404" alone for "gone".
package entryguard

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/redact"
	"github.com/steward-iac/terraform-provider-steward/internal/share"
	"github.com/steward-iac/terraform-provider-steward/internal/throttle"
)

// A Client speaks for one user or API key of one organization. It is safe for
// concurrent use, and all clients of an endpoint share one rate.
type Client struct {
	endpoint  *url.URL
	transport http.RoundTripper
	auth      authenticator
	limiter   *throttle.Limiter
	written   *atomic.Int64 // requests of the process that may have changed something
	userAgent string
	timeout   time.Duration
	readOnly  bool
	now       func() time.Time

	me     share.One[Me] // whom the client speaks for
	shared *Shared
}

// New returns a client. No request is made. The error is a *ConfigError.
func New(cfg Config) (*Client, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	endpoint, err := parseEndpoint(cfg.endpoint())
	if err != nil {
		return nil, err
	}
	transport, err := newTransport(cfg)
	if err != nil {
		return nil, err
	}
	c := &Client{
		endpoint:  endpoint,
		transport: transport,
		limiter:   limiters.For(endpoint.String(), cfg.RequestsPerSecond),
		written:   writes.Of(endpoint.String()),
		userAgent: first(cfg.UserAgent, defaultUserAgent),
		timeout:   cfg.Timeout,
		readOnly:  cfg.APIKey != "",
		now:       time.Now,
	}
	if c.timeout <= 0 {
		c.timeout = defaultTimeout
	}
	c.auth = newAuthenticator(cfg, c)
	c.shared = newShared(c)
	return c, nil
}

// ReadOnly reports whether the client uses an API key, which the API accepts
// for reads and for the key owner's own sessions only (entryguard-api.md
// section 2.1).
func (c *Client) ReadOnly() bool { return c.readOnly }

// LogsIn reports whether the client logs in with a password, which a second
// factor would end.
func (c *Client) LogsIn() bool {
	_, logsIn := c.auth.(*login)
	return logsIn
}

// Home returns the organization that the client speaks for. The API's answer
// is kept after the first success.
func (c *Client) Home(ctx context.Context) (deletion.Home, error) {
	me, err := c.Caller(ctx)
	return deletion.Home{Organization: me.OrganizationID}, err
}

// Caller returns whom the client speaks for. The API's answer is kept after the
// first success.
func (c *Client) Caller(ctx context.Context) (Me, error) {
	me, err := c.me.Get(ctx, c.askCaller)
	return me, asFailure(err)
}

func (c *Client) askCaller(ctx context.Context) (Me, error) {
	me, err := c.CurrentUser(ctx)
	if err != nil {
		return Me{}, err
	}
	if !isIdentifier(me.OrganizationID) {
		return Me{}, &deletion.Failure{
			Status: http.StatusOK,
			Err:    fmt.Errorf("the API says that the user belongs to the organization %s, which cannot be one", quoted(me.OrganizationID)),
		}
	}
	return me, nil
}

// ResourceBackend returns the deletion backend for resources.
func (c *Client) ResourceBackend() *ResourceBackend {
	return &ResourceBackend{objectsOf(c, resourceKind, c.Resource)}
}

// CredentialBackend returns the deletion backend for credentials.
func (c *Client) CredentialBackend() *CredentialBackend {
	return &CredentialBackend{objectsOf(c, credentialKind, c.Credential)}
}

// scrub removes from text whatever is secret: what the client authenticates
// with, and what the request carried. An API may repeat what it was sent.
func (c *Client) scrub(text string, sent []string) string {
	return redact.Of(append(c.auth.secrets(), sent...)...).Hide(text)
}
