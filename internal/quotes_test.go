package internal_test

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

// refusals is the guide that people open with an error before them.
const refusals = "templates/guides/destroying.md.tmpl"

var (
	// refusal finds the words and the reason of a refusal in its golden file.
	refusal = regexp.MustCompile(`(?s)^Error: .* was not deleted: ([^\n]+)\n.*\n\((\w+), `)

	runbookHeading = regexp.MustCompile(`(?m)^### \w+\n\n\*.+\*$`)

	// firstCell and quotation find what a row of the guide's first tables quotes.
	firstCell = regexp.MustCompile("(?m)^\\| (`[^|]+`) \\| [A-Z]")
	quotation = regexp.MustCompile("`([^`]+)`")
)

// TestRunbook holds the guide's runbook to the golden files: a section per
// reason, under the words that people read.
func TestRunbook(t *testing.T) {
	root := os.DirFS("..")
	guide := readPage(t, root, refusals)
	goldens := 0
	for name, text := range providerFiles(t, root) {
		if base := path.Base(name); !strings.HasPrefix(base, "refused_") || path.Ext(base) != ".txt" {
			continue
		}
		found := refusal.FindStringSubmatch(text)
		if found == nil {
			t.Errorf("%s: this is no refusal", name)
			continue
		}
		goldens++
		// The heading is the reason alone: its anchor is what messages link to.
		if heading := "\n### " + found[2] + "\n\n*" + found[1] + "*\n"; !strings.Contains(guide, heading) {
			t.Errorf("%s has no section %q", refusals, strings.TrimSpace(heading))
		}
	}
	if sections := len(runbookHeading.FindAllString(guide, -1)); goldens < 10 || sections != goldens {
		t.Errorf("%s has %d sections about reasons, and there are %d golden files of them", refusals, sections, goldens)
	}
}

// TestGuideQuotes looks for everything that the guide's tables quote among the
// provider's texts.
func TestGuideQuotes(t *testing.T) {
	root := os.DirFS("..")
	var said strings.Builder
	for _, text := range providerFiles(t, root) {
		said.WriteString(text)
	}
	quotes := 0
	for _, cell := range firstCell.FindAllStringSubmatch(readPage(t, root, refusals), -1) {
		for _, quote := range quotation.FindAllStringSubmatch(cell[1], -1) {
			quotes++
			if !strings.Contains(said.String(), quote[1]) {
				t.Errorf("%s quotes %q, which the provider does not say", refusals, quote[1])
			}
		}
	}
	if quotes < 15 {
		t.Errorf("only %d quotations were found: the guide has more", quotes)
	}
}

func readPage(t *testing.T, root fs.FS, name string) string {
	t.Helper()
	text, err := fs.ReadFile(root, name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// providerFiles returns the golden files and the code, tests aside, of the
// provider.
func providerFiles(t *testing.T, root fs.FS) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(root, "internal/provider", func(name string, entry fs.DirEntry, err error) error {
		golden := path.Ext(name) == ".txt"
		code := path.Ext(name) == ".go" && !strings.HasSuffix(name, "_test.go") && !strings.Contains(name, "providertest/")
		if err != nil || entry.IsDir() || !golden && !code {
			return err
		}
		text, err := fs.ReadFile(root, name)
		files[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
