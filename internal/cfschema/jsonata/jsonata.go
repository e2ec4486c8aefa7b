// Package jsonata evaluates the expressions in which resource type schemas say, under propertyTransform, what becomes of a
// desired value before CloudFormation compares it with the live one. Schemas write them in JSONata; this is the part of it
// that the published ones use, less functions of one's own.
//
// It stays ours although libraries for JSONata exist: 94 of 1,598 published types use it, and which characters of a result
// are a regular expression and which come from the model is something that no library keeps. It knows no schema.
package jsonata

import (
	"encoding/json"
	"errors"
	"regexp"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// An expression is one compiled alternative. It returns what models hold, but a text for every string, and nil for no value.
type expression func(*environment) any

// An environment is what an expression is evaluated in.
type environment struct {
	at        jsonvalue.Path // the property that is transformed, as its pointer names it
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
func isOwn(at jsonvalue.Path, ref []string) bool {
	if ref[0] == at[len(at)-1] {
		return true
	}
	names := make([]string, 0, len(at))
	for _, segment := range at {
		if segment != jsonvalue.AnyItem {
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
	s, ok := jsonvalue.ScalarText(value)
	return text{plain: s}, ok
}

// truthy tells whether a value counts as true.
func truthy(value any) bool {
	switch value := value.(type) {
	case text:
		return value.plain != ""
	case json.Number:
		return !jsonvalue.SameNumber(value.String(), "0")
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

// An Expression says in one or more alternatives what a desired value may look like in a live model.
type Expression struct {
	at           jsonvalue.Path
	alternatives []expression
	own, others  bool
}

// A Result is a value that an expression makes of an object.
type Result struct {
	Value   any    // as models have it
	Pattern string // a regular expression for the live value, with what came from the model quoted; empty where there is none
}

// Compile compiles the expression of the property at a path, whose alternatives "$OR" separates.
func Compile(at jsonvalue.Path, source string) (*Expression, error) {
	tokens, err := tokensOf(source)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens}
	x := &Expression{at: at}
	for {
		one := p.expression(0)
		x.alternatives = append(x.alternatives, one)
		if p.next().is(variableToken, "OR") {
			p.at++
			continue
		}
		if p.failed || p.next().kind != endToken {
			return nil, errExpression
		}
		x.refer(p.references)
		return x, nil
	}
}

// refer notes which properties the expression names.
func (x *Expression) refer(references [][]string) {
	for _, ref := range references {
		own := isOwn(x.at, ref)
		x.own, x.others = x.own || own, x.others || !own
	}
}

// UsesOwn tells whether the results depend on the property itself.
func (x *Expression) UsesOwn() bool { return x.own }

// UsesOthers tells whether the results depend on properties beside it.
func (x *Expression) UsesOthers() bool { return x.others }

// Results returns what the property of an object may look like in a live model; nothing for an alternative that makes no
// value of it.
func (x *Expression) Results(object map[string]any) []Result {
	var results []Result
	for _, alternative := range x.alternatives {
		e := &environment{at: x.at, object: object, variables: map[string]any{}}
		if value := alternative(e); value != nil && !e.failed {
			pattern, _ := value.(text)
			results = append(results, Result{Value: unwrapped(value), Pattern: pattern.expr})
		}
	}
	return results
}
