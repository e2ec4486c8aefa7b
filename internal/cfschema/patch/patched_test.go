package patch_test

import (
	"testing"

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
