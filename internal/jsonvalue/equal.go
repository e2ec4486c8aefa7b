package jsonvalue

import (
	"encoding/json"
	"slices"
	"strings"
)

// Same tells whether a and b are the same value: all spellings of a number are one, and a member that is null says what a
// missing one says. The order of an array counts. Nothing is the same as Unknown.
func Same(a, b any) bool { return comparison{}.values(a, b) }

// Equal tells whether a and b mean the same where nothing says what their types are. It is as Same, but numbers and
// booleans may stand in strings, and JSON documents in strings are compared as JSON, where null is a value.
func Equal(a, b any) bool { return comparison{texts: true}.values(a, b) }

// A comparison is of two values.
type comparison struct {
	texts bool // a string may stand for another type
	nulls bool // null is a value, as it is in a document, and not absence
}

func (c comparison) values(a, b any) bool {
	switch a := a.(type) {
	case nil:
		return b == nil
	case unknownValue:
		return false
	case map[string]any:
		if b, ok := b.(map[string]any); ok {
			return c.members(a, b)
		}
	case []any:
		if b, ok := b.([]any); ok {
			return slices.EqualFunc(a, b, c.values)
		}
	}
	return c.scalars(a, b)
}

func (c comparison) members(a, b map[string]any) bool {
	for key, value := range a {
		if _, both := b[key]; c.nulls && !both || !c.values(value, b[key]) {
			return false
		}
	}
	for key, value := range b {
		if _, compared := a[key]; !compared && (c.nulls || value != nil) {
			return false
		}
	}
	return true
}

// scalars compares values of which at most one is an object or array.
func (c comparison) scalars(a, b any) bool {
	if number, ok := a.(json.Number); ok {
		if other, both := b.(json.Number); both {
			return number == other || SameNumber(number.String(), other.String())
		}
	}
	first, isText := a.(string)
	second, isOtherText := b.(string)
	switch {
	case isText && isOtherText && first == second:
		return true
	case !c.texts || !isText && !isOtherText:
		truth, ok := a.(bool)
		return ok && b == truth
	case isText:
		return EqualText(first, b)
	}
	return EqualText(second, a)
}

// EqualText compares a string with a value of any type, as Equal does.
func EqualText(text string, b any) bool {
	switch b := b.(type) {
	case string:
		return text == b || equalDocuments(text, b)
	case json.Number:
		return SameNumber(text, b.String())
	case bool:
		return (text == "true") == b && (text == "true" || text == "false")
	case map[string]any, []any:
		return equalDocuments(text, b)
	}
	return false
}

// equalDocuments compares JSON documents, each in a string or decoded already. Only objects and arrays are documents: a
// string like "1" means itself.
func equalDocuments(a, b any) bool {
	x, y := Document(a), Document(b)
	return x != nil && y != nil && comparison{texts: true, nulls: true}.values(x, y)
}

// Document returns the object or array that the value is or holds as text; nil for anything else.
func Document(value any) any {
	text, ok := value.(string)
	if !ok {
		return value
	}
	trimmed := strings.TrimLeft(text, " \t\r\n")
	if trimmed == "" || trimmed[0] != '{' && trimmed[0] != '[' {
		return nil
	}
	model, err := Decode([]byte(text))
	if err != nil {
		return nil
	}
	return model
}

// ScalarText returns a scalar as text, as it stands in an identifier or a URL; false for anything else.
func ScalarText(value any) (string, bool) {
	switch value := value.(type) {
	case string:
		return value, true
	case json.Number:
		return value.String(), true
	case bool:
		if value {
			return "true", true
		}
		return "false", true
	}
	return "", false
}
