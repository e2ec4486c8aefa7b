package jsonvalue

import (
	"fmt"
	"strconv"
	"testing"
)

func TestDecimals(t *testing.T) {
	for text, want := range map[string]string{
		"0": "e0", "-0.0e5": "e0", "10": "1e1", "1.50": "15e-1", "-1.5E+2": "-15e1", "0.001": "1e-3",
		"": "", "-": "", ".5": "", "5.": "", "01": "", "1e": "", "1e+": "", "+1": "", "1 ": "", "0x1": "", "1e99999999999": "",
		"NaN": "", "1e5x": "",
	} {
		d, ok := ParseDecimal(text)
		got := ""
		if ok {
			got = d.digits + "e" + strconv.FormatInt(d.exponent, 10)
			if d.negative {
				got = "-" + got
			}
		}
		if got != want {
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
	}
}

func TestCompareDecimals(t *testing.T) {
	ordered := []string{"-1e400", "-100", "-12", "-1.5", "-1e-300", "0", "1e-300", "0.00012", "0.0012", "1", "1.05", "1.5", "2", "9", "10", "10.5", "123", "1e400"}
	for i, first := range ordered {
		for j, second := range ordered {
			a, okA := ParseDecimal(first)
			b, okB := ParseDecimal(second)
			if got := a.Less(b); got != (i < j) || !okA || !okB {
				t.Errorf("%s < %s = %v", first, second, got)
			}
		}
	}
	for text, want := range map[string]string{
		"0": "0", "-0.0": "0", "100": "100", "-1.50": "-1.5", "0.001": "0.001", "12.34": "12.34", "1e5": "100000", "1e-5": "0.00001", "1e400": "1e400", "12e-400": "12e-400",
	} {
		if d, _ := ParseDecimal(text); fmt.Sprint(d) != want {
			t.Errorf("%s is written as %s, want %s", text, d, want)
		}
	}
}

// FuzzSameNumber compares our comparison of numbers with itself: no spelling is two numbers, and none panics.
func FuzzSameNumber(f *testing.F) {
	for _, text := range []string{"0", "-0", "1e5", "100000", "1.50", "01", "", "1e-2147483648"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, ok := ParseDecimal(text)
		if _, err := Decode([]byte(text)); ok && err != nil {
			t.Errorf("%q is read as a number, but not by JSON: %v", text, err)
		}
		if SameNumber(text, text) != ok {
			t.Errorf("%q is not the same as itself", text)
		}
		if ok && !SameNumber(text, scaled(text)) {
			t.Errorf("%q and %q are not the same", text, scaled(text))
		}
	})
}

// scaled writes a number in another way: with a zero more where it has no exponent.
func scaled(text string) string {
	for _, r := range text {
		if r == 'e' || r == 'E' {
			return text
		}
		if r == '.' {
			return text + "0"
		}
	}
	return text + ".0"
}
