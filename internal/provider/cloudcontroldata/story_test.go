package cloudcontroldata_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/datatest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// queryTypes are published types of many kinds; queriedTypes adds those that
// require properties which no read shows.
var queryTypes = []string{
	"AWS::S3::Bucket", "AWS::SQS::Queue", "AWS::DynamoDB::Table", "AWS::Logs::LogGroup", "AWS::EC2::SecurityGroup", "AWS::EC2::VPC", "AWS::EC2::Subnet",
	"AWS::IAM::Role", "AWS::KMS::Key", "AWS::ECS::Cluster", "AWS::Kinesis::Stream", "AWS::Events::Rule", "AWS::SSM::Parameter", "AWS::SecretsManager::Secret",
	"AWS::Lambda::Function", "AWS::StepFunctions::StateMachine", "AWS::ECR::Repository", "AWS::IAM::OIDCProvider", "AWS::Route53::HostedZone",
}

// A queriedType is what a published schema says about a query.
type queriedType struct {
	Required            []string
	WriteOnlyProperties []string
	Handlers            struct {
		List *struct{ HandlerSchema struct{ Required []string } }
	}
}

// unshown reports whether the type requires a property which no read shows.
func (q queriedType) unshown() bool {
	return slices.ContainsFunc(q.Required, func(name string) bool { return slices.Contains(q.WriteOnlyProperties, "/properties/"+name) })
}

// model makes a model that has all that a list is asked with.
func (q queriedType) model(source *cfschematest.ModelSource) map[string]any {
	for {
		model := source.Model()
		if !slices.ContainsFunc(q.Handlers.List.HandlerSchema.Required, func(name string) bool { return model[name] == nil }) {
			return model
		}
	}
}

// block is a list block for the objects that are listed along with the model.
func (q queriedType) block(t *testing.T, label, typeName string, model map[string]any) string {
	t.Helper()
	asked := map[string]any{}
	for _, name := range q.Handlers.List.HandlerSchema.Required {
		asked[name] = model[name]
	}
	resourceModel := ""
	if len(asked) > 0 {
		text, err := json.Marshal(asked)
		if err != nil {
			t.Fatal(err)
		}
		resourceModel = fmt.Sprintf("    resource_model = jsondecode(%q)\n", text)
	}
	return fmt.Sprintf("list %q %q {\n  provider = steward\n  config {\n    type_name = %q\n%s  }\n}\n", providertest.CloudControlType, label, typeName, resourceModel)
}

// queriedTypes are the types of the story.
func queriedTypes(t *testing.T) map[string]queriedType {
	t.Helper()
	queried := map[string]queriedType{}
	for name, text := range datatest.Schemas(t) {
		var q queriedType
		if err := json.Unmarshal(text, &q); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if slices.Contains(queryTypes, name) || q.unshown() && q.Handlers.List != nil {
			queried[name] = q
		}
	}
	return queried
}

// TestQueryStory puts objects of published types into an account, finds them all,
// writes them down, imports them, plans nothing and destroys them, with real
// Terraform.
func TestQueryStory(t *testing.T) {
	t.Parallel()
	types := queriedTypes(t)
	names := slices.Sorted(maps.Keys(types))
	var schemas [][]byte
	models := map[string]map[string]any{}
	for i, name := range names {
		source, err := cfschematest.NewModelSource(datatest.Schema(t, name), rand.New(rand.NewPCG(2026, uint64(i))))
		if err != nil {
			t.Fatal(err)
		}
		schemas, models[name] = append(schemas, datatest.Schema(t, name)), types[name].model(source)
	}
	w := providertest.NewWorldWith(t, entryguardtest.Options{}, cloudcontroltest.Options{Schemas: schemas, Switches: cloudcontroltest.Switches{EmptyListPages: true}})
	run := providertest.AttachTerraform(t)
	run.Write(w.ProviderBlock())
	var blocks strings.Builder
	for i, name := range names {
		text, err := json.Marshal(models[name])
		if err != nil {
			t.Fatal(err)
		}
		w.Put(name, string(text))
		blocks.WriteString(types[name].block(t, fmt.Sprintf("t%d", i), name, models[name]))
	}
	run.WriteQuery(blocks.String())
	printed, configuration := run.Generate()
	if got := strings.Count(configuration, "import {"); got != len(models) {
		t.Fatalf("%d imports were written, want %d:\n%s\n%s", got, len(models), printed.Stdout, configuration)
	}
	for name, q := range types {
		if said := strings.Contains(printed.Stdout, "No read shows all that "+name+" requires"); said != q.unshown() {
			t.Errorf("%s: that a person must write something is said: %t, want %t\n%s", name, said, q.unshown(), printed.Stdout)
		}
	}
	for address, change := range run.AllChanges() {
		if change != "no-op" {
			t.Errorf("%s: the plan is %q, want an import and nothing else", address, change)
		}
	}
	w.CloudControl.ResetRequests()
	run.Apply()
	for _, operation := range []string{"CreateResource", "UpdateResource", "DeleteResource"} {
		if w.CloudControl.Count(operation) > 0 {
			t.Errorf("an import sends %s", operation)
		}
	}
	run.PlansNothing()
	run.Must("destroy", "-auto-approve", "-no-color")
	if left := w.CloudControl.Objects(); len(left) > 0 {
		t.Errorf("%d objects are left: %v", len(left), left)
	}
}

// TestQueryInterrupted: an interrupted query is an error. A stream that just ends is
// a list without objects for Terraform, and its exit code 0.
func TestQueryInterrupted(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	w.Put(groupType, group(1, "web", `[]`))
	w.CloudControl.Fail(cloudcontroltest.Fault{Operation: "ListResources", Hang: true, Times: cloudcontroltest.Always})
	run := providertest.AttachTerraform(t)
	run.Write(w.ProviderBlock())
	run.WriteQuery(fmt.Sprintf("list %q \"all\" {\n  provider = steward\n  config {\n    type_name = %q\n  }\n}\n", providertest.CloudControlType, groupType))
	result := run.Interrupted(func() bool { return w.CloudControl.Count("ListResources") > 0 }, "query", "-no-color")
	if result.Code == 0 || !strings.Contains(result.Stderr, "Interrupted: list") {
		t.Errorf("an interrupted query ended with %d:\n%s\n%s", result.Code, result.Stdout, result.Stderr)
	}
}
