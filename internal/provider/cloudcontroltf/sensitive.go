package cloudcontroltf

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/frame"
)

// sensitiveKey is the key in private state under which the paths of
// sensitive_properties are kept, never their values. An API returns those that
// the type does not call write-only, and Read must not take them for drift: a
// secret among the keys of a map would otherwise end up in state.
const sensitiveKey = "sensitive.v1"

// rememberSensitive saves the paths that sensitive_properties sets.
func rememberSensitive(ctx context.Context, private frame.PrivateState, sensitive any) diag.Diagnostics {
	paths := jsonvalue.Leaves(sensitive)
	if len(paths) == 0 {
		return private.SetKey(ctx, sensitiveKey, nil)
	}
	data, err := json.Marshal(paths)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("The names of the sensitive properties could not be saved", err.Error())}
	}
	return private.SetKey(ctx, sensitiveKey, data)
}

// sensitivePaths returns what rememberSensitive saved.
func sensitivePaths(ctx context.Context, private frame.PrivateState) ([]jsonvalue.Path, diag.Diagnostics) {
	data, diags := private.GetKey(ctx, sensitiveKey)
	if len(data) == 0 {
		return nil, diags
	}
	var paths []jsonvalue.Path
	if err := json.Unmarshal(data, &paths); err != nil {
		diags.AddError("Private state is damaged", "The names of the sensitive properties cannot be read, so their values cannot be kept out of state.")
	}
	return paths, diags
}
