// Package compare says when two values of a model mean the same: which are equal, which live value has all of a desired one,
// what an API may leave out or write in another form. It never changes a value.
package compare

import (
	"encoding/json"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/match"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/policydoc"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// Equal tells whether a and b mean the same, as two desired values are compared.
func Equal(p shape.Place, a, b any) bool {
	switch a := a.(type) {
	case nil:
		return b == nil
	case map[string]any:
		if b, ok := b.(map[string]any); ok {
			return equalObjects(p, a, b) || p.Document() && policydoc.Same(a, b)
		}
	case []any:
		if b, ok := b.([]any); ok {
			return equalArrays(p, a, b)
		}
	}
	return equalScalars(p, a, b)
}

func equalObjects(p shape.Place, a, b map[string]any) bool {
	for key, value := range a {
		if !sameMember(p, key, value, a, b) {
			return false
		}
	}
	for key := range b {
		if _, compared := a[key]; !compared && !p.Absent(b, key) {
			return false
		}
	}
	return true
}

// sameMember compares what two objects have under a key.
func sameMember(p shape.Place, key string, value any, a, b map[string]any) bool {
	if p.Absent(a, key) != p.Absent(b, key) {
		return false
	}
	child := p.Property(key)
	return Equal(child, value, b[key]) || child.Form() != nil && OtherForm(child, a, b)
}

func equalArrays(p shape.Place, a, b []any) bool {
	if len(a) != len(b) {
		return false
	}
	item := p.Item()
	if p.Unordered() {
		return match.All(match.Pairs(a, b, func(x, y any) bool { return Equal(item, x, y) }))
	}
	for i := range a {
		if !Equal(item, a[i], b[i]) {
			return false
		}
	}
	return true
}

// equalScalars compares values of which at most one is an object or array.
func equalScalars(p shape.Place, a, b any) bool {
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
func equalText(p shape.Place, text string, b any) bool {
	switch b := b.(type) {
	case string:
		return jsonvalue.EqualText(text, b) || numeric(p) && jsonvalue.SameNumber(text, b) || policydoc.Same(jsonvalue.Document(text), jsonvalue.Document(b))
	case json.Number:
		return mixes(p, shape.Integer|shape.Number) && jsonvalue.EqualText(text, b)
	case bool:
		return mixes(p, shape.Boolean) && jsonvalue.EqualText(text, b)
	}
	return jsonvalue.EqualText(text, b) || policydoc.Same(jsonvalue.Document(text), b)
}

// numeric tells whether a value is a number for certain, so that a string can only be one in quotes.
func numeric(p shape.Place) bool {
	k := p.Kinds()
	return k != 0 && k&^(shape.Integer|shape.Number) == 0
}

// mixes tells whether the schema has a string, one of the given types, or does not say: only then a string and such a
// type are two forms of one value.
func mixes(p shape.Place, with shape.Kinds) bool {
	k := p.Kinds()
	return k == 0 || k&(with|shape.String) != 0
}
