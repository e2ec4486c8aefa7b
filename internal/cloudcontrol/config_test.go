package cloudcontrol

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// none is a configuration that says nothing but where things are.
func (f *fakeAWS) none() Config {
	cfg := f.config()
	cfg.AccessKey, cfg.SecretKey, cfg.Token = "", "", ""
	return cfg
}

func TestConfigurationErrors(t *testing.T) {
	const role = "arn:aws:iam::444455556666:role/deployer"
	notPEM := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(notPEM, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	cases := map[string]struct {
		change    func(*Config)
		attribute string
		says      []string
		requests  int
	}{
		"access key alone": {func(c *Config) { c.SecretKey, c.Token = "", "" }, "secret_key", []string{"access_key", "secret_key"}, 0},
		"secret key alone": {func(c *Config) { c.AccessKey, c.Token = "", "" }, "access_key", nil, 0},
		"token alone":      {func(c *Config) { c.AccessKey, c.SecretKey = "", "" }, "token", nil, 0},
		"no credentials": {
			func(c *Config) { c.AccessKey, c.SecretKey, c.Token = "", "", "" }, "",
			[]string{"access_key", "profile", "assume_role", "AWS_ACCESS_KEY_ID", "AWS_PROFILE", "shared_credentials_files"},
			0,
		},
		"no region":            {func(c *Config) { c.Region = "" }, "region", []string{"AWS_REGION", "AWS_DEFAULT_REGION"}, 0},
		"no region for a role": {func(c *Config) { c.Region, c.AssumeRole, c.Endpoints.STS = "", []AssumeRole{{RoleARN: role}}, "" }, "region", []string{"AWS_REGION"}, 0},
		"nonsense region":      {func(c *Config) { c.Region = "eu west" }, "region", nil, 0},
		"no such profile":      {func(c *Config) { c.AccessKey, c.SecretKey, c.Token, c.Profile = "", "", "", "nobody" }, "profile", []string{"nobody", "shared_config_files", "AWS_PROFILE"}, 0},
		"role without ARN":     {func(c *Config) { c.AssumeRole = []AssumeRole{{RoleARN: role}, {}} }, "assume_role.1.role_arn", nil, 0},
		"identity without ARN": {func(c *Config) { c.AssumeRoleWithWebIdentity = &WebIdentity{WebIdentityToken: "t"} }, "assume_role_with_web_identity.role_arn", nil, 0},
		"identity without token": {
			func(c *Config) { c.AssumeRoleWithWebIdentity = &WebIdentity{RoleARN: role} }, "assume_role_with_web_identity",
			[]string{"web_identity_token", "web_identity_token_file"},
			0,
		},
		"endpoint without scheme":  {func(c *Config) { c.Endpoints.STS = "sts.example.com" }, "endpoints.sts", nil, 0},
		"endpoint with a password": {func(c *Config) { c.Endpoints.CloudControl = "https://a:hunter2@example.com" }, "endpoints.cloudcontrol", nil, 0},
		"endpoint and FIPS": {func(c *Config) {
			c.UseFIPSEndpoint, c.Endpoints = true, Endpoints{CloudFormation: "https://example.com"}
		}, "endpoints.cloudformation", []string{"use_fips_endpoint", "AWS_ENDPOINT_URL"}, 0},
		"endpoint and dual-stack": {func(c *Config) { c.UseDualStackEndpoint, c.Endpoints = true, Endpoints{STS: "https://example.com"} }, "endpoints.sts", []string{"use_dualstack_endpoint"}, 0},
		"proxy":                   {func(c *Config) { c.HTTPSProxy = new("http://a:hunter2@proxy:x") }, "https_proxy", nil, 0},
		"no CA bundle":            {func(c *Config) { c.CustomCABundle = notPEM + ".missing" }, "custom_ca_bundle", nil, 0},
		"CA bundle without any":   {func(c *Config) { c.CustomCABundle = notPEM }, "custom_ca_bundle", []string{"PEM"}, 0},
		"retries":                 {func(c *Config) { c.MaxRetries = -1 }, "max_retries", nil, 0},
		"short account":           {func(c *Config) { c.AllowedAccountIDs = []string{"123"} }, "allowed_account_ids", []string{`"123"`}, 0},
		"allowed, but not asked":  {func(c *Config) { c.AllowedAccountIDs = []string{testAccount} }, "allowed_account_ids", []string{"skip_requesting_account_id"}, 0},
		"two lists": {func(c *Config) {
			c.AllowedAccountIDs, c.ForbiddenAccountIDs, c.SkipRequestingAccountID = []string{testAccount}, []string{testAccount}, false
		}, "forbidden_account_ids", nil, 0},
		"not allowed": {
			func(c *Config) { c.AllowedAccountIDs, c.SkipRequestingAccountID = []string{"999988887777"}, false }, "allowed_account_ids",
			[]string{testAccount, "999988887777"},
			1,
		},
		"forbidden": {
			func(c *Config) {
				c.ForbiddenAccountIDs, c.SkipRequestingAccountID = []string{"999988887777", testAccount}, false
			}, "forbidden_account_ids",
			[]string{testAccount},
			1,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			clearEnvironment(t)
			fake := newFake(t, identity)
			cfg := fake.config()
			c.change(&cfg)
			client, _, err := New(t.Context(), cfg)
			got, ok := errors.AsType[*ConfigError](err)
			if !ok || client != nil {
				t.Fatalf("New = %v, %v; want no client and a *ConfigError", client, err)
			}
			if got.Attribute != c.attribute || got.Summary == "" || got.Detail == "" {
				t.Errorf("the error is at %q, want %q: %+v", got.Attribute, c.attribute, got)
			}
			for _, word := range c.says {
				if !strings.Contains(got.Detail, word) {
					t.Errorf("the detail does not name %s: %s", word, got.Detail)
				}
			}
			hidesSecrets(t, err)
			if n := fake.count(""); n != c.requests {
				t.Errorf("%d requests, want %d", n, c.requests)
			}
		})
	}
}

func hidesSecrets(t *testing.T, err error) {
	t.Helper()
	for current := err; current != nil; current = errors.Unwrap(current) {
		for _, secret := range []string{testSecretKey, testToken, "hunter2"} {
			if strings.Contains(fmt.Sprintf("%v %+v", current, current), secret) {
				t.Errorf("the error shows a secret: %v", current)
			}
		}
	}
}

func TestWrongCredentials(t *testing.T) {
	const role = "arn:aws:iam::444455556666:role/deployer"
	cases := map[string]struct {
		change    func(*Config)
		code      string
		attribute string
		summary   string
	}{
		"not accepted":  {func(c *Config) { c.SkipCredentialsValidation = false }, "InvalidClientTokenId", "", "The AWS credentials were not accepted"},
		"expired":       {func(c *Config) { c.SkipCredentialsValidation = false }, "ExpiredToken", "", "The AWS credentials were not accepted"},
		"bad signature": {func(c *Config) { c.SkipCredentialsValidation = false }, "SignatureDoesNotMatch", "", "The AWS credentials were not accepted"},
		"role":          {func(c *Config) { c.AssumeRole = []AssumeRole{{RoleARN: role}} }, "AccessDenied", "assume_role", "The AWS role could not be assumed"},
		"web identity": {func(c *Config) {
			c.AccessKey, c.SecretKey, c.Token = "", "", ""
			c.AssumeRoleWithWebIdentity = &WebIdentity{RoleARN: role, WebIdentityToken: testToken}
		}, "ExpiredTokenException", "assume_role_with_web_identity", "The AWS role could not be assumed"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			clearEnvironment(t)
			fake := newFake(t, func(w http.ResponseWriter, _ received) {
				answerQueryError(w, 403, c.code, "The Canonical String should have been x-amz-security-token:"+testToken)
			})
			cfg := fake.config()
			cfg.MaxRetries = 0
			c.change(&cfg)
			_, _, err := New(t.Context(), cfg)
			got, ok := errors.AsType[*ConfigError](err)
			if !ok || got.Attribute != c.attribute || got.Summary != c.summary {
				t.Fatalf("New = %v; want %q at %q", err, c.summary, c.attribute)
			}
			if !strings.Contains(got.Detail, c.code) || !strings.Contains(got.Detail, "AWS_ACCESS_KEY_ID") && !strings.Contains(got.Detail, "trust policy") {
				t.Errorf("the detail must say what AWS said and what can be set: %s", got.Detail)
			}
			if strings.Contains(err.Error(), testToken) {
				t.Errorf("the error shows a secret: %v", err)
			}
			if n := fake.count(""); n != 1 {
				t.Errorf("%d requests, want 1: wrong credentials do not get better", n)
			}
		})
	}
}

func TestCredentialsThatCannotBeValidated(t *testing.T) {
	clearEnvironment(t)
	fake := newFake(t, write(200, "<html>Please log in</html>"))
	cfg := fake.config()
	cfg.SkipCredentialsValidation = false
	_, _, err := New(t.Context(), cfg)
	got, ok := errors.AsType[*ConfigError](err)
	if !ok || !strings.Contains(got.Detail, "skip_credentials_validation") || deletion.ReasonOf(err) != deletion.Unavailable {
		t.Errorf("New = %v; want a *ConfigError that says what to check", err)
	}

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err = New(ctx, cfg)
	if _, configured := errors.AsType[*ConfigError](err); configured || !errors.Is(err, context.Canceled) {
		t.Errorf("New under a cancelled context = %v, want its cause: the configuration is not at fault", err)
	}
}

// TestTheContextEndsWhileSTSIsAsked: that says nothing about the credentials.
func TestTheContextEndsWhileSTSIsAsked(t *testing.T) {
	clearEnvironment(t)
	ctx, cancel := context.WithCancel(t.Context())
	fake := newFake(t, func(http.ResponseWriter, received) { cancel() })
	cfg := fake.config()
	cfg.SkipCredentialsValidation = false
	_, _, err := New(ctx, cfg)
	if _, configured := errors.AsType[*ConfigError](err); configured || !errors.Is(err, context.Canceled) {
		t.Errorf("New = %v, want that the context ended", err)
	}
}

// TestCredentialsInTime: whose credentials did not come in time is named.
func TestCredentialsInTime(t *testing.T) {
	for want, cfg := range map[string]Config{
		"": {}, "assume_role": {AssumeRole: []AssumeRole{{}}}, "assume_role_with_web_identity": {AssumeRoleWithWebIdentity: new(WebIdentity)},
	} {
		if got := cfg.tooSlow(); got.Attribute != want || !errors.Is(got, errNoCredentials) || !strings.Contains(got.Detail, "30s") {
			t.Errorf("%+v, want one at %q", got, want)
		}
	}
}

// TestTheRegionIsKnown: credentials are what is missing where a region is set, in
// whatever way.
func TestTheRegionIsKnown(t *testing.T) {
	regions := map[string]string{"config": "[default]\nregion = eu-north-1\n[profile work]\nregion = sa-east-1\n[profile nowhere]\noutput = json\n"}
	for name, c := range map[string]struct {
		change    func(t *testing.T, c *Config)
		attribute string
		summary   string
	}{
		"nowhere":         {func(*testing.T, *Config) {}, "region", "No AWS region"},
		"by attribute":    {func(_ *testing.T, c *Config) { c.Region = "eu-west-1" }, "", "No AWS credentials"},
		"by variable":     {func(t *testing.T, _ *Config) { t.Setenv("AWS_REGION", "eu-west-1") }, "", "No AWS credentials"},
		"in a file":       {func(t *testing.T, c *Config) { c.SharedConfigFiles = files(t, regions, "config") }, "", "No AWS credentials"},
		"in a named file": {func(t *testing.T, _ *Config) { t.Setenv("AWS_CONFIG_FILE", files(t, regions, "config")[0]) }, "", "No AWS credentials"},
		"in a profile": {func(t *testing.T, c *Config) {
			c.SharedConfigFiles, c.Profile = files(t, regions, "config"), "work"
		}, "", "No AWS credentials"},
		"in another profile": {func(t *testing.T, c *Config) {
			c.SharedConfigFiles, c.Profile = files(t, regions, "config"), "nowhere"
		}, "region", "No AWS region"},
		"who knows": {func(t *testing.T, _ *Config) { t.Setenv("AWS_MAX_ATTEMPTS", "many") }, "", "The AWS configuration could not be resolved"},
	} {
		t.Run(name, func(t *testing.T) {
			clearEnvironment(t)
			fake := newFake(t, accept)
			cfg := fake.none()
			cfg.Region = ""
			c.change(t, &cfg)
			_, _, err := New(t.Context(), cfg)
			if got, ok := errors.AsType[*ConfigError](err); !ok || got.Attribute != c.attribute || got.Summary != c.summary {
				t.Errorf("New = %v; want %q at %q", err, c.summary, c.attribute)
			}
		})
	}
}

// TestHowOftenReadsAreTried: ten times, unless max_retries says otherwise, or the
// variable of the SDK where that is not set.
func TestHowOftenReadsAreTried(t *testing.T) {
	for name, c := range map[string]struct {
		attribute int
		variable  string
		want      int
	}{
		"not said": {0, "", defaultMaxRetries}, "by attribute": {3, "", 3}, "by variable": {0, "4", 4}, "by both": {3, "4", 3},
	} {
		fake := newFake(t, accept)
		client := fake.client(t, func(cfg *Config) {
			cfg.MaxRetries = c.attribute
			t.Setenv("AWS_MAX_ATTEMPTS", c.variable)
		})
		options := client.newClients("eu-west-1").control.Options()
		if got := options.Retryer.MaxAttempts(); got != c.want {
			t.Errorf("%s: %d tries, want %d", name, got, c.want)
		}
	}
}

func TestRolesAreAssumedInTurn(t *testing.T) {
	clearEnvironment(t)
	fake := newFake(t, func(w http.ResponseWriter, r received) {
		switch r.operation {
		case "AssumeRole":
			w.Header().Set("Content-Type", "text/xml")
			_, _ = fmt.Fprintf(w, `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>`+
				`<AccessKeyId>ASIA%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey><SessionToken>%s</SessionToken><Expiration>%s</Expiration>`+
				`</Credentials></AssumeRoleResult></AssumeRoleResponse>`, r.form.Get("ExternalId"), testSecretKey, testToken, time.Now().Add(time.Hour).UTC().Format(time.RFC3339))
		default:
			exception(w, 400, "InvalidSignatureException", "signed with "+testToken)
		}
	})
	cfg := fake.none()
	cfg.AccessKey, cfg.SecretKey = testAccessKey, "another-secret"
	cfg.AssumeRole = []AssumeRole{
		{RoleARN: "arn:aws:iam::444455556666:role/first", SessionName: "steward", ExternalID: "x1", Duration: 30 * time.Minute},
		{RoleARN: "arn:aws:iam::555566667777:role/second", Tags: map[string]string{"team": "a"}, TransitiveTagKeys: []string{"team"}, SourceIdentity: "me", PolicyARNs: []string{"arn:aws:iam::aws:policy/ReadOnlyAccess"}, Policy: "{}"},
	}
	client, _, err := New(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	sent := map[string]url.Values{}
	for _, r := range fake.requests {
		sent[r.form.Get("RoleArn")] = r.form
	}
	for _, want := range []map[string]string{
		{"RoleArn": "arn:aws:iam::444455556666:role/first", "RoleSessionName": "steward", "ExternalId": "x1", "DurationSeconds": "1800"},
		{"RoleArn": "arn:aws:iam::555566667777:role/second", "Tags.member.1.Key": "team", "TransitiveTagKeys.member.1": "team", "SourceIdentity": "me", "Policy": "{}", "PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"},
	} {
		for name, value := range want {
			if got := sent[want["RoleArn"]].Get(name); got != value {
				t.Errorf("%s: %s = %q, want %q", want["RoleArn"], name, got, value)
			}
		}
	}
	_, err = client.Get(t.Context(), logGroups, "x")
	if f := deletion.AsFailure(err); f.Reason != deletion.Unauthenticated || f.Message != "signed with (secret)" {
		t.Errorf("Get = %v; the assumed role's token must not be shown", err)
	}
}

func TestEnvironmentAndFiles(t *testing.T) {
	cases := map[string]struct {
		environment map[string]string
		files       map[string]string // "config", "credentials"
		change      func(*Config)
		region      string
	}{
		"variables": {environment: map[string]string{"AWS_ACCESS_KEY_ID": testAccessKey, "AWS_SECRET_ACCESS_KEY": testSecretKey, "AWS_REGION": "eu-north-1"}, region: "eu-north-1"},
		"an attribute wins": {
			environment: map[string]string{"AWS_ACCESS_KEY_ID": testAccessKey, "AWS_SECRET_ACCESS_KEY": testSecretKey, "AWS_REGION": "eu-north-1"},
			change:      func(c *Config) { c.Region = "eu-south-1" }, region: "eu-south-1",
		},
		"profile by attribute": {
			files:  map[string]string{"config": "[profile work]\nregion = sa-east-1\n", "credentials": "[work]\naws_access_key_id = AKIA1\naws_secret_access_key = s1\n"},
			change: func(c *Config) { c.Profile = "work" }, region: "sa-east-1",
		},
		"profile by variable": {
			environment: map[string]string{"AWS_PROFILE": "work"},
			files:       map[string]string{"config": "[profile work]\nregion = sa-east-1\n", "credentials": "[work]\naws_access_key_id = AKIA1\naws_secret_access_key = s1\n"}, region: "sa-east-1",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			clearEnvironment(t)
			for variable, value := range c.environment {
				t.Setenv(variable, value)
			}
			fake := newFake(t, accept)
			cfg := fake.none()
			cfg.Region = ""
			cfg.SharedConfigFiles, cfg.SharedCredentialsFiles = files(t, c.files, "config"), files(t, c.files, "credentials")
			if c.change != nil {
				c.change(&cfg)
			}
			client, _, err := New(t.Context(), cfg)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := client.Get(t.Context(), logGroups, "x"); err != nil {
				t.Fatal(err)
			}
			if got := fake.last(t).region; client.Region() != c.region || got != c.region {
				t.Errorf("the region is %s, and %s on the wire; want %s", client.Region(), got, c.region)
			}
		})
	}
}

func files(t *testing.T, texts map[string]string, name string) []string {
	t.Helper()
	text, ok := texts[name]
	if !ok {
		return nil
	}
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{file}
}

func TestMetadataService(t *testing.T) {
	for name, c := range map[string]struct {
		skip *bool
		want string
	}{
		"not said": {nil, "as it was"},
		"skip":     {new(true), "true"},
		"ask":      {new(false), "false"},
	} {
		clearEnvironment(t)
		t.Setenv("AWS_EC2_METADATA_DISABLED", "as it was")
		fake := newFake(t, accept)
		cfg := fake.config()
		cfg.SkipMetadataAPICheck = c.skip
		if _, _, err := New(t.Context(), cfg); err != nil {
			t.Fatal(err)
		}
		if got := os.Getenv("AWS_EC2_METADATA_DISABLED"); got != c.want {
			t.Errorf("%s: AWS_EC2_METADATA_DISABLED = %q, want %q", name, got, c.want)
		}
	}
}
