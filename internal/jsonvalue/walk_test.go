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
