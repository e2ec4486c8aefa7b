package providertest

import (
	"regexp"
	"strings"
	"testing"
)

// How many words a message may have, beside names and the words of an API. A
// person who reads ten of them must not need to scroll.
const (
	mostInWarning = 60
	mostInError   = 110
)

// advice is the heading of the list that consists of our own words. All other
// lists have a name on each line: of what is in the way, of a property, of an
// API's problem.
const advice = "What to do:"

var (
	// quoted begin a line whose rest is somebody else's words.
	quoted = regexp.MustCompile(`^(The API said|EntryGuard said|The hook said|The hook \S+ refused|The reason|Asked whose credentials these are, the API said|What is in the way is not fully known|Hook|Operation): `)

	aWord = regexp.MustCompile(`[A-Za-z0-9]`)
)

// OwnWords counts the words of a message without lists of names and without what
// an API says. Names in our own sentences count, so that the true number is less.
func OwnWords(text string) int {
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
		for word := range strings.FieldsSeq(line) {
			if aWord.MatchString(word) {
				words++
			}
		}
	}
	return words
}

// RequireBrief checks how long a message is; of names where it stands.
func RequireBrief(t *testing.T, of string, warning bool, text string) {
	t.Helper()
	most := mostInError
	if warning {
		most = mostInWarning
	}
	if words := OwnWords(text); words > most {
		t.Errorf("%s: a message has %d words, want at most %d:\n%s", of, words, most, text)
	}
}
