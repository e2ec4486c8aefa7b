package entryguardtest

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// staticIPRuleRoutes are the endpoints of entryguard-api.md section 11. There
// is no update.
func staticIPRuleRoutes() []route {
	admin := access{admin: true}
	return []route{
		{http.MethodGet, "/static-ip-rules", admin, codeFamily, listStaticIPRules},
		{http.MethodPost, "/static-ip-rules", admin, codeFamily, createStaticIPRule},
		{http.MethodGet, "/static-ip-rules/{id}", admin, codeFamily, withStaticIPRule(getStaticIPRule)},
		{http.MethodDelete, "/static-ip-rules/{id}", admin, codeFamily, withStaticIPRule(deleteStaticIPRule)},
	}
}

// withStaticIPRule looks the rule up. One of another organization is not found.
func withStaticIPRule(handle func(*call, *StaticIPRule) reply) func(*call) reply {
	return func(c *call) reply {
		found := c.state.staticIPRule(c.request.PathValue("id"))
		if found == nil || found.organization != c.user.organization {
			return c.code(http.StatusNotFound, "NOT_FOUND", "Static IP rule not found with id: "+c.request.PathValue("id"))
		}
		return handle(c, found)
	}
}

func listStaticIPRules(c *call) reply {
	found := []StaticIPRule{}
	for _, one := range c.state.rules {
		if one.organization == c.user.organization {
			found = append(found, one.snapshot())
		}
	}
	return ok(found)
}

func getStaticIPRule(_ *call, found *StaticIPRule) reply { return ok(found.snapshot()) }

func createStaticIPRule(c *call) reply {
	f, refused := c.fields()
	if refused != nil {
		return *refused
	}
	made := StaticIPRule{
		Label: f.required("label"), IPAddress: f.required("ipAddress"), CreatedByEmail: c.user.Email, organization: c.user.organization,
	}
	ids := f.strings("resourceIds")
	if _, err := netip.ParseAddr(made.IPAddress); err != nil && made.IPAddress != "" {
		if _, err := netip.ParsePrefix(made.IPAddress); err != nil || c.opts.CIDRIsRefused {
			f.refuse("ipAddress", "must be a valid IP address")
		}
	}
	if f.bad != nil {
		return c.invalid(f.bad)
	}
	if have := len(c.state.rules); c.opts.MaxStaticIPRules > 0 && have >= c.opts.MaxStaticIPRules {
		return c.fail(http.StatusBadRequest, "Static IP rule limit reached for your subscription plan")
	}
	for _, id := range ids {
		r := c.state.resource(id)
		if r == nil || r.organization != c.user.organization {
			return c.code(http.StatusNotFound, "RESOURCE_NOT_FOUND", "Resource not found with id: "+id)
		}
		made.Resources = append(made.Resources, StaticIPRuleResource{ResourceID: r.ID})
	}
	rule := c.state.addStaticIPRule(made, c.now)
	c.audit("STATIC_IP_RULE_CREATE", rule.ID, rule.Label)
	return created(rule.snapshot())
}

func deleteStaticIPRule(c *call, found *StaticIPRule) reply {
	c.state.removeStaticIPRule(found.ID)
	c.state.deletions[found.ID]++
	c.audit("STATIC_IP_RULE_DELETE", found.ID, found.Label)
	return noContent()
}

func (st *state) staticIPRule(id string) *StaticIPRule {
	return search(st.rules, func(r *StaticIPRule) bool { return strings.EqualFold(r.ID, id) })
}

// addStaticIPRule stores a new rule: PENDING on every resource.
func (st *state) addStaticIPRule(r StaticIPRule, now time.Time) *StaticIPRule {
	r.ID, r.CreatedAt, r.Status = orNewID(r.ID), Time{now}, Pending
	r.Resources = append([]StaticIPRuleResource{}, r.Resources...)
	for i := range r.Resources {
		one := &r.Resources[i]
		one.Status, one.AppliedAt, one.ErrorMessage = Pending, Time{}, ""
		if known := st.resource(one.ResourceID); known != nil {
			one.ResourceName = known.Name
		}
	}
	st.rules = append(st.rules, &r)
	return &r
}

func (st *state) removeStaticIPRule(id string) {
	st.rules = slices.DeleteFunc(st.rules, func(r *StaticIPRule) bool { return r.ID == id })
}

// settleStaticIPRule applies a rule once its time has come: to all resources,
// some or none of them.
func (st *state) settleStaticIPRule(r *StaticIPRule, opts Options, now time.Time) {
	due := r.CreatedAt.Add(opts.StaticIPRuleAfter)
	if r.Status != Pending || opts.StaticIPRuleAfter < 0 || now.Before(due) {
		return
	}
	failed := 0
	for i := range r.Resources {
		one := &r.Resources[i]
		if why, fails := st.noRules[one.ResourceID]; fails {
			one.Status, one.ErrorMessage = Failed, Nullable(why)
			failed++
			continue
		}
		one.Status, one.AppliedAt = Applied, Time{due}
	}
	r.Status = appliedTo(len(r.Resources), failed)
}

// appliedTo is the status of what was to be applied to some resources.
func appliedTo(all, failed int) string {
	switch failed {
	case 0:
		return Active
	case all:
		return Failed
	}
	return Partial
}

// names reports whether the rule opens a resource.
func (r *StaticIPRule) names(resourceID string) bool {
	return slices.ContainsFunc(r.Resources, func(one StaticIPRuleResource) bool { return one.ResourceID == resourceID })
}

// snapshot returns a copy that shares nothing.
func (r *StaticIPRule) snapshot() StaticIPRule {
	c := *r
	c.Resources = slices.Clone(r.Resources)
	return c
}

// AddStaticIPRule stores a static IP rule of the first organization, as if it
// had been created through the API. Of its resources only the IDs count.
func (s *Server) AddStaticIPRule(r StaticIPRule) (added StaticIPRule) {
	s.settled(func(st *state, now time.Time) {
		r.organization = st.organizations[0].ID
		if r.CreatedByEmail == "" {
			r.CreatedByEmail = must(st.admin(), "user who is", "an admin").Email
		}
		made := st.addStaticIPRule(r, now)
		st.settle(s.opts, now)
		added = made.snapshot()
	})
	return added
}

// StaticIPRule returns a static IP rule as it stands now.
func (s *Server) StaticIPRule(id string) (found StaticIPRule, exists bool) {
	s.settled(func(st *state, _ time.Time) {
		if r := st.staticIPRule(id); r != nil {
			found, exists = r.snapshot(), true
		}
	})
	return found, exists
}

// StaticIPRules returns every static IP rule of every organization.
func (s *Server) StaticIPRules() (all []StaticIPRule) {
	s.settled(func(st *state, _ time.Time) {
		for _, r := range st.rules {
			all = append(all, r.snapshot())
		}
	})
	return all
}

// EditStaticIPRule changes a static IP rule behind the API's back (drift).
func (s *Server) EditStaticIPRule(id string, edit func(*StaticIPRule)) {
	s.settled(func(st *state, _ time.Time) { edit(must(st.staticIPRule(id), "static IP rule", id)) })
}

// RemoveStaticIPRule removes a static IP rule.
func (s *Server) RemoveStaticIPRule(id string) {
	s.settled(func(st *state, _ time.Time) {
		st.removeStaticIPRule(must(st.staticIPRule(id), "static IP rule", id).ID)
	})
}
