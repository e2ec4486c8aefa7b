package entryguard

import "context"

// A Credential is what EntryGuard uses to reach a cloud provider. Its secret is
// never answered (entryguard-api.md section 6).
type Credential struct {
	ID                string    `json:"id"`
	Name              string    `json:"name"`
	Provider          string    `json:"provider"`
	CredentialType    string    `json:"credentialType"`
	IsValid           *bool     `json:"isValid"` // nil until it was verified
	LastVerifiedAt    Timestamp `json:"lastVerifiedAt"`
	VerificationError *string   `json:"verificationError"`
	CreatedAt         Timestamp `json:"createdAt"`
	UpdatedAt         Timestamp `json:"updatedAt"`
}

// A CredentialInput is the body of a create. CredentialData is secret: it is
// sent and never kept, and no error of this package repeats it.
type CredentialInput struct {
	Name           string            `json:"name"`
	Provider       string            `json:"provider"`
	CredentialType string            `json:"credentialType"` // e.g. "ACCESS_KEY"
	CredentialData map[string]string `json:"credentialData"`
}

// Credentials lists every credential of the organization (GET /credentials).
func (c *Client) Credentials(ctx context.Context) ([]Credential, error) {
	panic("to be written")
}

// Credential reads one credential (GET /credentials/{id}).
func (c *Client) Credential(ctx context.Context, id string) (Credential, error) {
	panic("to be written")
}

// CreateCredential stores a credential (POST /credentials). The API verifies it
// a few seconds later; there is no update.
func (c *Client) CreateCredential(ctx context.Context, in CredentialInput) (Credential, error) {
	panic("to be written")
}
