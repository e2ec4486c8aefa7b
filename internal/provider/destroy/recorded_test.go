package destroy_test

import (
	"context"
	"errors"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// TestRecordedBlockers: null says that nobody knows, an empty list that nothing is
// in the way.
func TestRecordedBlockers(t *testing.T) {
	on := &destroy.Settings{RecordBlockers: true}
	look := func(seen destroy.Findings) destroy.Check {
		return func(context.Context) destroy.Findings { return seen }
	}
	one, other := deletion.Blocker{Code: "session", ID: "1"}, deletion.Blocker{Code: "session", ID: "2"}
	unseen := errors.New("nobody may look")
	for name, c := range map[string]struct {
		settings *destroy.Settings
		look     destroy.Check
		null     bool
		number   int
	}{
		"not configured":     {nil, look(destroy.Findings{Blockers: []deletion.Blocker{one}}), true, 0},
		"not asked for":      {&destroy.Settings{}, look(destroy.Findings{Blockers: []deletion.Blocker{one}}), true, 0},
		"nothing to look at": {on, nil, false, 0},
		"nothing":            {on, look(destroy.Findings{}), false, 0},
		"some":               {on, look(destroy.Findings{Blockers: []deletion.Blocker{one}, Passing: []deletion.Blocker{other}}), false, 2},
		"some of it":         {on, look(destroy.Findings{Blockers: []deletion.Blocker{one}, Unseen: unseen}), false, 1},
		"not seen":           {on, look(destroy.Findings{Unseen: unseen}), true, 0},
	} {
		var diags diag.Diagnostics
		got := destroy.RecordBlockers(t.Context(), c.settings, c.look, &diags)
		if got.IsNull() != c.null || len(got.Elements()) != c.number || len(diags) > 0 {
			t.Errorf("%s: %v (%v), want null %v or %d", name, got, diags, c.null, c.number)
		}
	}
}

// TestPlannedBlockers: they are not known where they are recorded, or may be.
func TestPlannedBlockers(t *testing.T) {
	for name, c := range map[string]struct {
		settings *destroy.Settings
		unknown  bool
	}{
		"not configured": {nil, false}, "off": {&destroy.Settings{}, false},
		"on": {&destroy.Settings{RecordBlockers: true}, true}, "not known": {&destroy.Settings{RecordUnknown: true}, true},
	} {
		if got := c.settings.PlannedBlockers(); got.IsUnknown() != c.unknown || got.IsNull() == c.unknown {
			t.Errorf("%s: %v, want unknown %v", name, got, c.unknown)
		}
	}
}

// TestWhoAsks: a live check is for whoever shows or records what it finds.
func TestWhoAsks(t *testing.T) {
	for name, c := range map[string]struct {
		settings *destroy.Settings
		want     bool
	}{
		"warns": {&destroy.Settings{Preflight: destroy.PreflightWarn}, true}, "off": {&destroy.Settings{Preflight: destroy.PreflightOff}, false},
		"records": {&destroy.Settings{Preflight: destroy.PreflightOff, RecordBlockers: true}, true},
	} {
		if got := c.settings.Checking(); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
