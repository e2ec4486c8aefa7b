package cloudcontroltf

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// stuckKey is the key in private state under which is kept which properties of the
// object stand in the way of any update. See cfschema.Schema.Stuck.
const stuckKey = "stuck.v1"

// A stuckProperty is one of them, as people write it. Missing is its pointer where
// no read shows it: once an update removes what it is in, nothing is missing.
type stuckProperty struct {
	Name    string `json:"name"`
	Missing string `json:"missing,omitempty"`
}

// rememberStuck keeps for a plan what a live model says about updates: a plan of an
// update reads nothing again.
func (c *call) rememberStuck(ctx context.Context, live any, private destroy.PrivateState) diag.Diagnostics {
	var stuck []stuckProperty
	for _, at := range c.Schema.Stuck(live) {
		property := stuckProperty{Name: c.secrets.Hide(at.Dotted())}
		if !anyAt(live, at) {
			property.Missing = c.secrets.Hide(at.String())
		}
		stuck = append(stuck, property)
	}
	if stuck == nil {
		return private.SetKey(ctx, stuckKey, nil)
	}
	data, err := json.Marshal(stuck)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("What was seen of the object could not be saved", "This is a fault of the provider: the record cannot be written as JSON.")}
	}
	return private.SetKey(ctx, stuckKey, data)
}

// readStuck returns them. A record that cannot be read is as good as none.
func readStuck(ctx context.Context, private destroy.PrivateState, diags *diag.Diagnostics) (stuck []stuckProperty) {
	data, problems := private.GetKey(ctx, stuckKey)
	diags.Append(problems...)
	if json.Unmarshal(data, &stuck) != nil {
		return nil
	}
	return stuck
}

// inTheWay returns the names of those that the planned update meets: forbidden is what
// the service shows of them, and of the missing ones it shows nothing.
func (p *planning) inTheWay() (forbidden, missing []string) {
	for _, property := range p.stuck {
		within := jsonvalue.Path(jsonvalue.SplitPointer(property.Missing))
		switch {
		case len(within) == 0:
			forbidden = append(forbidden, property.Name)
		case anyAt(p.desired, within[:len(within)-1]) || !anyAt(p.before, within[:len(within)-1]):
			missing = append(missing, property.Name)
		}
	}
	return forbidden, missing
}

// anyAt tells whether a model has something at a path.
func anyAt(model any, at jsonvalue.Path) bool {
	return slices.ContainsFunc(jsonvalue.Values(model, at), func(value any) bool { return value != nil })
}

// dotted names properties as people write them.
func dotted(properties []jsonvalue.Path) []string {
	names := make([]string, len(properties))
	for i, at := range properties {
		names[i] = at.Dotted()
	}
	return names
}
