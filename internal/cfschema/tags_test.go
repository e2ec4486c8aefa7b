package cfschema

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// tagSchema returns a type whose property Tags is as given, with the rest of the schema in more.
func tagSchema(t *testing.T, tags, more string) *Schema {
	t.Helper()
	s, err := Parse(fmt.Appendf(nil, `{"typeName":"A::B::C","properties":{"Tags":%s,"Size":{"type":"integer"}},"handlers":{"update":{}}%s}`, tags, more))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const (
	listOfTags = `{"type":"array","items":{"type":"object","properties":{"Key":{"type":"string"},"Value":{"type":"string"}},"required":["Key"]}}`
	mapOfTags  = `{"type":"object","additionalProperties":false,"patternProperties":{"^.+$":{"type":"string"}}}`
)

func TestTagForms(t *testing.T) {
	for name, c := range map[string]struct {
		tags, more       string
		takes, updatable bool
		reason           string
	}{
		"list":             {listOfTags, ``, true, true, ""},
		"map":              {mapOfTags, ``, true, true, ""},
		"map without type": {`{"patternProperties":{"^.+$":{"type":"string"}}}`, ``, true, true, "two published types write it so"},
		"free object":      {`{"type":"object"}`, ``, true, true, "the older types say no more"},
		"other names":      {`{"type":"array","items":{"properties":{"TagKey":{"type":"string"},"TagValue":{"type":"string"}}}}`, ``, true, true, ""},
		"either names":     {`{"type":"array","items":{"oneOf":[{"properties":{"Key":{},"Value":{}},"required":["Key"]},{"properties":{"TagKey":{},"TagValue":{}},"required":["TagKey"]}]}}`, ``, true, true, "one of them is enough"},
		"more is required": {`{"type":"array","items":{"type":"object","properties":{"Key":{},"Value":{},"PropagateAtLaunch":{}},"required":["PropagateAtLaunch"]}}`, ``, false, false, "whether to hand a tag on is not ours to decide"},
		"structure":        {`{"type":"object","properties":{"Items":` + listOfTags + `}}`, ``, false, false, "no map"},
		"list of strings":  {`{"type":"array","items":{"type":"string"}}`, ``, false, false, ""},
		"map of numbers":   {`{"type":"object","additionalProperties":{"type":"integer"}}`, ``, false, false, ""},
		"not taggable":     {listOfTags, `,"tagging":{"taggable":false}`, false, false, ""},
		"read-only":        {listOfTags, `,"readOnlyProperties":["/properties/Tags"]`, false, false, "nobody can set them"},
		"in items":         {`{"type":"array","items":{"properties":{"Tags":` + listOfTags + `}}}`, `,"tagging":{"tagProperty":"/properties/Tags/*/Tags"}`, false, false, "which item is not ours to decide"},
		"not updatable":    {listOfTags, `,"tagging":{"tagUpdatable":false}`, true, false, ""},
		"create-only":      {listOfTags, `,"createOnlyProperties":["/properties/Tags"]`, true, false, "whatever the tagging section says"},
		"no property":      {`true`, `,"tagging":{"tagProperty":"/properties/Labels"}`, false, false, ""},
	} {
		s := tagSchema(t, c.tags, c.more)
		if s.TakesTags() != c.takes || s.TagsUpdatable() != c.updatable {
			t.Errorf("%s: takes tags %v, updatable %v; want %v, %v. %s", name, s.TakesTags(), s.TagsUpdatable(), c.takes, c.updatable, c.reason)
		}
		if got := s.WithTags(map[string]any{}, map[string]string{"a": "1"}); cmp.Equal(got, any(map[string]any{})) == c.takes {
			t.Errorf("%s: with tags: %v", name, got)
		}
	}
	if s := testSchema(t, "bare.json"); s.TakesTags() {
		t.Error("a type without a property for tags takes some")
	}
}

func TestWithTags(t *testing.T) {
	list, maps := tagSchema(t, listOfTags, ""), tagSchema(t, mapOfTags, "")
	deep, err := Parse([]byte(`{"typeName":"A::B::C","properties":{"Meta":{"type":"object","properties":{"Tags":` + mapOfTags + `}}},"tagging":{"tagProperty":"/properties/Meta/Tags"}}`))
	if err != nil {
		t.Fatal(err)
	}
	defaults := map[string]string{"Team": "x", "Cost": "7"}
	for name, c := range map[string]struct {
		schema      *Schema
		model, want string
		added       map[string]string
		reason      string
	}{
		"list":            {list, `{"Size":1}`, `{"Size":1,"Tags":[{"Key":"Cost","Value":"7"},{"Key":"Team","Value":"x"}]}`, defaults, ""},
		"map":             {maps, `{"Size":1}`, `{"Size":1,"Tags":{"Cost":"7","Team":"x"}}`, defaults, ""},
		"no model":        {maps, `null`, `{"Tags":{"Cost":"7","Team":"x"}}`, defaults, "nothing is an empty model"},
		"own in list":     {list, `{"Tags":[{"Key":"Team","Value":"mine"},{"Key":"A","Value":"a"}]}`, `{"Tags":[{"Key":"Team","Value":"mine"},{"Key":"A","Value":"a"},{"Key":"Cost","Value":"7"}]}`, map[string]string{"Cost": "7"}, "what is configured counts, and keeps its place"},
		"own in map":      {maps, `{"Tags":{"Team":"mine","A":"a"}}`, `{"Tags":{"Team":"mine","A":"a","Cost":"7"}}`, map[string]string{"Cost": "7"}, "what is configured counts"},
		"own without":     {list, `{"Tags":[{"Key":"Team"}]}`, `{"Tags":[{"Key":"Team"},{"Key":"Cost","Value":"7"}]}`, map[string]string{"Cost": "7"}, "a tag may have no value"},
		"own unknown":     {maps, `{"Tags":{"Team":"(unknown)"}}`, `{"Tags":{"Team":"(unknown)","Cost":"7"}}`, map[string]string{"Cost": "7"}, "its key is known"},
		"null in map":     {maps, `{"Tags":{"Team":null}}`, `{"Tags":{"Team":"x","Cost":"7"}}`, defaults, "null is absent"},
		"all own":         {maps, `{"Tags":{"Team":"a","Cost":"b"}}`, `{"Tags":{"Team":"a","Cost":"b"}}`, map[string]string{}, ""},
		"case":            {maps, `{"Tags":{"team":"a","Cost":"b"}}`, `{"Tags":{"team":"a","Cost":"b","Team":"x"}}`, map[string]string{"Team": "x"}, "keys of tags differ by case"},
		"unknown key":     {list, `{"Tags":[{"Key":"(unknown)","Value":"a"}]}`, `{"Tags":"(unknown)"}`, nil, "it may turn out to be a default's key"},
		"unknown tag":     {list, `{"Tags":["(unknown)"]}`, `{"Tags":"(unknown)"}`, nil, ""},
		"unknown tags":    {list, `{"Tags":"(unknown)"}`, `{"Tags":"(unknown)"}`, nil, ""},
		"unknown model":   {list, `"(unknown)"`, `"(unknown)"`, nil, ""},
		"map for a list":  {list, `{"Tags":{"A":"a"}}`, `{"Tags":{"A":"a"}}`, nil, "a wrong type is for Validate to report"},
		"list for a map":  {maps, `{"Tags":[{"Key":"A"}]}`, `{"Tags":[{"Key":"A"}]}`, nil, "a wrong type is for Validate to report"},
		"text for a list": {list, `{"Tags":"a"}`, `{"Tags":"a"}`, nil, "a wrong type is for Validate to report"},
		"nested":          {deep, `{}`, `{"Meta":{"Tags":{"Cost":"7","Team":"x"}}}`, defaults, "what is on the way is made"},
		"nothing there":   {deep, `{"Meta":5}`, `{"Meta":5}`, nil, "what is in the way stays"},
	} {
		before := model(t, c.model)
		got := c.schema.WithTags(before, defaults)
		if diff := cmp.Diff(model(t, c.want), got); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.reason, diff)
		}
		if diff := cmp.Diff(model(t, c.model), before); diff != "" {
			t.Errorf("%s: the model itself was changed:\n%s", name, diff)
		}
		if diff := cmp.Diff(c.added, c.schema.DefaultTags(before, defaults)); diff != "" {
			t.Errorf("%s: what came from the defaults (-want +got):\n%s", name, diff)
		}
		if c.added == nil || before == nil {
			continue
		}
		if undone := c.schema.WithoutTags(got, before, defaults); c.schema != deep && !jsonvalue.HasUnknown(before) && !c.schema.Equal(nil, before, undone) {
			t.Errorf("%s: undone: %v, want %v", name, undone, before)
		}
	}
}

func TestWithoutTags(t *testing.T) {
	list, maps := tagSchema(t, listOfTags, ""), tagSchema(t, mapOfTags, "")
	defaults := map[string]string{"Team": "x", "Cost": "7"}
	for name, c := range map[string]struct {
		schema                  *Schema
		model, configured, want string
		reason                  string
	}{
		"drift":          {maps, `{"Tags":{"Team":"y","Cost":"7"}}`, `{}`, `{"Tags":{"Team":"y"}}`, "another value than the default's is shown"},
		"added by hand":  {list, `{"Tags":[{"Key":"Hand","Value":"h"},{"Key":"Team","Value":"x"}]}`, `{}`, `{"Tags":[{"Key":"Hand","Value":"h"}]}`, ""},
		"configured too": {maps, `{"Tags":{"Team":"x","Cost":"7"}}`, `{"Tags":{"Team":"x"}}`, `{"Tags":{"Team":"x"}}`, "a tag that is configured stays, whatever its value"},
		"empty list":     {list, `{"Tags":[{"Key":"Team","Value":"x"},{"Key":"Cost","Value":"7"}]}`, `{"Tags":[]}`, `{"Tags":[]}`, "configured as empty"},
		"empty map":      {maps, `{"Tags":{"Team":"x"}}`, `{"Tags":{}}`, `{"Tags":{}}`, "configured as empty"},
		"number":         {maps, `{"Tags":{"Cost":7}}`, `{}`, `{}`, "a number in a string is one value in two forms"},
		"none":           {maps, `{"Size":1}`, `{}`, `{"Size":1}`, ""},
		"unknown":        {maps, `{"Tags":"(unknown)"}`, `{}`, `{"Tags":"(unknown)"}`, ""},
	} {
		if diff := cmp.Diff(model(t, c.want), c.schema.WithoutTags(model(t, c.model), model(t, c.configured), defaults)); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.reason, diff)
		}
	}
	m := model(t, `{"Tags":{"Team":"x"}}`)
	if diff := cmp.Diff(m, testSchema(t, "bare.json").WithoutTags(m, nil, defaults)); diff != "" {
		t.Errorf("a type without tags (-want +got):\n%s", diff)
	}
}

// TestRealTagForms counts the published types that take default tags.
func TestRealTagForms(t *testing.T) {
	var taggable, take, updatable int
	for name, text := range realSchemas(t) {
		s, err := Parse(text)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		taggable += oneIf(s.Tagging.Property != nil)
		take += oneIf(s.TakesTags())
		updatable += oneIf(s.TagsUpdatable())
		if s.Tagging.Property != nil && !s.TakesTags() {
			t.Logf("%s has tags at %s, but takes no defaults", s.TypeName, s.Tagging.Property)
		}
		tagged := s.WithTags(map[string]any{}, map[string]string{"Team": "a"})
		for _, problem := range s.Validate(tagged) {
			if problem.Path.Within(s.Tagging.Property) && s.TakesTags() {
				t.Errorf("%s: default tags are refused: %+v", s.TypeName, problem)
			}
		}
	}
	t.Logf("%d types have tags, %d take defaults, of %d they can be updated", taggable, take, updatable)
	if taggable-take > 10 || take < 1000 {
		t.Errorf("of %d types with tags %d take defaults, want nearly all", taggable, take)
	}
}
