package cloudcontroltf_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

func TestStoryMoveTry(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	run.AttachForeign("hashicorp/aws")
	w.Put(providertest.WidgetType, `{"Name":"one"}`)
	if err := os.WriteFile(filepath.Join(run.Dir, "terraform.tfstate"), []byte(`{
  "version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "6a1bb5ff-1b0b-4a8e-a1f4-000000000000", "outputs": {},
  "resources": [{"mode": "managed", "type": "aws_cloudcontrolapi_resource", "name": "it", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
   "instances": [{"schema_version": 0, "attributes": {"id": "one", "type_name": "Steward::Test::Widget", "desired_state": "{}"}, "private": "bnVsbA=="}]}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	run.Write(w.Config(`
moved {
  from = aws_cloudcontrolapi_resource.it
  to   = steward_cloudcontrol_resource.it
}
resource "steward_cloudcontrol_resource" "it" {
  type_name = "Steward::Test::Widget"
  properties = { Name = "one" }
}
`))
	result := run.Run("plan", "-no-color")
	t.Log(result.Code, result.Stdout, result.Stderr)
	b, _ := os.ReadFile(filepath.Join(run.Dir, "terraform.tfstate"))
	t.Log(string(b))
}
