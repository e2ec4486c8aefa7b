package provider

import (
	"fmt"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
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

// sessionsProspect says what a destruction does about the sessions that use a
// resource.
func sessionsProspect(obj deletion.Object, mode string, sessions []deletion.Blocker) prospect {
	if mode != sessionsWait && mode != sessionsStop {
		return prospect{blockers: sessions}
	}
	if len(sessions) == 0 {
		return prospect{}
	}
	return prospect{passing: sessions, notices: []notice{{
		summary: fmt.Sprintf(sessionSummaries[mode], obj, plural(len(sessions), "session")),
		detail:  sections(blockersText(deletion.Result{Blockers: sessions}), sessionTexts[mode]),
	}}}
}

var (
	sessionSummaries = map[string]string{
		sessionsWait: "Destroying %s will wait for %s",
		sessionsStop: "Destroying %s will cut off %s",
	}
	sessionTexts = map[string]string{
		sessionsWait: "The resource is deleted when nobody uses it any more, within timeouts.delete. Nobody's session is ended: on_active_sessions is \"wait\" in state.",
		sessionsStop: "Each of these sessions is ended for everything that it opens, then the resource is deleted: on_active_sessions is \"stop\" in state. " +
			"If others use the resource when this plan is applied, nobody is cut off and nothing is deleted.",
	}
)
