package jsonvalue

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestSameNumber(t *testing.T) {
	long := strings.Repeat("9", 400)
	for _, c := range []struct {
		a, b   string
		want   bool
		reason string
	}{
		{"1", "1.0", true, ""},
		{"100", "1e2", true, ""},
		{"0.1", "0.10", true, ""},
		{"0.1", "0.2", false, ""},
		{"0.1", "0.1000000000000000055", true, "the nearest double is the same"},
		{"9007199254740992", "9007199254740993", false, "whole numbers are exact"},
		{"9007199254740992e1", "90071992547409921", false, "however they are spelt"},
		{"9007199254740993", "9007199254740992.5", true, "one is a fraction, and their nearest double is the same"},
		{"9007199254740992.5", "9007199254740993", true, ""},
		{"0", "1e-400", false, "what is too small for a double is not zero"},
		{"1e-400", "2e-400", false, ""},
		{long + ".5", long + ".7", false, "nor is what is too large for one the same"},
		{"1", "x", false, ""},
		{"x", "1", false, ""},
		{"x", "x", false, "what is no number is not the same number"},
	} {
		if got := SameNumber(c.a, c.b); got != c.want {
			t.Errorf("SameNumber(%.30s, %.30s) = %v: %s", c.a, c.b, got, c.reason)
		}
	}
}

func TestWholeNumbers(t *testing.T) {
	for text, want := range map[string]bool{"1": true, "0": true, "1.0": true, "-1e2": true, "150e-1": true, "1.5": false, "1e-1": false, "x": false, "": false} {
		if got := IsWhole(text); got != want {
			t.Errorf("IsWhole(%q) = %v", text, got)
		}
	}
	if n, ok := WholeNumber(json.Number("-12")); n != -12 || !ok {
		t.Errorf("-12 is read as %d, %v", n, ok)
	}
	for _, value := range []any{json.Number("9223372036854775808"), json.Number("x"), "12", nil} {
		if n, ok := WholeNumber(value); ok {
			t.Errorf("%v is read as %d", value, n)
		}
	}
}

func TestMultipleOf(t *testing.T) {
	ones := strings.Repeat("1", 100) // 5 more than a multiple of 7
	for _, c := range []struct {
		number, unit string
		want         bool
		reason       string
	}{
		{"10", "5", true, ""},
		{"10", "3", false, ""},
		{"0.3", "0.1", true, "exactly, not as doubles"},
		{"-4", "2", true, ""},
		{"1", "0", true, "nothing is a multiple of zero, and nobody means that"},
		{ones, "7", false, "a hundred digits are reckoned with"},
		{ones + "1", "7", true, "more are not"},
		{"1e100", "3", false, ""},
		{"1e101", "3", true, ""},
		{"1e-100", "1", false, ""},
		{"1e-101", "1", true, ""},
		{"1", "1e-101", true, ""},
	} {
		number, okN := ParseDecimal(c.number)
		unit, okU := ParseDecimal(c.unit)
		if got := number.MultipleOf(unit); got != c.want || !okN || !okU {
			t.Errorf("%.20s is a multiple of %s = %v. %s", c.number, c.unit, got, c.reason)
		}
	}
}

// TestWrittenInFull: up to twenty zeros are written out.
func TestWrittenInFull(t *testing.T) {
	zeros := strings.Repeat("0", 20)
	for text, want := range map[string]string{
		"1e20": "1" + zeros, "1e21": "1e21", "1e-21": "0." + zeros + "1", "1e-22": "1e-22", "5e-1": "0.5", "15e-1": "1.5", "12e0": "12",
	} {
		if d, ok := ParseDecimal(text); d.String() != want || !ok {
			t.Errorf("%s is written as %s, want %s", text, d, want)
		}
	}
}
