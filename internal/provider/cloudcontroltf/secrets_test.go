package cloudcontroltf

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

func TestSecretsAreHidden(t *testing.T) {
	t.Parallel()
	schema := &cfschema.Schema{WriteOnly: []jsonvalue.Path{{"Password"}, {"Users", "*", "Token"}}}
	properties := map[string]any{
		"Name":     "visible-name",
		"Password": "hunter2-long",
		"Users":    []any{map[string]any{"User": "visible-user", "Token": "tok-123456"}},
	}
	sensitive := map[string]any{
		"Secret":  `with "quotes" & <angles>`,
		"Pin":     json.Number("123456"),
		"Short":   "ab",
		"Nested":  map[string]any{"Deep": []any{"deep-secret", "deep-secret-longer"}},
		"Nothing": "",
		"Policy":  `{"Key":"inside-json"}`,
	}
	hidden := secretsOf(properties, sensitive, schema)
	cases := map[string]struct{ text, want, reason string }{
		"write-only":      {"bad value hunter2-long!", "bad value (sensitive value)!", "what the type calls write-only is a secret"},
		"in an array":     {"token tok-123456", "token (sensitive value)", "a path may go through an array"},
		"beside it":       {"visible-name visible-user", "visible-name visible-user", "other properties are not hidden"},
		"plain quotes":    {`got with "quotes" & <angles>`, "got (sensitive value)", "as it was written"},
		"in JSON":         {`{"s":"with \"quotes\" \u0026 \u003cangles\u003e"}`, `{"s":"(sensitive value)"}`, "an API that repeats JSON escapes it"},
		"in Go's quotes":  {`"with \"quotes\" & <angles>"`, `"(sensitive value)"`, "so do our own texts"},
		"number":          {"PIN 123456 is taken", "PIN (sensitive value) is taken", "a number may be a secret"},
		"short as a word": {"value ab, grab", "value (sensitive value), grab", "a short one is hidden only where it is a word"},
		"the longer one":  {"deep-secret-longer", "(sensitive value)", "a secret that holds another is hidden whole"},
		"in a document":   {"inside-json", "(sensitive value)", "JSON written as text is looked into"},
		"none":            {"nothing to hide", "nothing to hide", "the empty text hides nothing"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := hidden.hide(c.text); got != c.want {
				t.Errorf("%s:\n got %s\nwant %s", c.reason, got, c.want)
			}
		})
	}
	if got := (secrets{}).hide("text"); got != "text" {
		t.Errorf("without secrets nothing is hidden, got %q", got)
	}
}

func TestSensitivePaths(t *testing.T) {
	t.Parallel()
	sensitive := map[string]any{
		"Password":    "x",
		"Environment": map[string]any{"Variables": map[string]any{"TOKEN": "t"}},
		"Rules":       []any{map[string]any{"A": "b"}},
		"Empty":       map[string]any{},
	}
	paths := leavesOf(sensitive, nil)
	want := []jsonvalue.Path{{"Empty"}, {"Environment", "Variables", "TOKEN"}, {"Password"}, {"Rules"}}
	if diff := cmp.Diff(want, paths); diff != "" {
		t.Errorf("an array is hidden whole, an object by its members (-want +got)\n%s", diff)
	}
	live := map[string]any{
		"Password":    "x",
		"Environment": map[string]any{"Variables": map[string]any{"TOKEN": "t", "LEVEL": "info"}},
		"Rules":       []any{},
		"Name":        "n",
	}
	got := without(live, paths)
	left := map[string]any{"Environment": map[string]any{"Variables": map[string]any{"LEVEL": "info"}}, "Name": "n"}
	if diff := cmp.Diff(left, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if _, still := live["Password"]; !still {
		t.Error("the live model itself must not change")
	}
	if leavesOf(nil, nil) != nil || leavesOf(map[string]any{}, nil) != nil {
		t.Error("no sensitive properties have no paths")
	}
}

func TestOnlyAt(t *testing.T) {
	t.Parallel()
	paths := []jsonvalue.Path{{"A"}, {"B", "C"}, {"L", "*", "X"}, {"M", "*"}}
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
	if diff := cmp.Diff(any(want), onlyAt(model, paths)); diff != "" {
		t.Errorf("an array stays whole, since its items have no names (-want +got)\n%s", diff)
	}
	if got := onlyAt(map[string]any{"N": "8"}, paths); got != nil {
		t.Errorf("nothing at the paths is nil, got %v", got)
	}
}

func TestOverlap(t *testing.T) {
	t.Parallel()
	sensitive := map[string]any{"A": "new", "B": map[string]any{"C": "c", "D": "d"}, "E": []any{"e"}}
	prior := map[string]any{"A": "old", "B": map[string]any{"C": "was"}, "F": "f"}
	want := map[string]any{"A": "new", "B": map[string]any{"C": "c"}}
	if diff := cmp.Diff(any(want), overlap(sensitive, prior)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got := overlap(sensitive, map[string]any{"F": "f"}); got != nil {
		t.Errorf("got %v, want nothing", got)
	}
}
