package provider_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// The secrets of TestNoSecretLeaks, each of a form that nothing else has.
const (
	writtenSecret = "wr1tten-Only-EntryGuard-secret"    // credential_data_wo
	storedSecret  = "st0red-Sensitive-EntryGuard"       // credential_data
	mergedSecret  = "m3rged-Sensitive-Properties"       // sensitive_properties
	markedSecret  = "m4rked-Sensitive-in-Properties"    // sensitive() in properties
	awsSecretKey  = "aws-s3cret-access-key-of-the-test" // secret_key
)

// tokenForm is how every token of the simulated EntryGuard begins.
const tokenForm = "eyJhbGciOiJIUzI1NiJ9."

// A leakHunt runs Terraform with the provider's real binary and the whole log,
// and keeps everything that comes out.
type leakHunt struct {
	*providertest.Terraform
	trace string
	said  map[string]string // output by command
}

// everything runs a command and keeps what it says.
func (h *leakHunt) everything(env []string, args ...string) providertest.Result {
	h.T.Helper()
	result := h.RunWith(append([]string{"TF_LOG=TRACE", "TF_LOG_PATH=" + h.trace}, env...), args...)
	h.said[fmt.Sprintf("%d: terraform %s", len(h.said)+1, strings.Join(args, " "))] = result.Stdout + result.Stderr
	return result
}

// TestNoSecretLeaks greps all that Terraform and the provider leave behind:
// output, diagnostics, plan, state, and the log at its most talkative. What
// the configuration marks as sensitive and must be in state (credential_data,
// a marked value in properties) may be there, and only there.
func TestNoSecretLeaks(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	hunt := &leakHunt{Terraform: providertest.BuildTerraform(t), said: map[string]string{}}
	hunt.trace = filepath.Join(t.TempDir(), "trace.log")
	login := []string{
		"ENTRYGUARD_ORGANIZATION_SLUG=" + entryguardtest.DefaultOrganization.Slug, "ENTRYGUARD_EMAIL=ada@example.com", "ENTRYGUARD_PASSWORD=" + entryguardtest.DefaultPassword,
		"AWS_ACCESS_KEY_ID=" + providertest.AccessKey, "AWS_SECRET_ACCESS_KEY=" + awsSecretKey,
		"TF_VAR_written=" + writtenSecret, "TF_VAR_stored=" + storedSecret, "TF_VAR_merged=" + mergedSecret, "TF_VAR_marked=" + markedSecret,
	}
	hunt.Write(secretConfig(w, ""))
	for _, args := range [][]string{
		{"validate"},
		{"plan", "-out=first.plan"},
		{"show", "first.plan"},
		{"show", "-json", "first.plan"},
		{"apply", "first.plan"},
		{"show"},
		{"show", "-json"},
		{"output", "-json"},
		{"plan", "-json"},
		{"state", "show", "steward_entryguard_credential.written"},
	} {
		if result := hunt.everything(login, args...); result.Code != 0 {
			t.Fatalf("terraform %v ended with %d:\n%s\n%s", args, result.Code, result.Stdout, result.Stderr)
		}
	}
	failWithSecrets(w)
	hunt.Write(secretConfig(w, " 2"))
	if result := hunt.everything(login, "apply", "-auto-approve"); result.Code == 0 || strings.Count(result.Stderr, "Error: ") != 2 {
		t.Errorf("the apply that is to fail twice ended with %d:\n%s", result.Code, result.Stderr)
	}
	w.EntryGuard.ClearFaults()
	hunt.everything(login, "apply", "-auto-approve", "-json")
	hunt.otherLogins(w, login)
	if result := hunt.everything(login, "destroy", "-auto-approve"); result.Code != 0 {
		t.Errorf("terraform destroy ended with %d:\n%s", result.Code, result.Stderr)
	}
	hunt.search()
}

// secretConfig holds one secret in every place where one can be; suffix
// changes the objects that hold what must not be in state.
func secretConfig(w *providertest.World, suffix string) string {
	return fmt.Sprintf(`
provider "steward" {
  entryguard { endpoint = %q }
  aws {
    region    = "us-east-1"
    endpoints {
      cloudcontrol = %[2]q
      cloudformation = %[2]q
      sts = %[2]q
    }
  }
}
variable "written" {
  type      = string
  ephemeral = true
}
variable "merged" {
  type      = string
  ephemeral = true
}
variable "stored" {
  type      = string
  sensitive = true
}
variable "marked" {
  type      = string
  sensitive = true
}
resource "steward_entryguard_credential" "written" {
  name                       = "written%[3]s"
  cloud_provider             = "AWS"
  credential_type            = "ACCESS_KEY"
  credential_data_wo         = { accessKeyId = "AKIA", secretAccessKey = var.written }
  credential_data_wo_version = 1
}
resource "steward_entryguard_credential" "stored" {
  name            = "stored"
  cloud_provider  = "AWS"
  credential_type = "ACCESS_KEY"
  credential_data = { accessKeyId = "AKIA", secretAccessKey = var.stored }
}
resource "steward_cloudcontrol_resource" "database" {
  type_name            = "Steward::Test::Database"
  properties           = { DatabaseName = "db", Engine = "postgres", MasterUsername = "root", AllocatedStorage = %[4]d, Replication = { Source = var.marked } }
  sensitive_properties = { MasterUserPassword = var.merged }
  sensitive_properties_version = 1
}
output "credential" {
  value     = steward_entryguard_credential.written
  sensitive = true
}
output "database" {
  value = steward_cloudcontrol_resource.database.computed_properties
}
`, w.EntryGuard.URL(), w.CloudControl.URL(), suffix, 20+len(suffix))
}

// failWithSecrets has both APIs repeat, in their error messages, what they were
// sent.
func failWithSecrets(w *providertest.World) {
	say := fmt.Sprintf("refused: password %s, secret %s", entryguardtest.DefaultPassword, writtenSecret)
	w.EntryGuard.Fail(entryguardtest.Fault{
		Method: "POST", Path: "/credentials", Status: 400, Times: -1,
		Body: `{"error":"BAD_REQUEST","message":"` + say + `","timestamp":"2026-01-01T00:00:00Z"}`,
	})
	message := "refused: " + mergedSecret
	w.CloudControl.Script(cloudcontroltest.Fate{Kind: "UPDATE", TypeName: "Steward::Test::Database", ErrorCode: "InvalidRequest", StatusMessage: &message})
}

// otherLogins runs with a token, with an API key and with a wrong password.
func (h *leakHunt) otherLogins(w *providertest.World, login []string) {
	h.T.Helper()
	rest := login[3:]
	if result := h.everything(append(rest, "ENTRYGUARD_ACCESS_TOKEN="+w.EntryGuard.AdminToken()), "plan"); result.Code != 0 {
		h.T.Errorf("a plan with a token ended with %d:\n%s", result.Code, result.Stderr)
	}
	key := w.EntryGuard.APIKey()
	if result := h.everything(append(rest, "ENTRYGUARD_API_KEY="+key), "plan"); result.Code == 0 {
		h.T.Error("credentials cannot be read with an API key, and the plan went through")
	}
	h.forbid(key)
	h.forbid("a-wrong-passw0rd")
	if result := h.everything(append(login, "ENTRYGUARD_PASSWORD=a-wrong-passw0rd"), "plan"); result.Code == 0 {
		h.T.Error("a plan with a wrong password went through")
	}
}

// forbid looks for one secret in all that was said and logged so far.
func (h *leakHunt) forbid(secret string) {
	h.T.Helper()
	for command, text := range h.said {
		if strings.Contains(text, secret) {
			h.T.Errorf("%s shows %q", command, secret)
		}
	}
	h.forbidIn(h.trace, secret)
}

func (h *leakHunt) forbidIn(file, secret string) {
	h.T.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		h.T.Fatal(err)
	}
	if before, _, ok := bytes.Cut(text, []byte(secret)); ok {
		line := text[bytes.LastIndexByte(before, '\n')+1:]
		h.T.Errorf("%s shows %q: %.300s", filepath.Base(file), secret, line)
	}
}

// search looks for every secret, everywhere.
func (h *leakHunt) search() {
	h.T.Helper()
	states, err := filepath.Glob(filepath.Join(h.Dir, "*.tfstate*"))
	if err != nil || len(states) == 0 {
		h.T.Fatalf("there is no state file to look at: %v", err)
	}
	for _, secret := range []string{writtenSecret, mergedSecret, awsSecretKey, entryguardtest.DefaultPassword, tokenForm, "egk_live_"} {
		h.forbid(secret)
		for _, file := range states {
			h.forbidIn(file, secret)
		}
	}
	if trace, err := os.ReadFile(h.trace); err != nil || !bytes.Contains(trace, []byte("EntryGuard answered")) {
		h.T.Errorf("the log does not hold the provider's lines, so nothing was looked at: %v", err)
	}
	// These two are in state by the user's own choice, marked as sensitive:
	// nobody may read them but who asks for JSON.
	for _, secret := range []string{storedSecret, markedSecret} {
		for command, text := range h.said {
			if strings.Contains(text, secret) && !strings.Contains(command, "show -json") {
				h.T.Errorf("%s shows %q", command, secret)
			}
		}
		h.forbidIn(h.traceOfProvider(), secret)
	}
	h.searchComputed()
}

// traceOfProvider returns the log without the one line with which Terraform's
// core itself shows every dynamic value in state, before it asks the provider
// to upgrade it. (The documentation warns of that, and sensitive_properties is
// not in state.)
func (h *leakHunt) traceOfProvider() string {
	h.T.Helper()
	text, err := os.ReadFile(h.trace)
	if err != nil {
		h.T.Fatal(err)
	}
	var kept bytes.Buffer
	for line := range bytes.Lines(text) {
		if !bytes.Contains(line, []byte("UpgradeResourceState: ignoring dynamic block: ")) {
			kept.Write(line)
		}
	}
	file := filepath.Join(h.T.TempDir(), "provider.log")
	if err := os.WriteFile(file, kept.Bytes(), 0o600); err != nil {
		h.T.Fatal(err)
	}
	return file
}

// searchComputed looks into computed_properties of every state that was shown:
// a value that a user marked must not come back there without its mark.
func (h *leakHunt) searchComputed() {
	h.T.Helper()
	looked := false
	for command, text := range h.said {
		if !strings.HasSuffix(command, "terraform show -json") {
			continue
		}
		var shown struct {
			Values struct {
				Root struct {
					Resources []struct {
						Values map[string]json.RawMessage `json:"values"`
					} `json:"resources"`
				} `json:"root_module"`
			} `json:"values"`
		}
		if err := json.Unmarshal([]byte(text), &shown); err != nil {
			h.T.Fatal(err)
		}
		for _, resource := range shown.Values.Root.Resources {
			computed := resource.Values["computed_properties"]
			looked = looked || len(computed) > 0
			if bytes.Contains(computed, []byte(markedSecret)) {
				h.T.Errorf("computed_properties shows %q: %s", markedSecret, computed)
			}
		}
	}
	if !looked {
		h.T.Error("no computed_properties were looked at")
	}
}
