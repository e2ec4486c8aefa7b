package jsonvalue

import (
	"slices"
	"testing"
)

func TestPaths(t *testing.T) {
	for _, c := range []struct {
		path                Path
		pointer, dotted, of string // of: all items
	}{
		{Path{"A", "0", "B"}, "/A/0/B", "A[0].B", "A[*].B"},
		{Path{"A", AnyItem}, "/A/*", "A[*]", "A[*]"},
		{Path{"0", "1"}, "/0/1", "0[1]", "0[*]"},
		{Path{AnyItem, "A"}, "/*/A", "*.A", "*.A"},
		{Path{"A/B", "C~D", "-1"}, "/A~1B/C~0D/-1", "A/B.C~D.-1", "A/B.C~D.-1"},
		{nil, "", "", ""},
	} {
		if got := c.path.String(); got != c.pointer {
			t.Errorf("pointer of %q = %s, want %s", c.path, got, c.pointer)
		}
		if got := c.path.Dotted(); got != c.dotted {
			t.Errorf("%q is written %s, want %s", c.path, got, c.dotted)
		}
		if got := c.path.Kind().Dotted(); got != c.of {
			t.Errorf("the kind of %q is %s, want %s", c.path, got, c.of)
		}
		if got := SplitPointer(c.path.String()); !slices.Equal(got, c.path) {
			t.Errorf("%s is split into %q", c.path, got)
		}
	}
	if got := SplitPointer("#/A/B"); !slices.Equal(got, []string{"A", "B"}) {
		t.Errorf("a pointer with # is split into %q", got)
	}
	if got := SplitPointer("A/B"); got != nil {
		t.Errorf("what is no pointer is split into %q", got)
	}
}

func TestWithin(t *testing.T) {
	for _, c := range []struct {
		path, other Path
		want        bool
	}{
		{Path{"A", "B"}, Path{"A"}, true},
		{Path{"A"}, Path{"A"}, true},
		{Path{"A"}, nil, true},
		{Path{"A"}, Path{"A", "B"}, false},
		{Path{"B", "A"}, Path{"A"}, false},
		{Path{"A", "C"}, Path{"A", "B"}, false},
	} {
		if got := c.path.Within(c.other); got != c.want {
			t.Errorf("%q is within %q = %v", c.path, c.other, got)
		}
	}
	whole := make(Path, 1, 4)
	whole[0] = "A"
	first, second := whole.Child("B"), whole.Child("C")
	if first[1] != "B" || second[1] != "C" {
		t.Errorf("children share their memory: %q, %q", first, second)
	}
}
