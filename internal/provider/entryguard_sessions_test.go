package provider

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// sessionsWorld is a resource with that on_active_sessions, applied.
func sessionsWorld(t *testing.T, mode string, settings map[string]string) (*world, *terraformRun, string) {
	t.Helper()
	t.Parallel()
	w := newWorld(t)
	if settings == nil {
		settings = map[string]string{}
	}
	settings["on_active_sessions"] = `"` + mode + `"`
	run, id := w.created(settings)
	return w, run, id
}

func (w *world) expectGone(run *terraformRun) {
	w.t.Helper()
	if run.state(testResource) != nil || w.entryguard.ResourceCount() != 0 {
		w.t.Error("the resource must be gone, from EntryGuard and from the state")
	}
}

func (w *world) expectKept(run *terraformRun) {
	w.t.Helper()
	if run.state(testResource) == nil || w.entryguard.ResourceCount() != 1 {
		w.t.Error("the resource must be kept, in EntryGuard and in the state")
	}
}

// stops counts the sessions that somebody was made to leave.
func (w *world) stops() int { return w.entryguard.Count("POST", "/sessions/admin/*/stop") }

func TestSessionsWait(t *testing.T) {
	w, run, id := sessionsWorld(t, "wait", nil)
	session := w.entryguard.StartSession("uma@example.com", id)

	warned := run.warnings("plan", "-destroy")
	if text := joined(warned); !strings.Contains(text, "will wait for 1 session") || !strings.Contains(text, session.ID) || !strings.Contains(text, "Uma User") {
		t.Errorf("the plan does not say for whom it will wait:\n%s", text)
	}
	go func() {
		// She leaves when the deletion has been refused once.
		happens(func() bool { return w.entryguard.Count("DELETE", "/resources/*") > 0 })
		w.entryguard.EndSession(session.ID)
	}()
	run.must("destroy", "-auto-approve")
	w.expectGone(run)
	if w.stops() != 0 {
		t.Error("waiting must end nobody's session")
	}
}

func TestSessionsWaitInVain(t *testing.T) {
	w, run, id := sessionsWorld(t, "wait", map[string]string{"timeouts": `{ delete = "2s" }`})
	session := w.entryguard.StartSession("uma@example.com", id)
	run.fails([]string{"was not deleted within 2s", session.ID, "Uma User", "uma@example.com"}, "destroy", "-auto-approve")
	w.expectKept(run)
	w.entryguard.EndSession(session.ID)
	run.must("destroy", "-auto-approve")
	w.expectGone(run)
}

func TestSessionsStop(t *testing.T) {
	w, run, id := sessionsWorld(t, "stop", nil)
	first := w.entryguard.StartSession("uma@example.com", id)
	if text := joined(run.warnings("plan", "-destroy")); !strings.Contains(text, "will cut off 1 session") || !strings.Contains(text, first.ID) {
		t.Errorf("the plan does not say whom it will cut off:\n%s", text)
	}
	if w.stops() != 0 {
		t.Fatal("planning ended a session")
	}
	run.must("destroy", "-auto-approve")
	w.expectGone(run)
	if w.stops() != 1 {
		t.Errorf("%d sessions were stopped, want 1", w.stops())
	}
}

// TestSessionsStopOnlyAnnounced: you approved cutting off two people, not five.
func TestSessionsStopOnlyAnnounced(t *testing.T) {
	w, run, id := sessionsWorld(t, "stop", nil)
	w.entryguard.StartSession("uma@example.com", id)
	w.entryguard.StartSession("ada@example.com", id)
	run.must("plan", "-destroy", "-out=approved.plan")
	says := []string{"3 sessions came after the plan", "plan again"}
	for range 3 {
		says = append(says, w.entryguard.StartSession("ada@example.com", id).ID)
	}
	run.fails(says, "apply", "approved.plan")
	w.expectKept(run)
	if w.stops() != 0 {
		t.Error("somebody was cut off although the approved plan did not name everybody")
	}
	// A new plan names all.
	text := joined(run.warnings("plan", "-destroy", "-out=again.plan"))
	if !strings.Contains(text, "will cut off 5 sessions") {
		t.Errorf("the new plan says:\n%s", text)
	}
	run.must("apply", "again.plan")
	w.expectGone(run)
}

// TestSessionsStopFewerThanAnnounced: who left by himself is no reason to stop.
func TestSessionsStopFewerThanAnnounced(t *testing.T) {
	w, run, id := sessionsWorld(t, "stop", nil)
	gone := w.entryguard.StartSession("uma@example.com", id)
	w.entryguard.StartSession("ada@example.com", id)
	run.must("plan", "-destroy", "-out=approved.plan")
	w.entryguard.EndSession(gone.ID)
	run.must("apply", "approved.plan")
	w.expectGone(run)
	if w.stops() != 1 {
		t.Errorf("%d sessions were stopped, want the one that was left", w.stops())
	}
}

// TestSessionsStopInAReplacement: no plan announces anything to a tainted
// object, so whom it cut off is said afterwards.
func TestSessionsStopInAReplacement(t *testing.T) {
	w, run, id := sessionsWorld(t, "stop", nil)
	session := w.entryguard.StartSession("uma@example.com", id)
	run.must("taint", testResource)
	text := joined(run.warnings("apply", "-auto-approve"))
	if !strings.Contains(text, "cut off 1 session") || !strings.Contains(text, session.ID) {
		t.Errorf("the apply does not say whom it cut off:\n%s", text)
	}
	if w.onlyResource().ID == id {
		t.Error("the resource was not replaced")
	}
}

// TestSessionsUnseen: who may not look may not promise anything.
func TestSessionsUnseen(t *testing.T) {
	w, run, id := sessionsWorld(t, "stop", nil)
	session := w.entryguard.StartSession("uma@example.com", id)
	w.entryguard.Fail(entryguardtest.Fault{Method: "GET", Path: "/sessions/**", Times: -1, Status: 403})
	w.entryguard.Fail(entryguardtest.Fault{Method: "GET", Path: "/sessions", Times: -1, Status: 403})
	text := joined(run.warnings("plan", "-destroy", "-out=blind.plan"))
	if !strings.Contains(text, "could not be checked") || !strings.Contains(text, "Who was not seen was not announced") {
		t.Errorf("the plan says:\n%s", text)
	}
	w.entryguard.ClearFaults()
	run.fails([]string{"came after the plan", session.ID}, "apply", "blind.plan")
	w.expectKept(run)
	if w.stops() != 0 {
		t.Error("somebody was cut off whom nobody had announced")
	}
}

// TestSessionsThatDoNotEnd: a session whose rules cannot be removed holds the
// resource until the deadline.
func TestSessionsThatDoNotEnd(t *testing.T) {
	t.Parallel()
	w := newWorldWith(t, entryguardtest.Options{SessionEndAfter: time.Hour, ExpiringIsInUse: true}, cloudcontroltest.Options{})
	run, id := w.created(map[string]string{"on_active_sessions": `"stop"`, "timeouts": `{ delete = "2s" }`})
	session := w.entryguard.StartSession("uma@example.com", id)
	run.fails([]string{"was not deleted within 2s", session.ID, "EXPIRING"}, "destroy", "-auto-approve")
	w.expectKept(run)
	if w.stops() != 1 {
		t.Errorf("the session was stopped %d times, want once", w.stops())
	}
}

// joined is the text of diagnostics in one piece.
func joined(all []runDiagnostic) string {
	texts := make([]string, 0, len(all))
	for _, d := range all {
		texts = append(texts, d.Summary+"\n"+d.Detail)
	}
	return strings.Join(slices.Sorted(slices.Values(texts)), "\n")
}
