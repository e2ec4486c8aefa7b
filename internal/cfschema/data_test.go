package cfschema

import (
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
	"github.com/steward-iac/terraform-provider-steward/internal/datatest"
)

// realSchemas returns the text of every published schema by type name; it skips the test where they are absent.
func realSchemas(t *testing.T) map[string][]byte {
	t.Helper()
	if testing.Short() {
		t.Skip("the published schemas are left out with -short, as with the race detector: one goroutine works on them, and it takes a minute there")
	}
	return datatest.Schemas(t)
}

// testSchema returns one of our own schemas.
func testSchema(t testing.TB, name string) *Schema {
	t.Helper()
	s, err := Parse(cfschematest.Own(name))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return s
}

// model is a model that a test writes as JSON.
func model(_ testing.TB, text string) any { return cfschematest.Value(text) }
