package provider

import (
	"context"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/float64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/connection"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/tags"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// Schema describes the provider block.
func (p *stewardProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages objects behind two APIs, [EntryGuard](https://docs.entryguard.io) and " +
			"[AWS Cloud Control](https://docs.aws.amazon.com/cloudcontrolapi/), and carries their deletion through to a certain end: an object leaves the state " +
			"when it was observed to be gone, and not before.\n\n" +
			"Each of the two is configured when it is first used: a configuration without AWS resources needs no AWS credentials, and the other way round.",
		Attributes: map[string]schema.Attribute{
			"deletion_policy": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "`deletion_policy` of every resource that sets none of its own. " + destroy.DeletionPolicyDescription +
					" Default: `DELETE`. The value that counts is the one in state: apply a change of it before you destroy.",
				Validators: []validator.String{destroy.DeletionPolicyValidator()},
			},
			preflightAttributeName: deletionPreflightAttribute(),
			recordAttributeName:    recordBlockersAttribute(),
		},
		// Blocks and not object attributes: Terraform drops unknown names in an
		// object without a word, so that a misspelt guard would guard nothing.
		Blocks: map[string]schema.Block{
			"entryguard": schema.SingleNestedBlock{
				MarkdownDescription: "How to reach EntryGuard. There are three ways to authenticate: an access token, a log-in (organization slug, e-mail address and password) or an API key. " +
					"Set exactly one. A way that is set here, even in part, wins as a whole over the environment: with `access_token` set, `ENTRYGUARD_EMAIL` and the like are ignored; " +
					"with `email` set, only the missing parts of the log-in come from the environment.",
				Attributes: entryguardSchemaAttributes(),
			},
			"aws": awsBlock(),
		},
	}
}

func entryguardSchemaAttributes() map[string]schema.Attribute {
	text := func(description string, validators ...validator.String) schema.StringAttribute {
		return schema.StringAttribute{Optional: true, MarkdownDescription: description, Validators: validators}
	}
	secret := func(description string) schema.StringAttribute {
		attribute := text(description, stringvalidator.LengthAtLeast(1))
		attribute.Sensitive = true
		return attribute
	}
	return map[string]schema.Attribute{
		"endpoint": text("Base URL of the EntryGuard API, with its path and without a trailing slash. Plain `http` is refused unless the host is a loopback address. " +
			"Defaults to the environment variable `ENTRYGUARD_ENDPOINT`, else to `https://api.entryguard.io/api/v1`."),
		"access_token": secret("Access token (JWT) of a user with the role `ORG_ADMIN`. It is used as it is and cannot be renewed: a run that outlives it fails with an authentication error. " +
			"Environment variable: `ENTRYGUARD_ACCESS_TOKEN`."),
		"organization_slug": text("Organization to log in to, with `email` and `password`. Environment variable: `ENTRYGUARD_ORGANIZATION_SLUG`.", stringvalidator.LengthAtLeast(1)),
		"email": text("E-mail address of the user to log in as, with `organization_slug` and `password`. The user needs the role `ORG_ADMIN`, and must not need a second factor. "+
			"The access token stays in memory; it is renewed before it expires and once after it was refused. Environment variable: `ENTRYGUARD_EMAIL`.", stringvalidator.LengthAtLeast(1)),
		"password": secret("Password of the user to log in as, with `organization_slug` and `email`. Environment variable: `ENTRYGUARD_PASSWORD`."),
		"api_key": secret("API key, sent as `X-API-Key`. EntryGuard lets API keys read only, so it serves data sources and refreshing resources; a plan that must create, change or delete " +
			"something is an error. Environment variable: `ENTRYGUARD_API_KEY`."),
		"ca_cert_file": text("File with PEM certificates to trust in addition to the system's own. Proxies come from the usual environment variables (`HTTPS_PROXY`, `NO_PROXY`). "+
			"Environment variable: `ENTRYGUARD_CA_CERT_FILE`.", stringvalidator.LengthAtLeast(1)),
		"requests_per_second": schema.Float64Attribute{
			Optional: true,
			MarkdownDescription: "The most requests per second that all EntryGuard resources of the provider send together. Default: no such limit. " +
				"EntryGuard publishes none; when it throttles, the provider slows down to just below what was refused, and a request that was refused is sent again.",
			Validators: []validator.Float64{float64validator.AtLeast(0.1)},
		},
	}
}

// awsBlock describes the aws block, in the shape of the AWS provider's own.
func awsBlock() schema.SingleNestedBlock {
	return schema.SingleNestedBlock{
		MarkdownDescription: "How to reach AWS. The arguments and blocks have the names and meanings of the AWS provider's and are resolved by the same library, " +
			"so every environment variable and shared file that works there works here.",
		Attributes: awsSchemaAttributes(),
		Blocks: map[string]schema.Block{
			"assume_role": schema.ListNestedBlock{
				MarkdownDescription: "Role to assume. More than one block is a chain: each role is assumed with the credentials of the one before it.",
				NestedObject:        schema.NestedBlockObject{Attributes: assumeRoleAttributes()},
			},
			"assume_role_with_web_identity": schema.SingleNestedBlock{
				MarkdownDescription: "Role to assume with a token of an identity provider (OIDC). `assume_role` comes after it.",
				Attributes:          webIdentityAttributes(),
			},
			"endpoints": schema.SingleNestedBlock{
				MarkdownDescription: "Addresses to use instead of those of AWS, for example of a VPC endpoint or a simulated API. Plain `http` is accepted with a warning.",
				Attributes: map[string]schema.Attribute{
					"cloudcontrol":   endpointAttribute("Cloud Control", "CLOUDCONTROL"),
					"cloudformation": endpointAttribute("CloudFormation, which serves the schemas of resource types", "CLOUDFORMATION"),
					"sts":            endpointAttribute("STS, which says which account this is and hands out the credentials of roles", "STS"),
				},
			},
			tags.DefaultsAttribute: tags.DefaultsBlock(),
		},
	}
}

// awsSchemaAttributes describes the aws block's own arguments: the credentials
// here, the rest in the functions below.
func awsSchemaAttributes() map[string]schema.Attribute {
	here := path.MatchRelative().AtParent()
	attributes := map[string]schema.Attribute{
		"region": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Region of resources that set none of their own. It is used only when a resource is created; after that the region in the state is used. " +
				"Environment variables: `AWS_REGION`, `AWS_DEFAULT_REGION`; else the region of the profile.",
			Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
		},
		"profile": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Profile of the shared configuration and credentials files. Environment variable: `AWS_PROFILE`.",
		},
		"access_key": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Access key ID, with `secret_key`. Environment variable: `AWS_ACCESS_KEY_ID`.",
			Validators:          []validator.String{stringvalidator.AlsoRequires(here.AtName("secret_key"))},
		},
		"secret_key": schema.StringAttribute{
			Optional:            true,
			Sensitive:           true,
			MarkdownDescription: "Secret access key, with `access_key`. Environment variable: `AWS_SECRET_ACCESS_KEY`.",
			Validators:          []validator.String{stringvalidator.AlsoRequires(here.AtName("access_key"))},
		},
		"token": schema.StringAttribute{
			Optional:            true,
			Sensitive:           true,
			MarkdownDescription: "Session token of temporary credentials. Environment variable: `AWS_SESSION_TOKEN`.",
		},
		"shared_config_files": schema.ListAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Shared configuration files. Environment variable: `AWS_CONFIG_FILE`. Default: `~/.aws/config`.",
		},
		"shared_credentials_files": schema.ListAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Shared credentials files. Environment variable: `AWS_SHARED_CREDENTIALS_FILE`. Default: `~/.aws/credentials`.",
		},
	}
	addAccountAttributes(attributes)
	addTransportAttributes(attributes)
	addSkipAttributes(attributes)
	return attributes
}

func endpointAttribute(service, variable string) schema.StringAttribute {
	return schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: "URL of " + service + ". Environment variables: `AWS_ENDPOINT_URL_" + variable + "`, `AWS_ENDPOINT_URL`.",
		Validators:          []validator.String{webAddress{}},
	}
}

func addAccountAttributes(attributes map[string]schema.Attribute) {
	here := path.MatchRelative().AtParent()
	accounts := func(description, conflicting string) schema.SetAttribute {
		return schema.SetAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: description,
			Validators: []validator.Set{
				setvalidator.SizeAtLeast(1),
				setvalidator.ConflictsWith(here.AtName(conflicting)),
				setvalidator.ValueStringsAre(stringvalidator.RegexMatches(regexp.MustCompile(`^[0-9]{12}$`), "must be an AWS account ID: 12 digits")),
			},
		}
	}
	attributes["allowed_account_ids"] = accounts("AWS account IDs (12 digits). Any other account is an error. Conflicts with `forbidden_account_ids`.", "forbidden_account_ids")
	attributes["forbidden_account_ids"] = accounts("AWS account IDs (12 digits) that are an error. Conflicts with `allowed_account_ids`.", "allowed_account_ids")
}

func addTransportAttributes(attributes map[string]schema.Attribute) {
	text := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Optional: true, MarkdownDescription: description}
	}
	flag := func(description string) schema.BoolAttribute {
		return schema.BoolAttribute{Optional: true, MarkdownDescription: description}
	}
	attributes["max_retries"] = schema.Int64Attribute{
		Optional: true,
		MarkdownDescription: "How often a request that only reads is repeated. Requests that change something are repeated by the provider itself, " +
			"which first checks whether they took effect. Default: 10.",
		Validators: []validator.Int64{int64validator.AtLeast(0)},
	}
	attributes["requests_per_second"] = schema.Float64Attribute{
		Optional: true,
		MarkdownDescription: "The most requests per second that all Cloud Control resources of the provider send together, for each account and region. Default: no such limit. " +
			"AWS publishes none; when it throttles, the provider slows down to just below what was refused, and a request that was refused is sent again.",
		Validators: []validator.Float64{float64validator.AtLeast(0.1)},
	}
	attributes["custom_ca_bundle"] = text("File with PEM certificates to trust. Environment variable: `AWS_CA_BUNDLE`.")
	attributes["http_proxy"] = text("Proxy for plain `http`; an empty string switches it off. Environment variable: `HTTP_PROXY`.")
	attributes["https_proxy"] = text("Proxy for `https`; an empty string switches it off. Environment variable: `HTTPS_PROXY`.")
	attributes["no_proxy"] = text("Hosts that are reached without a proxy, separated by commas. Environment variable: `NO_PROXY`.")
	attributes["insecure"] = flag("Accept any TLS certificate. Default: `false`.")
	attributes["use_fips_endpoint"] = flag("Use FIPS endpoints. Environment variable: `AWS_USE_FIPS_ENDPOINT`. Default: `false`.")
	attributes["use_dualstack_endpoint"] = flag("Use endpoints with IPv6. Environment variable: `AWS_USE_DUALSTACK_ENDPOINT`. Default: `false`.")
}

func addSkipAttributes(attributes map[string]schema.Attribute) {
	attributes["skip_credentials_validation"] = schema.BoolAttribute{
		Optional:            true,
		MarkdownDescription: "Do not ask STS whether the credentials are valid before the first use. Default: `false`.",
	}
	attributes["skip_requesting_account_id"] = schema.BoolAttribute{
		Optional: true,
		MarkdownDescription: "Never ask STS which account the credentials belong to. Default: `false`. Without the account, the provider cannot tell an object that is gone from one " +
			"that is in another account; what is otherwise an error becomes a warning.",
	}
	attributes["skip_metadata_api_check"] = schema.BoolAttribute{
		Optional: true,
		MarkdownDescription: "Whether the EC2 instance metadata service is left out when credentials and region are searched for: `true` never asks it, `false` always does. " +
			"Environment variable: `AWS_EC2_METADATA_DISABLED`.",
	}
}

func assumeRoleAttributes() map[string]schema.Attribute {
	attributes := sharedRoleAttributes()
	attributes["role_arn"] = schema.StringAttribute{
		Required:            true,
		MarkdownDescription: roleARNDescription,
		Validators:          []validator.String{connection.RoleARN()},
	}
	attributes["external_id"] = schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: "External ID that the role's trust policy asks for, 2 to 1224 characters.",
		Validators: []validator.String{
			stringvalidator.LengthBetween(2, 1224),
			stringvalidator.RegexMatches(regexp.MustCompile(`^[\w+=,.@:/\-]*$`), "may hold letters, digits and _+=,.@:/- only"),
		},
	}
	attributes["source_identity"] = schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: "Source identity that the session carries, 2 to 64 characters.",
		Validators:          roleNameValidators(),
	}
	attributes["tags"] = schema.MapAttribute{
		Optional: true, ElementType: types.StringType,
		MarkdownDescription: "Session tags.",
	}
	attributes["transitive_tag_keys"] = schema.SetAttribute{
		Optional: true, ElementType: types.StringType,
		MarkdownDescription: "Keys of the session tags that roles assumed later inherit.",
	}
	return attributes
}

func webIdentityAttributes() map[string]schema.Attribute {
	here := path.MatchRelative().AtParent()
	attributes := sharedRoleAttributes()
	attributes["web_identity_token"] = schema.StringAttribute{
		Optional:            true,
		Sensitive:           true,
		MarkdownDescription: "Token of the identity provider. Conflicts with `web_identity_token_file`.",
		Validators: []validator.String{
			stringvalidator.LengthBetween(4, 20000),
			stringvalidator.ConflictsWith(here.AtName("web_identity_token_file")),
		},
	}
	attributes["web_identity_token_file"] = schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: "File that holds the token. Environment variable: `AWS_WEB_IDENTITY_TOKEN_FILE`. Conflicts with `web_identity_token`.",
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
	}
	return attributes
}

const roleARNDescription = "ARN of the role, such as `arn:aws:iam::123456789012:role/name`."

// sharedRoleAttributes are what both ways of assuming a role have.
func sharedRoleAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"role_arn": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: roleARNDescription,
			Validators:          []validator.String{connection.RoleARN()},
		},
		"session_name": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Name of the session, 2 to 64 characters. Default: a name that is made up.",
			Validators:          roleNameValidators(),
		},
		"duration": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "How long the credentials are valid, as a duration between `\"15m\"` and `\"12h\"`. Default: one hour. They are renewed while a run needs them.",
			Validators:          []validator.String{roleDuration()},
		},
		"policy": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "IAM policy (JSON) that limits the session further.",
			Validators:          []validator.String{jsonDocument{}},
		},
		"policy_arns": schema.SetAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "ARNs of managed IAM policies that limit the session further.",
			Validators: []validator.Set{setvalidator.ValueStringsAre(
				stringvalidator.RegexMatches(regexp.MustCompile(`^arn:[^:]+:iam::([0-9]{12}|aws):policy/.+`), "must be the ARN of an IAM policy"))},
		},
	}
}
