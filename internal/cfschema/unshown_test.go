package cfschema

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestWithUnshown: an update brings again what reads do not show.
func TestWithUnshown(t *testing.T) {
	t.Parallel()
	s, err := Parse([]byte(`{"typeName":"A::B::C","additionalProperties":false,
		"properties":{"Name":{"type":"string"},"Size":{"type":"integer"},"Role":{"type":"string"},"Flag":{"type":"boolean"},
			"Mode":{"type":"object","additionalProperties":false,"required":["Status"],"properties":{"Status":{"type":"string","default":"off"},"Note":{"type":"string"}}},
			"Tags":{"type":"array","insertionOrder":false,"items":{"type":"object","additionalProperties":false,"required":["Key"],"properties":{"Key":{"type":"string"},"Value":{"type":"string"}}}},
			"Rules":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["Kind"],"properties":{"Kind":{"type":"string","default":"any"}}}}},
		"primaryIdentifier":["/properties/Name"],"createOnlyProperties":["/properties/Name","/properties/Role"]}`))
	if err != nil {
		t.Fatal(err)
	}
	written := model(t, `{"Name":"n","Size":1,"Role":"r","Flag":false,"Mode":{"Status":"off","Note":"x"},"Tags":[{"Key":"a","Value":"b"},{"Key":"e","Value":""}],"Rules":[{"Kind":"any"}]}`)
	shown := model(t, `{"Name":"n","Size":1,"Mode":{},"Tags":[{"Key":"a","Value":"b"}],"Rules":[{}]}`)
	planned := model(t, `{"Name":"n","Size":2,"Role":"r","Flag":false,"Mode":{"Status":"off","Note":"x"},"Tags":[{"Key":"a","Value":"b"},{"Key":"e","Value":""}],"Rules":[{"Kind":"any"}]}`)
	patch, err := s.Patch(written, planned, false)
	if err != nil {
		t.Fatal(err)
	}
	echo := s.Echo([]byte("key"), written, shown)
	got, err := EncodePatch(s.WithUnshown(patch, shown, planned, echo))
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
