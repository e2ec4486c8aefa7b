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

// queryTypes are published types of many kinds. Those that are marked require
// properties which no read shows.
var queryTypes = map[string]bool{
	"AWS::S3::Bucket": false, "AWS::SQS::Queue": false, "AWS::DynamoDB::Table": false, "AWS::Logs::LogGroup": false,
	"AWS::EC2::SecurityGroup": false, "AWS::EC2::VPC": false, "AWS::EC2::Subnet": false, "AWS::IAM::Role": false, "AWS::KMS::Key": false,
	"AWS::ECS::Cluster": false, "AWS::Kinesis::Stream": false, "AWS::Events::Rule": false, "AWS::SSM::Parameter": false, "AWS::SecretsManager::Secret": false,
	"AWS::Lambda::Function": false, "AWS::EC2::LaunchTemplate": true, "AWS::MSK::Configuration": true, "AWS::ACMPCA::CertificateAuthority": true, "AWS::CloudFormation::HookVersion": true, "AWS::Logs::Integration": true, "AWS::QuickSight::ActionConnector": true, "AWS::Lambda::MicrovmImage": true, "AWS::StepFunctions::StateMachine": false, "AWS::ECR::Repository": false,
	"AWS::IAM::OIDCProvider": false, "AWS::Route53::HostedZone": false,
}

// TestQueryStory puts objects of published types into an account, finds them all,
// writes them down, imports them, plans nothing and destroys them, with real
// Terraform.
func TestQueryStory(t *testing.T) {
	t.Parallel()
	var schemas [][]byte
	models := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(queryTypes)) {
		source, err := cfschematest.NewModelSource(datatest.Schema(t, name), rand.New(rand.NewPCG(2026, uint64(len(models)))))
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(source.Model())
		if err != nil {
			t.Fatal(err)
		}
		schemas, models[name] = append(schemas, datatest.Schema(t, name)), string(text)
	}
	w := providertest.NewWorldWith(t, entryguardtest.Options{}, cloudcontroltest.Options{Schemas: schemas, Switches: cloudcontroltest.Switches{EmptyListPages: true}})
	run := providertest.AttachTerraform(t)
	run.Write(w.ProviderBlock())
	var blocks strings.Builder
	for i, name := range slices.Sorted(maps.Keys(models)) {
		w.Put(name, models[name])
		fmt.Fprintf(&blocks, "list %q \"t%d\" {\n  provider = steward\n  config {\n    type_name = %q\n  }\n}\n", providertest.CloudControlType, i, name)
	}
	run.WriteQuery(blocks.String())
	printed, configuration := run.Generate()
	if got := strings.Count(configuration, "import {"); got != len(models) {
		t.Fatalf("%d imports were written, want %d:\n%s\n%s", got, len(models), printed.Stdout, configuration)
	}
	for name, incomplete := range queryTypes {
		if got := strings.Contains(printed.Stdout, "No read shows all that "+name+" requires"); got != incomplete {
			t.Errorf("%s: that a person must write something is said: %t, want %t\n%s", name, got, incomplete, printed.Stdout)
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
