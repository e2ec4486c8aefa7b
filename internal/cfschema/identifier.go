package cfschema

import (
	"slices"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// identifierSeparator stands between the parts of a compound identifier.
const identifierSeparator = "|"

// Identifier returns the primary identifier of a model, compound parts joined by "|" in the schema's order; false where
// a part is missing or is not known yet.
func (s *Schema) Identifier(model any) (string, bool) {
	return s.join(func(path jsonvalue.Path) any { return jsonvalue.At(model, path) })
}

// join builds the primary identifier of the parts that part returns.
func (s *Schema) join(part func(jsonvalue.Path) any) (string, bool) {
	parts := make([]string, len(s.PrimaryIdentifier))
	for i, path := range s.PrimaryIdentifier {
		text, ok := jsonvalue.ScalarText(part(path))
		if !ok || text == "" {
			return "", false
		}
		parts[i] = text
	}
	return strings.Join(parts, identifierSeparator), len(parts) > 0
}

// SameIdentifier tells whether a and b name the same object, each in the "|" form or as a JSON object of its parts.
// Without a schema (s is nil) the order of the parts of a JSON object is not known, so they are compared in any order:
// enough to recognise an object among the operations of its type, where both forms of one identifier meet.
func (s *Schema) SameIdentifier(a, b string) bool {
	if a == b {
		return true
	}
	x, y := identifierObject(a), identifierObject(b)
	switch {
	case x == nil && y == nil:
		return false
	case x != nil && y != nil:
		return jsonvalue.Equal(x, y)
	case s != nil:
		return s.joined(a, x) == s.joined(b, y)
	}
	return slices.Equal(looseParts(a, x), looseParts(b, y))
}

// identifierObject returns the identifier's parts by name where it is a JSON object, else nil.
func identifierObject(identifier string) map[string]any {
	object, _ := jsonvalue.Document(identifier).(map[string]any)
	return object
}

// joined returns the "|" form of an identifier, and what is no primary identifier as it is. A nested part goes by its
// last name or by its whole path.
func (s *Schema) joined(identifier string, object map[string]any) string {
	if len(object) != len(s.PrimaryIdentifier) {
		return identifier
	}
	text, ok := s.join(func(path jsonvalue.Path) any {
		if value, ok := object[path.Dotted()]; ok {
			return value
		}
		return object[path[len(path)-1]]
	})
	if !ok {
		return identifier
	}
	return text
}

// looseParts returns the parts of an identifier in alphabetical order. A part that holds "|" itself is split as well,
// since that of the other form is.
func looseParts(identifier string, object map[string]any) []string {
	if object == nil {
		parts := strings.Split(identifier, identifierSeparator)
		slices.Sort(parts)
		return parts
	}
	var parts []string
	for _, value := range object {
		text, _ := jsonvalue.ScalarText(value)
		parts = append(parts, strings.Split(text, identifierSeparator)...)
	}
	slices.Sort(parts)
	return parts
}
