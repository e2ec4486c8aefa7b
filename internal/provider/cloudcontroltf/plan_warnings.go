package cloudcontroltf

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// warnDeprecated names the deprecated properties that are set.
func (p *planning) warnDeprecated() {
	for _, property := range p.schema.DeprecatedSet(p.desired) {
		at := p.attributeOf(property)
		p.resp.Diagnostics.AddAttributeWarning(at, fmt.Sprintf("Property %q of %s is deprecated", property.Dotted(), p.schema.TypeName),
			"The type's schema says so. The API may ignore it, or refuse it one day. The type's documentation says what replaces it.")
	}
}

// warnAdopted names the create-only properties that an import takes from the
// configuration because no read shows them: nobody can tell whether the object has
// these values, and an update never sets them.
func (p *planning) warnAdopted() {
	if !p.adopting || !p.imported || !p.described {
		return
	}
	at := lent(nil, p.before, p.schema.WithCreateOnly(p.before, p.configured))
	if len(at) == 0 {
		return
	}
	var names []string
	for _, leaf := range at {
		if name := leaf.Dotted(); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	p.resp.Diagnostics.AddAttributeWarning(p.attributeOfFirst(at), nameable(p.object()).String()+": not all that is configured could be compared with the object",
		destroy.Sections(namesText("These properties can only be set when the object is created, and no read shows them:", names),
			"So nothing is replaced because of them; the object may have other values.",
			destroy.Remedies([]string{"compare them in the object's own service; the next apply that refreshes ends this warning"})))
}

// lent returns the paths of what a model has that another one lacks, in the items
// of arrays too. Which item it is means nothing in an import.
func lent(at jsonvalue.Path, before, after any) []jsonvalue.Path {
	var paths []jsonvalue.Path
	switch after := after.(type) {
	case map[string]any:
		had, _ := before.(map[string]any)
		for _, key := range jsonvalue.Keys(after) {
			paths = append(paths, lent(at.Child(key), had[key], after[key])...)
		}
		if len(after) > 0 {
			return paths
		}
	case []any:
		if had, ok := before.([]any); ok && len(had) == len(after) {
			for i, item := range after {
				paths = append(paths, lent(at.Child(jsonvalue.AnyItem), had[i], item)...)
			}
			return paths
		}
	}
	if before == nil && after != nil && len(at) > 0 {
		paths = append(paths, at)
	}
	return paths
}

// warnConditional names the changed properties of which only the type's update
// handler knows whether they can be changed on the object that exists.
func (p *planning) warnConditional(ctx context.Context) {
	if p.prior == nil || !p.described || len(p.resp.RequiresReplace) > 0 || !asksForChange(&p.plan, p.prior) {
		return
	}
	var names []string
	all, _ := p.changedPaths(ctx, p.schema.ConditionalReplacements) // unread, what state knows must do for a warning
	for _, changed := range all {
		names = append(names, changed.Dotted()+p.fromTo(changed))
	}
	if len(names) == 0 {
		return
	}
	p.resp.Diagnostics.AddAttributeWarning(p.attributeOfFirst(all), "The API may refuse to update "+nameable(p.object()).String(),
		destroy.Sections("Whether the type's update handler can change these depends on their values:\n  - "+strings.Join(names, "\n  - "),
			"If it cannot, the apply fails (NotUpdatable) and the object stays as it is.",
			destroy.Remedies([]string{notUpdatableHint})))
}

// notUpdatableHint is what to do about an update that needs another object.
const notUpdatableHint = "to have the object replaced: terraform apply -replace=ADDRESS"

// checkRole refuses a role of another account than the one that owns the object:
// nothing would be found there, or a namesake.
func (p *planning) checkRole(ctx context.Context) {
	if p.prior == nil || p.client == nil || p.plan.RoleARN.IsUnknown() || p.plan.RoleARN.Equal(p.prior.RoleARN) || len(p.resp.RequiresReplace) > 0 {
		return
	}
	obj := p.prior.object()
	actual, err := p.client.Home(ctx, p.plan.target())
	if err != nil || obj.Home.Account == "" || actual.Account == obj.Home.Account {
		return
	}
	p.resp.Diagnostics.AddAttributeError(path.Root(roleARNAttribute), "The role belongs to another account than "+nameable(obj).String(),
		destroy.Sections(fmt.Sprintf("The object is in %s.\nWith this role_arn, its handlers would work in %s.", obj.Home, actual),
			destroy.Remedies([]string{
				"name a role of account " + obj.Home.Account,
				destroyAllTheSame,
				"to have the object in the other account, destroy this one first, with role_arn as it was",
			})))
}
