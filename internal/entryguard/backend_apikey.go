package entryguard

import (
	"context"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

var (
	_ deletion.Backend = (*APIKeyBackend)(nil)
	_ deletion.Locator = (*APIKeyBackend)(nil)
)

// An APIKeyBackend revokes API keys (DELETE /api-keys/{id}). A revoked key
// stays in the list and counts as gone. Nothing holds a key.
type APIKeyBackend struct{ objects }

// APIKeyBackend returns the deletion backend for API keys.
func (c *Client) APIKeyBackend() *APIKeyBackend { return &APIKeyBackend{c.objects(apiKeyKind)} }

// Observe says whether the list shows the key as one that is not revoked.
func (b *APIKeyBackend) Observe(ctx context.Context, obj deletion.Object) (bool, error) {
	_, err := b.client.APIKey(ctx, obj.ID)
	switch {
	case err == nil:
		return true, nil
	case deletion.ReasonOf(err) == deletion.NotFound:
		return false, nil
	}
	return false, err
}
