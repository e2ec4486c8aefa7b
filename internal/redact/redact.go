// Package redact hides secrets in texts that a person may read. An API may
// repeat what it was sent, and seldom as it was sent: a message quotes JSON, a
// proxy prints an address, a gateway a header in base64.
//
// It must not know where a secret comes from or which texts there are, and it
// keeps nothing but the patterns of the secrets that it was given.
package redact

import (
	"regexp"
	"slices"
	"strings"
)

// Mark is what stands in a text in place of a secret.
const Mark = "(sensitive value)"

// shortest is the length in bytes below which a value is not hidden: it keeps
// no secret, and hiding it would blot out parts of ordinary words.
const shortest = 4

// A Set is what must not be shown. The zero Set hides nothing. It may be used
// by several goroutines at once.
type Set struct{ patterns []*regexp.Regexp }

// Of returns the Set of some secrets. Each is hidden as a whole and line by
// line, because messages often quote one line of a key. What is shorter than
// four bytes is left out.
func Of(secrets ...string) Set {
	var set Set
	known := map[string]bool{}
	for _, secret := range secrets {
		for _, part := range append([]string{secret}, strings.FieldsFunc(secret, isLineBreak)...) {
			if len(part) >= shortest && !known[part] {
				known[part] = true
				set.patterns = append(set.patterns, regexp.MustCompile(pattern(part)))
			}
		}
	}
	return set
}

func isLineBreak(r rune) bool { return r == '\n' || r == '\r' }

// Hide returns text with Mark in place of every secret, in plain and in the
// forms in which they travel: escaped in JSON, in a URL's path or query (once
// or several times, one inside the other), in base64 (also as a part of
// something longer) and in hexadecimal digits.
func (s Set) Hide(text string) string {
	var hidden [][]int
	for _, p := range s.patterns {
		hidden = append(hidden, p.FindAllStringIndex(text, -1)...)
	}
	if len(hidden) == 0 {
		return text
	}
	slices.SortFunc(hidden, func(a, b []int) int { return a[0] - b[0] })
	var b strings.Builder
	shown := 0 // where the text that is still to be written begins
	for _, span := range hidden {
		if span[0] >= shown {
			b.WriteString(text[shown:span[0]])
			b.WriteString(Mark)
		}
		// Two secrets may overlap: together they are one mark.
		shown = max(shown, span[1])
	}
	b.WriteString(text[shown:])
	return b.String()
}
