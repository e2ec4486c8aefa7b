package cloudcontrol

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	"github.com/aws/smithy-go/logging"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/aws-sdk-go-base/v2/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/plaintext"
)

// requestTimeout is for one attempt, with its answer. Read and list handlers
// must answer within 30 s, everything else answers within seconds.
const requestTimeout = time.Minute

// resolve lets HashiCorp's AWS configuration library resolve the configuration,
// as the AWS provider does. It does not validate the credentials; see
// checkAccount.
func (cfg Config) resolve(ctx context.Context) (aws.Config, []Warning, error) {
	hidden := secretsOf(cfg)
	limited, cancel := context.WithTimeoutCause(ctx, credentialsLimit, errNoCredentials)
	defer cancel()
	_, resolved, diags := awsbase.GetAwsConfig(limited, cfg.library())
	var warnings []Warning
	for _, d := range diags {
		if d.Severity() == diag.SeverityError {
			return aws.Config{}, warnings, cfg.unresolved(ctx, limited, d, hidden)
		}
		warnings = append(warnings, Warning{Summary: d.Summary(), Detail: hidden.hide(plaintext.Line(d.Detail()))})
	}
	if resolved.Region == "" {
		return aws.Config{}, warnings, missingRegion(nil)
	}
	if !isHostLabel(resolved.Region) {
		return aws.Config{}, warnings, &ConfigError{
			Attribute: "region", Summary: "Not the name of an AWS region",
			Detail: "A region is spelled like eu-west-1; this one is " + resolved.Region + ".",
		}
	}
	resolved.Logger = logging.Nop{} // the default one writes to standard error
	resolved.ClientLogMode = 0
	resolved.HTTPClient = httpClient(resolved.HTTPClient)
	return resolved, warnings, nil
}

// httpClient returns the library's client, with its proxies and its trust, as
// one that follows no redirect (a request that changes something must not be
// sent twice), does not wait for ever and reads no answer without end.
func httpClient(client aws.HTTPClient) aws.HTTPClient {
	buildable, ok := client.(*awshttp.BuildableClient)
	if !ok {
		return client
	}
	return boundedClient{&http.Client{
		Transport:     plainBodies{buildable.GetTransport()},
		Timeout:       requestTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// library returns the configuration as the library takes it. The library would
// log bodies, so its logging is off; TF_APPEND_USER_AGENT it reads by itself.
func (cfg Config) library() *awsbase.Config {
	return &awsbase.Config{
		AccessKey:                     cfg.AccessKey,
		SecretKey:                     cfg.SecretKey,
		Token:                         cfg.Token,
		Profile:                       cfg.Profile,
		Region:                        cfg.Region,
		SharedConfigFiles:             cfg.SharedConfigFiles,
		SharedCredentialsFiles:        cfg.SharedCredentialsFiles,
		AssumeRole:                    cfg.libraryRoles(),
		AssumeRoleWithWebIdentity:     cfg.AssumeRoleWithWebIdentity.library(),
		StsEndpoint:                   cfg.Endpoints.STS,
		CustomCABundle:                cfg.CustomCABundle,
		HTTPProxy:                     cfg.HTTPProxy,
		HTTPSProxy:                    cfg.HTTPSProxy,
		NoProxy:                       cfg.NoProxy,
		HTTPProxyMode:                 awsbase.HTTPProxyModeLegacy,
		Insecure:                      cfg.Insecure,
		UseFIPSEndpoint:               cfg.UseFIPSEndpoint,
		UseDualStackEndpoint:          cfg.UseDualStackEndpoint,
		MaxRetries:                    cfg.maxRetries(),
		EC2MetadataServiceEnableState: cfg.metadataService(),
		SkipCredsValidation:           true,
		SkipRequestingAccountId:       true,
		SuppressDebugLog:              true,
		CallerName:                    "terraform-provider-steward",
		UserAgent: awsbase.UserAgentProducts{
			{Name: "Terraform", Version: cfg.TerraformVersion},
			{Name: "terraform-provider-steward", Version: cfg.ProviderVersion},
		},
	}
}

// maxRetries leaves the choice to AWS_MAX_ATTEMPTS where that is set and
// max_retries is not.
func (cfg Config) maxRetries() int {
	if cfg.MaxRetries > 0 || os.Getenv("AWS_MAX_ATTEMPTS") != "" {
		return cfg.MaxRetries
	}
	return defaultMaxRetries
}

func (cfg Config) metadataService() imds.ClientEnableState {
	switch {
	case cfg.SkipMetadataAPICheck == nil:
		return imds.ClientDefaultEnableState
	case *cfg.SkipMetadataAPICheck:
		return imds.ClientDisabled
	}
	return imds.ClientEnabled
}

// libraryRoles returns nil where there are none: the library takes an empty list
// for a list of roles, of which there are none to be had.
func (cfg Config) libraryRoles() []awsbase.AssumeRole {
	var roles []awsbase.AssumeRole
	for _, role := range cfg.AssumeRole {
		roles = append(roles, awsbase.AssumeRole(role))
	}
	return roles
}

func (w *WebIdentity) library() *awsbase.AssumeRoleWithWebIdentity {
	if w == nil {
		return nil
	}
	role := awsbase.AssumeRoleWithWebIdentity(*w.withEnvironment())
	return &role
}

// withEnvironment is w with the token file that the environment names where w
// has no token. The SDK reads that variable for its own chain only, and refuses
// it without AWS_ROLE_ARN.
func (w *WebIdentity) withEnvironment() *WebIdentity {
	if w == nil || w.WebIdentityToken != "" || w.WebIdentityTokenFile != "" {
		return w
	}
	filled := *w
	filled.WebIdentityTokenFile = os.Getenv("AWS_WEB_IDENTITY_TOKEN_FILE")
	return &filled
}

// unresolved turns the library's error into one that says which attributes and
// variables there are.
func (cfg Config) unresolved(ctx, limited context.Context, d diag.Diagnostic, hidden *secrets) error {
	if ctx.Err() != nil {
		return &deletion.Failure{Reason: deletion.Unavailable, Err: context.Cause(ctx)}
	}
	var below error
	if withErr, ok := d.(diag.DiagnosticWithErr); ok {
		below = withErr.Err()
	}
	said := hidden.hide(plaintext.Line(d.Summary()))
	if below != nil {
		said = hidden.hide(plaintext.Line(below.Error()))
	}
	if limited.Err() != nil {
		return cfg.tooSlow()
	}
	_, noProfile := errors.AsType[config.SharedConfigProfileNotExistError](below)
	switch {
	case noProfile:
		return &ConfigError{Attribute: "profile", Summary: "No such AWS profile", Detail: said + "\n\n" + profileHelp, Err: below}
	case !cfg.regionIsSet(ctx):
		return missingRegion(below)
	case awsbase.IsCannotAssumeRoleError(d):
		return &ConfigError{Attribute: "assume_role", Summary: "The AWS role could not be assumed", Detail: said + "\n\n" + roleHelp, Err: below}
	case awsbase.IsNoValidCredentialSourcesError(d):
		return &ConfigError{Summary: "No AWS credentials", Detail: credentialsHelp + "\n\nThe AWS SDK says: " + said, Err: below}
	case cfg.AssumeRoleWithWebIdentity != nil && cfg.AccessKey == "":
		return &ConfigError{Attribute: "assume_role_with_web_identity", Summary: "The AWS role could not be assumed", Detail: said + "\n\n" + roleHelp, Err: below}
	}
	return &ConfigError{Summary: "The AWS configuration could not be resolved", Detail: said + "\n\n" + credentialsHelp, Err: below}
}

// credentialsLimit is how long it may take to get credentials, which can mean
// assuming several roles, or asking a metadata service. A plan waits for it.
const credentialsLimit = 30 * time.Second

// errNoCredentials is why getting credentials ends.
var errNoCredentials = fmt.Errorf("there were no credentials within %s", credentialsLimit)

// tooSlow says that nobody handed out credentials in time.
func (cfg Config) tooSlow() *ConfigError {
	e := &ConfigError{Summary: "No AWS credentials in time", Detail: fmt.Sprintf("Nothing handed out credentials within %s. %s", credentialsLimit, reachHelp), Err: errNoCredentials}
	switch {
	case len(cfg.AssumeRole) > 0:
		e.Attribute = "assume_role"
	case cfg.AssumeRoleWithWebIdentity != nil:
		e.Attribute = "assume_role_with_web_identity"
	}
	return e
}

// regionIsSet reports whether a region is known without asking anybody.
func (cfg Config) regionIsSet(ctx context.Context) bool {
	options := []func(*config.LoadOptions) error{
		config.WithRegion(cfg.Region),
		config.WithSharedConfigProfile(cfg.Profile),
		config.WithLogger(logging.Nop{}),
	}
	if files, _ := cfg.library().ResolveSharedConfigFiles(); len(files) > 0 {
		options = append(options, config.WithSharedConfigFiles(files))
	}
	found, err := config.LoadDefaultConfig(ctx, options...)
	return err != nil || found.Region != ""
}

func missingRegion(below error) error {
	return &ConfigError{
		Attribute: "region", Summary: "No AWS region",
		Detail: "Set region in the provider's aws block, or AWS_REGION or AWS_DEFAULT_REGION in the environment, or region in the profile that is used.",
		Err:    below,
	}
}

const (
	credentialsHelp = "Set access_key and secret_key (and token for a session), profile, assume_role or assume_role_with_web_identity in the provider's aws block; " +
		"or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN), AWS_PROFILE, or AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN in the environment; " +
		"or a default profile in the shared files (shared_config_files, shared_credentials_files; AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE). " +
		"On EC2, ECS and EKS the role of the instance or task is used."
	reachHelp   = "Check the network, region, endpoints.sts (AWS_ENDPOINT_URL_STS), the proxies and custom_ca_bundle (AWS_CA_BUNDLE)."
	profileHelp = "The profile is named by profile in the provider's aws block or by AWS_PROFILE; it is looked for in shared_config_files and shared_credentials_files " +
		"(AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE; by default ~/.aws/config and ~/.aws/credentials)."
	roleHelp = "Check that the role exists, that its trust policy names the credentials used (access_key and secret_key, profile, AWS_ACCESS_KEY_ID, AWS_PROFILE; or the web identity token), " +
		"and that those may call sts:AssumeRole."
)
