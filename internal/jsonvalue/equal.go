package jsonvalue

import (
	"encoding/json"
	"strings"
)

// Equal tells whether a and b mean the same where nothing says what their types are: all spellings of a number are one,
// numbers and booleans may stand in strings, and JSON documents in strings are compared as JSON. Null and absent are the
// same; the order of an array counts. Nothing equals Unknown.
func Equal(a, b any) bool {
	switch a := a.(type) {
	case nil:
		return b == nil
	case unknownValue:
		return false
	case map[string]any:
		if b, ok := b.(map[string]any); ok {
			return equalObjects(a, b)
		}
	case []any:
		if b, ok := b.([]any); ok {
			return equalArrays(a, b)
		}
	}
	return equalScalars(a, b)
}

func equalObjects(a, b map[string]any) bool {
	for key, value := range a {
		if !Equal(value, b[key]) {
			return false
		}
	}
	for key, value := range b {
		if _, compared := a[key]; !compared && value != nil {
			return false
		}
	}
	return true
}

func equalArrays(a, b []any) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !Equal(a[i], b[i]) {
			return false
		}
	}
	return true
}

// equalScalars compares values of which at most one is an object or array.
func equalScalars(a, b any) bool {
	if text, ok := b.(string); ok {
		return EqualText(text, a)
	}
	switch a := a.(type) {
	case string:
		return EqualText(a, b)
	case json.Number:
		b, ok := b.(json.Number)
		return ok && (a == b || SameNumber(a.String(), b.String()))
	case bool:
		return a == b
	}
	return false
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
	return x != nil && y != nil && Equal(x, y)
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
