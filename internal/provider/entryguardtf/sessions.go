package entryguardtf

import (
	"fmt"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// The values of on_active_sessions, and what each asks of the engine. Only
// what is in this table is accepted.
const (
	sessionsFail = "fail"
	sessionsWait = "wait"
	sessionsStop = "stop"

	sessionsAttribute = "on_active_sessions"
)

var onActiveSessions = map[string]deletion.OnInUse{
	sessionsFail: deletion.Refuse,
	sessionsWait: deletion.Wait,
	sessionsStop: deletion.Stop,
}

// sessionsFindings says what a destruction does about the sessions that use a
// resource.
func sessionsFindings(obj deletion.Object, mode string, sessions []deletion.Blocker) destroy.Findings {
	if mode != sessionsWait && mode != sessionsStop {
		return destroy.Findings{Blockers: sessions}
	}
	if len(sessions) == 0 {
		return destroy.Findings{}
	}
	return destroy.Findings{Passing: sessions, Notices: []destroy.Notice{{
		Summary: fmt.Sprintf(sessionSummaries[mode], obj, destroy.Plural(len(sessions), "session")),
		Detail:  destroy.Sections(destroy.BlockersText(deletion.Result{Blockers: sessions}), sessionTexts[mode]),

		IfDestroyed: approvals[mode].destroyed, IfReplaced: approvals[mode].replaced,
	}}}
}

var (
	sessionSummaries = map[string]string{
		sessionsWait: "Destroying %s waits for %s",
		sessionsStop: "Destroying %s ends %s",
	}
	sessionTexts = map[string]string{
		sessionsWait: `The API is asked to delete the resource when nobody uses it any more, within timeouts.delete; it stays in state until then.

What to do:
  - nothing; or, to end the sessions, set on_active_sessions = "stop" and run "terraform apply" first`,
		sessionsStop: `on_active_sessions is "stop" in state: the API ends these sessions, for everything that they open, and then deletes the resource.

What to do:
  - to wait instead, set on_active_sessions = "wait" and run "terraform apply" first`,
	}

	// approvals say what the approval of a plan covers.
	approvals = map[string]struct{ destroyed, replaced string }{
		sessionsStop: {
			"If others use it by then, nobody is cut off and nothing is deleted.",
			"Sessions that start later end, too.",
		},
	}
)
