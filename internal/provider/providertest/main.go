package providertest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// testFolder lives as long as the test run.
var testFolder string

// Main is the TestMain of a package that tests the provider. It takes the machine
// out of the tests: variables that configure the provider, the AWS libraries,
// Terraform or a proxy are gone before the first test runs. It does so once for
// the process, so that tests can be parallel (t.Setenv cannot).
func Main(m *testing.M) {
	dir, err := os.MkdirTemp("", "steward-provider-test")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	testFolder = dir
	if err := cleanEnvironment(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(dir) // what is left behind stands in the temporary folder
	os.Exit(code)
}

func cleanEnvironment(dir string) error {
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if foreign(name) {
			if err := os.Unsetenv(name); err != nil {
				return err
			}
		}
	}
	empty := filepath.Join(dir, "empty")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		return err
	}
	settings := map[string]string{
		"TF_CLI_CONFIG_FILE":          empty, // else the user's own would count
		"CHECKPOINT_DISABLE":          "1",   // no question to the outside whether there is a newer version
		"AWS_CONFIG_FILE":             empty,
		"AWS_SHARED_CREDENTIALS_FILE": empty,
		"AWS_EC2_METADATA_DISABLED":   "true",
	}
	if _, err := exec.LookPath("terraform"); err != nil && os.Getenv("TF_ACC_TERRAFORM_PATH") == "" {
		if tofu, err := exec.LookPath("tofu"); err == nil {
			settings["TF_ACC_TERRAFORM_PATH"], settings["TF_ACC_PROVIDER_HOST"] = tofu, "registry.opentofu.org"
		}
	}
	for name, value := range settings {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	return nil
}

// foreign reports whether a variable could change what a test sees.
func foreign(name string) bool {
	upper := strings.ToUpper(name)
	for _, prefix := range []string{"AWS_", "ENTRYGUARD_", "STEWARD_DELETION", "TF_"} {
		if strings.HasPrefix(upper, prefix) {
			return !strings.HasPrefix(upper, "TF_ACC_") // they choose the binary under test
		}
	}
	switch upper {
	case "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "TF_ACC":
		return true
	}
	return false
}

// requireTerraform returns the path of the Terraform or OpenTofu to test with,
// and skips the test where there is none. (The testing library would end the
// whole test binary.)
func requireTerraform(t *testing.T) string {
	t.Helper()
	if chosen := os.Getenv("TF_ACC_TERRAFORM_PATH"); chosen != "" {
		return chosen
	}
	found, err := exec.LookPath("terraform")
	if err != nil {
		t.Skip("this test runs real Terraform, and neither terraform nor tofu is on PATH; TF_ACC_TERRAFORM_PATH can name one")
	}
	return found
}

// skipIfShort skips a test with real Terraform, which takes seconds, where -short
// was asked for: what is left speaks the protocol.
func skipIfShort(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("this test runs real Terraform, and -short was asked for")
	}
}
