package main

import (
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

// TestAWSCLI lets a client that knows nothing of this project talk to the
// simulated Cloud Control.
func TestAWSCLI(t *testing.T) {
	for _, name := range []string{"bash", "aws"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("%s is not on PATH: what the AWS CLI understands is not tested", name)
		}
	}
	version, err := exec.CommandContext(t.Context(), "aws", "--version").CombinedOutput()
	if err != nil || !strings.HasPrefix(string(version), "aws-cli/") {
		t.Skipf("the aws on PATH is not the AWS CLI, or does not run: %v, %q", err, version)
	}
	started, err := startAPIs(faults{slow: 100 * time.Millisecond}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = started.close() })

	// The second update is the one that the script cancels.
	started.cloud.Script(cloudcontroltest.Fate{Kind: "UPDATE", Skip: 1, Takes: cloudcontroltest.Ptr(time.Hour)})

	script := exec.CommandContext(t.Context(), "bash", "awscli.sh")
	script.Env = ownEnvironment(t.TempDir(), started.environment())
	output, err := script.CombinedOutput()
	if err != nil {
		t.Errorf("awscli.sh: %v\n%s", err, output)
	}
}
