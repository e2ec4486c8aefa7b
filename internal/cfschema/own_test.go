package cfschema

import (
	"os"
	"path/filepath"
	"testing"
)

// ownSchemas returns the file names of the schemas that the repository carries.
func ownSchemas(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join("testdata", "schemas"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}
