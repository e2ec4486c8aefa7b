package tags

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// recordKey is the key in private state under which the default tags are
// kept that the object was last seen to have. Without the record, nobody could
// tell a default tag that is to be removed from one that is configured, or that
// somebody else set.
const recordKey = "default_tags.v1"

// A Record is the default tags that an object has.
type Record struct {
	Tags map[string]string `json:"tags"`
	// Unseen says that the type's read handler did not show the tags that were
	// just set, so that their absence says nothing.
	Unseen bool `json:"unseen,omitempty"`
}

// Given is the record of an object that was just given these default tags, and
// of whether its read handler shows tags; live is nil where the object could not
// be read.
func Given(schema *cfschema.Schema, tags map[string]string, live any) Record {
	return Record{Tags: tags, Unseen: len(tags) > 0 && live != nil && jsonvalue.Values(live, schema.Tagging.Property)[0] == nil}
}

// Save writes the record to private state.
func (r Record) Save(ctx context.Context, private destroy.PrivateState) diag.Diagnostics {
	if len(r.Tags) == 0 {
		return private.SetKey(ctx, recordKey, nil)
	}
	data, err := json.Marshal(r)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("The default tags could not be saved", err.Error())}
	}
	return private.SetKey(ctx, recordKey, data)
}

// ReadRecord returns what was saved. A record that cannot be read is as good
// as none: Read makes it anew.
func ReadRecord(ctx context.Context, private destroy.PrivateState, diags *diag.Diagnostics) Record {
	data, problems := private.GetKey(ctx, recordKey)
	diags.Append(problems...)
	var found Record
	if len(data) > 0 && json.Unmarshal(data, &found) != nil {
		return Record{}
	}
	return found
}

// Wanted returns the default tags that an object with this desired state is
// to have.
func Wanted(schema *cfschema.Schema, desired any, had, defaults map[string]string) map[string]string {
	if !schema.TagsUpdatable() {
		return had
	}
	return schema.DefaultTags(desired, defaults)
}
