package provider_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// idWorld is a configuration with one object of each kind that has an id of
// another form: a UUID, two UUIDs, and an identifier of AWS.
const idWorld = `
resource "steward_cloudcontrol_resource" "group" {
  type_name  = "AWS::Logs::LogGroup"
  properties = { LogGroupName = "/steward/office" }
}
resource "steward_entryguard_credential" "aws" {
  name            = "deployer"
  cloud_provider  = "AWS"
  credential_type = "ACCESS_KEY"
  credential_data = { accessKeyId = "AKIAIOSFODNN7EXAMPLE", secretAccessKey = "secret-of-the-credential" }
}
resource "steward_entryguard_resource" "office" {
  name                = "office"
  credential_id       = steward_entryguard_credential.aws.id
  cloud_provider      = "AWS"
  resource_type       = "SECURITY_GROUP"
  resource_identifier = "sg-0123456789abcdef0"
  region              = "eu-central-1"
}
resource "steward_entryguard_role" "on_call" {
  name = "On call"
}
resource "steward_entryguard_role_resource_assignment" "office" {
  role_id     = steward_entryguard_role.on_call.id
  resource_id = steward_entryguard_resource.office.id
}
resource "steward_entryguard_organization_settings" "acme" {
  password_min_length = 14
}
`

// TestLinesNameTheObject: what Terraform prints while it works names the object
// and not only its address, so that a log of a destroy says what is gone.
func TestLinesNameTheObject(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	run.Write(w.Config(idWorld))
	lines := map[string]string{"apply": run.Must("apply", "-auto-approve", "-no-color").Stdout}
	ids := map[string]string{}
	for _, address := range []string{
		"steward_cloudcontrol_resource.group", "steward_entryguard_credential.aws", "steward_entryguard_resource.office",
		"steward_entryguard_role.on_call", "steward_entryguard_role_resource_assignment.office", "steward_entryguard_organization_settings.acme",
	} {
		ids[address], _ = run.State(address).Attributes["id"].(string)
	}
	if got := ids["steward_cloudcontrol_resource.group"]; got != "/steward/office" {
		t.Errorf("the id of the log group is %q, want its name", got)
	}
	lines["refresh"] = run.Must("apply", "-refresh-only", "-auto-approve", "-no-color").Stdout
	lines["destroy"] = run.Must("destroy", "-auto-approve", "-no-color").Stdout
	for command, parts := range map[string][]string{
		"apply": {": Creation complete after"}, "refresh": {": Refreshing state..."}, "destroy": {": Refreshing state...", ": Destroying..."},
	} {
		for address, id := range ids {
			for _, part := range parts {
				if !printed(lines[command], address+part, fmt.Sprintf("[id=%s]", id)) {
					t.Errorf("terraform %s prints no line %q with the id %q:\n%s", command, address+part, id, lines[command])
				}
			}
		}
	}
}

// printed reports whether a line begins and ends so.
func printed(output, begins, ends string) bool {
	for line := range strings.Lines(output) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, begins) && strings.HasSuffix(line, ends) {
			return true
		}
	}
	return false
}

// TestEveryResourceHasAnID holds resources that come later to it.
func TestEveryResourceHasAnID(t *testing.T) {
	t.Parallel()
	for name, schema := range providertest.NewProtocol(t).Schemas.ResourceSchemas {
		if !slices.Contains(providertest.Behaviours(schema), "id computed") {
			t.Errorf("%s has no computed id: Terraform prints it beside each line", name)
		}
	}
}
