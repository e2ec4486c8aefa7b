package internal_test

import (
	"fmt"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// How many words a message may have, beside names and the words of an API. A
// person who reads ten of them must not need to scroll.
const (
	mostInWarning = 60
	mostInError   = 110
)

var (
	// messageStart begins a message in a golden file. Texts about a plan name the
	// place in the configuration and have the summary on the next line.
	messageStart = regexp.MustCompile(`(?m)^(Error|Warning): |^(ERROR|WARNING) at .*\n`)

	// quoted begin a paragraph whose rest is somebody else's words.
	quoted = regexp.MustCompile(`^(The API said|EntryGuard said|The hook said|The hook \S+ refused|The reason|Asked who it is, the API said|Hook|Operation): `)

	aWord = regexp.MustCompile(`[A-Za-z0-9]`)
)

// advice is the heading of the list that consists of our own words. All other
// lists have a name on each line: of what is in the way, of a property, of an API's problem.
const advice = "What to do:"

// A message is a warning or an error as a golden file holds it.
type message struct {
	file, severity, text string
}

// messages are those of all golden files.
func messages(t *testing.T) []message {
	t.Helper()
	var found []message
	for name, text := range providerFiles(t, os.DirFS("..")) {
		if path.Ext(name) != ".txt" {
			continue
		}
		starts := messageStart.FindAllStringIndex(text, -1)
		for i, start := range starts {
			end := len(text)
			if i+1 < len(starts) {
				end = starts[i+1][0]
			}
			severity, _, _ := strings.Cut(strings.ToLower(text[start[0]:start[1]]), " ")
			found = append(found, message{name, strings.TrimSuffix(severity, ":"), strings.TrimSuffix(strings.TrimSpace(text[start[1]:end]), "---")})
		}
	}
	slices.SortFunc(found, func(a, b message) int { return strings.Compare(a.file, b.file) })
	return found
}

// ownWords counts the words of a message without lists of names and without what
// an API says. Names in our own sentences count, so that the true number is less.
func ownWords(text string) int {
	words, heading := 0, ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		item := strings.HasPrefix(line, "  ")
		if !item {
			heading = line
			if start := quoted.FindString(line); start != "" {
				line = start
			}
		}
		if item && heading != advice && strings.HasSuffix(heading, ":") {
			continue
		}
		for _, word := range strings.Fields(line) {
			if aWord.MatchString(word) {
				words++
			}
		}
	}
	return words
}

// TestMessagesAreBrief counts the words of every golden text.
func TestMessagesAreBrief(t *testing.T) {
	all := messages(t)
	if len(all) < 140 {
		t.Fatalf("only %d messages were found in golden files", len(all))
	}
	table := ""
	for _, m := range all {
		most, words := mostInError, ownWords(m.text)
		if m.severity == "warning" {
			most = mostInWarning
		}
		table += fmt.Sprintf("%4d %-7s %s\n", words, m.severity, m.file)
		if words > most {
			t.Errorf("%s: the %s has %d words, want at most %d:\n%s", m.file, m.severity, words, most, m.text)
		}
	}
	if file := os.Getenv("MESSAGES_TABLE"); file != "" {
		if err := os.WriteFile(file, []byte(table), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

var guideLink = regexp.MustCompile(`https://registry\.terraform\.io/providers/steward-iac/steward/latest/docs/(\S+?)(?:#(\S+))?(?:[\s"` + "`" + `)]|$)`)

// TestMessagesLinkToTheGuide follows the links of all golden texts: the page is
// there, and has the heading.
func TestMessagesLinkToTheGuide(t *testing.T) {
	root := os.DirFS("..")
	followed := 0
	for _, m := range messages(t) {
		for _, found := range guideLink.FindAllStringSubmatch(m.text, -1) {
			followed++
			page := "docs/" + found[1] + ".md"
			if !exists(root, page) {
				t.Errorf("%s links to %s, which is not there", m.file, page)
				continue
			}
			if anchor := found[2]; !slices.Contains(anchors(readPage(t, root, page)), anchor) {
				t.Errorf("%s links to %s#%s, which is no heading there", m.file, page, anchor)
			}
		}
	}
	if followed < 20 {
		t.Errorf("only %d links were found", followed)
	}
}

var (
	aHeading    = regexp.MustCompile(`(?m)^#+ (.+)$`)
	notInAnchor = regexp.MustCompile(`[^a-z0-9 _-]`)
)

// anchors are those that a registry gives the headings of a page.
func anchors(page string) []string {
	var found []string
	for _, heading := range aHeading.FindAllStringSubmatch(page, -1) {
		found = append(found, strings.ReplaceAll(notInAnchor.ReplaceAllString(strings.ToLower(heading[1]), ""), " ", "-"))
	}
	return found
}
