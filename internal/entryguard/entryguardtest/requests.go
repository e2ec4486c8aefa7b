package entryguardtest

import (
	"encoding/json"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
)

// A Request is one line of the log. It never holds a secret: of a body only
// the names of its members, of the authentication only its form.
type Request struct {
	Method    string
	Path      string // below the base, e.g. "/resources/4e0c…"; the whole path outside of it
	Query     string
	Status    int      // 0 while there is no answer, and where none was given
	Auth      string   // "bearer", "x-api-key", "authorization-apikey", "none"
	Members   []string // names of the body's members, sorted
	UserAgent string
	At        time.Time // by Options.Now
}

func (s *Server) record(r *http.Request, body []byte) int {
	var members map[string]json.RawMessage
	_ = json.Unmarshal(body, &members) // a body that is no object has no members
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, Request{
		Method:    r.Method,
		Path:      below(r),
		Query:     r.URL.RawQuery,
		Auth:      authForm(r),
		Members:   slices.Sorted(maps.Keys(members)),
		UserAgent: r.UserAgent(),
		At:        s.opts.Now(),
	})
	return len(s.requests) - 1
}

func (s *Server) recordStatus(number, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if number < len(s.requests) { // the log may have been emptied meanwhile
		s.requests[number].Status = status
	}
}

func below(r *http.Request) string {
	if path, ok := strings.CutPrefix(r.URL.Path, base); ok {
		return path
	}
	return r.URL.Path
}

// Requests returns the log, oldest first.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// ResetRequests empties the log.
func (s *Server) ResetRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = nil
}

// Count counts the requests with a method (empty: any) and a path that the
// pattern matches: "*" stands for one element, "/**" at the end for anything
// below, the empty pattern for everything.
func (s *Server) Count(method, pattern string) int {
	n := 0
	for _, r := range s.Requests() {
		if (method == "" || method == r.Method) && pathMatches(pattern, r.Path) {
			n++
		}
	}
	return n
}

// CountAbout counts the requests that are not about authentication: neither
// log-in, renewal nor GET /auth/me.
func (s *Server) CountAbout() int { return s.Count("", "") - s.Count("", "/auth/**") }

func pathMatches(pattern, text string) bool {
	if start, ok := strings.CutSuffix(pattern, "/**"); ok {
		return text == start || strings.HasPrefix(text, start+"/")
	}
	matched, err := path.Match(pattern, text)
	return pattern == "" || (err == nil && matched)
}
