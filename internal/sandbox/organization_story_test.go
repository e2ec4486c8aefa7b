package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/terraformtest"
)

// acme is what EntryGuard holds when the example has been applied as it is.
var acme = []string{
	"credential aws-production AWS ACCESS_KEY",
	"credential azure-production AZURE SERVICE_PRINCIPAL",
	"key monitoring [audit:read sessions:read] until 0001",
	"resource backoffice backoffice-nsg with azure-production map[port:3389 protocol:tcp]",
	"resource database sg-0fedcba9876543210 with aws-production map[port:5432 protocol:tcp]",
	"resource web sg-0123456789abcdef0 with aws-production map[ports:[80 443] protocol:tcp]",
	"role accounting (Month-end closing): Barbara Liskov use backoffice",
	"role operators (Run everything, on call): Edsger Dijkstra, Grace Hopper use backoffice, database, web",
	"rule Head office: 198.51.100.7 ACTIVE on backoffice, web",
	"rule Payroll: 203.0.113.0/28 ACTIVE on database",
	"settings: 14 characters, expire after 0 days",
	"user barb@acme.example, admin: false",
	"user edsger@acme.example, admin: false",
	"user grace@acme.example, admin: true",
}

// reorganized is a description of Acme half a year later: a secret was
// rotated, people and resources came and went, rules became stricter.
const reorganized = `
credentials = {
  "aws-production"   = { cloud_provider = "AWS", credential_type = "ACCESS_KEY", version = 2 }
  "azure-production" = { cloud_provider = "AZURE", credential_type = "SERVICE_PRINCIPAL" }
}
resources = {
  web = {
    credential = "aws-production", resource_type = "SECURITY_GROUP", resource_identifier = "sg-0123456789abcdef0", region = "eu-central-1"
    config     = { protocol = "tcp", port = 443 }
  }
  database = {
    credential = "aws-production", resource_type = "SECURITY_GROUP", resource_identifier = "sg-0fedcba9876543210", region = "eu-central-1"
    config     = { protocol = "tcp", port = 5432 }
  }
  mail = {
    credential = "azure-production", resource_type = "NETWORK_SECURITY_GROUP", resource_identifier = "mail-nsg"
    config     = { protocol = "tcp", ports = [25, 587] }
  }
}
static_ip_rules = {
  "Head office" = { ip_address = "198.51.100.7", resources = ["web", "mail"] }
  "Payroll"     = { ip_address = "203.0.113.16/28", resources = ["database"] }
}
users = {
  grace  = { email = "grace@acme.example", name = "Grace Hopper", is_org_admin = true }
  edsger = { email = "edsger@acme.example", name = "Edsger W. Dijkstra", is_org_admin = true }
  alan   = { email = "alan@acme.example", name = "Alan Kay" }
}
roles = {
  operators = {
    description = "Run everything", max_session_duration_hours = 8
    resources   = ["web", "database", "mail"], users = ["grace", "edsger", "alan"]
  }
}
settings                  = { password_min_length = 16, password_expiration_days = 90 }
monitoring_key_expires_at = "2030-01-01T00:00:00Z"
`

var acmeReorganized = []string{
	"credential aws-production AWS ACCESS_KEY",
	"credential azure-production AZURE SERVICE_PRINCIPAL",
	"key monitoring [audit:read sessions:read] until 2030",
	"resource database sg-0fedcba9876543210 with aws-production map[port:5432 protocol:tcp]",
	"resource mail mail-nsg with azure-production map[ports:[25 587] protocol:tcp]",
	"resource web sg-0123456789abcdef0 with aws-production map[port:443 protocol:tcp]",
	"role operators (Run everything): Alan Kay, Edsger W. Dijkstra, Grace Hopper use database, mail, web",
	"rule Head office: 198.51.100.7 ACTIVE on mail, web",
	"rule Payroll: 203.0.113.16/28 ACTIVE on database",
	"settings: 16 characters, expire after 90 days",
	"user alan@acme.example, admin: false",
	"user edsger@acme.example, admin: true",
	"user grace@acme.example, admin: true",
}

// TestOrganization leads examples/organization through its life with real
// Terraform, file by file as users copy it.
func TestOrganization(t *testing.T) {
	run := startOrganization(t)
	run.refusesNonsense()
	run.must("apply", "-auto-approve")
	run.holds("the first apply", acme...)
	run.plansNothing("after the first apply")
	run.shows()

	writeFile(t, filepath.Join(run.tf.dir, "later.auto.tfvars"), reorganized)
	run.reorganizes()
	run.mendsDrift()
	run.isImported()
	run.must("destroy", "-auto-approve")
	run.holds("the destroy forgets the settings", "settings: 16 characters, expire after 90 days")
}

// nonsense breaks each rule of variables.tf once.
const nonsense = `
credentials     = { a = { cloud_provider = "aws", credential_type = "ACCESS_KEY" } }
resources       = { a = { credential = "a", resource_type = "x", resource_identifier = "x", config = { protocol = "tcp", port = 70000, ports = [1] } } }
static_ip_rules = { a = { ip_address = "office", resources = [] }, b = { ip_address = "0.0.0.0/0", resources = ["a"] } }
users           = { a = { email = "ada", name = "Ada" }, b = { email = "ADA", name = "Ada" } }
roles           = { a = { description = "", max_session_duration_hours = 100, resources = [], users = [] } }
settings        = { password_min_length = 8 }

monitoring_key_expires_at = "tomorrow"
`

// refusesNonsense requires that the plan checks the example's variables.
func (r *organizationRun) refusesNonsense() {
	r.t.Helper()
	file := filepath.Join(r.t.TempDir(), "nonsense.tfvars")
	writeFile(r.t, file, nonsense)
	output, exit, err := r.tf.quiet(r.t.Context(), "plan", "-var-file="+file)
	variables := readExample(r.t, "organization/variables.tf")
	declared := strings.Count(variables, "error_message")
	if testBinary(r.t).Product == terraformtest.OpenTofu { // it shows the first that fails of each variable
		declared = 0
		for variable := range strings.SplitSeq(variables, "\nvariable ") {
			declared += min(1, strings.Count(variable, "error_message"))
		}
	}
	if got := strings.Count(output, "Error: Invalid value for variable"); err != nil || exit != 1 || got != declared {
		r.t.Errorf("nonsense ended with %d, %v and %d errors, want %d:\n%s", exit, err, got, declared, output)
	}
}

// shows requires that the outputs say what is there, and that no secret of a
// cloud provider is in state.
func (r *organizationRun) shows() {
	r.t.Helper()
	key := r.guard.APIKeys()[0]
	if got := r.must("output", "-raw", "monitoring_key"); got != key.PlainText || got == "" {
		r.t.Error("the output monitoring_key is not the key")
	}
	if got := r.must("output", "-json", "unmanaged_users"); strings.TrimSpace(got) != `["dana@acme.example","terraform@acme.example"]` {
		r.t.Errorf("unmanaged_users is %s", got)
	}
	if got := r.must("output", "-json", "static_ip_rule_statuses"); strings.TrimSpace(got) != `{"Head office":"ACTIVE","Payroll":"ACTIVE"}` {
		r.t.Errorf("static_ip_rule_statuses is %s", got)
	}
	state, err := os.ReadFile(filepath.Join(r.tf.dir, "terraform.tfstate"))
	if err != nil {
		r.t.Fatal(err)
	}
	if strings.Contains(string(state), "organization-secret") {
		r.t.Error("the state holds a credential's secret")
	}
}

// reorganizes changes objects of every kind in one apply.
func (r *organizationRun) reorganizes() {
	r.t.Helper()
	r.plans("the reorganization",
		`create delete credential.this["aws-production"]`,
		`create resource.this["mail"]`,
		`create role_resource_assignment.this["operators/mail"]`,
		`create role_user_assignment.this["operators/alan"]`,
		`create user.this["alan"]`,
		`create delete api_key.monitoring`,
		`delete create static_ip_rule.this["Head office"]`,
		`delete create static_ip_rule.this["Payroll"]`,
		`delete resource.this["backoffice"]`,
		`delete role.this["accounting"]`,
		`delete role_resource_assignment.this["accounting/backoffice"]`,
		`delete role_resource_assignment.this["operators/backoffice"]`,
		`delete role_user_assignment.this["accounting/barb"]`,
		`delete user.this["barb"]`,
		`update organization_settings.this`,
		`update resource.this["database"]`, // moves to the new credential
		`update resource.this["web"]`,
		`update role.this["operators"]`,
		`update user.this["edsger"]`,
	)
	r.must("apply", "changes.plan")
	if b := testBinary(r.t); b.Product == terraformtest.Terraform && !b.Version.Before(terraformtest.Version{Major: 1, Minor: 16}) {
		// Terraform 1.16.0-rc2 leaves the old object of a chain of create_before_destroy
		// in state, as deposed. The next apply destroys it.
		r.must("apply", "-auto-approve")
	}
	r.holds("the reorganization", acmeReorganized...)
	r.plansNothing("after the reorganization")
}

// mendsDrift lets people change things behind Terraform's back.
func (r *organizationRun) mendsDrift() {
	r.t.Helper()
	users := map[string]string{}
	for _, u := range r.guard.Users() {
		users[u.Email] = u.ID
	}
	for _, role := range r.guard.Roles() {
		r.guard.EditRole(role.ID, func(role *entryguardtest.Role) {
			role.Description = "Run"
			role.UserIDs = slices.DeleteFunc(role.UserIDs, func(id string) bool { return id == users["edsger@acme.example"] })
		})
	}
	r.guard.RemoveUser(users["alan@acme.example"])
	for _, one := range r.guard.Resources() {
		if one.Name == "web" {
			r.guard.EditResource(one.ID, func(one *entryguardtest.Resource) { one.Config = map[string]any{"port": 22, "protocol": "tcp"} })
		}
	}
	for _, rule := range r.guard.StaticIPRules() {
		if rule.Label == "Payroll" {
			r.guard.RemoveStaticIPRule(rule.ID)
		}
	}
	for _, key := range r.guard.APIKeys() {
		if !key.IsRevoked {
			r.guard.RevokeAPIKey(key.ID)
		}
	}
	r.guard.EditSettings(func(s *entryguardtest.Settings) { s.PasswordMinLength = 8 })
	r.plans("drift",
		`create api_key.monitoring`,
		`create static_ip_rule.this["Payroll"]`,
		`update organization_settings.this`,
		`create role_user_assignment.this["operators/alan"]`,
		`create role_user_assignment.this["operators/edsger"]`,
		`create user.this["alan"]`,
		`update resource.this["web"]`,
		`update role.this["operators"]`,
	)
	r.must("apply", "changes.plan")
	r.holds("the drift was mended", acmeReorganized...)
	r.plansNothing("after the drift was mended")
}

// isImported imports everything into an empty state, with a configuration that
// Terraform generates.
func (r organizationRun) isImported() {
	r.t.Helper()
	blocks := r.importBlocks()
	r.in(r.t.TempDir())
	for _, file := range []string{"resources.tf", "access.tf", "settings.tf", "outputs.tf"} {
		if err := os.Remove(filepath.Join(r.tf.dir, file)); err != nil {
			r.t.Fatal(err)
		}
	}
	// While nothing but the import block is there, Terraform 1.16 wants to be told the
	// provider; when there is a resource block, it must not be.
	writeFile(r.t, filepath.Join(r.tf.dir, "import.tf"), strings.ReplaceAll(blocks, "import {\n", "import {\n  provider = steward\n"))
	r.guard.ResetRequests()

	// Nobody can read a secret back: that is all that is left to write by hand.
	output, exit, err := r.tf.quiet(r.t.Context(), "plan", "-generate-config-out=generated.tf")
	const missing = "[credential_data,credential_data_wo]"
	if err != nil || exit != 1 || !slices.Contains([]int{1, 2}, strings.Count(output, missing)) || strings.Count(output, "Error: ") != strings.Count(output, missing) {
		r.t.Fatalf("generating the configuration ended with %d, %v, want an error about %s for one or both credentials, and no other:\n%s", exit, err, missing, output)
	}
	writeFile(r.t, filepath.Join(r.tf.dir, "import.tf"), blocks)
	r.completeGenerated(filepath.Join(r.tf.dir, "generated.tf"))
	r.plans("the import adopts the version of a secret and sends nothing", "update credential.this_aws_production", "update credential.this_azure_production")
	r.must("apply", "changes.plan")
	r.plansNothing("after the import")
	for _, asked := range r.guard.Requests() {
		if asked.Method != http.MethodGet && asked.Path != "/auth/login" {
			r.t.Errorf("importing changed something: %s %s", asked.Method, asked.Path)
		}
	}
}

var unknownSecret = regexp.MustCompile(`(?m)^(  credential_data_wo +=) null # sensitive(?: write-only)?\n(  credential_data_wo_version =) null$`)

// completeGenerated writes into a generated configuration what could not be
// read.
func (r organizationRun) completeGenerated(file string) {
	r.t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		r.t.Fatal(err)
	}
	if found := len(unknownSecret.FindAll(content, -1)); found != 2 {
		r.t.Fatalf("the generated configuration has %d credentials without a secret, want 2:\n%s", found, content)
	}
	writeFile(r.t, file, unknownSecret.ReplaceAllString(string(content), "$1 { secret = \"known-to-somebody\" }\n$2 1"))
}

// importBlocks returns an import block for each object in state.
func (r organizationRun) importBlocks() string {
	r.t.Helper()
	var state struct {
		Values struct {
			Root struct {
				Resources []struct {
					Mode   string         `json:"mode"`
					Type   string         `json:"type"`
					Name   string         `json:"name"`
					Index  any            `json:"index"`
					Values map[string]any `json:"values"`
				} `json:"resources"`
			} `json:"root_module"`
		} `json:"values"`
	}
	if err := json.Unmarshal([]byte(r.must("show", "-json")), &state); err != nil {
		r.t.Fatal(err)
	}
	var blocks strings.Builder
	for _, one := range state.Values.Root.Resources {
		if one.Mode == "managed" {
			// A generated configuration has no for_each, so that each object gets
			// a name of its own.
			name := strings.Trim(notAName.ReplaceAllString(strings.ToLower(fmt.Sprint(one.Name, "_", one.Index)), "_"), "_")
			fmt.Fprintf(&blocks, "import {\n  to = %s.%s\n  id = %q\n}\n", one.Type, name, one.Values["id"])
		}
	}
	return blocks.String()
}

var notAName = regexp.MustCompile(`[^a-z0-9]+`)
