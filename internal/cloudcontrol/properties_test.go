package cloudcontrol

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDecodeModel(t *testing.T) {
	got, err := DecodeModel([]byte(`{"A":12345678901234567890,"B":[1.50,null,true,"x"]}`))
	want := map[string]any{"A": json.Number("12345678901234567890"), "B": []any{json.Number("1.50"), nil, true, "x"}}
	if diff := cmp.Diff(any(want), got); diff != "" || err != nil {
		t.Errorf("error %v (-want +got):\n%s", err, diff)
	}
	for _, text := range []string{"", "{", `{"Password":"hunter2"`, `{"Password":"hunter2"} x`, `{"Password":hunter2}`, "[1] [2]"} {
		if _, err := DecodeModel([]byte(text)); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: error = %v, want one that does not repeat the text", text, err)
		}
	}
}

func TestEncodeModel(t *testing.T) {
	text, err := EncodeModel(map[string]any{"B": json.Number("1.50"), "A": []any{nil, "<&>"}})
	if err != nil || string(text) != `{"A":[null,"\u003c\u0026\u003e"],"B":1.50}` {
		t.Errorf("got %s, %v", text, err)
	}
	_, err = EncodeModel(map[string]any{"A": []any{map[string]any{"B": Unknown}}})
	if !errors.Is(err, errUnknown) || !strings.Contains(err.Error(), `"A.0.B"`) {
		t.Errorf("error = %v, want one that names the place", err)
	}
	if _, err := json.Marshal(Unknown); err == nil {
		t.Error("Unknown can be written as JSON, so it could reach an API")
	}
	if _, err := EncodeModel(map[string]any{"A": func() {}}); err == nil {
		t.Error("what is no model is written as JSON")
	}
}

func TestUnknown(t *testing.T) {
	for text, want := range map[string]bool{
		`"(unknown)"`: true, `{"A":[{"B":"(unknown)"}]}`: true, `{"A":[{"B":null}]}`: false, `null`: false,
	} {
		if got := HasUnknown(model(t, text)); got != want {
			t.Errorf("%s has an unknown value = %v, want %v", text, got, want)
		}
	}
	if got := fmt.Sprint(Unknown); got != "(not known yet)" {
		t.Errorf("printed as %q", got)
	}
}

func TestMerge(t *testing.T) {
	for name, c := range map[string]struct{ model, over, want, reason string }{
		"beside":    {`{"A":1}`, `{"B":2}`, `{"A":1,"B":2}`, ""},
		"instead":   {`{"A":1}`, `{"A":2}`, `{"A":2}`, "what is laid over counts"},
		"nested":    {`{"A":{"B":1,"C":2}}`, `{"A":{"C":3}}`, `{"A":{"B":1,"C":3}}`, "on every level"},
		"array":     {`{"A":[1,2]}`, `{"A":[3]}`, `{"A":[3]}`, "items have no names to merge by"},
		"null":      {`{"A":1}`, `{"A":null}`, `{"A":1}`, "null is absent"},
		"nothing":   {`{"A":1}`, `null`, `{"A":1}`, ""},
		"on null":   {`null`, `{"A":1}`, `{"A":1}`, ""},
		"on scalar": {`{"A":1}`, `{"A":{"B":2}}`, `{"A":{"B":2}}`, ""},
		"unknown":   {`{"A":1}`, `{"A":"(unknown)"}`, `{"A":"(unknown)"}`, "it will be known later"},
	} {
		below := model(t, c.model)
		if diff := cmp.Diff(model(t, c.want), Merge(below, model(t, c.over))); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.reason, diff)
		}
		if diff := cmp.Diff(model(t, c.model), below); diff != "" {
			t.Errorf("%s: the model itself was changed:\n%s", name, diff)
		}
	}
	if diff := cmp.Diff(any(map[string]any{"A": true}), Merge(map[string]any(nil), map[string]any{"A": true})); diff != "" {
		t.Errorf("a nil object (-want +got):\n%s", diff)
	}
}

func TestMatch(t *testing.T) {
	// An item fits where all its letters are in the other one.
	fits := func(x, y any) bool {
		return strings.Trim(x.(string), y.(string)) == ""
	}
	for name, c := range map[string]struct {
		a, b   []any
		want   []int
		reason string
	}{
		"nothing":       {nil, nil, []int{}, ""},
		"identical":     {[]any{"a", "b"}, []any{"b", "a"}, []int{1, 0}, ""},
		"twice":         {[]any{"a", "a", "a"}, []any{"a", "a"}, []int{0, 1, none}, "each item counts once"},
		"identical win": {[]any{"a", "ab"}, []any{"ab", "a"}, []int{1, 0}, "what is written the same belongs together"},
		"detour":        {[]any{"a", "ab"}, []any{"abc", "ad"}, []int{1, 0}, "the first one moves on, so that both have a partner"},
		"long detour":   {[]any{"a", "b", "c", "d"}, []any{"abx", "bcx", "cdx", "ax"}, []int{3, 0, 1, 2}, "as often as it takes"},
		"no partner":    {[]any{"x", "a"}, []any{"ab"}, []int{none, 0}, ""},
	} {
		if diff := cmp.Diff(c.want, match(c.a, c.b, fits)); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.reason, diff)
		}
	}
}
