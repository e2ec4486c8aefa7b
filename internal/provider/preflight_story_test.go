package provider_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

const (
	storyOffice = "steward_entryguard_resource.office[0]"
	storyChild  = "steward_entryguard_resource.child"
)

// preflightStory is a credential, an office that uses it, what depends on the
// office, and a table; settings are of the provider block. Variables say how
// many offices there are and of which type.
func preflightStory(w *providertest.World, settings, office string) string {
	return w.ProviderBlock(settings) + `
variable "offices" { default = 1 }
variable "kind" { default = "SECURITY_GROUP" }
resource "steward_entryguard_credential" "cloud" {
  name            = "cloud"
  cloud_provider  = "AWS"
  credential_type = "ACCESS_KEY"
  credential_data = { accessKeyId = "AKIAIOSFODNN7EXAMPLE", secretAccessKey = "` + providertest.Secret + `" }
}
` + office + `
resource "steward_cloudcontrol_resource" "table" {
  type_name  = "AWS::DynamoDB::Table"
  properties = {
    TableName                 = "orders"
    BillingMode               = "PAY_PER_REQUEST"
    DeletionProtectionEnabled = true
    KeySchema                 = [{ AttributeName = "id", KeyType = "HASH" }]
    AttributeDefinitions      = [{ AttributeName = "id", AttributeType = "S" }]
  }
}
`
}

const storyOffices = `
resource "steward_entryguard_resource" "office" {
  count               = var.offices
  name                = "office"
  credential_id       = steward_entryguard_credential.cloud.id
  cloud_provider      = "AWS"
  resource_type       = var.kind
  resource_identifier = "sg-0123456789abcdef0"
  region              = "us-east-1"
}
resource "steward_entryguard_resource" "child" {
  name                = "child"
  credential_id       = steward_entryguard_credential.cloud.id
  cloud_provider      = "AWS"
  resource_type       = "SECURITY_GROUP"
  resource_identifier = "sg-1"
  region              = "us-east-1"
  depends_on          = [steward_entryguard_resource.office]
}
`

// TestPreflightStory is told by real Terraform: whichever way a destruction is
// asked for, the plan says once who and what is in its way and what to do; with
// "error" nothing at all is destroyed.
func TestPreflightStory(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	run.Write(preflightStory(w, "record_deletion_blockers = true", storyOffices))
	run.Apply()
	var office string
	for _, r := range w.EntryGuard.Resources() {
		if r.Name == "office" {
			office = r.ID
		}
	}

	// The apply verified the resources and put them in the way of the credential;
	// after the next one nothing happened, so a refresh finds nothing new.
	run.Must("apply", "-refresh-only", "-auto-approve")
	// Not by the exit code: Terraform compares more than it shows, and was seen
	// to end with 2 after saying that there are no changes.
	if result := run.Must("plan", "-refresh-only"); !strings.Contains(result.Stdout, "No changes.") {
		t.Errorf("a refresh after the apply shows:\n%s", result.Stdout)
	}
	sessions := []entryguardtest.Session{w.EntryGuard.StartSession("uma@example.com", office), w.EntryGuard.StartSession("ada@example.com", office)}
	run.PlansNothing()

	says := func(object string, parts []string, args ...string) {
		t.Helper()
		found := 0
		for _, d := range run.Warnings(args...) {
			if !strings.HasPrefix(d.Summary, object) || !strings.Contains(d.Summary, "cannot be deleted while") {
				continue
			}
			found++
			for _, part := range parts {
				if text := d.Summary + "\n" + d.Detail; strings.Count(text, part) != 1 {
					t.Errorf("terraform %v: the warning about %s says %q %d times, want once:\n%s", args, object, part, strings.Count(text, part), text)
				}
			}
		}
		if found != 1 {
			t.Errorf("terraform %v: %d warnings about %s, want one", args, found, object)
		}
	}
	people := []string{"2 sessions use it", sessions[0].ID, sessions[1].ID, "Uma User", "Ada Admin", `set on_active_sessions = "wait"`}
	table := []string{"it is protected", "protection DeletionProtectionEnabled, on", "change the named property"}

	file := filepath.Join(t.TempDir(), "destroy.plan")
	says("EntryGuard resource office", people, "plan", "-destroy", "-out="+file)
	expectRecorded(w, run, file, sessions)
	says("AWS::DynamoDB::Table orders", table, "plan", "-destroy")
	says("EntryGuard resource office", people, "plan", "-destroy", "-target="+storyOffice)
	says("EntryGuard resource office", people, "plan", "-var=offices=0")
	says("EntryGuard resource office", append([]string{"A change of resource_type needs a replacement"}, people...), "plan", "-var=kind=NSG")

	run.Write(preflightStory(w, `deletion_preflight = "error"`, ""))
	refused(w, run, "apply", "-auto-approve")
	run.Write(preflightStory(w, "", ""))
	says("EntryGuard resource office", people, "plan")
	run.Write(preflightStory(w, `deletion_preflight = "error"`, storyOffices))
	refused(w, run, "destroy", "-auto-approve")
	refused(w, run, "apply", "-auto-approve", "-var=offices=0")

	// With a warning alone the child is gone before the office is refused.
	run.Write(preflightStory(w, "", storyOffices))
	if result := run.Run("destroy", "-auto-approve"); result.Code == 0 || run.State(storyChild) != nil || w.EntryGuard.ResourceCount() != 1 {
		t.Errorf("destroying ended with %d and %d resources:\n%s", result.Code, w.EntryGuard.ResourceCount(), result.Stderr)
	}
	for _, s := range sessions {
		w.EntryGuard.EndSession(s.ID)
	}
	if err := w.CloudControl.Mutate("AWS::DynamoDB::Table", "orders", func(p map[string]any) { p["DeletionProtectionEnabled"] = false }); err != nil {
		t.Fatal(err)
	}
	run.Must("destroy", "-auto-approve")
	if w.EntryGuard.ResourceCount() != 0 || w.EntryGuard.CredentialCount() != 0 || len(w.CloudControl.Objects()) != 0 {
		t.Error("with nothing in the way everything must be gone")
	}
}

// refused runs a command that must change nothing, and names the office.
func refused(w *providertest.World, run *providertest.Terraform, args ...string) {
	w.T.Helper()
	result := run.Run(args...)
	if result.Code == 0 || !strings.Contains(result.Stderr, "EntryGuard resource office") {
		w.T.Errorf("terraform %v ended with %d:\n%s", args, result.Code, result.Stderr)
	}
	if w.EntryGuard.ResourceCount() != 2 || w.EntryGuard.CredentialCount() != 1 || len(w.CloudControl.Objects()) != 1 || run.State(storyChild) == nil {
		w.T.Fatalf("terraform %v destroyed something", args)
	}
}

// expectRecorded checks what a policy reads about the office in a plan.
func expectRecorded(w *providertest.World, run *providertest.Terraform, file string, sessions []entryguardtest.Session) {
	w.T.Helper()
	var plan struct {
		Changes []struct {
			Address string
			Change  struct {
				Before struct {
					Blockers []map[string]string `json:"deletion_blockers"`
				}
			}
		} `json:"resource_changes"`
	}
	if err := json.Unmarshal([]byte(run.Must("show", "-json", file).Stdout), &plan); err != nil {
		w.T.Fatal(err)
	}
	for _, change := range plan.Changes {
		got := fmt.Sprint(change.Change.Before.Blockers)
		if change.Address == storyOffice && (len(change.Change.Before.Blockers) != 2 || !strings.Contains(got, sessions[0].ID) || !strings.Contains(got, sessions[1].ID)) {
			w.T.Errorf("the plan records %s", got)
		}
	}
}
