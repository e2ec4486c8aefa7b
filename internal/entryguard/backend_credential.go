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
	_ deletion.Guard     = (*CredentialBackend)(nil)
)

// A CredentialBackend deletes credentials. Resources hold them, and nothing
// but deleting or changing those lets go of them: it is no Ender. The sources
// disagree on whether the API refuses to delete a credential that is in use or
// deletes its resources, too (entryguard-api.md section 14), so that it is a
// Guard.
type CredentialBackend struct{ objects }

// AtStake names every resource that uses the credential, as Blockers does.
func (b *CredentialBackend) AtStake(ctx context.Context, obj deletion.Object) ([]deletion.Blocker, error) {
	return b.Blockers(ctx, obj)
}

// Blockers names the resources that use the credential (GET /resources). Who
// is the resource's name, Status "active" or "inactive".
func (b *CredentialBackend) Blockers(ctx context.Context, obj deletion.Object) ([]deletion.Blocker, error) {
	resources, err := b.client.Resources(ctx)
	if err != nil {
		return nil, err
	}
	return CredentialBlockers(resources, obj.ID), nil
}

// CredentialBlockers returns those of the resources that use the credential.
func CredentialBlockers(resources []Resource, credentialID string) []deletion.Blocker {
	var blockers []deletion.Blocker
	for _, r := range resources {
		if strings.EqualFold(r.CredentialID, credentialID) {
			blockers = append(blockers, deletion.Blocker{Code: BlockerResource, ID: r.ID, Status: r.activity(), Who: r.Name})
		}
	}
	return blockers
}

func (r Resource) activity() string {
	if r.IsActive {
		return "active"
	}
	return "inactive"
}
