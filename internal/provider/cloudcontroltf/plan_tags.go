package cloudcontroltf

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/tags"
)

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
		p.plan.TagsAll = tags.Unknown()
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
		return tags.Unknown()
	}
	return tags.All(p.schema, desired, jsonvalue.Leaves(p.sensitive), p.schema.DefaultTags(desired, p.data.DefaultTags.Tags))
}

// changedTags is tags_all of an object that exists.
func (p *planning) changedTags() types.Map {
	properties, sensitive := p.configured, p.sensitive
	if sensitive == jsonvalue.Unknown {
		if p.newVersion() {
			return tags.Unknown()
		}
		sensitive = nil // it is not sent, so the object keeps what it has
	}
	if p.data.DefaultTags.Unknown && p.schema.TagsUpdatable() {
		return tags.Unknown()
	}
	desired := merged(properties, sensitive)
	had := p.schema.DefaultTags(desired, p.tags.Tags)
	wanted := tags.Wanted(p.schema, desired, had, p.data.DefaultTags.Tags)
	planned := tags.All(p.schema, properties, p.record.Sending(sensitive).Hidden(properties), wanted)
	switch same := maps.Equal(wanted, had); {
	case planned.IsNull() && !same:
		return tags.Unknown() // so that the object is updated, though nobody may see how
	case p.prior.TagsAll.IsNull() && same && !asksForChange(&p.plan, p.prior):
		return p.prior.TagsAll // of an older release, and not refreshed: that is no change
	}
	return planned
}
