// Package cfschematest makes models that a resource type schema allows, for tests over all types, and has what the tests of
// the rooms below cfschema share: our own schemas, and models as a test writes them. It shares no parser of schemas with what
// is tested with it, and the shipped binary never links it.
package cfschematest

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// A ModelSource makes desired states from the text of a resource type schema, for tests over many types. It reads the
// JSON by itself and shares no code with any parser of schemas, so that it can be the judge of one.
//
// Its models keep to what the schema says: required properties, alternatives, enums, patterns, lengths, ranges and sizes.
// Where it can not make a value that does (a pattern with a look-ahead, say), it leaves the property out, or makes a value
// that may not be right where the schema requires one: Skipped and Loose count those.
type ModelSource struct {
	Skipped, Loose int

	doc      map[string]any
	readOnly []string // pointers below the properties, without "/*"
	random   *rand.Rand
	texts    *textSource
	lost     int // what is required in the model at hand and could not be made at all
}

// NewModelSource reads a schema. The same source of randomness makes the same models.
func NewModelSource(schema []byte, random *rand.Rand) (*ModelSource, error) {
	g := &ModelSource{random: random, texts: newTextSource(random)}
	if err := json.Unmarshal(schema, &g.doc); err != nil {
		return nil, err
	}
	for _, pointer := range stringsOf(g.doc["readOnlyProperties"]) {
		g.readOnly = append(g.readOnly, withoutItems(strings.TrimPrefix(pointer, "/properties")))
	}
	return g, nil
}

// withoutItems leaves "/*" out, as some pointers do.
func withoutItems(pointer string) string { return strings.ReplaceAll(pointer, "/*", "") }

// Model makes the next model: decoded JSON with numbers as json.Number. Nobody else has parts of it.
func (g *ModelSource) Model() map[string]any {
	for try := 0; ; try++ {
		g.lost = 0
		if model := g.object(g.doc, "", 0); g.lost == 0 || try == 10 {
			return model
		}
	}
}

const (
	// deepest is how many levels get more than what is required.
	deepest = 5
	// bottom is where recursion ends even where the schema requires more: the model is then not one that is allowed.
	bottom = 24
)

// resolve follows references.
func (g *ModelSource) resolve(raw any) map[string]any {
	for range 20 {
		m, _ := raw.(map[string]any)
		ref, ok := m["$ref"].(string)
		if !ok {
			return m
		}
		var found any = g.doc
		for segment := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
			object, _ := found.(map[string]any)
			found = object[strings.NewReplacer("~1", "/", "~0", "~").Replace(segment)]
		}
		raw = found
	}
	return nil
}

// value makes a value; nil where there is nothing to say or none could be made.
func (g *ModelSource) value(raw any, at string, depth int) any {
	m := g.resolve(raw)
	if depth > bottom {
		return nil
	}
	if choice, _ := g.choice(m); choice != nil && m["properties"] == nil && (m["type"] == nil || choice["properties"] == nil) {
		merged := maps.Clone(m)
		for _, key := range []string{"oneOf", "anyOf"} {
			delete(merged, key)
		}
		maps.Copy(merged, choice)
		return g.value(merged, at, depth+1)
	}
	if enum, ok := m["enum"].([]any); ok {
		return asNumber(enum[g.random.IntN(len(enum))])
	}
	if value, ok := m["const"]; ok {
		return asNumber(value)
	}
	switch g.kind(m) {
	case "integer":
		return g.number(m, true)
	case "number":
		return g.number(m, false)
	case "null":
		return nil
	case "boolean":
		return g.random.IntN(2) == 0
	case "array":
		return g.array(m, at, depth)
	case "object":
		if m["oneOf"] == nil && m["anyOf"] == nil && m["properties"] == nil && m["patternProperties"] == nil && m["additionalProperties"] == nil {
			return map[string]any{"free": []any{"form", json.Number("1")}}
		}
		object := g.object(m, at, depth)
		if len(object) < sizeOf(m["minProperties"], 0) {
			return nil
		}
		return object
	}
	if text, ok := g.texts.ofSchema(m); ok {
		return text
	}
	return nil
}

// kind picks one of the types; a schema without any is read from what else it says.
func (g *ModelSource) kind(m map[string]any) string {
	switch kind := m["type"].(type) {
	case string:
		return kind
	case []any:
		if names := stringsOf(kind); names != nil {
			return names[g.random.IntN(len(names))]
		}
	}
	if m["properties"] != nil || m["patternProperties"] != nil {
		return "object"
	}
	if m["items"] != nil {
		return "array"
	}
	return ""
}

// choice picks a member of oneOf or anyOf; others are the names that only the other members require.
func (g *ModelSource) choice(m map[string]any) (chosen map[string]any, others []string) {
	for _, key := range []string{"oneOf", "anyOf"} {
		members, _ := m[key].([]any)
		if len(members) == 0 {
			continue
		}
		index := g.random.IntN(len(members))
		chosen = g.resolve(members[index])
		for i, member := range members {
			if i != index && key == "oneOf" {
				others = append(others, stringsOf(g.resolve(member)["required"])...)
			}
		}
		mine := append(stringsOf(chosen["required"]), stringsOf(m["required"])...)
		return chosen, slices.DeleteFunc(others, func(name string) bool { return slices.Contains(mine, name) })
	}
	return nil, nil
}

func (g *ModelSource) object(m map[string]any, at string, depth int) map[string]any {
	object := map[string]any{}
	if depth > bottom {
		return object
	}
	choice, others := g.choice(m)
	if choice != nil {
		maps.Copy(object, g.object(choice, at, depth))
		g.fill(object, m, stringsOf(choice["required"]), others, at, depth)
	}
	all, _ := m["allOf"].([]any)
	for _, member := range all {
		one := g.resolve(member)
		maps.Copy(object, g.object(one, at, depth))
		g.fill(object, m, stringsOf(one["required"]), others, at, depth)
	}
	g.fill(object, m, stringsOf(m["required"]), others, at, depth)
	patterns, _ := m["patternProperties"].(map[string]any)
	if additional, ok := m["additionalProperties"].(map[string]any); ok {
		patterns = map[string]any{".": additional}
	}
	for _, expression := range slices.Sorted(maps.Keys(patterns)) {
		least := sizeOf(m["minProperties"], 0)
		for range max(g.random.IntN(3), least*3) {
			if depth > deepest && len(object) >= least || least > 0 && len(object) > least {
				break
			}
			if key, ok := g.texts.matching(expression, 1, 128); ok && object[key] == nil {
				if value := g.value(patterns[expression], at+"/*", depth+1); value != nil {
					object[key] = value
				}
			}
		}
	}
	g.satisfy(object, m, at, depth)
	g.shrink(object, m, choice)
	g.grow(object, m, others, at, depth)
	return object
}

// grow adds properties where an object must have more.
func (g *ModelSource) grow(object, m map[string]any, others []string, at string, depth int) {
	properties, _ := m["properties"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		if len(object) < sizeOf(m["minProperties"], 0) {
			one := map[string]any{"properties": map[string]any{name: properties[name]}}
			g.fill(object, one, []string{name}, slices.DeleteFunc(slices.Clone(others), func(other string) bool { return other == name }), at, depth)
		}
	}
}

// shrink takes optional properties out where an object may not have that many.
func (g *ModelSource) shrink(object, m, choice map[string]any) {
	most := sizeOf(m["maxProperties"], len(object))
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if len(object) > most && !slices.Contains(stringsOf(m["required"]), name) && !slices.Contains(stringsOf(choice["required"]), name) {
			delete(object, name)
		}
	}
}

// fill adds the required properties and some others.
func (g *ModelSource) fill(object, m map[string]any, required, others []string, at string, depth int) {
	properties, _ := m["properties"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		child := at + "/" + name
		wanted := slices.Contains(required, name)
		if slices.Contains(g.readOnly, withoutItems(child)) || object[name] != nil || slices.Contains(others, name) && !wanted {
			continue
		}
		if wanted || depth <= deepest && g.random.IntN(3) == 0 {
			g.set(object, properties[name], name, child, wanted, depth)
		}
	}
}

// set adds a property, or counts it where no value can be made.
func (g *ModelSource) set(object map[string]any, raw any, name, at string, required bool, depth int) {
	value := g.value(raw, at, depth+1)
	switch {
	case value != nil:
		object[name] = value
	case required:
		g.Loose++
		object[name] = g.looseValue(raw)
		if object[name] == nil {
			delete(object, name)
			g.lost++
		}
	default:
		g.Skipped++
	}
}

// looseValue makes a value of the right type where the schema requires one that can not be made.
func (g *ModelSource) looseValue(raw any) any {
	switch m := g.resolve(raw); g.kind(m) {
	case "string", "":
		return g.texts.plain(sizeOf(m["minLength"], 0), sizeOf(m["maxLength"], 4096))
	}
	return nil
}

// satisfy adds what other properties need beside them, or takes those out again.
func (g *ModelSource) satisfy(object, m map[string]any, at string, depth int) {
	needs, _ := m["dependencies"].(map[string]any)
	properties, _ := m["properties"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(needs)) {
		for _, other := range stringsOf(needs[name]) {
			if object[name] != nil && object[other] == nil && !slices.Contains(g.readOnly, withoutItems(at+"/"+other)) {
				g.set(object, properties[other], other, at+"/"+other, true, depth)
			}
		}
	}
}
