package patch_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
)

// TestWithUnshown: an update brings again what reads do not show.
func TestWithUnshown(t *testing.T) {
	t.Parallel()
	s := cfschematest.Must(cfschema.Parse([]byte(`{"typeName":"A::B::C","additionalProperties":false,
		"properties":{"Name":{"type":"string"},"Size":{"type":"integer"},"Role":{"type":"string"},"Flag":{"type":"boolean"},
			"Mode":{"type":"object","additionalProperties":false,"required":["Status"],"properties":{"Status":{"type":"string","default":"off"},"Note":{"type":"string"}}},
			"Tags":{"type":"array","insertionOrder":false,"items":{"type":"object","additionalProperties":false,"required":["Key"],"properties":{"Key":{"type":"string"},"Value":{"type":"string"}}}},
			"Rules":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["Kind"],"properties":{"Kind":{"type":"string","default":"any"}}}}},
		"primaryIdentifier":["/properties/Name"],"createOnlyProperties":["/properties/Name","/properties/Role"]}`)))
	written := cfschematest.Value(`{"Name":"n","Size":1,"Role":"r","Flag":false,"Mode":{"Status":"off","Note":"x"},"Tags":[{"Key":"a","Value":"b"},{"Key":"e","Value":""}],"Rules":[{"Kind":"any"}]}`)
	shown := cfschematest.Value(`{"Name":"n","Size":1,"Mode":{},"Tags":[{"Key":"a","Value":"b"}],"Rules":[{}]}`)
	planned := cfschematest.Value(`{"Name":"n","Size":2,"Role":"r","Flag":false,"Mode":{"Status":"off","Note":"x"},"Tags":[{"Key":"a","Value":"b"},{"Key":"e","Value":""}],"Rules":[{"Kind":"any"}]}`)
	patch, err := s.Patch(written, planned, false)
	if err != nil {
		t.Fatal(err)
	}
	echo := s.Echo([]byte("key"), written, shown)
	got, err := cfschema.EncodePatch(s.WithUnshown(patch, shown, planned, echo))
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"op":"add","path":"/Size","value":2},{"op":"add","path":"/Flag","value":false},{"op":"add","path":"/Mode/Note","value":"x"},` +
		`{"op":"add","path":"/Tags","value":[{"Key":"a","Value":"b"},{"Key":"e","Value":""}]},{"op":"add","path":"/Mode/Status","value":"off"},` +
		`{"op":"add","path":"/Rules","value":[{"Kind":"any"}]}]`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("what is not shown is not sent again (-want +got):\n%s", diff)
	}
	if same := s.WithUnshown(nil, shown, planned, echo); len(same) > 0 {
		t.Errorf("nothing changes, and %v is sent", same)
	}
}

// TestRemovalsOfWhatIsNotShown: a patch must not fail because a read hides what is to go.
func TestRemovalsOfWhatIsNotShown(t *testing.T) {
	t.Parallel()
	s := cfschematest.Must(cfschema.Parse([]byte(`{"typeName":"A::B::C","properties":{"Size":{"type":"integer"},"Flag":{"type":"boolean"},"Password":{"type":"string"},
		"Map":{"type":"object","patternProperties":{".+":{"type":"string"}}},"Deep":{"type":"object","properties":{"In":{"type":"object","properties":{"A":{"type":"string"},"B":{"type":"string"}}}}}},
		"writeOnlyProperties":["/properties/Password"]}`)))
	for name, c := range map[string]struct{ prior, live, planned, want, reason string }{
		"shown":           {`{"Size":1,"Flag":true}`, `{"Size":1,"Flag":true}`, `{"Size":1}`, `[{"op":"remove","path":"/Flag"}]`, "as always"},
		"not shown":       {`{"Size":1,"Flag":true}`, `{"Size":1}`, `{"Size":1}`, `[{"op":"add","path":"/Flag","value":null},{"op":"remove","path":"/Flag"}]`, "put there first"},
		"write-only":      {`{"Size":1,"Password":"p"}`, `{"Size":1}`, `{"Size":1}`, `[{"op":"add","path":"/Password","value":null},{"op":"remove","path":"/Password"}]`, "once"},
		"a member":        {`{"Map":{"a":"1","b":"2"}}`, `{"Map":{"a":"1"}}`, `{"Map":{"a":"1"}}`, `[{"op":"add","path":"/Map/b","value":null},{"op":"remove","path":"/Map/b"}]`, ""},
		"what it is in":   {`{"Map":{"a":"1","b":"2"}}`, `{}`, `{"Map":{"a":"1"}}`, `[{"op":"add","path":"/Map","value":{"a":"1"}}]`, "there is nothing to put it into"},
		"nothing is left": {`{"Deep":{"In":{"A":"a"}}}`, `{}`, `{"Deep":{}}`, `[{"op":"add","path":"/Deep","value":{}}]`, ""},
		"set in it":       {`{"Size":1,"Deep":{"In":{"A":"a"}}}`, `{"Size":1}`, `{"Size":1,"Deep":{"In":{"A":"a","B":"b"}}}`, `[{"op":"add","path":"/Deep","value":{"In":{"A":"a","B":"b"}}}]`, "a read hides what it is set in"},
		"all of it":       {`{"Deep":{"In":{"A":"a"}},"Size":1}`, `{"Size":1}`, `{"Size":1}`, `[{"op":"add","path":"/Deep","value":null},{"op":"remove","path":"/Deep"}]`, ""},
	} {
		patch, err := s.Patch(cfschematest.Value(c.prior), cfschematest.Value(c.planned), false)
		if err != nil {
			t.Fatal(err)
		}
		patch = s.WithUnshown(patch, cfschematest.Value(c.live), cfschematest.Value(c.planned), nil)
		requirePatch(t, name, c.reason, c.want, patch)
		if !cfschema.Changes(patch) {
			t.Errorf("%s: %s: it changes nothing", name, c.reason)
		}
		patched(t, cfschematest.Value(c.live), patch)
	}
}
