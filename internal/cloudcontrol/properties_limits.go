package cloudcontrol

import (
	"encoding/json"
	"fmt"
	"math/big"
	"unicode/utf16"
	"unicode/utf8"
)

// broken says how a value is to be where it is not within the limits for certain: "must be 3 to 63 characters long".
// It is empty where nothing is wrong.
func (l *limits) broken(value any) string {
	switch value := value.(type) {
	case string:
		return l.brokenText(value)
	case json.Number:
		return l.brokenNumber(value)
	case []any:
		if size := int64(len(value)); size < l.items.least || size > l.items.most {
			return "must have " + l.items.words("item") + fmt.Sprintf(", not %d", size)
		}
	case map[string]any:
		var size int64
		for _, member := range value {
			if member != nil {
				size++
			}
		}
		if size < l.members.least || size > l.members.most {
			return "must have " + l.members.words("member") + fmt.Sprintf(", not %d", size)
		}
	}
	return ""
}

// brokenText looks at a string. What a character is, is read kindly: AWS may count those beyond the first plane twice.
func (l *limits) brokenText(value string) string {
	if n := int64(utf8.RuneCountInString(value)); n > l.length.most || int64(len(utf16.Encode([]rune(value)))) < l.length.least {
		return "must be " + l.length.words("character") + " long"
	}
	if l.pattern != nil && l.pattern.refuses(value) {
		return "must match the regular expression " + shortened(l.pattern.source)
	}
	return ""
}

// longestExpression is how many characters of a regular expression a message shows.
const longestExpression = 300

func shortened(source string) string {
	if runes := []rune(source); len(runes) > longestExpression {
		return string(runes[:longestExpression]) + "…"
	}
	return source
}

func (l *limits) brokenNumber(value json.Number) string {
	d, ok := parseDecimal(value.String())
	if !ok {
		return ""
	}
	switch {
	case l.least != nil && d.less(*l.least), l.most != nil && l.most.less(d):
		return "must be " + rangeWords(l.least, l.most)
	case l.above != nil && !l.above.less(d):
		return "must be more than " + l.above.String()
	case l.below != nil && !d.less(*l.below):
		return "must be less than " + l.below.String()
	case l.multipleOf != nil && !d.multipleOf(*l.multipleOf):
		return "must be a multiple of " + l.multipleOf.String()
	}
	return ""
}

func rangeWords(least, most *decimal) string {
	switch {
	case least == nil:
		return "at most " + most.String()
	case most == nil:
		return "at least " + least.String()
	}
	return fmt.Sprintf("between %s and %s", least, most)
}

// words says the span of something that is counted: "3 to 63 characters".
func (s span) words(what string) string {
	plural := func(n int64) string {
		if n == 1 {
			return fmt.Sprintf("%d %s", n, what)
		}
		return fmt.Sprintf("%d %ss", n, what)
	}
	switch {
	case s.least == s.most:
		return plural(s.most)
	case s.most == unbounded:
		return "at least " + plural(s.least)
	case s.least == 0:
		return "at most " + plural(s.most)
	}
	return fmt.Sprintf("%d to %s", s.least, plural(s.most))
}

// less tells whether d is less than other.
func (d decimal) less(other decimal) bool {
	switch {
	case d.negative != other.negative:
		return d.negative
	case d.negative:
		return other.nearerZero(d)
	}
	return d.nearerZero(other)
}

// nearerZero compares two numbers without their signs.
func (d decimal) nearerZero(other decimal) bool {
	if d.digits == "" || other.digits == "" {
		return d.digits == "" && other.digits != ""
	}
	first, second := d.exponent+int64(len(d.digits)), other.exponent+int64(len(other.digits))
	if first != second {
		return first < second
	}
	return d.digits < other.digits
}

// multipleOf tells whether d is a multiple of unit; also where one of them is too long to reckon with.
func (d decimal) multipleOf(unit decimal) bool {
	a, okA := d.rat()
	b, okB := unit.rat()
	if !okA || !okB || b.Sign() == 0 {
		return true
	}
	return new(big.Rat).Quo(a, b).IsInt()
}

func (d decimal) rat() (*big.Rat, bool) { return ratOf(json.Number(d.String())) }

// String writes the number as JSON, in full where it is short.
func (d decimal) String() string {
	sign := ""
	if d.negative {
		sign = "-"
	}
	if d.digits == "" {
		return "0"
	}
	point := int64(len(d.digits)) + d.exponent
	switch {
	case d.exponent >= 0 && d.exponent <= longestPlain:
		return sign + d.digits + zeros(d.exponent)
	case point > 0 && d.exponent < 0:
		return sign + d.digits[:point] + "." + d.digits[point:]
	case point <= 0 && point >= -longestPlain:
		return sign + "0." + zeros(-point) + d.digits
	}
	return fmt.Sprintf("%s%se%d", sign, d.digits, d.exponent)
}

// longestPlain is how many zeros are written out.
const longestPlain = 20

func zeros(n int64) string { return fmt.Sprintf("%0*d", n+1, 0)[1:] }
