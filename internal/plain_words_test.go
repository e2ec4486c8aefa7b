package internal_test

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// quaint are words and turns that a practitioner with another first language reads twice, by what to write instead.
var quaint = map[string]*regexp.Regexp{
	"correct, fix":                    regexp.MustCompile(`(?i)\bmend(s|ed|ing)?\b`),
	"check, or what is done":          regexp.MustCompile(`(?i)\b(a|live|the|one|each) looks?\b|\blooks first\b|\blooked (at|for|in)\b|\bnot looked\b`),
	"again, new":                      regexp.MustCompile(`(?i)\banew\b`),
	"who created":                     regexp.MustCompile(`(?i)\bto whom\b|\bwhomever\b|\bwhoever\b|\bwhom the provider\b`),
	"could not be read":               regexp.MustCompile(`(?i)could not be had\b|\bwas not to be had\b`),
	"RFC 3339":                        regexp.MustCompile(`(?i)\bas EntryGuard (says|has) it\b|\bas the API tells\b`),
	"such as":                         regexp.MustCompile("(?i)(,|\\)) as `"),
	"is logged in to, belongs to":     regexp.MustCompile(`(?i)\b(speaks?|spoke|spoken) for\b`),
	"continues":                       regexp.MustCompile(`(?i)\bgo(es)? on with\b`),
	"is in the state":                 regexp.MustCompile(`(?i)\bstands? in (the |plan|state)|\bas (it|they) stands?\b`),
	"says, shows":                     regexp.MustCompile(`(?i)\b(foretell|sighting|prospect)s?\b|\bas told\b|\btells how\b`),
	"merged over":                     regexp.MustCompile(`(?i)\blaid over\b`),
	"together with, next to":          regexp.MustCompile(`(?i)\bbeside\b`),
	"still being deleted":             regexp.MustCompile(`(?i)\bvanish(es|ed|ing)?\b`),
	"adopted":                         regexp.MustCompile(`(?i)\btaken over\b`),
	"does not help until it is fixed": regexp.MustCompile(`(?i)harmless, and useless`),
	"if the resource allows that":     regexp.MustCompile(`(?i)where its resource may\b`),
	"who owns the object":             regexp.MustCompile(`(?i)organization that the organization belongs`),
	"if, when":                        regexp.MustCompile(`(?i)\bwhere (there is|there are) none\b|\bwhere it did not\b|\bwhere it could\b`),
	"requested twice":                 regexp.MustCompile(`(?i)\basked for (nothing|twice)\b|\bnothing is asked for\b`),
}

// TestPlainWords reads what people read: the pages, the README, the examples.
func TestPlainWords(t *testing.T) {
	root := os.DirFS("..")
	read := 0
	for _, page := range append(pages(t, root), exampleFiles(t, root)...) {
		if slices.Contains([]string{"CHANGELOG.md", "CONTRIBUTING.md"}, path.Base(page)) {
			continue // history, and for those who write Go
		}
		text, err := fs.ReadFile(root, page)
		if err != nil {
			t.Fatal(err)
		}
		read++
		for number, line := range strings.Split(quotedText.ReplaceAllStringFunc(string(text), blank), "\n") {
			for instead, words := range quaint {
				if found := words.FindString(line); found != "" {
					t.Errorf("%s:%d: %q is hard to read; write %q or the like", page, number+1, found, instead)
				}
			}
		}
	}
	if read < 50 {
		t.Errorf("only %d pages and examples were read: there are more", read)
	}
}

// quotedText is a block with words of the provider, which are not the page's.
var quotedText = regexp.MustCompile("(?s)```text\n.*?\n```")

// blank keeps the lines of a text and nothing else.
func blank(text string) string { return strings.Repeat("\n", strings.Count(text, "\n")) }

// exampleFiles are the configurations that people copy, with their comments.
func exampleFiles(t *testing.T, root fs.FS) []string {
	t.Helper()
	var found []string
	err := fs.WalkDir(root, "examples", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && (path.Ext(name) == ".tf" || path.Ext(name) == ".sh" || path.Ext(name) == ".yml") {
			found = append(found, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestQuaint lets the list find what it was written for.
func TestQuaint(t *testing.T) {
	for _, hard := range []string{
		"UUID of the organization that the organization belongs to", "Mend what it says", "harmless, and useless before",
		"A look while planning is a look", "It is known only to whom created the key", "The schema could not be had",
		"When it was created, as EntryGuard says it", "What the resource is, as `SECURITY_GROUP`", "waits for it where its resource may",
	} {
		found := false
		for _, words := range quaint {
			found = found || words.MatchString(hard)
		}
		if !found {
			t.Errorf("nothing of the list is in %q", hard)
		}
	}
}
