package jsonvalue

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDecode(t *testing.T) {
	got, err := Decode([]byte(`{"A":12345678901234567890,"B":[1.50,null,true,"x"]}`))
	want := map[string]any{"A": json.Number("12345678901234567890"), "B": []any{json.Number("1.50"), nil, true, "x"}}
	if diff := cmp.Diff(any(want), got); diff != "" || err != nil {
		t.Errorf("error %v (-want +got):\n%s", err, diff)
	}
	for _, text := range []string{"", "{", `{"Password":"hunter2"`, `{"Password":"hunter2"} x`, `{"Password":hunter2}`, "[1] [2]"} {
		if _, err := Decode([]byte(text)); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: error = %v, want one that does not repeat the text", text, err)
		}
	}
}

func TestEncode(t *testing.T) {
	text, err := Encode(map[string]any{"B": json.Number("1.50"), "A": []any{nil, "<&>"}})
	if err != nil || string(text) != `{"A":[null,"\u003c\u0026\u003e"],"B":1.50}` {
		t.Errorf("got %s, %v", text, err)
	}
	_, err = Encode(map[string]any{"A": []any{map[string]any{"B": Unknown}}})
	if !errors.Is(err, ErrUnknown) || !strings.Contains(err.Error(), `"A[0].B"`) {
		t.Errorf("error = %v, want one that names the place", err)
	}
	if _, err := json.Marshal(Unknown); err == nil {
		t.Error("Unknown can be written as JSON, so it could reach an API")
	}
	if _, err := Encode(map[string]any{"A": func() {}}); err == nil {
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

// model decodes a model that a test writes as JSON. The text "(unknown)" stands for Unknown.
func model(t testing.TB, text string) any {
	t.Helper()
	if text == "" {
		return nil
	}
	decoded, err := Decode([]byte(text))
	if err != nil {
		t.Fatalf("a test's model %s: %v", text, err)
	}
	return withUnknown(decoded)
}

func withUnknown(value any) any {
	switch value := value.(type) {
	case string:
		if value == "(unknown)" {
			return Unknown
		}
	case map[string]any:
		for key, member := range value {
			value[key] = withUnknown(member)
		}
	case []any:
		for i, item := range value {
			value[i] = withUnknown(item)
		}
	}
	return value
}
