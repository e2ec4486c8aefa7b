package destroy_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

var (
	inTheWay = deletion.Blocker{Code: "session", ID: "s-1", Status: "ACTIVE"}
	aSwitch  = deletion.Blocker{Code: "lock", ID: "DeletionProtection"}
)

// TestAnnounce: what a plan says about what was found, by deletion_preflight.
func TestAnnounce(t *testing.T) {
	words := destroy.Words{"session": {Todo: []string{"end it"}, IfReplaced: []string{"create before destroy"}}}
	found := destroy.Findings{Words: words, Blockers: []deletion.Blocker{inTheWay}}
	notice := destroy.Notice{Summary: "It ends sessions", Detail: "All of them.", IfDestroyed: "When destroyed.", IfReplaced: "When replaced."}
	with := func(change func(*destroy.Findings)) destroy.Findings {
		seen := found
		change(&seen)
		return seen
	}
	for name, c := range map[string]struct {
		settings *destroy.Settings
		seen     destroy.Findings
		replaced string
		says     []string // beginnings of diagnostics
		holds    string
	}{
		"nothing":             {&destroy.Settings{}, destroy.Findings{}, "", nil, ""},
		"not configured":      {nil, found, "", []string{"Warning: Probe thing-1 cannot be deleted"}, "end it"},
		"warns":               {&destroy.Settings{Preflight: destroy.PreflightWarn}, found, "", []string{"Warning: Probe thing-1 cannot be deleted"}, "end it"},
		"refuses":             {&destroy.Settings{Preflight: destroy.PreflightError}, found, "", []string{"Error: Probe thing-1 cannot be deleted"}, "end it"},
		"refuses, passable":   {&destroy.Settings{Preflight: destroy.PreflightError}, with(func(f *destroy.Findings) { f.Passable = true }), "", []string{"Warning: Probe thing-1 cannot be deleted"}, ""},
		"off":                 {&destroy.Settings{Preflight: destroy.PreflightOff}, found, "", nil, ""},
		"off, with a notice":  {&destroy.Settings{Preflight: destroy.PreflightOff}, with(func(f *destroy.Findings) { f.Announces, f.Notices = true, []destroy.Notice{notice} }), "", []string{"Warning: It ends sessions"}, "When destroyed."},
		"replaced":            {&destroy.Settings{}, found, "It is replaced.", []string{"Warning: Probe thing-1 cannot be deleted"}, "create before destroy"},
		"notice of destroyed": {&destroy.Settings{}, destroy.Findings{Notices: []destroy.Notice{notice}}, "", []string{"Warning: It ends sessions"}, "All of them.\n\nWhen destroyed."},
		"notice of replaced":  {&destroy.Settings{}, destroy.Findings{Notices: []destroy.Notice{notice}}, "It is replaced.", []string{"Warning: It ends sessions"}, "It is replaced.\n\nAll of them.\n\nWhen replaced."},
		"unseen":              {&destroy.Settings{}, destroy.Findings{Unseen: errors.New("nobody may look")}, "", []string{"Warning: "}, "nobody may look"},
		"unseen, nobody":      {nil, destroy.Findings{Unseen: errors.New("nobody may look")}, "", []string{"Warning: "}, "nobody may look"},
		"switches off":        {&destroy.Settings{Preflight: destroy.PreflightOff}, destroy.Findings{Unprotects: []deletion.Blocker{aSwitch}, Unprotect: notice}, "", []string{"Warning: It ends sessions"}, ""},
		"refused":             {&destroy.Settings{Preflight: destroy.PreflightOff}, with(func(f *destroy.Findings) { f.Refused = &notice }), "", []string{"Error: It ends sessions"}, ""},
		"impossible":          {&destroy.Settings{Preflight: destroy.PreflightOff}, with(func(f *destroy.Findings) { f.Impossible = "No type can." }), "", []string{"Error: "}, "No type can."},
	} {
		var resp resource.ModifyPlanResponse
		c.settings.Announce(deletion.Object{Type: "Probe", ID: "thing-1"}, c.seen, c.replaced, &resp)
		if len(resp.Diagnostics) != len(c.says) {
			t.Errorf("%s: %d diagnostics, want %d\n%s", name, len(resp.Diagnostics), len(c.says), textOf(resp.Diagnostics))
			continue
		}
		for i := range resp.Diagnostics {
			if text := textOf(resp.Diagnostics[i : i+1]); !strings.HasPrefix(text, c.says[i]) || !strings.Contains(text, c.holds) {
				t.Errorf("%s: %s, want %q and %q", name, text, c.says[i], c.holds)
			}
		}
	}
}

// announcedIn returns the IDs that a plan announced; nil where it announced nothing.
func announcedIn(t *testing.T, private []byte) []string {
	t.Helper()
	var keys map[string][]byte
	if err := json.Unmarshal(private, &keys); err != nil {
		t.Fatal(err)
	}
	var ids []string
	if text, there := keys["announced.v1"]; there {
		if err := json.Unmarshal(text, &ids); err != nil {
			t.Fatal(err)
		}
	}
	return ids
}

// TestWhatAPlanAnnounces: what is ended or switched off, and nothing else; what may
// have been replaced by this process is left as it is.
func TestWhatAPlanAnnounces(t *testing.T) {
	twin := func(id string) deletion.Object {
		return deletion.Object{Type: "Probe", ID: id, Home: deletion.Home{Account: "111122223333"}}
	}
	switches := destroy.Findings{Unprotects: []deletion.Blocker{aSwitch}, Unprotect: destroy.Notice{Summary: "switches off"}}
	for name, c := range map[string]struct {
		seen   destroy.Findings
		before func(*destroy.Settings)
		want   []string
		null   bool
	}{
		"nothing":          {destroy.Findings{Passing: []deletion.Blocker{inTheWay}}, nil, nil, true},
		"ends nobody":      {destroy.Findings{Announces: true}, nil, []string{}, false},
		"ends some":        {destroy.Findings{Announces: true, Passing: []deletion.Blocker{inTheWay}}, nil, []string{"s-1"}, false},
		"switches off":     {switches, nil, []string{"DeletionProtection"}, false},
		"replaced":         {switches, func(p *destroy.Settings) { p.Created.Add(twin("new")) }, nil, true},
		"read after that":  {switches, func(p *destroy.Settings) { p.Created.Add(twin("new")); p.Created.Read(twin("thing-1")) }, []string{"DeletionProtection"}, false},
		"read before that": {switches, func(p *destroy.Settings) { p.Created.Read(twin("thing-1")); p.Created.Add(twin("new")) }, nil, true},
		"made here itself": {switches, func(p *destroy.Settings) { p.Created.Add(twin("thing-1")) }, []string{"DeletionProtection"}, false},
		"another kind's":   {switches, func(p *destroy.Settings) { p.Created.Add(deletion.Object{Type: "Other", ID: "new"}) }, []string{"DeletionProtection"}, false},
		"read, then another": {switches, func(p *destroy.Settings) {
			p.Created.Add(twin("a"))
			p.Created.Read(twin("thing-1"))
			p.Created.Add(twin("b"))
		}, nil, true},
	} {
		settings := &destroy.Settings{DeletionPolicy: destroy.PolicyDelete}
		if c.before != nil {
			c.before(settings)
		}
		p := &probe{backend: &slowBackend{}, provider: settings, look: func(context.Context) destroy.Findings { return c.seen }}
		resp := p.plan(t, thing(destroy.PolicyDelete, "", ""), noThing(), noThing())
		got := announcedIn(t, resp.PlannedPrivate)
		if (got == nil) != c.null || strings.Join(got, " ") != strings.Join(c.want, " ") {
			t.Errorf("%s: announced %q, want %q", name, got, c.want)
		}
		if says := strings.Contains(providertest.Text(resp.Diagnostics), "switches off"); says != (len(c.want) > 0 && c.want[0] == aSwitch.ID) {
			t.Errorf("%s: the plan says that it switches something off: %v", name, says)
		}
		if !settings.Planned.Has("thing-1") {
			t.Errorf("%s: the plan is not remembered", name)
		}
	}
}

// TestWhatLeavesFirst is not in the way.
func TestWhatLeavesFirst(t *testing.T) {
	settings := &destroy.Settings{DeletionPolicy: destroy.PolicyDelete}
	p := &probe{backend: &slowBackend{}, provider: settings, look: func(context.Context) destroy.Findings {
		return destroy.Findings{Blockers: []deletion.Blocker{{Code: "resource", ID: "thing-1"}}}
	}}
	for _, want := range []int{1, 0} {
		if resp := p.plan(t, thing(destroy.PolicyDelete, "", ""), noThing(), noThing()); len(resp.Diagnostics) != want {
			t.Errorf("%d diagnostics, want %d\n%s", len(resp.Diagnostics), want, providertest.Text(resp.Diagnostics))
		}
	}
}

// TestAReplacementSwitchesOff what its plan announced.
func TestAReplacementSwitchesOff(t *testing.T) {
	p := &probe{backend: &slowBackend{}, replaces: "size", look: func(context.Context) destroy.Findings {
		return destroy.Findings{Unprotects: []deletion.Blocker{aSwitch}, Unprotect: destroy.Notice{Summary: "switches off"}}
	}}
	resp := p.plan(t, thing(destroy.PolicyDelete, "small", ""), thing(destroy.PolicyDelete, "large", ""), thing(destroy.PolicyDelete, "large", ""))
	if got := announcedIn(t, resp.PlannedPrivate); strings.Join(got, " ") != aSwitch.ID || !strings.Contains(providertest.Text(resp.Diagnostics), "switches off") {
		t.Errorf("announced %q\n%s", got, providertest.Text(resp.Diagnostics))
	}
}

// TestPendingTo: a time that cannot be read only makes the operation look old.
func TestPendingTo(t *testing.T) {
	for text, zero := range map[string]bool{"2026-02-18T12:00:00Z": false, "yesterday": true} {
		value := types.ObjectValueMust(destroy.PendingOperationTypes, map[string]attr.Value{
			"kind": types.StringValue("DELETE"), "token": types.StringValue("t"), "requested_at": types.StringValue(text),
		})
		op, diags := destroy.PendingTo(t.Context(), value, providertest.WebResource)
		if len(diags) > 0 || op == nil || op.RequestedAt.IsZero() != zero {
			t.Errorf("%s: %+v, %v", text, op, diags)
		}
	}
}

// TestSmallTexts: the parts of messages that depend on a number or on what is
// there.
func TestSmallTexts(t *testing.T) {
	if got := destroy.BlockersText(deletion.Result{BlockersErr: errors.New("nobody may look")}); got != "What is in the way is not fully known: nobody may look" {
		t.Errorf("what is in the way: %q", got)
	}
	for elapsed, want := range map[int64]string{99: "", 100: "(after 100ms)"} {
		if got := destroy.LastLine(deletion.Result{Elapsed: time.Duration(elapsed) * time.Millisecond}, nil); got != want {
			t.Errorf("%d ms: %q, want %q", elapsed, got, want)
		}
	}
	unchecked := "its account was not checked"
	for name, c := range map[string]struct {
		result deletion.Result
		says   bool
	}{
		"asked":     {deletion.Result{Object: providertest.SecurityGroup, Outcome: deletion.Deleted, Unfenced: true, Requests: 1}, true},
		"not asked": {deletion.Result{Object: providertest.SecurityGroup, Outcome: deletion.Deleted, Unfenced: true}, false},
		"absent":    {deletion.Result{Object: providertest.SecurityGroup, Outcome: deletion.Absent, Unfenced: true, Requests: 1}, false},
		"checked":   {deletion.Result{Object: providertest.SecurityGroup, Outcome: deletion.Deleted, Requests: 1}, false},
	} {
		if text := textOf(destroy.Explain(c.result, destroy.Explanation{})); strings.Contains(text, unchecked) != c.says {
			t.Errorf("%s: %s", name, text)
		}
	}
	for reason, says := range map[deletion.Reason]bool{deletion.Unclassified: true, deletion.Invalid: true, deletion.Denied: false, deletion.Busy: false} {
		text := textOf(destroy.Explain(refused(providertest.SecurityGroup, awsFailure(reason, "X", "no")), destroy.Explanation{Retriable: true}))
		if strings.Contains(text, destroy.RetryAttribute) != says {
			t.Errorf("%v: %s", reason, text)
		}
	}
	late := with(refused(providertest.SecurityGroup, awsFailure(deletion.Busy, "X", "no")), func(r *deletion.Result) { r.Outcome = deletion.TimedOut })
	for _, limited := range []bool{true, false} {
		if !limited {
			late.Timeout = 0
		}
		if text := textOf(destroy.Explain(late, destroy.Explanation{})); strings.Contains(text, "give it more time") != limited {
			t.Errorf("limited %v: %s", limited, text)
		}
	}
}
