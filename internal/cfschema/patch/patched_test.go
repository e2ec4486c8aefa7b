package patch_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
)

// patched applies a patch to a live model as the API does.
func patched(t *testing.T, live any, operations []cfschema.PatchOperation) any {
	t.Helper()
	text, err := cfschema.EncodePatch(operations)
	if err != nil {
		t.Fatal(err)
	}
	model, err := cfschematest.Patched(live, text)
	if err != nil {
		t.Fatal(err)
	}
	return model
}

// requirePatch checks a patch as it is sent.
func requirePatch(t *testing.T, what, reason, want string, operations []cfschema.PatchOperation) {
	t.Helper()
	got, err := cfschema.EncodePatch(operations)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(cfschematest.Value(want), cfschematest.Value(string(got))); diff != "" {
		t.Errorf("%s: %s (-want +got)\n%s", what, reason, diff)
	}
}
