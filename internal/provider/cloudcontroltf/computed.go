package cloudcontroltf

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/tags"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/dynamic"
)

// plannedComputed plans computed_properties of an object that is updated. What
// the update does not touch stays known: if all became unknown, an object that
// refers to one of them in a create-only property would be replaced whenever
// this one changes a tag.
func (p *planning) plannedComputed() types.Dynamic {
	if p.prior.Identifier.ValueString() == "" {
		return types.DynamicUnknown()
	}
	before, after := p.schema.WithTags(p.before, p.tags.Tags), merged(p.configured, p.changedSensitive())
	after = p.schema.WithTags(after, tags.Wanted(p.schema, after, p.tags.Tags, p.data.DefaultTags.Tags))
	return dynamic.Reformed(p.prior.ComputedProperties, p.schema.PlanComputed(dynamic.ModelWithNulls(p.prior.ComputedProperties), before, after))
}

// changedSensitive is what an update sends of sensitive_properties and may touch
// computed values with it.
func (p *planning) changedSensitive() any {
	if p.newVersion() {
		return p.sensitive
	}
	return nil
}

// asPlanned returns the computed properties of an object that was updated in
// the shape that was planned, to which Terraform holds the provider: what was
// planned as known stays, what was not gets its value, null where it has none.
// A property that is new shows with the next refresh. Different are the names of
// what turned out otherwise than planned.
func asPlanned(planned types.Dynamic, actual any) (settled types.Dynamic, different []jsonvalue.Path) {
	switch {
	case planned.IsUnknown() || planned.IsUnderlyingValueUnknown():
		return dynamic.Of(actual), nil
	case planned.IsNull():
		return planned, nil
	}
	model, different := cfschema.SettleComputed(dynamic.ModelWithNulls(planned), actual)
	return dynamic.Reformed(planned, model), different
}

// computedNow is computed_properties of an object that was read. What prior says
// is null, because an update was expected to bring it and did not, stays null.
func (c *call) computedNow(prior types.Dynamic, properties, live any) types.Dynamic {
	return dynamic.WithNulls(keepNulls(dynamic.ModelWithNulls(prior), c.computed(live, properties)))
}

// keepNulls returns a model with the members of prior that are null and that the
// model lacks.
func keepNulls(prior, model any) any {
	before, ok := prior.(map[string]any)
	now, both := model.(map[string]any)
	if !ok || !both {
		return model
	}
	kept := maps.Clone(now)
	for name, member := range before {
		if found, there := now[name]; there {
			kept[name] = keepNulls(member, found)
		} else if member == nil {
			kept[name] = nil
		}
	}
	return kept
}

// warnMoved says which computed values turned out otherwise than planned. Who
// refers to one of them got the one that was planned.
func warnMoved(diags *diag.Diagnostics, obj deletion.Object, different []jsonvalue.Path) {
	if len(different) == 0 {
		return
	}
	names := make([]string, len(different))
	for i, at := range different {
		names[i] = at.Dotted()
	}
	diags.AddAttributeWarning(path.Root(computedPropertiesAttribute), "The update of "+nameable(obj).String()+" changed computed properties that were planned to stay",
		destroy.Sections(namesText("These values of "+computedPropertiesAttribute+" have changed:", names),
			"Terraform does not allow a provider to change its plan, so this apply keeps the old ones, also where other resources refer to them. The next plan shows the new ones."))
}

// settleComputed completes the computed properties of the plan.
func (u *change) settleComputed(live any, diags *diag.Diagnostics) {
	var actual any
	if live != nil && u.Described {
		actual = u.computed(live, u.configured)
	} else {
		actual = dynamic.ModelWithNulls(u.prior.ComputedProperties)
	}
	settled, different := asPlanned(u.plan.ComputedProperties, actual)
	u.plan.ComputedProperties = settled
	warnMoved(diags, u.plan.object(), different)
}
