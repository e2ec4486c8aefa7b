package cloudcontrol

import (
	"strconv"
	"unicode"
	"unicode/utf8"
)

// longestIdentifier is what the API takes: 1 to 1024 characters, each of which
// its pattern "." matches.
const longestIdentifier = 1024

// ValidIdentifier reports whether a text can be a primary identifier. One that
// cannot must not come into state: no request could ever name the object by it.
func ValidIdentifier(identifier string) bool {
	if identifier == "" || !utf8.ValidString(identifier) || utf8.RuneCountInString(identifier) > longestIdentifier {
		return false
	}
	for _, r := range identifier {
		if unicode.IsControl(r) {
			return false
		}
	}
	return true
}

// quoted returns a text that an API should not have answered as people can read
// it: what is not printable is escaped, and what is long is cut.
func quoted(text string) string {
	const longest = 60
	if len(text) > longest {
		return strconv.QuoteToASCII(text[:longest]) + "…"
	}
	return strconv.QuoteToASCII(text)
}
