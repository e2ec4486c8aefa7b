package provider_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/provider"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

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
		"allowed_account_ids": []any{"123456789012"}, "forbidden_account_ids": []any{"210987654321"}, "max_retries": 3, "requests_per_second": 12.5, "custom_ca_bundle": "ca",
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
		AllowedAccountIDs: []string{"123456789012"}, ForbiddenAccountIDs: []string{"210987654321"}, MaxRetries: 3, RequestsPerSecond: 12.5, CustomCABundle: "ca",
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
	blockType := provider.AWSBlock()
	value, err := blockType.ValueFromTerraform(t.Context(), providertest.Value(t, blockType.TerraformType(t.Context()), block))
	if err != nil {
		t.Fatal(err)
	}
	object, ok := value.(types.Object)
	if !ok {
		t.Fatalf("the aws block is a %T", value)
	}
	config, diags := provider.AWSConfigOf(t.Context(), object)
	if diags.HasError() {
		t.Fatal(diags)
	}
	return config
}
