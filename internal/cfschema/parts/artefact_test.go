package parts_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/parts"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
)

// TestArtefacts: an import leaves out what a read adds and the schema forbids, but where it is required, nested in a
// document, or something.
func TestArtefacts(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse(cfschematest.Own("artefacts.json")))
	live := `{"Text":"","Free":"","Mode":"","Way":"","List":[],"Number":0,"Must":"","Once":"","Map":{},"Deep":{"Text":"","Other":"o"},"Doc":{"Text":"","a":null},"Items":[{"Text":"","Other":"1"}]}`
	want := `{"Free":"","Must":"","Deep":{"Other":"o"},"Doc":{"Text":"","a":null},"Items":[{"Other":"1"}]}`
	if diff := cmp.Diff(cfschematest.Value(want), s.Configurable(cfschematest.Value(live))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	some := `{"Text":"t","Mode":"A","Way":"A","List":["a"],"Number":2,"Map":{"a":"b"},"Must":"m"}`
	if diff := cmp.Diff(cfschematest.Value(some), s.Configurable(cfschematest.Value(some))); diff != "" {
		t.Errorf("what is not empty (-want +got):\n%s", diff)
	}
}

// TestNullThatIsNone: where the schema knows a type, null is what a read adds.
func TestNullThatIsNone(t *testing.T) {
	model := shape.Read(cfschematest.Value(`{"properties":{"Text":{"type":"string"},"Either":{"type":["string","null"]},"Any":{}}}`).(map[string]any)).Model()
	for name, want := range map[string]bool{"Text": true, "Either": false, "Any": false} {
		if got := parts.Artefact(model.Property(name), nil); got != want {
			t.Errorf("%s: null is one: %v, want %v", name, got, want)
		}
	}
}
