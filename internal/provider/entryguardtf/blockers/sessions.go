package blockers

import (
	"fmt"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// sessionsFindings says what a destruction does about the sessions that use a
// resource. A plan is made at now, and the destruction may take as long as limit.
func sessionsFindings(obj deletion.Object, mode deletion.OnInUse, sessions []deletion.Blocker, limit time.Duration, now time.Time) destroy.Findings {
	if mode == deletion.Refuse {
		return destroy.Findings{Blockers: sessions}
	}
	if len(sessions) == 0 {
		return destroy.Findings{}
	}
	notice := stopNotice(obj, sessions)
	if mode == deletion.Wait {
		notice = splitByEnd(sessions, limit, now).notice(obj, limit)
	}
	return destroy.Findings{Passing: sessions, Notices: []destroy.Notice{notice}}
}

// stopNotice says whose sessions a destruction ends, and what the approval of the
// plan covers.
func stopNotice(obj deletion.Object, sessions []deletion.Blocker) destroy.Notice {
	return destroy.Notice{
		Summary: fmt.Sprintf("Destroying %s ends %s", obj, destroy.Plural(len(sessions), "session")),
		Detail:  destroy.BlockerList("In the way:", sessions),
		Common: destroy.Sections(
			`on_active_sessions is "stop" in state: the API ends these sessions, for everything that they open, and then deletes the resource.`,
			destroy.Remedies([]string{`to wait instead, set on_active_sessions = "wait" and run "terraform apply" first`})),
		IfDestroyed: "If others use it by then, nobody is cut off and nothing is deleted.",
		IfReplaced:  "Sessions that start later end, too.",
	}
}

// endsOf are the sessions that a destruction waits for, by whether they end
// within its limit.
type endsOf struct {
	inTime []deletion.Blocker
	late   []deletion.Blocker // EntryGuard shows a later end, or none
	// last is how long it takes until the last of them ends; 0 if none has an end.
	last time.Duration
}

// splitByEnd compares the ends of sessions with a limit that begins now. One whose
// end has begun, or should have, ends in time.
func splitByEnd(sessions []deletion.Blocker, limit time.Duration, now time.Time) endsOf {
	var ends endsOf
	for _, s := range sessions {
		if s.Until.IsZero() && s.Endable || s.Until.After(now.Add(limit)) {
			ends.late = append(ends.late, s)
			ends.last = max(ends.last, s.Until.Sub(now))
		} else {
			ends.inTime = append(ends.inTime, s)
		}
	}
	return ends
}

// notice is what a plan says about a destruction that waits.
func (e endsOf) notice(obj deletion.Object, limit time.Duration) destroy.Notice {
	summary := fmt.Sprintf("Destroying %s waits for %s", obj, destroy.Plural(len(e.inTime)+len(e.late), "session"))
	if len(e.late) == 0 {
		return destroy.Notice{Summary: summary, Detail: destroy.BlockerList("In the way:", e.inTime), Common: destroy.Sections(
			"The API is asked to delete the resource when nobody uses it any more, within timeouts.delete; it stays in state until then.",
			destroy.Remedies([]string{`nothing; or, to end the sessions, set on_active_sessions = "stop" and run "terraform apply" first`}))}
	}
	var inTime string
	if len(e.inTime) > 0 {
		inTime = destroy.BlockerList("In the way:", e.inTime)
		summary += fmt.Sprintf("; %d may not end in time", len(e.late))
	} else {
		summary += ", which may not end in time"
	}
	return destroy.Notice{Summary: summary, Detail: destroy.Sections(inTime,
		destroy.BlockerList(fmt.Sprintf("No end within timeouts.delete (%s):", limit), e.late),
		"The resource stays in state until the API has deleted it.",
		destroy.Remedies([]string{e.remedy()}))}
}

// remedy is what to do about sessions that do not end within the limit.
func (e endsOf) remedy() string {
	if e.last <= 0 {
		return `have them end, or set on_active_sessions = "stop" and apply first`
	}
	enough := (e.last + time.Minute - 1).Truncate(time.Minute)
	return fmt.Sprintf(`have them end, or set timeouts.delete (over %s) or on_active_sessions = "stop" and apply first`, enough)
}
