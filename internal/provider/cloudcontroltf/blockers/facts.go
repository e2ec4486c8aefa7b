package blockers

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// factsKey is the key in private state under which Read, Create and Update
// keep what they saw of an object that matters for its deletion, so that the
// plan of a destruction, which runs in another process, need not ask again.
const factsKey = "preflight.v1"

// Facts are what the live model and the type's schema say about the deletion of
// an object.
type Facts struct {
	Protections []string `json:"protections,omitempty"` // properties that are on
	Fixed       []string `json:"fixed,omitempty"`       // of these, what no update can switch off
	Stack       string   `json:"stack,omitempty"`       // ID of the CloudFormation stack that owns the object
	// Deletable is whether the type has a delete handler; nil while that is
	// not known.
	Deletable *bool `json:"deletable,omitempty"`
}

// FactsOf learns the facts from a live model.
func FactsOf(schema *cfschema.Schema, described bool, live any) Facts {
	facts := Facts{Protections: cfschema.Protections(live), Stack: schema.StackOf(live)}
	if described {
		facts.Fixed = schema.Fixed(live, facts.Protections)
		facts.Deletable = new(schema.Delete != nil)
	}
	return facts
}

// Save keeps the facts for the plan of a destruction.
func (f Facts) Save(ctx context.Context, private destroy.PrivateState) diag.Diagnostics {
	data, err := json.Marshal(f)
	if err != nil {
		var diags diag.Diagnostics
		diags.AddError("What was seen of the object could not be saved", err.Error())
		return diags
	}
	return private.SetKey(ctx, factsKey, data)
}

// Saved returns what private state remembers; false where it remembers
// nothing that can be read.
func Saved(ctx context.Context, private destroy.PrivateState) (Facts, bool) {
	var facts Facts
	data, diags := private.GetKey(ctx, factsKey)
	if diags.HasError() || len(data) == 0 || json.Unmarshal(data, &facts) != nil {
		return Facts{}, false
	}
	return facts, true
}

// Findings are the facts as what is in the way of a deletion.
func (f Facts) Findings() destroy.Findings {
	return destroy.Findings{Words: Words, Blockers: f.blockers()}
}

func (f Facts) blockers() []deletion.Blocker {
	all := cloudcontrol.ProtectionBlockers(f.Protections)
	if f.Stack != "" {
		all = append(all, deletion.Blocker{Code: blockerStack, ID: f.Stack})
	}
	return all
}
