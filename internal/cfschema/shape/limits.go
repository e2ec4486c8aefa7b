package shape

import (
	"encoding/json"
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// limits are what a schema says about the size and the form of a value. Each counts for values of its own type alone.
type limits struct {
	length, items, members span // of a string in characters, of an array, of an object
	least, most            *jsonvalue.Decimal
	above, below           *jsonvalue.Decimal // exclusiveMinimum and exclusiveMaximum
	multipleOf             *jsonvalue.Decimal
	pattern                *formRule
}

// A span is a range of sizes.
type span struct{ least, most int64 }

// unbounded is the upper end of a span without one.
const unbounded = math.MaxInt64

// limitsOf reads the limits of a subschema; nil where it has none.
func (b *builder) limitsOf(m map[string]any) *limits {
	l := limits{
		length:     spanOf(m["minLength"], m["maxLength"]),
		items:      spanOf(m["minItems"], m["maxItems"]),
		members:    spanOf(m["minProperties"], m["maxProperties"]),
		least:      decimalOf(m["minimum"]),
		most:       decimalOf(m["maximum"]),
		above:      decimalOf(m["exclusiveMinimum"]),
		below:      decimalOf(m["exclusiveMaximum"]),
		multipleOf: decimalOf(m["multipleOf"]),
		pattern:    b.patternOf(m["pattern"]),
	}
	if l == (limits{length: anySpan, items: anySpan, members: anySpan}) {
		return nil
	}
	return &l
}

var anySpan = span{0, unbounded}

// spanOf reads two bounds. What is no whole number, or a range that nothing is in, says nothing.
func spanOf(least, most any) span {
	s := anySpan
	if n, ok := jsonvalue.WholeNumber(least); ok {
		s.least = max(n, 0)
	}
	if n, ok := jsonvalue.WholeNumber(most); ok && n >= 0 {
		s.most = n
	}
	if s.least > s.most {
		return anySpan
	}
	return s
}

func decimalOf(value any) *jsonvalue.Decimal {
	number, ok := value.(json.Number)
	if !ok {
		return nil
	}
	d, ok := jsonvalue.ParseDecimal(number.String())
	if !ok {
		return nil
	}
	return &d
}

// A formRule is a regular expression for a whole value. It is compiled when it is first needed, since most objects use
// few of the properties of their type.
type formRule struct {
	source   string
	compiled func() *regexp.Regexp // nil where Go can not say what the expression means
}

// patternOf returns the rule of an expression, one for all places that have the same.
func (b *builder) patternOf(value any) *formRule {
	source, ok := value.(string)
	if !ok {
		return nil
	}
	rule, ok := b.rules[source]
	if !ok {
		rule = &formRule{source, sync.OnceValue(func() *regexp.Regexp { return compileDialect(source) })}
		b.rules[source] = rule
	}
	return rule
}

// refuses tells whether a string breaks the rule in every dialect of regular expressions. Schemas are written for
// ECMA-262, AWS reads them in Java, and we in Go: they differ in what "." or "\s" is beyond printable ASCII, so that other
// text is left to the API.
func (r *formRule) refuses(value string) bool {
	if strings.ContainsFunc(value, func(c rune) bool { return c < ' ' || c > '~' }) {
		return false
	}
	expr := r.compiled()
	return expr != nil && !expr.MatchString(value)
}

var (
	// ambiguous are forms that dialects read differently: classes in brackets, intersections, an empty class, a repetition
	// without a lower bound, octal characters; and an expression in quotes, which nothing can match.
	ambiguous = regexp.MustCompile(`\[\[|\[:|&&|\[\]|\[\^\]|\{,|\\0|^"|^/`)
	// unicodeEscape is a character as ECMA-262 and Java write it; Go has another way. Halves of a pair are no characters.
	unicodeEscape = regexp.MustCompile(`\\u([0-9a-cA-CefEF][0-9a-fA-F]{3}|[dD][0-7][0-9a-fA-F]{2})`)
	repetition    = regexp.MustCompile(`\{(\d+)(,(\d*))?\}`)
)

// mostRepetitions is the greatest count that Go's expressions have.
const mostRepetitions = 1000

// compileDialect compiles an expression of ECMA-262 so that it matches at least what it should; nil where that can not be
// done.
func compileDialect(source string) *regexp.Regexp {
	if ambiguous.MatchString(withoutColons(source)) {
		return nil
	}
	source = unicodeEscape.ReplaceAllString(source, `\x{$1}`)
	source = repetition.ReplaceAllStringFunc(source, widened)
	if rest, ok := strings.CutSuffix(source, `\Z`); ok {
		source = rest + `$`
	}
	expr, err := regexp.Compile(source)
	if err != nil {
		return nil
	}
	return expr
}

// withoutColons takes out "[:]", a class of one colon.
func withoutColons(source string) string { return strings.ReplaceAll(source, "[:]", "") }

// widened returns a repetition with counts that Go has: any number from there on in place of a greater one.
func widened(text string) string {
	bounds := repetition.FindStringSubmatch(text)
	least, err := strconv.Atoi(bounds[1])
	most, errMost := strconv.Atoi(bounds[3])
	switch {
	case err != nil || least > mostRepetitions:
		return "{" + strconv.Itoa(mostRepetitions) + ",}"
	case bounds[3] != "" && (errMost != nil || most > mostRepetitions):
		return "{" + bounds[1] + ",}"
	}
	return text
}
