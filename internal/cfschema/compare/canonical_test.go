package compare_test

import (
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/compare"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
)

// TestCanonical: models are written in the same way just where they mean the same.
func TestCanonical(t *testing.T) {
	doc, _ := cfschematest.Value(string(cfschematest.Own("shapes.json"))).(map[string]any)
	model := shape.Read(doc).Model()
	for name, c := range map[string]struct {
		a, b string
		same bool
	}{
		"whole numbers":      {`{"Port":1}`, `{"Port":1.0}`, true},
		"other numbers":      {`{"Port":1}`, `{"Port":2}`, false},
		"great numbers":      {`{"Port":9007199254740993}`, `{"Port":9007199254740992}`, false},
		"doubles":            {`{"Ratio":0.1}`, `{"Ratio":0.1000000000000000055511151231257827}`, true},
		"other doubles":      {`{"Ratio":0.3}`, `{"Ratio":0.30000000000000004}`, false},
		"zero":               {`{"Ratio":0}`, `{"Ratio":0.0}`, true},
		"a tiny number":      {`{"Ratio":1e-400}`, `{"Ratio":2e-400}`, false},
		"text of a number":   {`{"Port":"1.0"}`, `{"Port":1}`, true},
		"text for text":      {`{"Label":"1.0"}`, `{"Label":"1"}`, false},
		"document in text":   {`{"Document":"{\"a\":1}"}`, `{"Document":"{ \"a\" : 1.0 }"}`, true},
		"another document":   {`{"Document":"{\"a\":1}"}`, `{"Document":"{\"a\":2}"}`, false},
		"order of a set":     {`{"Names":["a","b"]}`, `{"Names":["b","a"]}`, true},
		"order of a list":    {`{"Steps":[{"Status":1},{"Status":2}]}`, `{"Steps":[{"Status":2},{"Status":1}]}`, false},
		"null":               {`{"Port":null}`, `{}`, true},
		"null in a document": {`{"Free":{"a":null}}`, `{"Free":{}}`, false},
		"truth":              {`{"Enabled":true}`, `{"Enabled":false}`, false},
	} {
		a, b := cfschematest.Value(c.a), cfschematest.Value(c.b)
		if first, second := compare.Canonical(model, a), compare.Canonical(model, b); (first == second) != c.same {
			t.Errorf("%s: %s and %s, want the same: %v", name, first, second, c.same)
		}
		if compare.Equal(model, a, b) != c.same {
			t.Errorf("%s: %s and %s, want them equal: %v", name, c.a, c.b, c.same)
		}
	}
}
