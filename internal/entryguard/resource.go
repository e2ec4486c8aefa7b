package entryguard

import (
	"context"
	"net/http"
)

// A Resource is what EntryGuard opens for a session, e.g. a security group
// (entryguard-api.md section 5).
type Resource struct {
	ID                 string    `json:"id"`
	Name               string    `json:"name"`
	CredentialID       string    `json:"credentialId"`
	CredentialName     string    `json:"credentialName"`
	Provider           string    `json:"provider"`           // "AWS", "GCP", "AZURE", "APISIX", "VERCEL"
	ResourceType       string    `json:"resourceType"`       // e.g. "SECURITY_GROUP"
	ResourceIdentifier string    `json:"resourceIdentifier"` // e.g. "sg-0a1b2c3d"
	Region             *string   `json:"region"`
	Config             any       `json:"config"` // decoded JSON, nil where there is none; numbers are json.Number
	IsActive           bool      `json:"isActive"`
	LastVerifiedAt     Timestamp `json:"lastVerifiedAt"` // empty until the first verification
	CreatedAt          Timestamp `json:"createdAt"`
	UpdatedAt          Timestamp `json:"updatedAt"`
}

// A ResourceInput is the body of a create. Region and Config are left out
// where they are nil.
type ResourceInput struct {
	Name               string  `json:"name"`
	CredentialID       string  `json:"credentialId"`
	Provider           string  `json:"provider"`
	ResourceType       string  `json:"resourceType"`
	ResourceIdentifier string  `json:"resourceIdentifier"`
	Region             *string `json:"region,omitempty"`
	Config             any     `json:"config,omitempty"`
}

// A ResourcePatch is the body of an update. Only the fields that are set are
// sent; Region and Config can be cleared with SendNull.
type ResourcePatch struct {
	Name               *string       `json:"name,omitempty"`
	ResourceIdentifier *string       `json:"resourceIdentifier,omitempty"`
	CredentialID       *string       `json:"credentialId,omitempty"`
	IsActive           *bool         `json:"isActive,omitempty"`
	Region             Field[string] `json:"region,omitzero"`
	Config             Field[any]    `json:"config,omitzero"`
}

func (r Resource) identifier() string { return r.ID }

// form leaves out config, which may be absent, and what is derived.
func (Resource) form() form {
	return form{
		values:   []string{"id", "name", "provider", "resourceType", "resourceIdentifier", "isActive", "createdAt", "updatedAt"},
		nullable: []string{"credentialId", "region", "lastVerifiedAt"},
	}
}

// Resources lists every resource of the organization (GET /resources).
func (c *Client) Resources(ctx context.Context) ([]Resource, error) {
	return collection[Resource](ctx, c, resourceKind)
}

// Resource reads one resource (GET /resources/{id}). One that does not exist,
// or belongs to another organization, is NotFound.
func (c *Client) Resource(ctx context.Context, id string) (Resource, error) {
	return read[Resource](ctx, c, resourceKind, id)
}

// CreateResource registers a resource (POST /resources). The answer is not
// verified yet: IsActive is false, and the API flips it by itself.
func (c *Client) CreateResource(ctx context.Context, in ResourceInput) (Resource, error) {
	return one[Resource](ctx, c, request{method: http.MethodPost, path: []string{resourceKind.path}, body: in})
}

// UpdateResource changes what the patch names (PATCH /resources/{id}).
func (c *Client) UpdateResource(ctx context.Context, id string, patch ResourcePatch) (Resource, error) {
	req := resourceKind.request(http.MethodPatch, id)
	req.body = patch
	return one[Resource](ctx, c, req)
}

// VerifyResource has the resource verified now (POST /resources/{id}/verify).
// IsActive of the answer says how it went; a verification that fails may also
// be an error with the code VERIFICATION_FAILED (Invalid).
func (c *Client) VerifyResource(ctx context.Context, id string) (Resource, error) {
	return one[Resource](ctx, c, resourceKind.request(http.MethodPost, id, "verify"))
}
