package provider_test

import (
	"encoding/base64"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// testdata/state holds a state file of each release. None of them is ever
// written anew: a later provider must go on from it.
var updateState = flag.String("update-state", "", "write the state file of this release, e.g. 0.1.0, to testdata/state")

// Placeholders in a state file for what the simulated EntryGuard names anew.
const (
	resourcePlaceholder   = "@RESOURCE@"
	credentialPlaceholder = "@CREDENTIAL@"
	organizationInState   = "@ORGANIZATION@"
)

const (
	fixtureGroup = "state-fixture"
	logGroupType = "AWS::Logs::LogGroup"
)

// fixtureConfig is the configuration that the state files were written with.
func fixtureConfig(w *providertest.World) string {
	return w.Config(`
resource "steward_cloudcontrol_resource" "group" {
  type_name       = "AWS::Logs::LogGroup"
  properties      = { LogGroupName = "`+fixtureGroup+`", RetentionInDays = 30 }
  deletion_policy = "DELETE"
  deletion_retry { error_codes = ["GeneralServiceException"] }
  timeouts { delete = "30m" }
}
`, `
resource "steward_entryguard_credential" "aws" {
  name                       = "deployer"
  cloud_provider             = "AWS"
  credential_type            = "ACCESS_KEY"
  credential_data_wo         = { accessKeyId = "AKIAIOSFODNN7EXAMPLE", secretAccessKey = "not-stored" }
  credential_data_wo_version = 1
}
`, `
resource "steward_entryguard_resource" "web" {
  name                = "Production web"
  credential_id       = steward_entryguard_credential.aws.id
  cloud_provider      = "AWS"
  resource_type       = "SECURITY_GROUP"
  resource_identifier = "sg-0123456789abcdef0"
  region              = "eu-central-1"
  config              = { port = 443, protocol = "tcp" }
  on_active_sessions  = "wait"
}
`)
}

// TestWriteState writes the state file of a release.
func TestWriteState(t *testing.T) {
	if *updateState == "" {
		t.Skip("set -update-state=VERSION when a release is made")
	}
	file := filepath.Join("testdata", "state", *updateState+".tfstate")
	if _, err := os.Stat(file); err == nil {
		t.Fatalf("%s exists: the state file of a release is never written anew", file)
	}
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	run.Write(fixtureConfig(w))
	run.Apply()
	data, err := os.ReadFile(filepath.Join(run.Dir, "terraform.tfstate"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer(
		w.OnlyResource().ID, resourcePlaceholder, w.OnlyCredential().ID, credentialPlaceholder, entryguardtest.DefaultOrganization.ID, organizationInState,
	).Replace(string(data))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestStateOfEachRelease: this provider reads the state of every release,
// plans nothing about it, and deletes with the seeds that are in it.
func TestStateOfEachRelease(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("testdata", "state", "*.tfstate"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no state files: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".tfstate"), func(t *testing.T) {
			t.Parallel()
			w := providertest.NewWorld(t)
			run := providertest.AttachTerraform(t)
			state := inheritState(w, t, file)
			run.Write(fixtureConfig(w))
			if err := os.WriteFile(filepath.Join(run.Dir, "terraform.tfstate"), []byte(state), 0o600); err != nil {
				t.Fatal(err)
			}
			run.PlansNothing()
			run.Must("destroy", "-auto-approve")
			if len(w.CloudControl.Objects()) != 0 || w.EntryGuard.ResourceCount() != 0 || w.EntryGuard.CredentialCount() != 0 {
				t.Error("destroying from the old state left something behind")
			}
			want := cloudcontrol.ClientToken(deletion.Attempt{Seed: seedIn(t, state)})
			for _, r := range w.CloudControl.Requests() {
				if r.Operation == "DeleteResource" && r.ClientToken != want {
					t.Errorf("the deletion carried the token %s, want %s: the seed in private state was not understood", r.ClientToken, want)
				}
			}
		})
	}
}

// inheritState makes the objects that a state file is about and returns it
// with their names.
func inheritState(w *providertest.World, t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	credential := w.AddCredential()
	port := map[string]any{"port": json.Number("443"), "protocol": "tcp"}
	web := w.EntryGuard.AddResource(entryguardtest.Resource{
		Name: "Production web", CredentialID: entryguardtest.Nullable(credential), Provider: "AWS", ResourceType: "SECURITY_GROUP",
		ResourceIdentifier: "sg-0123456789abcdef0", Region: "eu-central-1", Config: port, IsActive: true,
	})
	if _, err := w.CloudControl.Put(logGroupType, `{"LogGroupName": "`+fixtureGroup+`", "RetentionInDays": 30}`); err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer(
		resourcePlaceholder, web.ID, credentialPlaceholder, credential, organizationInState, entryguardtest.DefaultOrganization.ID,
	).Replace(string(data))
}

// seedIn returns the seed that a state file keeps for the log group, read by
// hand: private state is base64 of JSON, whose values are base64 again.
func seedIn(t *testing.T, state string) string {
	t.Helper()
	var file struct {
		Resources []struct {
			Type      string
			Instances []struct{ Private []byte }
		}
	}
	if err := json.Unmarshal([]byte(state), &file); err != nil {
		t.Fatal(err)
	}
	for _, r := range file.Resources {
		if r.Type != providertest.CloudControlType {
			continue
		}
		var keys map[string]string
		if err := json.Unmarshal(r.Instances[0].Private, &keys); err != nil {
			t.Fatal(err)
		}
		value, err := base64.StdEncoding.DecodeString(keys["deletion.v1"])
		if err != nil {
			t.Fatal(err)
		}
		var record struct{ Seed string }
		if err := json.Unmarshal(value, &record); err != nil || record.Seed == "" {
			t.Fatalf("no seed in %q: %v", value, err)
		}
		return record.Seed
	}
	t.Fatal("the state file holds no Cloud Control object")
	return ""
}
