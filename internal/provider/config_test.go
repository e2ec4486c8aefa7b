package provider

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
)

func TestEntryGuardEnvironment(t *testing.T) {
	t.Parallel()
	token := map[string]string{"ENTRYGUARD_ACCESS_TOKEN": "env-token"}
	login := map[string]string{"ENTRYGUARD_ORGANIZATION_SLUG": "env-org", "ENTRYGUARD_EMAIL": "env@example.com", "ENTRYGUARD_PASSWORD": "env-password"}
	for name, c := range map[string]struct {
		block       entryguardModel
		environment map[string]string
		want        entryguard.Config
		reason      string
	}{
		"nothing": {entryguardModel{}, nil, entryguard.Config{}, "the client's defaults count"},
		"all from the environment": {
			entryguardModel{},
			map[string]string{"ENTRYGUARD_ENDPOINT": "https://eg.example.com/api/v1", "ENTRYGUARD_CA_CERT_FILE": "ca.pem", "ENTRYGUARD_API_KEY": "env-key"},
			entryguard.Config{Endpoint: "https://eg.example.com/api/v1", CACertFile: "ca.pem", APIKey: "env-key"},
			"every attribute has its variable",
		},
		"log in from the environment": {entryguardModel{}, login, entryguard.Config{OrganizationSlug: "env-org", Email: "env@example.com", Password: "env-password"}, "CI keeps all of it there"},
		"the block wins": {
			entryguardModel{Endpoint: types.StringValue("https://block.example.com"), CACertFile: types.StringValue("block.pem")},
			map[string]string{"ENTRYGUARD_ENDPOINT": "https://env.example.com", "ENTRYGUARD_CA_CERT_FILE": "env.pem"},
			entryguard.Config{Endpoint: "https://block.example.com", CACertFile: "block.pem"},
			"what is written down beats what a machine happens to have",
		},
		"a token beats a log-in in the environment": {entryguardModel{AccessToken: types.StringValue("block-token")}, login, entryguard.Config{AccessToken: "block-token"}, "a way wins as a whole"},
		"a key beats a token in the environment":    {entryguardModel{APIKey: types.StringValue("block-key")}, token, entryguard.Config{APIKey: "block-key"}, "a way wins as a whole"},
		"a log-in is completed": {
			entryguardModel{OrganizationSlug: types.StringValue("block-org"), Email: types.StringValue("block@example.com")},
			map[string]string{"ENTRYGUARD_PASSWORD": "env-password", "ENTRYGUARD_ACCESS_TOKEN": "env-token"},
			entryguard.Config{OrganizationSlug: "block-org", Email: "block@example.com", Password: "env-password"},
			"the password alone is secret, and the block has chosen to log in",
		},
		"two ways in the environment": {
			entryguardModel{},
			map[string]string{"ENTRYGUARD_ACCESS_TOKEN": "env-token", "ENTRYGUARD_API_KEY": "env-key"},
			entryguard.Config{AccessToken: "env-token", APIKey: "env-key"},
			"the client refuses that and names both",
		},
		"a slug beside a token": {
			entryguardModel{},
			map[string]string{"ENTRYGUARD_ACCESS_TOKEN": "env-token", "ENTRYGUARD_ORGANIZATION_SLUG": "env-org"},
			entryguard.Config{AccessToken: "env-token"},
			"a slug alone is no attempt to log in",
		},
		"a slug alone": {
			entryguardModel{},
			map[string]string{"ENTRYGUARD_ORGANIZATION_SLUG": "env-org"},
			entryguard.Config{OrganizationSlug: "env-org"},
			"the client says what is missing",
		},
		"pace": {entryguardModel{RequestsPerSecond: types.Float64Value(2.5)}, nil, entryguard.Config{RequestsPerSecond: 2.5}, "it has no variable"},
	} {
		t.Run(name, func(t *testing.T) {
			got := c.block.config(func(variable string) string { return c.environment[variable] })
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.reason, diff)
			}
		})
	}
}

func TestUserAgent(t *testing.T) {
	t.Setenv("TF_APPEND_USER_AGENT", "pipeline/7")
	if got, want := userAgent("1.11.4", "0.1.0"), "Terraform/1.11.4 terraform-provider-steward/0.1.0 pipeline/7"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
