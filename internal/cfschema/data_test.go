package cfschema

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/datatest"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
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
	s, err := Parse(testSchemaText(t, name))
	if err != nil {
		t.Fatalf("testdata/schemas/%s: %v", name, err)
	}
	return s
}

func testSchemaText(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "schemas", name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// model decodes a model that a test writes as JSON. The text "(unknown)" stands for Unknown.
func model(t testing.TB, text string) any {
	t.Helper()
	if text == "" {
		return nil
	}
	decoded, err := jsonvalue.Decode([]byte(text))
	if err != nil {
		t.Fatalf("a test's model %s: %v", text, err)
	}
	return withUnknown(decoded)
}

func withUnknown(value any) any {
	switch value := value.(type) {
	case string:
		if value == "(unknown)" {
			return jsonvalue.Unknown
		}
	case map[string]any:
		for key, member := range value {
			value[key] = withUnknown(member)
		}
	case []any:
		for i, item := range value {
			value[i] = withUnknown(item)
		}
	}
	return value
}
