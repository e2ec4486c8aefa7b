package redact

import (
	"encoding/base64"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A view is a text as it reads when something in it is decoded, and where in
// the text each of its bytes comes from.
type view struct {
	text string
	from []span // nil: the text itself
	// noise says that a word was taken for base64, or for digits of base 16, and
	// means nothing that people could read.
	noise bool
}

// A span is a part of a text, without the byte at its end.
type span struct{ start, end int }

// source returns where bytes of the view come from; end is not among them.
func (v view) source(start, end int) span {
	if v.from == nil || start == end {
		return span{start, end}
	}
	return span{v.from[start].start, v.from[end-1].end}
}

// deepest is how many encodings may lie one inside the other: JSON in a query
// in a query, or base64 of it.
const deepest = 4

// views returns all views of a text, the text itself first. What is decoded
// need not have been encoded: a view only says what it would mean.
func views(text string) []view {
	// The same may stand at two places, so a text alone says nothing.
	type place struct {
		text string
		at   span
	}
	all := []view{{text: text}}
	known := map[place]bool{{text, span{0, len(text)}}: true}
	begin := 0
	for range deepest {
		end := len(all)
		for _, v := range all[begin:end] {
			for _, next := range v.decoded() {
				if at := (place{next.text, next.source(0, len(next.text))}); !known[at] {
					known[at] = true
					all = append(all, next)
				}
			}
		}
		begin = end
	}
	return all
}

// decoded returns what the view reads after one more decoding.
func (v view) decoded() []view {
	if v.noise {
		return nil
	}
	next := []view{v.replaced(jsonEscape), v.replaced(urlEscape), v.replaced(queryEscape)}
	for run := range v.runs(inBase64, 6) {
		for skipped := range 4 {
			next = append(next, v.fromBase64(span{run.start + skipped, run.end}))
		}
	}
	for run := range v.runs(inHex, 8) {
		for skipped := range 2 {
			next = append(next, v.fromHex(span{run.start + skipped, run.end}))
		}
	}
	return next
}

// isText tells whether people could read it.
func isText(text string) bool {
	control := func(r rune) bool { return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f }
	return utf8.ValidString(text) && !strings.ContainsFunc(text, control)
}

// replaced returns the view with each escape in place of which decode finds
// something: what it means, and how many bytes it has, zero for none.
func (v view) replaced(decode func(rest string) (meaning string, width int)) view {
	var b strings.Builder
	from := make([]span, 0, len(v.text))
	for at := 0; at < len(v.text); {
		meaning, width := decode(v.text[at:])
		if width == 0 {
			meaning, width = v.text[at:at+1], 1
		}
		b.WriteString(meaning)
		for range len(meaning) {
			from = append(from, v.source(at, at+width))
		}
		at += width
	}
	return view{text: b.String(), from: from}
}

// shortEscapes are what may follow the backslash in JSON and in Go's %q.
var shortEscapes = map[byte]string{
	'"': `"`, '\'': "'", '\\': `\`, '/': "/",
	'a': "\a", 'b': "\b", 'f': "\f", 'n': "\n", 'r': "\r", 't': "\t", 'v': "\v",
}

func jsonEscape(rest string) (meaning string, width int) {
	if len(rest) < 2 || rest[0] != '\\' {
		return "", 0
	}
	if short, ok := shortEscapes[rest[1]]; ok {
		return short, 2
	}
	switch rest[1] {
	case 'x':
		if octet, ok := octets(rest, 2, 1); ok {
			return string(octet), 4
		}
	case 'u':
		return unicodeEscape(rest)
	case 'U': // Go's %q of what cannot be printed and needs more than four digits
		if char, _, after, err := strconv.UnquoteChar(rest, 0); err == nil {
			return string(char), len(rest) - len(after)
		}
	}
	return "", 0
}

// unicodeEscape reads \u1234, or two of these for what needs two.
func unicodeEscape(rest string) (meaning string, width int) {
	first, ok := codeUnit(rest, 2)
	if !ok {
		return "", 0
	}
	if first >= 0xd800 && first < 0xdc00 && strings.HasPrefix(rest[6:], `\u`) {
		if second, ok := codeUnit(rest, 8); ok && second >= 0xdc00 && second < 0xe000 {
			return string(0x10000 + (first-0xd800)<<10 + second - 0xdc00), 12
		}
	}
	return string(first), 6
}

// codeUnit reads the four hexadecimal digits of a UTF-16 code unit.
func codeUnit(text string, at int) (rune, bool) {
	unit, ok := octets(text, at, 2)
	if !ok {
		return 0, false
	}
	return rune(unit[0])<<8 | rune(unit[1]), true
}

// octets reads bytes that are written as two hexadecimal digits each.
func octets(text string, at, count int) ([]byte, bool) {
	if len(text) < at+2*count {
		return nil, false
	}
	read, err := hex.DecodeString(text[at : at+2*count])
	return read, err == nil
}

func urlEscape(rest string) (meaning string, width int) {
	if rest[0] != '%' {
		return "", 0
	}
	octet, ok := octets(rest, 1, 1)
	if !ok {
		return "", 0
	}
	return string(octet), 3
}

// queryEscape is urlEscape where a plus is a space.
func queryEscape(rest string) (meaning string, width int) {
	if rest[0] == '+' {
		return " ", 1
	}
	return urlEscape(rest)
}

// runs are the longest parts of a view that consist of some characters and have
// at least that many.
func (v view) runs(of func(c byte) bool, shortest int) func(yield func(span) bool) {
	return func(yield func(span) bool) {
		for at := 0; at < len(v.text); at++ {
			start := at
			for at < len(v.text) && of(v.text[at]) {
				at++
			}
			if at-start >= shortest && !yield(span{start, at}) {
				return
			}
		}
	}
}

func isAlphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// inBase64 tells whether a character is of one of its two alphabets.
func inBase64(c byte) bool { return isAlphanumeric(c) || strings.IndexByte("+/-_", c) >= 0 }

func inHex(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F' }

// padding is what follows base64, also in a URL.
var padding = regexp.MustCompile(`^(?:=|%(?:25)*3[Dd])*`)

var standardAlphabet = strings.NewReplacer("-", "+", "_", "/")

// fromBase64 decodes a run. The last byte comes from the padding, too.
func (v view) fromBase64(run span) view {
	encoded := standardAlphabet.Replace(v.text[run.start:run.end])
	if len(encoded)%4 == 1 {
		encoded = encoded[:len(encoded)-1]
	}
	decoded, err := base64.RawStdEncoding.DecodeString(encoded)
	if err != nil || len(decoded) == 0 {
		return v
	}
	from := make([]span, len(decoded))
	for i := range decoded {
		from[i] = v.source(run.start+i*8/6, run.start+(i*8+7)/6+1)
	}
	end := run.end + len(padding.FindString(v.text[run.end:]))
	from[len(decoded)-1].end = v.source(end-1, end).end
	return view{text: string(decoded), from: from, noise: !isText(string(decoded))}
}

// fromHex decodes a run of digits of base 16.
func (v view) fromHex(run span) view {
	digits := v.text[run.start:run.end]
	decoded, err := hex.DecodeString(digits[:len(digits)/2*2])
	if err != nil || len(decoded) == 0 {
		return v
	}
	from := make([]span, len(decoded))
	for i := range decoded {
		from[i] = v.source(run.start+2*i, run.start+2*i+2)
	}
	return view{text: string(decoded), from: from, noise: !isText(string(decoded))}
}
