package entryguardtest

import (
	"strings"
	"time"

	"github.com/google/uuid"
)

// state is everything that the API remembers. Its order is the order of
// creation.
type state struct {
	organizations []Organization
	users         []*User
	resources     []*Resource
	credentials   []*Credential
	roles         []*Role
	sessions      []*Session
	keys          []*APIKey
	rules         []*StaticIPRule
	auditLog      []*AuditEntry
	settingsOf    map[string]*Settings // by organization

	access  map[string]grant // by access token
	refresh map[string]grant // by refresh token

	deletions  map[string]int    // by ID: how often a DELETE took effect
	unverified map[string]string // resourceIdentifier or credential name: why its verification fails
	noRules    map[string]string // resource ID: why rules cannot be applied to it
}

// A grant is what a token stands for.
type grant struct {
	userID  string
	expires time.Time
	served  int // requests
}

func newState(opts Options) state {
	st := state{
		settingsOf: map[string]*Settings{},
		access:     map[string]grant{},
		refresh:    map[string]grant{},
		deletions:  map[string]int{},
		unverified: map[string]string{},
		noRules:    map[string]string{},
	}
	organization := st.addOrganization(opts.Organization)
	for _, u := range opts.Users {
		st.addUser(u, organization.ID, opts.Now())
	}
	return st
}

func newID() string { return uuid.NewString() }

func orNewID(id string) string {
	if id == "" {
		return newID()
	}
	return id
}

func (st *state) addOrganization(o Organization) Organization {
	o.ID = orNewID(o.ID)
	for _, known := range st.organizations {
		if known.ID == o.ID {
			return known
		}
	}
	st.organizations = append(st.organizations, o)
	return o
}

func (st *state) organization(id string) Organization {
	for _, o := range st.organizations {
		if o.ID == id {
			return o
		}
	}
	return Organization{}
}

func (st *state) user(id string) *User {
	return search(st.users, func(u *User) bool { return strings.EqualFold(u.ID, id) })
}

func (st *state) userByEmail(email string) *User {
	return search(st.users, func(u *User) bool { return strings.EqualFold(u.Email, email) })
}

func (st *state) admin() *User {
	return search(st.users, func(u *User) bool { return u.IsOrgAdmin })
}

func (st *state) resource(id string) *Resource {
	return search(st.resources, func(r *Resource) bool { return strings.EqualFold(r.ID, id) })
}

func (st *state) credential(id string) *Credential {
	return search(st.credentials, func(c *Credential) bool { return strings.EqualFold(c.ID, id) })
}

func (st *state) role(id string) *Role {
	return search(st.roles, func(r *Role) bool { return strings.EqualFold(r.ID, id) })
}

func (st *state) session(id string) *Session {
	return search(st.sessions, func(s *Session) bool { return strings.EqualFold(s.ID, id) })
}

// search returns the first that fits, nil where none does.
func search[T any](all []*T, fits func(*T) bool) *T {
	for _, one := range all {
		if fits(one) {
			return one
		}
	}
	return nil
}

// settle brings everything that the API does by itself up to now.
func (st *state) settle(opts Options, now time.Time) {
	for _, c := range st.credentials {
		if due := c.CreatedAt.Add(opts.VerifyAfter); c.unverified && opts.VerifyAfter >= 0 && !now.Before(due) {
			st.verifyCredential(c, due)
		}
	}
	for _, r := range st.resources {
		if due := r.CreatedAt.Add(opts.VerifyAfter); r.unverified && opts.VerifyAfter >= 0 && !now.Before(due) {
			st.verifyResource(r, due)
		}
		if due := r.verifies; !due.IsZero() && opts.VerifyBehind >= 0 && !now.Before(due.Time) {
			st.verifyResource(r, due.Time)
		}
	}
	for _, r := range st.rules {
		st.settleStaticIPRule(r, opts, now)
	}
	for _, s := range st.sessions {
		st.settleSession(s, opts, now)
	}
}

func (st *state) verifyCredential(c *Credential, at time.Time) {
	why, fails := st.unverified[c.Name]
	valid := !fails
	c.unverified = false
	c.IsValid, c.LastVerifiedAt, c.VerificationError, c.UpdatedAt = &valid, Time{at}, Nullable(why), Time{at}
}

// verifyResource returns why the verification failed, empty if it did not.
func (st *state) verifyResource(r *Resource, at time.Time) string {
	why, fails := st.unverified[r.ResourceIdentifier]
	credential := st.credential(string(r.CredentialID))
	if !fails && (credential == nil || (credential.IsValid != nil && !*credential.IsValid)) {
		why = "The resource's credential is not valid"
	}
	r.unverified, r.verifies = false, Time{}
	r.IsActive, r.LastVerifiedAt, r.UpdatedAt = why == "", Time{at}, Time{at}
	return why
}

// settleSession moves a session along its state machine (entryguard-api.md
// section 9), through as many states as the time allows.
func (st *state) settleSession(s *Session, opts Options, now time.Time) {
	if due := s.StartedAt.Add(opts.SessionStartAfter); s.Status == Pending && opts.SessionStartAfter >= 0 && !now.Before(due) {
		st.applyRules(s, due)
	}
	if s.inUse(false) && !now.Before(s.ExpiresAt.Time) {
		s.end("EXPIRED", s.ExpiresAt.Time)
	}
	if due := s.EndedAt.Add(opts.SessionEndAfter); s.Status == Expiring && opts.SessionEndAfter >= 0 && !now.Before(due) {
		s.removeRules(due)
	}
}

// applyRules opens the resources: all, some or none of them.
func (st *state) applyRules(s *Session, at time.Time) {
	failed := 0
	for i := range s.ResourceIPs {
		ip := &s.ResourceIPs[i]
		if why, fails := st.noRules[ip.ResourceID]; fails {
			ip.Status, ip.ErrorMessage = Failed, Nullable(why)
			failed++
			continue
		}
		ip.Status, ip.AppliedAt = Applied, Time{at}
		ip.ProviderRuleID = Nullable("sgr-" + strings.ReplaceAll(ip.ID, "-", "")[:17])
	}
	s.Status = appliedTo(len(s.ResourceIPs), failed)
}

// end begins the end of a session: its rules are being removed.
func (s *Session) end(reason string, at time.Time) {
	s.Status, s.EndedAt, s.EndedReason = Expiring, Time{at}, Nullable(reason)
	for i := range s.ResourceIPs {
		if ip := &s.ResourceIPs[i]; ip.Status == Applied || ip.Status == Pending {
			ip.Status = Removing
		}
	}
}

func (s *Session) removeRules(at time.Time) {
	s.Status = Cancelled
	if s.EndedReason == "EXPIRED" {
		s.Status = Expired
	}
	for i := range s.ResourceIPs {
		if ip := &s.ResourceIPs[i]; ip.Status == Removing {
			ip.Status, ip.RemovedAt = Removed, Time{at}
		}
	}
}

// inUse reports whether the session keeps its resources from being deleted.
func (s *Session) inUse(expiringToo bool) bool {
	switch s.Status {
	case Pending, Active, Partial:
		return true
	case Expiring:
		return expiringToo
	}
	return false
}

// opens reports whether the session has (or will have) a rule on a resource.
func (s *Session) opens(resourceID string) bool {
	for _, ip := range s.ResourceIPs {
		if ip.ResourceID == resourceID && ip.Status != Failed && ip.Status != Removed {
			return true
		}
	}
	return false
}
