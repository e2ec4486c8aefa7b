package entryguard_test

import (
	"sync"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// noProxies keeps the environment of the machine out of the tests.
func noProxies(t *testing.T) {
	t.Helper()
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"} {
		t.Setenv(name, "")
	}
}

// startAPI starts a simulated EntryGuard that ends with the test.
func startAPI(t *testing.T, opts entryguardtest.Options) *entryguardtest.Server {
	t.Helper()
	noProxies(t)
	api, err := entryguardtest.Start(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(api.Close)
	return api
}

// newClient returns a client that is in no hurry to be paced.
func newClient(t *testing.T, cfg entryguard.Config) *entryguard.Client {
	t.Helper()
	if cfg.RequestsPerSecond == 0 {
		cfg.RequestsPerSecond = 1000
	}
	client, err := entryguard.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// adminClient returns a client with an admin's access token.
func adminClient(t *testing.T, api *entryguardtest.Server) *entryguard.Client {
	t.Helper()
	return newClient(t, entryguard.Config{Endpoint: api.URL(), AccessToken: api.AdminToken()})
}

// logIn is a configuration that logs the default admin in.
func logIn(api *entryguardtest.Server) entryguard.Config {
	return entryguard.Config{
		Endpoint:         api.URL(),
		OrganizationSlug: entryguardtest.DefaultOrganization.Slug,
		Email:            "ada@example.com",
		Password:         entryguardtest.DefaultPassword,
	}
}

func sampleCredential() entryguardtest.Credential {
	return entryguardtest.Credential{Name: "production", Provider: "AWS", CredentialType: "ACCESS_KEY"}
}

func sampleResource(credentialID string) entryguardtest.Resource {
	return entryguardtest.Resource{
		Name: "bastion", CredentialID: entryguardtest.Nullable(credentialID), Provider: "AWS",
		ResourceType: "SECURITY_GROUP", ResourceIdentifier: "sg-0a1b2c3d", Region: "eu-west-1",
	}
}

// inParallel runs f in n goroutines and waits for them.
func inParallel(n int, f func()) {
	var all sync.WaitGroup
	for range n {
		all.Go(f)
	}
	all.Wait()
}
