package internal_test

import (
	"fmt"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// messageStart begins a message in a golden file. Texts about a plan name the
// place in the configuration and have the summary on the next line.
var messageStart = regexp.MustCompile(`(?m)^(Error|Warning): |^(ERROR|WARNING) at .*\n`)

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

// TestMessagesAreBrief counts the words of every golden text.
func TestMessagesAreBrief(t *testing.T) {
	all := messages(t)
	if len(all) < 140 {
		t.Fatalf("only %d messages were found in golden files", len(all))
	}
	table := ""
	for _, m := range all {
		table += fmt.Sprintf("%4d %-7s %s\n", providertest.OwnWords(m.text), m.severity, m.file)
		providertest.RequireBrief(t, m.file, m.severity == "warning", m.text)
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
