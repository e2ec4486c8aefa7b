package cloudcontroltest

import (
	"slices"
	"strings"
)

// An identifier names one object in one of the forms that Cloud Control
// takes: plain (the parts of the primary identifier, joined by "|") or as a
// JSON object with the properties' names, of the primary or of an additional
// identifier.
type identifier struct {
	text   string    // as sent
	fields []pointer // the identifier's properties; nil where only text can be compared
	parts  []string  // their values
}

// joined is how the API prints the primary identifier of these parts.
func joined(parts []string) string { return strings.Join(parts, "|") }

// parseIdentifier reads an identifier in any form.
func (t *resourceType) parseIdentifier(text string) (identifier, *refusal) {
	if object, ok := decodeObject(text); ok {
		return t.parseJSONIdentifier(text, object)
	}
	parts := []string{text}
	if len(t.primary) > 1 {
		parts = strings.Split(text, "|")
	}
	switch {
	case len(parts) == len(t.primary):
		return identifier{text, t.primary, parts}, nil
	case len(parts) > len(t.primary):
		// A part contains a "|" itself; only the whole text can be compared.
		return identifier{text: text}, nil
	}
	return identifier{}, refuse("ValidationException", "Identifier %s is not valid for identifier %s", text, pointerList(t.primary))
}

func (t *resourceType) parseJSONIdentifier(text string, object map[string]any) (identifier, *refusal) {
	for _, fields := range t.identifiers() {
		if parts, ok := exactly(fields, object); ok {
			return identifier{text, fields, parts}, nil
		}
	}
	var known []string
	for _, fields := range t.identifiers() {
		known = append(known, pointerList(fields))
	}
	return identifier{}, refuse("ValidationException",
		"When specifying the identifier as JSON, you must specify exactly one identifier from [%s], and no additional properties can be specified",
		strings.Join(known, ", "))
}

// identifiers are all ways to name an object of the type, the primary first.
func (t *resourceType) identifiers() [][]pointer {
	return append([][]pointer{t.primary}, t.additional...)
}

// exactly reads an identifier from an object that has its properties and no
// others. A nested property goes by its last name.
func exactly(fields []pointer, object map[string]any) ([]string, bool) {
	if len(object) != len(fields) {
		return nil, false
	}
	var parts []string
	for _, field := range fields {
		v, ok := object[field[len(field)-1]]
		if !ok {
			return nil, false
		}
		parts = append(parts, partText(v))
	}
	return parts, true
}

func pointerList(pointers []pointer) string {
	var texts []string
	for _, p := range pointers {
		texts = append(texts, p.String())
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

// partText prints one part of an identifier, which is mostly a string.
func partText(v any) string {
	if text, ok := v.(string); ok {
		return text
	}
	return canonical(v)
}

// partsOf reads an identifier's values from a model; ok is false where one is
// missing.
func partsOf(model map[string]any, fields []pointer) (parts []string, ok bool) {
	for _, field := range fields {
		v, there := valueAt(model, field)
		if !there {
			return nil, false
		}
		parts = append(parts, partText(v))
	}
	return parts, true
}

// names says whether the identifier names an object with these properties.
func (id identifier) names(o *object) bool {
	if id.fields == nil {
		return id.text == o.identifier()
	}
	parts, ok := partsOf(o.properties, id.fields)
	return ok && slices.Equal(parts, id.parts)
}

// display is how the API prints the identifier where no object says better.
func (id identifier) display(t *resourceType) string {
	if len(id.fields) == len(t.primary) && slices.EqualFunc(id.fields, t.primary, func(a, b pointer) bool { return a.String() == b.String() }) {
		return joined(id.parts)
	}
	return id.text
}
