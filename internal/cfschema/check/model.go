// Package check says in words what is certainly wrong with a desired state, before an API would refuse it. What the schema
// might allow passes: the API has the last word.
package check

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/compare"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/spelling"
)

// A Problem is one thing that is certainly wrong with a model. Its texts name properties, types and values of the
// schema, never a value of the model, which may be secret.
type Problem struct {
	Path    jsonvalue.Path // to the value in the model, array items by index; to the object where a property is missing
	Summary string
	Detail  string
	Missing bool // something is missing in an object, rather than wrong with a value
}

// Model returns what is certainly wrong with a desired state.
func Model(p shape.Place, typeName string, model any) []Problem {
	v := validator{typeName: typeName}
	if _, ok := model.(map[string]any); !ok && model != nil && model != jsonvalue.Unknown {
		v.report(nil, "The properties are not an object", fmt.Sprintf("The properties of %s must be an object.", typeName))
		return v.problems
	}
	if model == nil {
		model = map[string]any{}
	}
	v.value(p, nil, model)
	return v.problems
}

// Change is Model of a desired state of an object that has a prior one: what was wrong before and did not change is left out.
func Change(schema *shape.Shape, typeName string, prior, desired any) []Problem {
	problems := Model(schema.Model(), typeName, desired)
	if len(problems) == 0 || prior == nil {
		return problems
	}
	before := Model(schema.Model(), typeName, prior)
	return slices.DeleteFunc(problems, func(p Problem) bool {
		return slices.ContainsFunc(before, func(q Problem) bool { return sameProblem(schema, p, q, desired, prior) })
	})
}

// sameProblem tells whether a problem of the desired state is one that the prior state has as well. Items of arrays may have
// moved.
func sameProblem(schema *shape.Shape, p, q Problem, desired, prior any) bool {
	if p.Missing || q.Missing {
		return p.Missing && q.Missing && p.Path.String() == q.Path.String() && p.Detail == q.Detail
	}
	kind := p.Path.Kind()
	return kind.String() == q.Path.Kind().String() && compare.Equal(schema.At(kind), jsonvalue.At(desired, p.Path), jsonvalue.At(prior, q.Path))
}

type validator struct {
	typeName string
	problems []Problem
}

func (v *validator) lacks(path jsonvalue.Path, summary, detail string) {
	v.problems = append(v.problems, Problem{Path: path, Summary: summary, Detail: detail, Missing: true})
}

func (v *validator) report(path jsonvalue.Path, summary, detail string) {
	v.problems = append(v.problems, Problem{Path: path, Summary: summary, Detail: detail})
}

// value reports what is wrong with a value and all that it holds; only the first thing about one value.
func (v *validator) value(p shape.Place, path jsonvalue.Path, value any) {
	if value == nil || value == jsonvalue.Unknown {
		return
	}
	if p.Is(shape.ReadOnly) && !p.Is(shape.CreateOnly|shape.WriteOnly) {
		v.report(path, fmt.Sprintf("Property %q is read-only", path.Dotted()),
			fmt.Sprintf("AWS sets %q of %s; a configuration can not. Remove it.", path.Dotted(), v.typeName))
		return
	}
	if wanted := p.Kinds(); !shape.Fits(wanted, p, value) {
		v.report(path, fmt.Sprintf("Property %q has the wrong type", path.Dotted()),
			fmt.Sprintf("%q must be %s, not %s.%s", path.Dotted(), wanted.Words(), givenWords(value), formHint(path, wanted, value)))
		return
	}
	if allowed := p.Enum(); allowed != nil && !slices.ContainsFunc(allowed, func(one any) bool { return compare.Equal(p, one, value) }) {
		v.report(path, fmt.Sprintf("Property %q has a value that is not allowed", path.Dotted()),
			fmt.Sprintf("%q must be %s.%s", path.Dotted(), listed(allowed), didYouMean(allowed, value)))
		return
	}
	if how := p.Broken(value); how != "" {
		v.report(path, fmt.Sprintf("Property %q has a value that is not allowed", path.Dotted()), fmt.Sprintf("%q %s.", path.Dotted(), how))
	}
	switch value := value.(type) {
	case map[string]any:
		v.object(p, path, value)
	case []any:
		v.array(p, path, value)
	}
}

func (v *validator) object(p shape.Place, path jsonvalue.Path, object map[string]any) {
	for _, name := range jsonvalue.Keys(object) {
		child := p.Property(name)
		if !child.Known() && p.Closed() {
			v.unknownName(p, path.Child(name), object)
			continue
		}
		v.value(child, path.Child(name), object[name])
	}
	for _, name := range p.Required() {
		child := p.Property(name)
		if object[name] == nil && child.Known() && !child.Is(shape.ReadOnly) {
			v.lacks(path, fmt.Sprintf("Property %q is missing", path.Child(name).Dotted()),
				fmt.Sprintf("%s requires %q.", v.typeName, path.Child(name).Dotted()))
		}
	}
	v.needs(p, path, object)
	for _, choice := range p.Choices() {
		v.choice(p, choice, path, object)
	}
}

// choice reports an object for which none of the alternatives can be meant: each requires something that is missing.
func (v *validator) choice(p shape.Place, choice [][]string, path jsonvalue.Path, object map[string]any) {
	var ways []string
	for _, required := range choice {
		var missing []string
		for _, name := range required {
			if child := p.Property(name); object[name] == nil && child.Known() && !child.Is(shape.ReadOnly) {
				missing = append(missing, strconv.Quote(path.Child(name).Dotted()))
			}
		}
		if missing == nil {
			return
		}
		if way := strings.Join(missing, " and "); !slices.Contains(ways, way) {
			ways = append(ways, way)
		}
	}
	summary := "One of several properties is missing"
	if len(ways) == 1 {
		summary = "A property is missing"
	}
	v.lacks(path, summary, fmt.Sprintf("%s requires %s.", v.typeName, strings.Join(ways, ", or ")))
}

// needs reports properties that are missing beside another one.
func (v *validator) needs(p shape.Place, path jsonvalue.Path, object map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(p.Needs())) {
		for _, other := range p.Needs()[name] {
			if child := p.Property(other); object[name] != nil && object[other] == nil && child.Known() && !child.Is(shape.ReadOnly) {
				v.lacks(path, fmt.Sprintf("Property %q is missing", path.Child(other).Dotted()),
					fmt.Sprintf("%s requires %q where %q is set.", v.typeName, path.Child(other).Dotted(), path.Child(name).Dotted()))
			}
		}
	}
}

// unknownName reports a property that the type does not have, with the one that was probably meant: not one that the
// object has as well.
func (v *validator) unknownName(p shape.Place, path jsonvalue.Path, object map[string]any) {
	name := path[len(path)-1]
	var names []string
	for _, candidate := range p.Names() {
		if object[candidate] == nil && !p.Property(candidate).Is(shape.ReadOnly) {
			names = append(names, candidate)
		}
	}
	owner := v.typeName
	if above := path[:len(path)-1]; len(above) > 0 {
		owner = fmt.Sprintf("%q of %s", above.Dotted(), owner)
	}
	detail := fmt.Sprintf("%s has no property %q.", owner, name)
	if meant, ok := spelling.Closest(name, names); ok {
		detail += fmt.Sprintf(" Did you mean %q?", meant)
	}
	v.report(path, fmt.Sprintf("There is no property %q", path.Dotted()), detail)
}

func (v *validator) array(p shape.Place, path jsonvalue.Path, items []any) {
	seen := map[string]int{}
	unique := p.Unique()
	for i, item := range items {
		at := path.Child(strconv.Itoa(i))
		v.value(p.Item(), at, item)
		text, err := json.Marshal(item)
		if !unique || err != nil {
			continue
		}
		if first, twice := seen[string(text)]; twice {
			v.report(at, fmt.Sprintf("Property %q has an item twice", path.Dotted()),
				fmt.Sprintf("The items of %q must differ; items %d and %d are the same.", path.Dotted(), first+1, i+1))
			continue
		}
		seen[string(text)] = i
	}
}
