package entryguardactions_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

const (
	stopSessions = "steward_entryguard_stop_sessions"
	unknownID    = "0b9f7f0e-52c3-4b7e-9a55-7d1f4c2b8e10"

	ada = "ada@example.com"
	uma = "uma@example.com"
)

// An office is two resources, two people and whoever has a session.
type office struct {
	*providertest.World
	*providertest.Protocol

	web, db  string // resources
	ada, uma string // users
}

func newOffice(t *testing.T, opts entryguardtest.Options) *office {
	t.Helper()
	w := providertest.NewWorldWith(t, opts, cloudcontroltest.Options{})
	o := &office{World: w, Protocol: w.EntryGuardProtocol(nil)}
	credential := entryguardtest.Nullable(w.AddCredential())
	add := func(name string) string {
		return w.EntryGuard.AddResource(entryguardtest.Resource{
			Name: name, CredentialID: credential, Provider: "AWS", ResourceType: "SECURITY_GROUP", ResourceIdentifier: "sg-" + name, Region: "us-east-1", IsActive: true,
		}).ID
	}
	o.web, o.db = add("web"), add("db")
	w.EntryGuard.EditUser(ada, func(u *entryguardtest.User) { o.ada = u.ID })
	w.EntryGuard.EditUser(uma, func(u *entryguardtest.User) { o.uma = u.ID })
	return o
}

// stop invokes the action.
func (o *office) stop(config map[string]any) providertest.Invocation {
	o.World.T.Helper()
	return o.Invoke(stopSessions, config, nil)
}

// requireOpen checks which sessions are still open.
func (o *office) requireOpen(reason string, want ...string) {
	o.World.T.Helper()
	var open []string
	for _, s := range o.EntryGuard.Sessions() {
		if s.Status == entryguardtest.Active {
			open = append(open, s.ID)
		}
	}
	if strings.Join(open, " ") != strings.Join(want, " ") {
		o.World.T.Errorf("open are the sessions %v, want %v: %s", open, want, reason)
	}
}

// requireSaid checks that a message has all of the texts.
func requireSaid(t *testing.T, ended providertest.Invocation, texts ...string) {
	t.Helper()
	all := strings.Join(ended.Messages, "\n")
	for _, text := range texts {
		if !strings.Contains(all, text) {
			t.Errorf("no message says %q:\n%s", text, all)
		}
	}
}

func TestStopSessionsChooses(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		config func(o *office, s []entryguardtest.Session) map[string]any
		left   []int // which of the sessions stay open
		reason string
	}{
		"OfAResource": {
			config: func(o *office, _ []entryguardtest.Session) map[string]any { return ids("resource_ids", o.db) },
			left:   []int{0, 2}, reason: "only the second and the fourth open db",
		},
		"OfAUser": {
			config: func(o *office, _ []entryguardtest.Session) map[string]any { return ids("user_ids", o.uma) },
			left:   []int{2, 3}, reason: "the first two are Uma's",
		},
		"ByID": {
			config: func(_ *office, s []entryguardtest.Session) map[string]any {
				return ids("session_ids", strings.ToUpper(s[2].ID))
			},
			left: []int{0, 1, 3}, reason: "only the third is named",
		},
		"OfAUserOnAResource": {
			config: func(o *office, _ []entryguardtest.Session) map[string]any {
				return merged(ids("user_ids", o.uma), ids("resource_ids", o.db))
			},
			left: []int{0, 2, 3}, reason: "more attributes never end more sessions",
		},
		"OfAnyOfTwoResources": {
			config: func(o *office, _ []entryguardtest.Session) map[string]any { return ids("resource_ids", o.db, o.web) },
			reason: "every session opens one of them",
		},
		"OfNobody": {
			config: func(o *office, _ []entryguardtest.Session) map[string]any {
				return map[string]any{"resource_ids": []any{}, "user_ids": []any{o.uma}}
			},
			left: []int{0, 1, 2, 3}, reason: "a list that came out empty chooses nothing, and not everything",
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, entryguardtest.Options{SessionEndAfter: 30 * time.Millisecond})
			o.World.T, o.Protocol.T = t, t
			started := []entryguardtest.Session{
				o.EntryGuard.StartSession(uma, o.web), o.EntryGuard.StartSession(uma, o.db),
				o.EntryGuard.StartSession(ada, o.web), o.EntryGuard.StartSession(ada, o.db),
			}
			ended := o.stop(tc.config(o, started))
			o.RequireClean("the action", ended.Diagnostics)
			var left []string
			for _, i := range tc.left {
				left = append(left, started[i].ID)
			}
			o.requireOpen(tc.reason, left...)
			for _, s := range o.EntryGuard.Sessions() {
				if s.Status == entryguardtest.Expiring {
					t.Errorf("session %s is EXPIRING: the action ended before the session did", s.ID)
				}
			}
			if asked := o.EntryGuard.Count(http.MethodPost, "/sessions/admin/*/stop"); asked != 4-len(tc.left) {
				t.Errorf("EntryGuard was asked to end %d sessions, want %d", asked, 4-len(tc.left))
			}
		})
	}
}

func ids(attribute string, of ...string) map[string]any {
	list := make([]any, len(of))
	for i, id := range of {
		list[i] = id
	}
	return map[string]any{attribute: list}
}

func merged(one, other map[string]any) map[string]any { return providertest.Altered(one, other) }

func TestStopSessionsNamesPeople(t *testing.T) {
	t.Parallel()
	o := newOffice(t, entryguardtest.Options{})
	s := o.EntryGuard.StartSession(uma, o.web)
	ended := o.stop(ids("resource_ids", o.web))
	o.RequireClean("the action", ended.Diagnostics)
	requireSaid(t, ended, "1 session to end", "asked to end session "+s.ID+" of Uma User <uma@example.com> from 203.0.113.7")
	if want := "Ended, and EntryGuard shows it: session " + s.ID + " of Uma User <uma@example.com>."; ended.Last() != want {
		t.Errorf("the last message is %q, want %q", ended.Last(), want)
	}
}

// TestStopSessionsLeavesLaterOnes: somebody starts a session while the action runs.
// Nobody asked for that one.
func TestStopSessionsLeavesLaterOnes(t *testing.T) {
	t.Parallel()
	o := newOffice(t, entryguardtest.Options{})
	o.EntryGuard.StartSession(uma, o.web)
	later := ""
	ended := o.Invoke(stopSessions, ids("resource_ids", o.web), func(message string) {
		if strings.Contains(message, "was asked to end") {
			later = o.EntryGuard.StartSession(ada, o.web).ID
		}
	})
	o.requireOpen("it began after the action", later)
	providertest.RequireWarning(t, ended.Diagnostics, "1 session began after the action did", later, ada)
	requireSaid(t, ended, "Left alone, since it began after the action did: session "+later)
}

func TestStopSessionsThatAreOver(t *testing.T) {
	t.Parallel()
	o := newOffice(t, entryguardtest.Options{})
	over := o.EntryGuard.StartSession(uma, o.web)
	o.EntryGuard.EndSession(over.ID)
	other := o.EntryGuard.StartSession(ada, o.db)
	config := merged(ids("session_ids", over.ID, other.ID, unknownID), ids("resource_ids", o.web))
	ended := o.stop(config)
	requireSaid(t, ended, "Session "+over.ID+" of Uma User <uma@example.com> is CANCELLED already", "Session "+other.ID+" of Ada Admin <ada@example.com> is left alone")
	providertest.RequireWarning(t, ended.Diagnostics, "has no session "+unknownID)
	if !strings.Contains(ended.Last(), "there is nothing to end") || providertest.Failed(ended.Diagnostics) {
		t.Errorf("the last message is %q, with %s", ended.Last(), providertest.Text(ended.Diagnostics))
	}
	o.requireOpen("it does not open web", other.ID)
}

// TestStopSessionsThatEndBetween: a session ends between the list and the request,
// which EntryGuard answers with 400.
func TestStopSessionsThatEndBetween(t *testing.T) {
	t.Parallel()
	o := newOffice(t, entryguardtest.Options{})
	s := o.EntryGuard.StartSession(uma, o.web)
	ended := o.Invoke(stopSessions, ids("session_ids", s.ID), func(message string) {
		if strings.Contains(message, "to end") {
			o.EntryGuard.EndSession(s.ID)
		}
	})
	o.RequireClean("the action", ended.Diagnostics)
	requireSaid(t, ended, "Ended, and EntryGuard shows it")
}

// TestStopSessionsTellsTheTruth: whatever keeps it from its end, the error and the
// last message say what was done and what was not.
func TestStopSessionsTellsTheTruth(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		opts   entryguardtest.Options
		fault  entryguardtest.Fault
		config map[string]any
		says   []string
	}{
		"TimeRunsOut": {
			opts:   entryguardtest.Options{SessionEndAfter: -1},
			config: map[string]any{"timeouts": map[string]any{"invoke": "2s"}},
			says:   []string{"No time left: end 2 EntryGuard sessions", "0 of 2 have ended", uma, ada, "EXPIRING", "timeouts.invoke"},
		},
		"Refused": {
			fault: entryguardtest.Fault{Method: http.MethodPost, Path: "/sessions/admin/*/stop", Skip: 1, Times: -1, Status: http.StatusForbidden},
			says:  []string{"Could not end 2 EntryGuard sessions", "1 of 2 have ended", "was not asked to end 1 session", "HTTP 403"},
		},
		"ListIsRefused": {
			fault: entryguardtest.Fault{Method: http.MethodGet, Path: "/sessions/admin", Times: -1, Status: http.StatusForbidden},
			says:  []string{"Could not list EntryGuard sessions", "No session was ended"},
		},
		"ReadsFailAfterwards": {
			fault: entryguardtest.Fault{Method: http.MethodGet, Path: "/sessions/admin", Skip: 1, Times: -1, Status: http.StatusForbidden},
			says:  []string{"Could not end 2 EntryGuard sessions", "could not be read"},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, tc.opts)
			o.World.T, o.Protocol.T = t, t
			o.EntryGuard.StartSession(uma, o.web)
			o.EntryGuard.StartSession(ada, o.web)
			o.EntryGuard.Fail(tc.fault)
			ended := o.stop(merged(ids("resource_ids", o.web), tc.config))
			providertest.RequireError(t, ended.Diagnostics, tc.says...)
			if !strings.HasSuffix(ended.Last(), "The action failed.") {
				t.Errorf("the last message is %q", ended.Last())
			}
		})
	}
}

// TestStopSessionsRepeats: what passes is tried again.
func TestStopSessionsRepeats(t *testing.T) {
	t.Parallel()
	o := newOffice(t, entryguardtest.Options{})
	s := o.EntryGuard.StartSession(uma, o.web)
	o.EntryGuard.Fail(entryguardtest.Fault{Method: http.MethodPost, Path: "/sessions/admin/*/stop", Times: 2, Status: http.StatusServiceUnavailable})
	o.EntryGuard.Fail(entryguardtest.Fault{Method: http.MethodGet, Path: "/sessions/admin", Times: 2, Status: http.StatusServiceUnavailable})
	ended := o.stop(ids("session_ids", s.ID))
	o.RequireClean("the action", ended.Diagnostics)
	o.requireOpen("it was ended in the end")
}

// TestStopSessionsInterrupted does what Terraform does at a Ctrl-C: the answer to
// the stop waits until the action has said how it ended.
func TestStopSessionsInterrupted(t *testing.T) {
	t.Parallel()
	o := newOffice(t, entryguardtest.Options{SessionEndAfter: -1})
	for _, who := range []string{uma, ada} {
		o.EntryGuard.StartSession(who, o.web)
	}
	stopped := make(chan struct{})
	stopping := false
	ended := o.Invoke(stopSessions, ids("resource_ids", o.web), func(message string) {
		switch {
		case message == "":
			requireUnanswered(t, stopped)
		case stopping:
			t.Errorf("after the interrupt it says %q: Terraform would not read how it ended", message)
		case strings.Contains(message, "was asked to end"):
			stopping = true
			go func() { defer close(stopped); o.Stop() }()
			time.Sleep(50 * time.Millisecond) // the stop is under way
		}
	})
	<-stopped
	providertest.RequireError(t, ended.Diagnostics, "Interrupted: end 2 EntryGuard sessions", "0 of 2 have ended", "Not ended:", uma, ada)
	if !ended.Completed {
		t.Error("it does not say how it ended")
	}
}

// requireUnanswered checks that Terraform still listens: it does not any more when
// its stop was answered.
func requireUnanswered(t *testing.T, stopped <-chan struct{}) {
	t.Helper()
	select {
	case <-stopped:
		t.Error("the stop was answered before the action said how it ended: Terraform would not hear of it")
	default:
	}
}

func TestStopSessionsValidates(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	p := w.EntryGuardProtocol(nil)
	for name, tc := range map[string]struct {
		config map[string]any
		says   string
	}{
		"Nothing":   {config: nil, says: "At least one of"},
		"EmptyList": {config: map[string]any{"user_ids": []any{}}, says: "at least 1"},
		"NoUUID":    {config: ids("user_ids", "dana"), says: "UUID"},
		"NoTime":    {config: merged(ids("user_ids", unknownID), map[string]any{"timeouts": map[string]any{"invoke": "0s"}}), says: "Not a timeout"},
	} {
		t.Run(name, func(t *testing.T) {
			diags := p.ValidateAction(stopSessions, tc.config)
			if !providertest.Failed(diags) || !strings.Contains(providertest.Text(diags), tc.says) {
				t.Errorf("it says %q, want an error with %q", providertest.Text(diags), tc.says)
			}
		})
	}
	p.RequireClean("a good configuration", p.ValidateAction(stopSessions, ids("user_ids", unknownID)))
	ended := p.Invoke(stopSessions, nil, nil)
	providertest.RequireError(t, ended.Diagnostics, "No sessions are chosen")
}

// TestPlanRefuses: credentials that cannot do it are an error of the plan.
func TestPlanRefuses(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	for name, tc := range map[string]struct {
		action   string
		config   map[string]any
		settings map[string]any
		says     string
	}{
		"StopWithAKey":   {stopSessions, ids("user_ids", unknownID), map[string]any{"api_key": w.EntryGuard.APIKey("sessions:read")}, "An API key cannot end EntryGuard sessions"},
		"StopAsUser":     {stopSessions, ids("user_ids", unknownID), map[string]any{"access_token": w.EntryGuard.UserToken()}, uma + " may not change anything"},
		"VerifyWithAKey": {verify, map[string]any{"resource_id": unknownID}, map[string]any{"api_key": w.EntryGuard.APIKey("sessions:read")}, "An API key cannot verify EntryGuard resource " + unknownID},
	} {
		t.Run(name, func(t *testing.T) {
			p := w.EntryGuardProtocol(tc.settings)
			diags := p.PlanAction(tc.action, tc.config)
			if !providertest.Failed(diags) || !strings.Contains(providertest.Text(diags), tc.says) {
				t.Errorf("the plan says %q, want an error with %q", providertest.Text(diags), tc.says)
			}
		})
	}
	p := w.EntryGuardProtocol(nil)
	p.RequireClean("an administrator's plan", p.PlanAction(stopSessions, ids("user_ids", unknownID)))
	if n := w.EntryGuard.Count(http.MethodPost, "/sessions/**"); n != 0 {
		t.Errorf("plans sent %d requests that change something", n)
	}
}

// TestStopSessionsPlan: a plan names the people whom the action would cut off.
func TestStopSessionsPlan(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault  entryguardtest.Fault
		config func(o *office) map[string]any
		warns  []string // nil: nothing is said
	}{
		"Two":         {config: func(o *office) map[string]any { return ids("resource_ids", o.web) }, warns: []string{"The action ends 2 sessions", "Under way when this was planned:", uma, ada, "203.0.113.7"}},
		"None":        {config: func(o *office) map[string]any { return ids("resource_ids", o.db) }},
		"NotKnownYet": {config: func(*office) map[string]any { return map[string]any{"resource_ids": providertest.Unknown{}} }},
		"OneUnknown": {config: func(o *office) map[string]any {
			return map[string]any{"resource_ids": []any{o.web, providertest.Unknown{}}}
		}},
		"Unread": {
			fault:  entryguardtest.Fault{Method: http.MethodGet, Path: "/sessions/admin", Times: -1, Status: http.StatusForbidden},
			config: func(o *office) map[string]any { return ids("resource_ids", o.web) }, warns: []string{"Which sessions the action ends could not be read", "HTTP 403"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, entryguardtest.Options{})
			o.World.T, o.Protocol.T = t, t
			o.EntryGuard.StartSession(uma, o.web)
			o.EntryGuard.StartSession(ada, o.web)
			if tc.fault.Path != "" {
				o.EntryGuard.Fail(tc.fault)
			}
			diags := o.PlanAction(stopSessions, tc.config(o))
			if tc.warns == nil {
				o.RequireClean("the plan", diags)
			} else {
				providertest.RequireWarning(t, diags, tc.warns...)
			}
			if n := o.EntryGuard.Count(http.MethodPost, "/sessions/**"); n != 0 {
				t.Errorf("planning sent %d requests that change something", n)
			}
		})
	}
}
