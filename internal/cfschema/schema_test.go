package cfschema

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

func TestParse(t *testing.T) {
	s := testSchema(t, "shapes.json")
	for name, c := range map[string]struct{ got, want any }{
		"type name":             {s.TypeName, "Steward::Test::Shapes"},
		"primary identifier":    {s.PrimaryIdentifier, []jsonvalue.Path{{"Id"}}},
		"additional identifier": {s.AdditionalIdentifiers, [][]jsonvalue.Path{{{"Name"}}}},
		"required":              {s.Required, []string{"Name"}},
		"write-only":            {s.WriteOnly, []jsonvalue.Path{{"Password"}, {"Seed"}, {"Login", "Password"}, {"Login", "Seed"}, {"Rules", "*", "Key"}, {"Replicas", "*", "SeedCapacity"}}},
		"conditional":           {s.ConditionalCreateOnly, []jsonvalue.Path{{"Ratio"}}},
		"strategy by default":   {s.ReplacementStrategy, "create_then_delete"},
		"timeout by default":    {s.Create, &Handler{Permissions: []string{"steward:Create"}, Timeout: 2 * time.Hour}},
		"timeout":               {s.Delete, &Handler{Permissions: []string{"steward:Delete", "steward:Read"}, Timeout: 36 * time.Hour}},
		"what a list needs":     {s.List.Required, []string{"Name"}},
		"tagging":               {s.Tagging, Tagging{Taggable: true, OnCreate: true, Updatable: true, SystemTags: true, Property: jsonvalue.Path{"Tags"}, Permissions: []string{"steward:Tag"}}},
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestParseBareSchema(t *testing.T) {
	s := testSchema(t, "bare.json")
	for name, handler := range map[string]*Handler{"create": s.Create, "read": s.Read, "update": s.Update, "delete": s.Delete, "list": s.List} {
		if handler != nil {
			t.Errorf("a type without handlers has a %s handler: %+v", name, handler)
		}
	}
	if !s.Tagging.Taggable || s.Tagging.Property != nil {
		t.Errorf("tagging = %+v: a type can be taggable without a property for it", s.Tagging)
	}
	if want := []jsonvalue.Path{{"Database"}, {"Table"}, {"Region"}}; !cmp.Equal(want, s.PrimaryIdentifier) {
		t.Errorf("primary identifier = %v, want %v", s.PrimaryIdentifier, want)
	}
}

func TestParseOddSchema(t *testing.T) {
	s := testSchema(t, "odd.json")
	for name, c := range map[string]struct {
		got, want any
		reason    string
	}{
		"a second properties": {
			s.Deprecated,
			[]jsonvalue.Path{{"Config", "Origin"}, {"Holder", "properties", "A"}},
			"a keyword between two names is dropped, but not where it is the name of a property; a pointer to a definition is no path",
		},
		"write-only":            {s.WriteOnly, []jsonvalue.Path{{"a/b~c"}}, "pointers are unescaped; what is no pointer is left out"},
		"create-only":           {s.CreateOnly, []jsonvalue.Path{{"Both"}, {"List", "*", "Kept"}, {"Config", "Kept"}, {"Zones", "*", "Kept"}}, "the keyword is dropped in every list"},
		"additional identifier": {s.AdditionalIdentifiers, [][]jsonvalue.Path{{{"Both"}}}, "an identifier that is no list is left out"},
		"nested identifier":     {s.PrimaryIdentifier, []jsonvalue.Path{{"Tree", "Name"}, {"Number"}}, "parts may be nested"},
		"not taggable":          {s.Tagging.Taggable, false, "the old keyword counts where there is no tagging section"},
		"strategy":              {s.ReplacementStrategy, "delete_then_create", ""},
		"no fraction":           {s.Read, &Handler{Timeout: DefaultHandlerTimeout}, "a timeout that is no whole number of minutes is ignored"},
		"no zero":               {s.Delete, &Handler{Timeout: DefaultHandlerTimeout}, "a timeout of nothing would fail every deletion"},
		"no handler":            {s.List, (*Handler)(nil), "only an object is a handler"},
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.reason, diff)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, want, reason string }{
		"nothing":    {"", "not valid JSON", "an empty answer is no schema"},
		"cut":        {`{"typeName":"A::B::C",`, "not valid JSON", "an answer that was cut is no schema"},
		"two values": {`{"typeName":"A::B::C"} {}`, "something follows", "what follows may be the rest of another answer"},
		"a list":     {`[]`, "not a JSON object", "a schema is an object"},
		"null":       {`null`, "not a JSON object", "a schema is an object"},
		"no name":    {`{"properties":{"Secret":{}}}`, "no typeName", "without a name it may be anything"},
		"odd name":   {`{"typeName":5}`, "no typeName", "without a name it may be anything"},
	} {
		_, err := Parse([]byte(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %s: error = %v, want one with %q", name, c.reason, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), "Secret") {
			t.Errorf("%s: the error repeats the text: %v", name, err)
		}
	}
}

func TestPlaces(t *testing.T) {
	shapes, odd := testSchema(t, "shapes.json"), testSchema(t, "odd.json")
	for name, c := range map[string]struct {
		schema *Schema
		path   jsonvalue.Path
		known  bool
		flags  shape.Flags
		kinds  shape.Kinds
		reason string
	}{
		"through an array":        {shapes, jsonvalue.Path{"Rules", "*", "RuleId"}, true, shape.ReadOnly, shape.String, "as the pointer has it"},
		"by index":                {shapes, jsonvalue.Path{"Rules", "3", "RuleId"}, true, shape.ReadOnly, shape.String, "paths of a model have indices"},
		"the array left out":      {shapes, jsonvalue.Path{"Rules", "RuleId"}, true, shape.ReadOnly, shape.String, "some pointers leave the star out"},
		"marked without the star": {odd, jsonvalue.Path{"List", "0", "Secret"}, true, shape.ReadOnly, shape.String, "and mark the items all the same"},
		"an array itself":         {shapes, jsonvalue.Path{"Rules"}, true, 0, shape.Array, "its items' flags are not its own"},
		"below an odd definition": {odd, jsonvalue.Path{"Tree", "Children", "*", "Old"}, true, shape.Deprecated, shape.String, "a pointer to a definition marks every use of it, on every level"},
		"beside it":               {odd, jsonvalue.Path{"Tree", "Children", "*", "Name"}, true, 0, shape.String, "and nothing else"},
		"a definition's neighbour": {
			odd,
			jsonvalue.Path{"Tree"},
			true, 0, shape.Object,
			"what stands beside a reference does not count",
		},
		"recursion through a choice": {odd, jsonvalue.Path{"Tree", "Next", "Next", "Next", "Name"}, true, 0, shape.String, "a tree has any depth"},
		"a choice":                   {odd, jsonvalue.Path{"Tree", "Next"}, true, 0, shape.Object | shape.String, "both alternatives count"},
		"references in a circle":     {odd, jsonvalue.Path{"Circle"}, true, 0, 0, "they say nothing"},
		"a choice of itself":         {odd, jsonvalue.Path{"Self"}, true, 0, 0, "it says nothing"},
		"a reference to nowhere":     {odd, jsonvalue.Path{"Lost"}, true, 0, 0, "it says nothing"},
		"below what says nothing":    {odd, jsonvalue.Path{"Lost", "A"}, false, 0, 0, "the schema does not know"},
		"a reference to a sibling":   {odd, jsonvalue.Path{"Sibling"}, true, 0, shape.Integer | shape.String, "references may go anywhere in the schema"},
		"a type that does not exist": {odd, jsonvalue.Path{"Strange"}, true, 0, 0, "a word that JSON schema does not have says nothing"},
		"an unreadable expression":   {odd, jsonvalue.Path{"Ahead", "any"}, true, 0, shape.Integer, "which keys it means is the API's to judge"},
		"a map by schema":            {odd, jsonvalue.Path{"Counts", "any"}, true, 0, shape.Integer, "additionalProperties can describe keys"},
		"a key of a map":             {odd, jsonvalue.Path{"Zones", "a", "Kept"}, true, shape.CreateOnly, shape.String, "a star stands for keys too"},
		"any key of a map":           {shapes, jsonvalue.Path{"Variables", "*"}, true, 0, shape.String, ""},
		"no property":                {shapes, jsonvalue.Path{"Nmae"}, false, 0, 0, ""},
		"create-only in a structure": {odd, jsonvalue.Path{"Config", "Kept"}, true, shape.CreateOnly, shape.String, "the keyword in the pointer was dropped"},
		"tags":                       {shapes, jsonvalue.Path{"Tags"}, true, shape.Tags, shape.Array, "the default tag property"},
	} {
		p := c.schema.at(c.path)
		if p.Known() != c.known || p.Flags() != c.flags || p.Kinds() != c.kinds {
			t.Errorf("%s: %s: known %v, flags %b, kinds %b; want %v, %b, %b", name, c.reason, p.Known(), p.Flags(), p.Kinds(), c.known, c.flags, c.kinds)
		}
	}
}

func TestPath(t *testing.T) {
	path := jsonvalue.Path{"a/b~c", "*", "D"}
	if got, want := path.String(), "/a~1b~0c/*/D"; got != want {
		t.Errorf("String = %q, want %q", got, want)
	}
	if got, want := path.Dotted(), "a/b~c[*].D"; got != want {
		t.Errorf("Dotted = %q, want %q", got, want)
	}
	if got := jsonvalue.Path(nil).String(); got != "" {
		t.Errorf("the whole model is %q, want an empty pointer", got)
	}
	parent := make(jsonvalue.Path, 1, 4)
	first, second := parent.Child("a"), parent.Child("b")
	if first[1] != "a" || second[1] != "b" {
		t.Errorf("children share their memory: %v and %v", first, second)
	}
}

// TestConcurrentUse lets the race detector see that a schema is only read: one is shared by all objects of a type.
func TestConcurrentUse(t *testing.T) {
	s := testSchema(t, "odd.json")
	m := model(t, `{"Tree":{"Name":"a","Children":[{"Old":"b"}],"Next":{"Name":"c"}},"Size":"Small","Number":5,"Ahead":{"x":1}}`)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			s.Validate(m)
			if !s.Contains(m, s.Refresh(m, m)) {
				t.Error("a model does not contain itself")
			}
			if patch, err := s.Patch(m, m, true); err != nil || len(patch) > 0 {
				t.Errorf("patch of a model to itself: %+v, %v", patch, err)
			}
		})
	}
	group.Wait()
}
