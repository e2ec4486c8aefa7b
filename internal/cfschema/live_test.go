package cfschema

import (
	"encoding/json"
	"math/rand/v2"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// A liveView turns a desired state into what an API could return for an object that is in exactly that state: it fills in
// read-only properties and other ones that were not asked for, leaves out what is write-only, spells numbers and
// booleans in its own way, returns unordered arrays in any order and omits empty ones.
type liveView struct {
	random *rand.Rand
}

func (v liveView) of(p place, value any) any {
	switch value := value.(type) {
	case map[string]any:
		return v.object(p, value)
	case []any:
		items := make([]any, 0, len(value))
		for _, item := range value {
			items = append(items, v.of(p.item(), item))
		}
		if p.unordered() {
			v.random.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
		}
		return items
	case json.Number:
		if jsonvalue.IsWhole(value.String()) && v.random.IntN(2) == 0 {
			return json.Number(value.String() + ".0")
		}
	case bool:
		if p.kinds() == kindBoolean && v.random.IntN(3) == 0 {
			return map[bool]string{true: "true", false: "false"}[value]
		}
	}
	return value
}

func (v liveView) object(p place, value map[string]any) any {
	object := map[string]any{}
	for _, key := range jsonvalue.Keys(value) {
		child, member := p.property(key), value[key]
		if child.is(writeOnly) || v.mayOmit(p, child, member) {
			continue
		}
		object[key] = v.of(child, member)
		if form, ok := v.form(child, value); ok {
			object[key] = form
		}
	}
	for _, n := range p.nodes {
		for name := range n.properties {
			if child := p.property(name); value[name] == nil && !child.has(writeOnly) && v.random.IntN(2) == 0 {
				v.fill(object, name, child)
			}
		}
	}
	return object
}

// form returns what the schema's transform makes of a property, word for word.
func (v liveView) form(child place, object map[string]any) (any, bool) {
	if child.form == nil || child.form.fixed || child.form.beside {
		return nil, false
	}
	results := child.form.results(object)
	if len(results) == 0 || v.random.IntN(2) == 0 {
		return nil, false
	}
	result := results[v.random.IntN(len(results))]
	return result.Value, result.Pattern == ""
}

// mayOmit tells whether an API leaves the member out: an empty array, an array or structure of write-only values alone.
func (v liveView) mayOmit(p, child place, member any) bool {
	if _, isMember := member.(map[string]any); isMember && !child.has(writeOnly) {
		return false // an empty structure may be a choice, which an API returns
	}
	if object, ok := member.(map[string]any); ok && len(object) == 0 {
		return false
	}
	return p.declared() && v.random.IntN(2) == 0 && vanishesWhole(child, member)
}

// vanishesWhole is like vanishes, with only those arrays that an API omits as a whole.
func vanishesWhole(p place, member any) bool {
	switch member := member.(type) {
	case []any:
		return len(member) == 0
	case map[string]any:
		for key, value := range member {
			if !p.property(key).is(writeOnly) {
				if _, ok := value.(map[string]any); !ok || !vanishesWhole(p.property(key), value) {
					return false
				}
			}
		}
		return true
	}
	return false
}

// fill sets a property that nobody asked for.
func (v liveView) fill(object map[string]any, name string, child place) {
	var value any
	switch k := child.kinds(); {
	case child.enum() != nil:
		value = child.enum()[0]
	case k&kindString != 0:
		value = "filled in"
	case k&kindInteger != 0:
		value = json.Number("77")
	case k&kindBoolean != 0:
		value = true
	}
	if value == nil || child.sure != nil && child.sure.limits != nil && child.sure.limits.broken(value) != "" {
		return
	}
	object[name] = value
}
