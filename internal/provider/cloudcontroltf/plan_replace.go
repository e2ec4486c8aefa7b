package cloudcontroltf

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/secrets"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// planReplacement asks for a replacement where a change cannot be made on the
// object that exists, and says which properties are the reason: Terraform
// prints no "forces replacement" inside a dynamic value.
func (p *planning) planReplacement(ctx context.Context) {
	if p.prior == nil {
		return
	}
	for _, moved := range []struct {
		name           string
		prior, planned types.String
	}{{typeNameAttribute, p.prior.TypeName, p.plan.TypeName}, {regionAttribute, p.prior.Region, p.plan.Region}} {
		if !moved.planned.Equal(moved.prior) {
			p.resp.RequiresReplace.Append(path.Root(moved.name))
		}
	}
	if len(p.resp.RequiresReplace) > 0 || !p.described || !asksForChange(&p.plan, p.prior) {
		return
	}
	if p.schema.Update == nil {
		p.requireReplace("The type has no update handler, so every change needs a new object.", jsonvalue.Path{})
		return
	}
	if reasons, changed := p.createOnlyChanges(ctx); len(reasons) > 0 {
		p.requireReplace("These properties can only be set when the object is created:\n  - "+strings.Join(reasons, "\n  - "), changed...)
	}
}

// requireReplace marks what changed, and warns.
func (p *planning) requireReplace(why string, changed ...jsonvalue.Path) {
	if !p.plan.Properties.Equal(p.prior.Properties) {
		p.resp.RequiresReplace.Append(propertiesPath)
	}
	if p.newVersion() {
		p.resp.RequiresReplace.Append(pathOfVersion)
	}
	p.resp.Diagnostics.AddAttributeWarning(p.attributeOfFirst(changed), nameable(p.object()).String()+" needs a replacement",
		destroy.Sections(why, "A replacement deletes the object, unless its lifecycle says destroy = false, and creates another one.", p.namesakeText()))
}

// namesakeText says that the new object would bear the name of the old one. A
// provider never learns in which order Terraform replaces.
func (p *planning) namesakeText() string {
	identifier, chosen := p.schema.Identifier(p.desired)
	if !chosen || identifier != p.prior.Identifier.ValueString() {
		return ""
	}
	return "The new object has the identifier of the old one: remove create_before_destroy, or give it another name."
}

func (p *planning) newVersion() bool {
	return !p.plan.SensitivePropertiesVersion.Equal(p.prior.SensitivePropertiesVersion)
}

// createOnlyChanges describes each create-only property that changes.
func (p *planning) createOnlyChanges(ctx context.Context) (reasons []string, at []jsonvalue.Path) {
	at, unread := p.changedPaths(ctx, p.schema.Replacements)
	if unread != nil && deletion.ReasonOf(unread) != deletion.Unsupported {
		at = p.certain(at, unread)
	}
	for _, changed := range at {
		reasons = append(reasons, changed.Dotted()+p.fromTo(changed))
	}
	if p.newVersion() && !p.prior.SensitivePropertiesVersion.IsNull() && p.sensitive != jsonvalue.Unknown {
		// What the values were nobody knows any more; the version says that
		// they changed. Of values that are not known yet as a whole, nothing
		// says that one is create-only.
		for _, changed := range p.schema.Replacements(map[string]any{}, p.sensitive) {
			reasons = append(reasons, changed.Dotted()+", set in "+sensitivePropertiesName)
		}
		for _, dropped := range p.schema.Replacements(p.droppedModel(), map[string]any{}) {
			reasons = append(reasons, dropped.Dotted()+", no longer set in "+sensitivePropertiesName)
		}
	}
	return reasons, at
}

// changedPaths returns the paths that differ names between the object that
// exists and the plan. After an import, what the configuration does not mention
// stays, and what the API never returns is taken to be as configured. The error
// is why the object could not be read; the paths then are by what state knows.
func (p *planning) changedPaths(ctx context.Context, differ func(prior, planned any) []jsonvalue.Path) ([]jsonvalue.Path, error) {
	prior, planned := p.before, p.configured
	if p.imported {
		prior = p.schema.WithCreateOnly(prior, planned)
		planned = p.schema.KeepExtra(prior, planned)
	}
	changed := differ(prior, planned)
	if p.imported {
		changed = slices.DeleteFunc(changed, p.schema.WriteOnlyAt)
	}
	if len(changed) == 0 {
		return nil, nil
	}
	// State knows only what was configured. What is configured for the first
	// time may be so already, and then nothing needs to be replaced.
	live, err := p.live(ctx)
	if err != nil {
		return changed, err
	}
	still := differ(live, planned)
	return slices.DeleteFunc(changed, func(path jsonvalue.Path) bool {
		return !p.schema.WriteOnlyAt(path) && !slices.ContainsFunc(still, func(other jsonvalue.Path) bool { return other.String() == path.String() })
	}), nil
}

// certain leaves out what is configured for the first time: nobody could see
// whether the object has it already, and not knowing is no reason to delete it.
// (Of a type that cannot be read, what state says is all that there is.)
func (p *planning) certain(changed []jsonvalue.Path, unread error) []jsonvalue.Path {
	var certain []jsonvalue.Path
	var open []string
	for _, at := range changed {
		set := slices.ContainsFunc(jsonvalue.Values(p.before, at), func(value any) bool { return value != nil })
		if set || p.schema.WriteOnlyAt(at) {
			certain = append(certain, at)
			continue
		}
		open = append(open, at.Dotted())
	}
	if len(open) > 0 {
		p.resp.Diagnostics.AddAttributeWarning(p.attributeOfFirst(changed), "Whether "+nameable(p.object()).String()+" needs a replacement is not known",
			destroy.Sections("These are configured for the first time, and only a create can set them:\n  - "+strings.Join(open, "\n  - "),
				"The object could not be read, so they plan no replacement. A later plan that can read it shows whether it has them.",
				destroy.Explanation{Mask: secrets.Of(p.configured, p.sensitive, p.schema).Hide}.Said(deletion.AsFailure(unread))))
	}
	return certain
}

// live reads the object that exists.
func (p *planning) live(ctx context.Context) (any, error) {
	found, err := p.client.GetKnown(ctx, p.prior.target(), p.prior.Identifier.ValueString(), shownOf(p.before, p.echo))
	if err != nil {
		return nil, err
	}
	return jsonvalue.Decode(found.Properties)
}

// fromTo shows an old and a new value where neither can be a secret. Which
// values a user marked as sensitive, a provider never learns. So it shows those
// that stand in the identifier, which is not sensitive, and truth values; for
// the others the plan itself shows what changes, and hides what is marked.
func (p *planning) fromTo(property jsonvalue.Path) string {
	before, after := jsonvalue.Values(p.before, property), jsonvalue.Values(p.configured, property)
	switch {
	case slices.Contains(after, jsonvalue.Unknown):
		return ", whose new value is not known yet"
	case len(before) == 1 && len(after) == 1 && p.showable(property, before[0]) && p.showable(property, after[0]):
		return fmt.Sprintf(": %s becomes %s", shown(before[0]), shown(after[0]))
	}
	return ""
}

func (p *planning) showable(property jsonvalue.Path, value any) bool {
	switch value.(type) {
	case nil, bool:
		return true
	case string:
		for _, part := range p.schema.PrimaryIdentifier {
			if part.String() == property.String() {
				return true
			}
		}
	}
	return false
}

func shown(value any) string {
	switch v := value.(type) {
	case nil:
		return "nothing"
	case string:
		return strconv.Quote(v)
	}
	return fmt.Sprint(value)
}
