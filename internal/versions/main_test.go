package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/terraformtest"
)

const root = "../.."

func versionList(t *testing.T) terraformtest.Versions {
	t.Helper()
	list, err := terraformtest.ReadVersions()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// TestEverythingFollowsTheList: the workflow's matrix and the guide's tables are
// what the list says.
func TestEverythingFollowsTheList(t *testing.T) {
	list := versionList(t)
	for _, file := range files {
		content := readFile(t, file.file)
		want, err := file.with(list, content)
		if err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(want, content); diff != "" {
			t.Errorf("%s is not what versions.json says; run scripts/versions -write (-want +got):\n%s", file.file, diff)
		}
	}
}

// TestOldestIsNamed: the pages name the oldest versions that are tested.
func TestOldestIsNamed(t *testing.T) {
	list := versionList(t)
	sentence := fmt.Sprintf("Terraform %s or later and OpenTofu %s or later", list.Terraform[0], list.OpenTofu[0])
	for _, page := range []string{"templates/index.md.tmpl", "templates/guides/versions.md.tmpl"} {
		if !strings.Contains(readFile(t, page), sentence) {
			t.Errorf("%s does not say %q", page, sentence)
		}
	}
}

// TestWorkflowRunsTheScript: each job with a matrix of versions runs the script
// with the binary that it installed, so that all of them run the same tests.
func TestWorkflowRunsTheScript(t *testing.T) {
	workflow := readFile(t, ".github/workflows/test.yml")
	matrices := strings.Count(workflow, "        version: [")
	runs := regexp.MustCompile(`(?m)^      - run: scripts/versions "\$\(command -v (terraform|tofu)\)"$`).FindAllString(workflow, -1)
	if matrices != 2 || len(runs) != 2 {
		t.Errorf("the workflow has %d matrices of versions and runs the script %d times, want 2 of each: %q", matrices, len(runs), runs)
	}
	if strings.Contains(workflow, packages[0]) {
		t.Error("the workflow names packages that the script knows")
	}
	if script := readFile(t, "scripts/versions"); !strings.Contains(script, "go run ./internal/versions") {
		t.Error("scripts/versions runs something else")
	}
}

// TestWriteIsNeverSilent: a file in which a part is not found is an error, else its
// matrix or table would stay as it is.
func TestWriteIsNeverSilent(t *testing.T) {
	for _, file := range files {
		for _, content := range []string{"", strings.Repeat(readFile(t, file.file), 2)} {
			if _, err := file.with(versionList(t), content); err == nil {
				t.Errorf("%s: no error for a content with none or two of its parts", file.file)
			}
		}
	}
}

// TestFlagsAloneAreAnError: a variable that was meant to hold a path may be empty.
func TestFlagsAloneAreAnError(t *testing.T) {
	if err := run(t.Context(), []string{"--", "-run", "TestDemo"}, io.Discard); err == nil {
		t.Error("nothing was run, and that is no error")
	}
}

func TestCount(t *testing.T) {
	const events = `{"Action":"run","Package":"p","Test":"TestGood"}
{"Action":"output","Package":"p","Test":"TestGood","Output":"fine\n"}
{"Action":"pass","Package":"p","Test":"TestGood/part"}
{"Action":"pass","Package":"p","Test":"TestGood"}
{"Action":"output","Package":"p","Test":"TestNew","Output":"=== RUN   TestNew\n"}
{"Action":"output","Package":"p","Test":"TestNew","Output":"    main.go:9: Terraform 1.3.0 has no x: that needs Terraform 1.14\n"}
{"Action":"skip","Package":"p","Test":"TestNew"}
{"Action":"output","Package":"p","Test":"TestBad","Output":"    a_test.go:1: wrong\n"}
{"Action":"fail","Package":"p","Test":"TestBad"}
{"Action":"fail","Package":"p"}
{"Action":"output","Package":"q","Output":"panic: outside of a test\n"}
{"Action":"fail","Package":"q"}
{"Action":"pass","Package":"r"}
`
	ended, err := count(strings.NewReader(events))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	err = ended.report("Terraform 1.3.0", 61*time.Second, &out)
	const want = `Terraform 1.3.0: 2 passed, 1 skipped, 3 failed, in 1m1s
  skipped 1: Terraform 1.3.0 has no x: that needs Terraform 1.14
  failed: p
  failed: p TestBad
    a_test.go:1: wrong
  failed: q
panic: outside of a test
`
	if diff := cmp.Diff(want, out.String()); diff != "" || err == nil {
		t.Errorf("error %v, and the report differs (-want +got):\n%s", err, diff)
	}
	if _, err := count(strings.NewReader("no JSON")); err == nil {
		t.Error("no error for what is not the output of go test -json")
	}
}

func TestSupported(t *testing.T) {
	list := terraformtest.Versions{Terraform: []string{"1.3", "latest"}, OpenTofu: []string{"1.6"}}
	binary := func(product string, minor int) terraformtest.Binary {
		return terraformtest.Binary{Product: product, Version: terraformtest.Version{Major: 1, Minor: minor}}
	}
	for _, b := range []terraformtest.Binary{binary(terraformtest.Terraform, 2), binary(terraformtest.OpenTofu, 5)} {
		if err := supported(list, b); err == nil {
			t.Errorf("%+v is older than the oldest that is supported", b)
		}
	}
	for _, b := range []terraformtest.Binary{binary(terraformtest.Terraform, 3), binary(terraformtest.OpenTofu, 6)} {
		if err := supported(list, b); err != nil {
			t.Errorf("%+v: %v", b, err)
		}
	}
}
