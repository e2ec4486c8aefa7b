package cloudcontrol

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// A generator makes models from the text of a schema. It reads the JSON by itself and shares no code with the parser, so
// that it can be a judge of it.
type generator struct {
	doc      map[string]any
	readOnly []string // pointers below the properties, without "/*"
	random   *rand.Rand
}

func newGenerator(text []byte, random *rand.Rand) (*generator, error) {
	g := &generator{random: random}
	if err := json.Unmarshal(text, &g.doc); err != nil {
		return nil, err
	}
	for _, pointer := range g.list("readOnlyProperties") {
		g.readOnly = append(g.readOnly, loose(strings.TrimPrefix(pointer, "/properties")))
	}
	return g, nil
}

// loose leaves "/*" out, as some pointers do.
func loose(pointer string) string { return strings.ReplaceAll(pointer, "/*", "") }

func (g *generator) list(key string) []string {
	items, _ := g.doc[key].([]any)
	var list []string
	for _, item := range items {
		if text, ok := item.(string); ok {
			list = append(list, text)
		}
	}
	return list
}

// model makes a model that the schema allows.
func (g *generator) model() map[string]any {
	return g.object(g.doc, "", 0)
}

// deepest is how many levels get more than what is required.
const deepest = 5

// bottom is where recursion ends even where the schema requires more: the model is then not one that is allowed.
const bottom = 24

// resolve follows references.
func (g *generator) resolve(raw any) map[string]any {
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

// value makes a value; nil where there is nothing to say.
func (g *generator) value(raw any, at string, depth int) any {
	m := g.resolve(raw)
	if depth > bottom {
		return nil
	}
	if choice := g.choice(m); choice != nil && m["type"] == nil && m["properties"] == nil {
		return g.value(choice, at, depth+1)
	}
	if enum, ok := m["enum"].([]any); ok {
		return asModel(enum[g.random.IntN(len(enum))])
	}
	if value, ok := m["const"]; ok {
		return asModel(value)
	}
	switch g.kind(m) {
	case "string":
		return g.text(m)
	case "integer":
		return g.number(m)
	case "number":
		if m["minimum"] == nil && m["maximum"] == nil && g.random.IntN(2) == 0 {
			return json.Number(fmt.Sprintf("%d.%d", g.random.IntN(100), 1+g.random.IntN(9)))
		}
		return g.number(m)
	case "null":
		return nil
	case "boolean":
		return g.random.IntN(2) == 0
	case "array":
		return g.array(m, at, depth)
	case "object":
		if g.choice(m) == nil && m["properties"] == nil && m["patternProperties"] == nil && m["additionalProperties"] == nil {
			return map[string]any{"free": []any{"form", json.Number("1")}}
		}
		return g.object(m, at, depth)
	}
	return g.text(m)
}

// kind picks one of the types; a schema without any is read from what else it says.
func (g *generator) kind(m map[string]any) string {
	switch kind := m["type"].(type) {
	case string:
		return kind
	case []any:
		return kind[g.random.IntN(len(kind))].(string)
	}
	if m["properties"] != nil || m["patternProperties"] != nil {
		return "object"
	}
	if m["items"] != nil {
		return "array"
	}
	return ""
}

// choice picks a member of oneOf or anyOf that says more than what is required.
func (g *generator) choice(m map[string]any) map[string]any {
	for _, key := range []string{"oneOf", "anyOf"} {
		if members, ok := m[key].([]any); ok && len(members) > 0 {
			return g.resolve(members[g.random.IntN(len(members))])
		}
	}
	return nil
}

func (g *generator) text(m map[string]any) string {
	text := fmt.Sprintf("v%d", g.random.IntN(1000))
	if least, ok := m["minLength"].(float64); ok && len(text) < int(least) {
		text += strings.Repeat("x", min(int(least), 4096)-len(text))
	}
	return text
}

func (g *generator) number(m map[string]any) json.Number {
	least, _ := m["minimum"].(float64)
	n := int64(least) + int64(g.random.IntN(3))
	if most, ok := m["maximum"].(float64); ok {
		n = min(n, int64(most))
	}
	return json.Number(strconv.FormatInt(n, 10))
}

func (g *generator) array(m map[string]any, at string, depth int) []any {
	size := g.random.IntN(4)
	if depth > deepest {
		size = 0
	}
	if least, ok := m["minItems"].(float64); ok {
		size = max(size, min(int(least), 50))
	}
	if most, ok := m["maxItems"].(float64); ok {
		size = min(size, int(most))
	}
	items := []any{}
	seen := map[string]bool{}
	for range size {
		item := g.value(m["items"], at+"/*", depth+1)
		if text := fmt.Sprint(item); !seen[text] {
			seen[text] = true
			items = append(items, item)
		}
	}
	return items
}

func (g *generator) object(m map[string]any, at string, depth int) map[string]any {
	object := map[string]any{}
	if depth > bottom {
		return object
	}
	if choice := g.choice(m); choice != nil {
		maps.Copy(object, g.object(choice, at, depth))
		g.fill(object, m, texts(choice["required"]), at, depth)
	}
	g.fill(object, m, texts(m["required"]), at, depth)
	patterns, _ := m["patternProperties"].(map[string]any)
	if additional, ok := m["additionalProperties"].(map[string]any); ok {
		patterns = map[string]any{"": additional}
	}
	for _, expression := range sortedKeys(patterns) {
		for range g.random.IntN(3) {
			if depth <= deepest {
				object[g.key(expression)] = g.value(patterns[expression], at+"/*", depth+1)
			}
		}
	}
	return object
}

// fill adds the required properties and some others.
func (g *generator) fill(object, m map[string]any, required []string, at string, depth int) {
	properties, _ := m["properties"].(map[string]any)
	for _, name := range sortedKeys(properties) {
		child := at + "/" + name
		if slices.Contains(g.readOnly, loose(child)) || object[name] != nil {
			continue
		}
		if slices.Contains(required, name) || depth <= deepest && g.random.IntN(3) == 0 {
			object[name] = g.value(properties[name], child, depth+1)
		}
	}
}

// key makes a name that any expression of the published schemas with a word in it might mean.
func (g *generator) key(expression string) string {
	if start := strings.Index(expression, "^("); start == 0 && strings.Contains(expression, "|") {
		return strings.FieldsFunc(expression[2:], func(r rune) bool { return r == '|' || r == ')' })[0]
	}
	return fmt.Sprintf("Key%d", g.random.IntN(100))
}

// asModel turns what json.Unmarshal makes of a number into what a model has.
func asModel(value any) any {
	if number, ok := value.(float64); ok {
		return json.Number(strconv.FormatFloat(number, 'g', -1, 64))
	}
	return value
}
