package cfschema

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// A Problem is one thing that is certainly wrong with a model. Its texts name properties, types and values of the
// schema, never a value of the model, which may be secret.
type Problem struct {
	Path    jsonvalue.Path // to the value in the model, array items by index; to the object where a property is missing
	Summary string
	Detail  string
	Missing bool // something is missing in an object, rather than wrong with a value
}

// Validate returns what is certainly wrong with a desired state: a property that the type does not have, one that is
// read-only, a value of the wrong JSON type, outside the enum, or not of the size, range or pattern that the schema
// says, an item that is there twice, a required property that is missing. What the schema might allow passes, and so does Unknown. A number or boolean in a string passes where such
// a type is allowed, and the other way round: CloudFormation has always converted those.
//
// The model is the whole desired state, properties that are kept secret elsewhere included.
func (s *Schema) Validate(model any) []Problem {
	v := validator{schema: s}
	if _, ok := model.(map[string]any); !ok && model != nil && model != jsonvalue.Unknown {
		v.report(nil, "The properties are not an object", fmt.Sprintf("The properties of %s must be an object.", s.TypeName))
		return v.problems
	}
	if model == nil {
		model = map[string]any{}
	}
	v.value(s.model(), nil, model)
	return v.problems
}

type validator struct {
	schema   *Schema
	problems []Problem
}

func (v *validator) lacks(path jsonvalue.Path, summary, detail string) {
	v.problems = append(v.problems, Problem{Path: path, Summary: summary, Detail: detail, Missing: true})
}

func (v *validator) report(path jsonvalue.Path, summary, detail string) {
	v.problems = append(v.problems, Problem{Path: path, Summary: summary, Detail: detail})
}

// value reports what is wrong with a value and all that it holds; only the first thing about one value.
func (v *validator) value(p place, path jsonvalue.Path, value any) {
	if value == nil || value == jsonvalue.Unknown {
		return
	}
	if p.is(readOnly) && !p.is(createOnly|writeOnly) {
		v.report(path, fmt.Sprintf("Property %q is read-only", path.Dotted()),
			fmt.Sprintf("AWS sets %q of %s; a configuration can not. Remove it.", path.Dotted(), v.schema.TypeName))
		return
	}
	if wanted := p.kinds(); !fits(wanted, p, value) {
		v.report(path, fmt.Sprintf("Property %q has the wrong type", path.Dotted()),
			fmt.Sprintf("%q must be %s, not %s.%s", path.Dotted(), wanted.words(), givenWords(value), formHint(path, wanted, value)))
		return
	}
	if allowed := p.enum(); allowed != nil && !slices.ContainsFunc(allowed, func(one any) bool { return equal(p, one, value) }) {
		v.report(path, fmt.Sprintf("Property %q has a value that is not allowed", path.Dotted()),
			fmt.Sprintf("%q must be %s.%s", path.Dotted(), listed(allowed), didYouMean(allowed, value)))
		return
	}
	if p.sure != nil && p.sure.limits != nil {
		if how := p.sure.limits.broken(value); how != "" {
			v.report(path, fmt.Sprintf("Property %q has a value that is not allowed", path.Dotted()), fmt.Sprintf("%q %s.", path.Dotted(), how))
		}
	}
	switch value := value.(type) {
	case map[string]any:
		v.object(p, path, value)
	case []any:
		v.array(p, path, value)
	}
}

func (v *validator) object(p place, path jsonvalue.Path, object map[string]any) {
	for _, name := range jsonvalue.Keys(object) {
		child := p.property(name)
		if !child.known() && p.closed() {
			v.unknownName(p, path.Child(name), object)
			continue
		}
		v.value(child, path.Child(name), object[name])
	}
	if p.sure == nil {
		return
	}
	for _, name := range p.sure.required {
		child := p.property(name)
		if object[name] == nil && child.known() && !child.is(readOnly) {
			v.lacks(path, fmt.Sprintf("Property %q is missing", path.Child(name).Dotted()),
				fmt.Sprintf("%s requires %q.", v.schema.TypeName, path.Child(name).Dotted()))
		}
	}
	v.needs(p, path, object)
	for _, choice := range p.sure.choices {
		v.choice(p, choice, path, object)
	}
}

// choice reports an object for which none of the alternatives can be meant: each requires something that is missing.
func (v *validator) choice(p place, choice []*node, path jsonvalue.Path, object map[string]any) {
	var ways []string
	for _, one := range choice {
		var missing []string
		for _, name := range one.required {
			if child := p.property(name); object[name] == nil && child.known() && !child.is(readOnly) {
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
	v.lacks(path, summary, fmt.Sprintf("%s requires %s.", v.schema.TypeName, strings.Join(ways, ", or ")))
}

// needs reports properties that are missing beside another one.
func (v *validator) needs(p place, path jsonvalue.Path, object map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(p.sure.needs)) {
		for _, other := range p.sure.needs[name] {
			if child := p.property(other); object[name] != nil && object[other] == nil && child.known() && !child.is(readOnly) {
				v.lacks(path, fmt.Sprintf("Property %q is missing", path.Child(other).Dotted()),
					fmt.Sprintf("%s requires %q where %q is set.", v.schema.TypeName, path.Child(other).Dotted(), path.Child(name).Dotted()))
			}
		}
	}
}

// unknownName reports a property that the type does not have, with the one that was probably meant: not one that the
// object has as well.
func (v *validator) unknownName(p place, path jsonvalue.Path, object map[string]any) {
	name := path[len(path)-1]
	var names []string
	for _, candidate := range p.settableNames() {
		if object[candidate] == nil {
			names = append(names, candidate)
		}
	}
	owner := v.schema.TypeName
	if above := path[:len(path)-1]; len(above) > 0 {
		owner = fmt.Sprintf("%q of %s", above.Dotted(), owner)
	}
	detail := fmt.Sprintf("%s has no property %q.", owner, name)
	if meant, ok := closest(name, names); ok {
		detail += fmt.Sprintf(" Did you mean %q?", meant)
	}
	v.report(path, fmt.Sprintf("There is no property %q", path.Dotted()), detail)
}

func (v *validator) array(p place, path jsonvalue.Path, items []any) {
	seen := map[string]int{}
	unique := p.sure != nil && p.sure.unique && len(p.nodes) == 1
	for i, item := range items {
		at := path.Child(strconv.Itoa(i))
		v.value(p.item(), at, item)
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
