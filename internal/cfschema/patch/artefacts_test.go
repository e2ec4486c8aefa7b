package patch_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
)

// TestArtefacts: an update takes out what a read adds, and leaves what can not be changed, is required or is a document's.
func TestArtefacts(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse(cfschematest.Own("artefacts.json")))
	live := `{"Text":"","Free":"","Mode":"","Way":"","List":[],"Number":0,"Must":"","Once":"","Map":{},"Deep":{"Text":"","Other":"o"},"Doc":{"Text":"","a":null},"Items":[{"Text":"","Other":"1"}]}`
	change := []cfschema.PatchOperation{{Op: "add", Path: "/Free", Value: "x"}}
	got := patched(t, cfschematest.Value(live), s.WithoutArtefacts(change, cfschematest.Value(live), cfschematest.Value(`{"Free":"x","Must":"","Items":[{"Other":"1"}]}`)))
	want := `{"Free":"x","Must":"","Once":"","Deep":{"Other":"o"},"Doc":{"Text":"","a":null},"Items":[{"Other":"1"}]}`
	if diff := cmp.Diff(cfschematest.Value(want), got); diff != "" {
		t.Errorf("an update leaves what can not be changed, is required or is a document's (-want +got):\n%s", diff)
	}
	items := s.WithoutArtefacts(change, cfschematest.Value(`{"Items":[{"Text":""}]}`), nil)
	if len(items) != 3 || items[0].Op != "test" || items[1].Op != "remove" || items[1].Path != "/Items/0/Text" {
		t.Errorf("an item may have moved, so its value is tested first: %+v", items)
	}
}
