package provider

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
)

// at returns the path of a diagnostic as people write it: entryguard.endpoint.
func at(d *tfprotov6.Diagnostic) string {
	text := strings.NewReplacer(`AttributeName("`, "", `ElementKeyInt(`, "[", `ElementKeyString("`, `["`, `ElementKeyValue(`, "[=").Replace(d.Attribute.String())
	text = strings.NewReplacer(`").[`, "[", `").`, ".", `")`, "", `).`, "].", `)`, "]").Replace(text)
	return text
}

func errorsIn(diagnostics []*tfprotov6.Diagnostic) []*tfprotov6.Diagnostic {
	var found []*tfprotov6.Diagnostic
	for _, d := range diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			found = append(found, d)
		}
	}
	return found
}

func TestValidateProvider(t *testing.T) {
	t.Parallel()
	p := newProtocol(t)
	eg := func(values map[string]any) map[string]any { return map[string]any{"entryguard": values} }
	aws := func(values map[string]any) map[string]any { return map[string]any{"aws": values} }
	role := func(values map[string]any) map[string]any {
		return aws(map[string]any{"assume_role": []any{values}})
	}
	const arn = "arn:aws:iam::123456789012:role/deployer"
	for name, c := range map[string]struct {
		block  map[string]any
		at     string // where the one error is; empty: none
		says   string
		reason string
	}{
		"empty":              {map[string]any{}, "", "", "nothing is needed until a backend is used"},
		"plain http":         {eg(map[string]any{"endpoint": "http://api.example.com/api/v1"}), "entryguard.endpoint", "api.example.com", "credentials would be readable on the way"},
		"http on loopback":   {eg(map[string]any{"endpoint": "http://127.0.0.1:8080/api/v1"}), "", "", "nothing leaves the machine"},
		"http on localhost":  {eg(map[string]any{"endpoint": "http://localhost:8080/api/v1"}), "", "", "nothing leaves the machine"},
		"no URL":             {eg(map[string]any{"endpoint": "api.example.com"}), "entryguard.endpoint", "absolute URL", "it cannot be asked"},
		"unknown endpoint":   {eg(map[string]any{"endpoint": unknown{}}), "", "", "it may become a good one"},
		"token and key":      {eg(map[string]any{"access_token": "t", "api_key": "k"}), "entryguard.api_key", "ENTRYGUARD_ACCESS_TOKEN", "which one should count?"},
		"token and password": {eg(map[string]any{"access_token": "t", "password": "p"}), "entryguard.password", "access_token", "which one should count?"},
		"unknown and key":    {eg(map[string]any{"access_token": unknown{}, "api_key": "k"}), "entryguard.api_key", "api_key", "an unknown value is a value"},
		"half a log-in":      {eg(map[string]any{"email": "ada@example.com"}), "", "", "the environment may hold the other half"},
		"empty token":        {eg(map[string]any{"access_token": ""}), "entryguard.access_token", "length", "a variable that was not set must not fall back to other credentials"},
		"no requests":        {eg(map[string]any{"requests_per_second": 0}), "entryguard.requests_per_second", "0.1", "nothing would ever be sent"},
		"all unknown":        {map[string]any{"entryguard": unknown{}, "aws": unknown{}, "deletion_policy": unknown{}}, "", "", "unknown values while planning do not fail"},
		"policy":             {map[string]any{"deletion_policy": "KEEP"}, "deletion_policy", "PREVENT", "a typo here would delete"},

		"good role":           {role(map[string]any{"role_arn": arn, "duration": "1h30m", "session_name": "steward", "policy": `{"Version":"2012-10-17"}`}), "", "", "all as STS wants it"},
		"role without ARN":    {role(map[string]any{"role_arn": "deployer"}), "aws.assume_role[0].role_arn", "ARN", "STS would refuse it"},
		"role of a user":      {role(map[string]any{"role_arn": "arn:aws:iam::123456789012:user/deployer"}), "aws.assume_role[0].role_arn", "ARN", "a user cannot be assumed"},
		"unknown role":        {role(map[string]any{"role_arn": unknown{}}), "", "", "it may become a good one"},
		"short role":          {role(map[string]any{"role_arn": arn, "duration": "5m"}), "aws.assume_role[0].duration", "15m", "STS's least is 15 minutes"},
		"long role":           {role(map[string]any{"role_arn": arn, "duration": "13h"}), "aws.assume_role[0].duration", "12h", "STS's most is 12 hours"},
		"seconds":             {role(map[string]any{"role_arn": arn, "duration": "3600"}), "aws.assume_role[0].duration", "duration", "a number has no unit"},
		"policy no JSON":      {role(map[string]any{"role_arn": arn, "policy": "Allow"}), "aws.assume_role[0].policy", "JSON", "STS would refuse it"},
		"policy ARN":          {role(map[string]any{"role_arn": arn, "policy_arns": []any{"ReadOnlyAccess"}}), `aws.assume_role[0].policy_arns[=tftypes.String<"ReadOnlyAccess">]`, "ARN", "STS would refuse it"},
		"session name":        {role(map[string]any{"role_arn": arn, "session_name": "no spaces"}), "aws.assume_role[0].session_name", "letters", "STS would refuse it"},
		"external ID":         {role(map[string]any{"role_arn": arn, "external_id": "x"}), "aws.assume_role[0].external_id", "between 2 and 1224", "STS would refuse it"},
		"no roles":            {aws(map[string]any{"assume_role": []any{}}), "aws.assume_role", "at least 1", "an empty list is a mistake"},
		"web identity":        {aws(map[string]any{"assume_role_with_web_identity": map[string]any{"role_arn": arn, "duration": "1s", "web_identity_token_file": "token"}}), "aws.assume_role_with_web_identity.duration", "15m", "STS's least is 15 minutes"},
		"two tokens":          {aws(map[string]any{"assume_role_with_web_identity": map[string]any{"role_arn": arn, "web_identity_token": "abcdef", "web_identity_token_file": "token"}}), "aws.assume_role_with_web_identity.web_identity_token", "web_identity_token_file", "which one should count?"},
		"account":             {aws(map[string]any{"allowed_account_ids": []any{"12345"}}), `aws.allowed_account_ids[=tftypes.String<"12345">]`, "12 digits", "no account has such an ID, so every account would be refused"},
		"allowed, forbidden":  {aws(map[string]any{"allowed_account_ids": []any{"123456789012"}, "forbidden_account_ids": unknown{}}), "", "", "the second may become null"},
		"endpoint no URL":     {aws(map[string]any{"endpoints": map[string]any{"sts": "sts.example.com"}}), "aws.endpoints.sts", "https://", "it cannot be asked"},
		"retries":             {aws(map[string]any{"max_retries": -1}), "aws.max_retries", "at least 0", "fewer than none cannot be"},
		"key without secret":  {aws(map[string]any{"access_key": "AKID"}), "aws.access_key", "secret_key", "half a credential"},
		"secret without key":  {aws(map[string]any{"secret_key": "s"}), "aws.secret_key", "access_key", "half a credential"},
		"unknown transitives": {role(map[string]any{"role_arn": arn, "transitive_tag_keys": unknown{}, "tags": unknown{}}), "", "", "unknown values while planning do not fail"},
	} {
		t.Run(name, func(t *testing.T) {
			found := errorsIn(p.validateProvider(c.block))
			switch {
			case c.at == "" && len(found) > 0:
				t.Errorf("got %s at %s: %s; want no error: %s", found[0].Summary, at(found[0]), found[0].Detail, c.reason)
			case c.at != "" && len(found) != 1:
				t.Errorf("got %d errors, want one at %s: %s", len(found), c.at, c.reason)
			case c.at != "" && (at(found[0]) != c.at || !strings.Contains(found[0].Detail, c.says)):
				t.Errorf("got %q at %s, want %q at %s: %s", found[0].Detail, at(found[0]), c.says, c.at, c.reason)
			}
		})
	}
}

func TestValidateProviderAccounts(t *testing.T) {
	t.Parallel()
	found := errorsIn(newProtocol(t).validateProvider(map[string]any{"aws": map[string]any{
		"allowed_account_ids": []any{"123456789012"}, "forbidden_account_ids": []any{"210987654321"},
	}}))
	if len(found) != 2 || at(found[0]) == at(found[1]) {
		t.Errorf("got %v, want one error at each of the two: they cannot both be meant", found)
	}
}

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

func TestCloudControlConfig(t *testing.T) {
	t.Parallel()
	block := map[string]any{
		"region": "eu-west-1", "profile": "p", "access_key": "ak", "secret_key": "sk", "token": "st",
		"shared_config_files": []any{"c1", "c2"}, "shared_credentials_files": []any{"s1"},
		"assume_role": []any{
			map[string]any{
				"role_arn": "arn:aws:iam::123456789012:role/one", "session_name": "sn", "external_id": "xi", "duration": "1h", "policy": "{}",
				"policy_arns": []any{"arn:aws:iam::aws:policy/ReadOnlyAccess"}, "source_identity": "si", "tags": map[string]any{"k": "v"}, "transitive_tag_keys": []any{"k"},
			},
			map[string]any{"role_arn": "arn:aws:iam::123456789012:role/two"},
		},
		"assume_role_with_web_identity": map[string]any{
			"role_arn": "arn:aws:iam::123456789012:role/web", "session_name": "wn", "duration": "30m", "policy": "{}",
			"policy_arns": []any{"arn:aws:iam::aws:policy/ReadOnlyAccess"}, "web_identity_token": "wt", "web_identity_token_file": "wf",
		},
		"endpoints":           map[string]any{"cloudcontrol": "https://cc", "cloudformation": "https://cf", "sts": "https://sts"},
		"allowed_account_ids": []any{"123456789012"}, "forbidden_account_ids": []any{"210987654321"}, "max_retries": 3, "custom_ca_bundle": "ca",
		"http_proxy": "http://p", "https_proxy": "", "no_proxy": "n", "insecure": true, "use_fips_endpoint": true, "use_dualstack_endpoint": true,
		"skip_credentials_validation": true, "skip_requesting_account_id": true, "skip_metadata_api_check": true,
	}
	yes, proxy, noProxy := true, "http://p", ""
	want := cloudcontrol.Config{
		Region: "eu-west-1", Profile: "p", AccessKey: "ak", SecretKey: "sk", Token: "st",
		SharedConfigFiles: []string{"c1", "c2"}, SharedCredentialsFiles: []string{"s1"},
		AssumeRole: []cloudcontrol.AssumeRole{
			{
				RoleARN: "arn:aws:iam::123456789012:role/one", SessionName: "sn", ExternalID: "xi", Duration: time.Hour, Policy: "{}",
				PolicyARNs: []string{"arn:aws:iam::aws:policy/ReadOnlyAccess"}, SourceIdentity: "si", Tags: map[string]string{"k": "v"}, TransitiveTagKeys: []string{"k"},
			},
			{RoleARN: "arn:aws:iam::123456789012:role/two"},
		},
		AssumeRoleWithWebIdentity: &cloudcontrol.WebIdentity{
			RoleARN: "arn:aws:iam::123456789012:role/web", SessionName: "wn", Duration: 30 * time.Minute, Policy: "{}",
			PolicyARNs: []string{"arn:aws:iam::aws:policy/ReadOnlyAccess"}, WebIdentityToken: "wt", WebIdentityTokenFile: "wf",
		},
		Endpoints:         cloudcontrol.Endpoints{CloudControl: "https://cc", CloudFormation: "https://cf", STS: "https://sts"},
		AllowedAccountIDs: []string{"123456789012"}, ForbiddenAccountIDs: []string{"210987654321"}, MaxRetries: 3, CustomCABundle: "ca",
		HTTPProxy: &proxy, HTTPSProxy: &noProxy, NoProxy: "n", Insecure: true, UseFIPSEndpoint: true, UseDualStackEndpoint: true,
		SkipCredentialsValidation: true, SkipRequestingAccountID: true, SkipMetadataAPICheck: &yes,
	}
	if diff := cmp.Diff(want, awsConfigOf(t, block)); diff != "" {
		t.Errorf("every attribute must arrive (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(cloudcontrol.Config{AssumeRole: []cloudcontrol.AssumeRole{}}, awsConfigOf(t, map[string]any{})); diff != "" {
		t.Errorf("what is not set must leave the environment in charge (-want +got):\n%s", diff)
	}
}

// awsConfigOf decodes an aws block as Configure does.
func awsConfigOf(t *testing.T, block map[string]any) cloudcontrol.Config {
	t.Helper()
	blockType := AWSBlock()
	value, err := blockType.ValueFromTerraform(t.Context(), terraformValue(t, blockType.TerraformType(t.Context()), block))
	if err != nil {
		t.Fatal(err)
	}
	object, ok := value.(types.Object)
	if !ok {
		t.Fatalf("the aws block is a %T", value)
	}
	config, diags := AWSConfigOf(t.Context(), object)
	if diags.HasError() {
		t.Fatal(diags)
	}
	return config
}

func TestUserAgent(t *testing.T) {
	t.Setenv("TF_APPEND_USER_AGENT", "pipeline/7")
	if got, want := userAgent("1.11.4", "0.1.0"), "Terraform/1.11.4 terraform-provider-steward/0.1.0 pipeline/7"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestOnFirstUse(t *testing.T) {
	t.Parallel()
	type client struct{}
	broken := func() diag.Diagnostics {
		var diags diag.Diagnostics
		diags.AddError("broken", "")
		return diags
	}
	t.Run("made once", func(t *testing.T) {
		made := 0
		get := onFirstUse(func(context.Context) (*client, diag.Diagnostics) {
			made++
			var diags diag.Diagnostics
			diags.AddWarning("plain http", "")
			return &client{}, diags
		})
		first, warnings := get(t.Context())
		second, none := get(t.Context())
		if first == nil || first != second || made != 1 || len(warnings) != 1 || len(none) != 0 {
			t.Errorf("made %d times, warnings %v then %v; want one client, and its warning once", made, warnings, none)
		}
	})
	t.Run("a failure is kept", func(t *testing.T) {
		made := 0
		get := onFirstUse(func(context.Context) (*client, diag.Diagnostics) { made++; return nil, broken() })
		_, first := get(t.Context())
		_, second := get(t.Context())
		if made != 1 || !first.HasError() || !second.HasError() {
			t.Errorf("made %d times: a hundred resources must not ask a hundred times for credentials that do not exist", made)
		}
	})
	t.Run("an interruption is not", func(t *testing.T) {
		made := 0
		get := onFirstUse(func(context.Context) (*client, diag.Diagnostics) { made++; return nil, broken() })
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		get(ended)
		if get(t.Context()); made != 2 {
			t.Errorf("made %d times, want 2: what failed under a context that had ended says nothing", made)
		}
	})
}
