package jsonvalue

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// A Decimal is a number in the form that all its JSON spellings share: 1, 1.0 and 1e0 are one decimal.
// It stays text, since a power of ten that fits in a line of JSON need not fit in memory.
type Decimal struct {
	negative bool
	digits   string // without zeros at either end; empty for zero
	exponent int64  // of the last digit
}

// ParseDecimal reads a number as JSON spells it; false for everything else.
func ParseDecimal(text string) (Decimal, bool) {
	var d Decimal
	rest, negative := strings.CutPrefix(text, "-")
	whole, rest := cutDigits(rest)
	if whole == "" || len(whole) > 1 && whole[0] == '0' {
		return Decimal{}, false
	}
	var fraction string
	if after, ok := strings.CutPrefix(rest, "."); ok {
		if fraction, rest = cutDigits(after); fraction == "" {
			return Decimal{}, false
		}
	}
	if rest != "" {
		if rest[0] != 'e' && rest[0] != 'E' {
			return Decimal{}, false
		}
		exponent, err := strconv.ParseInt(rest[1:], 10, 32)
		if err != nil {
			return Decimal{}, false
		}
		d.exponent = exponent
	}
	d.exponent -= int64(len(fraction))
	digits := strings.TrimLeft(whole+fraction, "0")
	d.digits = strings.TrimRight(digits, "0")
	if d.digits == "" {
		return Decimal{}, true
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

// SameNumber tells whether two spellings are the same number. Where one is a fraction it is enough that their nearest
// double is the same: most APIs hold no more, and write what they hold with more digits or fewer.
func SameNumber(a, b string) bool {
	x, okX := ParseDecimal(a)
	y, okY := ParseDecimal(b)
	if !okX || !okY || x == y {
		return okX && okY
	}
	if x.exponent >= 0 && y.exponent >= 0 {
		return false
	}
	f, errF := strconv.ParseFloat(a, 64)
	g, errG := strconv.ParseFloat(b, 64)
	return errF == nil && errG == nil && f == g && f != 0
}

// IsWhole tells whether a number has no fraction, however it is spelt.
func IsWhole(text string) bool {
	d, ok := ParseDecimal(text)
	return ok && d.exponent >= 0
}

// WholeNumber reads a small whole number of a decoded schema.
func WholeNumber(value any) (int64, bool) {
	number, ok := value.(json.Number)
	if !ok {
		return 0, false
	}
	n, err := number.Int64()
	return n, err == nil
}

// Less tells whether d is less than other.
func (d Decimal) Less(other Decimal) bool {
	switch {
	case d.negative != other.negative:
		return d.negative
	case d.negative:
		return other.nearerZero(d)
	}
	return d.nearerZero(other)
}

// nearerZero compares two numbers without their signs.
func (d Decimal) nearerZero(other Decimal) bool {
	if d.digits == "" || other.digits == "" {
		return d.digits == "" && other.digits != ""
	}
	first, second := d.exponent+int64(len(d.digits)), other.exponent+int64(len(other.digits))
	if first != second {
		return first < second
	}
	return d.digits < other.digits
}

// MultipleOf tells whether d is a multiple of unit; also where one of them is too long to reckon with.
func (d Decimal) MultipleOf(unit Decimal) bool {
	a, okA := d.Rat()
	b, okB := unit.Rat()
	if !okA || !okB || b.Sign() == 0 {
		return true
	}
	return new(big.Rat).Quo(a, b).IsInt()
}

// Rat returns the number as a fraction, where it is short enough to reckon with.
func (d Decimal) Rat() (*big.Rat, bool) {
	if len(d.digits) > longestNumber || d.exponent > longestNumber || d.exponent < -longestNumber {
		return nil, false
	}
	return new(big.Rat).SetString(d.String())
}

// longestNumber is how many digits, on either side of the point, numbers have that we reckon with.
const longestNumber = 100

// String writes the number as JSON, in full where it is short.
func (d Decimal) String() string {
	sign := ""
	if d.negative {
		sign = "-"
	}
	if d.digits == "" {
		return "0"
	}
	point := int64(len(d.digits)) + d.exponent
	switch {
	case d.exponent >= 0 && d.exponent <= longestPlain:
		return sign + d.digits + zeros(d.exponent)
	case point > 0 && d.exponent < 0:
		return sign + d.digits[:point] + "." + d.digits[point:]
	case point <= 0 && point >= -longestPlain:
		return sign + "0." + zeros(-point) + d.digits
	}
	return fmt.Sprintf("%s%se%d", sign, d.digits, d.exponent)
}

// longestPlain is how many zeros are written out.
const longestPlain = 20

func zeros(n int64) string { return fmt.Sprintf("%0*d", n+1, 0)[1:] }
