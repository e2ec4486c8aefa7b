package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
)

// An awsModel is the provider's aws block. It is decoded only where every value
// is known, so that plain Go types serve for lists, sets and maps.
type awsModel struct {
	Region                    types.String       `tfsdk:"region"`
	Profile                   types.String       `tfsdk:"profile"`
	AccessKey                 types.String       `tfsdk:"access_key"`
	SecretKey                 types.String       `tfsdk:"secret_key"`
	Token                     types.String       `tfsdk:"token"`
	SharedConfigFiles         []string           `tfsdk:"shared_config_files"`
	SharedCredentialsFiles    []string           `tfsdk:"shared_credentials_files"`
	AssumeRole                []assumeRoleModel  `tfsdk:"assume_role"`
	AssumeRoleWithWebIdentity *webIdentityModel  `tfsdk:"assume_role_with_web_identity"`
	Endpoints                 *awsEndpointsModel `tfsdk:"endpoints"`
	AllowedAccountIDs         []string           `tfsdk:"allowed_account_ids"`
	ForbiddenAccountIDs       []string           `tfsdk:"forbidden_account_ids"`
	MaxRetries                types.Int64        `tfsdk:"max_retries"`
	RequestsPerSecond         types.Float64      `tfsdk:"requests_per_second"`
	CustomCABundle            types.String       `tfsdk:"custom_ca_bundle"`
	HTTPProxy                 types.String       `tfsdk:"http_proxy"`
	HTTPSProxy                types.String       `tfsdk:"https_proxy"`
	NoProxy                   types.String       `tfsdk:"no_proxy"`
	Insecure                  types.Bool         `tfsdk:"insecure"`
	UseFIPSEndpoint           types.Bool         `tfsdk:"use_fips_endpoint"`
	UseDualStackEndpoint      types.Bool         `tfsdk:"use_dualstack_endpoint"`
	SkipCredentialsValidation types.Bool         `tfsdk:"skip_credentials_validation"`
	SkipRequestingAccountID   types.Bool         `tfsdk:"skip_requesting_account_id"`
	SkipMetadataAPICheck      types.Bool         `tfsdk:"skip_metadata_api_check"`
	DefaultTags               types.Object       `tfsdk:"default_tags"` // see defaultTagsOf
}

type assumeRoleModel struct {
	RoleARN           types.String      `tfsdk:"role_arn"`
	SessionName       types.String      `tfsdk:"session_name"`
	ExternalID        types.String      `tfsdk:"external_id"`
	Duration          types.String      `tfsdk:"duration"`
	Policy            types.String      `tfsdk:"policy"`
	PolicyARNs        []string          `tfsdk:"policy_arns"`
	SourceIdentity    types.String      `tfsdk:"source_identity"`
	Tags              map[string]string `tfsdk:"tags"`
	TransitiveTagKeys []string          `tfsdk:"transitive_tag_keys"`
}

type webIdentityModel struct {
	RoleARN              types.String `tfsdk:"role_arn"`
	SessionName          types.String `tfsdk:"session_name"`
	Duration             types.String `tfsdk:"duration"`
	Policy               types.String `tfsdk:"policy"`
	PolicyARNs           []string     `tfsdk:"policy_arns"`
	WebIdentityToken     types.String `tfsdk:"web_identity_token"`
	WebIdentityTokenFile types.String `tfsdk:"web_identity_token_file"`
}

type awsEndpointsModel struct {
	CloudControl   types.String `tfsdk:"cloudcontrol"`
	CloudFormation types.String `tfsdk:"cloudformation"`
	STS            types.String `tfsdk:"sts"`
}

// makeCloudControlClient makes the Cloud Control client from the aws block.
// What the block leaves out, the AWS configuration library takes from the
// environment and from shared files. An error is one diagnostic.
func makeCloudControlClient(ctx context.Context, block types.Object, finish func(*cloudcontrol.Config)) (*cloudcontrol.Client, diag.Diagnostics) {
	var model awsModel
	if !block.IsNull() {
		if diags := block.As(ctx, &model, basetypes.ObjectAsOptions{}); diags.HasError() {
			return nil, diags
		}
	}
	cfg := model.config()
	finish(&cfg)
	client, warnings, err := cloudcontrol.New(ctx, cfg)
	if err != nil {
		return nil, configDiagnostic("aws", err)
	}
	var diags diag.Diagnostics
	for _, w := range warnings {
		diags.AddAttributeWarning(configPath("aws", w.Attribute), w.Summary, w.Detail)
	}
	return client, diags
}

// config returns the block as the client takes it.
func (m awsModel) config() cloudcontrol.Config {
	return cloudcontrol.Config{
		Region:                    m.Region.ValueString(),
		Profile:                   m.Profile.ValueString(),
		AccessKey:                 m.AccessKey.ValueString(),
		SecretKey:                 m.SecretKey.ValueString(),
		Token:                     m.Token.ValueString(),
		SharedConfigFiles:         m.SharedConfigFiles,
		SharedCredentialsFiles:    m.SharedCredentialsFiles,
		AssumeRole:                m.roles(),
		AssumeRoleWithWebIdentity: m.AssumeRoleWithWebIdentity.config(),
		Endpoints:                 m.Endpoints.config(),
		AllowedAccountIDs:         m.AllowedAccountIDs,
		ForbiddenAccountIDs:       m.ForbiddenAccountIDs,
		MaxRetries:                int(m.MaxRetries.ValueInt64()),
		RequestsPerSecond:         m.RequestsPerSecond.ValueFloat64(),
		CustomCABundle:            m.CustomCABundle.ValueString(),
		HTTPProxy:                 m.HTTPProxy.ValueStringPointer(),
		HTTPSProxy:                m.HTTPSProxy.ValueStringPointer(),
		NoProxy:                   m.NoProxy.ValueString(),
		Insecure:                  m.Insecure.ValueBool(),
		UseFIPSEndpoint:           m.UseFIPSEndpoint.ValueBool(),
		UseDualStackEndpoint:      m.UseDualStackEndpoint.ValueBool(),
		SkipCredentialsValidation: m.SkipCredentialsValidation.ValueBool(),
		SkipRequestingAccountID:   m.SkipRequestingAccountID.ValueBool(),
		SkipMetadataAPICheck:      m.SkipMetadataAPICheck.ValueBoolPointer(),
	}
}

func (m awsModel) roles() []cloudcontrol.AssumeRole {
	roles := make([]cloudcontrol.AssumeRole, 0, len(m.AssumeRole))
	for _, r := range m.AssumeRole {
		roles = append(roles, cloudcontrol.AssumeRole{
			RoleARN:           r.RoleARN.ValueString(),
			Duration:          duration(r.Duration),
			ExternalID:        r.ExternalID.ValueString(),
			Policy:            r.Policy.ValueString(),
			PolicyARNs:        r.PolicyARNs,
			SessionName:       r.SessionName.ValueString(),
			SourceIdentity:    r.SourceIdentity.ValueString(),
			Tags:              r.Tags,
			TransitiveTagKeys: r.TransitiveTagKeys,
		})
	}
	return roles
}

func (m *webIdentityModel) config() *cloudcontrol.WebIdentity {
	if m == nil {
		return nil
	}
	return &cloudcontrol.WebIdentity{
		RoleARN:              m.RoleARN.ValueString(),
		Duration:             duration(m.Duration),
		Policy:               m.Policy.ValueString(),
		PolicyARNs:           m.PolicyARNs,
		SessionName:          m.SessionName.ValueString(),
		WebIdentityToken:     m.WebIdentityToken.ValueString(),
		WebIdentityTokenFile: m.WebIdentityTokenFile.ValueString(),
	}
}

func (m *awsEndpointsModel) config() cloudcontrol.Endpoints {
	if m == nil {
		return cloudcontrol.Endpoints{}
	}
	return cloudcontrol.Endpoints{
		CloudControl:   m.CloudControl.ValueString(),
		CloudFormation: m.CloudFormation.ValueString(),
		STS:            m.STS.ValueString(),
	}
}

// duration reads a duration that the schema has validated; zero where none is
// set.
func duration(value types.String) time.Duration {
	d, err := time.ParseDuration(value.ValueString())
	if err != nil {
		return 0
	}
	return d
}
