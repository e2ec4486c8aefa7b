package cloudcontroltf_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/importid"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// foundObjects are objects of every shape that somebody else made, by the name
// that their resource gets.
var foundObjects = map[string]struct {
	typeName, model string
	id              string // what stands behind the type; empty is the identifier
	region          string
}{
	"everything": {typeName: providertest.WidgetType, model: `{"Name":"every.thing","Color":"green","Size":3,"Weight":0.25,"Enabled":false,"Labels":["b","a","b"],
		"Tags":[{"Key":"z","Value":"1"},{"Key":"Team","Value":"x"}]}`},
	"elsewhere":    {typeName: providertest.WidgetType, model: `{"Name":"far","Tags":[{"Key":"Team","Value":"x"}]}`, id: "far@eu-west-1", region: "eu-west-1"},
	"default_tags": {typeName: providertest.WidgetType, model: `{"Name":"tagged","Tags":[{"Key":"Team","Value":"x"}]}`},
	"nested":       {typeName: "Steward::Test::Network", model: `{"Address":{"Cidr":"10.0.0.0/16","Gateway":"10.0.0.1"},"Options":{"Dns":{"Hostnames":true,"Resolver":"r"},"Mtu":1500}}`},
	"items":        {typeName: "Steward::Test::Fleet", model: `{"FleetName":"f","Members":[{"Name":"a","Zone":"z","MemberId":"m-1","Token":"hush"},{"Name":"b","Weight":15}]}`},
	"maps":         {typeName: "Steward::Test::Settings", model: `{"Values":{"a_b":"${not_a_template}","c":"%{nor}"},"Limits":{"a/b~c":1,"1 x":2},"Groups":{"g 1":{"Level":1}},"Free":{"any":[1,{"thing":true,"nothing":null}]}}`},
	"empty":        {typeName: "Steward::Test::Settings", model: `{"Values":{},"Free":{}}`},
	"one_of":       {typeName: "Steward::Test::Source", model: `{"SourceName":"s","Url":"https://example.com/?a=1&b=2","Notify":{"Topic":"t"}}`},
	"unordered":    {typeName: "Steward::Test::RuleSet", model: `{"Rules":[{"Port":443,"Sources":["10.2.0.0/16","10.1.0.0/16"]},{"Port":22}],"Contacts":["z","a"],"Steps":[]}`},
	"documents":    {typeName: "Steward::Test::Policy", model: `{"PolicyName":"p","PolicyDocument":"{\"Version\": \"2012-10-17\",\n  \"Statement\": []}","TrustDocument":{"Version":"1"}}`},
	"write_only":   {typeName: databaseType, model: `{"DatabaseName":"d","Engine":"mysql","MasterUserPassword":"hush-hush","Replication":{"Source":"s","Password":"hush"},"AllocatedStorage":30}`},
	"compound":     {typeName: "Steward::Test::Membership", model: `{"GroupName":"g","UserName":"u@example.com","Role":"admin"}`},
	"compound_json": {
		typeName: "Steward::Test::Membership", model: `{"GroupName":"h","UserName":"it's \"u\""}`,
		id: `{"UserName":"it's \"u\"","GroupName":"h"}@us-east-1`,
	},
	"assigned":   {typeName: queueType, model: `{"VisibilityTimeout":30,"RedrivePolicy":{"maxReceiveCount":3},"Tags":[{"Key":"Team","Value":"x"}]}`},
	"no_updates": {typeName: "Steward::Test::Snapshot", model: `{"SourceName":"s"}`},
	"path":       {typeName: "AWS::Logs::LogGroup", model: `{"LogGroupName":"/a/b","RetentionInDays":7,"Tags":[{"Key":"Team","Value":"x"}]}`},
	"secret":     {typeName: "Steward::Test::AccessKey", model: `{"UserName":"u","SecretAccessKey":"hush-hush-hush"}`},
}

// TestStoryGeneratedConfiguration imports objects of every shape at once, lets
// Terraform write their configuration, and finds nothing to do about it.
func TestStoryGeneratedConfiguration(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	provider := taggedHCL(w, `{ Team = "x" }`)
	names := slices.Sorted(maps.Keys(foundObjects))
	var blocks strings.Builder
	for _, name := range names {
		object := foundObjects[name]
		region := object.region
		if region == "" {
			region = cloudcontroltest.DefaultRegion
		}
		identifier, err := w.CloudControl.At(cloudcontroltest.DefaultAccountID, region).Put(object.typeName, object.model)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if object.id != "" {
			identifier = object.id
		}
		fmt.Fprintf(&blocks, "import {\n  to = steward_cloudcontrol_resource.%s\n  id = %s\n}\n", name, importid.InHCL(object.typeName+"/"+identifier))
	}
	run := providertest.AttachTerraform(t)
	run.GenerateImports(provider + blocks.String())
	generated, err := os.ReadFile(filepath.Join(run.Dir, "generated.tf"))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"hush", "Team"} {
		if strings.Contains(string(generated), secret) {
			t.Errorf("%s must not be in the configuration:\n%s", secret, generated)
		}
	}
	for address, actions := range run.AllChanges() {
		if actions != "no-op" {
			t.Errorf("%s plans %s:\n%s", address, actions, generated)
		}
	}
	run.Apply()
	run.PlansNothing()
	for _, asked := range []string{"CreateResource", "UpdateResource", "DeleteResource"} {
		if got := w.CloudControl.Count(asked); got > 0 {
			t.Errorf("%d times %s was asked for, and nothing differs", got, asked)
		}
	}
	// Whoever deletes a block of what was imported deletes the object.
	run.Must("destroy", "-auto-approve", "-target=steward_cloudcontrol_resource.items", "-target=steward_cloudcontrol_resource.compound_json", "-target=steward_cloudcontrol_resource.elsewhere")
	if left, want := len(w.CloudControl.Objects()), len(names)-3; left != want {
		t.Errorf("%d objects are left, want %d", left, want)
	}
}
