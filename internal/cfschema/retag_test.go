package cfschema

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHeldTags(t *testing.T) {
	list, maps := tagSchema(t, listOfTags, ""), tagSchema(t, mapOfTags, "")
	defaults := map[string]string{"Team": "x", "Cost": "7"}
	for name, c := range map[string]struct {
		schema *Schema
		live   string
		want   map[string]string
		reason string
	}{
		"all":           {list, `{"Tags":[{"Key":"A","Value":"a"},{"Key":"Cost","Value":"7"},{"Key":"Team","Value":"x"}]}`, defaults, ""},
		"all in a map":  {maps, `{"Tags":{"A":"a","Cost":"7","Team":"x"}}`, defaults, ""},
		"another value": {maps, `{"Tags":{"Cost":"8","Team":"x"}}`, map[string]string{"Team": "x"}, "somebody changed it"},
		"no value":      {list, `{"Tags":[{"Key":"Team"}]}`, map[string]string{}, "a tag may have none"},
		"number":        {maps, `{"Tags":{"Cost":7}}`, map[string]string{"Cost": "7"}, "one value in two forms"},
		"none":          {list, `{"Size":1}`, map[string]string{}, ""},
		"no model":      {list, `null`, map[string]string{}, ""},
		"other case":    {maps, `{"Tags":{"team":"x"}}`, map[string]string{}, "keys of tags differ by case"},
	} {
		if diff := cmp.Diff(c.want, c.schema.HeldTags(model(t, c.live), defaults)); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.reason, diff)
		}
	}
	if held := testSchema(t, "bare.json").HeldTags(model(t, `{"Tags":{"Team":"x"}}`), defaults); held != nil {
		t.Errorf("a type without tags holds %v", held)
	}
}

func TestRetag(t *testing.T) {
	list, maps := tagSchema(t, listOfTags, ""), tagSchema(t, mapOfTags, "")
	applied := map[string]string{"Team": "x", "Cost": "7"}
	for name, c := range map[string]struct {
		schema *Schema
		live   string
		wanted map[string]string
		want   string
		reason string
	}{
		"one more":       {list, `{"Tags":[{"Key":"Cost","Value":"7"},{"Key":"Hand","Value":"h"},{"Key":"Team","Value":"x"}]}`, map[string]string{"Team": "x", "Cost": "7", "New": "n"}, `{"Tags":[{"Key":"Hand","Value":"h"},{"Key":"Cost","Value":"7"},{"Key":"New","Value":"n"},{"Key":"Team","Value":"x"}]}`, "what others set stays"},
		"one less":       {maps, `{"Tags":{"Cost":"7","Hand":"h","Team":"x"}}`, map[string]string{"Team": "x"}, `{"Tags":{"Hand":"h","Team":"x"}}`, ""},
		"another value":  {maps, `{"Tags":{"Cost":"7","Team":"x"}}`, map[string]string{"Team": "y", "Cost": "7"}, `{"Tags":{"Cost":"7","Team":"y"}}`, ""},
		"drift":          {list, `{"Tags":[{"Key":"Team","Value":"by hand"}]}`, map[string]string{"Team": "x"}, `{"Tags":[{"Key":"Team","Value":"x"}]}`, "a tag that is wanted is set, whatever it was"},
		"drift, a map":   {maps, `{"Tags":{"Team":"by hand"}}`, map[string]string{"Team": "x"}, `{"Tags":{"Team":"x"}}`, "the same"},
		"no value":       {list, `{"Tags":[{"Key":"Team"}]}`, map[string]string{"Team": "x"}, `{"Tags":[{"Key":"Team","Value":"x"}]}`, "a tag may have none"},
		"drift, unloved": {maps, `{"Tags":{"Cost":"8","Team":"x"}}`, map[string]string{}, `{"Tags":{"Cost":"8"}}`, "somebody set it since, so it is theirs"},
		"all of it":      {list, `{"Size":1,"Tags":[{"Key":"Cost","Value":"7"},{"Key":"Team","Value":"x"}]}`, nil, `{"Size":1}`, "nothing is left of the property"},
		"all of a map":   {maps, `{"Tags":{"Cost":"7"}}`, nil, `{}`, "the same"},
		"the first":      {list, `{}`, map[string]string{"Team": "x"}, `{"Tags":[{"Key":"Team","Value":"x"}]}`, ""},
		"none at all":    {maps, `{"Size":1}`, nil, `{"Size":1}`, ""},
	} {
		before := model(t, c.live)
		if diff := cmp.Diff(model(t, c.want), c.schema.Retag(before, applied, c.wanted)); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.reason, diff)
		}
		if diff := cmp.Diff(model(t, c.live), before); diff != "" {
			t.Errorf("%s: the model itself was changed:\n%s", name, diff)
		}
	}
	m := model(t, `{"Tags":{"Team":"x"}}`)
	if diff := cmp.Diff(m, testSchema(t, "bare.json").Retag(m, applied, nil)); diff != "" {
		t.Errorf("a type without tags (-want +got):\n%s", diff)
	}
}
