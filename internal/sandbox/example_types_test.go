package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/datatest"
)

// TestExamplesOfTypes applies the examples of steward_cloudcontrol_resource to the published schemas of their types, and
// plans nothing afterwards.
func TestExamplesOfTypes(t *testing.T) {
	tf := testTerraform(t)
	var schemas [][]byte
	for _, name := range []string{"AWS::IAM::Role", "AWS::SQS::Queue", "AWS::Logs::LogGroup", "AWS::DynamoDB::Table"} {
		schemas = append(schemas, datatest.Schema(t, name))
	}
	cliConfig, err := mirrored()
	if err != nil {
		t.Fatal(err)
	}
	a, err := startAPIs(faults{}, schemas)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.close() })
	env := a.environment()
	env["TF_CLI_CONFIG_FILE"] = cliConfig
	tf.env = ownEnvironment(t.TempDir(), env)
	copyExample(t, "resources/steward_cloudcontrol_resource", tf.dir)
	if err := os.Remove(filepath.Join(tf.dir, "import-by-string-id.tf")); err != nil { // there is no such object yet
		t.Fatal(err)
	}
	for _, args := range [][]string{{"init"}, {"apply", "-auto-approve"}, {"plan", "-detailed-exitcode"}} {
		if output, exit, err := tf.quiet(t.Context(), args...); err != nil || exit != 0 {
			t.Fatalf("terraform %v ended with %d, %v:\n%s", args, exit, err, output)
		}
	}
	roles := slices.DeleteFunc(a.cloud.Objects(), func(o cloudcontroltest.Object) bool { return o.TypeName != "AWS::IAM::Role" })
	if len(roles) != 1 || !bytes.Contains(roles[0].Properties, []byte(`"arn:aws:sqs:`)) {
		t.Errorf("the roles are %v, want one whose policy has the queue's ARN", roles)
	}
}
