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
	"errors"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/redact"
)

// A Client speaks for one user or API key of one organization. It is safe for
// concurrent use, and everything that shares it shares one pace.
type Client struct {
	endpoint  *url.URL
	transport http.RoundTripper
	auth      authenticator
	pace      *pace
	userAgent string
	timeout   time.Duration
	readOnly  bool
	now       func() time.Time

	homeGate gate // held while the API is asked for the home
	home     atomic.Pointer[deletion.Home]

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
		pace:      paceFor(endpoint.String(), cfg.RequestsPerSecond),
		userAgent: first(cfg.UserAgent, defaultUserAgent),
		timeout:   cfg.Timeout,
		readOnly:  cfg.APIKey != "",
		now:       time.Now,
		homeGate:  newGate(),
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
	if home := c.home.Load(); home != nil {
		return *home, nil
	}
	if err := c.homeGate.enter(ctx); err != nil {
		return deletion.Home{}, err
	}
	defer c.homeGate.leave()
	if home := c.home.Load(); home != nil {
		return *home, nil
	}
	user, err := c.CurrentUser(ctx)
	if err != nil {
		return deletion.Home{}, err
	}
	if user.OrganizationID == "" {
		return deletion.Home{}, &deletion.Failure{
			Status: http.StatusOK,
			Err:    errors.New("the API did not say which organization the user belongs to"),
		}
	}
	home := deletion.Home{Organization: user.OrganizationID}
	c.home.Store(&home)
	return home, nil
}

// ResourceBackend returns the deletion backend for resources.
func (c *Client) ResourceBackend() *ResourceBackend {
	return &ResourceBackend{c.objects(resourceKind)}
}

// CredentialBackend returns the deletion backend for credentials.
func (c *Client) CredentialBackend() *CredentialBackend {
	return &CredentialBackend{c.objects(credentialKind)}
}

// scrub removes from text whatever is secret: what the client authenticates
// with, and what the request carried. An API may repeat what it was sent.
func (c *Client) scrub(text string, sent []string) string {
	return redact.Of(append(c.auth.secrets(), sent...)...).Hide(text)
}
