package cfschema

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// TestTagsAll: what a type's tag property holds, in every form that published
// schemas have.
func TestTagsAll(t *testing.T) {
	t.Parallel()
	team := map[string]any{"Team": "a"}
	for name, c := range map[string]struct {
		tagging string // the tagging section
		model   any
		want    any
		reason  string
	}{
		"a list":            {``, map[string]any{"Tags": []any{map[string]any{"Key": "Team", "Value": "a"}}}, team, "most types"},
		"other names":       {``, map[string]any{"Tags": []any{map[string]any{"TagKey": "Team", "TagValue": "a"}}}, team, ""},
		"more than two":     {``, map[string]any{"Tags": []any{map[string]any{"Key": "Team", "Value": "a", "PropagateAtLaunch": true}}}, team, "as an auto scaling group"},
		"a map":             {``, map[string]any{"Tags": team}, team, "every twelfth type"},
		"wrapped":           {``, map[string]any{"Tags": map[string]any{"Items": []any{map[string]any{"Key": "Team", "Value": "a"}}}}, team, "one type"},
		"in specifications": {`"tagProperty":"/properties/TagSpecifications/*/Tags"`, map[string]any{"TagSpecifications": []any{map[string]any{"Tags": []any{map[string]any{"Key": "Team", "Value": "a"}}}}}, team, "where the schema says so"},
		"elsewhere":         {``, map[string]any{"TagSpecifications": []any{map[string]any{"Tags": team}}}, map[string]any{}, "where the schema does not"},
		"another property":  {`"tagProperty":"/properties/HostedZoneTags"`, map[string]any{"HostedZoneTags": []any{map[string]any{"Key": "Team", "Value": "a"}}}, team, ""},
		"not taggable":      {`"taggable":false`, map[string]any{"Tags": team}, team, "one type has tags and says that it has none"},
		"none":              {``, map[string]any{"Name": "x"}, map[string]any{}, ""},
		"no value":          {``, map[string]any{"Tags": []any{map[string]any{"Key": "Team"}}}, map[string]any{"Team": ""}, "a tag may be a key alone"},
		"a number":          {``, map[string]any{"Tags": map[string]any{"Cost": json.Number("7"), "On": true}}, map[string]any{"Cost": "7", "On": "true"}, "it is sent as text"},
		"a null":            {``, map[string]any{"Tags": map[string]any{"Team": nil}}, map[string]any{}, "null is absence"},
		"unknown":           {``, map[string]any{"Tags": jsonvalue.Unknown}, jsonvalue.Unknown, ""},
		"an unknown item":   {``, map[string]any{"Tags": []any{jsonvalue.Unknown}}, jsonvalue.Unknown, "its key may be any"},
		"an unknown key":    {``, map[string]any{"Tags": []any{map[string]any{"Key": jsonvalue.Unknown, "Value": "a"}}}, jsonvalue.Unknown, ""},
		"an unknown value":  {``, map[string]any{"Tags": []any{map[string]any{"Key": "Team", "Value": jsonvalue.Unknown}}}, map[string]any{"Team": jsonvalue.Unknown}, "the others stay known"},
		"no form of tags":   {``, map[string]any{"Tags": []any{"Team"}}, nil, "nobody can tell"},
		"text":              {``, map[string]any{"Tags": "Team=a"}, nil, "nobody can tell"},
		"nested":            {``, map[string]any{"Tags": map[string]any{"Team": map[string]any{}}}, nil, "nobody can tell"},
		"twice":             {``, map[string]any{"Tags": []any{map[string]any{"Key": "Team", "Value": "a"}, map[string]any{"Key": "Team", "Value": "b"}}}, nil, "nobody can tell which one counts"},
	} {
		s := taggedSchema(t, c.tagging)
		if got := s.TagsAll(c.model, nil); !cmp.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v: %s", name, got, c.want, c.reason)
		}
	}
	s := taggedSchema(t, "")
	got := s.TagsAll(map[string]any{"Tags": map[string]any{"Team": "a"}}, map[string]string{"Team": "b", "Cost": "7"})
	if want := any(map[string]any{"Team": "a", "Cost": "7"}); !cmp.Equal(got, want) {
		t.Errorf("what is set wins over a default: got %v, want %v", got, want)
	}
}

func TestHoldsTags(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		tagging string
		path    jsonvalue.Path
		want    bool
	}{
		{``, jsonvalue.Path{"Tags"}, true},
		{``, jsonvalue.Path{"Tags", "Team"}, true},
		{``, jsonvalue.Path{"Name"}, false},
		{``, nil, true},
		{`"tagProperty":"/properties/TagSpecifications/*/Tags"`, jsonvalue.Path{"TagSpecifications"}, true},
		{`"tagProperty":"/properties/TagSpecifications/*/Tags"`, jsonvalue.Path{"Tags"}, false},
	} {
		if got := taggedSchema(t, c.tagging).HoldsTags(c.path); got != c.want {
			t.Errorf("%s: %v holds tags: %t, want %t", c.tagging, c.path, got, c.want)
		}
	}
}

func taggedSchema(t *testing.T, tagging string) *Schema {
	t.Helper()
	s, err := Parse([]byte(`{"typeName":"A::B::C","tagging":{` + tagging + `},"properties":{"Name":{"type":"string"},"Tags":{},"HostedZoneTags":{},
		"TagSpecifications":{"type":"array","items":{"type":"object","properties":{"Tags":{"type":"array"}}}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	return s
}
