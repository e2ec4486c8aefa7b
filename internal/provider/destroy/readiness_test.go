package destroy_test

import (
	"errors"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// TestReadiness: the verdict is that of the worst thing in the way, and what could
// not be seen counts where nothing was seen.
func TestReadiness(t *testing.T) {
	words := destroy.Words{"session": {Passes: func(b deletion.Blocker) bool { return !b.Endable }}}
	passes, stays := deletion.Blocker{Code: "session", ID: "passes"}, deletion.Blocker{Code: "session", ID: "stays", Endable: true}
	lock := deletion.Blocker{Code: "lock", ID: "on"}
	unseen := errors.New("nobody may look")
	for name, c := range map[string]struct {
		seen      destroy.Findings
		verdict   string
		blockers  int
		unchecked string
	}{
		"nothing":             {destroy.Findings{}, "ready", 0, ""},
		"unseen":              {destroy.Findings{Unseen: unseen}, "unknown", 0, "nobody may look"},
		"ends by itself":      {destroy.Findings{Blockers: []deletion.Blocker{passes}}, "waits", 1, ""},
		"is waited for":       {destroy.Findings{Passing: []deletion.Blocker{stays}}, "waits", 1, ""},
		"waits, rest unseen":  {destroy.Findings{Passing: []deletion.Blocker{stays}, Unseen: unseen}, "waits", 1, "nobody may look"},
		"stays":               {destroy.Findings{Blockers: []deletion.Blocker{passes, stays}}, "blocked", 2, ""},
		"a kind without ends": {destroy.Findings{Blockers: []deletion.Blocker{lock}, Passing: []deletion.Blocker{passes}}, "blocked", 2, ""},
	} {
		c.seen.Words = words
		m := destroy.ReadinessOf(c.seen)
		if m.Verdict.ValueString() != c.verdict || len(m.Blockers) != c.blockers || m.Unchecked.ValueString() != c.unchecked || m.Unchecked.IsNull() != (c.unchecked == "") {
			t.Errorf("%s: %+v, want %q with %d blockers, unchecked %q", name, m, c.verdict, c.blockers, c.unchecked)
		}
	}
}

// TestReadinessOfThings: what is not known of a blocker is null.
func TestReadinessOfThings(t *testing.T) {
	noon := time.Date(2026, 2, 18, 12, 0, 0, 0, time.UTC)
	words := destroy.Words{"session": {Passes: func(deletion.Blocker) bool { return true }}}
	m := destroy.ReadinessOf(destroy.Findings{Words: words, Blockers: []deletion.Blocker{
		{Code: "session", ID: "s", Status: "ACTIVE", Who: "Jane", Addresses: []string{"192.0.2.1"}, Since: noon, Until: noon.Add(time.Hour)}, {Code: "role", ID: "r"},
	}, Cascades: []deletion.Blocker{{Code: "rule", ID: "x"}}})
	full, bare := m.Blockers[0], m.Blockers[1]
	if full.Since.ValueString() != destroy.Stamp(noon) || full.Until.ValueString() != destroy.Stamp(noon.Add(time.Hour)) || !full.Passing.ValueBool() || full.Who.ValueString() != "Jane" || len(full.Addresses) != 1 {
		t.Errorf("a session is %+v", full)
	}
	if !bare.Since.IsNull() || !bare.Until.IsNull() || !bare.Who.IsNull() || bare.Passing.ValueBool() || bare.Addresses == nil {
		t.Errorf("a role is %+v", bare)
	}
	if len(m.Cascades) != 1 || m.Cascades[0].ID.ValueString() != "x" {
		t.Errorf("cascades = %+v", m.Cascades)
	}
}
