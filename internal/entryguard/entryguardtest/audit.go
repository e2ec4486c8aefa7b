package entryguardtest

import (
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// auditRoutes are the endpoints of the audit log (entryguard-api.md section
// 13).
func auditRoutes() []route {
	return []route{
		{http.MethodGet, "/audit-logs", access{admin: true, scope: "audit:read"}, springFamily, listAudit},
	}
}

// What Result says. The literals are not documented.
const (
	AuditSuccess = "SUCCESS"
	AuditFailure = "FAILURE"
)

// audit writes that the caller did something to an object. event is
// "RESOURCE_DELETE": what is before the last word is the type of the object.
func (c *call) audit(event, id, name string) {
	kind := event[:strings.LastIndex(event, "_")]
	entry := c.entry(event, c.user)
	entry.ResourceType, entry.ResourceID, entry.ResourceName = Nullable(kind), Nullable(id), Nullable(name)
	if authForm(c.request) != "bearer" {
		entry.ActorType = "API_KEY"
	}
	c.state.auditLog = append(c.state.auditLog, entry)
}

// auditLogin writes how a log-in ended.
func (c *call) auditLogin(u *User, why string) {
	entry := c.entry("USER_LOGIN", u)
	if why != "" {
		entry.Result, entry.ErrorMessage = AuditFailure, Nullable(why)
	}
	c.state.auditLog = append(c.state.auditLog, entry)
}

func (c *call) entry(event string, u *User) *AuditEntry {
	host, _, _ := net.SplitHostPort(c.request.RemoteAddr) // a server without ports writes none
	for short, long := range map[string]string{"API_KEY_REVOKE": "API_KEY_REVOKED", "STATIC_IP_RULE_DELETE": "STATIC_IP_RULE_DELETED"} {
		if c.opts.AuditSaysRevoked && event == short {
			event = long
		}
	}
	return &AuditEntry{
		ID: newID(), EventType: event, ActorEmail: Nullable(u.Email), ActorType: "USER", Result: AuditSuccess,
		IPAddress: Nullable(host), OrganizationName: c.state.organization(u.organization).Name, CreatedAt: Time{c.now},
		Details: map[string]any{}, organization: u.organization,
	}
}

// listAudit answers one page, newest first.
func listAudit(c *call) reply {
	query := c.request.URL.Query()
	page, size, bad := paging(query.Get("page"), query.Get("size"), c.opts.MaxPageSize)
	from, to := instant(query.Get("from"), "from", bad), instant(query.Get("to"), "to", bad)
	if len(bad) > 0 {
		return c.invalid(bad)
	}
	found := []AuditEntry{}
	for _, e := range slices.Backward(c.state.auditLog) {
		is := func(name, value string) bool { return query.Get(name) == "" || query.Get(name) == value }
		if e.organization == c.user.organization && is("eventType", e.EventType) && is("actorEmail", string(e.ActorEmail)) &&
			(from.IsZero() || !e.CreatedAt.Before(from)) && (to.IsZero() || !e.CreatedAt.After(to)) {
			found = append(found, *e)
		}
	}
	start := min(page*size, len(found))
	return ok(map[string]any{
		"content":       found[start:min(start+size, len(found))],
		"totalElements": len(found), "totalPages": (len(found) + size - 1) / size, "number": page, "size": size,
	})
}

// paging reads the numbers of a page: 0-based, 20 at a time. The largest size
// is not documented.
func paging(page, size string, most int) (number, of int, bad map[string]string) {
	bad = map[string]string{}
	read := func(text, name string, otherwise, least int) int {
		if text == "" {
			return otherwise
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < least || n > 1_000_000 {
			bad[name] = "must be a number of at least " + strconv.Itoa(least)
		}
		return n
	}
	number, of = read(page, "page", 0, 0), read(size, "size", 20, 1)
	if most > 0 {
		of = min(of, most)
	}
	return number, of, bad
}

func instant(text, name string, bad map[string]string) time.Time {
	if text == "" {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		bad[name] = "must be an ISO-8601 timestamp"
	}
	return at
}

// AuditLog returns every event of every organization, oldest first.
func (s *Server) AuditLog() (all []AuditEntry) {
	s.settled(func(st *state, _ time.Time) { all = values(st.auditLog) })
	return all
}

// AddAuditEntry writes an event of the first organization. CreatedAt defaults
// to now.
func (s *Server) AddAuditEntry(e AuditEntry) (added AuditEntry) {
	s.settled(func(st *state, now time.Time) {
		e.ID, e.organization, e.OrganizationName = orNewID(e.ID), st.organizations[0].ID, st.organizations[0].Name
		if e.CreatedAt.IsZero() {
			e.CreatedAt = Time{now}
		}
		st.auditLog = append(st.auditLog, &e)
		added = e
	})
	return added
}
