package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

// permissionsConfig asks Cloud Control for all that the provider can ask for; the number of days changes between two
// applies.
const permissionsConfig = requirement + `
resource "steward_cloudcontrol_resource" "audit" {
  type_name  = "AWS::Logs::LogGroup"
  properties = { LogGroupName = "/acme/audit", RetentionInDays = %d }
}

data "steward_cloudcontrol_resources" "all" {
  type_name = "AWS::Logs::LogGroup"
}

data "steward_cloudcontrol_requests" "recent" {}

data "steward_cloudcontrol_deletion_readiness" "all" {
  type_name = "AWS::Logs::LogGroup"
}
`

// TestPermissions holds the IAM policies of the guide to what real Terraform makes the provider ask: the read-only one
// lets a plan through, the full one everything, and neither allows more.
func TestPermissions(t *testing.T) {
	tf := testTerraform(t)
	cliConfig, err := mirrored()
	if err != nil {
		t.Fatal(err)
	}
	a, err := startAPIs(faults{slow: time.Second}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.close() })
	env := a.environment()
	env["TF_CLI_CONFIG_FILE"] = cliConfig
	tf.env = ownEnvironment(t.TempDir(), env)
	if unsupported(t, cancelAction) == "" {
		writeFile(t, filepath.Join(tf.dir, "action.tf"), cancelAction)
	}
	run := func(days int, args ...string) map[string]bool {
		t.Helper()
		writeFile(t, filepath.Join(tf.dir, "main.tf"), fmt.Sprintf(permissionsConfig, days))
		a.cloud.ResetRequests()
		if output, exit, err := tf.quiet(t.Context(), args...); err != nil || exit != 0 {
			t.Fatalf("terraform %v ended with %d, %v:\n%s", args, exit, err, output)
		}
		return actions(t, a.cloud.Requests())
	}
	all := run(30, "init")
	for _, apply := range []int{30, 60} {
		maps.Copy(all, run(apply, "apply", "-auto-approve"))
	}
	plans := run(60, "plan")
	maps.Copy(plans, run(60, "plan", "-destroy"))
	maps.Copy(all, plans)
	maps.Copy(all, invokeCancel(t, a, run))
	maps.Copy(all, run(60, "destroy", "-auto-approve"))

	// A plan asks for the operation that an earlier run left under way.
	plans["cloudformation:GetResourceRequestStatus"] = true
	for file, want := range map[string]map[string]bool{"iam-read-only.json": plans, "iam-full.json": all} {
		if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), allowed(t, file)); diff != "" {
			t.Errorf("%s allows other actions than the provider needs (-needed +allowed):\n%s", file, diff)
		}
	}
}

// invokeCancel has an action cancel what is under way, and returns what that asks for. Where the binary has no actions,
// the provider's own tests hold that it is this request.
func invokeCancel(t *testing.T, a *apis, run func(days int, args ...string) map[string]bool) map[string]bool {
	t.Helper()
	if why := unsupported(t, cancelAction); why != "" {
		t.Log(why)
		return map[string]bool{"cloudformation:CancelResourceRequest": true}
	}
	if _, err := a.cloud.ForeignOperation("UPDATE", "AWS::Logs::LogGroup", "/acme/audit", time.Hour); err != nil {
		t.Fatal(err)
	}
	return run(60, "apply", "-auto-approve", "-invoke=action.steward_cloudcontrol_cancel_request.audit")
}

// cancelAction is added to permissionsConfig where the binary has actions.
const cancelAction = `
action "steward_cloudcontrol_cancel_request" "audit" {
  config {
    type_name  = "AWS::Logs::LogGroup"
    identifier = "/acme/audit"
  }
}
`

// actions returns the IAM actions of requests. Cloud Control's have CloudFormation's prefix, and who asks whose the
// credentials are needs none.
func actions(t *testing.T, requests []cloudcontroltest.Request) map[string]bool {
	t.Helper()
	needed := map[string]bool{}
	for _, r := range requests {
		switch r.Service {
		case "cloudcontrol", "cloudformation":
			needed["cloudformation:"+r.Operation] = true
		case "sts":
			if r.Operation != "GetCallerIdentity" {
				needed["sts:"+r.Operation] = true
			}
		default:
			t.Errorf("nobody knows the IAM prefix of %s", r.Service)
		}
	}
	return needed
}

// allowed returns the actions that a policy of the guide allows.
func allowed(t *testing.T, file string) []string {
	t.Helper()
	var policy struct {
		Statement []struct {
			Effect string
			Action []string
		}
	}
	if err := json.Unmarshal([]byte(readExample(t, path.Join("authentication", file))), &policy); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	var found []string
	for _, statement := range policy.Statement {
		if statement.Effect == "Allow" {
			found = append(found, statement.Action...)
		}
	}
	slices.Sort(found)
	return found
}
