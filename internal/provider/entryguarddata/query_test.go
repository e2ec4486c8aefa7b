package entryguarddata_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// queried are the list resources with what each finds in the seeded organization,
// and what it asks for that.
func queried() map[string]struct {
	names    []string
	keys     []string // of the identity, beside the organization
	requests []string
	fill     map[string]any // what a person writes into a generated configuration
} {
	return map[string]struct {
		names    []string
		keys     []string
		requests []string
		fill     map[string]any
	}{
		"resource":                 {names: []string{"db", "web"}, keys: []string{"id"}, requests: []string{"/resources"}},
		"credential":               {names: []string{"deployer"}, keys: []string{"id"}, requests: []string{"/credentials"}, fill: map[string]any{"credential_data": map[string]any{"accessKeyId": "AKIA", "secretAccessKey": "s"}}},
		"role":                     {names: []string{"operators"}, keys: []string{"id"}, requests: []string{"/roles"}},
		"role_resource_assignment": {names: []string{"operators / web"}, keys: []string{"role_id", "resource_id"}, requests: []string{"/roles", "/resources"}},
		"role_user_assignment":     {names: []string{"operators / uma@example.com"}, keys: []string{"role_id", "user_id"}, requests: []string{"/roles", "/users"}},
		"user":                     {names: []string{"ada@example.com", "uma@example.com"}, keys: []string{"id"}, requests: []string{"/users"}},
		"api_key":                  {names: []string{"ci"}, keys: []string{"id"}, requests: []string{"/api-keys"}},
		"static_ip_rule":           {names: []string{"office"}, keys: []string{"id"}, requests: []string{"/static-ip-rules"}},
		"organization_settings":    {names: []string{"Example Ltd"}, keys: []string{"id"}},
	}
}

// TestQuery: every list resource finds what is there, by the names that people
// know, with one request for each list; and what it says of an object is what an
// import would say.
func TestQuery(t *testing.T) {
	t.Parallel()
	w := providertest.NewSeedWorld(t)
	seed(w)
	for name, c := range queried() {
		t.Run(name, func(t *testing.T) {
			p := w.EntryGuardProtocol(nil)
			p.T = t
			w.EntryGuard.ResetRequests()
			found, said := p.Query("steward_entryguard_"+name, providertest.Query{})
			p.RequireClean("listing", said)
			if got := namesOf(found); !slices.Equal(got, c.names) {
				t.Errorf("found %q, want %q", got, c.names)
			}
			for _, path := range c.requests {
				if w.EntryGuard.Count("GET", path) != 1 {
					t.Errorf("%d requests for %s, want 1", w.EntryGuard.Count("GET", path), path)
				}
			}
			if got := w.EntryGuard.CountAbout(); got != len(c.requests) {
				t.Errorf("%d requests, want %d", got, len(c.requests))
			}
			for _, one := range found {
				for _, key := range append(c.keys, "organization_id") {
					if one.Identity[key] == "" {
						t.Errorf("%s: the identity %v lacks %s", one.Name, one.Identity, key)
					}
				}
				if one.Identity["organization_id"] != entryguardtest.DefaultOrganization.ID || one.State != nil {
					t.Errorf("%s: %+v, want the organization, and no state that nobody asked for", one.Name, one)
				}
			}
		})
	}
}

// TestQueryWhole: with the state that Terraform writes down.
func TestQueryWhole(t *testing.T) {
	t.Parallel()
	w := providertest.NewSeedWorld(t)
	seed(w)
	for name, c := range queried() {
		t.Run(name, func(t *testing.T) {
			p := w.EntryGuardProtocol(nil)
			p.T = t
			w.EntryGuard.ResetRequests()
			found, said := p.Query("steward_entryguard_"+name, providertest.Query{IncludeResource: true})
			if got := w.EntryGuard.CountAbout(); name != "organization_settings" && got != len(c.requests) {
				t.Errorf("%d requests, want %d: the states are in the lists", got, len(c.requests))
			}
			if name == "credential" {
				providertest.RequireWarning(t, said, "the secret of no credential", "credential_data")
				said = nil
			}
			p.RequireClean("listing", said)
			if got := namesOf(found); !slices.Equal(got, c.names) {
				t.Errorf("found %q, want %q", got, c.names)
			}
			for _, one := range found {
				p.RequireAdoptable("steward_entryguard_"+name, one, c.fill)
			}
		})
	}
}

func namesOf(found []providertest.Listed) []string {
	var names []string
	for _, one := range found {
		names = append(names, one.Name)
	}
	return names
}

// TestQueryFilters: the arguments, and the limit.
func TestQueryFilters(t *testing.T) {
	t.Parallel()
	w := providertest.NewSeedWorld(t)
	s := seed(w)
	other := w.EntryGuard.AddRole(entryguardtest.Role{Name: "auditors", UserIDs: []string{s.Uma}})
	for name, c := range map[string]struct {
		of     string
		query  providertest.Query
		want   []string
		reason string
	}{
		"provider":           {"resource", providertest.Query{Config: map[string]any{"cloud_provider": "AWS"}}, []string{"web"}, ""},
		"provider, folded":   {"resource", providertest.Query{Config: map[string]any{"cloud_provider": "azure"}}, []string{"db"}, "EntryGuard writes it in capital letters"},
		"no such provider":   {"credential", providertest.Query{Config: map[string]any{"cloud_provider": "GCP"}}, nil, ""},
		"role":               {"role_user_assignment", providertest.Query{Config: map[string]any{"role_id": other.ID}}, []string{"auditors / uma@example.com"}, ""},
		"role, folded":       {"role_user_assignment", providertest.Query{Config: map[string]any{"role_id": strings.ToUpper(s.Role.ID)}}, []string{"operators / uma@example.com"}, "a UUID is the same in capital letters"},
		"all roles":          {"role_user_assignment", providertest.Query{}, []string{"auditors / uma@example.com", "operators / uma@example.com"}, ""},
		"role without any":   {"role_resource_assignment", providertest.Query{Config: map[string]any{"role_id": other.ID}}, nil, "the role is there"},
		"limit":              {"resource", providertest.Query{Limit: 1}, []string{"db"}, ""},
		"a limit of as many": {"resource", providertest.Query{Limit: 2, IncludeResource: true}, []string{"db", "web"}, ""},
		"taken away":         {"resource", providertest.Query{Most: 1}, []string{"db"}, "Terraform takes no more"},
	} {
		t.Run(name, func(t *testing.T) {
			p := w.EntryGuardProtocol(nil)
			found, said := p.Query("steward_entryguard_"+c.of, c.query)
			if c.query.Limit == 1 {
				providertest.RequireWarning(t, said, "The list of steward_entryguard_"+c.of+" ends at its limit of 1")
				said = said[1:]
			}
			p.RequireClean("listing", said)
			if diff := cmp.Diff(c.want, namesOf(found)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.reason, diff)
			}
		})
	}
}

// TestQueryValidates: an empty argument comes from a variable that nobody set, and
// does not mean everything.
func TestQueryValidates(t *testing.T) {
	t.Parallel()
	p := providertest.NewProtocol(t)
	for name, c := range map[string]struct {
		of     string
		config map[string]any
		says   string
	}{
		"no argument":    {"resource", nil, ""},
		"a provider":     {"credential", map[string]any{"cloud_provider": "AWS"}, ""},
		"a role":         {"role_user_assignment", map[string]any{"role_id": someUUID}, ""},
		"empty provider": {"resource", map[string]any{"cloud_provider": ""}, "at least 1"},
		"empty role":     {"role_user_assignment", map[string]any{"role_id": ""}, "UUID"},
		"a role's name":  {"role_resource_assignment", map[string]any{"role_id": "operators"}, "UUID"},
		"not known yet":  {"resource", map[string]any{"cloud_provider": providertest.Unknown{}}, ""},
	} {
		if got := providertest.Text(p.ValidateQuery("steward_entryguard_"+c.of, c.config)); (c.says == "") != (got == "") || !strings.Contains(got, c.says) {
			t.Errorf("%s: %q, want something with %q", name, got, c.says)
		}
	}
}

// TestQueryErrors: as the data sources say them.
func TestQueryErrors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		of       string
		query    providertest.Query
		settings func(*providertest.World) map[string]any
		before   func(*providertest.World)
		says     []string
		reason   string
	}{
		"no such role": {
			of: "role_user_assignment", query: providertest.Query{Config: map[string]any{"role_id": someUUID}},
			says: []string{"There is no EntryGuard role", someUUID, "organization " + entryguardtest.DefaultOrganization.ID, `AttributeName("role_id")`}, reason: "nothing is not the same as no assignments",
		},
		"API key without its scope": {
			of: "resource",
			settings: func(w *providertest.World) map[string]any {
				return map[string]any{"api_key": w.EntryGuard.APIKey("sessions:read")}
			},
			says: []string{"Could not list EntryGuard resources", "resources:read"}, reason: "what the key lacks",
		},
		"no admin": {
			of: "api_key",
			settings: func(w *providertest.World) map[string]any {
				return map[string]any{"access_token": w.EntryGuard.UserToken()}
			},
			says: []string{"Could not list EntryGuard API keys", "ORG_ADMIN"}, reason: "who may see it",
		},
		"down": {
			of: "user",
			before: func(w *providertest.World) {
				w.EntryGuard.Fail(entryguardtest.Fault{Path: "/users", Times: -1, Status: 400, Body: "<html>"})
			},
			says: []string{"Could not list EntryGuard users", "HTTP 400"}, reason: "what was asked and what came back",
		},
		"the organization is not known": {
			of: "role",
			before: func(w *providertest.World) {
				w.EntryGuard.AddRole(entryguardtest.Role{Name: "operators"})
				w.EntryGuard.Fail(entryguardtest.Fault{Path: "/auth/me", Times: -1, Status: 400, Body: "<html>"})
			},
			says: []string{"Could not find the organization of", "HTTP 400"}, reason: "without it there is no fence",
		},
		"the names are not known": {
			of: "role_user_assignment",
			before: func(w *providertest.World) {
				w.EntryGuard.Fail(entryguardtest.Fault{Path: "/users", Times: -1, Status: 403})
			},
			says: []string{"Could not list EntryGuard users"}, reason: "whose assignments they are",
		},
		"settings": {
			of: "organization_settings",
			before: func(w *providertest.World) {
				w.EntryGuard.Fail(entryguardtest.Fault{Path: "/auth/me", Times: -1, Status: 403})
			},
			says: []string{"Could not read EntryGuard's organization settings"}, reason: "",
		},
		"an object cannot be read": {
			of: "organization_settings", query: providertest.Query{IncludeResource: true},
			before: func(w *providertest.World) {
				w.EntryGuard.Fail(entryguardtest.Fault{Path: "/organization/settings", Times: -1, Status: 403})
			},
			says: []string{"Could not read EntryGuard organization settings"}, reason: "its state was asked for",
		},
		"unknown configuration": {
			of: "user",
			settings: func(*providertest.World) map[string]any {
				return map[string]any{"access_token": providertest.Unknown{}}
			},
			says: []string{"configuration is not known yet"}, reason: "nothing can be asked",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := providertest.NewWorld(t)
			if c.before != nil {
				c.before(w)
			}
			var settings map[string]any
			if c.settings != nil {
				settings = c.settings(w)
			}
			found, said := w.EntryGuardProtocol(settings).Query("steward_entryguard_"+c.of, c.query)
			if len(said) != 1 || len(found) != 0 {
				t.Errorf("found %v and %d diagnostics, want one error: %s", found, len(said), c.reason)
			}
			providertest.RequireError(t, said, c.says...)
		})
	}
}

// TestQueryWithAPIKey: an API key that is not told its organization lists all the
// same; it cannot write states down.
func TestQueryWithAPIKey(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorldWith(t, entryguardtest.Options{MeRefusesAPIKeys: true}, cloudcontroltest.Options{})
	s := seed(w)
	p := w.EntryGuardProtocol(map[string]any{"api_key": w.EntryGuard.APIKey("resources:read")})
	found, said := p.Query("steward_entryguard_resource", providertest.Query{Limit: 1})
	providertest.RequireWarning(t, said, "ends at its limit of 1")
	if diff := cmp.Diff([]providertest.Listed{{Name: "db", Identity: map[string]string{"id": s.DB.ID}}}, found); diff != "" {
		t.Errorf("without the organization, which is optional for an import (-want +got):\n%s", diff)
	}
	_, said = p.Query("steward_entryguard_resource", providertest.Query{Limit: 1, IncludeResource: true})
	providertest.RequireError(t, said, "Could not find the organization of", "does not give this to an API key")
}
