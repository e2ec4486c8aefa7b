package provider_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// maxSchemaTime is generous: a machine that runs other things still answers in
// a fraction of it.
const maxSchemaTime = time.Second

func TestSchemaAnswersAtOnce(t *testing.T) {
	server := providertest.NewServer()
	began := time.Now()
	if _, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{}); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > maxSchemaTime {
		t.Errorf("the schema took %s, want less than %s: every terraform command asks for it", took, maxSchemaTime)
	}
}

func TestEveryAttributeIsDescribed(t *testing.T) {
	t.Parallel()
	p := providertest.NewProtocol(t)
	blocks := map[string]*tfprotov6.Schema{"provider": p.Schemas.Provider}
	maps.Copy(blocks, p.Schemas.ResourceSchemas)
	for name, schema := range p.Schemas.DataSourceSchemas {
		blocks["data "+name] = schema
	}
	for name, schema := range blocks {
		providertest.EachBlock(name, schema.Block, func(path string, block *tfprotov6.SchemaBlock) {
			if block.Description == "" {
				t.Errorf("%s has no description: the documentation is made from them", path)
			}
		})
		providertest.EachAttribute(name, schema.Block, func(path string, a *tfprotov6.SchemaAttribute) {
			switch {
			case a.Description == "":
				t.Errorf("%s has no description: the documentation is made from them", path)
			case !strings.HasSuffix(strings.TrimSpace(a.Description), "."):
				t.Errorf("%s: the description is no sentence: %q", path, a.Description)
			}
		})
	}
}

// TestEnvironmentIsDescribed keeps the documentation complete: it is made from
// the descriptions.
func TestEnvironmentIsDescribed(t *testing.T) {
	t.Parallel()
	described := map[string]string{}
	providertest.EachAttribute("provider", providertest.NewProtocol(t).Schemas.Provider.Block, func(path string, a *tfprotov6.SchemaAttribute) {
		described[path] = a.Description
	})
	for path, variable := range map[string]string{
		"provider.entryguard.endpoint":                                       "ENTRYGUARD_ENDPOINT",
		"provider.entryguard.access_token":                                   "ENTRYGUARD_ACCESS_TOKEN",
		"provider.entryguard.organization_slug":                              "ENTRYGUARD_ORGANIZATION_SLUG",
		"provider.entryguard.email":                                          "ENTRYGUARD_EMAIL",
		"provider.entryguard.password":                                       "ENTRYGUARD_PASSWORD",
		"provider.entryguard.api_key":                                        "ENTRYGUARD_API_KEY",
		"provider.entryguard.ca_cert_file":                                   "ENTRYGUARD_CA_CERT_FILE",
		"provider.aws.region":                                                "AWS_REGION",
		"provider.aws.profile":                                               "AWS_PROFILE",
		"provider.aws.access_key":                                            "AWS_ACCESS_KEY_ID",
		"provider.aws.secret_key":                                            "AWS_SECRET_ACCESS_KEY",
		"provider.aws.token":                                                 "AWS_SESSION_TOKEN",
		"provider.aws.shared_config_files":                                   "AWS_CONFIG_FILE",
		"provider.aws.shared_credentials_files":                              "AWS_SHARED_CREDENTIALS_FILE",
		"provider.aws.assume_role_with_web_identity.web_identity_token_file": "AWS_WEB_IDENTITY_TOKEN_FILE",
		"provider.aws.endpoints.cloudcontrol":                                "AWS_ENDPOINT_URL_CLOUDCONTROL",
		"provider.aws.endpoints.cloudformation":                              "AWS_ENDPOINT_URL_CLOUDFORMATION",
		"provider.aws.endpoints.sts":                                         "AWS_ENDPOINT_URL_STS",
		"provider.aws.custom_ca_bundle":                                      "AWS_CA_BUNDLE",
		"provider.aws.use_fips_endpoint":                                     "AWS_USE_FIPS_ENDPOINT",
		"provider.aws.use_dualstack_endpoint":                                "AWS_USE_DUALSTACK_ENDPOINT",
		"provider.aws.skip_metadata_api_check":                               "AWS_EC2_METADATA_DISABLED",
		"provider.aws.default_tags.tags":                                     "TF_AWS_DEFAULT_TAGS_KEY",
	} {
		if !strings.Contains(described[path], "`"+variable+"`") {
			t.Errorf("%s does not name %s: %q", path, variable, described[path])
		}
	}
}

// TestStateShape holds the names of the interface: examples, state files and
// users' configurations depend on them. Each is its name and how it behaves.
func TestStateShape(t *testing.T) {
	t.Parallel()
	p := providertest.NewProtocol(t)
	for name, c := range map[string]struct {
		schema *tfprotov6.Schema
		want   []string
	}{
		"provider": {p.Schemas.Provider, []string{
			"aws block", "deletion_policy optional", "deletion_preflight optional", "entryguard block", "record_deletion_blockers optional",
		}},
		"provider.entryguard": {providertest.NestedSchema(t, p.Schemas.Provider, "entryguard"), []string{
			"access_token optional sensitive", "api_key optional sensitive", "ca_cert_file optional", "email optional", "endpoint optional",
			"organization_slug optional", "password optional sensitive", "requests_per_second optional",
		}},
		"provider.aws": {providertest.NestedSchema(t, p.Schemas.Provider, "aws"), []string{
			"access_key optional", "allowed_account_ids optional", "assume_role block", "assume_role_with_web_identity block", "custom_ca_bundle optional", "default_tags block",
			"endpoints block", "forbidden_account_ids optional", "http_proxy optional", "https_proxy optional", "insecure optional", "max_retries optional",
			"no_proxy optional", "profile optional", "region optional", "requests_per_second optional", "secret_key optional sensitive", "shared_config_files optional",
			"shared_credentials_files optional", "skip_credentials_validation optional", "skip_metadata_api_check optional", "skip_requesting_account_id optional",
			"token optional sensitive", "use_dualstack_endpoint optional", "use_fips_endpoint optional",
		}},
		"steward_entryguard_resource": {p.Schemas.ResourceSchemas["steward_entryguard_resource"], []string{
			"cloud_provider required", "config optional", "created_at computed", "credential_id required", "credential_name computed",
			"deletion_blockers computed", "deletion_policy optional computed", "id computed", "is_active optional computed", "name required", "on_active_sessions optional computed",
			"organization_id computed", "region optional", "resource_identifier required", "resource_type required", "timeouts block", "verify_on_create optional",
		}},
		"steward_entryguard_credential": {p.Schemas.ResourceSchemas["steward_entryguard_credential"], []string{
			"cloud_provider required", "created_at computed", "credential_data optional sensitive", "credential_data_wo optional sensitive write-only",
			"credential_data_wo_version optional", "credential_type required", "deletion_blockers computed", "deletion_policy optional computed", "id computed", "is_valid computed",
			"name required", "organization_id computed", "timeouts block", "verification_error computed",
		}},
		"steward_entryguard_role": {p.Schemas.ResourceSchemas["steward_entryguard_role"], []string{
			"created_at computed", "deletion_blockers computed", "deletion_policy optional computed", "description optional", "id computed",
			"max_session_duration_hours optional", "name required", "organization_id computed", "resource_ids computed", "timeouts block", "user_ids computed",
		}},
		"steward_entryguard_role_resource_assignment": {p.Schemas.ResourceSchemas["steward_entryguard_role_resource_assignment"], []string{
			"deletion_blockers computed", "deletion_policy optional computed", "id computed", "organization_id computed", "resource_id required", "role_id required", "timeouts block",
		}},
		"steward_entryguard_role_user_assignment": {p.Schemas.ResourceSchemas["steward_entryguard_role_user_assignment"], []string{
			"deletion_blockers computed", "deletion_policy optional computed", "id computed", "organization_id computed", "role_id required", "timeouts block", "user_id required",
		}},
		"steward_entryguard_user": {p.Schemas.ResourceSchemas["steward_entryguard_user"], []string{
			"created_at computed", "deletion_blockers computed", "deletion_policy optional computed", "email required", "id computed", "is_active optional computed",
			"is_org_admin optional computed", "mfa_enabled computed", "name optional computed", "organization_id computed", "platform_role computed",
			"role_names computed", "timeouts block",
		}},
		"steward_entryguard_api_key": {p.Schemas.ResourceSchemas["steward_entryguard_api_key"], []string{
			"created_at computed", "deletion_blockers computed", "deletion_policy optional computed", "description optional", "expires_at optional", "id computed",
			"key_prefix computed", "name required", "organization_id computed", "plain_text_key computed sensitive", "scopes required", "timeouts block",
		}},
		"steward_entryguard_static_ip_rule": {p.Schemas.ResourceSchemas["steward_entryguard_static_ip_rule"], []string{
			"created_at computed", "deletion_blockers computed", "deletion_policy optional computed", "id computed", "ip_address required", "label required",
			"organization_id computed", "resource_ids required", "resources computed", "status computed", "timeouts block",
		}},
		"steward_entryguard_organization_settings": {p.Schemas.ResourceSchemas["steward_entryguard_organization_settings"], []string{
			"id computed", "mfa_required optional computed", "name computed", "organization_id computed", "password_expiration_days optional computed",
			"password_min_length optional computed", "password_require_digit optional computed", "password_require_lowercase optional computed",
			"password_require_special_char optional computed", "password_require_uppercase optional computed", "subscription_tier computed", "timeouts block",
		}},
	} {
		if diff := cmp.Diff(c.want, providertest.Behaviours(c.schema)); diff != "" {
			t.Errorf("%s has another shape than the interface says (-want +got):\n%s", name, diff)
		}
		if c.schema.Version != 0 {
			t.Errorf("%s: schema version %d, want 0", name, c.schema.Version)
		}
	}
}
