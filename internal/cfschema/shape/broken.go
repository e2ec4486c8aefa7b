package shape

import (
	"encoding/json"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
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
	d, ok := jsonvalue.ParseDecimal(value.String())
	if !ok {
		return ""
	}
	switch {
	case l.least != nil && d.Less(*l.least), l.most != nil && l.most.Less(d):
		return "must be " + rangeWords(l.least, l.most)
	case l.above != nil && !l.above.Less(d):
		return "must be more than " + l.above.String()
	case l.below != nil && !d.Less(*l.below):
		return "must be less than " + l.below.String()
	case l.multipleOf != nil && !d.MultipleOf(*l.multipleOf):
		return "must be a multiple of " + l.multipleOf.String()
	}
	return ""
}

func rangeWords(least, most *jsonvalue.Decimal) string {
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
