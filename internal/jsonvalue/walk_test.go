package jsonvalue

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLeaves(t *testing.T) {
	t.Parallel()
	sensitive := map[string]any{
		"Password":    "x",
		"Environment": map[string]any{"Variables": map[string]any{"TOKEN": "t"}},
		"Rules":       []any{map[string]any{"A": "b"}},
		"Empty":       map[string]any{},
	}
	paths := Leaves(sensitive)
	want := []Path{{"Empty"}, {"Environment", "Variables", "TOKEN"}, {"Password"}, {"Rules"}}
	if diff := cmp.Diff(want, paths); diff != "" {
		t.Errorf("an array is hidden whole, an object by its members (-want +got)\n%s", diff)
	}
	live := map[string]any{
		"Password":    "x",
		"Environment": map[string]any{"Variables": map[string]any{"TOKEN": "t", "LEVEL": "info"}},
		"Rules":       []any{},
		"Name":        "n",
	}
	got := Without(live, paths)
	left := map[string]any{"Environment": map[string]any{"Variables": map[string]any{"LEVEL": "info"}}, "Name": "n"}
	if diff := cmp.Diff(left, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if _, still := live["Password"]; !still {
		t.Error("the live model itself must not change")
	}
	if Leaves(nil) != nil || Leaves(map[string]any{}) != nil {
		t.Error("no sensitive properties have no paths")
	}
}

func TestOnly(t *testing.T) {
	t.Parallel()
	paths := []Path{{"A"}, {"B", "C"}, {"L", "*", "X"}, {"M", "*"}}
	model := map[string]any{
		"A": "1",
		"B": map[string]any{"C": "2", "D": "3"},
		"L": []any{map[string]any{"X": "4", "Y": "5"}, map[string]any{"Y": "6"}},
		"M": map[string]any{"k": "7"},
		"N": "8",
	}
	want := map[string]any{
		"A": "1",
		"B": map[string]any{"C": "2"},
		"L": model["L"],
		"M": map[string]any{"k": "7"},
	}
	if diff := cmp.Diff(any(want), Only(model, paths)); diff != "" {
		t.Errorf("an array stays whole, since its items have no names (-want +got)\n%s", diff)
	}
	if got := Only(map[string]any{"N": "8"}, paths); got != nil {
		t.Errorf("nothing at the paths is nil, got %v", got)
	}
}

func TestOverlap(t *testing.T) {
	t.Parallel()
	sensitive := map[string]any{"A": "new", "B": map[string]any{"C": "c", "D": "d"}, "E": []any{"e"}}
	prior := map[string]any{"A": "old", "B": map[string]any{"C": "was"}, "F": "f"}
	want := map[string]any{"A": "new", "B": map[string]any{"C": "c"}}
	if diff := cmp.Diff(any(want), Overlap(sensitive, prior)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got := Overlap(sensitive, map[string]any{"F": "f"}); got != nil {
		t.Errorf("got %v, want nothing", got)
	}
}

func TestValues(t *testing.T) {
	model := model(t, `{"A":{"B":1,"C":null},"L":[{"X":1},{"Y":2},"text"],"M":{"k":{"X":3},"j":{"X":4}},"U":"(unknown)","N":[[{"X":5}]]}`)
	for name, c := range map[string]struct {
		path   Path
		want   []any
		reason string
	}{
		"whole":            {nil, []any{model}, ""},
		"member":           {Path{"A", "B"}, []any{json.Number("1")}, ""},
		"null":             {Path{"A", "C"}, []any{nil}, "null is absent"},
		"nothing":          {Path{"Z", "B"}, []any{nil}, "one value that is not there"},
		"items":            {Path{"L", AnyItem, "X"}, []any{json.Number("1"), nil, nil}, "each item stands for itself"},
		"array left out":   {Path{"L", "X"}, []any{json.Number("1"), nil, nil}, "some schemas leave out the *"},
		"members of a map": {Path{"M", AnyItem, "X"}, []any{json.Number("4"), json.Number("3")}, "in the order of their keys"},
		"array of arrays":  {Path{"N", AnyItem, AnyItem, "X"}, []any{json.Number("5")}, ""},
	} {
		if diff := cmp.Diff(c.want, Values(model, c.path)); diff != "" && !HasUnknown(c.want) {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.reason, diff)
		}
	}
	if got := Values(model, Path{"U", "V"}); len(got) != 1 || got[0] != Unknown {
		t.Errorf("below what is not known: got %v, want Unknown", got)
	}
}

func TestSame(t *testing.T) {
	for _, c := range []struct {
		a, b        string
		same, equal bool
		reason      string
	}{
		{`{"A":[1.0,true,"x"],"B":null}`, `{"A":[1,true,"x"]}`, true, true, "spellings of a number, and null as absent"},
		{`[1,2]`, `[2,1]`, false, false, "order counts"},
		{`"1"`, `1`, false, true, "a text is no number, but may stand for one"},
		{`true`, `"true"`, false, true, ""},
		{`true`, `"True"`, false, false, ""},
		{`"{\"a\":1}"`, `{"a":1.0}`, false, true, "a document in a text"},
		{`null`, `{}`, false, false, "an empty object is not absent"},
		{`null`, `null`, true, true, ""},
		{`true`, `false`, false, false, ""},
		{`{}`, `[]`, false, false, ""},
		{`"(unknown)"`, `"(unknown)"`, false, false, "nobody knows"},
	} {
		for _, swapped := range []bool{false, true} {
			a, b := model(t, c.a), model(t, c.b)
			if swapped {
				a, b = b, a
			}
			if got := Same(a, b); got != c.same {
				t.Errorf("%s and %s are the same = %v. %s", c.a, c.b, got, c.reason)
			}
			if got := Equal(a, b); got != c.equal {
				t.Errorf("%s and %s are equal = %v. %s", c.a, c.b, got, c.reason)
			}
		}
	}
}

func TestPut(t *testing.T) {
	for _, c := range []struct {
		model, value, want string
		path               Path
		reason             string
	}{
		{`{"A":1}`, `2`, `{"A":1,"B":{"C":2}}`, Path{"B", "C"}, "what is on the way is made"},
		{`{"A":{"B":1,"C":2}}`, `3`, `{"A":{"B":3,"C":2}}`, Path{"A", "B"}, ""},
		{`{"A":1,"B":2}`, `null`, `{"B":2}`, Path{"A"}, "nil removes"},
		{`{"A":1}`, `2`, `2`, nil, ""},
		{`null`, `2`, `{"A":2}`, Path{"A"}, ""},
	} {
		before := model(t, c.model)
		if diff := cmp.Diff(model(t, c.want), Put(before, c.path, model(t, c.value))); diff != "" {
			t.Errorf("%s at %q in %s (-want +got)\n%s%s", c.value, c.path, c.model, diff, c.reason)
		}
		if diff := cmp.Diff(model(t, c.model), before); diff != "" {
			t.Errorf("the model itself was changed\n%s", diff)
		}
	}
	for _, c := range []struct {
		path Path
		want bool
	}{{Path{"A", "B"}, true}, {Path{"A", "Z", "Y"}, true}, {Path{"Z"}, true}, {Path{"S", "T"}, false}, {Path{"L", "0"}, false}, {nil, true}} {
		if got := Reaches(model(t, `{"A":{"B":1},"S":"text","L":[1]}`), c.path); got != c.want {
			t.Errorf("%q is reached = %v", c.path, got)
		}
	}
}

func TestOnlyInItems(t *testing.T) {
	list := []any{map[string]any{"Y": "1"}}
	if got := Only(map[string]any{"L": list}, []Path{{"L", AnyItem, "X"}}); got != nil {
		t.Errorf("got %v of items that have nothing to keep", got)
	}
	if got := Only(map[string]any{"A": map[string]any{"B": "1"}}, []Path{{"A"}}); got == nil {
		t.Error("what stands at a path is kept whole")
	}
}

func TestTextsForValues(t *testing.T) {
	for _, c := range []struct {
		text string
		b    any
		want bool
	}{
		{"true", true, true},
		{"false", false, true},
		{"true", false, false},
		{"false", true, false},
		{"yes", false, false},
		{"TRUE", true, false},
		{"1.0", json.Number("1"), true},
		{"1", "1.0", false},
		{` [1]`, "[1.0]", true},
		{`{"a":1}`, map[string]any{"a": json.Number("1")}, true},
		{`{"a":null}`, map[string]any{}, false}, // null is a value in a document
		{`{}`, `{"a":null}`, false},
		{`{"a":null}`, `{"a":null}`, true},
		{"x", nil, false},
		{"", map[string]any{}, false},
		{"  ", []any{}, false},
		{"{bad", map[string]any{}, false},
	} {
		if got := EqualText(c.text, c.b); got != c.want {
			t.Errorf("EqualText(%q, %v) = %v", c.text, c.b, got)
		}
	}
	for value, want := range map[any]string{"s": "s", json.Number("1.50"): "1.50", true: "true", false: "false"} {
		if got, ok := ScalarText(value); got != want || !ok {
			t.Errorf("%v as text is %q, %v", value, got, ok)
		}
	}
	if _, ok := ScalarText([]any{}); ok {
		t.Error("an array is no scalar")
	}
	if diff := cmp.Diff([]string{"a", "b", "c"}, KeysOfEither(map[string]any{"b": 1}, map[string]any{"a": 1, "c": 2})); diff != "" {
		t.Error(diff)
	}
}
