package entryguard

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// An APIKey is a key as the list shows it, without the key itself
// (entryguard-api.md section 10).
type APIKey struct {
	ID             string    `json:"id"`
	Name           string    `json:"name"`
	Description    *string   `json:"description"`
	KeyPrefix      string    `json:"keyPrefix"`
	Scopes         []string  `json:"scopes"`    // e.g. "sessions:read"
	IsRevoked      bool      `json:"isRevoked"` // revoked keys stay in the list
	RevokedAt      Timestamp `json:"revokedAt"`
	ExpiresAt      Timestamp `json:"expiresAt"` // empty: never
	LastUsedAt     Timestamp `json:"lastUsedAt"`
	LastUsedIP     *string   `json:"lastUsedIp"`
	CreatedByEmail string    `json:"createdByEmail"`
	CreatedAt      Timestamp `json:"createdAt"`
}

// A NewAPIKey is the answer to a create, the only one that holds the key.
type NewAPIKey struct {
	ID           string    `json:"id"`
	Name         string    `json:"name"`
	Description  *string   `json:"description"`
	KeyPrefix    string    `json:"keyPrefix"`
	PlainTextKey string    `json:"plainTextKey"` // secret; it cannot be read again
	Scopes       []string  `json:"scopes"`
	ExpiresAt    Timestamp `json:"expiresAt"`
	CreatedAt    Timestamp `json:"createdAt"`
}

// An APIKeyInput is the body of a create. What is nil is left out.
type APIKeyInput struct {
	Name        string   `json:"name"` // at most 255 characters
	Description *string  `json:"description,omitempty"`
	Scopes      []string `json:"scopes"`              // at least one
	ExpiresAt   *string  `json:"expiresAt,omitempty"` // ISO 8601; nil: never
}

func (k APIKey) identifier() string    { return k.ID }
func (k NewAPIKey) identifier() string { return k.ID }

func (APIKey) form() form {
	return form{
		values:   []string{"id", "name", "keyPrefix", "isRevoked", "createdAt"},
		nullable: []string{"createdByEmail", "description", "revokedAt", "expiresAt", "lastUsedAt", "lastUsedIp"},
		texts:    []string{"scopes"},
	}
}

func (NewAPIKey) form() form {
	return form{
		values:   []string{"id", "name", "keyPrefix", "plainTextKey", "createdAt"},
		nullable: []string{"description", "expiresAt"},
		texts:    []string{"scopes"},
	}
}

// APIKeys lists every API key of the organization, also those that are revoked
// or have expired (GET /api-keys).
func (c *Client) APIKeys(ctx context.Context) ([]APIKey, error) {
	return collection[APIKey](ctx, c, apiKeyKind)
}

// APIKey returns one API key out of the list; the API cannot read one by
// itself. One that two lists of others do not show, or that is revoked, is
// NotFound.
func (c *Client) APIKey(ctx context.Context, id string) (APIKey, error) {
	// An ID that is none could not be told from one that is missing.
	if err := apiKeyKind.request(http.MethodGet, id).check(ctx); err != nil {
		return APIKey{}, err
	}
	key, exists, err := searched(ctx, id, c.keysEver)
	if err != nil {
		return APIKey{}, err
	}
	if !exists {
		return APIKey{}, missingKey(fmt.Errorf("the list of API keys does not show %s", id))
	}
	return key.orRevoked()
}

// keysEver lists the keys where one is known to have existed. Keys stay in the
// list when they are revoked, so that a list of none is not whole.
func (c *Client) keysEver(ctx context.Context) ([]APIKey, error) {
	keys, err := c.APIKeys(ctx)
	if err == nil && len(keys) == 0 {
		return nil, &deletion.Failure{
			Status: http.StatusOK,
			Err:    errors.New("the list of API keys is empty, although keys stay in it when they are revoked"),
			Hint: "check in EntryGuard that the provider's organization is that of the key; if the organization has no keys any more, " +
				"remove the key from state: terraform state rm ADDRESS",
		}
	}
	return keys, err
}

// orRevoked returns the key, or NotFound where it is revoked: nothing brings
// it back.
func (k APIKey) orRevoked() (APIKey, error) {
	if k.IsRevoked {
		return APIKey{}, missingKey(fmt.Errorf("the API key %s has been revoked", k.ID))
	}
	return k, nil
}

func missingKey(why error) error {
	return &deletion.Failure{Reason: deletion.NotFound, Status: http.StatusOK, Err: why}
}

// CreateAPIKey makes an API key (POST /api-keys). It needs a paid plan, but for
// keys of the scope "agent:connect".
func (c *Client) CreateAPIKey(ctx context.Context, in APIKeyInput) (NewAPIKey, error) {
	return one[NewAPIKey](ctx, c, request{method: http.MethodPost, path: []string{apiKeyKind.path}, body: in})
}
