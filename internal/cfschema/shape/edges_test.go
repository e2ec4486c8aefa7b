package shape_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

func read(text string) *shape.Shape {
	doc, _ := cfschematest.Value(text).(map[string]any)
	return shape.Read(doc)
}

// TestLimitsToTheEdge: what is just allowed, and what just is not.
func TestLimitsToTheEdge(t *testing.T) {
	for name, c := range map[string]struct {
		schema, value string
		broken        bool
	}{
		"none allowed, none":       {`{"type":"array","maxItems":0}`, `[]`, false},
		"none allowed, one":        {`{"type":"array","maxItems":0}`, `[1]`, true},
		"a space is printable":     {`{"type":"string","pattern":"^a$"}`, `" "`, true},
		"a tilde is printable":     {`{"type":"string","pattern":"^a$"}`, `"~"`, true},
		"beyond them is not":       {`{"type":"string","pattern":"^a$"}`, `"\u007f"`, false},
		"a thousand":               {`{"type":"string","pattern":"^a{1000}$"}`, `"` + strings.Repeat("a", 1000) + `"`, false},
		"a thousand and one":       {`{"type":"string","pattern":"^a{1000}$"}`, `"` + strings.Repeat("a", 1001) + `"`, true},
		"up to a thousand":         {`{"type":"string","pattern":"^a{2,1000}$"}`, `"` + strings.Repeat("a", 1001) + `"`, true},
		"up to five":               {`{"type":"string","pattern":"^a{2,5}$"}`, `"aaaaaa"`, true},
		"more than Go counts":      {`{"type":"string","pattern":"^a{2,1001}$"}`, `"` + strings.Repeat("a", 1001) + `"`, false},
		"more than Go counts, one": {`{"type":"string","pattern":"^a{2,1001}$"}`, `"a"`, true},
	} {
		p := read(`{"properties":{"X":` + c.schema + `}}`).Model().Property("X")
		if got := p.Broken(cfschematest.Value(c.value)); (got != "") != c.broken {
			t.Errorf("%s: %q, want broken %v", name, got, c.broken)
		}
	}
}

// TestLongExpressionsToTheEdge: how much of an expression a message shows.
func TestLongExpressionsToTheEdge(t *testing.T) {
	for length, whole := range map[int]bool{300: true, 301: false} {
		expression := "^" + strings.Repeat("a", length-2) + "$"
		said := read(`{"properties":{"X":{"type":"string","pattern":"` + expression + `"}}}`).Model().Property("X").Broken("b")
		if strings.HasSuffix(said, "…") == whole || strings.Contains(said, expression) != whole {
			t.Errorf("%d characters: %s", length, said)
		}
	}
}

// TestFree: whatever a schema says of what an object holds, it is no document any more.
func TestFree(t *testing.T) {
	for text, want := range map[string]bool{
		`{"type":"object"}`: true, `{"type":"object","properties":{"A":{}}}`: false, `{"type":"object","patternProperties":{"a":{}}}`: false,
		`{"type":"object","required":["A"]}`: false, `{"type":"object","properties":{"A":{}},"patternProperties":{"a":{}}}`: false,
		`{"type":"object","properties":{"A":{}},"required":["A"]}`: false, `{"type":"object","additionalProperties":false}`: false,
	} {
		if got := read(`{"properties":{"X":` + text + `}}`).Model().Property("X").Free(); got != want {
			t.Errorf("%s is free: %v, want %v", text, got, want)
		}
	}
}

// TestNoConflict: an alternative that does not say which objects match it excludes nothing.
func TestNoConflict(t *testing.T) {
	for members, want := range map[string]int{
		`{"required":["A"]},{"required":["B"]}`:                     1,
		`{"required":["A"]},{}`:                                     1,
		`{"required":["A"]},{"properties":{"B":{"type":"string"}}}`: 0,
	} {
		found := read(`{"properties":{"A":{},"B":{}},"oneOf":[` + members + `]}`).Model().Conflicts()
		if len(found) != want {
			t.Errorf("%s: %+v, want %d", members, found, want)
		}
	}
}

// TestPointers: those that schemas write, with and without keywords in them.
func TestPointers(t *testing.T) {
	s := read(`{"properties":{"Name":{"type":"string"},"Deep":{"type":"object","properties":{"In":{"type":"string"}}},"properties":{"type":"object","properties":{"Name":{}}}}}`)
	for pointer, want := range map[string][]jsonvalue.Path{
		"/properties/Name":               {{"Name"}},
		"/properties":                    nil,
		"/definitions/Name":              nil,
		"/properties/Deep/In":            {{"Deep", "In"}},
		"/properties/Deep/properties/In": {{"Deep", "In"}},
		"/properties/Deep/properties":    {{"Deep", "properties"}},
		"/properties/properties/Name":    {{"properties", "Name"}},
	} {
		if diff := cmp.Diff(want, s.Paths([]any{pointer})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", pointer, diff)
		}
	}
	bare := read(`{"properties":{"Name":{"type":"string"}}}`)
	if diff := cmp.Diff([]jsonvalue.Path{{"properties", "Name"}}, bare.Paths([]any{"/properties/properties/Name"})); diff != "" {
		t.Errorf("the first name is a property's (-want +got):\n%s", diff)
	}
}

// TestPointersIntoDefinitions name a part of whatever has the definition.
func TestPointersIntoDefinitions(t *testing.T) {
	for pointer, want := range map[string]bool{
		"/definitions/Rule/Id": true, "/definitions/Rule/properties/Id": true, "/definitions/Rule/properties": false, "/definitions/Rule": false, "/properties/Rule/Id": false,
	} {
		s := read(`{"definitions":{"Rule":{"type":"object","properties":{"Id":{"type":"string"}}}},"properties":{"Rules":{"type":"array","items":{"$ref":"#/definitions/Rule"}}},"readOnlyProperties":["` + pointer + `"]}`)
		if got := s.At(jsonvalue.Path{"Rules", jsonvalue.AnyItem, "Id"}).Is(shape.ReadOnly); got != want {
			t.Errorf("%s marks the ID: %v, want %v", pointer, got, want)
		}
		if s.At(jsonvalue.Path{"Rules", jsonvalue.AnyItem}).Is(shape.ReadOnly) {
			t.Errorf("%s marks the whole rule", pointer)
		}
	}
}
