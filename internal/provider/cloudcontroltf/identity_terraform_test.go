package cloudcontroltf_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
	"github.com/steward-iac/terraform-provider-steward/internal/terraformtest"
)

// TestTerraformImportsByIdentity leads objects through their lives on a Terraform
// that keeps identities: an import by one, the generated configuration, a plan
// without a change, and the identity in the plan of the destroy.
func TestTerraformImportsByIdentity(t *testing.T) {
	t.Parallel()
	providertest.Needs(t, terraformtest.Identity)
	w := providertest.NewWorld(t)
	for identifier, region := range map[string]string{"here": cloudcontroltest.DefaultRegion, "there": "eu-west-1"} {
		if _, err := w.CloudControl.At(cloudcontroltest.DefaultAccountID, region).Put(providertest.WidgetType, `{"Name":"`+identifier+`"}`); err != nil {
			t.Fatal(err)
		}
	}
	run := providertest.AttachTerraform(t)
	run.GenerateImports(w.ProviderBlock() + byIdentity("here", "") + byIdentity("there", "region = \"eu-west-1\"\n    account_id = \""+cloudcontroltest.DefaultAccountID+"\""))
	run.Apply()
	run.PlansNothing()
	for identifier, region := range map[string]string{"here": cloudcontroltest.DefaultRegion, "there": "eu-west-1"} {
		want := map[string]string{
			"type_name": providertest.WidgetType, "identifier": identifier, "account_id": cloudcontroltest.DefaultAccountID, "region": region,
		}
		if diff := cmp.Diff(want, identityBefore(t, run, "steward_cloudcontrol_resource."+identifier)); diff != "" {
			t.Errorf("%s: the identity in the plan of the destroy (-want +got):\n%s", identifier, diff)
		}
	}
	run.Must("destroy", "-auto-approve")
	if left := w.CloudControl.Objects(); len(left) > 0 {
		t.Errorf("%d objects are left", len(left))
	}
}

// byIdentity is an import block of a widget.
func byIdentity(identifier, more string) string {
	return "import {\n  to = steward_cloudcontrol_resource." + identifier + "\n  identity = {\n    type_name  = \"" + providertest.WidgetType +
		"\"\n    identifier = \"" + identifier + "\"\n    " + more + "\n  }\n}\n"
}

// identityBefore is the identity of an object that a plan destroys.
func identityBefore(t *testing.T, run *providertest.Terraform, address string) map[string]string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "plan")
	run.Must("plan", "-destroy", "-out="+file)
	var plan struct {
		Changes []struct {
			Address string `json:"address"`
			Change  struct {
				Before map[string]string `json:"before_identity"`
			} `json:"change"`
		} `json:"resource_changes"`
	}
	if err := json.Unmarshal([]byte(run.Must("show", "-json", file).Stdout), &plan); err != nil {
		t.Fatal(err)
	}
	for _, change := range plan.Changes {
		if change.Address == address {
			return change.Change.Before
		}
	}
	return nil
}

// TestTerraformRefusesAForeignIdentity: an object of another account is not taken
// for one of ours that is called the same.
func TestTerraformRefusesAForeignIdentity(t *testing.T) {
	t.Parallel()
	providertest.Needs(t, terraformtest.Identity)
	w := providertest.NewWorld(t)
	if _, err := w.CloudControl.Put(providertest.WidgetType, `{"Name":"it"}`); err != nil {
		t.Fatal(err)
	}
	run := providertest.AttachTerraform(t)
	run.Write(w.ProviderBlock() + byIdentity("it", `account_id = "999999999999"`) + providertest.CloudControlResource(providertest.WidgetType, `Name = "it"`))
	result := run.Run("plan", "-no-color")
	if result.Code == 0 || !strings.Contains(result.Stderr, "999999999999") {
		t.Errorf("the plan ended with %d:\n%s\n%s", result.Code, result.Stdout, result.Stderr)
	}
	if _, err := os.Stat(filepath.Join(run.Dir, "terraform.tfstate")); err == nil {
		t.Error("something is in state")
	}
}
