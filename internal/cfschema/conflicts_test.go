package cfschema

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestConflicts: an update is not refused because of a member that a service shows beside the one that is desired, where the
// schema does not allow both. Schemas say so in several ways.
func TestConflicts(t *testing.T) {
	t.Parallel()
	const properties = `"properties":{"Size":{"type":"integer"},"A":{"type":"array","items":{"type":"string"}},"B":{"type":"string"},"C":{"type":"string"}}`
	s := map[string]*Schema{}
	for name, rule := range map[string]string{
		"one of two": `"oneOf":[{"required":["A"]},{"required":["B"]}]`,
		"not both":   `"allOf":[{"required":["Size"]},{"oneOf":[{},{"required":["A","B"]}]}]`,
		"dependency": `"dependencies":{"A":{"oneOf":[{"required":["B"]},{}]}}`,
		"beside":     `"oneOf":[{"required":["A","C"]},{"required":["B","C"]}]`,
		"no rule":    `"anyOf":[{"required":["A"]},{"required":["B"]}]`,
	} {
		s[name] = schemaOf(t, `{"typeName":"A::B::C",`+properties+`,`+rule+`}`)
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
		patch, err := s[name].Patch(model(t, prior), model(t, c.planned), false)
		if err != nil {
			t.Fatal(err)
		}
		got, err := EncodePatch(s[name].WithoutArtefacts(patch, model(t, c.live), model(t, c.planned)))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(model(t, c.want), model(t, string(got))); diff != "" {
			t.Errorf("%s: %s (-want +got)\n%s", name, c.reason, diff)
		}
	}
}

// TestPatchBesideReadOnly: a structure that is sent whole would take away what the service keeps in it.
func TestPatchBesideReadOnly(t *testing.T) {
	t.Parallel()
	s := schemaOf(t, `{"typeName":"A::B::C","properties":{"Name":{"type":"string"},
		"Run":{"type":"object","properties":{"Count":{"type":"integer"},"Now":{"type":"integer"},"Note":{"type":"string"},"In":{"type":"object","properties":{"At":{"type":"string"},"Set":{"type":"string"}}}}},
		"Code":{"type":"object","properties":{"Key":{"type":"string"},"Handler":{"type":"string"},"Arn":{"type":"string"}}}},
		"readOnlyProperties":["/properties/Run/Now","/properties/Run/In/At","/properties/Code/Arn"],"writeOnlyProperties":["/properties/Code/Key"]}`)
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
		patch, err := s.Patch(model(t, c.prior), model(t, c.planned), false)
		if err != nil {
			t.Fatal(err)
		}
		patch = s.WithUnshown(patch, model(t, c.live), model(t, c.planned), nil)
		got, err := EncodePatch(patch)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(model(t, c.want), model(t, string(got))); diff != "" {
			t.Errorf("%s: %s (-want +got)\n%s", name, c.reason, diff)
		}
		after := applied(t, model(t, c.live), patch)
		if diff := cmp.Diff(s.Computed(model(t, c.live), nil), s.Computed(after, nil)); diff != "" {
			t.Errorf("%s: read-only values change (-live +patched)\n%s", name, diff)
		}
	}
}

// TestItemsShownTwice: a service may leave out what makes items differ; the schema refuses what is left.
func TestItemsShownTwice(t *testing.T) {
	t.Parallel()
	s := schemaOf(t, `{"typeName":"A::B::C","properties":{"Size":{"type":"integer"},
		"Names":{"type":"array","uniqueItems":true,"insertionOrder":false,"items":{"type":"object","properties":{"Domain":{"type":"string"},"Certificate":{"type":"string"}}}}}}`)
	prior := model(t, `{"Size":1,"Names":[{"Domain":"a","Certificate":"x"},{"Domain":"a","Certificate":"y"}]}`)
	planned := model(t, `{"Size":2,"Names":[{"Domain":"a","Certificate":"x"},{"Domain":"a","Certificate":"y"}]}`)
	for live, want := range map[string]int{
		`{"Size":1,"Names":[{"Domain":"a"},{"Domain":"a"}]}`: 2,
		`{"Size":1,"Names":[{"Domain":"a"},{"Domain":"A"}]}`: 1,
	} {
		patch, err := s.Patch(prior, planned, false)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.WithUnshown(patch, model(t, live), planned, nil); len(got) != want {
			t.Errorf("live %s: %d operations, want %d: %v", live, len(got), want, got)
		}
	}
}
