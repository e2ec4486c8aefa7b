package redact

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// pattern matches a secret in all its forms.
func pattern(secret string) string {
	forms := []string{escaped(secret), `(?i:` + hex.EncodeToString([]byte(secret)) + `)`}
	for before := range 3 {
		forms = append(forms, inBase64(secret, before))
	}
	return strings.Join(forms, "|")
}

// backslash is one of JSON or more: JSON is quoted inside of JSON, and a URL
// may hold it.
const backslash = `(?:\\|%(?:25)*5[Cc])+`

// letters are what the second character of a short escape of JSON stands for.
var letters = map[rune]string{'\b': "b", '\f': "f", '\n': "n", '\r': "r", '\t': "t"}

// escaped matches a secret with any of its characters escaped. Letters and
// digits are never escaped.
func escaped(secret string) string {
	var b strings.Builder
	for at, r := range secret {
		_, width := utf8.DecodeRuneInString(secret[at:])
		b.WriteString(character(r, secret[at:at+width]))
	}
	return b.String()
}

// character matches one character, whose bytes are raw, in all its forms.
func character(r rune, raw string) string {
	if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' {
		return raw
	}
	// The package regexp, too, takes a byte that is no UTF-8 for U+FFFD.
	plain := `(?:` + regexp.QuoteMeta(strings.ToValidUTF8(raw, "\uFFFD")) + `|` + inURL(raw) + `)`
	forms := []string{plain, inJSON(r)}
	switch {
	case r == '"' || r == '/' || r == '\'':
		forms = append(forms, backslash+plain)
	case r == '\\':
		forms = append(forms, backslash)
	case r == ' ':
		forms = append(forms, inURL("+"), `\+`)
	}
	if len(raw) == 1 {
		// Go's own %q.
		forms = append(forms, fmt.Sprintf(`%sx(?i:%02x)`, backslash, raw[0]))
	}
	if letter, ok := letters[r]; ok {
		forms = append(forms, backslash+letter)
	}
	return `(?:` + strings.Join(forms, "|") + `)`
}

// inJSON matches a character as \u003c, or as two of these.
func inJSON(r rune) string {
	if r < 0x10000 {
		return fmt.Sprintf(`%su(?i:%04x)`, backslash, r)
	}
	r -= 0x10000
	return fmt.Sprintf(`%[1]su(?i:%04[2]x)%[1]su(?i:%04[3]x)`, backslash, 0xd800+r>>10, 0xdc00+r&0x3ff)
}

// inURL matches a character as %3C, or as %253C where a URL is in a URL.
func inURL(raw string) string {
	var b strings.Builder
	for _, octet := range []byte(raw) {
		fmt.Fprintf(&b, `%%(?:25)*(?i:%02x)`, octet)
	}
	return b.String()
}

// sextet is a character of base64, of either alphabet.
const sextet = `[A-Za-z0-9+/_-]`

// inBase64 matches a secret within something that was encoded as a whole,
// where the number of bytes before it is a multiple of three plus before. The
// characters at both ends hold bits of what is beside it, too: they are hidden
// whatever they are.
func inBase64(secret string, before int) string {
	encoded := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("\x00", before) + secret))
	from := (before*8 + 5) / 6
	to := (before + len(secret)) * 8 / 6
	var b strings.Builder
	if before > 0 {
		b.WriteString(sextet)
	}
	for _, r := range encoded[from:to] {
		switch r {
		case '+':
			b.WriteString(`(?:-|` + character(r, "+") + `)`)
		case '/':
			b.WriteString(`(?:_|` + character(r, "/") + `)`)
		default:
			b.WriteRune(r)
		}
	}
	if to < len(encoded) {
		b.WriteString(sextet + `?(?:=|%(?:25)*3[Dd])*`)
	}
	return b.String()
}
