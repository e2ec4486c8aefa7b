package cloudcontroltest

import (
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// A checker holds a model against its schema, as far as real schemas use JSON
// schema: type, enum, const, required, properties, patternProperties,
// additionalProperties, items, lengths, counts, ranges, pattern, uniqueItems,
// dependencies, oneOf, anyOf, allOf and references inside the document.
type checker struct {
	root     map[string]any
	given    []pointer // what the service gives itself is not checked
	problems []string
}

// check returns what is wrong with a model; at is the place of each problem
// in the form "#/Tags/0".
func (t *resourceType) check(model map[string]any) []string {
	c := &checker{root: t.root, given: t.readOnly}
	c.value("#", t.root, model)
	return c.problems
}

// validationText is how Cloud Control words a model that breaks its schema.
func validationText(problems []string) string {
	return "Model validation failed (" + strings.Join(problems, "\n") + ")"
}

func (c *checker) problemf(at, format string, args ...any) {
	c.problems = append(c.problems, at+": "+fmt.Sprintf(format, args...))
}

// resolve follows references inside the document. One that leads nowhere, or
// out of the document, allows everything.
func (c *checker) resolve(schema map[string]any) map[string]any {
	for range 16 {
		reference, ok := schema["$ref"].(string)
		if !ok {
			return schema
		}
		next := any(c.root)
		for segment := range strings.SplitSeq(strings.TrimPrefix(reference, "#/"), "/") {
			object, _ := next.(map[string]any)
			next = object[segment]
		}
		schema, _ = next.(map[string]any)
	}
	return nil
}

// isGiven reports whether a place is one of the service's own.
func (c *checker) isGiven(at string) bool {
	if len(c.given) == 0 || at == "#" {
		return false
	}
	path := strings.Split(strings.TrimPrefix(at, "#/"), "/")
	return slices.ContainsFunc(c.given, func(p pointer) bool {
		return slices.EqualFunc(p, path, func(segment, key string) bool { return segment == "*" || segment == key })
	})
}

func (c *checker) value(at string, schema map[string]any, v any) {
	if c.isGiven(at) {
		return
	}
	schema = c.resolve(schema)
	if !c.ofType(at, schema, v) {
		return
	}
	if allowed, ok := schema["enum"].([]any); ok && !slices.ContainsFunc(allowed, func(a any) bool { return canonical(a) == canonical(v) }) {
		c.problemf(at, "%s is not a valid enum value", canonical(v))
	}
	if only, ok := schema["const"]; ok && canonical(only) != canonical(v) {
		c.problemf(at, "%s is not the constant value", canonical(v))
	}
	switch v := v.(type) {
	case map[string]any:
		c.object(at, schema, v)
	case []any:
		c.array(at, schema, v)
	case string:
		c.text(at, schema, v)
	case json.Number:
		c.number(at, schema, v)
	}
	c.combined(at, schema, v)
}

// ofType says whether a value has one of the schema's types.
func (c *checker) ofType(at string, schema map[string]any, v any) bool {
	var wanted []string
	switch want := schema["type"].(type) {
	case string:
		wanted = []string{want}
	case []any:
		for _, item := range want {
			if name, ok := item.(string); ok {
				wanted = append(wanted, name)
			}
		}
	}
	got := jsonType(v)
	if len(wanted) == 0 || slices.Contains(wanted, got) || got == "integer" && slices.Contains(wanted, "number") {
		return true
	}
	c.problemf(at, "expected type: %s, found: %s", named(wanted...), named(got))
	return false
}

// named writes JSON types as the service's validator does: Integer, String.
func named(types ...string) string {
	var names []string
	for _, name := range types {
		names = append(names, strings.ToUpper(name[:1])+name[1:])
	}
	return strings.Join(names, " or ")
}

func jsonType(v any) string {
	switch v := v.(type) {
	case map[string]any:
		return "object"
	case []any:
		return "array"
	case string:
		return "string"
	case bool:
		return "boolean"
	case json.Number:
		if n, ok := new(big.Rat).SetString(v.String()); ok && n.IsInt() {
			return "integer"
		}
		return "number"
	}
	return "null"
}

func (c *checker) object(at string, schema map[string]any, object map[string]any) {
	c.members(at, schema, object)
	for _, name := range stringsOf(schema["required"]) {
		if _, ok := object[name]; !ok {
			c.problemf(at, "required key [%s] not found", name)
		}
	}
	properties, _ := schema["properties"].(map[string]any)
	patterns, _ := schema["patternProperties"].(map[string]any)
	for _, key := range sortedKeys(object) {
		known := false
		if property, ok := properties[key].(map[string]any); ok {
			known = true
			c.value(at+"/"+key, property, object[key])
		}
		for _, pattern := range sortedKeys(patterns) {
			if property, ok := patterns[pattern].(map[string]any); ok && matches(pattern, key) {
				known = true
				c.value(at+"/"+key, property, object[key])
			}
		}
		if known {
			continue
		}
		if additional, ok := schema["additionalProperties"].(map[string]any); ok {
			c.value(at+"/"+key, additional, object[key])
		} else if schema["additionalProperties"] == false {
			c.problemf(at, "extraneous key [%s] is not permitted", key)
		}
	}
}

// members checks how many members an object has, and which need others.
func (c *checker) members(at string, schema map[string]any, object map[string]any) {
	if n, ok := limit(schema["minProperties"]); ok && len(object) < n {
		c.problemf(at, "minimum size: [%d], found: [%d]", n, len(object))
	}
	if n, ok := limit(schema["maxProperties"]); ok && len(object) > n {
		c.problemf(at, "maximum size: [%d], found: [%d]", n, len(object))
	}
	dependencies, _ := schema["dependencies"].(map[string]any)
	for _, name := range sortedKeys(dependencies) {
		if _, there := object[name]; !there {
			continue
		}
		for _, other := range stringsOf(dependencies[name]) {
			if _, there := object[other]; !there {
				c.problemf(at, "property [%s] is required", other)
			}
		}
		if inner, ok := dependencies[name].(map[string]any); ok {
			c.value(at, inner, object)
		}
	}
}

func (c *checker) array(at string, schema map[string]any, items []any) {
	if n, ok := limit(schema["minItems"]); ok && len(items) < n {
		c.problemf(at, "expected minimum item count: %d, found: %d", n, len(items))
	}
	if n, ok := limit(schema["maxItems"]); ok && len(items) > n {
		c.problemf(at, "expected maximum item count: %d, found: %d", n, len(items))
	}
	if schema["uniqueItems"] == true && len(slices.Compact(canonicals(items))) < len(items) {
		c.problemf(at, "array items are not unique")
	}
	if item, ok := schema["items"].(map[string]any); ok {
		for i := range items {
			c.value(fmt.Sprintf("%s/%d", at, i), item, items[i])
		}
	}
}

func (c *checker) text(at string, schema map[string]any, text string) {
	length := utf8.RuneCountInString(text)
	if n, ok := limit(schema["minLength"]); ok && length < n {
		c.problemf(at, "expected minLength: %d, actual: %d", n, length)
	}
	if n, ok := limit(schema["maxLength"]); ok && length > n {
		c.problemf(at, "expected maxLength: %d, actual: %d", n, length)
	}
	if pattern, ok := schema["pattern"].(string); ok && !matches(pattern, text) {
		c.problemf(at, "failed validation constraint for keyword [pattern]")
	}
}

func (c *checker) number(at string, schema map[string]any, number json.Number) {
	got, ok := new(big.Rat).SetString(number.String())
	if !ok {
		return
	}
	for keyword, broken := range map[string][]int{
		"minimum": {-1}, "maximum": {1}, "exclusiveMinimum": {-1, 0}, "exclusiveMaximum": {1, 0},
	} {
		if want, ok := rational(schema[keyword]); ok && slices.Contains(broken, got.Cmp(want)) {
			c.problemf(at, "%s does not keep the %s of %s", number, keyword, schema[keyword])
		}
	}
	if step, ok := rational(schema["multipleOf"]); ok && step.Sign() != 0 && !new(big.Rat).Quo(got, step).IsInt() {
		c.problemf(at, "%s is not a multiple of %s", number, schema["multipleOf"])
	}
}

func rational(v any) (*big.Rat, bool) {
	number, ok := v.(json.Number)
	if !ok {
		return nil, false
	}
	return new(big.Rat).SetString(number.String())
}

// combined checks oneOf, anyOf and allOf.
func (c *checker) combined(at string, schema map[string]any, v any) {
	for keyword, enough := range map[string]func(matched, total int) bool{
		"oneOf": func(matched, _ int) bool { return matched == 1 },
		"anyOf": func(matched, _ int) bool { return matched > 0 },
		"allOf": func(matched, total int) bool { return matched == total },
	} {
		branches, ok := schema[keyword].([]any)
		if !ok || len(branches) == 0 {
			continue
		}
		matched := 0
		for _, branch := range branches {
			inner := &checker{root: c.root, given: c.given}
			if schema, ok := branch.(map[string]any); ok {
				inner.value(at, schema, v)
			}
			if len(inner.problems) == 0 {
				matched++
			}
		}
		if !enough(matched, len(branches)) {
			c.problemf(at, "%s: %d of %d subschemas matched", keyword, matched, len(branches))
		}
	}
}

func stringsOf(v any) []string {
	var texts []string
	list, _ := v.([]any)
	for _, item := range list {
		if text, ok := item.(string); ok {
			texts = append(texts, text)
		}
	}
	return texts
}

func limit(v any) (int, bool) {
	number, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	n, err := number.Int64()
	return int(n), err == nil
}

// matches tries a pattern of a schema. Patterns are those of another
// language; one that Go cannot read allows everything.
func matches(pattern, text string) bool {
	compiled := compile(pattern)
	return compiled == nil || compiled.MatchString(text)
}

// compiledPatterns are those compiled before, nil where Go cannot read one: the
// same schemas check many models.
var compiledPatterns = struct {
	sync.Mutex
	bySource map[string]*regexp.Regexp
}{bySource: map[string]*regexp.Regexp{}}

// greatCount is a repetition up to a count that Go does not have; without a limit it
// allows more than it should.
var greatCount = regexp.MustCompile(`\{(\d{1,3}),(?:100[1-9]|10[1-9]\d|1[1-9]\d\d|[2-9]\d{3}|\d{5,})\}`)

func compile(pattern string) *regexp.Regexp {
	compiledPatterns.Lock()
	defer compiledPatterns.Unlock()
	compiled, known := compiledPatterns.bySource[pattern]
	if !known {
		source := greatCount.ReplaceAllString(strings.ReplaceAll(pattern, `\Z`, `\z`), `{$1,}`)
		compiled, _ = regexp.Compile(source) // nil where it fails
		compiledPatterns.bySource[pattern] = compiled
	}
	return compiled
}
