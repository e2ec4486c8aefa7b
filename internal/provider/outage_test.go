package provider_test

import (
	"bytes"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
	"github.com/steward-iac/terraform-provider-steward/internal/terraformtest"
)

// tenOfEach are ten objects of each API, and settings, which are read in another way.
func tenOfEach() string {
	return providertest.Block("steward_entryguard_role.it", map[string]string{"count": "10", "name": `"role${count.index}"`}, nil) + `
resource "steward_entryguard_organization_settings" "it" {
  password_min_length = 14
}
resource "steward_cloudcontrol_resource" "it" {
  count      = 10
  type_name  = "AWS::Logs::LogGroup"
  properties = { LogGroupName = "group${count.index}" }
}
`
}

// closedEndpoint is an address where nobody listens.
func closedEndpoint() string {
	server := httptest.NewServer(nil)
	defer server.Close()
	return server.URL
}

// anError is the beginning of the box that Terraform draws around an error.
var anError = regexp.MustCompile(`(?m)^│? ?Error: `)

// An outage is how an API can be asked nothing.
type outage struct {
	provider func(w *providertest.World, block string) string // changes the provider block; nil: as it is
	aws      *cloudcontroltest.Fault
	says     string
}

func awsSetting(setting string) func(*providertest.World, string) string {
	return func(_ *providertest.World, block string) string {
		return strings.Replace(block, "aws {", "aws {\n    "+setting, 1)
	}
}

// outages are those after which nothing can be read. Each is one error.
var outages = map[string]outage{
	"STS refuses":      {aws: &cloudcontroltest.Fault{Operation: "GetCallerIdentity", Code: "AccessDenied"}, says: "The AWS credentials were not accepted"},
	"an expired token": {aws: &cloudcontroltest.Fault{Operation: "GetCallerIdentity", Code: "ExpiredToken", Message: "The security token included in the request is expired"}, says: "The AWS credentials were not accepted"},
	"a proxy answers":  {aws: &cloudcontroltest.Fault{Operation: "GetCallerIdentity", Status: 502, Body: "<html><title>Bad gateway</title></html>"}, provider: awsSetting("max_retries = 1"), says: "could not be validated"},
	"nobody is at STS": {provider: func(w *providertest.World, block string) string {
		return strings.Replace(awsSetting("max_retries = 2")(w, block), fmt.Sprintf("sts            = %q", w.CloudControl.URL()), fmt.Sprintf("sts            = %q", closedEndpoint()), 1)
	}, says: "could not be validated"},
	"no credentials": {provider: func(_ *providertest.World, block string) string {
		return regexp.MustCompile(`(?m)^ *(access|secret)_key += .*\n`).ReplaceAllString(block, "")
	}, says: "No AWS credentials"},
	"STS refuses an unvalidated client": {
		provider: awsSetting("skip_credentials_validation = true"), aws: &cloudcontroltest.Fault{Operation: "GetCallerIdentity", Code: "AccessDenied"},
		says: "It is not known whether the provider's credentials are of the account",
	},
	"expired on the way": {aws: &cloudcontroltest.Fault{Operation: "GetResource", Code: "ExpiredTokenException", Message: "The security token included in the request is expired"}, says: "ExpiredToken"},
	"a wrong password": {provider: func(_ *providertest.World, block string) string {
		return strings.Replace(block, fmt.Sprintf("%q", entryguardtest.DefaultPassword), `"wrong"`, 1)
	}, says: "password"},
	"an access token that has expired": {provider: func(_ *providertest.World, block string) string {
		return regexp.MustCompile(`(?m)^ *(organization_slug|email) += .*\n`).ReplaceAllString(
			strings.Replace(block, fmt.Sprintf("password            = %q", entryguardtest.DefaultPassword), `access_token        = "a.b.c"`, 1), "")
	}, says: "Unauthenticated"},
	"an API key, which may not read these": {provider: func(w *providertest.World, block string) string {
		return regexp.MustCompile(`(?m)^ *(organization_slug|email) += .*\n`).ReplaceAllString(
			strings.Replace(block, fmt.Sprintf("password            = %q", entryguardtest.DefaultPassword), fmt.Sprintf("api_key             = %q", w.EntryGuard.APIKey("resources:read")), 1), "")
	}, says: "an API key can only read"},
	"nobody is at EntryGuard": {provider: func(w *providertest.World, block string) string {
		return strings.Replace(block, fmt.Sprintf("%q", w.EntryGuard.URL()), fmt.Sprintf("%q", closedEndpoint()), 1)
	}, says: "no connection was made"},
}

// begin brings the outage about in a world and a working folder.
func (o outage) begin(w *providertest.World, run *providertest.Terraform, config string) {
	block := w.ProviderBlock()
	if o.provider != nil {
		block = o.provider(w, block)
	}
	run.Write(block + config)
	if o.aws != nil {
		fault := *o.aws
		fault.Times = cloudcontroltest.Always
		w.CloudControl.Fail(fault)
	}
}

// TestOutageIsOneError: ten objects of an API that can be asked nothing are one
// error on the screen, and no object is lost because the other errors were
// withheld: the command fails, the state is as it was, and nothing was asked for.
func TestOutageIsOneError(t *testing.T) {
	t.Parallel()
	for name, o := range outages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := providertest.NewWorld(t)
			run := providertest.AttachTerraform(t)
			config := tenOfEach()
			run.Write(w.ProviderBlock() + config)
			run.Apply()
			file := filepath.Join(run.Dir, "terraform.tfstate")
			before, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			o.begin(w, run, config)
			deletions := w.CloudControl.Count("DeleteResource") + w.EntryGuard.Count("DELETE", "/**")
			for _, args := range [][]string{
				{"plan", "-out=p"},
				{"plan", "-destroy"},
				{"plan", "-refresh-only"},
				{"refresh"},
				{"apply", "-auto-approve"},
				{"apply", "-refresh-only", "-auto-approve"},
				{"destroy", "-auto-approve"},
			} {
				began := time.Now()
				result := run.Run(append(args, "-no-color")...)
				if errors := len(anError.FindAllString(result.Stderr, -1)); result.Code != 1 || errors != 1 || !strings.Contains(result.Stderr, o.says) {
					t.Errorf("terraform %v ended with %d and %d errors, want 1 and one that says %q:\n%s", args, result.Code, errors, o.says, result.Stderr)
				}
				if took := time.Since(began); took > time.Minute {
					t.Errorf("terraform %v took %s", args, took)
				}
				if after, err := os.ReadFile(file); err != nil || !bytes.Equal(before, after) {
					t.Errorf("terraform %v changed the state (%v)", args, err)
				}
			}
			if result := run.Run("apply", "p"); result.Code == 0 {
				t.Errorf("a plan that failed could be applied:\n%s", result.Stdout)
			}
			if got := w.CloudControl.Count("DeleteResource") + w.EntryGuard.Count("DELETE", "/**"); got != deletions {
				t.Errorf("%d deletions were asked for", got-deletions)
			}
			// When it is over, all is as before.
			w.CloudControl.ClearFaults()
			w.EntryGuard.ClearFaults()
			run.Write(w.ProviderBlock() + config)
			run.PlansNothing()
		})
	}
}

// TestOutageThatHangs: STS does not answer, and a plan ends all the same, with one
// error that says why.
func TestOutageThatHangs(t *testing.T) {
	t.Parallel()
	const role = "assume_role {\n      role_arn = \"arn:aws:iam::123456789012:role/deployer\"\n    }"
	for name, c := range map[string]struct{ setting, operation, says string }{
		"asked for the client": {"skip_credentials_validation = false", "GetCallerIdentity", "STS did not answer within 20s"},
		"asked for the object": {"skip_credentials_validation = true", "GetCallerIdentity", "STS did not answer within 20s"},
		"asked for a role":     {role, "AssumeRole", "Nothing handed out credentials within 30s"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := providertest.NewWorld(t)
			run := providertest.AttachTerraform(t)
			config := tenOfEach()
			run.Write(w.ProviderBlock() + config)
			run.Apply()
			hangs := outage{provider: awsSetting(c.setting), aws: &cloudcontroltest.Fault{Operation: c.operation, Hang: true}}
			hangs.begin(w, run, config)
			began := time.Now()
			result := run.Run("plan", "-no-color")
			if errors := len(anError.FindAllString(result.Stderr, -1)); result.Code != 1 || errors != 1 || !strings.Contains(result.Stderr, c.says) {
				t.Errorf("the plan ended with %d and %d errors:\n%s", result.Code, errors, result.Stderr)
			}
			if took := time.Since(began); took > 50*time.Second {
				t.Errorf("the plan took %s", took)
			}
		})
	}
}

// TestOutageBeforeAnythingExists: a plan that only creates reads nothing, so each
// object has an error of its own, and all but the first are short: while applying,
// silence would look like another plan than the first.
func TestOutageBeforeAnythingExists(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	o := outages["STS refuses"]
	o.begin(w, run, tenOfEach())
	result := run.Run("plan", "-no-color")
	requireShort(t, run, result, "The AWS credentials were not accepted", "Could not plan AWS::Logs::LogGroup object")
	run.Write(w.ProviderBlock() + tenOfEach())
	w.CloudControl.ClearFaults()
	run.Must("plan", "-out=p")
	o.begin(w, run, tenOfEach())
	// The roles are of the other API, and are made.
	result = run.Run("apply", "-no-color", "p")
	requireShort(t, run, result, "The AWS credentials were not accepted", "Could not plan AWS::Logs::LogGroup object")
	if got := w.CloudControl.Count("CreateResource"); got != 0 {
		t.Errorf("%d objects were asked for", got)
	}
}

// TestOutageBeforeADeletion: what cannot be asked for is not deleted and stays in
// state, each object with an error of its own.
func TestOutageBeforeADeletion(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	config := tenOfEach()
	run.Write(w.ProviderBlock() + config)
	run.Apply()
	outages["STS refuses"].begin(w, run, config)
	result := run.Run("destroy", "-auto-approve", "-refresh=false", "-no-color")
	requireShort(t, run, result, "The AWS credentials were not accepted", "Could not delete AWS::Logs::LogGroup group")
	if state := run.Must("state", "list").Stdout; strings.Count(state, "cloudcontrol") != 10 || w.CloudControl.Count("DeleteResource") != 0 {
		t.Errorf("the state is\n%s", state)
	}
	// The other way round: EntryGuard cannot be asked.
	w.CloudControl.ClearFaults()
	run.Write(w.ProviderBlock() + config)
	run.Apply()
	outages["a wrong password"].begin(w, run, config)
	result = run.Run("destroy", "-auto-approve", "-refresh=false", "-no-color")
	if result.Code != 1 || strings.Count(run.Must("state", "list").Stdout, "entryguard_role") != 10 || w.EntryGuard.Count("DELETE", "/roles/*") > 10 {
		t.Errorf("the destroy ended with %d:\n%s", result.Code, result.Stderr)
	}
}

// requireShort checks that a command failed with an error for each of ten objects, of
// which one is whole. Terraform 1.16 does not come to all of them.
func requireShort(t *testing.T, run *providertest.Terraform, result providertest.Result, whole, brief string) {
	t.Helper()
	least, errors := 10, len(anError.FindAllString(result.Stderr, -1))
	if run.Binary.Product == terraformtest.Terraform && !run.Binary.Version.Before(terraformtest.Version{Major: 1, Minor: 16}) {
		least = 2
	}
	if result.Code != 1 || errors < least || errors > 10 || strings.Count(result.Stderr, whole) != 1 || strings.Count(result.Stderr, brief) != errors-1 {
		t.Errorf("ended with %d, want %d to 10 errors, one with %q and all others with %q:\n%s", result.Code, least, whole, brief, result.Stderr)
	}
	if lines := strings.Count(result.Stderr, "\n"); lines > 120 {
		t.Errorf("the errors have %d lines", lines)
	}
	if strings.Contains(result.Stderr, "bug in the provider") {
		t.Errorf("it looks like a fault of the provider:\n%s", result.Stderr)
	}
}

// TestOutageInACheck: Terraform makes warnings of what a data source in a check
// block says, so the error that fails the plan must come from elsewhere.
func TestOutageInACheck(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	config := tenOfEach()
	run.Write(w.ProviderBlock() + config)
	run.Apply()
	outages["STS refuses"].begin(w, run, config+`
check "groups" {
  data "steward_cloudcontrol_resources" "all" {
    type_name = "AWS::Logs::LogGroup"
  }
  assert {
    condition     = length(data.steward_cloudcontrol_resources.all.identifiers) == 10
    error_message = "not ten"
  }
}

data "steward_cloudcontrol_resources" "outside" {
  type_name = "AWS::Logs::LogGroup"
}
`)
	for range 3 { // who comes first differs
		result := run.Run("plan", "-no-color")
		if errors := len(anError.FindAllString(result.Stderr, -1)); result.Code != 1 || errors != 2 {
			t.Errorf("the plan ended with %d and %d errors, want one of the objects and one of the data source:\n%s", result.Code, errors, result.Stderr)
		}
	}
}

// TestOutageInAnImport: an import has no state to keep, so it is never silent.
func TestOutageInAnImport(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	run.Write(w.ProviderBlock() + tenOfEach())
	run.Apply()
	role := w.EntryGuard.AddRole(entryguardtest.Role{Name: "found"}).ID
	outages["a wrong password"].begin(w, run, tenOfEach()+fmt.Sprintf(`
import {
  to = steward_entryguard_role.found
  id = %q
}
resource "steward_entryguard_role" "found" {
  name = "found"
}
`, role))
	result := run.Run("plan", "-no-color")
	if errors := len(anError.FindAllString(result.Stderr, -1)); result.Code != 1 || errors < 1 || errors > 2 {
		t.Errorf("the plan ended with %d and %d errors:\n%s", result.Code, errors, result.Stderr)
	}
	alone := providertest.AttachTerraform(t)
	outages["a wrong password"].begin(w, alone, "resource \"steward_entryguard_role\" \"found\" {\n  name = \"found\"\n}\n")
	result = alone.Run("import", "-no-color", "steward_entryguard_role.found", role)
	if result.Code != 1 || alone.State("steward_entryguard_role.found") != nil {
		t.Errorf("the import ended with %d:\n%s", result.Code, result.Stderr)
	}
}

// TestPlanThatOnlyCreates: nothing is read, and nothing else would show before the
// apply that EntryGuard does not accept the credentials.
func TestPlanThatOnlyCreates(t *testing.T) {
	t.Parallel()
	tokens := func(token func(*providertest.World) string) func(*providertest.World, string) string {
		return func(w *providertest.World, block string) string {
			block = regexp.MustCompile(`(?m)^ *(organization_slug|email) += .*\n`).ReplaceAllString(block, "")
			return strings.Replace(block, fmt.Sprintf("password            = %q", entryguardtest.DefaultPassword), fmt.Sprintf("access_token        = %q", token(w)), 1)
		}
	}
	for name, c := range map[string]struct {
		provider func(*providertest.World, string) string
		expired  bool
		says     []string
	}{
		"a wrong password": {provider: outages["a wrong password"].provider, says: []string{"Invalid credentials", "password"}},
		"an expired token": {provider: tokens(func(w *providertest.World) string { return w.EntryGuard.AdminToken() }), expired: true, says: []string{"get a new access token", "Nothing was changed"}},
		"no administrator": {provider: tokens(func(w *providertest.World) string { return w.EntryGuard.UserToken() }), says: []string{"may not change anything", "ORG_ADMIN"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := providertest.NewWorld(t)
			run := providertest.AttachTerraform(t)
			outage{provider: c.provider}.begin(w, run, providertest.Block("steward_entryguard_role.it", map[string]string{"count": "10", "name": `"role${count.index}"`}, nil))
			if c.expired {
				w.EntryGuard.ExpireTokens()
			}
			for _, command := range [][]string{{"plan"}, {"apply", "-auto-approve"}} {
				run.Fails(c.says, command...)
			}
			if made := w.EntryGuard.Count("POST", "/roles"); made != 0 {
				t.Errorf("%d objects were asked for", made)
			}
		})
	}
}
