package cloudcontroltf

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// defaultTagsKey is the key in private state under which the default tags are
// kept that the object was last seen to have. Without the record, nobody could
// tell a default tag that is to be removed from one that is configured, or that
// somebody else set.
const defaultTagsKey = "default_tags.v1"

// objectTags are the default tags that an object has.
type objectTags struct {
	Tags map[string]string `json:"tags"`
	// Unseen says that the type's read handler did not show the tags that were
	// just set, so that their absence says nothing.
	Unseen bool `json:"unseen,omitempty"`
}

// remember saves the default tags that an object has.
func (o objectTags) remember(ctx context.Context, private destroy.PrivateState) diag.Diagnostics {
	if len(o.Tags) == 0 {
		return private.SetKey(ctx, defaultTagsKey, nil)
	}
	data, err := json.Marshal(o)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("The default tags could not be saved", err.Error())}
	}
	return private.SetKey(ctx, defaultTagsKey, data)
}

// rememberedTags returns what was saved. A record that cannot be read is as good
// as none: Read makes it anew.
func rememberedTags(ctx context.Context, private destroy.PrivateState, diags *diag.Diagnostics) objectTags {
	data, problems := private.GetKey(ctx, defaultTagsKey)
	diags.Append(problems...)
	var found objectTags
	if len(data) > 0 && json.Unmarshal(data, &found) != nil {
		return objectTags{}
	}
	return found
}

// seeTags learns which default tags the object has: those that it had and those
// that the provider sets now, as far as they are there and not configured. One
// that somebody changed or took away is none of ours any more, so the next plan
// sets it again.
func (c *call) seeTags(configured, live any) {
	at := c.Describe.Tagging.Property
	if !c.described || c.tags.Unseen && jsonvalue.Values(live, at)[0] == nil {
		return
	}
	seen := c.Describe.HeldTags(live, c.Describe.DefaultTags(configured, c.tags.Tags))
	elsewhere := func(held jsonvalue.Path) bool { return len(at) > 0 && len(held) > 0 && held[0] == at[0] }
	if !slices.ContainsFunc(c.record.Sending(c.sensitive).Held(), elsewhere) { // sensitive_properties may set the same tag
		maps.Copy(seen, c.Describe.HeldTags(live, c.Describe.DefaultTags(configured, c.data.DefaultTags.Tags)))
	}
	c.tags = objectTags{Tags: seen}
}

// hasTags notes that the object was given these default tags, and whether its
// read handler shows tags; live is nil where the object could not be read.
func (c *call) hasTags(ctx context.Context, private destroy.PrivateState, tags map[string]string, live any) diag.Diagnostics {
	c.tags = objectTags{Tags: tags, Unseen: len(tags) > 0 && live != nil && jsonvalue.Values(live, c.Describe.Tagging.Property)[0] == nil}
	return c.tags.remember(ctx, private)
}

// withoutDefaults leaves the default tags out of what state shows.
func (c *call) withoutDefaults(shown, configured any) any {
	return c.Describe.WithoutTags(shown, configured, c.tags.Tags)
}

// wantedTags returns the default tags that an object with this desired state is
// to have.
func wantedTags(schema *cfschema.Schema, desired any, had, defaults map[string]string) map[string]string {
	if !schema.TagsUpdatable() {
		return had
	}
	return schema.DefaultTags(desired, defaults)
}

// tagged adds the default tags to both sides of a change. Where no tags are
// configured, those that the live model has besides are left alone: nobody asked
// for their removal, and an array can only be sent whole.
func (u *change) tagged(before, after any) (tagsBefore, tagsAfter any) {
	if !u.Describe.TakesTags() {
		return before, after
	}
	at := u.Describe.Tagging.Property
	unset := func(model any) bool { return jsonvalue.Values(model, at)[0] == nil }
	if !unset(before) || !unset(after) || u.live == nil || u.tags.Unseen {
		return u.Describe.WithTags(before, u.tags.Tags), u.Describe.WithTags(after, u.wanted)
	}
	there := jsonvalue.Only(u.Describe.Configurable(u.live), []jsonvalue.Path{at})
	return merged(before, there), u.Describe.Retag(merged(after, there), u.tags.Tags, u.wanted)
}
