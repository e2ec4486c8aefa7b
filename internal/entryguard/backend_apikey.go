package entryguard

import (
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
func (c *Client) APIKeyBackend() *APIKeyBackend {
	return &APIKeyBackend{objectsOf(c, apiKeyKind, c.APIKey)}
}
