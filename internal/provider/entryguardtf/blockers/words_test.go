package blockers_test

import (
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/blockers"
)

// TestWords: every word tells what to do, and only the end of a session that has
// begun is waited for by itself.
func TestWords(t *testing.T) {
	for code, words := range blockers.Words {
		if len(words.Todo) == 0 {
			t.Errorf("%s: nobody knows what to do", code)
		}
	}
	passes := blockers.Words[entryguard.BlockerSession].Passes
	for endable, want := range map[bool]bool{true: false, false: true} {
		if passes(deletion.Blocker{Endable: endable}) != want {
			t.Errorf("a session that can be ended (%t) passes: %t, want %t", endable, !want, want)
		}
	}
}
