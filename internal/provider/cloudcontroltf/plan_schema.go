package cloudcontroltf

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/secrets"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// destroyAllTheSame is how to destroy an object of which a plan says that
// something is wrong: Terraform makes a usual plan before that of a destruction,
// unless it is told not to refresh.
const destroyAllTheSame = "to destroy the object anyway, run \"terraform destroy -refresh=false\""

// describe fetches the type's schema. A type that Cloud Control cannot handle
// is an error for a new object; one that exists may outlive its type. A schema
// that is missing is a warning, since the API checks everything again.
func (p *planning) describe(ctx context.Context) {
	switch {
	case p.plan.TypeName.IsUnknown():
		return
	case p.plan.TypeVersionID.IsUnknown():
		p.uncheckable("type_version_id is not known yet")
		return
	case p.client == nil:
		p.uncheckable("the provider's aws configuration is not known yet")
		return
	}
	schema, err := p.client.Type(ctx, p.plan.target())
	failure := deletion.AsFailure(err)
	switch reason := deletion.ReasonOf(err); {
	case err == nil:
		p.schema, p.described = schema, true
		p.checkHandlers()
	case reason == deletion.Unauthenticated:
		destroy.AddFailure(&p.resp.Diagnostics, "describe", deletion.Object{Type: "resource type", ID: p.plan.TypeName.ValueString()}, err)
	case reason == deletion.Denied:
		p.uncheckable(destroy.Sections(destroy.Explanation{}.Said(failure), destroy.Remedies([]string{"allow the action cloudformation:DescribeType"}), destroy.LastLine(deletion.Result{}, failure)))
	case reason != deletion.Unsupported && reason != deletion.NotFound && reason != deletion.Invalid:
		p.uncheckable(destroy.Explanation{}.FailureText(destroy.Reading, failure))
	case p.isOfPriorType(), cloudcontrol.NoSuchRequest(err):
		p.uncheckable(destroy.Sections(destroy.Explanation{}.Said(failure), destroy.LastLine(deletion.Result{}, failure)))
	default:
		p.resp.Diagnostics.AddAttributeError(path.Root(typeNameAttribute), "Cloud Control cannot handle "+p.plan.TypeName.ValueString(),
			destroy.Sections(destroy.Explanation{}.Said(failure), destroy.Remedies(p.remediesFor(
				"check the spelling of the type's name, and its upper and lower case",
				"check that the region has the type; activate a third-party type, or register a private one, in this account and region first",
			)), destroy.LastLine(deletion.Result{}, failure)))
	}
}

// isOfPriorType reports whether there is an object of the planned type.
func (p *planning) isOfPriorType() bool {
	return p.prior != nil && p.plan.TypeName.Equal(p.prior.TypeName)
}

// remediesFor adds to some remedies how to destroy an object that exists.
func (p *planning) remediesFor(remedies ...string) []string {
	if p.prior != nil {
		remedies = append(remedies, destroyAllTheSame)
	}
	return remedies
}

// uncheckable warns that the plan is made without the type's schema.
func (p *planning) uncheckable(why string) {
	p.resp.Diagnostics.AddAttributeWarning(path.Root(typeNameAttribute), nameable(p.object()).String()+": the plan could not be checked",
		destroy.Sections("Without the type's schema the properties are not checked, and a change may need a replacement that the plan does not show. Deleting does not need the schema.", why))
}

// checkHandlers refuses to make an object of a type that cannot be created or
// deleted again.
func (p *planning) checkHandlers() {
	var missing string
	switch {
	case p.prior != nil:
		return // what exists must stay manageable as far as it is
	case p.schema.ProvisioningType == cfschema.NonProvisionable:
		missing = "Its provisioning type is NON_PROVISIONABLE."
	case p.schema.Create == nil:
		missing = "It has no create handler."
	case p.schema.Delete == nil:
		missing = "It has no delete handler, so its objects could never be destroyed."
	default:
		return
	}
	name := p.plan.TypeName.ValueString()
	p.resp.Diagnostics.AddAttributeError(path.Root(typeNameAttribute), "Cloud Control cannot handle "+name,
		missing+" Use another resource type, or another provider's resource for this service.")
}

// validate reports what is certainly wrong with properties that are new or
// changed. What is as it was is no error: nothing that a plan dislikes about an
// unchanged object may stand in the way of destroying it.
func (p *planning) validate() {
	enabled := p.plan.SchemaValidationEnabled
	if !p.described || p.desired == jsonvalue.Unknown || enabled.IsUnknown() || !enabled.IsNull() && !enabled.ValueBool() {
		return
	}
	problems := p.schema.ValidateChange(p.priorDesired(), p.desired)
	if len(problems) == 0 {
		return
	}
	hidden := secrets.Of(p.configured, p.sensitive, p.schema)
	groups := alikeProblems(problems)
	for i, alike := range groups {
		first, todo := alike[0], ""
		if i == len(groups)-1 {
			todo = destroy.Remedies(p.remediesFor(schemaIsWrong))
		}
		p.resp.Diagnostics.AddAttributeError(p.attributeOf(first.Path), hidden.Hide(first.Summary)+moreText(len(alike)),
			destroy.Sections(hidden.Hide(first.Detail), hidden.Hide(alikeText(alike)), todo))
	}
}

// schemaIsWrong is for the day on which a published schema is: said once for an
// object, after all that is wrong with it.
const schemaIsWrong = "correct the configuration; if the type's schema is wrong, set " + validationAttribute + " = false: then only the API checks"

// priorDesired is what the object was to be before, as far as that is known. Of
// what sensitive_properties set nobody knows the values any more; while their
// version stays, they are the same.
func (p *planning) priorDesired() any {
	if p.prior == nil {
		return nil
	}
	prior := p.before
	for _, at := range p.record.Held() {
		value := jsonvalue.At(p.sensitive, at)
		if value == nil || p.newVersion() {
			value = jsonvalue.Unknown
		}
		prior = jsonvalue.Put(prior, at, value)
	}
	return prior
}

// alikeProblems groups what is wrong with many items in the same way.
func alikeProblems(problems []cfschema.Problem) [][]cfschema.Problem {
	var groups [][]cfschema.Problem
	index := map[string]int{}
	for _, problem := range problems {
		kind := problem.Path.Kind().String() + "\x00" + strings.ReplaceAll(problem.Summary, problem.Path.Dotted(), "")
		if i, seen := index[kind]; seen && len(problem.Path) > 1 {
			groups[i] = append(groups[i], problem)
			continue
		}
		index[kind] = len(groups)
		groups = append(groups, []cfschema.Problem{problem})
	}
	return groups
}

func moreText(n int) string {
	if n == 1 {
		return ""
	}
	return fmt.Sprintf(", and %d more of the same kind", n-1)
}

// alikeText names the others of a group.
func alikeText(alike []cfschema.Problem) string {
	var names []string
	for _, problem := range alike[1:] {
		names = append(names, problem.Path.Dotted())
	}
	return namesText("The same is wrong at:", names)
}

// attributeOf returns the path of the attribute that a property was written
// in, and one step into it where the property is there: so far Terraform finds
// the line.
func (p *planning) attributeOf(property jsonvalue.Path) path.Path {
	at := path.Root(propertiesAttribute)
	switch {
	case len(property) == 0:
		return at
	case hasMember(p.configured, property[0]):
	case hasMember(p.sensitive, property[0]):
		at = path.Root(sensitivePropertiesName)
	default:
		return path.Root(typeNameAttribute)
	}
	return at.AtMapKey(property[0])
}

// attributeOfFirst is attributeOf for what is said of several properties. A
// message about all of them would print the whole block.
func (p *planning) attributeOfFirst(properties []jsonvalue.Path) path.Path {
	for _, property := range properties {
		if len(property) > 0 {
			return p.attributeOf(property)
		}
	}
	return path.Root(typeNameAttribute)
}

func hasMember(model any, name string) bool {
	members, ok := model.(map[string]any)
	if !ok {
		return false
	}
	_, there := members[name]
	return there
}

// warnUnpatchable says that an update cannot work: the API checks the patched
// model whole, and there is something in it that no patch brings or changes.
func (p *planning) warnUnpatchable() {
	if p.prior == nil || len(p.resp.RequiresReplace) > 0 || !p.asks() {
		return
	}
	desired := p.desired
	for _, at := range p.record.Held() {
		if jsonvalue.At(desired, at) == nil {
			desired = jsonvalue.Put(desired, at, jsonvalue.Unknown)
		}
	}
	missing := dotted(p.schema.Unpatchable(desired, p.echo))
	forbidden, unseen := p.inTheWay()
	for _, name := range unseen {
		if !slices.Contains(missing, name) {
			missing = append(missing, name)
		}
	}
	if len(missing)+len(forbidden) == 0 {
		return
	}
	p.resp.Diagnostics.AddAttributeWarning(path.Root(typeNameAttribute), "The API does not accept this update of "+nameable(p.object()).String(),
		destroy.Sections(
			namesText("The type requires these properties, which no read shows and the update cannot send:", missing),
			namesText("The type's schema forbids what the service shows of these properties, and only a create can set them:", forbidden),
			destroy.Remedies([]string{notUpdatableHint, "to keep it as it is: lifecycle { ignore_changes = [properties] }", destroyAllTheSame})))
}
