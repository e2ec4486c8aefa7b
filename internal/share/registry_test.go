package share_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/share"
)

// TestRegistryHasOneValueForAKey: whoever comes first, all get the same value,
// and another key has another one.
func TestRegistryHasOneValueForAKey(t *testing.T) {
	var counters share.Registry[string, atomic.Int64]
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() { counters.Of("a").Add(1) })
	}
	all.Wait()
	if a, b := counters.Of("a").Load(), counters.Of("b").Load(); a != 20 || b != 0 {
		t.Errorf("a = %d and b = %d, want 20 and 0", a, b)
	}
}

// TestRegistryMakesAValueOnce: what was made first stays.
func TestRegistryMakesAValueOnce(t *testing.T) {
	var registry share.Registry[string, int]
	made := 0
	blank := func() *int { made++; return &made }
	if first, second := registry.Made("a", blank), registry.Made("a", blank); first != second || made != 1 {
		t.Errorf("made %d values", made)
	}
}
