package providertest

import (
	"archive/zip"
	"io"
	"strings"
	"testing"
)

// Unzipped returns everything that a plan file holds: it is a ZIP archive.
func Unzipped(t *testing.T, file string) string {
	t.Helper()
	archive, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	var all strings.Builder
	for _, member := range archive.File {
		reader, err := member.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
		if err := reader.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}
