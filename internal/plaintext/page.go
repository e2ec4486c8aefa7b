package plaintext

import (
	"bytes"
	"html"
	"regexp"
	"strings"
)

// pageTitle is the title of an HTML page.
var pageTitle = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)

// tags are what a page says to browsers only.
var tags = regexp.MustCompile(`(?is)<(script|style)\b.*?</(script|style)>|<[^>]*>?`)

// longestQuote is how many characters of a foreign answer a message shows.
const longestQuote = 200

// Foreign quotes the beginning of an answer that is neither JSON nor the XML of
// a service: the title of a page, else the first words. It is empty for what may
// be the API's own, which can hold what nobody may see.
func Foreign(head []byte) string {
	text := bytes.TrimSpace(head)
	if len(text) == 0 || strings.IndexByte(`{["`, text[0]) >= 0 {
		return ""
	}
	if title := Title(text); title != "" {
		return title
	}
	if text[0] != '<' {
		return First(string(text), longestQuote)
	}
	if !isPage(text) {
		return ""
	}
	return First(html.UnescapeString(tags.ReplaceAllString(string(text), " ")), longestQuote)
}

// Title returns the title of an HTML page, and nothing for what is none.
func Title(text []byte) string {
	if found := pageTitle.FindSubmatch(text); found != nil {
		return First(html.UnescapeString(string(found[1])), longestQuote)
	}
	return ""
}

func isPage(text []byte) bool {
	start := strings.ToLower(string(text[:min(len(text), len("<!doctype html"))]))
	return strings.HasPrefix(start, "<!doctype html") || strings.HasPrefix(start, "<html")
}
