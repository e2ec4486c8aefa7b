package jsonata

import (
	"encoding/json"
	"regexp"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// deepestExpression is how far expressions may be nested.
const deepestExpression = 100

// A parser compiles expressions by the binding power of their operators.
type parser struct {
	tokens     []lexeme
	at, depth  int
	references [][]string
	failed     bool
}

func (p *parser) next() lexeme {
	if p.at >= len(p.tokens) {
		return lexeme{}
	}
	return p.tokens[p.at]
}

func (p *parser) take() lexeme {
	t := p.next()
	p.at++
	return t
}

// accept takes a sign if it comes next.
func (p *parser) accept(sign string) bool {
	if p.next().is(signToken, sign) {
		p.at++
		return true
	}
	return false
}

// expect takes a sign that must come next.
func (p *parser) expect(sign string) {
	if !p.accept(sign) {
		p.fail()
	}
}

func (p *parser) fail() expression {
	p.failed = true
	return func(e *environment) any { return e.fail() }
}

// powers are the binding powers of the operators behind a value.
var powers = map[string]int{"?": 20, "or": 25, "and": 30, "=": 40, "!=": 40, "in": 40, "&": 50, "*": 60, ".": 75, "[": 80}

// expression compiles what binds more tightly than power.
func (p *parser) expression(power int) expression {
	p.depth++
	defer func() { p.depth-- }()
	if p.failed || p.depth > deepestExpression {
		return p.fail()
	}
	left := p.operand()
	for {
		t := p.next()
		binding := 0
		if t.kind == signToken || t.kind == nameToken {
			binding = powers[t.text]
		}
		if p.failed || binding <= power {
			return left
		}
		p.at++
		left = p.operator(t.text, binding, left)
	}
}

// operand compiles a value without what follows it.
func (p *parser) operand() expression {
	switch t := p.take(); t.kind {
	case stringToken:
		value := literal(t.text)
		return func(*environment) any { return value }
	case numberToken:
		return p.number(t.text)
	case regexpToken:
		compiled, err := regexp.Compile(t.text)
		if err != nil {
			return p.fail()
		}
		return func(*environment) any { return compiled }
	case nameToken:
		return p.name(t.text)
	case variableToken:
		if p.accept("(") {
			return p.call(t.text)
		}
		return func(e *environment) any { return e.variables[t.text] }
	case signToken:
		return p.sign(t.text)
	case endToken:
	}
	return p.fail()
}

func (p *parser) number(digits string) expression {
	if _, ok := jsonvalue.ParseDecimal(digits); !ok {
		return p.fail()
	}
	return func(*environment) any { return json.Number(digits) }
}

func (p *parser) sign(sign string) expression {
	switch sign {
	case "(":
		return p.block()
	case "[":
		items := p.list("]")
		return func(e *environment) any { return valuesOf(e, items) }
	case "{":
		return p.object()
	case "-":
		return p.number("-" + p.take().text)
	}
	return p.fail()
}

// name compiles a word or a reference, "A.B".
func (p *parser) name(first string) expression {
	switch first {
	case "null":
		return func(*environment) any { return nil }
	case "true", "false":
		return func(*environment) any { return first == "true" }
	}
	ref := []string{first}
	for p.next().is(signToken, ".") && p.at+1 < len(p.tokens) && p.tokens[p.at+1].kind == nameToken {
		ref = append(ref, p.tokens[p.at+1].text)
		p.at += 2
	}
	p.references = append(p.references, ref)
	return func(e *environment) any { return e.value(ref) }
}

// list compiles expressions up to a closing sign.
func (p *parser) list(closing string) []expression {
	var items []expression
	if p.accept(closing) {
		return items
	}
	for {
		items = append(items, p.expression(0))
		if p.failed || p.accept(closing) {
			return items
		}
		p.expect(",")
	}
}

// object compiles {"A": x, …}, whose names are strings.
func (p *parser) object() expression {
	members := map[string]expression{}
	for !p.failed && !p.accept("}") {
		name := p.take()
		if name.kind != stringToken {
			return p.fail()
		}
		p.expect(":")
		members[name.text] = p.expression(0)
		if !p.accept(",") && !p.next().is(signToken, "}") {
			return p.fail()
		}
	}
	return func(e *environment) any {
		object := make(map[string]any, len(members))
		for name, member := range members {
			object[name] = member(e)
		}
		return object
	}
}

// block compiles "($a := x; y)" behind its opening bracket: its value is that of its last part.
func (p *parser) block() expression {
	var parts []expression
	for !p.failed && !p.accept(")") {
		if t := p.next(); t.kind == variableToken && p.at+1 < len(p.tokens) && p.tokens[p.at+1].is(signToken, ":=") {
			p.at += 2
			value := p.expression(0)
			parts = append(parts, func(e *environment) any {
				e.variables[t.text] = value(e)
				return e.variables[t.text]
			})
		} else {
			parts = append(parts, p.expression(0))
		}
		if !p.accept(";") && !p.next().is(signToken, ")") {
			return p.fail()
		}
	}
	return func(e *environment) any {
		var last any
		for _, part := range parts {
			last = part(e)
		}
		return last
	}
}

// call compiles a function's arguments.
func (p *parser) call(name string) expression {
	function, known := functions[name]
	if !known {
		return p.fail()
	}
	arguments := p.list(")")
	return func(e *environment) any { return short(e, function(e, valuesOf(e, arguments))) }
}

// short fails where a text has grown too long.
func short(e *environment, value any) any {
	if t, ok := value.(text); ok && len(t.plain)+len(t.expr) > longestText {
		return e.fail()
	}
	return value
}

func valuesOf(e *environment, all []expression) []any {
	values := make([]any, len(all))
	for i, one := range all {
		values[i] = one(e)
	}
	return values
}
