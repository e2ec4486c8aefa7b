package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

// TestExamplesOfTypes applies the examples of steward_cloudcontrol_resource to the published schemas of their types, and
// plans nothing afterwards.
func TestExamplesOfTypes(t *testing.T) {
	tf := testTerraform(t)
	schemas := published(t, "AWS-IAM-Role", "AWS-SQS-Queue", "AWS-Logs-LogGroup", "AWS-DynamoDB-Table")
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

// published returns published resource type schemas by their names in the shared data, or skips.
func published(t *testing.T, names ...string) (found [][]byte) {
	t.Helper()
	dir := os.Getenv("STEWARD_TEST_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data", "cloudcontrol")
	}
	file, err := os.Open(filepath.Join(dir, "resource-type-schemas.tgz"))
	if err != nil {
		t.Skipf("the published resource type schemas are not here: %v", err)
	}
	defer func() { _ = file.Close() }()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	for archive := tar.NewReader(unzipped); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(names, trimExtension(header.Name)) {
			continue
		}
		text, err := io.ReadAll(archive)
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, text)
	}
	if len(found) != len(names) {
		t.Fatalf("%d of the schemas %v are there", len(found), names)
	}
	return found
}

// trimExtension returns the name of a file without folders and ending.
func trimExtension(name string) string {
	base := path.Base(name)
	return base[:len(base)-len(path.Ext(base))]
}
