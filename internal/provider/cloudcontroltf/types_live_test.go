package cloudcontroltf_test

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// serves reports whether a live value is one that a configured value asks for.
// It is the tests' own judgement, more lenient than the provider's: a live
// value may have more, in another order, in another case, and an ARN may stand
// for a name.
func serves(configured, live any) bool {
	switch want := configured.(type) {
	case nil:
		return true
	case map[string]any:
		got, ok := live.(map[string]any)
		if text, isText := live.(string); isText {
			ok = json.Unmarshal([]byte(text), &got) == nil
		}
		for key, value := range want {
			ok = ok && (value == nil || got[key] != nil) && serves(value, got[key])
		}
		return ok
	case []any:
		got, ok := live.([]any)
		if !ok || len(got) < len(want) {
			return false
		}
		got = slices.Clone(got)
		for _, item := range want {
			i := slices.IndexFunc(got, func(one any) bool { return serves(item, one) })
			if i < 0 {
				return false
			}
			got = slices.Delete(got, i, i+1)
		}
		return true
	case string:
		return textServes(want, live)
	}
	return cmp.Equal(configured, live)
}

func textServes(want string, live any) bool {
	got, ok := live.(string)
	if !ok {
		encoded, err := json.Marshal(live)
		if err != nil {
			return false
		}
		got = string(encoded)
	}
	var a, b map[string]any
	if json.Unmarshal([]byte(want), &a) == nil && json.Unmarshal([]byte(got), &b) == nil {
		return cmp.Equal(a, b)
	}
	return strings.EqualFold(want, got) || strings.HasPrefix(got, "arn:") && strings.HasSuffix(got, "/"+want) || strings.HasPrefix(got, want+".")
}

// valueAt returns the value at a dotted path of object members, nil where there is
// none.
func valueAt(model any, dotted string) any {
	for name := range strings.SplitSeq(dotted, ".") {
		members, _ := model.(map[string]any)
		model = members[name]
	}
	return model
}

// hasPath reports whether there is something at a dotted path, if only null.
func hasPath(model any, dotted string) bool {
	holder, name := model, dotted
	if i := strings.LastIndexByte(dotted, '.'); i >= 0 {
		holder, name = valueAt(model, dotted[:i]), dotted[i+1:]
	}
	members, _ := holder.(map[string]any)
	_, there := members[name]
	return there
}

// apartFrom returns a model without what is at dotted paths of object members.
func apartFrom(model any, paths []string) any {
	for _, dotted := range paths {
		name, rest, nested := strings.Cut(dotted, ".")
		members, ok := model.(map[string]any)
		if !ok {
			continue
		}
		members = maps.Clone(members)
		if nested {
			members[name] = apartFrom(members[name], []string{rest})
		} else {
			delete(members, name)
		}
		model = members
	}
	return model
}

// publishedSchemas reads published resource type schemas, by type name, where
// the folder of test data is: at STEWARD_TEST_DATA or beside the repository. It
// returns none where it is not.
func publishedSchemas(t *testing.T, typeNames ...string) map[string][]byte {
	t.Helper()
	found := map[string][]byte{}
	for _, name := range typeNames {
		if text, published := everySchema(t)[name]; published {
			found[name] = text
		}
	}
	return found
}

// allPublishedSchemas reads all of them, and skips the test where there are none.
func allPublishedSchemas(t *testing.T) map[string][]byte {
	t.Helper()
	all := everySchema(t)
	if len(all) == 0 {
		t.Skip("neither STEWARD_TEST_DATA nor ../shared/data/cloudcontrol beside the repository has published schemas")
	}
	return all
}

// readEverySchema reads the archive once for all tests.
var readEverySchema = sync.OnceValues(func() (map[string][]byte, error) {
	file := openSchemas()
	if file == nil {
		return nil, nil
	}
	defer func() { _ = file.Close() }() // it was read only
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return nil, err
	}
	found := map[string][]byte{}
	for reader := tar.NewReader(unzipped); ; {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
		name, isSchema := strings.CutSuffix(filepath.Base(header.Name), ".json")
		if !isSchema {
			continue
		}
		if found[strings.ReplaceAll(name, "-", "::")], err = io.ReadAll(reader); err != nil {
			return nil, err
		}
	}
})

func everySchema(t *testing.T) map[string][]byte {
	t.Helper()
	all, err := readEverySchema()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// openSchemas opens the archive of published schemas; nil where there is none.
func openSchemas() *os.File {
	folders := []string{filepath.Join("..", "..", "..", "..", "shared", "data", "cloudcontrol")}
	if data := os.Getenv("STEWARD_TEST_DATA"); data != "" {
		folders = []string{data, filepath.Join(data, "cloudcontrol")}
	}
	for _, folder := range folders {
		if file, err := os.Open(filepath.Join(folder, "resource-type-schemas.tgz")); err == nil {
			return file
		}
	}
	return nil
}
