package provider_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// Secrets that every encoding writes in another way.
const (
	firstToken    = `f1rst"to<ken>/+ 100%`
	secondToken   = `s3cond"to<ken>/+ 100%`
	credentialKey = `cr3dential"k<ey>/+ 100%`
)

// inForms returns a secret as an API may repeat it.
func inForms(secret string) []string {
	quoted, _ := json.Marshal(secret) // a string can always be written
	return []string{
		secret, strings.Trim(string(quoted), `"`), url.QueryEscape(secret), url.PathEscape(secret),
		base64.StdEncoding.EncodeToString([]byte(secret)), base64.RawURLEncoding.EncodeToString([]byte(secret)),
		base64.StdEncoding.EncodeToString([]byte("user:" + secret)),
	}
}

// repeating is what an API says that repeats secrets in all forms.
func repeating(secrets ...string) string {
	var said []string
	for _, secret := range secrets {
		said = append(said, inForms(secret)...)
	}
	return "refused: (" + strings.Join(said, "), (") + ")"
}

// formsConfig has a secret on each backend; sensitive is what the second object
// has of them.
func formsConfig(w *providertest.World, sensitive string) string {
	return fmt.Sprintf(`
provider "steward" {
  entryguard { endpoint = %q }
  aws {
    region     = "us-east-1"
    access_key = %[3]q
    secret_key = %[4]q
    endpoints {
      cloudcontrol = %[2]q
      cloudformation = %[2]q
      sts = %[2]q
    }
  }
}
variable "first" {
  type      = string
  ephemeral = true
}
variable "second" {
  type      = string
  ephemeral = true
}
variable "key" {
  type      = string
  ephemeral = true
}
resource "steward_entryguard_credential" "c" {
  name                       = "deployer"
  cloud_provider             = "AWS"
  credential_type            = "ACCESS_KEY"
  credential_data_wo         = { accessKeyId = "AKIA", secretAccessKey = var.key }
  credential_data_wo_version = 1
}
resource "steward_cloudcontrol_resource" "s" {
  type_name  = "Steward::Test::Settings"
  properties = { Limits = { a = 1 } }
  %[5]s
}
output "all" {
  value = { credential = steward_entryguard_credential.c.verification_error, object = steward_cloudcontrol_resource.s.properties }
}
`, w.EntryGuard.URL(), w.CloudControl.URL(), providertest.AccessKey, providertest.SecretKey, sensitive)
}

// TestNoSecretComesBack has both APIs repeat secrets in every form, at a time
// when the configuration no longer has them: after a rename, after a removal and
// while the objects are destroyed. Nothing that Terraform prints or writes may
// hold one.
func TestNoSecretComesBack(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	hunt := &leakHunt{Terraform: providertest.BuildTerraform(t), said: map[string]string{}}
	hunt.trace = filepath.Join(t.TempDir(), "trace.log")
	env := []string{
		"ENTRYGUARD_ACCESS_TOKEN=" + w.EntryGuard.AdminToken(),
		"TF_VAR_first=" + firstToken, "TF_VAR_second=" + secondToken, "TF_VAR_key=" + credentialKey,
	}
	hunt.everyStep(env, formsConfig(w, `sensitive_properties = { Values = { token = var.first } }
  sensitive_properties_version = 1`), func() {
		w.EntryGuard.FailVerification("deployer", repeating(credentialKey))
	})
	hunt.everyStep(env, formsConfig(w, `sensitive_properties = { Values = { renamed = var.second } }
  sensitive_properties_version = 2`), func() { refuse(w, "UPDATE", repeating(firstToken, secondToken)) })
	hunt.everyStep(env, formsConfig(w, ""), func() { refuse(w, "UPDATE", repeating(firstToken, secondToken)) })
	if live := fmt.Sprint(w.CloudControl.Objects()); strings.Contains(live, "token") {
		t.Errorf("nothing of it is configured any more: %s", live)
	}
	refuse(w, "DELETE", repeating(firstToken, secondToken))
	if result := hunt.everything(env, "destroy", "-auto-approve"); result.Code == 0 || !strings.Contains(result.Stderr, "sensitive value") {
		t.Errorf("the destroy that is refused ended with %d:\n%s", result.Code, result.Stderr)
	}
	if result := hunt.everything(env, "destroy", "-auto-approve"); result.Code != 0 {
		t.Errorf("terraform destroy ended with %d:\n%s", result.Code, result.Stderr)
	}
	hunt.nowhere(firstToken, secondToken, credentialKey)
}

// refuse ends an operation of the settings, and has a hook repeat the reason.
func refuse(w *providertest.World, kind, message string) {
	w.CloudControl.Script(cloudcontroltest.Fate{
		Kind: kind, TypeName: "Steward::Test::Settings", ErrorCode: "InvalidRequest", StatusMessage: &message,
		Hooks: []cloudcontroltest.Hook{{TypeName: "Steward::Test::Hook", Mode: "FAIL", Fails: true, Message: message}},
	})
}

// everyStep plans and applies a configuration, first while an API is in a bad
// mood, and shows everything there is to show.
func (h *leakHunt) everyStep(env []string, config string, badMood func()) {
	h.T.Helper()
	badMood()
	h.Write(config)
	h.everything(env, "apply", "-auto-approve") // may be refused
	h.keepFiles()
	for _, args := range [][]string{
		{"plan", "-out=p.plan"},
		{"show", "p.plan"},
		{"show", "-json", "p.plan"},
		{"plan", "-refresh-only"},
		{"plan", "-destroy"},
		{"apply", "-auto-approve"},
		{"apply", "-refresh-only", "-auto-approve"},
		{"show", "-json"},
		{"output", "-json"},
		{"plan", "-json"},
	} {
		if result := h.everything(env, args...); result.Code != 0 {
			h.T.Fatalf("terraform %v ended with %d:\n%s\n%s", args, result.Code, result.Stdout, result.Stderr)
		}
		h.keepFiles()
	}
}

// keepFiles keeps what the state and plan files hold now.
func (h *leakHunt) keepFiles() {
	h.T.Helper()
	files, err := filepath.Glob(filepath.Join(h.Dir, "*.tfstate*"))
	if err != nil || len(files) == 0 {
		h.T.Fatalf("there is no state file: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			h.T.Fatal(err)
		}
		h.said[fmt.Sprintf("%d: %s", len(h.said)+1, filepath.Base(file))] = string(text)
	}
	if plan := filepath.Join(h.Dir, "p.plan"); fileExists(plan) {
		h.said[fmt.Sprintf("%d: the plan file", len(h.said)+1)] = providertest.Unzipped(h.T, plan)
	}
}

func fileExists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// nowhere looks for secrets, in every form, in all that was kept and in the log.
func (h *leakHunt) nowhere(secrets ...string) {
	h.T.Helper()
	for _, secret := range secrets {
		for _, form := range inForms(secret) {
			h.forbid(form)
			quoted, _ := json.Marshal(form) // as a state file and -json write it
			h.forbid(strings.Trim(string(quoted), `"`))
		}
	}
}
