package entryguard

import (
	"context"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

var (
	_ deletion.Backend   = (*CredentialBackend)(nil)
	_ deletion.Locator   = (*CredentialBackend)(nil)
	_ deletion.Inspector = (*CredentialBackend)(nil)
)

// A CredentialBackend deletes credentials. Resources hold them, and nothing
// but deleting or changing those lets go of them: it is no Ender.
type CredentialBackend struct{ objects }

// Blockers names the resources that use the credential (GET /resources). Who
// is the resource's name, Status "active" or "inactive".
func (b *CredentialBackend) Blockers(ctx context.Context, obj deletion.Object) ([]deletion.Blocker, error) {
	resources, err := b.client.Resources(ctx)
	if err != nil {
		return nil, err
	}
	var blockers []deletion.Blocker
	for _, r := range resources {
		if strings.EqualFold(r.CredentialID, obj.ID) {
			blockers = append(blockers, deletion.Blocker{Code: blockerResource, ID: r.ID, Status: r.activity(), Who: r.Name})
		}
	}
	return blockers, nil
}

func (r Resource) activity() string {
	if r.IsActive {
		return "active"
	}
	return "inactive"
}
