package entryguardtest

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxDuration is the longest session of a paid plan.
const maxDuration = 24 * time.Hour

// sessionRoutes are the endpoints of entryguard-api.md section 9, and the one of section 13 that says which address a
// session would open.
func sessionRoutes() []route {
	reads := access{scope: "sessions:read"}
	writes := access{scope: "sessions:write"}
	admin := access{admin: true}
	return []route{
		{http.MethodPost, "/sessions", writes, springFamily, startSession},
		{http.MethodGet, "/sessions", reads, springFamily, listOwnSessions},
		{http.MethodGet, "/sessions/admin", admin, springFamily, listAllSessions},
		{http.MethodPost, "/sessions/admin/{id}/stop", admin, springFamily, withSession(true, stopAnySession)},
		{http.MethodGet, "/sessions/{id}", reads, springFamily, withSession(false, getSession)},
		{http.MethodPost, "/sessions/{id}/stop", writes, springFamily, withSession(false, stopOwnSession)},
		{http.MethodPost, "/sessions/{id}/extend", writes, springFamily, withSession(false, extendSession)},
		{http.MethodGet, "/detect-ip", access{public: true}, springFamily, detectIP},
	}
}

// withSession looks the session up: anybody's of the organization, or the
// caller's own.
func withSession(anybodys bool, handle func(*call, *Session) reply) func(*call) reply {
	return func(c *call) reply {
		s := c.state.session(c.request.PathValue("id"))
		if s == nil || s.organization != c.user.organization || (!anybodys && s.UserID != c.user.ID) {
			return c.spring(http.StatusNotFound, "Session not found with id: "+c.request.PathValue("id"))
		}
		return handle(c, s)
	}
}

// startSession answers 201; the success code of the page was not visible.
func startSession(c *call) reply {
	f := &fields{}
	if len(c.body) > 0 {
		var refused *reply
		if f, refused = c.fields(); refused != nil {
			return *refused
		}
	}
	hours := 1
	if given := f.integer("durationHours"); given != nil {
		hours = *given
	}
	if hours < 1 || time.Duration(hours)*time.Hour > maxDuration {
		f.refuse("durationHours", "must be between 1 and 24")
	}
	v4, v6 := address(f, "ipv4Address", 4), address(f, "ipv6Address", 6)
	if f.bad != nil {
		return c.invalid(f.bad)
	}
	if v4 == "" && v6 == "" {
		v4, v6 = c.detectAddress()
	}
	s := c.state.addSession(c.user, c.state.reachable(c.user), v4, v6, c.now, time.Duration(hours)*time.Hour)
	c.audit("SESSION_START", s.ID, "")
	return created(s.snapshot())
}

// address reads an IP address of one version.
func address(f *fields, name string, version int) string {
	given := f.optional(name)
	if given == nil {
		return ""
	}
	parsed, err := netip.ParseAddr(*given)
	if err != nil || parsed.Is4() != (version == 4) {
		f.refuse(name, "must be an IPv"+strconv.Itoa(version)+" address")
		return ""
	}
	return parsed.String()
}

// detectAddress takes the caller's address, as the documentation says, from
// the headers of a proxy or from the connection.
func (c *call) detectAddress() (v4, v6 string) {
	host, _, err := net.SplitHostPort(c.request.RemoteAddr)
	if err != nil {
		host = c.request.RemoteAddr
	}
	for _, name := range []string{"X-Real-IP", "X-Forwarded-For"} {
		if value, _, _ := strings.Cut(c.request.Header.Get(name), ","); value != "" {
			host = strings.TrimSpace(value)
		}
	}
	parsed, err := netip.ParseAddr(host)
	switch {
	case err != nil:
		return "", ""
	case parsed.Is4():
		return parsed.String(), ""
	}
	return "", parsed.String()
}

// detectIP tells callers their address.
func detectIP(c *call) reply {
	v4, v6 := c.detectAddress()
	ip, version := v4, 4
	if v4 == "" {
		ip, version = v6, 6
	}
	return ok(map[string]any{"ip": ip, "version": version, "timestamp": Time{c.now}})
}

// listOwnSessions reads no query, unless Options say that it does.
func listOwnSessions(c *call) reply {
	resource := c.request.URL.Query().Get("resourceId")
	return ok(c.list(func(s *Session) bool {
		return s.UserID == c.user.ID && (!c.opts.SessionsFiltered || resource == "" || s.opens(resource))
	}))
}

func listAllSessions(c *call) reply {
	return ok(c.list(func(*Session) bool { return true }))
}

// list returns the organization's sessions that fit, newest first.
func (c *call) list(fits func(*Session) bool) []Session {
	found := []Session{}
	for _, s := range slices.Backward(c.state.sessions) {
		if s.organization == c.user.organization && fits(s) {
			found = append(found, s.snapshot())
		}
	}
	return found
}

func getSession(_ *call, s *Session) reply { return ok(s.snapshot()) }

func stopOwnSession(c *call, s *Session) reply { return c.stop(s, "MANUAL") }

func stopAnySession(c *call, s *Session) reply { return c.stop(s, "ADMIN") }

func (c *call) stop(s *Session, reason string) reply {
	if !s.inUse(false) {
		return c.spring(http.StatusBadRequest, "Session cannot be stopped in status "+s.Status)
	}
	s.end(reason, c.now)
	c.audit("SESSION_STOP", s.ID, "")
	return ok(s.snapshot())
}

func extendSession(c *call, s *Session) reply {
	f, refused := c.fields()
	if refused != nil {
		return *refused
	}
	hours := f.integer("additionalHours")
	if hours == nil || *hours < 1 {
		f.refuse("additionalHours", "must be at least 1")
		return c.invalid(f.bad)
	}
	if s.Status != Active && s.Status != Partial {
		return c.spring(http.StatusBadRequest, "Session cannot be extended in status "+s.Status)
	}
	latest := s.StartedAt.Add(maxDuration)
	until := s.ExpiresAt.Add(time.Duration(min(*hours, 1000)) * time.Hour)
	if until.After(latest) {
		if !c.opts.ExtensionIsCapped {
			return c.spring(http.StatusBadRequest, "Session duration would exceed the maximum of 24 hours")
		}
		until = latest
	}
	s.ExpiresAt = Time{until}
	c.audit("SESSION_EXTEND", s.ID, "")
	return ok(s.snapshot())
}
