package entryguardtf

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/redact"
)

// remember has later runs recognize the secrets of a configuration.
func (r *managedResource[Model, Live]) remember(ctx context.Context, private destroy.PrivateState, config Model) diag.Diagnostics {
	if r.kind.secrets == nil {
		return nil
	}
	return destroy.RememberSecrets(ctx, private, r.kind.secrets(config))
}

// hiding returns what masks, in EntryGuard's words, the secrets that a model has
// and those of earlier runs. Where none are known any more (an earlier release
// created the object, or Terraform hands over no private state, as for the
// deletion of a tainted one), it masks what looks like one. It is nil for
// objects without secrets.
func (r *managedResource[Model, Live]) hiding(ctx context.Context, private destroy.PrivateState, model Model) func(string) string {
	if r.kind.secrets == nil {
		return nil
	}
	known, memory := redact.Of(r.kind.secrets(model)...), destroy.RememberedSecrets(ctx, private)
	if known.Empty() && len(memory.Sums) == 0 {
		return redact.HideSuspects
	}
	return func(words string) string { return memory.Hide(known.Hide(words)) }
}
