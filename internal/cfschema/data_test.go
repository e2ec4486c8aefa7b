package cfschema

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// schemaArchive is the file of real schemas, relative to the folder of test data.
const schemaArchive = "resource-type-schemas.tgz"

// realSchemas returns the text of every published schema by its file name; it skips the test where they are absent.
func realSchemas(t *testing.T) map[string][]byte {
	t.Helper()
	if testing.Short() {
		t.Skip("the published schemas are left out with -short, as with the race detector: one goroutine works on them, and it takes a minute there")
	}
	archive := findArchive()
	if archive == "" {
		t.Skip("no real schemas: neither STEWARD_TEST_DATA nor ../shared/data/cloudcontrol beside the repository has " + schemaArchive)
	}
	texts, err := readSchemas(archive)
	if err != nil {
		t.Fatalf("reading %s: %v", schemaArchive, err)
	}
	return texts
}

// findArchive looks where the data folder may be: at STEWARD_TEST_DATA, or beside the repository.
func findArchive() string {
	folders := []string{filepath.Join("..", "..", "..", "shared", "data", "cloudcontrol")}
	if data := os.Getenv("STEWARD_TEST_DATA"); data != "" {
		folders = []string{data, filepath.Join(data, "cloudcontrol")}
	}
	for _, folder := range folders {
		if file := filepath.Join(folder, schemaArchive); isFile(file) {
			return file
		}
	}
	return ""
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

var archives sync.Map // the texts by archive, since several tests read the same one

func readSchemas(archive string) (map[string][]byte, error) {
	if found, ok := archives.Load(archive); ok {
		return found.(map[string][]byte), nil
	}
	file, err := os.Open(archive)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return nil, err
	}
	texts := map[string][]byte{}
	for reader := tar.NewReader(unzipped); ; {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if strings.HasSuffix(header.Name, ".json") {
			if texts[path.Base(header.Name)], err = io.ReadAll(reader); err != nil {
				return nil, err
			}
		}
	}
	archives.Store(archive, texts)
	return texts, nil
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
