package cloudcontrol

import (
	"testing"
	"time"
)

// FuzzParseTypeSchema looks for a schema that stops or stalls us, whatever it says, and for a model that does.
func FuzzParseTypeSchema(f *testing.F) {
	for _, name := range []string{"shapes.json", "odd.json", "bare.json", "forms.json"} {
		f.Add(testSchemaText(f, name), []byte(`{"Name":"a","Rules":[{"Port":1}],"Tree":{"Children":[{"Old":"x"}]}}`), []byte(`{"Rules":[]}`))
	}
	f.Fuzz(func(t *testing.T, text, first, second []byte) {
		start := time.Now()
		s, err := ParseTypeSchema(text)
		if err != nil {
			return
		}
		a, errA := DecodeModel(first)
		b, errB := DecodeModel(second)
		if errA != nil || errB != nil {
			return
		}
		s.Validate(a)
		s.Replacements(a, b)
		s.Computed(a, b)
		s.Configurable(a)
		s.Identifier(a)
		if _, err := s.Patch(a, b, true); err != nil {
			t.Errorf("a patch without unknown values: %v", err)
		}
		if refreshed := s.Refresh(a, b); !s.Equal(nil, refreshed, s.Refresh(refreshed, b)) {
			t.Errorf("refreshing twice differs from refreshing once: %v and %v", refreshed, s.Refresh(refreshed, b))
		}
		if s.Equal(nil, a, b) != s.Equal(nil, b, a) {
			t.Errorf("equality of %s and %s depends on their order", first, second)
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("took %v", took)
		}
	})
}

// FuzzSameNumber compares our comparison of numbers with itself: no spelling is two numbers, and none panics.
func FuzzSameNumber(f *testing.F) {
	for _, text := range []string{"0", "-0", "1e5", "100000", "1.50", "01", "", "1e-2147483648"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, ok := parseDecimal(text)
		if _, err := DecodeModel([]byte(text)); ok && err != nil {
			t.Errorf("%q is read as a number, but not by JSON: %v", text, err)
		}
		if sameNumber(text, text) != ok {
			t.Errorf("%q is not the same as itself", text)
		}
		if ok && !sameNumber(text, scaled(text)) {
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
