package shape

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/datatest"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// Keywords of JSON schema that we read, and those that are for people or for other programs. All others are left to the
// API, and so are some values of the first, see leftToAPI.
var (
	readKeywords = []string{
		"type", "$ref", "properties", "required", "additionalProperties", "patternProperties", "items", "enum", "const", "default",
		"pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
		"minItems", "maxItems", "minProperties", "maxProperties", "uniqueItems", "insertionOrder", "oneOf", "anyOf", "allOf", "dependencies",
	}
	notesOfSchemas = []string{
		"description", "title", "$comment", "examples", "relationshipRef", "arrayType", "format", "definitions", "typeName",
		"readOnlyProperties", "writeOnlyProperties", "createOnlyProperties", "markdownDescription", "propertyOrder",
	}
)

// TestWhatIsUnderstood counts the properties of all published schemas that we know the type of, and what is left to the
// API: a rule that we do not check, since a wrong refusal is worse than a late one.
func TestWhatIsUnderstood(t *testing.T) {
	var properties, typed int
	left, unread := map[string]int{}, map[string]int{}
	for name, text := range published(t) {
		var doc map[string]any
		if err := json.Unmarshal(text, &doc); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		decoded, err := jsonvalue.Decode(text)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		b := &builder{doc: decoded.(map[string]any), references: map[string]*node{}, rules: map[string]*formRule{}}
		walk := func(raw any) { walkSubschemas(raw, func(m map[string]any) { b.countLeft(m, left, unread) }) }
		for _, section := range []string{"properties", "definitions"} {
			members, _ := b.doc[section].(map[string]any)
			for _, member := range members {
				walk(member)
			}
		}
		walkSubschemas(b.doc, func(m map[string]any) {
			members, _ := m["properties"].(map[string]any)
			for _, member := range members {
				properties++
				p := placeOf(b.node(member))
				typed += oneIf(p.Kinds() != 0 || p.Enum() != nil || p.Declared() || p.Walkable())
			}
		})
	}
	t.Logf("%d of %d properties are understood; left to the API: %v", typed, properties, left)
	if properties < 40000 || typed < properties*99/100 {
		t.Errorf("%d of %d properties are understood, want 99 of 100 at least", typed, properties)
	}
	for rule, most := range map[string]int{"pattern": 300, "format": 500, "which of oneOf": 350, "which of anyOf": 80, "condition": 10} {
		if left[rule] > most {
			t.Errorf("%d uses of %s are left to the API, want %d at most", left[rule], rule, most)
		}
		delete(left, rule)
	}
	for _, keyword := range slices.Sorted(maps.Keys(unread)) {
		t.Errorf("keyword %q is used %d times, and this test does not know what becomes of it", keyword, unread[keyword])
	}
}

// published returns the published schemas, but in a short run.
func published(t *testing.T) map[string][]byte {
	t.Helper()
	if testing.Short() {
		t.Skip("the published schemas are left out with -short")
	}
	return datatest.Schemas(t)
}

func oneIf(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// countLeft counts what a subschema says that we do not check.
func (b *builder) countLeft(m map[string]any, left, unread map[string]int) {
	for keyword := range m {
		if !slices.Contains(readKeywords, keyword) && !slices.Contains(notesOfSchemas, keyword) {
			unread[keyword]++
		}
	}
	if rule := b.patternOf(m["pattern"]); rule != nil && rule.compiled() == nil {
		left["pattern"]++
	}
	left["format"] += oneIf(m["format"] != nil)
	left["which of oneOf"] += oneIf(m["oneOf"] != nil)
	left["which of anyOf"] += oneIf(m["anyOf"] != nil)
	needs, _ := m["dependencies"].(map[string]any)
	for _, names := range needs {
		left["condition"] += oneIf(jsonvalue.Texts(names) == nil)
	}
}

// walkSubschemas visits a schema and all that it holds, but not what it refers to.
func walkSubschemas(raw any, visit func(map[string]any)) {
	m, ok := raw.(map[string]any)
	if !ok {
		return
	}
	visit(m)
	for _, keyword := range []string{"properties", "patternProperties", "definitions"} {
		members, _ := m[keyword].(map[string]any)
		for _, member := range members {
			walkSubschemas(member, visit)
		}
	}
	for _, keyword := range []string{"items", "additionalProperties"} {
		walkSubschemas(m[keyword], visit)
	}
	for _, keyword := range []string{"oneOf", "anyOf", "allOf"} {
		members, _ := m[keyword].([]any)
		for _, member := range members {
			walkSubschemas(member, visit)
		}
	}
}
