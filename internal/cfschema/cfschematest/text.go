package cfschematest

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A textSource makes strings that match a regular expression.
type textSource struct {
	random *rand.Rand
	read   map[string]*readExpression
}

// A readExpression is an expression that Go can read; nil where it can not.
type readExpression struct {
	tree *syntax.Regexp
	expr *regexp.Regexp
}

// Text makes a string that a property's schema allows: its pattern, its lengths. Numbers in it may be json.Number. It is false where none was found. The same
// source of randomness makes the same text.
func Text(property map[string]any, random *rand.Rand) (string, bool) {
	return newTextSource(random).ofSchema(property)
}

func newTextSource(random *rand.Rand) *textSource {
	return &textSource{random: random, read: map[string]*readExpression{}}
}

// ofSchema makes a string that a schema allows; false where it can not.
func (s *textSource) ofSchema(m map[string]any) (string, bool) {
	least, most := sizeOf(m["minLength"], 0), min(sizeOf(m["maxLength"], 4096), 1<<20)
	if least > 4096 {
		return "", false
	}
	pattern, ok := m["pattern"].(string)
	if !ok && m["format"] == "date-time" {
		return fmt.Sprintf("2026-07-%02dT%02d:00:00Z", 1+s.random.IntN(31), s.random.IntN(24)), true
	}
	if !ok {
		return s.plain(least, most), true
	}
	return s.matching(pattern, least, most)
}

// plain makes a word.
func (s *textSource) plain(least, most int) string {
	text := fmt.Sprintf("v%d", s.random.IntN(1000))
	if missing := min(least, 4096) - len(text); missing > 0 {
		text += strings.Repeat("x", missing)
	}
	return text[:min(len(text), max(most, 0))]
}

// attempts is how often a string is made until one fits.
const attempts = 60

// matching makes a string of some length that matches an expression; false where none was found.
func (s *textSource) matching(pattern string, least, most int) (string, bool) {
	read := s.expression(pattern)
	if read == nil {
		return "", false
	}
	stretch := 0 // how much more often than needed is repeated what may be
	for range attempts {
		var b strings.Builder
		if !s.write(&b, read.tree, stretch) {
			return "", false
		}
		text := b.String()
		switch size := utf8.RuneCountInString(text); {
		case size < least:
			stretch += max(1, (least-size)/2)
		case size > most:
			stretch = max(0, stretch-1-s.random.IntN(stretch/4+1))
		case read.expr.MatchString(text) && utf8.ValidString(text):
			return text, true
		}
	}
	return "", false
}

var (
	characterCode = regexp.MustCompile(`\\u([0-9a-fA-F]{4})`)
	manyTimes     = regexp.MustCompile(`\{(\d*),(\d{4,})\}`)
)

// expression reads a pattern once. Go has no counts beyond 1000: fewer do as well.
func (s *textSource) expression(pattern string) *readExpression {
	if read, known := s.read[pattern]; known {
		return read
	}
	source := characterCode.ReplaceAllString(pattern, `\x{$1}`)
	source = manyTimes.ReplaceAllStringFunc(source, func(text string) string {
		least, _ := strconv.Atoi(manyTimes.FindStringSubmatch(text)[1])
		return fmt.Sprintf("{%d,%d}", least, max(least, 100))
	})
	var read *readExpression
	tree, err := syntax.Parse(strings.ReplaceAll(source, `\Z`, `$`), syntax.Perl)
	expr, errCompile := regexp.Compile(strings.ReplaceAll(source, `\Z`, `$`))
	if err == nil && errCompile == nil {
		read = &readExpression{tree, expr}
	}
	s.read[pattern] = read
	return read
}

const anyLetters = "abcdefghijklmnopqrstuvwxyz"

// write writes what an expression matches, if it can; anchors are left to luck.
func (s *textSource) write(b *strings.Builder, re *syntax.Regexp, stretch int) bool {
	if b.Len() > 1<<14 {
		return false
	}
	switch re.Op {
	case syntax.OpNoMatch:
		return false
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			b.WriteRune(r)
		}
	case syntax.OpCharClass:
		b.WriteRune(s.oneOf(re.Rune))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteByte(anyLetters[s.random.IntN(len(anyLetters))])
	case syntax.OpCapture:
		return s.write(b, re.Sub[0], stretch)
	case syntax.OpAlternate:
		return s.write(b, re.Sub[s.random.IntN(len(re.Sub))], stretch)
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if !s.write(b, sub, stretch) {
				return false
			}
		}
	case syntax.OpStar:
		return s.repeat(b, re.Sub[0], 0, -1, stretch)
	case syntax.OpPlus:
		return s.repeat(b, re.Sub[0], 1, -1, stretch)
	case syntax.OpQuest:
		return s.repeat(b, re.Sub[0], 0, 1, stretch)
	case syntax.OpRepeat:
		return s.repeat(b, re.Sub[0], re.Min, re.Max, stretch)
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
	}
	return true
}

func (s *textSource) repeat(b *strings.Builder, re *syntax.Regexp, least, most, stretch int) bool {
	times := least + s.random.IntN(3) + stretch
	if stretch == 0 && s.random.IntN(2) == 0 {
		times = least
	}
	if most >= 0 {
		times = min(times, most)
	}
	for range times {
		if !s.write(b, re, stretch/2) {
			return false
		}
	}
	return true
}

// oneOf picks a character of a class, of printable ASCII where the class has such.
func (s *textSource) oneOf(class []rune) rune {
	var low []rune
	for i := 0; i < len(class); i += 2 {
		if from, to := max(class[i], '!'), min(class[i+1], '~'); from <= to {
			low = append(low, from, to)
		}
	}
	if len(low) > 0 {
		class = low
	}
	i := s.random.IntN(len(class)/2) * 2
	return class[i] + s.random.Int32N(min(class[i+1]-class[i], 1000)+1)
}
