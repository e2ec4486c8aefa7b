package providertest

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	acceptance "github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider"
)

// A World is both simulated APIs and a provider that is pointed at them.
type World struct {
	T            *testing.T
	EntryGuard   *entryguardtest.Server
	CloudControl *cloudcontroltest.Server
}

// NewWorld starts both simulated APIs for one test.
func NewWorld(t *testing.T) *World {
	t.Helper()
	return NewWorldWith(t, entryguardtest.Options{}, cloudcontroltest.Options{})
}

// NewWorldWith starts both simulated APIs with options.
func NewWorldWith(t *testing.T, eg entryguardtest.Options, cc cloudcontroltest.Options) *World {
	t.Helper()
	w := &World{T: t}
	var err error
	if w.EntryGuard, err = entryguardtest.Start(eg); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.EntryGuard.Close)
	if w.CloudControl, err = cloudcontroltest.Start(cc); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.CloudControl.Close() })
	return w
}

// The credentials for AWS that a World's provider has.
const (
	AccessKey = "AKIDSTEWARDTEST"
	SecretKey = "steward-test-secret-key"
)

// EntryGuardBlock is the entryguard block of the provider block: a log-in as
// the organization's admin.
func (w *World) EntryGuardBlock() string {
	return fmt.Sprintf(`
  entryguard {
    endpoint            = %q
    organization_slug   = %q
    email               = "ada@example.com"
    password            = %q
    requests_per_second = 1000
  }`, w.EntryGuard.URL(), entryguardtest.DefaultOrganization.Slug, entryguardtest.DefaultPassword)
}

// AWSBlock is the aws block of the provider block.
func (w *World) AWSBlock() string {
	return fmt.Sprintf(`
  aws {
    region     = %q
    access_key = %q
    secret_key = %q
    endpoints {
      cloudcontrol   = %[4]q
      cloudformation = %[4]q
      sts            = %[4]q
    }
  }`, cloudcontroltest.DefaultRegion, AccessKey, SecretKey, w.CloudControl.URL())
}

// AWS is AWSBlock as a value for Protocol.Configure, which asks once more at most; more replaces some of
// it.
func (w *World) AWS(more ...map[string]any) map[string]any {
	block := map[string]any{
		"region": cloudcontroltest.DefaultRegion, "access_key": AccessKey, "secret_key": SecretKey, "max_retries": 1,
		"endpoints": map[string]any{"cloudcontrol": w.CloudControl.URL(), "cloudformation": w.CloudControl.URL(), "sts": w.CloudControl.URL()},
	}
	for _, settings := range more {
		maps.Copy(block, settings)
	}
	return block
}

// ProviderBlock is the whole provider block, with more settings (such as
// deletion_policy) if any are given.
func (w *World) ProviderBlock(settings ...string) string {
	return "provider \"steward\" {" + w.EntryGuardBlock() + w.AWSBlock() + "\n  " + strings.Join(settings, "\n  ") + "\n}\n"
}

// Config is a whole configuration: the provider block and what is given.
func (w *World) Config(blocks ...string) string {
	return w.ProviderBlock() + strings.Join(blocks, "\n")
}

// An Option changes how the provider behaves.
type Option = provider.Option

// CheckLimit sets how long the live checks of the provider take together at most.
func CheckLimit(limit time.Duration) Option { return provider.WithCheckLimit(limit) }

// NewServer makes a server of a provider with the pace of tests.
func NewServer(opts ...Option) tfprotov6.ProviderServer {
	return provider.NewServer("test", append([]Option{provider.WithPace(Pace), provider.WithCloudControlRate(10_000)}, opts...)...)
}

// UnitTest runs a case of the testing library with real Terraform. With -short it
// skips the test.
func (w *World) UnitTest(c acceptance.TestCase) {
	w.T.Helper()
	skipIfShort(w.T)
	for _, step := range c.Steps {
		needsWhat(w.T, step.Config)
	}
	c.IsUnitTest = true
	c.ProtoV6ProviderFactories = map[string]func() (tfprotov6.ProviderServer, error){
		// A new provider each time, as Terraform starts a new process each time.
		"steward": func() (tfprotov6.ProviderServer, error) { return NewServer(), nil },
	}
	acceptance.UnitTest(w.T, c)
}
