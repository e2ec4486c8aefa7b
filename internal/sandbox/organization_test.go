package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// An organizationRun is real Terraform with examples/organization and the
// simulated EntryGuard.
type organizationRun struct {
	t     *testing.T
	tf    terraform
	guard *entryguardtest.Server
}

// The secrets of the example's credentials.
const credentialSecrets = `{
  "aws-production"   = { accessKeyId = "AKIAIOSFODNN7EXAMPLE", secretAccessKey = "organization-secret-of-aws" }
  "azure-production" = { clientId = "steward", clientSecret = "organization-secret-of-azure" }
}`

func startOrganization(t *testing.T) *organizationRun {
	t.Helper()
	tf := testTerraform(t)
	cliConfig, err := mirrored()
	if err != nil {
		t.Fatal(err)
	}
	guard, err := entryguardtest.Start(entryguardtest.Options{Organization: organization, Users: []entryguardtest.User{administrator, visitor}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(guard.Close)
	tf.env = ownEnvironment(t.TempDir(), map[string]string{
		"TF_CLI_CONFIG_FILE":           cliConfig,
		"ENTRYGUARD_ENDPOINT":          guard.URL(),
		"ENTRYGUARD_ORGANIZATION_SLUG": organization.Slug,
		"ENTRYGUARD_EMAIL":             administrator.Email,
		"ENTRYGUARD_PASSWORD":          administrator.Password,
		"TF_VAR_credential_data":       credentialSecrets,
	})
	run := &organizationRun{t: t, tf: tf, guard: guard}
	run.in(tf.dir)
	return run
}

// hurry is an override file (Terraform merges it into the example): at ten
// requests a second the story would take minutes.
const hurry = `provider "steward" {
  entryguard { requests_per_second = 1000 }
}
`

// in makes dir the working folder, with the example in it.
func (r *organizationRun) in(dir string) {
	r.t.Helper()
	r.tf.dir = dir
	copyExample(r.t, "organization", dir)
	writeFile(r.t, filepath.Join(dir, "hurry_override.tf"), hurry)
	r.must("init")
}

// must runs a command that has to succeed and returns what it said.
func (r *organizationRun) must(args ...string) string {
	r.t.Helper()
	output, exit, err := r.tf.quiet(r.t.Context(), args...)
	if err != nil || exit != 0 {
		r.t.Fatalf("terraform %v ended with %d, %v:\n%s", args, exit, err, output)
	}
	return output
}

// plansNothing requires an empty plan.
func (r *organizationRun) plansNothing(when string) {
	r.t.Helper()
	output, exit, err := r.tf.quiet(r.t.Context(), "plan", "-detailed-exitcode")
	if err != nil || exit != 0 {
		r.t.Errorf("%s the plan is not empty (%d, %v):\n%s", when, exit, err, output)
	}
}

// changes plans and returns what is planned, e.g. "update
// steward_entryguard_role.this[\"operators\"]".
func (r *organizationRun) changes() []string {
	r.t.Helper()
	r.must("plan", "-out=changes.plan")
	var plan struct {
		Changes []struct {
			Address string `json:"address"`
			Change  struct {
				Actions []string `json:"actions"`
			} `json:"change"`
		} `json:"resource_changes"`
	}
	// With -no-color, which every command gets, the JSON is the whole output.
	if err := json.Unmarshal([]byte(r.must("show", "-json", "changes.plan")), &plan); err != nil {
		r.t.Fatal(err)
	}
	var planned []string
	for _, c := range plan.Changes {
		if actions := strings.Join(c.Change.Actions, " "); actions != "no-op" && actions != "read" {
			planned = append(planned, actions+" "+strings.TrimPrefix(c.Address, "steward_entryguard_"))
		}
	}
	slices.Sort(planned)
	return planned
}

// plans requires a plan of exactly these changes.
func (r *organizationRun) plans(reason string, want ...string) {
	r.t.Helper()
	slices.Sort(want)
	if diff := cmp.Diff(want, r.changes()); diff != "" {
		r.t.Errorf("%s: the plan is another (-want +got):\n%s", reason, diff)
	}
}

// holds requires that EntryGuard holds exactly this, beside whom it knew from
// the beginning.
func (r *organizationRun) holds(reason string, want ...string) {
	r.t.Helper()
	slices.Sort(want)
	if diff := cmp.Diff(want, r.holdings()); diff != "" {
		r.t.Errorf("%s: EntryGuard holds something else (-want +got):\n%s", reason, diff)
	}
}

// holdings says what EntryGuard holds, one line per object, by names.
func (r *organizationRun) holdings() []string {
	var lines []string
	names := map[string]string{}
	for _, c := range r.guard.Credentials() {
		lines = append(lines, fmt.Sprintf("credential %s %s %s", c.Name, c.Provider, c.CredentialType))
	}
	for _, one := range r.guard.Resources() {
		names[one.ID] = one.Name
		lines = append(lines, fmt.Sprintf("resource %s %s with %s %v", one.Name, one.ResourceIdentifier, r.credentialName(string(one.CredentialID)), one.Config))
	}
	for _, u := range r.guard.Users() {
		names[u.ID] = u.Name
		if u.Email != administrator.Email && u.Email != visitor.Email {
			lines = append(lines, fmt.Sprintf("user %s, admin: %v", u.Email, u.IsOrgAdmin))
		}
	}
	list := func(ids []string) string {
		var known []string
		for _, id := range ids {
			known = append(known, names[id])
		}
		slices.Sort(known)
		return strings.Join(known, ", ")
	}
	for _, role := range r.guard.Roles() {
		lines = append(lines, fmt.Sprintf("role %s (%s): %s use %s", role.Name, role.Description, list(role.UserIDs), list(role.ResourceIDs)))
	}
	for _, rule := range r.guard.StaticIPRules() {
		var ids []string
		for _, on := range rule.Resources {
			ids = append(ids, on.ResourceID)
		}
		lines = append(lines, fmt.Sprintf("rule %s: %s %s on %s", rule.Label, rule.IPAddress, rule.Status, list(ids)))
	}
	for _, key := range r.guard.APIKeys() {
		if !key.IsRevoked {
			lines = append(lines, fmt.Sprintf("key %s %v until %s", key.Name, key.Scopes, key.ExpiresAt.Format("2006")))
		}
	}
	settings, days := r.guard.Settings(), 0 // never
	if settings.PasswordExpirationDays != nil {
		days = *settings.PasswordExpirationDays
	}
	lines = append(lines, fmt.Sprintf("settings: %d characters, expire after %d days", settings.PasswordMinLength, days))
	slices.Sort(lines)
	return lines
}

// credentialName returns the name of a credential that exists.
func (r *organizationRun) credentialName(id string) string {
	c, exists := r.guard.Credential(id)
	if !exists {
		return "no credential"
	}
	return c.Name
}
