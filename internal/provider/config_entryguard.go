package provider

import (
	"context"
	"errors"
	"os"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
)

// An entryguardModel is the provider's entryguard block.
type entryguardModel struct {
	Endpoint          types.String  `tfsdk:"endpoint"`
	AccessToken       types.String  `tfsdk:"access_token"`
	OrganizationSlug  types.String  `tfsdk:"organization_slug"`
	Email             types.String  `tfsdk:"email"`
	Password          types.String  `tfsdk:"password"`
	APIKey            types.String  `tfsdk:"api_key"`
	CACertFile        types.String  `tfsdk:"ca_cert_file"`
	RequestsPerSecond types.Float64 `tfsdk:"requests_per_second"`
}

// validateEntryGuardConfig finds what no environment can correct: a bad endpoint,
// and two ways to log in at once.
func validateEntryGuardConfig(ctx context.Context, block types.Object) diag.Diagnostics {
	var diags diag.Diagnostics
	if block.IsNull() || block.IsUnknown() {
		return diags
	}
	var model entryguardModel
	diags.Append(block.As(ctx, &model, basetypes.ObjectAsOptions{})...)
	if diags.HasError() {
		return diags
	}
	// Any token will do: what is asked here is about the endpoint alone.
	endpoint := entryguard.Config{Endpoint: model.Endpoint.ValueString(), AccessToken: "unused"}
	if err := endpoint.Validate(); err != nil {
		diags.Append(configDiagnostic("entryguard", err)...)
	}
	if ways := model.waysToLogIn(); len(ways) > 1 {
		diags.Append(tooManyWays(ways)...)
	}
	return diags
}

// waysToLogIn returns the ways that the block sets, at least in part, each by
// the first of its attributes that is set. A value that is not known yet
// counts as set.
func (m entryguardModel) waysToLogIn() []string {
	var ways []string
	for _, way := range [][]namedValue{
		{{"access_token", m.AccessToken}},
		{{"email", m.Email}, {"password", m.Password}, {"organization_slug", m.OrganizationSlug}},
		{{"api_key", m.APIKey}},
	} {
		for _, part := range way {
			if !part.value.IsNull() {
				ways = append(ways, part.name)
				break
			}
		}
	}
	return ways
}

type namedValue struct {
	name  string
	value attr.Value
}

// tooManyWays lets the client's own check speak, which names every attribute
// and environment variable, and puts it at an attribute that is too much.
func tooManyWays(ways []string) diag.Diagnostics {
	var cfg entryguard.Config
	for _, way := range ways {
		switch way {
		case "access_token":
			cfg.AccessToken = "set"
		case "api_key":
			cfg.APIKey = "set"
		default:
			cfg.Email = "set"
		}
	}
	err := cfg.Validate()
	if e, ok := errors.AsType[*entryguard.ConfigError](err); ok {
		e.Attribute = ways[len(ways)-1]
	}
	return configDiagnostic("entryguard", err)
}

// makeEntryGuardClient makes the EntryGuard client from the entryguard block
// and the environment. An error is one diagnostic.
func makeEntryGuardClient(ctx context.Context, block types.Object, agent string) (*entryguard.Client, diag.Diagnostics) {
	var model entryguardModel
	if !block.IsNull() {
		if diags := block.As(ctx, &model, basetypes.ObjectAsOptions{}); diags.HasError() {
			return nil, diags
		}
	}
	cfg := model.config(os.Getenv)
	cfg.UserAgent = agent
	client, err := entryguard.New(cfg)
	if err != nil {
		return nil, configDiagnostic("entryguard", err)
	}
	return client, nil
}

// config returns the block, completed from the environment, as the client
// takes it. A way to log in that the block begins is completed from the
// environment, and no other is looked at; so a token that a machine happens to
// have in its environment never competes with what the configuration says.
func (m entryguardModel) config(environment func(string) string) entryguard.Config {
	from := func(value types.String, variable string) string {
		if value.IsNull() {
			return environment(variable)
		}
		return value.ValueString()
	}
	cfg := entryguard.Config{
		Endpoint:          from(m.Endpoint, "ENTRYGUARD_ENDPOINT"),
		CACertFile:        from(m.CACertFile, "ENTRYGUARD_CA_CERT_FILE"),
		RequestsPerSecond: m.RequestsPerSecond.ValueFloat64(),
		AccessToken:       m.AccessToken.ValueString(),
		APIKey:            m.APIKey.ValueString(),
	}
	slug, email, password := from(m.OrganizationSlug, "ENTRYGUARD_ORGANIZATION_SLUG"), from(m.Email, "ENTRYGUARD_EMAIL"), from(m.Password, "ENTRYGUARD_PASSWORD")
	ways := m.waysToLogIn()
	if len(ways) == 0 {
		cfg.AccessToken, cfg.APIKey = environment("ENTRYGUARD_ACCESS_TOKEN"), environment("ENTRYGUARD_API_KEY")
		// A slug alone is no attempt to log in where there is another way.
		if email == "" && password == "" && (cfg.AccessToken != "" || cfg.APIKey != "") {
			return cfg
		}
	}
	if len(ways) == 0 || (cfg.AccessToken == "" && cfg.APIKey == "") {
		cfg.OrganizationSlug, cfg.Email, cfg.Password = slug, email, password
	}
	return cfg
}

// userAgent is what EntryGuard is told: Terraform, this provider, and what the
// user wants to add. (The AWS configuration library does the same for AWS.)
func userAgent(terraformVersion, version string) string {
	if terraformVersion == "" {
		terraformVersion = "unknown"
	}
	agent := "Terraform/" + terraformVersion + " terraform-provider-steward/" + version
	return strings.TrimSpace(agent + " " + os.Getenv("TF_APPEND_USER_AGENT"))
}
