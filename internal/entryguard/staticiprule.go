package entryguard

import (
	"context"
	"net/http"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// The statuses of a static IP rule (entryguard-api.md section 11). PENDING
// becomes one of the others by itself.
const (
	StaticIPRulePending = "PENDING"
	StaticIPRuleActive  = "ACTIVE"
	StaticIPRulePartial = "PARTIAL"
	StaticIPRuleFailed  = "FAILED"
)

// StaticIPRuleApplied is the status of a resource that a rule has opened.
const StaticIPRuleApplied = "APPLIED"

// A StaticIPRule keeps resources open to a fixed address (entryguard-api.md
// section 11). It cannot be changed.
type StaticIPRule struct {
	ID             string                 `json:"id"`
	Label          string                 `json:"label"`
	IPAddress      string                 `json:"ipAddress"` // an address or a CIDR
	Status         string                 `json:"status"`
	CreatedByEmail string                 `json:"createdByEmail"`
	CreatedAt      Timestamp              `json:"createdAt"`
	Resources      []StaticIPRuleResource `json:"resources"`
}

// A StaticIPRuleResource is one resource of a static IP rule.
type StaticIPRuleResource struct {
	ResourceID   string    `json:"resourceId"`
	ResourceName string    `json:"resourceName"`
	Status       string    `json:"status"` // "PENDING", "APPLIED", "FAILED"
	AppliedAt    Timestamp `json:"appliedAt"`
	ErrorMessage *string   `json:"errorMessage"`
}

// A StaticIPRuleInput is the body of a create.
type StaticIPRuleInput struct {
	Label       string   `json:"label"`
	IPAddress   string   `json:"ipAddress"`
	ResourceIDs []string `json:"resourceIds"` // at least one
}

func (r StaticIPRule) identifier() string { return r.ID }

func (StaticIPRule) form() form {
	return form{
		values:   []string{"id", "label", "ipAddress", "status", "createdAt"},
		nullable: []string{"createdByEmail"},
		inside: map[string]form{"resources": {
			values: []string{"resourceId", "status"}, nullable: []string{"resourceName", "appliedAt", "errorMessage"},
		}},
	}
}

// StaticIPRules lists every static IP rule of the organization (GET
// /static-ip-rules).
func (c *Client) StaticIPRules(ctx context.Context) ([]StaticIPRule, error) {
	return collection[StaticIPRule](ctx, c, staticIPRuleKind)
}

// StaticIPRule reads one static IP rule (GET /static-ip-rules/{id}). One that
// does not exist, or belongs to another organization, is NotFound.
func (c *Client) StaticIPRule(ctx context.Context, id string) (StaticIPRule, error) {
	return read[StaticIPRule](ctx, c, staticIPRuleKind, id)
}

// CreateStaticIPRule makes a static IP rule (POST /static-ip-rules). It is
// PENDING, and the API applies it by itself.
func (c *Client) CreateStaticIPRule(ctx context.Context, in StaticIPRuleInput) (StaticIPRule, error) {
	return one[StaticIPRule](ctx, c, request{method: http.MethodPost, path: []string{staticIPRuleKind.path}, body: in})
}

var (
	_ deletion.Backend = (*StaticIPRuleBackend)(nil)
	_ deletion.Locator = (*StaticIPRuleBackend)(nil)
)

// A StaticIPRuleBackend deletes static IP rules. The rule is gone at once; the
// API removes it from the resources afterwards, and nothing shows when it has.
type StaticIPRuleBackend struct{ objects }

// StaticIPRuleBackend returns the deletion backend for static IP rules.
func (c *Client) StaticIPRuleBackend() *StaticIPRuleBackend {
	return &StaticIPRuleBackend{objectsOf(c, staticIPRuleKind, c.StaticIPRule)}
}
