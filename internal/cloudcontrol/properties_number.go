package cloudcontrol

import (
	"encoding/json"
	"strconv"
	"strings"
)

// A decimal is a number in the form that all its JSON spellings share: 1, 1.0 and 1e0 are one decimal.
// It stays text, since a power of ten that fits in a line of JSON need not fit in memory.
type decimal struct {
	negative bool
	digits   string // without zeros at either end; empty for zero
	exponent int64  // of the last digit
}

// parseDecimal reads a number as JSON spells it; false for everything else.
func parseDecimal(text string) (decimal, bool) {
	var d decimal
	rest, negative := strings.CutPrefix(text, "-")
	whole, rest := cutDigits(rest)
	if whole == "" || len(whole) > 1 && whole[0] == '0' {
		return decimal{}, false
	}
	var fraction string
	if after, ok := strings.CutPrefix(rest, "."); ok {
		if fraction, rest = cutDigits(after); fraction == "" {
			return decimal{}, false
		}
	}
	if rest != "" {
		if rest[0] != 'e' && rest[0] != 'E' {
			return decimal{}, false
		}
		exponent, err := strconv.ParseInt(rest[1:], 10, 32)
		if err != nil {
			return decimal{}, false
		}
		d.exponent = exponent
	}
	d.exponent -= int64(len(fraction))
	digits := strings.TrimLeft(whole+fraction, "0")
	d.digits = strings.TrimRight(digits, "0")
	if d.digits == "" {
		return decimal{}, true
	}
	d.exponent += int64(len(digits) - len(d.digits))
	d.negative = negative
	return d, true
}

// cutDigits splits text after its leading digits.
func cutDigits(text string) (digits, rest string) {
	rest = strings.TrimLeft(text, "0123456789")
	return text[:len(text)-len(rest)], rest
}

// sameNumber tells whether two spellings are the same number.
func sameNumber(a, b string) bool {
	x, okX := parseDecimal(a)
	y, okY := parseDecimal(b)
	return okX && okY && x == y
}

// isWhole tells whether a number has no fraction, however it is spelt.
func isWhole(text string) bool {
	d, ok := parseDecimal(text)
	return ok && d.exponent >= 0
}

// wholeNumber reads a small whole number of a decoded schema.
func wholeNumber(value any) (int64, bool) {
	number, ok := value.(json.Number)
	if !ok {
		return 0, false
	}
	n, err := number.Int64()
	return n, err == nil
}
