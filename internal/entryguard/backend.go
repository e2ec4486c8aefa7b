package entryguard

import (
	"context"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// The types of objects, as deletion.Object.Type.
const (
	ResourceType   = "EntryGuard resource"
	CredentialType = "EntryGuard credential"
)

var (
	_ deletion.Backend   = (*ResourceBackend)(nil)
	_ deletion.Locator   = (*ResourceBackend)(nil)
	_ deletion.Inspector = (*ResourceBackend)(nil)
	_ deletion.Ender     = (*ResourceBackend)(nil)
	_ deletion.Backend   = (*CredentialBackend)(nil)
	_ deletion.Locator   = (*CredentialBackend)(nil)
	_ deletion.Inspector = (*CredentialBackend)(nil)
)

// A ResourceBackend deletes resources. Sessions hold them.
type ResourceBackend struct{ objects }

// Blockers names the sessions that hold the resource.
func (b *ResourceBackend) Blockers(ctx context.Context, obj deletion.Object) ([]deletion.Blocker, error) {
	panic("to be written")
}

// End stops a session, for all its resources.
func (b *ResourceBackend) End(ctx context.Context, obj deletion.Object, blocker deletion.Blocker) error {
	panic("to be written")
}

// A CredentialBackend deletes credentials. Resources hold them.
type CredentialBackend struct{ objects }

// Blockers names the resources that use the credential.
func (b *CredentialBackend) Blockers(ctx context.Context, obj deletion.Object) ([]deletion.Blocker, error) {
	panic("to be written")
}

type objects struct{}

// Observe says whether the object exists.
func (o objects) Observe(ctx context.Context, obj deletion.Object) (bool, error) {
	panic("to be written")
}

// Delete asks for the deletion. The API answers at once: the operation is Done.
func (o objects) Delete(ctx context.Context, obj deletion.Object, attempt deletion.Attempt) (deletion.Operation, error) {
	panic("to be written")
}

// Poll returns op as Done: the API has no operations.
func (o objects) Poll(ctx context.Context, op deletion.Operation) (deletion.Operation, error) {
	panic("to be written")
}

// Home returns the organization that the backend speaks for.
func (o objects) Home(ctx context.Context) (deletion.Home, error) {
	panic("to be written")
}
