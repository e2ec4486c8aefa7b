package destroy

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/redact"
)

// secretsKey is the key in private state under which digests of the secrets
// are kept that an object was given and that state does not hold. An API may
// repeat them when nobody knows them any more: at a refresh, and in the refusal
// of a deletion.
const secretsKey = "secrets.v1"

// RememberSecrets has later runs recognize some secrets.
func RememberSecrets(ctx context.Context, private PrivateState, secrets []string) diag.Diagnostics {
	memory := RememberedSecrets(ctx, private).With(secrets...)
	if len(memory.Sums) == 0 {
		return nil
	}
	data, err := json.Marshal(memory)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("The digests of the secrets could not be saved", err.Error())}
	}
	return private.SetKey(ctx, secretsKey, data)
}

// RememberedSecrets returns what recognizes the secrets of earlier runs. A
// record that cannot be read recognizes none.
func RememberedSecrets(ctx context.Context, private PrivateState) redact.Memory {
	var memory redact.Memory
	data, diags := private.GetKey(ctx, secretsKey)
	if diags.HasError() || json.Unmarshal(data, &memory) != nil {
		return redact.Memory{}
	}
	return memory
}

// masked returns the result with the secrets masked in all words of the API.
func (e Explanation) masked(r deletion.Result) deletion.Result {
	if e.Mask == nil {
		return r
	}
	r.Failure, r.Unconfirmed, r.Hooks = e.maskedFailure(r.Failure), e.maskedFailure(r.Unconfirmed), e.maskedHooks(r.Hooks)
	r.BlockersErr = e.maskedError(r.BlockersErr)
	if r.Fence != nil && r.Fence.Err != nil {
		hidden := *r.Fence
		hidden.Err = e.maskedFailure(deletion.AsFailure(r.Fence.Err))
		r.Fence = &hidden
	}
	return r
}

func (e Explanation) maskedFailure(f *deletion.Failure) *deletion.Failure {
	if f == nil || e.Mask == nil {
		return f
	}
	hidden := *f
	hidden.Message, hidden.Hooks = e.Mask(f.Message), e.maskedHooks(f.Hooks)
	return &hidden
}

func (e Explanation) maskedHooks(hooks []deletion.Hook) []deletion.Hook {
	hidden := make([]deletion.Hook, len(hooks))
	for i, hook := range hooks {
		hidden[i] = hook
		hidden[i].Message = e.Mask(hook.Message)
	}
	return hidden
}

// maskedError hides secrets in what is only shown.
func (e Explanation) maskedError(err error) error {
	if err == nil || e.Mask == nil {
		return err
	}
	return errors.New(e.Mask(err.Error()))
}

// Hiding returns a look whose texts hide secrets.
func (l Check) Hiding(mask func(string) string) Check {
	if l == nil {
		return nil
	}
	return func(ctx context.Context) Findings {
		seen := l(ctx)
		seen.Unseen = Explanation{Mask: mask}.maskedError(seen.Unseen)
		return seen
	}
}
