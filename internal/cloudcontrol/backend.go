package cloudcontrol

import (
	"context"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// A Backend deletes resources of one target. It is a small value: make one per
// object.
type Backend struct {
	client *Client
	target Target
}

var (
	_ deletion.Backend = (*Backend)(nil)
	_ deletion.Locator = (*Backend)(nil)
	_ deletion.Finder  = (*Backend)(nil)
)

// Backend returns the deletion backend for target.
func (c *Client) Backend(target Target) *Backend { return &Backend{client: c, target: target} }

// ClientToken returns the idempotency token of an attempt.
func ClientToken(attempt deletion.Attempt) string { panic("to be written") }

// Observe says whether the object exists.
func (b *Backend) Observe(ctx context.Context, obj deletion.Object) (bool, error) {
	panic("to be written")
}

// Delete asks for the deletion.
func (b *Backend) Delete(ctx context.Context, obj deletion.Object, attempt deletion.Attempt) (deletion.Operation, error) {
	panic("to be written")
}

// Poll asks how far an operation is.
func (b *Backend) Poll(ctx context.Context, op deletion.Operation) (deletion.Operation, error) {
	panic("to be written")
}

// Home returns the account and region that the backend speaks for.
func (b *Backend) Home(ctx context.Context) (deletion.Home, error) { panic("to be written") }

// Operations lists the operations that are under way on the object.
func (b *Backend) Operations(ctx context.Context, obj deletion.Object) ([]deletion.Operation, error) {
	panic("to be written")
}
