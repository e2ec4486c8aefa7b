package jsonata

import (
	"encoding/json"
	"math/big"
	"slices"
	"strconv"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// operator compiles what an operator behind a value makes of it.
func (p *parser) operator(sign string, power int, left expression) expression {
	switch sign {
	case "?":
		yes := p.expression(0)
		p.expect(":")
		no := p.expression(0)
		return func(e *environment) any {
			if truthy(left(e)) {
				return yes(e)
			}
			return no(e)
		}
	case ".":
		t := p.take()
		if t.kind != nameToken {
			return p.fail()
		}
		return func(e *environment) any { return fieldOf(left(e), t.text) }
	case "[":
		return p.index(left)
	}
	apply, known := operators[sign]
	if !known {
		return p.fail()
	}
	right := p.expression(power)
	return func(e *environment) any { return short(e, apply(e, left(e), right(e))) }
}

// index compiles "[n]" behind its opening bracket. Conditions in brackets are not understood.
func (p *parser) index(left expression) expression {
	negative := p.accept("-")
	n, err := strconv.Atoi(p.take().text)
	p.expect("]")
	if err != nil {
		return p.fail()
	}
	if negative {
		n = -n
	}
	return func(e *environment) any {
		list, ok := left(e).([]any)
		if !ok {
			list = []any{left(e)} // one value is a list of one
		}
		i := n
		if i < 0 {
			i += len(list)
		}
		if i < 0 || i >= len(list) {
			return nil
		}
		return wrapped(list[i])
	}
}

// fieldOf returns the member of an object, or those of a list of objects: one alone stands for itself.
func fieldOf(value any, name string) any {
	switch value := value.(type) {
	case map[string]any:
		return wrapped(value[name])
	case []any:
		var found []any
		for _, item := range value {
			switch member := fieldOf(item, name).(type) {
			case nil:
			case []any:
				found = append(found, member...)
			default:
				found = append(found, member)
			}
		}
		if len(found) == 1 {
			return found[0]
		}
		if found != nil {
			return found
		}
	}
	return nil
}

// operators are those between two values.
var operators = map[string]func(e *environment, left, right any) any{
	"=":   func(_ *environment, left, right any) any { return alike(left, right) },
	"!=":  func(_ *environment, left, right any) any { return !alike(left, right) },
	"and": func(_ *environment, left, right any) any { return truthy(left) && truthy(right) },
	"or":  func(_ *environment, left, right any) any { return truthy(left) || truthy(right) },
	"in": func(_ *environment, left, right any) any {
		list, ok := right.([]any)
		if !ok {
			list = []any{right}
		}
		return slices.ContainsFunc(list, func(item any) bool { return alike(left, item) })
	},
	"&": func(e *environment, left, right any) any { return joinTexts(e, []any{left, right}, text{}) },
	"*": func(e *environment, left, right any) any {
		a, okA := ratOf(left)
		b, okB := ratOf(right)
		if !okA || !okB {
			return e.fail()
		}
		product := a.Mul(a, b)
		if !product.IsInt() {
			return e.fail()
		}
		return json.Number(product.Num().String())
	},
}

// alike compares two values without a schema; nothing is like nothing else.
func alike(a, b any) bool {
	if a == nil || b == nil {
		return false
	}
	return jsonvalue.Equal(unwrapped(a), unwrapped(b))
}

// ratOf returns a number, also one in a string, that is short enough to reckon with.
func ratOf(value any) (*big.Rat, bool) {
	t, ok := textOf(value)
	d, isNumber := jsonvalue.ParseDecimal(t.plain)
	if !ok || !isNumber {
		return nil, false
	}
	return d.Rat()
}
