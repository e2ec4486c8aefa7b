package patch_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
)

// itemsSchema has arrays whose items hold what only a create can set.
const itemsSchema = `{"typeName":"A::B::C","additionalProperties":false,"properties":{"Size":{"type":"integer"},
	"List":{"type":"array","items":{"$ref":"#/definitions/Item"}},"Set":{"type":"array","insertionOrder":false,"items":{"$ref":"#/definitions/Item"}},
	"Map":{"type":"object","additionalProperties":false,"patternProperties":{".+":{"$ref":"#/definitions/Site"}}}},
	"definitions":{"Item":{"type":"object","additionalProperties":false,"required":["Key"],"properties":{"Key":{"type":"string"},"Zone":{"type":"string"},"Note":{"type":"string"},
		"Deep":{"type":"object","additionalProperties":false,"properties":{"Fixed":{"type":"string"},"Note":{"type":"string"}}}}},
		"Site":{"type":"object","additionalProperties":false,"properties":{"Url":{"type":"string","pattern":"^https://"},"Count":{"type":"integer"},"Hosts":{"type":"array","items":{"type":"string","minLength":1}}}}},
	"createOnlyProperties":["/properties/List/*/Zone","/properties/List/*/Deep/Fixed","/properties/Set/*/Zone","/properties/Set/*/Deep/Fixed"]}`

// TestPatchMakesAValidModel: an API takes a patch together with what a read shows, whoever wrote that.
func TestPatchMakesAValidModel(t *testing.T) {
	t.Parallel()
	s := cfschematest.Must(cfschema.Parse([]byte(itemsSchema)))
	for name, c := range map[string]struct{ prior, live, planned, want, reason string }{
		"hidden in a list": {
			`{"List":[{"Key":"a","Zone":"z","Note":"1"}]}`, `{"List":[{"Key":"a","Note":"1"}]}`, `{"List":[{"Key":"a","Zone":"z","Note":"2"}]}`,
			`[{"op":"add","path":"/List","value":[{"Key":"a","Note":"2"}]}]`, "the object has it, and it cannot be set",
		},
		"hidden deeper": {
			`{"List":[{"Key":"a","Deep":{"Fixed":"f"},"Note":"1"}]}`, `{"List":[{"Key":"a","Note":"1"}]}`, `{"List":[{"Key":"a","Deep":{"Fixed":"f"},"Note":"2"}]}`,
			`[{"op":"add","path":"/List","value":[{"Key":"a","Note":"2"}]}]`, "and no structure of nothing",
		},
		"added by the service": {
			`{"List":[{"Key":"a","Note":"1"}]}`, `{"List":[{"Key":"a","Zone":"z","Note":"1","Deep":{"Fixed":"f"}}]}`, `{"List":[{"Key":"a","Note":"2"}]}`,
			`[{"op":"add","path":"/List","value":[{"Key":"a","Zone":"z","Note":"2","Deep":{"Fixed":"f"}}]}]`, "without it, it would be removed",
		},
		"added in a set": {
			`{"Set":[{"Key":"a","Note":"1"},{"Key":"b","Note":"1"}]}`, `{"Set":[{"Key":"b","Zone":"y","Note":"1"},{"Key":"a","Zone":"z","Note":"1"}]}`, `{"Set":[{"Key":"a","Note":"2"},{"Key":"b","Note":"1"}]}`,
			`[{"op":"add","path":"/Set","value":[{"Key":"a","Zone":"z","Note":"2"},{"Key":"b","Zone":"y","Note":"1"}]}]`, "each item's own",
		},
		"the first item": {
			`{"Size":1,"Set":[]}`, `{"Size":1,"Set":[]}`, `{"Size":1,"Set":[{"Key":"a","Zone":"z"}]}`,
			`[{"op":"add","path":"/Set","value":[{"Key":"a","Zone":"z"}]}]`, "nothing is hidden where there is nothing",
		},
		"a form of the service's own": {
			`{"Size":1,"Map":{"x":{"Url":"https://x","Count":"3","Hosts":["a"]}}}`, `{"Size":1,"Map":{"x":{"Url":"x","Count":"3","Hosts":["a",""]}}}`, `{"Size":2,"Map":{"x":{"Url":"https://x","Count":"3","Hosts":["a"]}}}`,
			`[{"op":"add","path":"/Size","value":2},{"op":"add","path":"/Map/x/Count","value":3},{"op":"add","path":"/Map/x/Hosts","value":["a"]},{"op":"add","path":"/Map/x/Url","value":"https://x"}]`,
			"a pattern, a type and an item that the API would refuse",
		},
		"another form that is allowed": {
			`{"Size":1,"Map":{"x":{"Url":"https://X"}}}`, `{"Size":1,"Map":{"x":{"Url":"https://x"}}}`, `{"Size":2,"Map":{"x":{"Url":"https://X"}}}`,
			`[{"op":"add","path":"/Size","value":2}]`, "the smallest patch",
		},
	} {
		patch, err := s.Patch(cfschematest.Value(c.prior), cfschematest.Value(c.planned), false)
		if err != nil {
			t.Fatal(err)
		}
		patch = s.WithUnshown(patch, cfschematest.Value(c.live), cfschematest.Value(c.planned), nil)
		requirePatch(t, name, c.reason, c.want, patch)
	}
}

// TestItemsThatLackWhatIsRequired: a list in which a read leaves out what an alternative requires is sent again; where the
// patch changes something in its items, they get what they lack.
func TestItemsThatLackWhatIsRequired(t *testing.T) {
	t.Parallel()
	s := cfschematest.Must(cfschema.Parse([]byte(`{"typeName":"A::B::C","properties":{"Size":{"type":"integer"},
		"List":{"type":"array","items":{"type":"object","properties":{"Key":{"type":"string"},"Lock":{"type":"boolean"},"Form":{"oneOf":[
			{"type":"object","required":["Chat"],"properties":{"Chat":{"type":"object","required":["Lines"],"properties":{"Lines":{"type":"array"},"Fixed":{"type":"string"}}}}},
			{"type":"object","required":["Text"],"properties":{"Text":{"type":"string"}}}]}}}}},
		"createOnlyProperties":["/properties/List/*/Form/Chat/Fixed"]}`)))
	planned := cfschematest.Value(`{"Size":2,"List":[{"Key":"a","Form":{"Text":"t"}},{"Key":"b","Form":{"Chat":{"Lines":[]}}}]}`)
	shown := cfschematest.Value(`{"Size":1,"List":[{"Key":"a","Form":{"Text":"t"}},{"Key":"b","Form":{"Chat":{}}}]}`)
	for name, c := range map[string]struct {
		patch, want string
	}{
		"beside it": {
			`[{"op":"add","path":"/Size","value":2}]`,
			`[{"op":"add","path":"/Size","value":2},{"op":"add","path":"/List","value":[{"Key":"a","Form":{"Text":"t"}},{"Key":"b","Form":{"Chat":{"Lines":[]}}}]}]`,
		},
		"in an item": {
			`[{"op":"add","path":"/List/0/Lock","value":false}]`,
			`[{"op":"add","path":"/List/0/Lock","value":false},{"op":"add","path":"/List/1/Form/Chat/Lines","value":[]}]`,
		},
		"the list": {`[{"op":"add","path":"/List","value":[]}]`, `[{"op":"add","path":"/List","value":[]}]`},
	} {
		var patch []cfschema.PatchOperation
		for _, operation := range cfschematest.Value(c.patch).([]any) {
			step := operation.(map[string]any)
			patch = append(patch, cfschema.PatchOperation{Op: "add", Path: step["path"].(string), Value: step["value"]})
		}
		requirePatch(t, name, "the API checks the patched model as a whole", c.want, s.WithUnshown(patch, shown, planned, nil))
	}
}

// TestFixedInAFormOfTheService: what only a create can set goes back in the form in which it is shown, where it is known to
// be what was written.
func TestFixedInAFormOfTheService(t *testing.T) {
	t.Parallel()
	s := cfschematest.Must(cfschema.Parse([]byte(itemsSchema)))
	written, shown := cfschematest.Value(`{"List":[{"Key":"a","Zone":"z","Note":"1"}]}`), cfschematest.Value(`{"List":[{"Key":"a","Zone":"arn:z","Note":"1"}]}`)
	echo := s.Echo([]byte("key"), written, shown)
	for name, c := range map[string]struct {
		zone, want string
		echo       *cfschema.Echo
	}{
		"as written":       {"z", "arn:z", echo},
		"another one":      {"y", "y", echo},
		"nothing is known": {"z", "z", nil},
	} {
		planned := cfschematest.Value(`{"List":[{"Key":"a","Zone":"` + c.zone + `","Note":"2"}]}`)
		patch, err := s.Patch(written, planned, false)
		if err != nil {
			t.Fatal(err)
		}
		requirePatch(t, name, "an API takes another form for a change", `[{"op":"add","path":"/List","value":[{"Key":"a","Zone":"`+c.want+`","Note":"2"}]}]`,
			s.WithUnshown(patch, shown, planned, c.echo))
	}
}

// TestHiddenFixedIsNotSentAgain: what only a create can set is no reason to send the array that it is in.
func TestHiddenFixedIsNotSentAgain(t *testing.T) {
	t.Parallel()
	s := cfschematest.Must(cfschema.Parse([]byte(itemsSchema)))
	written := cfschematest.Value(`{"Size":1,"List":[{"Key":"a","Zone":"z"}]}`)
	shown := cfschematest.Value(`{"Size":1,"List":[{"Key":"a"}]}`)
	planned := cfschematest.Value(`{"Size":2,"List":[{"Key":"a","Zone":"z"}]}`)
	patch, err := s.Patch(written, planned, false)
	if err != nil {
		t.Fatal(err)
	}
	got := s.WithUnshown(patch, shown, planned, s.Echo([]byte("key"), written, shown))
	if len(got) != 1 || got[0].Path != "/Size" {
		t.Errorf("sent is %v, want the size alone", got)
	}
}

// TestKeepExtraInChangedItems: what only a create can set stays with an item that changes, since nobody asked for another object.
func TestKeepExtraInChangedItems(t *testing.T) {
	t.Parallel()
	s := cfschematest.Must(cfschema.Parse([]byte(itemsSchema)))
	for _, array := range []string{"List", "Set"} {
		prior := cfschematest.Value(`{"` + array + `":[{"Key":"b","Zone":"y","Note":"1"},{"Key":"a","Zone":"z","Note":"1","Deep":{"Fixed":"f","Note":"n"}}]}`)
		planned := cfschematest.Value(`{"` + array + `":[{"Key":"b","Note":"1"},{"Key":"a","Note":"2"}]}`)
		want := cfschematest.Value(`{"` + array + `":[{"Key":"b","Zone":"y","Note":"1"},{"Key":"a","Zone":"z","Note":"2","Deep":{"Fixed":"f"}}]}`)
		if diff := cmp.Diff(want, s.KeepExtra(prior, planned)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", array, diff)
		}
	}
}

// TestKeepExtraChoosesOnce: what an import found stays, but not beside another choice.
func TestKeepExtraChoosesOnce(t *testing.T) {
	t.Parallel()
	s := cfschematest.Must(cfschema.Parse([]byte(`{"typeName":"A::B::C","properties":{"Shift":{"type":"object","additionalProperties":false,
		"properties":{"Calls":{"type":"integer"},"Daily":{"type":"string"},"Weekly":{"type":"string"},"Note":{"type":"string"}},
		"oneOf":[{"required":["Calls","Daily"]},{"required":["Calls","Weekly"]}]},
		"Site":{"type":"object","properties":{"Vpc":{"type":"string"},"Subnet":{"type":"string"},"Note":{"type":"string"}},"oneOf":[{"required":["Vpc"]},{"required":["Subnet"]}]}},
		"createOnlyProperties":["/properties/Site/Vpc","/properties/Site/Subnet"]}`)))
	const prior = `{"Shift":{"Calls":1,"Daily":"d","Note":"n"}}`
	for name, c := range map[string]struct{ prior, planned, want string }{
		"another choice":  {prior, `{"Shift":{"Calls":1,"Weekly":"w"}}`, `{"Shift":{"Calls":1,"Weekly":"w","Note":"n"}}`},
		"the same":        {prior, `{"Shift":{"Daily":"e"}}`, `{"Shift":{"Calls":1,"Daily":"e","Note":"n"}}`},
		"neither is said": {prior, `{"Shift":{"Calls":2}}`, `{"Shift":{"Calls":2,"Daily":"d","Note":"n"}}`},
		"both are said":   {prior, `{"Shift":{"Daily":"d","Weekly":"w"}}`, `{"Shift":{"Calls":1,"Daily":"d","Weekly":"w","Note":"n"}}`},
		"another object":  {`{"Site":{"Vpc":"v"}}`, `{"Site":{"Subnet":"s"}}`, `{"Site":{"Subnet":"s"}}`},
		"it cannot go":    {`{"Site":{"Vpc":"v","Subnet":"","Note":"m"}}`, `{"Site":{"Vpc":"v","Note":"n"}}`, `{"Site":{"Vpc":"v","Subnet":"","Note":"n"}}`},
	} {
		if diff := cmp.Diff(cfschematest.Value(c.want), s.KeepExtra(cfschematest.Value(c.prior), cfschematest.Value(c.planned))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestEmptyChoiceIsSentAgain: where a read leaves out the one member of a structure that must have one, an update brings it.
func TestEmptyChoiceIsSentAgain(t *testing.T) {
	t.Parallel()
	s := cfschematest.Must(cfschema.Parse([]byte(`{"typeName":"A::B::C","properties":{"Size":{"type":"integer"},
		"Action":{"type":"object","additionalProperties":false,"minProperties":1,"properties":{"Block":{"type":"object"},"Allow":{"type":"object"}}},
		"Either":{"type":"object","properties":{"A":{"type":"string"},"B":{"type":"string"},"C":{"type":"string"}},"anyOf":[{"required":["A"]},{"required":["B"]}]}}}`)))
	for name, c := range map[string]struct{ live, want string }{
		"left out": {
			`{"Size":1,"Action":{},"Either":{"C":"c"}}`,
			`[{"op":"add","path":"/Size","value":2},{"op":"add","path":"/Action/Block","value":{}},{"op":"add","path":"/Either/A","value":""}]`,
		},
		"shown": {`{"Size":1,"Action":{"Block":{}},"Either":{"A":"","C":"c"}}`, `[{"op":"add","path":"/Size","value":2}]`},
	} {
		planned := cfschematest.Value(`{"Size":2,"Action":{"Block":{}},"Either":{"A":"","C":"c"}}`)
		patch, err := s.Patch(cfschematest.Value(`{"Size":1,"Action":{"Block":{}},"Either":{"A":"","C":"c"}}`), planned, false)
		if err != nil {
			t.Fatal(err)
		}
		requirePatch(t, name, "the API checks the patched model as a whole", c.want, s.WithUnshown(patch, cfschematest.Value(c.live), planned, nil))
	}
}
