package importid_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

const membership = "Steward::Test::Membership"

// storyConfig imports objects whose identifiers need every kind of escape.
const storyConfig = `
locals {
  found = {
    plain  = { type = "Steward::Test::Widget", parts = "one", region = null, properties = { Name = "one" } }
    far    = { type = "Steward::Test::Widget", parts = ["far"], region = "eu-west-1", properties = { Name = "far" } }
    path   = { type = "AWS::Logs::LogGroup", parts = ["/a/b"], region = null, properties = { LogGroupName = "/a/b" } }
    parts  = { type = "Steward::Test::Membership", parts = ["g", "u@example.com"], region = null, properties = { GroupName = "g", UserName = "u@example.com" } }
    region = { type = "Steward::Test::Membership", parts = ["g", "x@us-east-1"], region = "us-east-1", properties = { GroupName = "g", UserName = "x@us-east-1" } }
    json   = { type = "Steward::Test::Membership", parts = { UserName = "a|b", GroupName = "g" }, region = null, properties = { GroupName = "g", UserName = "a|b" } }
  }
}

import {
  for_each = local.found
  to       = steward_cloudcontrol_resource.it[each.key]
  id       = provider::steward::import_id(each.value.type, each.value.parts, each.value.region)
}

resource "steward_cloudcontrol_resource" "it" {
  for_each   = local.found
  type_name  = each.value.type
  region     = each.value.region
  properties = each.value.properties
}
`

// TestStoryImportForEach has real Terraform import by what the function returns,
// and finds the right objects: nothing differs.
func TestStoryImportForEach(t *testing.T) {
	t.Parallel()
	run := providertest.AttachTerraform(t)
	w := providertest.NewWorld(t)
	for _, object := range []struct{ region, typeName, model string }{
		{"us-east-1", providertest.WidgetType, `{"Name":"one"}`},
		{"eu-west-1", providertest.WidgetType, `{"Name":"far"}`},
		{"us-east-1", "AWS::Logs::LogGroup", `{"LogGroupName":"/a/b"}`},
		{"us-east-1", membership, `{"GroupName":"g","UserName":"u@example.com"}`},
		{"us-east-1", membership, `{"GroupName":"g","UserName":"x@us-east-1"}`},
		{"us-east-1", membership, `{"GroupName":"g","UserName":"a|b"}`},
	} {
		if _, err := w.CloudControl.At(cloudcontroltest.DefaultAccountID, object.region).Put(object.typeName, object.model); err != nil {
			t.Fatal(err)
		}
	}
	run.Write(w.Config(storyConfig))
	want := map[string]string{}
	for _, key := range []string{"plain", "far", "path", "parts", "region", "json"} {
		want[`steward_cloudcontrol_resource.it["`+key+`"]`] = "no-op"
	}
	if diff := cmp.Diff(want, run.AllChanges()); diff != "" {
		t.Errorf("the plan of the import (-want +got):\n%s", diff)
	}
	run.Apply()
	run.PlansNothing()
	if got := w.CloudControl.Count("CreateResource") + w.CloudControl.Count("UpdateResource"); got > 0 {
		t.Errorf("%d objects were made or changed", got)
	}
}

// TestExampleSaysWhatItGives holds the comments of the example to the function.
func TestExampleSaysWhatItGives(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "examples", "functions", "import_id", "function.tf"))
	if err != nil {
		t.Fatal(err)
	}
	_, output, found := strings.Cut(string(text), "\noutput ")
	said := regexp.MustCompile(`(?m)^ +# (AWS::.+)$`).FindAllStringSubmatch(output, -1)
	if !found || len(said) != 2 {
		t.Fatalf("the example shows %d IDs, want 2", len(said))
	}
	run := providertest.AttachTerraform(t)
	run.Write("output " + output)
	run.Apply()
	var got struct {
		IDs struct{ Value struct{ List, Object string } } `json:"compound_identifiers"`
	}
	if err := json.Unmarshal([]byte(run.Must("output", "-json").Stdout), &got); err != nil {
		t.Fatal(err)
	}
	if got.IDs.Value.List != said[0][1] || got.IDs.Value.Object != said[1][1] {
		t.Errorf("the example says %q and %q, the function gives %+v", said[0][1], said[1][1], got.IDs.Value)
	}
}

// TestStoryWrongArgument: Terraform says which argument is wrong.
func TestStoryWrongArgument(t *testing.T) {
	t.Parallel()
	run := providertest.AttachTerraform(t)
	run.Write(`output "id" { value = provider::steward::import_id("AWS::EC2::VPC", "x@us-east-1", null) }`)
	result := run.Run("plan", "-no-color")
	said := strings.Join(strings.Fields(strings.ReplaceAll(result.Stderr, "│", "")), " ")
	for _, words := range []string{`Invalid value for "region" parameter`, "the identifier ends in @us-east-1, which an import would read as the region."} {
		if result.Code == 0 || !strings.Contains(said, words) {
			t.Errorf("exit code %d; the error does not say %q:\n%s", result.Code, words, said)
		}
	}
}
