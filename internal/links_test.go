package internal_test

import (
	"io/fs"
	"net/url"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

// link finds the target of a Markdown link.
var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// TestLinks follows every relative link of what people read.
func TestLinks(t *testing.T) {
	root := os.DirFS("..")
	followed := 0
	for _, page := range pages(t, root) {
		text, err := fs.ReadFile(root, page)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range link.FindAllStringSubmatch(string(text), -1) {
			target, err := url.Parse(found[1])
			if err != nil {
				t.Errorf("%s: the link %s is none: %v", page, found[1], err)
				continue
			}
			if target.Scheme != "" || target.Path == "" {
				continue
			}
			followed++
			if !exists(root, path.Join(path.Dir(page), target.Path)) {
				t.Errorf("%s: the link %s leads to nothing", page, found[1])
			}
		}
	}
	if followed < 10 {
		t.Errorf("only %d relative links were found: the pages have more", followed)
	}
}

// pages are the Markdown files at the root and below docs/ and examples/.
func pages(t *testing.T, root fs.FS) []string {
	t.Helper()
	var found []string
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/*/*.md", "examples/*/*.md"} {
		some, err := fs.Glob(root, pattern)
		if err != nil || len(some) == 0 {
			t.Fatalf("no page matches %s: %v", pattern, err)
		}
		found = append(found, some...)
	}
	return found
}

// exists reports whether a link's target is there. Pages of a registry link to
// each other without the ending.
func exists(root fs.FS, name string) bool {
	for _, candidate := range []string{name, name + ".md"} {
		if _, err := fs.Stat(root, strings.TrimSuffix(candidate, "/")); err == nil {
			return true
		}
	}
	return false
}
