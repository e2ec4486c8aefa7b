package cloudcontrol

import (
	"encoding/json"
	"errors"
	"regexp"
	"strings"
)

// An expression is a compiled expression of a propertyTransform. Schemas write them in JSONata; this is the part of it
// that the published ones use, less functions of one's own.
//
// It returns what models hold, but a text for every string, and nil for no value.
type expression func(*environment) any

// An environment is what an expression is evaluated in.
type environment struct {
	at        Path           // the property that is transformed, as its pointer names it
	object    map[string]any // the object that has it
	variables map[string]any
	failed    bool // a function was given what it does not take: the result says nothing
}

func (e *environment) fail() any {
	e.failed = true
	return nil
}

// value returns what a reference means. Some schemas name the property by its whole path, some by its last name, and its
// neighbours by theirs.
func (e *environment) value(ref []string) any {
	if isOwn(e.at, ref) && ref[0] != e.at[len(e.at)-1] {
		return wrapped(e.object[e.at[len(e.at)-1]])
	}
	var found any = e.object
	for _, name := range ref {
		object, _ := found.(map[string]any)
		found = object[name]
	}
	return wrapped(found)
}

// isOwn tells whether a reference is to the property itself or into it.
func isOwn(at Path, ref []string) bool {
	if ref[0] == at[len(at)-1] {
		return true
	}
	names := make([]string, 0, len(at))
	for _, segment := range at {
		if segment != AnyItem {
			names = append(names, segment)
		}
	}
	return strings.HasSuffix("."+strings.Join(names, "."), "."+strings.Join(ref, "."))
}

// A text is a string of an expression. One that a schema wrote out may be a regular expression: then expr holds it, with
// whatever came from a model quoted.
type text struct{ plain, expr string }

// meta are the characters that make a regular expression of a string in a schema. A dot alone does not: "." ends the name
// of a zone.
const meta = `*+?[(|^$\`

func literal(s string) text {
	if strings.ContainsAny(s, meta) {
		return text{s, s}
	}
	return text{plain: s}
}

func (t text) pattern() string {
	if t.expr != "" {
		return t.expr
	}
	return regexp.QuoteMeta(t.plain)
}

func concat(parts ...text) text {
	var all text
	for _, part := range parts {
		if part.expr != "" && all.expr == "" {
			all.expr = regexp.QuoteMeta(all.plain) + part.expr
		} else if all.expr != "" {
			all.expr += part.pattern()
		}
		all.plain += part.plain
	}
	return all
}

// wrapped returns a value of a model as expressions have it.
func wrapped(value any) any {
	if s, ok := value.(string); ok {
		return text{plain: s}
	}
	return value
}

// unwrapped returns the value of an expression as models have it.
func unwrapped(value any) any {
	switch value := value.(type) {
	case text:
		return value.plain
	case []any:
		items := make([]any, len(value))
		for i, item := range value {
			items[i] = unwrapped(item)
		}
		return items
	case map[string]any:
		object := make(map[string]any, len(value))
		for name, member := range value {
			object[name] = unwrapped(member)
		}
		return object
	}
	return value
}

// textOf returns a scalar as text, as the operator & has it: nothing is an empty text.
func textOf(value any) (text, bool) {
	switch value := value.(type) {
	case nil:
		return text{}, true
	case text:
		return value, true
	}
	s, ok := scalarText(value)
	return text{plain: s}, ok
}

// truthy tells whether a value counts as true.
func truthy(value any) bool {
	switch value := value.(type) {
	case text:
		return value.plain != ""
	case json.Number:
		return !sameNumber(value.String(), "0")
	case bool:
		return value
	case []any:
		return len(value) > 0
	case map[string]any:
		return len(value) > 0
	}
	return false
}

var errExpression = errors.New("not an expression that can be evaluated here")

// parseAlternatives compiles the alternatives of a propertyTransform, which "$OR" separates. The references are to all
// properties that they name.
func parseAlternatives(source string) (alternatives []expression, references [][]string, err error) {
	tokens, err := tokensOf(source)
	if err != nil {
		return nil, nil, err
	}
	p := &expressionParser{tokens: tokens}
	for {
		one := p.expression(0)
		alternatives = append(alternatives, one)
		if p.next().is(variableToken, "OR") {
			p.at++
			continue
		}
		if p.failed || p.next().kind != endToken {
			return nil, nil, errExpression
		}
		return alternatives, p.references, nil
	}
}
