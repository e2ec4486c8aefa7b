package cloudcontrol

import (
	"context"
	"errors"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// BlockerProtection is the code of a blocker that is a protection. Its ID is the
// name of the property, see cfschema.Protections.
const BlockerProtection = "protection"

// Protections returns the known protections that are on (GetResource).
func (b *Backend) Protections(ctx context.Context, obj deletion.Object) ([]deletion.Blocker, error) {
	found, err := b.client.get(ctx, b.target, obj.ID, once)
	if err != nil {
		return nil, err
	}
	// What the client answers is a model.
	b.live, _ = cfschema.LiveModel(string(found.Properties))
	return ProtectionBlockers(cfschema.Protections(b.live)), nil
}

// ProtectionBlockers are names of protections that are on, as what is in the way.
func ProtectionBlockers(names []string) []deletion.Blocker {
	blockers := make([]deletion.Blocker, 0, len(names))
	for _, name := range names {
		blockers = append(blockers, deletion.Blocker{Code: BlockerProtection, ID: name, Status: "on"})
	}
	return blockers
}

// Unprotect switches protections off (UpdateResource) by a patch of exactly these
// properties, made for the model that Protections read last.
func (b *Backend) Unprotect(ctx context.Context, obj deletion.Object, on []deletion.Blocker, attempt deletion.Attempt) (deletion.Operation, error) {
	names := make([]string, 0, len(on))
	for _, blocker := range on {
		names = append(names, blocker.ID)
	}
	patch, err := b.client.knownType(b.target).Unprotect(b.live, b.known.Desired, names, b.known.Echo)
	if err != nil {
		return deletion.Operation{}, unpatchable(err)
	}
	if !cfschema.Changes(patch) {
		return deletion.Operation{}, unpatchable(errNothingOn)
	}
	document, err := cfschema.EncodePatch(patch)
	if err != nil {
		return deletion.Operation{}, unpatchable(err)
	}
	op, err := b.client.Update(ctx, b.target, obj.ID, document, unprotectToken(attempt))
	if err != nil {
		return deletion.Operation{}, err
	}
	op.Attempt = attempt.Number
	return op, nil
}

// errNothingOn is why there is nothing to switch off.
var errNothingOn = errors.New("none of these protections was on when the object was last read")

// unpatchable is a patch that could not be made, so that nothing was sent.
func unpatchable(err error) *deletion.Failure {
	return &deletion.Failure{Reason: deletion.Invalid, Unsent: true, Err: err}
}
