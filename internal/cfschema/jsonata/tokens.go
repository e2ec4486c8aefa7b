package jsonata

import (
	"strconv"
	"strings"
)

type tokenKind uint8

const (
	endToken tokenKind = iota
	nameToken
	variableToken // without its "$"
	stringToken
	numberToken
	regexpToken
	signToken
)

// A lexeme is a word of an expression.
type lexeme struct {
	kind tokenKind
	text string
}

func (t lexeme) is(kind tokenKind, text string) bool { return t.kind == kind && t.text == text }

// sign tells whether the lexeme is a sign or a word that stands for an operator.
func (t lexeme) sign(text string) bool {
	return t.text == text && (t.kind == signToken || t.kind == nameToken)
}

// operand tells whether a value may end here, so that a "/" behind it divides.
func (t lexeme) operand() bool {
	return t.kind != endToken && t.kind != signToken || t.sign(")") || t.sign("]") || t.sign("}")
}

const (
	digits  = "0123456789"
	letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
)

// tokensOf splits an expression into its words.
func tokensOf(source string) ([]lexeme, error) {
	var tokens []lexeme
	var last lexeme
	for {
		source = strings.TrimLeft(source, " \t\r\n")
		if source == "" {
			return tokens, nil
		}
		next, rest, ok := cutToken(source, last)
		if !ok {
			return nil, errExpression
		}
		tokens, last, source = append(tokens, next), next, rest
	}
}

func cutToken(source string, last lexeme) (lexeme, string, bool) {
	switch c := source[0]; {
	case c == '"' || c == '\'':
		return cutQuoted(source)
	case c == '/' && !last.operand():
		return cutRegexp(source)
	case c == '$':
		name, rest := cutAny(source[1:], letters+digits)
		return lexeme{variableToken, name}, rest, true
	case strings.IndexByte(letters, c) >= 0:
		name, rest := cutAny(source, letters+digits)
		return lexeme{nameToken, name}, rest, true
	case strings.IndexByte(digits, c) >= 0:
		number, rest := cutAny(source, digits+".")
		return lexeme{numberToken, number}, rest, true
	}
	for _, sign := range []string{":=", "!=", "(", ")", "[", "]", "{", "}", ",", ";", ":", "?", ".", "=", "&", "*", "-"} {
		if rest, ok := strings.CutPrefix(source, sign); ok {
			return lexeme{signToken, sign}, rest, true
		}
	}
	return lexeme{}, "", false
}

func cutAny(source, set string) (string, string) {
	rest := strings.TrimLeft(source, set)
	return source[:len(source)-len(rest)], rest
}

// cutQuoted reads a string in either quotes, with the escapes of JSON.
func cutQuoted(source string) (lexeme, string, bool) {
	var b strings.Builder
	for i := 1; i < len(source); i++ {
		switch c := source[i]; {
		case c == source[0]:
			return lexeme{stringToken, b.String()}, source[i+1:], true
		case c == '\\' && i+1 < len(source):
			i++
			if escaped, ok := escapes[source[i]]; ok {
				b.WriteByte(escaped)
				continue
			}
			if source[i] != 'u' || len(source) < i+5 {
				return lexeme{}, "", false
			}
			code, err := strconv.ParseUint(source[i+1:i+5], 16, 16)
			if err != nil {
				return lexeme{}, "", false
			}
			b.WriteRune(rune(code))
			i += 4
		default:
			b.WriteByte(c)
		}
	}
	return lexeme{}, "", false
}

var escapes = map[byte]byte{'"': '"', '\'': '\'', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// cutRegexp reads a regular expression between slashes.
func cutRegexp(source string) (lexeme, string, bool) {
	for i := 1; i < len(source); i++ {
		switch source[i] {
		case '\\':
			i++
		case '/':
			return lexeme{regexpToken, source[1:i]}, source[i+1:], true
		}
	}
	return lexeme{}, "", false
}
