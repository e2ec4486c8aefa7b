package cloudcontrol

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDeprecatedSet(t *testing.T) {
	s := testSchema(t, "odd.json")
	for name, c := range map[string]struct {
		model  string
		want   []Path
		reason string
	}{
		"none":       {`{"Config":{"Kept":"a"}}`, nil, ""},
		"no model":   {`null`, nil, ""},
		"null":       {`{"Config":{"Origin":null}}`, nil, "null is absent"},
		"unknown":    {`{"Config":{"Origin":"(unknown)"}}`, []Path{{"Config", "Origin"}}, "it is set to something"},
		"definition": {`{"Tree":{"Old":"a","Children":[{"Name":"n"},{"Old":"b"}]}}`, []Path{{"Tree", "Children", "1", "Old"}, {"Tree", "Old"}}, "wherever the definition is used, items by index"},
		"several":    {`{"Holder":{"properties":{"A":"a"}},"Config":{"Origin":"o"}}`, []Path{{"Config", "Origin"}, {"Holder", "properties", "A"}}, "in the order of names"},
	} {
		if diff := cmp.Diff(c.want, s.DeprecatedSet(model(t, c.model))); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.reason, diff)
		}
	}
	if got := new(TypeSchema).DeprecatedSet(model(t, `{"A":[{"B":1}]}`)); got != nil {
		t.Errorf("a schema that says nothing calls %v deprecated", got)
	}
}
