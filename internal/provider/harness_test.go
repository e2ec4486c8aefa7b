package provider

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	acceptance "github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// testFolder lives as long as the test run.
var testFolder string

// TestMain takes the machine out of the tests: variables that configure the
// provider, the AWS libraries, Terraform or a proxy are gone before the first
// test runs. It does so once for the process, so that tests can be parallel
// (t.Setenv cannot).
func TestMain(m *testing.M) {
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

// testPace waits milliseconds where the provider waits seconds.
var testPace = deletion.Pace{
	FirstPoll:  5 * time.Millisecond,
	MaxPoll:    20 * time.Millisecond,
	MinBackoff: 2 * time.Millisecond,
	MaxBackoff: 20 * time.Millisecond,
	ConfirmFor: 500 * time.Millisecond,
	LostFor:    100 * time.Millisecond,
	LastLook:   time.Second,
	Recheck:    5 * time.Millisecond,
}

// A world is both simulated APIs and a provider that is pointed at them.
type world struct {
	t            *testing.T
	entryguard   *entryguardtest.Server
	cloudcontrol *cloudcontroltest.Server
}

// newWorld starts both simulated APIs for one test.
func newWorld(t *testing.T) *world {
	t.Helper()
	return newWorldWith(t, entryguardtest.Options{}, cloudcontroltest.Options{})
}

// newWorldWith starts both simulated APIs with options.
func newWorldWith(t *testing.T, eg entryguardtest.Options, cc cloudcontroltest.Options) *world {
	t.Helper()
	w := &world{t: t}
	var err error
	if w.entryguard, err = entryguardtest.Start(eg); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.entryguard.Close)
	if w.cloudcontrol, err = cloudcontroltest.Start(cc); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.cloudcontrol.Close() })
	return w
}

// The credentials that the provider block of a world has.
const (
	testAccessKey = "AKIDSTEWARDTEST"
	testSecretKey = "steward-test-secret-key"
)

// entryguardHCL is the attribute entryguard of the provider block: a log-in as
// the organization's admin.
func (w *world) entryguardHCL() string {
	return fmt.Sprintf(`
  entryguard = {
    endpoint            = %q
    organization_slug   = %q
    email               = "ada@example.com"
    password            = %q
    requests_per_second = 1000
  }`, w.entryguard.URL(), entryguardtest.DefaultOrganization.Slug, entryguardtest.DefaultPassword)
}

// awsHCL is the attribute aws of the provider block.
func (w *world) awsHCL() string {
	return fmt.Sprintf(`
  aws = {
    region     = %q
    access_key = %q
    secret_key = %q
    endpoints = {
      cloudcontrol   = %[4]q
      cloudformation = %[4]q
      sts            = %[4]q
    }
  }`, cloudcontroltest.DefaultRegion, testAccessKey, testSecretKey, w.cloudcontrol.URL())
}

// aws is awsHCL as a value, which asks once more at most; more replaces some of
// it.
func (w *world) aws(more ...map[string]any) map[string]any {
	block := map[string]any{
		"region": cloudcontroltest.DefaultRegion, "access_key": testAccessKey, "secret_key": testSecretKey, "max_retries": 1,
		"endpoints": map[string]any{"cloudcontrol": w.cloudcontrol.URL(), "cloudformation": w.cloudcontrol.URL(), "sts": w.cloudcontrol.URL()},
	}
	for _, settings := range more {
		maps.Copy(block, settings)
	}
	return block
}

// providerHCL is the provider block, with more settings (as deletion_policy) if
// any are given.
func (w *world) providerHCL(settings ...string) string {
	return "provider \"steward\" {" + w.entryguardHCL() + w.awsHCL() + "\n  " + strings.Join(settings, "\n  ") + "\n}\n"
}

// config is a whole configuration: the provider block and what is given.
func (w *world) config(blocks ...string) string {
	return w.providerHCL() + strings.Join(blocks, "\n")
}

// newServer makes a server of a provider with the pace of tests.
func newServer(opts ...Option) tfprotov6.ProviderServer {
	return NewServer("test", append([]Option{WithPace(testPace), WithCloudControlRate(10_000)}, opts...)...)
}

// unitTest runs a case of the testing library with real Terraform.
func (w *world) unitTest(c acceptance.TestCase) {
	w.t.Helper()
	requireTerraform(w.t)
	c.IsUnitTest = true
	c.ProtoV6ProviderFactories = map[string]func() (tfprotov6.ProviderServer, error){
		// A new provider each time, as Terraform starts a new process each time.
		"steward": func() (tfprotov6.ProviderServer, error) { return newServer(), nil },
	}
	acceptance.UnitTest(w.t, c)
}

// eventually waits until something is so, and fails the test if it never is.
func eventually(t *testing.T, so func() bool) {
	t.Helper()
	if !happens(so) {
		t.Fatal("it did not happen in ten seconds")
	}
}

// happens waits until something is so, ten seconds at most, and reports whether
// it is. Unlike eventually it may be called by any goroutine.
func happens(so func() bool) bool {
	ticker := time.NewTicker(2 * time.Millisecond)
	defer ticker.Stop()
	for range 5000 {
		if so() {
			return true
		}
		<-ticker.C
	}
	return false
}
