package cloudcontrol

import (
	"encoding/json"
	"strings"
)

// Equal tells whether a and b mean the same at the path (nil for whole models), as two desired states are compared:
// insertionOrder:false arrays as sets, all spellings of a number as one, numbers and booleans in strings where the
// schema knows such a type there or none at all, JSON documents in strings as JSON. Null and absent are the same, but an empty array
// or object is not absent: asking for no egress rules is something else than not asking. Where the schema has a
// propertyTransform, a value equals what it becomes. Nothing equals Unknown.
func (s *TypeSchema) Equal(path Path, a, b any) bool {
	return equal(s.at(path), a, b)
}

func equal(p place, a, b any) bool {
	switch a := a.(type) {
	case nil:
		return b == nil
	case unknownValue:
		return false
	case map[string]any:
		if b, ok := b.(map[string]any); ok {
			return equalObjects(p, a, b)
		}
	case []any:
		if b, ok := b.([]any); ok {
			return equalArrays(p, a, b)
		}
	}
	return equalScalars(p, a, b)
}

func equalObjects(p place, a, b map[string]any) bool {
	for key, value := range a {
		if !sameMember(p, key, value, a, b) {
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

// sameMember compares what two objects have under a key.
func sameMember(p place, key string, value any, a, b map[string]any) bool {
	child := p.property(key)
	return equal(child, value, b[key]) || child.form != nil && child.otherForm(a, b)
}

func equalArrays(p place, a, b []any) bool {
	if len(a) != len(b) {
		return false
	}
	item := p.item()
	if p.unordered() {
		return matchesAll(match(a, b, func(x, y any) bool { return equal(item, x, y) }))
	}
	for i := range a {
		if !equal(item, a[i], b[i]) {
			return false
		}
	}
	return true
}

// equalScalars compares values of which at most one is an object or array.
func equalScalars(p place, a, b any) bool {
	if text, ok := b.(string); ok {
		if _, both := a.(string); !both {
			return equalText(p, text, a)
		}
	}
	switch a := a.(type) {
	case string:
		return equalText(p, a, b)
	case json.Number:
		b, ok := b.(json.Number)
		return ok && (a == b || sameNumber(a.String(), b.String()))
	case bool:
		return a == b
	}
	return false
}

// equalText compares a string with a value of any type.
func equalText(p place, text string, b any) bool {
	switch b := b.(type) {
	case string:
		return text == b || p.numeric() && sameNumber(text, b) || equalDocuments(text, b)
	case json.Number:
		return p.mixes(kindInteger|kindNumber) && sameNumber(text, b.String())
	case bool:
		return p.mixes(kindBoolean) && (text == "true") == b && (text == "true" || text == "false")
	case map[string]any, []any:
		return equalDocuments(text, b)
	}
	return false
}

// numeric tells whether a value is a number for certain, so that a string can only be one in quotes.
func (p place) numeric() bool {
	k := p.kinds()
	return k != 0 && k&^(kindInteger|kindNumber) == 0
}

// mixes tells whether the schema has a string, one of the given types, or does not say: only then a string and such a
// type are two forms of one value.
func (p place) mixes(with kinds) bool {
	k := p.kinds()
	return k == 0 || k&(with|kindString) != 0
}

// equalDocuments compares JSON documents, each in a string or decoded already. Only objects and arrays are documents:
// a string like "1" means itself.
func equalDocuments(a, b any) bool {
	x, y := document(a), document(b)
	return x != nil && y != nil && equal(place{}, x, y)
}

// document returns the object or array that the value is or holds as text; nil for anything else.
func document(value any) any {
	text, ok := value.(string)
	if !ok {
		return value
	}
	trimmed := strings.TrimLeft(text, " \t\r\n")
	if trimmed == "" || trimmed[0] != '{' && trimmed[0] != '[' {
		return nil
	}
	model, err := DecodeModel([]byte(text))
	if err != nil {
		return nil
	}
	return model
}
