package cloudcontroltf

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// stuckKey is the key in private state under which is kept which properties of the
// object stand in the way of any update. See cfschema.Schema.Stuck.
const stuckKey = "stuck.v1"

// rememberStuck keeps for a plan what a live model says about updates: a plan of an
// update reads nothing again.
func (c *call) rememberStuck(ctx context.Context, live any, private destroy.PrivateState) diag.Diagnostics {
	names := dotted(c.Schema.Stuck(live))
	if len(names) == 0 {
		return private.SetKey(ctx, stuckKey, nil)
	}
	for i, name := range names {
		names[i] = c.secrets.Hide(name)
	}
	data, err := json.Marshal(names)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("What was seen of the object could not be saved", "This is a fault of the provider: the record cannot be written as JSON.")}
	}
	return private.SetKey(ctx, stuckKey, data)
}

// readStuck returns their names. A record that cannot be read is as good as none.
func readStuck(ctx context.Context, private destroy.PrivateState, diags *diag.Diagnostics) (names []string) {
	data, problems := private.GetKey(ctx, stuckKey)
	diags.Append(problems...)
	if json.Unmarshal(data, &names) != nil {
		return nil
	}
	return names
}

// dotted names properties as people write them.
func dotted(properties []jsonvalue.Path) []string {
	names := make([]string, len(properties))
	for i, at := range properties {
		names[i] = at.Dotted()
	}
	return names
}
