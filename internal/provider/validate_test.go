package provider_test

import (
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// TestPreflightSettings: a slip in the block is found before anything runs.
func TestPreflightSettings(t *testing.T) {
	t.Parallel()
	p := providertest.NewProtocol(t)
	found := p.ValidateProvider(map[string]any{"deletion_preflight": "warning"})
	if providertest.Severities(found) != "1/0" || !strings.Contains(providertest.Text(found), `"warn" "error" "off"`) {
		t.Errorf("got %s", providertest.Text(found))
	}
	p.RequireClean("the provider block", p.ValidateProvider(map[string]any{"deletion_preflight": "off", "record_deletion_blockers": true}))
}

func TestValidateProvider(t *testing.T) {
	t.Parallel()
	p := providertest.NewProtocol(t)
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
		"unknown endpoint":   {eg(map[string]any{"endpoint": providertest.Unknown{}}), "", "", "it may become a good one"},
		"token and key":      {eg(map[string]any{"access_token": "t", "api_key": "k"}), "entryguard.api_key", "ENTRYGUARD_ACCESS_TOKEN", "which one should count?"},
		"token and password": {eg(map[string]any{"access_token": "t", "password": "p"}), "entryguard.password", "access_token", "which one should count?"},
		"unknown and key":    {eg(map[string]any{"access_token": providertest.Unknown{}, "api_key": "k"}), "entryguard.api_key", "api_key", "an unknown value is a value"},
		"half a log-in":      {eg(map[string]any{"email": "ada@example.com"}), "", "", "the environment may hold the other half"},
		"empty token":        {eg(map[string]any{"access_token": ""}), "entryguard.access_token", "length", "a variable that was not set must not fall back to other credentials"},
		"no requests":        {eg(map[string]any{"requests_per_second": 0}), "entryguard.requests_per_second", "0.1", "nothing would ever be sent"},
		"no requests to AWS": {map[string]any{"aws": map[string]any{"requests_per_second": 0}}, "aws.requests_per_second", "0.1", "nothing would ever be sent"},
		"all unknown":        {map[string]any{"entryguard": providertest.Unknown{}, "aws": providertest.Unknown{}, "deletion_policy": providertest.Unknown{}}, "", "", "unknown values while planning do not fail"},
		"policy":             {map[string]any{"deletion_policy": "KEEP"}, "deletion_policy", "PREVENT", "a typo here would delete"},

		"good role":           {role(map[string]any{"role_arn": arn, "duration": "1h30m", "session_name": "steward", "policy": `{"Version":"2012-10-17"}`}), "", "", "all as STS wants it"},
		"role without ARN":    {role(map[string]any{"role_arn": "deployer"}), "aws.assume_role[0].role_arn", "ARN", "STS would refuse it"},
		"role of a user":      {role(map[string]any{"role_arn": "arn:aws:iam::123456789012:user/deployer"}), "aws.assume_role[0].role_arn", "ARN", "a user cannot be assumed"},
		"unknown role":        {role(map[string]any{"role_arn": providertest.Unknown{}}), "", "", "it may become a good one"},
		"short role":          {role(map[string]any{"role_arn": arn, "duration": "5m"}), "aws.assume_role[0].duration", "15m", "STS's least is 15 minutes"},
		"long role":           {role(map[string]any{"role_arn": arn, "duration": "13h"}), "aws.assume_role[0].duration", "12h", "STS's most is 12 hours"},
		"seconds":             {role(map[string]any{"role_arn": arn, "duration": "3600"}), "aws.assume_role[0].duration", "duration", "a number has no unit"},
		"policy no JSON":      {role(map[string]any{"role_arn": arn, "policy": "Allow"}), "aws.assume_role[0].policy", "JSON", "STS would refuse it"},
		"policy ARN":          {role(map[string]any{"role_arn": arn, "policy_arns": []any{"ReadOnlyAccess"}}), `aws.assume_role[0].policy_arns[=tftypes.String<"ReadOnlyAccess">]`, "ARN", "STS would refuse it"},
		"session name":        {role(map[string]any{"role_arn": arn, "session_name": "no spaces"}), "aws.assume_role[0].session_name", "letters", "STS would refuse it"},
		"external ID":         {role(map[string]any{"role_arn": arn, "external_id": "x"}), "aws.assume_role[0].external_id", "between 2 and 1224", "STS would refuse it"},
		"no roles":            {aws(map[string]any{"assume_role": []any{}}), "", "", "blocks that are not there are an empty list"},
		"role of nobody":      {role(map[string]any{"session_name": "steward"}), "aws.assume_role[0].role_arn", "role_arn", "nothing could be assumed, and the run would go on with other credentials"},
		"web identity":        {aws(map[string]any{"assume_role_with_web_identity": map[string]any{"role_arn": arn, "duration": "1s", "web_identity_token_file": "token"}}), "aws.assume_role_with_web_identity.duration", "15m", "STS's least is 15 minutes"},
		"two tokens":          {aws(map[string]any{"assume_role_with_web_identity": map[string]any{"role_arn": arn, "web_identity_token": "abcdef", "web_identity_token_file": "token"}}), "aws.assume_role_with_web_identity.web_identity_token", "web_identity_token_file", "which one should count?"},
		"account":             {aws(map[string]any{"allowed_account_ids": []any{"12345"}}), `aws.allowed_account_ids[=tftypes.String<"12345">]`, "12 digits", "no account has such an ID, so every account would be refused"},
		"allowed, forbidden":  {aws(map[string]any{"allowed_account_ids": []any{"123456789012"}, "forbidden_account_ids": providertest.Unknown{}}), "", "", "the second may become null"},
		"endpoint no URL":     {aws(map[string]any{"endpoints": map[string]any{"sts": "sts.example.com"}}), "aws.endpoints.sts", "https://", "it cannot be asked"},
		"retries":             {aws(map[string]any{"max_retries": -1}), "aws.max_retries", "at least 0", "fewer than none cannot be"},
		"key without secret":  {aws(map[string]any{"access_key": "AKID"}), "aws.access_key", "secret_key", "half a credential"},
		"secret without key":  {aws(map[string]any{"secret_key": "s"}), "aws.secret_key", "access_key", "half a credential"},
		"unknown transitives": {role(map[string]any{"role_arn": arn, "transitive_tag_keys": providertest.Unknown{}, "tags": providertest.Unknown{}}), "", "", "unknown values while planning do not fail"},
	} {
		t.Run(name, func(t *testing.T) {
			found := providertest.Errors(p.ValidateProvider(c.block))
			switch {
			case c.at == "" && len(found) > 0:
				t.Errorf("got %s at %s: %s; want no error: %s", found[0].Summary, providertest.Where(found[0]), found[0].Detail, c.reason)
			case c.at != "" && len(found) != 1:
				t.Errorf("got %d errors, want one at %s: %s", len(found), c.at, c.reason)
			case c.at != "" && (providertest.Where(found[0]) != c.at || !strings.Contains(found[0].Detail, c.says)):
				t.Errorf("got %q at %s, want %q at %s: %s", found[0].Detail, providertest.Where(found[0]), c.says, c.at, c.reason)
			}
		})
	}
}

func TestValidateProviderAccounts(t *testing.T) {
	t.Parallel()
	found := providertest.Errors(providertest.NewProtocol(t).ValidateProvider(map[string]any{"aws": map[string]any{
		"allowed_account_ids": []any{"123456789012"}, "forbidden_account_ids": []any{"210987654321"},
	}}))
	if len(found) != 2 || providertest.Where(found[0]) == providertest.Where(found[1]) {
		t.Errorf("got %v, want one error at each of the two: they cannot both be meant", found)
	}
}
