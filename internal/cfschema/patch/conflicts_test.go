package patch_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
)

// TestConflicts: an update is not refused because of a member that a service shows beside the one that is desired, where the
// schema does not allow both. Schemas say so in several ways.
func TestConflicts(t *testing.T) {
	t.Parallel()
	const properties = `"properties":{"Size":{"type":"integer"},"A":{"type":"array","items":{"type":"string"}},"B":{"type":"string"},"C":{"type":"string"}}`
	s := map[string]*cfschema.Schema{}
	for name, rule := range map[string]string{
		"one of two": `"oneOf":[{"required":["A"]},{"required":["B"]}]`,
		"not both":   `"allOf":[{"required":["Size"]},{"oneOf":[{},{"required":["A","B"]}]}]`,
		"dependency": `"dependencies":{"A":{"oneOf":[{"required":["B"]},{}]}}`,
		"beside":     `"oneOf":[{"required":["A","C"]},{"required":["B","C"]}]`,
		"no rule":    `"anyOf":[{"required":["A"]},{"required":["B"]}]`,
	} {
		s[name] = cfschematest.Must(cfschema.Parse([]byte(`{"typeName":"A::B::C",` + properties + `,` + rule + `}`)))
	}
	const clean = `[{"op":"remove","path":"/A"},{"op":"add","path":"/Size","value":2}]`
	const plain = `[{"op":"add","path":"/Size","value":2}]`
	for name, c := range map[string]struct{ live, planned, want, reason string }{
		"one of two": {`{"Size":1,"A":["x"],"B":"b"}`, `{"Size":2,"B":"b"}`, clean, "the other is desired"},
		"not both":   {`{"Size":1,"A":[],"B":"b"}`, `{"Size":2,"B":"b"}`, clean, "the empty one goes"},
		"dependency": {`{"Size":1,"A":["x"]}`, `{"Size":2,"B":"b"}`, `[{"op":"remove","path":"/A"},{"op":"add","path":"/B","value":"b"},{"op":"add","path":"/Size","value":2}]`, ""},
		"beside":     {`{"Size":1,"A":["x"],"B":"b"}`, `{"Size":2,"B":"b"}`, plain, "without C neither applies"},
		"no rule":    {`{"Size":1,"A":["x"],"B":"b"}`, `{"Size":2,"B":"b"}`, plain, "both are allowed"},
	} {
		prior := `{"Size":1,"B":"b"}`
		if name == "dependency" {
			prior = `{"Size":1}`
		}
		patch, err := s[name].Patch(cfschematest.Value(prior), cfschematest.Value(c.planned), false)
		if err != nil {
			t.Fatal(err)
		}
		requirePatch(t, name, c.reason, c.want, s[name].WithoutArtefacts(patch, cfschematest.Value(c.live), cfschematest.Value(c.planned)))
	}
}

// TestPatchBesideReadOnly: a structure that is sent whole would take away what the service keeps in it.
func TestPatchBesideReadOnly(t *testing.T) {
	t.Parallel()
	s := cfschematest.Must(cfschema.Parse([]byte(`{"typeName":"A::B::C","properties":{"Name":{"type":"string"},
		"Run":{"type":"object","properties":{"Count":{"type":"integer"},"Now":{"type":"integer"},"Note":{"type":"string"},"In":{"type":"object","properties":{"At":{"type":"string"},"Set":{"type":"string"}}}}},
		"Code":{"type":"object","properties":{"Key":{"type":"string"},"Handler":{"type":"string"},"Arn":{"type":"string"}}}},
		"readOnlyProperties":["/properties/Run/Now","/properties/Run/In/At","/properties/Code/Arn"],"writeOnlyProperties":["/properties/Code/Key"]}`)))
	for name, c := range map[string]struct{ prior, live, planned, want, reason string }{
		"new beside read-only": {
			`{"Name":"a"}`, `{"Name":"a","Run":{"Now":3,"In":{"At":"x"}}}`, `{"Name":"a","Run":{"Count":1,"In":{"Set":"s"}}}`,
			`[{"op":"add","path":"/Run/Count","value":1},{"op":"add","path":"/Run/In/Set","value":"s"}]`, "what nobody configured before",
		},
		"what is not planned goes": {
			`{"Name":"a"}`, `{"Name":"a","Run":{"Now":3,"Note":"n"}}`, `{"Name":"a","Run":{"Count":1}}`,
			`[{"op":"add","path":"/Run/Count","value":1},{"op":"remove","path":"/Run/Note"}]`, "as with the whole structure",
		},
		"nothing read-only": {
			`{"Name":"a"}`, `{"Name":"a","Run":{"Note":"n"}}`, `{"Name":"a","Run":{"Count":1}}`,
			`[{"op":"add","path":"/Run","value":{"Count":1}}]`, "one operation is enough",
		},
		"sent again": {
			`{"Name":"a","Code":{"Key":"k"}}`, `{"Name":"a","Code":{"Arn":"arn:x","Handler":"h"}}`, `{"Name":"b","Code":{"Key":"k"}}`,
			`[{"op":"add","path":"/Code/Key","value":"k"},{"op":"add","path":"/Name","value":"b"}]`, "an unchanged structure takes nothing away",
		},
	} {
		patch, err := s.Patch(cfschematest.Value(c.prior), cfschematest.Value(c.planned), false)
		if err != nil {
			t.Fatal(err)
		}
		patch = s.WithUnshown(patch, cfschematest.Value(c.live), cfschematest.Value(c.planned), nil)
		requirePatch(t, name, c.reason, c.want, patch)
		after := patched(t, cfschematest.Value(c.live), patch)
		if diff := cmp.Diff(s.Computed(cfschematest.Value(c.live), nil), s.Computed(after, nil)); diff != "" {
			t.Errorf("%s: read-only values change (-live +patched)\n%s", name, diff)
		}
	}
}

// TestItemsShownTwice: a service may leave out what makes items differ; the schema refuses what is left.
func TestItemsShownTwice(t *testing.T) {
	t.Parallel()
	s := cfschematest.Must(cfschema.Parse([]byte(`{"typeName":"A::B::C","properties":{"Size":{"type":"integer"},
		"Names":{"type":"array","uniqueItems":true,"insertionOrder":false,"items":{"type":"object","properties":{"Domain":{"type":"string"},"Certificate":{"type":"string"}}}}}}`)))
	prior := cfschematest.Value(`{"Size":1,"Names":[{"Domain":"a","Certificate":"x"},{"Domain":"a","Certificate":"y"}]}`)
	planned := cfschematest.Value(`{"Size":2,"Names":[{"Domain":"a","Certificate":"x"},{"Domain":"a","Certificate":"y"}]}`)
	for live, want := range map[string]int{
		`{"Size":1,"Names":[{"Domain":"a"},{"Domain":"a"}]}`: 2,
		`{"Size":1,"Names":[{"Domain":"a"},{"Domain":"A"}]}`: 1,
	} {
		patch, err := s.Patch(prior, planned, false)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.WithUnshown(patch, cfschematest.Value(live), planned, nil); len(got) != want {
			t.Errorf("live %s: %d operations, want %d: %v", live, len(got), want, got)
		}
	}
}

// TestSecondChoices: of oneOf no more than one member may apply, and an API checks that in the patched model.
func TestSecondChoices(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse([]byte(`{"typeName":"A::B::C","properties":{"Note":{"type":"string"},"A":{"type":"array","items":{"type":"string"}},"B":{"type":"array","items":{"type":"string"}},
		"Deep":{"type":"object","properties":{"X":{"type":"string"},"Y":{"type":"string"}},"oneOf":[{"required":["X"]},{"required":["Y"]}]},
		"P":{"type":"string"},"Q":{"type":"string","minLength":1},"Any":{"type":"object","properties":{"X":{"type":"string"},"Y":{"type":"string"}},"anyOf":[{"required":["X"]},{"required":["Y"]}]}},
		"oneOf":[{"required":["A"]},{"required":["B"]},{"required":["P"]},{"required":["Q","A"]}]}`)))
	for name, c := range map[string]struct{ prior, live, planned, want, reason string }{
		"empty beside one":   {`{"A":["a"],"Note":"1"}`, `{"A":["a"],"B":[],"Note":"1"}`, `{"A":["a"],"Note":"2"}`, `{"A":["a"],"Note":"2"}`, "a read adds it"},
		"somebody's choice":  {`{"Deep":{}}`, `{"A":["a"],"Deep":{"Y":"y"}}`, `{"Deep":{"X":"x"}}`, `{"A":["a"],"Deep":{"X":"x"}}`, "what is configured can only be had instead of it"},
		"forbidden beside":   {`{"Note":"1","P":"p"}`, `{"P":"p","Q":"","Note":"1"}`, `{"P":"p","Note":"2"}`, `{"P":"p","Note":"2"}`, "no choice has what its own schema forbids"},
		"nothing is chosen":  {`{"Note":"1"}`, `{"B":["b"],"Note":"1"}`, `{"Note":"2"}`, `{"B":["b"],"Note":"2"}`, "it is not ours"},
		"an empty one":       {`{"Note":"1"}`, `{"B":[],"Note":"1"}`, `{"Note":"2"}`, `{"B":[],"Note":"2"}`, "the only choice that is made"},
		"both may be":        {`{"Any":{"X":"1"}}`, `{"A":["a"],"Any":{"X":"1","Y":"y"}}`, `{"Any":{"X":"2"}}`, `{"A":["a"],"Any":{"X":"2","Y":"y"}}`, "anyOf"},
		"configured is kept": {`{"A":["a"],"B":[],"Note":"1"}`, `{"A":["a"],"B":[],"Note":"1"}`, `{"A":["a"],"B":[],"Note":"2"}`, `{"A":["a"],"B":[],"Note":"2"}`, "the API says what is wrong with that"},
	} {
		planned, live := cfschematest.Value(c.planned), cfschematest.Value(c.live)
		patch, err := s.Patch(cfschematest.Value(c.prior), planned, false)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(cfschematest.Value(c.want), patched(t, live, s.WithoutArtefacts(patch, live, planned))); diff != "" {
			t.Errorf("%s: %s (-want +got)\n%s", name, c.reason, diff)
		}
	}
}
