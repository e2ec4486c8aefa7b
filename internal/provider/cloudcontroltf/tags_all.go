package cloudcontroltf

import (
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// unshownTags is tags_all where nobody may see, or can say, which tags there
// are. It differs from no tags: a policy must not take it for those.
func unshownTags() types.Map { return types.MapNull(types.StringType) }

func unknownTags() types.Map { return types.MapUnknown(types.StringType) }

// tagsAllOf is tags_all of an object with these properties and default tags.
// Where a hidden property, one of sensitive_properties, holds tags, none are
// shown: part of them would look like all.
func tagsAllOf(schema *cfschema.Schema, properties any, hidden []jsonvalue.Path, defaults map[string]string) types.Map {
	if slices.ContainsFunc(hidden, schema.HoldsTags) {
		return unshownTags()
	}
	switch all := schema.TagsAll(properties, defaults).(type) {
	case nil:
		return unshownTags()
	case map[string]any:
		values := make(map[string]attr.Value, len(all))
		for key, value := range all {
			text, ok := value.(string)
			values[key] = types.StringUnknown()
			if ok {
				values[key] = types.StringValue(text)
			}
		}
		return types.MapValueMust(types.StringType, values)
	}
	return unknownTags()
}

// tagsAll is tags_all of the object of the call.
func (c *call) tagsAll(properties any, defaults map[string]string) types.Map {
	if !c.described {
		return unshownTags()
	}
	return tagsAllOf(c.Describe, properties, c.record.Sending(c.sensitive).Hidden(properties), defaults)
}

// settledTags returns what was planned, or found where that was not known.
func settledTags(planned, found types.Map) types.Map {
	if planned.IsUnknown() || slices.ContainsFunc(slices.Collect(maps.Values(planned.Elements())), attr.Value.IsUnknown) {
		return found
	}
	return planned
}

// plannedDefaults are the default tags to apply: those that the plan showed,
// whatever the provider's are by now. Where the plan showed none, those of the
// provider.
func (c *call) plannedDefaults(planned types.Map) map[string]string {
	if planned.IsNull() || planned.IsUnknown() {
		return c.data.DefaultTags.Tags
	}
	defaults := map[string]string{}
	for key, value := range planned.Elements() {
		// What is unknown is a configured tag: a default is known, or the whole is not.
		if text, ok := value.(types.String); ok && !text.IsUnknown() {
			defaults[key] = text.ValueString()
		}
	}
	return defaults
}

// planTags plans tags_all. A difference there is what makes Terraform update an
// object of which nothing but the default tags changes.
func (p *planning) planTags(ctx context.Context) {
	switch {
	case p.prior == nil || len(p.resp.RequiresReplace) > 0:
		p.plan.TagsAll = p.newTags()
	case p.beingDeleted(ctx):
		// An update would be refused, and with it the destroy that is to go on.
		p.plan.TagsAll = p.prior.TagsAll
	case p.described:
		p.plan.TagsAll = p.changedTags()
	case asksForChange(&p.plan, p.prior):
		p.plan.TagsAll = unknownTags()
	default:
		p.plan.TagsAll = p.prior.TagsAll
	}
}

// beingDeleted reports whether an earlier run asked for the deletion of the
// object and did not see its end.
func (p *planning) beingDeleted(ctx context.Context) bool {
	op := p.prior.pending(ctx, &p.resp.Diagnostics)
	return op != nil && op.Kind == deletion.KindDelete
}

// newTags is tags_all of an object that is to be made.
func (p *planning) newTags() types.Map {
	desired := p.desired
	if !p.described || desired == jsonvalue.Unknown || p.data.DefaultTags.Unknown && p.schema.TakesTags() {
		return unknownTags()
	}
	return tagsAllOf(p.schema, desired, jsonvalue.Leaves(p.sensitive), p.schema.DefaultTags(desired, p.data.DefaultTags.Tags))
}

// changedTags is tags_all of an object that exists.
func (p *planning) changedTags() types.Map {
	properties, sensitive := p.configured, p.sensitive
	if sensitive == jsonvalue.Unknown {
		if p.newVersion() {
			return unknownTags()
		}
		sensitive = nil // it is not sent, so the object keeps what it has
	}
	if p.data.DefaultTags.Unknown && p.schema.TagsUpdatable() {
		return unknownTags()
	}
	desired := merged(properties, sensitive)
	had := p.schema.DefaultTags(desired, p.tags.Tags)
	wanted := wantedTags(p.schema, desired, had, p.data.DefaultTags.Tags)
	planned := tagsAllOf(p.schema, properties, p.record.Sending(sensitive).Hidden(properties), wanted)
	switch same := maps.Equal(wanted, had); {
	case planned.IsNull() && !same:
		return unknownTags() // so that the object is updated, though nobody may see how
	case p.prior.TagsAll.IsNull() && same && !asksForChange(&p.plan, p.prior):
		return p.prior.TagsAll // of an older release, and not refreshed: that is no change
	}
	return planned
}
