package providertest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/terraformtest"
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
			return true
		}
	}
	switch upper {
	case "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY":
		return true
	}
	return false
}

// binary is what the tests run as Terraform, found once per test run; its path is
// empty where there is none.
var binary = sync.OnceValues(func() (terraformtest.Binary, error) {
	path, err := terraformtest.Find()
	if path == "" || err != nil {
		return terraformtest.Binary{}, err
	}
	found, err := terraformtest.Ask(context.Background(), path, os.Environ())
	if err != nil {
		return terraformtest.Binary{}, err
	}
	// The testing library learns what to run from the environment.
	return found, errors.Join(os.Setenv("TF_ACC_TERRAFORM_PATH", found.Path), os.Setenv("TF_ACC_PROVIDER_HOST", found.Registry()))
})

// requireTerraform returns the Terraform or OpenTofu to test with, and skips the
// test where there is none. (The testing library would end the whole test binary.)
func requireTerraform(t *testing.T) terraformtest.Binary {
	t.Helper()
	found, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	if found.Path == "" {
		t.Skipf("this test runs real Terraform, and neither terraform nor tofu is on PATH; %s can name one", terraformtest.Variable)
	}
	return found
}

// Needs skips a test where the Terraform or OpenTofu under test cannot do
// something, and says which one can. Most tests need not call it: a configuration
// or an argument that needs a newer version skips by itself.
func Needs(t *testing.T, features ...terraformtest.Feature) {
	t.Helper()
	skipWhere(t)(terraformtest.Lacks(requireTerraform(t), features...))
}

// needsWhat skips a test where configurations or arguments use what the binary
// cannot do.
func needsWhat(t *testing.T, texts ...string) {
	t.Helper()
	skipWhere(t)(terraformtest.Unsupported(requireTerraform(t), texts...))
}

func skipWhere(t *testing.T) func(why string, err error) {
	t.Helper()
	return func(why string, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		if why != "" {
			t.Skip(why)
		}
	}
}

// skipIfShort skips a test with real Terraform, which takes seconds, where -short
// was asked for: what is left speaks the protocol.
func skipIfShort(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("this test runs real Terraform, and -short was asked for")
	}
}
