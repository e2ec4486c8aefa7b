package entryguard

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

var (
	_ deletion.Backend   = (*ResourceBackend)(nil)
	_ deletion.Locator   = (*ResourceBackend)(nil)
	_ deletion.Inspector = (*ResourceBackend)(nil)
	_ deletion.Ender     = (*ResourceBackend)(nil)
)

// What Blocker.Code says.
const (
	BlockerSession      = "session"
	BlockerResource     = "resource"       // it uses the credential
	BlockerProtection   = "protection"     // the last admin
	BlockerStaticIPRule = "static_ip_rule" // whether one holds a resource is not documented
)

// A ResourceBackend deletes resources. Sessions hold them; whether static IP
// rules do is not documented (entryguard-api.md section 15).
type ResourceBackend struct{ objects }

// Blockers names the sessions that hold the resource, everybody's (GET
// /sessions/admin). Where that list is refused, it names those that GET
// /sessions?resourceId=… shows, beside an error: what it does not show is
// unknown.
func (b *ResourceBackend) Blockers(ctx context.Context, obj deletion.Object) ([]deletion.Blocker, error) {
	sessions, err := b.client.AllSessions(ctx)
	if err == nil {
		if held := SessionBlockers(sessions, obj.ID); len(held) > 0 {
			return held, nil
		}
		return b.rules(ctx, obj)
	}
	if r := deletion.ReasonOf(err); r != deletion.Denied && r != deletion.Unauthenticated {
		return nil, err
	}
	unseen := *deletion.AsFailure(err)
	unseen.Hint = strings.TrimSpace("Other people's sessions could not be seen. " + unseen.Hint)
	own, err := b.client.SessionsOf(ctx, obj.ID)
	if err != nil {
		return nil, &unseen
	}
	return SessionBlockers(own, obj.ID), &unseen
}

// rules names the static IP rules of a resource that no session holds, beside
// an error: that they hold it is a guess, so that nobody must wait for them to
// go.
func (b *ResourceBackend) rules(ctx context.Context, obj deletion.Object) ([]deletion.Blocker, error) {
	rules, err := b.client.StaticIPRules(ctx)
	if err != nil {
		return nil, err
	}
	named := staticIPRuleBlockers(rules, obj.ID)
	if named == nil {
		return nil, nil
	}
	return named, &deletion.Failure{
		Status: http.StatusOK, Err: errors.New("no session uses it, and the API does not say whether static IP rules block it"),
	}
}

// staticIPRuleBlockers returns those of the static IP rules that open the
// resource. Who is the rule's label.
func staticIPRuleBlockers(rules []StaticIPRule, resourceID string) []deletion.Blocker {
	var blockers []deletion.Blocker
	for _, r := range rules {
		opens := func(one StaticIPRuleResource) bool { return strings.EqualFold(one.ResourceID, resourceID) }
		if slices.ContainsFunc(r.Resources, opens) {
			blockers = append(blockers, deletion.Blocker{
				Code: BlockerStaticIPRule, ID: r.ID, Status: r.Status, Who: r.Label, Addresses: []string{r.IPAddress}, Since: r.CreatedAt.Time(),
			})
		}
	}
	return blockers
}

// SessionBlockers returns those of the sessions that hold the resource: they
// are in PENDING, ACTIVE, PARTIAL or EXPIRING and have not let go of it yet.
func SessionBlockers(sessions []Session, resourceID string) []deletion.Blocker {
	var blockers []deletion.Blocker
	for _, s := range sessions {
		if s.UnderWay() && s.Opens(resourceID) {
			blockers = append(blockers, s.blocker(resourceID))
		}
	}
	return blockers
}

// End stops a session through the admin endpoint, for all its resources. One
// that has ended already (400) or is no longer known (404) is no error; the
// engine looks again in any case.
func (b *ResourceBackend) End(ctx context.Context, _ deletion.Object, blocker deletion.Blocker) error {
	if blocker.Code != BlockerSession {
		return &deletion.Failure{
			Reason: deletion.Unsupported,
			Err:    fmt.Errorf("a %s cannot be ended through EntryGuard", blocker.Code),
		}
	}
	_, err := b.client.StopSession(ctx, blocker.ID)
	if err == nil || endedAlready(deletion.AsFailure(err)) {
		return nil
	}
	return err
}

// endedAlready reports whether the API itself answered 400 or 404. A 404
// without words comes from a proxy or a wrong base URL.
func endedAlready(f *deletion.Failure) bool {
	return f.Status == http.StatusBadRequest || (f.Status == http.StatusNotFound && f.Message != "")
}

// UnderWay reports whether the session has not ended yet: until then it may hold
// what it opened.
func (s Session) UnderWay() bool { return s.stoppable() || s.Status == SessionExpiring }

// Opens reports whether the session opens (or will open) a resource and has not
// let go of it.
func (s Session) Opens(resourceID string) bool {
	return slices.ContainsFunc(s.ResourceIPs, func(ip ResourceIP) bool { return ip.holds(resourceID) })
}

// Blocker describes the session by itself, with all that it opens.
func (s Session) Blocker() deletion.Blocker { return s.blocker("") }

// stoppable is what the start and stop page lists (entryguard-api.md section
// 9). A session that is EXPIRING ends by itself.
func (s Session) stoppable() bool {
	return s.Status == SessionPending || s.Status == SessionActive || s.Status == SessionPartial
}

// blocker describes the session as what keeps the resource from being deleted.
func (s Session) blocker(resourceID string) deletion.Blocker {
	since := s.StartedAt.Time()
	if since.IsZero() {
		since = s.CreatedAt.Time()
	}
	return deletion.Blocker{
		Code:      BlockerSession,
		ID:        s.ID,
		Status:    s.Status,
		Who:       s.who(),
		Addresses: s.addresses(resourceID),
		Since:     since,
		Until:     s.ExpiresAt.Time(),
		Also:      s.others(resourceID),
		Endable:   s.stoppable(),
	}
}

// who returns "name <address>", or what is known of it.
func (s Session) who() string {
	if s.UserName != "" && s.UserEmail != "" {
		return s.UserName + " <" + s.UserEmail + ">"
	}
	return first(s.UserName, s.UserEmail, s.UserID)
}

// addresses returns what the session opened on the resource, or on any where
// the ID is empty.
func (s Session) addresses(resourceID string) []string {
	var all []string
	for _, ip := range s.ResourceIPs {
		if ip.holds(first(resourceID, ip.ResourceID)) && ip.IPAddress != "" && !slices.Contains(all, ip.IPAddress) {
			all = append(all, ip.IPAddress)
		}
	}
	return all
}

// others returns the names of the session's other resources: a stop ends them
// too.
func (s Session) others(resourceID string) []string {
	var names []string
	for _, ip := range s.ResourceIPs {
		name := first(ip.ResourceName, ip.ResourceID)
		if strings.EqualFold(ip.ResourceID, resourceID) || !ip.holds(ip.ResourceID) || slices.Contains(names, name) {
			continue
		}
		names = append(names, name)
	}
	return names
}

// holds reports whether the address is (or will be) open on the resource.
func (ip ResourceIP) holds(resourceID string) bool {
	return strings.EqualFold(ip.ResourceID, resourceID) && ip.Status != ruleFailed && ip.Status != ruleRemoved
}

// The statuses of a ResourceIP that hold nothing.
const (
	ruleFailed  = "FAILED"
	ruleRemoved = "REMOVED"
)
