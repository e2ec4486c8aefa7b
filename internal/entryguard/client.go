// Package entryguard speaks EntryGuard's REST API: a client for what the
// provider manages, and the deletion backends for its objects.
//
// It translates and does not decide. Every method makes one request that
// changes something at most, never waits for the API to change and never tries
// again; only log-in, token renewal and pacing happen behind a method's back.
// Every error is a *deletion.Failure, classified by HTTP status first and
// machine code second in one table (failure.go).
//
// The package must not know Terraform, must not log or repeat a body or a
// secret, and must not take "404" alone for "gone".
package entryguard

import (
	"context"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// A Client speaks for one user or API key of one organization. It is safe for
// concurrent use.
type Client struct{}

// New returns a client. No request is made. The error is a *ConfigError.
func New(cfg Config) (*Client, error) {
	panic("to be written")
}

// ReadOnly reports whether the client uses an API key, which the API accepts
// for reads and for the user's own sessions only.
func (c *Client) ReadOnly() bool { panic("to be written") }

// Home returns the organization that the client speaks for. The answer of the
// API is kept after the first success.
func (c *Client) Home(ctx context.Context) (deletion.Home, error) {
	panic("to be written")
}

// ResourceBackend returns the deletion backend for resources.
func (c *Client) ResourceBackend() *ResourceBackend { return &ResourceBackend{} }

// CredentialBackend returns the deletion backend for credentials.
func (c *Client) CredentialBackend() *CredentialBackend { return &CredentialBackend{} }
