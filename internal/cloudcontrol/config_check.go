package cloudcontrol

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// check finds what is wrong with the configuration before anything is asked. No
// error repeats a secret.
func (cfg Config) check() error {
	for _, check := range []func() *ConfigError{
		cfg.checkKeys, cfg.checkRoles, cfg.checkWebIdentity, cfg.checkEndpointURLs, cfg.checkProxies,
		cfg.checkTrust, cfg.checkAccountLists, cfg.checkNumbers,
	} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (cfg Config) checkKeys() *ConfigError {
	switch {
	case cfg.AccessKey != "" && cfg.SecretKey == "":
		return &ConfigError{Attribute: "secret_key", Summary: "access_key without secret_key", Detail: "Static AWS credentials need both access_key and secret_key."}
	case cfg.SecretKey != "" && cfg.AccessKey == "":
		return &ConfigError{Attribute: "access_key", Summary: "secret_key without access_key", Detail: "Static AWS credentials need both access_key and secret_key."}
	case cfg.Token != "" && cfg.AccessKey == "":
		return &ConfigError{Attribute: "token", Summary: "token without access_key", Detail: "A session token belongs to the access_key and secret_key of its session."}
	}
	return nil
}

// roleARN is the shape of a role's ARN; the length is checked by the API.
var roleARN = regexp.MustCompile(`^arn:[^:]+:iam::[0-9]{12}:role/.+$`)

func (cfg Config) checkRoles() *ConfigError {
	for i, role := range cfg.AssumeRole {
		if !roleARN.MatchString(role.RoleARN) {
			return badRole(fmt.Sprintf("assume_role.%d.role_arn", i), role.RoleARN)
		}
	}
	return nil
}

func (cfg Config) checkWebIdentity() *ConfigError {
	const attribute = "assume_role_with_web_identity"
	w := cfg.AssumeRoleWithWebIdentity.withEnvironment()
	switch {
	case w == nil:
		return nil
	case !roleARN.MatchString(w.RoleARN):
		return badRole(attribute+".role_arn", w.RoleARN)
	case (w.WebIdentityToken == "") == (w.WebIdentityTokenFile == ""):
		return &ConfigError{Attribute: attribute, Summary: "One web identity token is needed", Detail: "Set exactly one of web_identity_token and web_identity_token_file, or AWS_WEB_IDENTITY_TOKEN_FILE in the environment."}
	}
	return nil
}

func badRole(attribute, value string) *ConfigError {
	return &ConfigError{
		Attribute: attribute, Summary: "Not the ARN of a role",
		Detail: fmt.Sprintf("A role's ARN looks like arn:aws:iam::123456789012:role/name; this one is %q.", value),
	}
}

// checkEndpointURLs checks the endpoints of the provider's configuration. An
// endpoint with a user name or a query is refused, because the endpoint is
// shown in errors.
func (cfg Config) checkEndpointURLs() *ConfigError {
	for attribute, endpoint := range cfg.Endpoints.byAttribute() {
		u, err := url.Parse(endpoint)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
			return &ConfigError{Attribute: attribute, Summary: "Not the URL of an endpoint", Detail: "An endpoint is a URL like https://cloudcontrolapi.eu-west-1.amazonaws.com, with nothing before the host and no query."}
		}
		if cfg.UseFIPSEndpoint || cfg.UseDualStackEndpoint {
			return fipsAndEndpoint(attribute)
		}
	}
	return nil
}

// byAttribute returns the endpoints that are set, by attribute.
func (e Endpoints) byAttribute() map[string]string {
	all := map[string]string{"endpoints.cloudcontrol": e.CloudControl, "endpoints.cloudformation": e.CloudFormation, "endpoints.sts": e.STS}
	for attribute, endpoint := range all {
		if endpoint == "" {
			delete(all, attribute)
		}
	}
	return all
}

func fipsAndEndpoint(attribute string) *ConfigError {
	return &ConfigError{
		Attribute: attribute, Summary: "A custom endpoint together with FIPS or dual-stack",
		Detail: "use_fips_endpoint and use_dualstack_endpoint (AWS_USE_FIPS_ENDPOINT, AWS_USE_DUALSTACK_ENDPOINT) choose the endpoint by themselves, so a custom one " +
			"(endpoints; AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_CLOUDCONTROL, AWS_ENDPOINT_URL_CLOUDFORMATION, AWS_ENDPOINT_URL_STS) cannot be used beside them. Remove one of the two.",
	}
}

func (cfg Config) checkProxies() *ConfigError {
	for attribute, proxy := range map[string]*string{"http_proxy": cfg.HTTPProxy, "https_proxy": cfg.HTTPSProxy} {
		if _, err := url.Parse(aws.ToString(proxy)); err != nil {
			// The parser's error repeats the URL, which may hold a password.
			return &ConfigError{Attribute: attribute, Summary: "Not the URL of a proxy", Detail: "A proxy is a URL like http://proxy.example.com:3128."}
		}
	}
	return nil
}

func (cfg Config) checkTrust() *ConfigError {
	if cfg.CustomCABundle == "" {
		return nil
	}
	wrong := func(detail string, err error) *ConfigError {
		return &ConfigError{Attribute: "custom_ca_bundle", Summary: "The CA bundle cannot be used", Detail: detail, Err: err}
	}
	reader, err := cfg.library().CustomCABundleReader()
	if err != nil {
		return wrong(err.Error(), err)
	}
	text, err := io.ReadAll(reader)
	if err != nil {
		return wrong(err.Error(), err)
	}
	if !x509.NewCertPool().AppendCertsFromPEM(text) {
		return wrong(cfg.CustomCABundle+" holds no certificate in PEM form.", nil)
	}
	return nil
}

var accountID = regexp.MustCompile(`^[0-9]{12}$`)

func (cfg Config) checkAccountLists() *ConfigError {
	for attribute, ids := range map[string][]string{"allowed_account_ids": cfg.AllowedAccountIDs, "forbidden_account_ids": cfg.ForbiddenAccountIDs} {
		for _, id := range ids {
			if !accountID.MatchString(id) {
				return &ConfigError{Attribute: attribute, Summary: "Not an AWS account ID", Detail: fmt.Sprintf("An account ID has 12 digits; this one is %q.", id)}
			}
		}
		if len(ids) > 0 && cfg.SkipRequestingAccountID {
			return &ConfigError{
				Attribute: attribute, Summary: "The account cannot be checked",
				Detail: "skip_requesting_account_id is set, so it is not known which account the credentials belong to. Remove one of the two.",
			}
		}
	}
	if len(cfg.AllowedAccountIDs) > 0 && len(cfg.ForbiddenAccountIDs) > 0 {
		return &ConfigError{Attribute: "forbidden_account_ids", Summary: "Two lists of accounts", Detail: "Set at most one of allowed_account_ids and forbidden_account_ids."}
	}
	return nil
}

func (cfg Config) checkNumbers() *ConfigError {
	if cfg.MaxRetries < 0 {
		return &ConfigError{Attribute: "max_retries", Summary: "Not a number of tries", Detail: "max_retries is how often a request that only reads is tried, 1 or more."}
	}
	return nil
}

// checkEndpoints looks at the endpoints that are in force, whether they stem
// from the provider's configuration, the environment or a shared file. Plain
// http gets a warning: requests are signed, but what they say can be read.
func (c *Client) checkEndpoints() ([]Warning, error) {
	api := c.newClients(c.region)
	control, formation := api.control.Options(), api.formation.Options()
	identity := c.identity.Options()
	special := func(fips aws.FIPSEndpointState, dual aws.DualStackEndpointState) bool {
		return fips == aws.FIPSEndpointStateEnabled || dual == aws.DualStackEndpointStateEnabled
	}
	var warnings []Warning
	for _, inForce := range []struct {
		attribute string
		endpoint  *string
		special   bool
	}{
		{"endpoints.cloudcontrol", control.BaseEndpoint, special(control.EndpointOptions.UseFIPSEndpoint, control.EndpointOptions.UseDualStackEndpoint)},
		{"endpoints.cloudformation", formation.BaseEndpoint, special(formation.EndpointOptions.UseFIPSEndpoint, formation.EndpointOptions.UseDualStackEndpoint)},
		{"endpoints.sts", identity.BaseEndpoint, special(identity.EndpointOptions.UseFIPSEndpoint, identity.EndpointOptions.UseDualStackEndpoint)},
	} {
		switch {
		case inForce.endpoint == nil:
		case inForce.special:
			return warnings, fipsAndEndpoint(inForce.attribute)
		case isPlain(*inForce.endpoint):
			warnings = append(warnings, Warning{
				Attribute: inForce.attribute, Summary: "AWS is reached without encryption",
				Detail: "The endpoint " + inForce.attribute + " is plain http, so properties can be read, and answers forged, on the way. Use https.",
			})
		}
	}
	return warnings, nil
}

// isPlain reports whether an endpoint is plain http on another machine.
func isPlain(endpoint string) bool {
	u, err := url.Parse(endpoint)
	if err != nil || u.Scheme != "http" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback())
}

// checkAccount validates the credentials by asking STS whose they are, and
// compares the account with the lists. Switching the validation off leaves the
// lists to be checked.
func (c *Client) checkAccount(ctx context.Context, cfg Config) error {
	listed := len(cfg.AllowedAccountIDs) > 0 || len(cfg.ForbiddenAccountIDs) > 0
	if cfg.SkipCredentialsValidation && !listed {
		return nil
	}
	account, err := c.callerAccount(ctx)
	if err != nil {
		return c.notValidated(ctx, err)
	}
	c.limitedAs = account
	if len(cfg.AllowedAccountIDs) > 0 && !slices.Contains(cfg.AllowedAccountIDs, account) {
		return wrongAccount("allowed_account_ids", "is not among", account, cfg.AllowedAccountIDs)
	}
	if slices.Contains(cfg.ForbiddenAccountIDs, account) {
		return wrongAccount("forbidden_account_ids", "is among", account, cfg.ForbiddenAccountIDs)
	}
	return nil
}

func wrongAccount(attribute, is, account string, ids []string) error {
	return &ConfigError{
		Attribute: attribute, Summary: "The credentials belong to the wrong AWS account",
		Detail: fmt.Sprintf("They belong to account %s, which %s %s: %s.", account, is, attribute, strings.Join(ids, ", ")),
	}
}

// notValidated explains why STS did not say whose the credentials are.
func (c *Client) notValidated(ctx context.Context, err error) error {
	f := deletion.AsFailure(err)
	if errors.Is(f, context.Cause(ctx)) {
		return f // the caller's context ended
	}
	if f.Reason == deletion.Unauthenticated || f.Reason == deletion.Denied {
		return &ConfigError{Summary: "The AWS credentials were not accepted", Detail: "STS GetCallerIdentity: " + f.Error() + "\n\n" + credentialsHelp, Err: f}
	}
	return &ConfigError{
		Summary: "The AWS credentials could not be validated",
		Detail:  "STS GetCallerIdentity: " + f.Error() + "\n\n" + reachHelp + " Where STS cannot be reached at all, set skip_credentials_validation and skip_requesting_account_id.",
		Err:     f,
	}
}

// passwordIn returns the password of a URL, escaped and not.
func passwordIn(text string) []string {
	u, err := url.Parse(text)
	if err != nil || u.User == nil {
		return nil
	}
	password, _ := u.User.Password()
	_, escaped, _ := strings.Cut(u.User.String(), ":")
	return []string{password, escaped}
}
