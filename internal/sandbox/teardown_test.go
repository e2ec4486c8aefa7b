package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/terraformtest"
)

// TestTeardownExample runs the test that users copy to test their own teardown: it
// passes where everything is deleted, and fails, or says so, where something is
// left.
func TestTeardownExample(t *testing.T) {
	needs(t, terraformtest.Test)
	cliConfig, err := mirrored()
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		spoil func(a *apis) // what goes wrong; nil for nothing
		says  []string
	}{
		"EverythingGoes": {says: []string{`run "apply"... pass`, `run "nothing_is_in_the_way"... pass`, "2 passed, 0 failed"}},
		"OneObjectIsLeft": {
			spoil: func(a *apis) {
				a.guard.Fail(entryguardtest.Fault{Method: "DELETE", Path: "/credentials/*", Times: -1, Status: 403})
			},
			says: []string{"2 passed, 0 failed", "steward_entryguard_credential.aws", "HTTP 403"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			tf := testTerraform(t)
			a, err := startAPIs(faults{}, nil)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = a.close() })
			if tc.spoil != nil {
				tc.spoil(a)
			}
			env := a.environment()
			env["TF_CLI_CONFIG_FILE"] = cliConfig
			tf.env = ownEnvironment(t.TempDir(), env)
			tf.dir = filepath.Join(t.TempDir(), "configuration")
			if err := os.CopyFS(tf.dir, os.DirFS(filepath.Join("..", "..", filepath.FromSlash(exampleDir)))); err != nil {
				t.Fatal(err)
			}
			if output, exit, err := tf.quiet(t.Context(), "init"); err != nil || exit != 0 {
				t.Fatalf("terraform init ended with %d, %v:\n%s", exit, err, output)
			}
			output, exit, err := tf.quiet(t.Context(), "test")
			if err != nil || (exit == 0) != (tc.spoil == nil || testBinary(t).Product == terraformtest.OpenTofu) {
				t.Errorf("terraform test ended with %d, %v:\n%s", exit, err, output)
			}
			// OpenTofu ends with 0 also where something is left, and writes a state file.
			if _, err := os.Stat(filepath.Join(tf.dir, "errored_test.tfstate")); (err == nil) != (tc.spoil != nil && testBinary(t).Product == terraformtest.OpenTofu) {
				t.Errorf("errored_test.tfstate: %v", err)
			}
			for _, text := range tc.says {
				if !strings.Contains(output, text) {
					t.Errorf("terraform test does not say %q:\n%s", text, output)
				}
			}
			left := len(a.guard.Resources()) + len(a.guard.Credentials()) + len(a.cloud.Objects())
			if (left == 0) != (tc.spoil == nil) {
				t.Errorf("%d objects are left", left)
			}
		})
	}
}
