package cfschema

import (
	"encoding/json"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/match"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/policydoc"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// Equal tells whether a and b mean the same at the path (nil for whole models), as two desired states are compared:
// insertionOrder:false arrays as sets, all spellings of a number as one, numbers and booleans in strings where the
// schema knows such a type there or none at all, JSON documents in strings as JSON, policy documents by what they mean. Null and absent are the same, but an empty array
// or object is not absent: asking for no egress rules is something else than not asking. Where the schema has a
// propertyTransform, a value equals what it becomes. In a free document null is a value. Nothing equals Unknown.
func (s *Schema) Equal(path jsonvalue.Path, a, b any) bool {
	return equal(s.at(path), a, b)
}

func equal(p place, a, b any) bool {
	switch a := a.(type) {
	case nil:
		return b == nil
	case map[string]any:
		if b, ok := b.(map[string]any); ok {
			return equalObjects(p, a, b) || p.document() && policydoc.Same(a, b)
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
	for key := range b {
		if _, compared := a[key]; !compared && !p.absent(b, key) {
			return false
		}
	}
	return true
}

// sameMember compares what two objects have under a key.
func sameMember(p place, key string, value any, a, b map[string]any) bool {
	if p.absent(a, key) != p.absent(b, key) {
		return false
	}
	child := p.property(key)
	return equal(child, value, b[key]) || child.form != nil && child.otherForm(a, b)
}

func equalArrays(p place, a, b []any) bool {
	if len(a) != len(b) {
		return false
	}
	item := p.item()
	if p.unordered() {
		return match.All(match.Pairs(a, b, func(x, y any) bool { return equal(item, x, y) }))
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
		return ok && (a == b || jsonvalue.SameNumber(a.String(), b.String()))
	case bool:
		return a == b
	}
	return false
}

// equalText compares a string with a value of any type.
func equalText(p place, text string, b any) bool {
	switch b := b.(type) {
	case string:
		return jsonvalue.EqualText(text, b) || p.numeric() && jsonvalue.SameNumber(text, b) || policydoc.Same(jsonvalue.Document(text), jsonvalue.Document(b))
	case json.Number:
		return p.mixes(kindInteger|kindNumber) && jsonvalue.EqualText(text, b)
	case bool:
		return p.mixes(kindBoolean) && jsonvalue.EqualText(text, b)
	}
	return jsonvalue.EqualText(text, b) || policydoc.Same(jsonvalue.Document(text), b)
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
