package entryguard_test

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
)

func TestConfigIsRefused(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	endpoint := func(text string) entryguard.Config {
		return entryguard.Config{Endpoint: text, AccessToken: "t"}
	}
	tests := map[string]struct {
		cfg       entryguard.Config
		attribute string
		text      string
		reason    string
	}{
		"no scheme":       {endpoint("api.entryguard.io/api/v1"), "endpoint", "absolute URL", "a host alone is ambiguous"},
		"other scheme":    {endpoint("ftp://api.entryguard.io"), "endpoint", "absolute URL", "only HTTP is spoken"},
		"no host":         {endpoint("https:///api/v1"), "endpoint", "absolute URL", "there is nobody to ask"},
		"only a port":     {endpoint("https://:8443/api"), "endpoint", "absolute URL", "there is nobody to ask"},
		"no URL":          {endpoint("https://%zz"), "endpoint", "absolute URL", "it cannot be parsed"},
		"with a password": {endpoint("https://ada:hunter22@api.entryguard.io"), "endpoint", "user name or a password", "credentials have their own attributes"},
		"with a query":    {endpoint("https://api.entryguard.io/?key=hunter22"), "endpoint", "query", "paths are appended"},
		"with a fragment": {endpoint("https://api.entryguard.io/#hunter22"), "endpoint", "fragment", "paths are appended"},
		"plain http":      {endpoint("http://api.entryguard.io/api/v1"), "endpoint", "Plain http", "credentials would be readable"},
		"nearly loopback": {endpoint("http://127.0.0.1.example.com"), "endpoint", "Plain http", "a name is no loopback address"},
		"private address": {endpoint("http://10.0.0.1"), "endpoint", "Plain http", "credentials would be readable"},
		"nothing":         {entryguard.Config{}, "", "ENTRYGUARD_ACCESS_TOKEN", "it must say what can be set"},
		"token and key": {
			entryguard.Config{AccessToken: "hunter22", APIKey: "hunter22"},
			"", "access_token (ENTRYGUARD_ACCESS_TOKEN), api_key (ENTRYGUARD_API_KEY)",
			"two ways at once: it must say which",
		},
		"token and log-in": {
			entryguard.Config{AccessToken: "hunter22", OrganizationSlug: "a", Email: "b", Password: "hunter22"},
			"",
			"access_token (ENTRYGUARD_ACCESS_TOKEN), organization_slug (ENTRYGUARD_ORGANIZATION_SLUG), email (ENTRYGUARD_EMAIL), password (ENTRYGUARD_PASSWORD)",
			"two ways at once: it must say which",
		},
		"token and stray e-mail": {entryguard.Config{AccessToken: "hunter22", Email: "b"}, "", "email (ENTRYGUARD_EMAIL)", "a part of another way"},
		"log-in without password": {
			entryguard.Config{OrganizationSlug: "a", Email: "b"}, "password", "Missing: password (ENTRYGUARD_PASSWORD)", "it must say what is missing",
		},
		"log-in, only a password": {
			entryguard.Config{Password: "hunter22"},
			"organization_slug", "Missing: organization_slug (ENTRYGUARD_ORGANIZATION_SLUG), email (ENTRYGUARD_EMAIL)",
			"it must say what is missing",
		},
		"token with a line break": {entryguard.Config{AccessToken: "hunter22\n"}, "access_token", "trimspace", "a file read with its last line break"},
		"key with a space":        {entryguard.Config{APIKey: "hunter 22"}, "api_key", "ENTRYGUARD_API_KEY", "it must fit into a header"},
		"CA file missing": {
			entryguard.Config{AccessToken: "t", CACertFile: filepath.Join(t.TempDir(), "none.pem")}, "ca_cert_file", "could not be read", "it must say why",
		},
		"CA file without certificate": {entryguard.Config{AccessToken: "t", CACertFile: empty}, "ca_cert_file", "BEGIN CERTIFICATE", "it must say what is expected"},
		"negative pace":               {entryguard.Config{AccessToken: "t", RequestsPerSecond: -1}, "requests_per_second", "above 0", "nonsense"},
		"no number":                   {entryguard.Config{AccessToken: "t", RequestsPerSecond: math.NaN()}, "requests_per_second", "above 0", "nonsense"},
		"infinite":                    {entryguard.Config{AccessToken: "t", RequestsPerSecond: math.Inf(1)}, "requests_per_second", "above 0", "nonsense"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			noProxies(t)
			_, newErr := entryguard.New(test.cfg)
			for _, err := range []error{test.cfg.Validate(), newErr} {
				got, ok := errors.AsType[*entryguard.ConfigError](err)
				if !ok {
					t.Fatalf("error = %v, want a *ConfigError: %s", err, test.reason)
				}
				if got.Attribute != test.attribute || !strings.Contains(got.Detail, test.text) || got.Summary == "" {
					t.Errorf("error = %+v, want attribute %q and %q: %s", got, test.attribute, test.text, test.reason)
				}
				if strings.Contains(got.Error(), "hunter") {
					t.Errorf("the error repeats a secret: %v", got)
				}
			}
		})
	}
}

func TestConfigIsAccepted(t *testing.T) {
	for name, cfg := range map[string]entryguard.Config{
		"token, default endpoint": {AccessToken: "t"},
		"log-in":                  {OrganizationSlug: "a", Email: "b", Password: " with spaces\tand\nmore "},
		"key":                     {APIKey: "k"},
		"loopback address":        {Endpoint: "http://127.0.0.1:8080/api/v1", AccessToken: "t"},
		"loopback range":          {Endpoint: "http://127.9.9.9", AccessToken: "t"},
		"loopback v6":             {Endpoint: "http://[::1]:8080/", AccessToken: "t"},
		"localhost":               {Endpoint: "http://LocalHost/api/v1", AccessToken: "t"},
		"trailing slashes":        {Endpoint: "https://eg.example.com/api/v1//", AccessToken: "t"},
	} {
		if err := cfg.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
