package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/terraformtest"
)

// A written file has parts that follow from the list of versions.
type written struct {
	file  string
	parts []part
}

// A part is found by what it must match, and replaced as a whole.
type part struct {
	found *regexp.Regexp
	text  func(list terraformtest.Versions) string
}

// files are what the list of versions is written into.
var files = []written{
	{".github/workflows/test.yml", []part{
		{regexp.MustCompile(`(?m)^ +version: \["[\d.]+\*".*\]\n`), func(list terraformtest.Versions) string { return matrix(list.Terraform, ".*") }},
		{regexp.MustCompile(`(?m)^ +version: \["[\d.]+x".*\]\n`), func(list terraformtest.Versions) string { return matrix(list.OpenTofu, ".x") }},
	}},
	{"templates/guides/versions.md.tmpl", []part{
		{regexp.MustCompile(`(?m)^\| tested with \|.*\n(\|.*\n)+`), triedTable},
		{regexp.MustCompile(`(?m)^\| needs \|.*\n(\|.*\n)+`), needsTable},
	}},
}

// write writes the list into the files below a folder.
func write(list terraformtest.Versions, root string) error {
	for _, file := range files {
		name := filepath.Join(root, filepath.FromSlash(file.file))
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		now, err := file.with(list, string(content))
		if err != nil {
			return err
		}
		if err := os.WriteFile(name, []byte(now), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// with returns the file's content as the list has it.
func (w written) with(list terraformtest.Versions, content string) (string, error) {
	for _, p := range w.parts {
		if places := p.found.FindAllString(content, -1); len(places) != 1 {
			return "", fmt.Errorf("%s has %d places that match %s, want one", w.file, len(places), p.found)
		}
		content = p.found.ReplaceAllLiteralString(content, p.text(list))
	}
	return content, nil
}

// matrix is the line of the workflow that names the versions; anyPatch is how a setup
// action writes "any patch of".
func matrix(versions []string, anyPatch string) string {
	quoted := make([]string, len(versions))
	for i, version := range versions {
		if version != "latest" {
			version += anyPatch
		}
		quoted[i] = fmt.Sprintf("%q", version)
	}
	return "        version: [" + strings.Join(quoted, ", ") + "]\n"
}

// triedTable is the guide's table of what was run with which binary.
func triedTable(list terraformtest.Versions) string {
	var b strings.Builder
	b.WriteString("| tested with | what was run |\n|---|---|\n")
	for _, one := range list.Tried {
		fmt.Fprintf(&b, "| %s | %s |\n", one.Binary, one.Tests)
	}
	fmt.Fprintf(&b, "| Terraform %s | what the GitHub workflow is set to run the test suite with |\n", strings.Join(list.Terraform, ", "))
	fmt.Fprintf(&b, "| OpenTofu %s | the same |\n", strings.Join(list.OpenTofu, ", "))
	return b.String()
}

// needsTable is the guide's table of what needs which version.
func needsTable(list terraformtest.Versions) string {
	var b strings.Builder
	b.WriteString("| needs | Terraform | OpenTofu |\n|---|---|---|\n")
	for _, need := range list.Features {
		openTofu := need.OpenTofu
		if openTofu == "" {
			openTofu = "none yet"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", need.Guide, need.Terraform, openTofu)
	}
	return b.String()
}
