// Package cloudcontrol speaks to AWS Cloud Control: it creates, reads, updates
// and deletes resources of any supported type, follows what the API calls
// requests as operations, fetches resource type schemas from CloudFormation,
// and is the deletion engine's backend for those resources.
//
// It is the only package that imports the AWS clients. It knows no Terraform,
// never waits and never repeats a request that changes something, and it never
// logs a body: desired states hold passwords.
package cloudcontrol

import (
	"context"
	"encoding/json"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// A Client speaks for one set of credentials. It is safe for concurrent use.
type Client struct {
	region string
}

// A Target says which resource type handler is meant, where it runs and in
// whose name.
type Target struct {
	TypeName      string // e.g. "AWS::Logs::LogGroup"
	Region        string // empty means the client's default region
	RoleARN       string // the role that the handler assumes; empty means the caller's own credentials
	TypeVersionID string // private types only; empty means the default version
}

// A Description is one resource as Cloud Control describes it.
type Description struct {
	Identifier string
	Properties json.RawMessage // the live model, a JSON object; a list may leave most of it out
}

// A RequestFilter narrows a list of requests. Each list is an "or", an empty
// one means any; both lists must match.
type RequestFilter struct {
	Kinds    []deletion.OperationKind
	Statuses []string // e.g. "IN_PROGRESS"
}

// New resolves the configuration and returns a client. Where an attribute is at
// fault, the error is a *ConfigError.
func New(ctx context.Context, cfg Config) (*Client, []Warning, error) { panic("to be written") }

// Region returns the default region.
func (c *Client) Region() string { return c.region }

// AccountID returns the account that the client's credentials belong to. The
// error wraps deletion.ErrHomeNotAsked where the user switched the question
// off.
func (c *Client) AccountID(ctx context.Context) (string, error) { panic("to be written") }

// Home returns the account and region that target's requests speak for: the
// account of the role where one is set.
func (c *Client) Home(ctx context.Context, target Target) (deletion.Home, error) {
	panic("to be written")
}

// Get reads one resource.
func (c *Client) Get(ctx context.Context, target Target, identifier string) (Description, error) {
	panic("to be written")
}

// Create asks for a new resource. The operation may not show an identifier yet.
func (c *Client) Create(ctx context.Context, target Target, desired json.RawMessage, clientToken string) (deletion.Operation, error) {
	panic("to be written")
}

// Update asks for a change; patch is an RFC 6902 document.
func (c *Client) Update(ctx context.Context, target Target, identifier string, patch json.RawMessage, clientToken string) (deletion.Operation, error) {
	panic("to be written")
}

// List lists the resources of a type, all pages. model may be nil; some types
// need one.
func (c *Client) List(ctx context.Context, target Target, model json.RawMessage) ([]Description, error) {
	panic("to be written")
}

// Requests lists the requests of the last seven days, newest first. An empty
// region means the default one.
func (c *Client) Requests(ctx context.Context, region string, filter RequestFilter) ([]deletion.Operation, error) {
	panic("to be written")
}

// Cancel asks to cancel the request with that token.
func (c *Client) Cancel(ctx context.Context, region, token string) (deletion.Operation, error) {
	panic("to be written")
}

// Status asks how far the request with that token is.
func (c *Client) Status(ctx context.Context, region, token string) (deletion.Operation, error) {
	panic("to be written")
}

// Type returns the schema of a resource type.
func (c *Client) Type(ctx context.Context, target Target) (*TypeSchema, error) {
	panic("to be written")
}
