package cloudcontroltf

import (
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/tags"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// seeTags learns which default tags the object has: those that it had and those
// that the provider sets now, as far as they are there and not configured. One
// that somebody changed or took away is none of ours any more, so the next plan
// sets it again.
func (c *call) seeTags(configured, live any) {
	at := c.Schema.Tagging.Property
	if !c.Described || c.tags.Unseen && jsonvalue.Values(live, at)[0] == nil {
		return
	}
	seen := c.Schema.HeldTags(live, c.Schema.DefaultTags(configured, c.tags.Tags))
	elsewhere := func(held jsonvalue.Path) bool { return len(at) > 0 && len(held) > 0 && held[0] == at[0] }
	if !slices.ContainsFunc(c.record.Sending(c.sensitive).Held(), elsewhere) { // sensitive_properties may set the same tag
		maps.Copy(seen, c.Schema.HeldTags(live, c.Schema.DefaultTags(configured, c.data.DefaultTags.Tags)))
	}
	c.tags = tags.Record{Tags: seen}
}

// hasTags notes that the object was given these default tags, and whether its
// read handler shows tags; live is nil where the object could not be read.
func (c *call) hasTags(ctx context.Context, private destroy.PrivateState, given map[string]string, live any) diag.Diagnostics {
	c.tags = tags.Given(c.Schema, given, live)
	return c.tags.Save(ctx, private)
}

// withoutDefaults leaves the default tags out of what state shows.
func (c *call) withoutDefaults(shown, configured any) any {
	return c.Schema.WithoutTags(shown, configured, c.tags.Tags)
}

// tagged adds the default tags to both sides of a change. Where no tags are
// configured, those that the live model has besides are left alone: nobody asked
// for their removal, and an array can only be sent whole.
func (u *change) tagged(before, after any) (tagsBefore, tagsAfter any) {
	if !u.Schema.TakesTags() {
		return before, after
	}
	at := u.Schema.Tagging.Property
	unset := func(model any) bool { return jsonvalue.Values(model, at)[0] == nil }
	if !unset(before) || !unset(after) || u.live == nil || u.tags.Unseen {
		return u.Schema.WithTags(before, u.tags.Tags), u.Schema.WithTags(after, u.wanted)
	}
	there := jsonvalue.Only(u.Schema.Configurable(u.live), []jsonvalue.Path{at})
	return merged(before, there), u.Schema.Retag(merged(after, there), u.tags.Tags, u.wanted)
}

// tagsAll is tags_all of the object of the call.
func (c *call) tagsAll(properties any, defaults map[string]string) types.Map {
	if !c.Described {
		return tags.Unshown()
	}
	return tags.All(c.Schema, properties, c.record.Sending(c.sensitive).Hidden(properties), defaults)
}
