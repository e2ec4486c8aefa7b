package cfschema

import (
	"encoding/json"
	"math/rand/v2"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// A liveView turns a desired state into what an API could return for an object that is in exactly that state: it fills in
// read-only properties and other ones that were not asked for, leaves out what is write-only, spells numbers and
// booleans in its own way, returns unordered arrays in any order and omits empty ones.
type liveView struct {
	random *rand.Rand
}

func (v liveView) of(p shape.Place, value any) any {
	switch value := value.(type) {
	case map[string]any:
		return v.object(p, value)
	case []any:
		items := make([]any, 0, len(value))
		for _, item := range value {
			items = append(items, v.of(p.Item(), item))
		}
		if p.Unordered() {
			v.random.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
		}
		return items
	case json.Number:
		if jsonvalue.IsWhole(value.String()) && v.random.IntN(2) == 0 {
			return json.Number(value.String() + ".0")
		}
	case bool:
		if p.Kinds() == shape.Boolean && v.random.IntN(3) == 0 {
			return map[bool]string{true: "true", false: "false"}[value]
		}
	}
	return value
}

func (v liveView) object(p shape.Place, value map[string]any) any {
	object := map[string]any{}
	for _, key := range jsonvalue.Keys(value) {
		child, member := p.Property(key), value[key]
		if child.Is(shape.WriteOnly) || v.mayOmit(p, child, member) {
			continue
		}
		object[key] = v.of(child, member)
		if form, ok := v.form(child, value); ok {
			object[key] = form
		}
	}
	for _, name := range p.Names() {
		if child := p.Property(name); value[name] == nil && !child.Has(shape.WriteOnly) && v.random.IntN(2) == 0 {
			v.fill(object, name, child)
		}
	}
	return object
}

// form returns what the schema's transform makes of a property, word for word.
func (v liveView) form(child shape.Place, object map[string]any) (any, bool) {
	if child.Form() == nil || child.Form().Fixed || child.Form().Beside {
		return nil, false
	}
	results := child.Form().Results(object)
	if len(results) == 0 || v.random.IntN(2) == 0 {
		return nil, false
	}
	result := results[v.random.IntN(len(results))]
	return result.Value, result.Pattern == ""
}

// mayOmit tells whether an API leaves the member out: an empty array, an array or structure of write-only values alone.
func (v liveView) mayOmit(p, child shape.Place, member any) bool {
	if _, isMember := member.(map[string]any); isMember && !child.Has(shape.WriteOnly) {
		return false // an empty structure may be a choice, which an API returns
	}
	if object, ok := member.(map[string]any); ok && len(object) == 0 {
		return false
	}
	return p.Declared() && v.random.IntN(2) == 0 && vanishesWhole(child, member)
}

// vanishesWhole is like vanishes, with only those arrays that an API omits as a whole.
func vanishesWhole(p shape.Place, member any) bool {
	switch member := member.(type) {
	case []any:
		return len(member) == 0
	case map[string]any:
		for key, value := range member {
			if !p.Property(key).Is(shape.WriteOnly) {
				if _, ok := value.(map[string]any); !ok || !vanishesWhole(p.Property(key), value) {
					return false
				}
			}
		}
		return true
	}
	return false
}

// fill sets a property that nobody asked for.
func (v liveView) fill(object map[string]any, name string, child shape.Place) {
	var value any
	switch k := child.Kinds(); {
	case child.Enum() != nil:
		value = child.Enum()[0]
	case k&shape.String != 0:
		value = "filled in"
	case k&shape.Integer != 0:
		value = json.Number("77")
	case k&shape.Boolean != 0:
		value = true
	}
	if value == nil || child.Broken(value) != "" {
		return
	}
	object[name] = value
}
