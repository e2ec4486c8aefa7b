package cfschema

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

func TestDeprecatedSet(t *testing.T) {
	s := testSchema(t, "odd.json")
	for name, c := range map[string]struct {
		model  string
		want   []jsonvalue.Path
		reason string
	}{
		"none":       {`{"Config":{"Kept":"a"}}`, nil, ""},
		"no model":   {`null`, nil, ""},
		"null":       {`{"Config":{"Origin":null}}`, nil, "null is absent"},
		"unknown":    {`{"Config":{"Origin":"(unknown)"}}`, []jsonvalue.Path{{"Config", "Origin"}}, "it is set to something"},
		"definition": {`{"Tree":{"Old":"a","Children":[{"Name":"n"},{"Old":"b"}]}}`, []jsonvalue.Path{{"Tree", "Children", "1", "Old"}, {"Tree", "Old"}}, "wherever the definition is used, items by index"},
		"several":    {`{"Holder":{"properties":{"A":"a"}},"Config":{"Origin":"o"}}`, []jsonvalue.Path{{"Config", "Origin"}, {"Holder", "properties", "A"}}, "in the order of names"},
	} {
		if diff := cmp.Diff(c.want, s.DeprecatedSet(model(t, c.model))); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.reason, diff)
		}
	}
	if got := new(Schema).DeprecatedSet(model(t, `{"A":[{"B":1}]}`)); got != nil {
		t.Errorf("a schema that says nothing calls %v deprecated", got)
	}
}
