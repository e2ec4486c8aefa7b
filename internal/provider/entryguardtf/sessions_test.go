package entryguardtf_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// sessionsWorld is a resource with that on_active_sessions, applied.
func sessionsWorld(t *testing.T, mode string, settings map[string]string) (*providertest.World, *providertest.Terraform, string) {
	t.Helper()
	t.Parallel()
	w := providertest.NewWorld(t)
	if settings == nil {
		settings = map[string]string{}
	}
	settings["on_active_sessions"] = `"` + mode + `"`
	run, id := created(w, settings)
	return w, run, id
}

func expectGone(w *providertest.World, run *providertest.Terraform) {
	w.T.Helper()
	if run.State(providertest.EntryGuardAddress) != nil || w.EntryGuard.ResourceCount() != 0 {
		w.T.Error("the resource must be gone, from EntryGuard and from the state")
	}
}

func expectKept(w *providertest.World, run *providertest.Terraform) {
	w.T.Helper()
	if run.State(providertest.EntryGuardAddress) == nil || w.EntryGuard.ResourceCount() != 1 {
		w.T.Error("the resource must be kept, in EntryGuard and in the state")
	}
}

// stops counts the sessions that somebody was made to leave.
func stops(w *providertest.World) int { return w.EntryGuard.Count("POST", "/sessions/admin/*/stop") }

func TestSessionsWait(t *testing.T) {
	w, run, id := sessionsWorld(t, "wait", nil)
	session := w.EntryGuard.StartSession("uma@example.com", id)

	warned := run.Warnings("plan", "-destroy")
	if text := joined(warned); !strings.Contains(text, "waits for 1 session") || !strings.Contains(text, session.ID) || !strings.Contains(text, "Uma User") {
		t.Errorf("the plan does not say for whom it will wait:\n%s", text)
	} else if !strings.Contains(text, "which may not end in time") || !strings.Contains(text, "No end within timeouts.delete (20m0s)") {
		t.Errorf("the session lasts for an hour, the default limit is 20 minutes, and the plan says:\n%s", text)
	}
	go func() {
		// She leaves when the deletion has been refused once.
		providertest.Happens(func() bool { return w.EntryGuard.Count("DELETE", "/resources/*") > 0 })
		w.EntryGuard.EndSession(session.ID)
	}()
	run.Must("destroy", "-auto-approve")
	expectGone(w, run)
	if stops(w) != 0 {
		t.Error("waiting must end nobody's session")
	}
}

func TestSessionsWaitInVain(t *testing.T) {
	w, run, id := sessionsWorld(t, "wait", map[string]string{"timeouts": `{ delete = "2s" }`})
	session := w.EntryGuard.StartSession("uma@example.com", id)
	text := joined(run.Warnings("plan", "-destroy"))
	if !strings.Contains(text, "No end within timeouts.delete (2s)") || !strings.Contains(text, "set timeouts.delete (over 1h0m0s)") {
		t.Errorf("the plan does not say that the session ends too late:\n%s", text)
	}
	run.Fails([]string{"was not deleted within 2s", session.ID, "Uma User", "uma@example.com"}, "destroy", "-auto-approve")
	expectKept(w, run)
	w.EntryGuard.EndSession(session.ID)
	run.Must("destroy", "-auto-approve")
	expectGone(w, run)
}

// TestSessionsWaitLongEnough: the limit that counts is the one in state, and what
// ends before it is over is no reason to do anything.
func TestSessionsWaitLongEnough(t *testing.T) {
	w, run, id := sessionsWorld(t, "wait", map[string]string{"timeouts": `{ delete = "2h" }`})
	w.EntryGuard.StartSession("uma@example.com", id)
	run.Write(w.Config()) // the block is removed, and state remembers its limit
	text := joined(run.Warnings("plan"))
	if !strings.Contains(text, "waits for 1 session\n") || !strings.Contains(text, "- nothing; or") {
		t.Errorf("the session ends within the limit, and the plan says:\n%s", text)
	}
}

func TestSessionsStop(t *testing.T) {
	w, run, id := sessionsWorld(t, "stop", nil)
	first := w.EntryGuard.StartSession("uma@example.com", id)
	if text := joined(run.Warnings("plan", "-destroy")); !strings.Contains(text, "ends 1 session") || !strings.Contains(text, first.ID) {
		t.Errorf("the plan does not say whom it will cut off:\n%s", text)
	}
	if stops(w) != 0 {
		t.Fatal("planning ended a session")
	}
	run.Must("destroy", "-auto-approve")
	expectGone(w, run)
	if stops(w) != 1 {
		t.Errorf("%d sessions were stopped, want 1", stops(w))
	}
}

// TestSessionsStopOnlyAnnounced: you approved cutting off two people, not five.
func TestSessionsStopOnlyAnnounced(t *testing.T) {
	w, run, id := sessionsWorld(t, "stop", nil)
	w.EntryGuard.StartSession("uma@example.com", id)
	w.EntryGuard.StartSession("ada@example.com", id)
	run.Must("plan", "-destroy", "-out=approved.plan")
	says := []string{"3 sessions came after the plan", "plan again"}
	for range 3 {
		says = append(says, w.EntryGuard.StartSession("ada@example.com", id).ID)
	}
	run.Fails(says, "apply", "approved.plan")
	expectKept(w, run)
	if stops(w) != 0 {
		t.Error("somebody was cut off although the approved plan did not name everybody")
	}
	// A new plan names all.
	text := joined(run.Warnings("plan", "-destroy", "-out=again.plan"))
	if !strings.Contains(text, "ends 5 sessions") {
		t.Errorf("the new plan says:\n%s", text)
	}
	run.Must("apply", "again.plan")
	expectGone(w, run)
}

// TestSessionsStopFewerThanAnnounced: who left by himself is no reason to stop.
func TestSessionsStopFewerThanAnnounced(t *testing.T) {
	w, run, id := sessionsWorld(t, "stop", nil)
	gone := w.EntryGuard.StartSession("uma@example.com", id)
	w.EntryGuard.StartSession("ada@example.com", id)
	run.Must("plan", "-destroy", "-out=approved.plan")
	w.EntryGuard.EndSession(gone.ID)
	run.Must("apply", "approved.plan")
	expectGone(w, run)
	if stops(w) != 1 {
		t.Errorf("%d sessions were stopped, want the one that was left", stops(w))
	}
}

// TestSessionsStopInAReplacement: no plan announces anything to a tainted
// object, so whom it cut off is said afterwards.
func TestSessionsStopInAReplacement(t *testing.T) {
	w, run, id := sessionsWorld(t, "stop", nil)
	session := w.EntryGuard.StartSession("uma@example.com", id)
	run.Must("taint", providertest.EntryGuardAddress)
	text := joined(run.Warnings("apply", "-auto-approve"))
	if !strings.Contains(text, "ended 1 session") || !strings.Contains(text, session.ID) {
		t.Errorf("the apply does not say whom it cut off:\n%s", text)
	}
	if w.OnlyResource().ID == id {
		t.Error("the resource was not replaced")
	}
}

// TestSessionsUnseen: who may not look may not promise anything.
func TestSessionsUnseen(t *testing.T) {
	w, run, id := sessionsWorld(t, "stop", nil)
	session := w.EntryGuard.StartSession("uma@example.com", id)
	w.EntryGuard.Fail(entryguardtest.Fault{Method: "GET", Path: "/sessions/**", Times: -1, Status: 403})
	w.EntryGuard.Fail(entryguardtest.Fault{Method: "GET", Path: "/sessions", Times: -1, Status: 403})
	text := joined(run.Warnings("plan", "-destroy", "-out=blind.plan"))
	if !strings.Contains(text, "could not be checked") || !strings.Contains(text, "the API is not asked to end them") {
		t.Errorf("the plan says:\n%s", text)
	}
	w.EntryGuard.ClearFaults()
	run.Fails([]string{"came after the plan", session.ID}, "apply", "blind.plan")
	expectKept(w, run)
	if stops(w) != 0 {
		t.Error("somebody was cut off whom nobody had announced")
	}
}

// TestSessionsThatDoNotEnd: a session whose rules cannot be removed holds the
// resource until the deadline.
func TestSessionsThatDoNotEnd(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorldWith(t, entryguardtest.Options{SessionEndAfter: time.Hour, ExpiringIsInUse: true}, cloudcontroltest.Options{})
	run, id := created(w, map[string]string{"on_active_sessions": `"stop"`, "timeouts": `{ delete = "2s" }`})
	session := w.EntryGuard.StartSession("uma@example.com", id)
	run.Fails([]string{"was not deleted within 2s", session.ID, "EXPIRING"}, "destroy", "-auto-approve")
	expectKept(w, run)
	if stops(w) != 1 {
		t.Errorf("the session was stopped %d times, want once", stops(w))
	}
}

// joined is the text of diagnostics in one piece.
func joined(all []providertest.Diagnostic) string {
	texts := make([]string, 0, len(all))
	for _, d := range all {
		texts = append(texts, d.Summary+"\n"+d.Detail)
	}
	return strings.Join(slices.Sorted(slices.Values(texts)), "\n")
}
