// Package datatest finds data that others published and that the repository does not carry: all resource type schemas of
// AWS, and the model of the Cloud Control API. It is in the folder that STEWARD_TEST_DATA names, or beside the
// repository, in ../shared/data/cloudcontrol.
//
// Every test that needs the data asks here, so that one test can tell that none of them is skipped where it is there.
package datatest

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
)

// Names of files.
const (
	schemaArchive = "resource-type-schemas.tgz"
	serviceModel  = "service-model.json"
)

// folderVariable is the environment variable with the folder of the data.
const folderVariable = "STEWARD_TEST_DATA"

// ServiceModel returns the Smithy model of Cloud Control. It skips the test where there is no data.
func ServiceModel(t testing.TB) []byte {
	t.Helper()
	text, err := os.ReadFile(file(t, serviceModel))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Schemas returns the text of every published schema by type name; nobody may change what is in it. It skips the test
// where there is no data.
func Schemas(t testing.TB) map[string][]byte {
	t.Helper()
	name := file(t, schemaArchive)
	texts, err := readOnce(name)
	if err != nil {
		t.Fatalf("reading %s: %v", schemaArchive, err)
	}
	return texts
}

// Schema returns the text of one published schema.
func Schema(t testing.TB, typeName string) []byte {
	t.Helper()
	text, found := Schemas(t)[typeName]
	if !found {
		t.Fatalf("%s is not among the published schemas", typeName)
	}
	return text
}

// Available tells whether there is data, for tests that do with less where there is none.
func Available(t testing.TB) bool {
	t.Helper()
	_, there := find(t, schemaArchive)
	return there
}

// file returns the path of a file of the data, or skips the test.
func file(t testing.TB, name string) string {
	t.Helper()
	found, there := find(t, name)
	if !there {
		t.Skipf("neither %s nor ../shared/data/cloudcontrol beside the repository has %s", folderVariable, name)
	}
	return found
}

// find returns the path of a file of the data. That a folder was named and does not have it is no reason to skip a test.
func find(t testing.TB, name string) (found string, there bool) {
	t.Helper()
	if data := os.Getenv(folderVariable); data != "" {
		for _, folder := range []string{data, filepath.Join(data, "cloudcontrol")} {
			if found := filepath.Join(folder, name); isFile(found) {
				return found, true
			}
		}
		t.Fatalf("%s is %s, where there is no %s", folderVariable, data, name)
	}
	found = filepath.Join(beside(t), name)
	return found, isFile(found)
}

// beside returns the folder beside the repository in which the data may be.
func beside(t testing.TB) string {
	t.Helper()
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for !isFile(filepath.Join(root, "go.mod")) {
		if root == filepath.Dir(root) {
			t.Fatal("the test does not run in the repository")
		}
		root = filepath.Dir(root)
	}
	return filepath.Join(filepath.Dir(root), "shared", "data", "cloudcontrol")
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

var (
	reading sync.Mutex
	read    = map[string]map[string][]byte{} // what was read, by archive
)

// readOnce reads an archive for all tests of a package.
func readOnce(name string) (map[string][]byte, error) {
	reading.Lock()
	defer reading.Unlock()
	if texts, done := read[name]; done {
		return texts, nil
	}
	texts, err := readArchive(name)
	if err == nil {
		read[name] = texts
	}
	return texts, err
}

// readArchive reads the schemas of an archive.
func readArchive(name string) (map[string][]byte, error) {
	archive, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = archive.Close() }() // it was read only
	unzipped, err := gzip.NewReader(archive)
	if err != nil {
		return nil, err
	}
	texts := map[string][]byte{}
	for files := tar.NewReader(unzipped); ; {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return texts, nil
		}
		if err != nil {
			return nil, err
		}
		typeName, isSchema := strings.CutSuffix(path.Base(header.Name), ".json")
		if !isSchema {
			continue
		}
		if texts[strings.ReplaceAll(typeName, "-", "::")], err = io.ReadAll(files); err != nil {
			return nil, err
		}
	}
}
