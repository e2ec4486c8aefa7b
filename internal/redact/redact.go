// Package redact hides secrets in texts that a person may read. An API may
// repeat what it was sent, and seldom as it was sent: a message quotes JSON, a
// proxy prints an address, a gateway a header in base64.
//
// It must not know where a secret comes from or which texts there are. A Set
// knows the secrets that it hides; a Memory recognizes those that it was once
// shown, and knows none.
package redact

import (
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
type Set struct{ secrets []string }

// Of returns the Set of some secrets. Each is hidden as a whole and line by
// line, because messages often quote one line of a key. What is shorter than
// four bytes is left out.
func Of(secrets ...string) Set { return Set{parts(secrets)} }

// Empty tells whether the set hides nothing.
func (s Set) Empty() bool { return len(s.secrets) == 0 }

// parts returns the secrets and their lines, each once.
func parts(secrets []string) []string {
	var all []string
	known := map[string]bool{}
	for _, secret := range secrets {
		for _, whole := range []string{secret, asText(secret)} {
			for _, part := range append([]string{whole}, strings.FieldsFunc(whole, isLineBreak)...) {
				if len(part) >= shortest && !known[part] {
					known[part] = true
					all = append(all, part)
				}
			}
		}
	}
	return all
}

func isLineBreak(r rune) bool { return r == '\n' || r == '\r' }

// asText returns a secret as an encoder of JSON takes it: with U+FFFD for each
// byte that is no UTF-8.
func asText(secret string) string { return string([]rune(secret)) }

// Hide returns text with Mark in place of every secret, in plain and in the
// forms in which they travel: escaped in JSON, in a URL's path or query (once
// or several times, one inside the other), in base64 (also as a part of
// something longer) and in hexadecimal digits.
func (s Set) Hide(text string) string {
	if len(s.secrets) == 0 {
		return text
	}
	var hidden []span
	for _, v := range views(text) {
		for _, secret := range s.secrets {
			for at := range occurrences(v.text, secret) {
				hidden = append(hidden, v.source(at, at+len(secret)))
			}
		}
	}
	return marked(text, hidden)
}

// occurrences are the places where a text has a part, also where two overlap.
func occurrences(text, part string) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for begin := 0; ; begin++ {
			next := strings.Index(text[begin:], part)
			if next < 0 || !yield(begin+next) {
				return
			}
			begin += next
		}
	}
}

// marked returns the text with Mark in place of each span. Spans that overlap
// are one mark together.
func marked(text string, hidden []span) string {
	if len(hidden) == 0 {
		return text
	}
	slices.SortFunc(hidden, func(a, b span) int { return a.start - b.start })
	var b strings.Builder
	shown := 0 // where the text that is still to be written begins
	for _, h := range hidden {
		if h.start >= shown {
			b.WriteString(text[shown:h.start])
			b.WriteString(Mark)
		}
		shown = max(shown, h.end)
	}
	b.WriteString(text[shown:])
	return b.String()
}
