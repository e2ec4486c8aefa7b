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
		sessionsWait: "Destroying %s will wait for %s",
		sessionsStop: "Destroying %s will cut off %s",
	}
	sessionTexts = map[string]string{
		sessionsWait: `Nothing was destroyed yet. When this plan is applied, the API is asked to delete the resource as soon as nobody uses it, within timeouts.delete; until then it stays in state. Nobody's session is ended: on_active_sessions is "wait" in state.

What to do:
  - nothing, or ask the people who are named to end their sessions sooner; planning again does no harm
  - to end them instead, set on_active_sessions = "stop" on the resource and run "terraform apply" first`,
		sessionsStop: `Nothing was ended or destroyed yet. When this plan is applied, the API is asked to end each of these sessions, for everything that it opens, and then to delete the resource: on_active_sessions is "stop" in state.

What to do:
  - approve this plan only if these people may be cut off; planning again does no harm and looks anew
  - to wait for them instead, set on_active_sessions = "wait" on the resource and run "terraform apply" first`,
	}

	// approvals say what the approval of a plan covers.
	approvals = map[string]struct{ destroyed, replaced string }{
		sessionsStop: {
			"If others use it by then, nobody is cut off, nothing is deleted, and the resource stays in state.",
			"Whoever uses it by then is cut off, also those who are not named here: Terraform hands the deletion of a replaced object nothing of the plan. The resource is in state until it is deleted.",
		},
	}
)
