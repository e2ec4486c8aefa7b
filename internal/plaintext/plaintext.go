// Package plaintext cleans words that somebody else wrote before a person reads
// them in a terminal or a log. A name may hold an escape sequence that clears
// the screen, a line break with a forged line behind it, or a character that
// turns the reading order around.
//
// It knows no API and must never touch a value that is compared, stored as it
// is or sent back: cleaning is for what is printed as words.
package plaintext

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line returns text as one line: line breaks, tabs and other spaces become one
// space each, invisible characters that only format text are dropped, and every
// other control character, and what is not UTF-8, becomes U+FFFD.
func Line(text string) string { return clean(text, false) }

// Text is Line for words that may take several lines. Line feeds, with the
// carriage return before them, and tabs stay.
func Text(text string) string { return clean(text, true) }

// First returns at most the first n characters of text as one line, with "…"
// where something is left out. Runs of spaces become one.
func First(text string, n int) string {
	runes := []rune(strings.Join(strings.Fields(Line(text)), " "))
	if len(runes) <= n {
		return string(runes)
	}
	return string(runes[:n]) + "…"
}

func clean(text string, lines bool) string {
	if isClean(text) {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for i, r := range text {
		switch {
		case lines && (r == '\n' || r == '\t'), lines && r == '\r' && strings.HasPrefix(text[i+1:], "\n"):
			b.WriteRune(r)
		case r == '\r' && strings.HasPrefix(text[i+1:], "\n"):
			// The line feed becomes the space.
		case isBreak(r):
			b.WriteByte(' ')
		case unicode.IsControl(r):
			b.WriteRune(utf8.RuneError)
		case !isFormat(r):
			b.WriteRune(r) // what is not UTF-8 is read as U+FFFD
		}
	}
	return b.String()
}

// isClean finds the usual text without a copy.
func isClean(text string) bool {
	return utf8.ValidString(text) && strings.IndexFunc(text, func(r rune) bool {
		return unicode.IsControl(r) || isBreak(r) || isFormat(r)
	}) < 0
}

// isBreak reports whether a terminal or a log may begin a new line at r, or
// jump: the spaces among the control characters, NEL and Unicode's two
// separators.
func isBreak(r rune) bool {
	return r >= '\t' && r <= '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029'
}

// isFormat reports whether r is invisible and changes how its neighbours are
// read: bidirectional controls, zero-width characters, tags. The joiners stay:
// Persian, the scripts of India and emoji are not written without them.
func isFormat(r rune) bool {
	const nonJoiner, joiner = '\u200c', '\u200d'
	return unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r) && r != nonJoiner && r != joiner
}
