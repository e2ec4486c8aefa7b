package creation_test

import (
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/creation"
)

func TestChosenIn(t *testing.T) {
	t.Parallel()
	model := map[string]any{"Name": "n", "Parent": "p"}
	for identifier, want := range map[string]bool{"n": true, "p|n": true, "p|assigned": false, "assigned": false, "": false} {
		if got := creation.ChosenIn(identifier, model); got != want {
			t.Errorf("%q: got %v, want %v", identifier, got, want)
		}
	}
}
