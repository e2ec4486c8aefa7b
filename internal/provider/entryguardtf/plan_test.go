package entryguardtf_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

const (
	resourceType   = "steward_entryguard_resource"
	credentialType = "steward_entryguard_credential"
	someUUID       = "0b9f7f0e-52c3-4b7e-9a55-7d1f4c2b8e10"
)

// resourceConfig is a valid configuration with changes; a nil value takes an
// attribute away.
func resourceConfig(changes map[string]any) map[string]any {
	return changedConfig(map[string]any{
		"name": "web", "credential_id": someUUID, "cloud_provider": "AWS", "resource_type": "SECURITY_GROUP",
		"resource_identifier": "sg-1", "region": "us-east-1",
	}, changes)
}

// secretOf is a secret with keys.
func secretOf(keys ...string) map[string]any {
	secret := map[string]any{}
	for _, key := range keys {
		secret[key] = providertest.Secret
	}
	return secret
}

// googleKeys are those of the file that Google makes for a service account.
var googleKeys = []string{
	"type", "project_id", "private_key_id", "private_key", "client_email", "client_id",
	"auth_uri", "token_uri", "auth_provider_x509_cert_url", "client_x509_cert_url",
}

func credentialConfig(changes map[string]any) map[string]any {
	return changedConfig(map[string]any{
		"name": "deployer", "cloud_provider": "AWS", "credential_type": "ACCESS_KEY", "credential_data": secretOf("accessKeyId", "secretAccessKey"),
	}, changes)
}

func changedConfig(config, changes map[string]any) map[string]any {
	maps.Copy(config, changes)
	return config
}

// entryguardState is the state of what resourceConfig configures.
func entryguardState(changes map[string]any) map[string]any {
	return changedConfig(resourceConfig(map[string]any{
		"id": someUUID, "organization_id": entryguardtest.DefaultOrganization.ID, "credential_name": "deployer", "is_active": true,
		"on_active_sessions": "fail", "deletion_policy": "DELETE", "created_at": "2026-01-01T00:00:00Z",
	}), changes)
}

const keyType = "steward_entryguard_api_key"

// keyConfig is the configuration of a key with scopes.
func keyConfig(scopes ...any) map[string]any { return map[string]any{"name": "ci", "scopes": scopes} }

// TestEntryGuardValidate: what is wrong is said at plan time, at its attribute.
func TestEntryGuardValidate(t *testing.T) {
	t.Parallel()
	p := providertest.NewProtocol(t)
	secret := secretOf("accessKeyId", "secretAccessKey")
	for name, c := range map[string]struct {
		kind     string
		config   map[string]any
		severity tfprotov6.DiagnosticSeverity // of the one diagnostic; zero: none
		at, says string
		reason   string
	}{
		"good":               {resourceType, resourceConfig(nil), 0, "", "", "all is said"},
		"all unknown":        {resourceType, resourceConfig(map[string]any{"name": providertest.Unknown{}, "credential_id": providertest.Unknown{}, "cloud_provider": providertest.Unknown{}, "region": providertest.Unknown{}, "config": providertest.Unknown{}}), 0, "", "", "it may become right"},
		"no UUID":            {resourceType, resourceConfig(map[string]any{"credential_id": "deployer"}), 1, "credential_id", "UUID", "EntryGuard would answer 404"},
		"braces":             {resourceType, resourceConfig(map[string]any{"credential_id": "{" + someUUID + "}"}), 1, "credential_id", "UUID", "EntryGuard writes none"},
		"AWS without region": {resourceType, resourceConfig(map[string]any{"region": nil}), 1, "region", "AWS", "EntryGuard requires it"},
		"GCP without region": {resourceType, resourceConfig(map[string]any{"region": nil, "cloud_provider": "GCP"}), 0, "", "", "only AWS requires it"},
		"unknown region":     {resourceType, resourceConfig(map[string]any{"region": providertest.Unknown{}}), 0, "", "", "it may become one"},
		"new cloud":          {resourceType, resourceConfig(map[string]any{"cloud_provider": "HETZNER"}), 2, "cloud_provider", "VERCEL", "EntryGuard may know more by now"},
		"small letters":      {resourceType, resourceConfig(map[string]any{"cloud_provider": "aws"}), 2, "cloud_provider", `Did you mean "AWS"?`, "the usual slip"},
		"misspelt cloud":     {resourceType, resourceConfig(map[string]any{"cloud_provider": "AZUER"}), 2, "cloud_provider", `Did you mean "AZURE"?`, "a letter in the wrong place"},
		"misspelt type":      {resourceType, resourceConfig(map[string]any{"resource_type": "SECURTY_GROUP"}), 2, "resource_type", `Did you mean "SECURITY_GROUP"?`, "EntryGuard would refuse it at apply"},
		"another type":       {resourceType, resourceConfig(map[string]any{"resource_type": "FIREWALL_RULE"}), 0, "", "", "EntryGuard knows more than it documents"},
		"empty name":         {resourceType, resourceConfig(map[string]any{"name": ""}), 1, "name", "length", "EntryGuard requires one"},
		"config as text":     {resourceType, resourceConfig(map[string]any{"config": `{"port":443}`}), 1, "config", "object", "a JSON string is no object"},
		"config as list":     {resourceType, resourceConfig(map[string]any{"config": []any{443}}), 1, "config", "object", "EntryGuard takes an object"},
		"sessions":           {resourceType, resourceConfig(map[string]any{"on_active_sessions": "ignore"}), 1, "on_active_sessions", "fail", "a typo must not pass"},
		"policy":             {resourceType, resourceConfig(map[string]any{"deletion_policy": "prevent"}), 1, "deletion_policy", "PREVENT", "a typo must not delete"},
		"timeout":            {resourceType, resourceConfig(map[string]any{"timeouts": map[string]any{"delete": "10"}}), 1, "timeouts.delete", "greater than zero", "a number has no unit"},

		"good credential":       {credentialType, credentialConfig(nil), 0, "", "", "all is said"},
		"good write-only":       {credentialType, credentialConfig(map[string]any{"credential_data": nil, "credential_data_wo": secret, "credential_data_wo_version": 1}), 0, "", "", "all is said"},
		"no secret":             {credentialType, credentialConfig(map[string]any{"credential_data": nil}), 1, "", "credential_data_wo", "there is nothing to store"},
		"two secrets":           {credentialType, credentialConfig(map[string]any{"credential_data_wo": secret, "credential_data_wo_version": 1}), 1, "", "credential_data_wo", "which one should count?"},
		"write-only alone":      {credentialType, credentialConfig(map[string]any{"credential_data": nil, "credential_data_wo": secret}), 1, "credential_data_wo", "credential_data_wo_version", "no change would ever be seen"},
		"version alone":         {credentialType, credentialConfig(map[string]any{"credential_data_wo_version": 1}), 1, "credential_data_wo_version", "credential_data_wo", "of what?"},
		"empty secret":          {credentialType, credentialConfig(map[string]any{"credential_data": map[string]any{}}), 1, "credential_data", "at least 1", "there is nothing to store"},
		"null in the secret":    {credentialType, credentialConfig(map[string]any{"credential_data": map[string]any{"accessKeyId": nil, "secretAccessKey": "s"}}), 1, "credential_data", "null", "a variable that was not set"},
		"misspelt key":          {credentialType, credentialConfig(map[string]any{"credential_data": secretOf("accessKeyID", "secretAccessKey")}), 2, "credential_data", `Did you mean "accessKeyId"?`, "EntryGuard would find out after it was created"},
		"key of another system": {credentialType, credentialConfig(map[string]any{"credential_data": secretOf("accessKeyId", "secret_access_key")}), 2, "credential_data", `Did you mean "secretAccessKey"?`, "as the AWS provider writes it"},
		"missing key":           {credentialType, credentialConfig(map[string]any{"credential_data": secretOf("accessKeyId")}), 2, "credential_data", "missing: secretAccessKey.", "EntryGuard cannot use it"},
		"a secret as a key":     {credentialType, credentialConfig(map[string]any{"credential_data": secretOf(providertest.Secret)}), 2, "credential_data", "missing: accessKeyId, secretAccessKey.", "and it is not repeated"},
		"missing, write-only":   {credentialType, credentialConfig(map[string]any{"credential_data": nil, "credential_data_wo": secretOf("accessKeyId"), "credential_data_wo_version": 1}), 2, "credential_data_wo", "missing: secretAccessKey.", "the same goes for it"},
		"Google's own file":     {credentialType, credentialConfig(map[string]any{"cloud_provider": "GCP", "credential_type": "SERVICE_ACCOUNT", "credential_data": secretOf(append(googleKeys, "universe_domain")...)}), 0, "", "", "it holds more than EntryGuard documents"},
		"not Google's":          {credentialType, credentialConfig(map[string]any{"cloud_provider": "GCP", "credential_type": "SERVICE_ACCOUNT", "credential_data": secretOf(append(googleKeys[1:], "typ")...)}), 2, "credential_data", `Did you mean "type"?`, "a letter is missing"},
		"undocumented keys":     {credentialType, credentialConfig(map[string]any{"cloud_provider": "VERCEL", "credential_type": "API_TOKEN", "credential_data": secretOf("token")}), 0, "", "", "EntryGuard documents none for it"},
		"unknown secret":        {credentialType, credentialConfig(map[string]any{"credential_data": providertest.Unknown{}}), 0, "", "", "it may become right"},
		"misspelt credential":   {credentialType, credentialConfig(map[string]any{"credential_type": "ACCES_KEY"}), 2, "credential_type", `Did you mean "ACCESS_KEY"?`, "EntryGuard would refuse it at apply"},
		"another credential":    {credentialType, credentialConfig(map[string]any{"credential_type": "API_TOKEN"}), 0, "", "", "EntryGuard knows more than it documents"},
		"misspelt scope":        {keyType, keyConfig("session:read", "audit:read"), 2, "scopes", `Did you mean "sessions:read"?`, "the key would open nothing"},
		"capital scope":         {keyType, keyConfig("Sessions:Write"), 2, "scopes", `Did you mean "sessions:write"?`, "the usual slip"},
		"another scope":         {keyType, keyConfig("resources:write", "policies:read", "all", "sessions:delete"), 0, "", "", "EntryGuard knows more than it documents"},
		"unknown scope":         {keyType, keyConfig(providertest.Unknown{}), 0, "", "", "it may become right"},
		"new cloud, credential": {credentialType, credentialConfig(map[string]any{"cloud_provider": "HETZNER"}), 2, "cloud_provider", "VERCEL", "EntryGuard may know more by now"},
	} {
		t.Run(name, func(t *testing.T) {
			found := p.Validate(c.kind, c.config)
			for _, d := range found {
				if strings.Contains(d.Summary+d.Detail, providertest.Secret) {
					t.Error("a diagnostic shows the secret")
				}
			}
			switch {
			case c.severity == 0 && len(found) > 0:
				t.Errorf("got %s: %s; want nothing: %s", found[0].Summary, found[0].Detail, c.reason)
			case c.severity != 0 && len(found) != 1:
				t.Errorf("got %d diagnostics, want one at %s: %s", len(found), c.at, c.reason)
			case c.severity != 0 && (found[0].Severity != c.severity || (c.at != "" && providertest.Where(found[0]) != c.at) || !strings.Contains(found[0].Detail, c.says)):
				t.Errorf("got %s at %s: %q; want %q at %s: %s", found[0].Severity, providertest.Where(found[0]), found[0].Detail, c.says, c.at, c.reason)
			}
		})
	}
}

// providerBlock is the provider providerBlock of a world, for the protocol.
func providerBlock(w *providertest.World, entryguard map[string]any) map[string]any {
	entryguard["endpoint"] = w.EntryGuard.URL()
	return map[string]any{"entryguard": entryguard}
}

// TestEntryGuardNotConfigured: a backend that is used and cannot log in is one
// error, which says what there is to set, and nothing is sent.
func TestEntryGuardNotConfigured(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	for name, c := range map[string]struct {
		entryguard map[string]any
		says       []string
	}{
		"nothing":      {map[string]any{}, []string{"access_token", "ENTRYGUARD_ACCESS_TOKEN", "organization_slug", "ENTRYGUARD_EMAIL", "api_key"}},
		"half":         {map[string]any{"email": "ada@example.com"}, []string{"password (ENTRYGUARD_PASSWORD)", "organization_slug"}},
		"no such file": {map[string]any{"access_token": "t", "ca_cert_file": "/does/not/exist.pem"}, []string{"could not be read"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := providertest.NewProtocol(t)
			p.Configure(providerBlock(w, c.entryguard))
			found := p.Plan(resourceType, nil, resourceConfig(nil)).Diagnostics
			if len(found) != 1 || found[0].Severity != tfprotov6.DiagnosticSeverityError || !strings.HasPrefix(providertest.Where(found[0]), "entryguard") {
				t.Fatalf("got %v, want one error at the provider's entryguard block", found)
			}
			for _, part := range c.says {
				if !strings.Contains(found[0].Detail, part) {
					t.Errorf("the error does not say %q: %s", part, found[0].Detail)
				}
			}
		})
	}
	if n := w.EntryGuard.Count("", ""); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

// TestEntryGuardUnknownConfiguration: planning goes on while the provider block
// waits for another resource; applying cannot.
func TestEntryGuardUnknownConfiguration(t *testing.T) {
	t.Parallel()
	for name, block := range map[string]map[string]any{
		"a value":   {"entryguard": map[string]any{"access_token": providertest.Unknown{}}},
		"the block": {"entryguard": providertest.Unknown{}},
		"all":       {"entryguard": providertest.Unknown{}, "aws": providertest.Unknown{}, "deletion_policy": providertest.Unknown{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := providertest.NewProtocol(t)
			p.Configure(block)
			planned := p.Plan(resourceType, nil, resourceConfig(nil))
			p.RequireClean("planning", planned.Diagnostics)
			if policy := p.Attributes(resourceType, planned.PlannedState)["deletion_policy"]; policy.IsKnown() == (name == "all") {
				t.Errorf("the planned deletion_policy is %s", policy)
			}
			read := p.Read(resourceType, entryguardState(nil))
			if len(read.Diagnostics) != 1 || read.Diagnostics[0].Severity != tfprotov6.DiagnosticSeverityWarning || !strings.Contains(read.Diagnostics[0].Summary, someUUID) {
				t.Errorf("got %v, want one warning that names what was not refreshed", read.Diagnostics)
			}
			if name := p.Attributes(resourceType, read.NewState)["name"]; !name.Equal(tftypes.NewValue(tftypes.String, "web")) {
				t.Errorf("the name is now %s: what is not refreshed stays as it was", name)
			}
			destruction := p.Plan(resourceType, entryguardState(nil), nil).Diagnostics
			if len(destruction) != 1 || destruction[0].Severity != tfprotov6.DiagnosticSeverityWarning || !strings.Contains(destruction[0].Summary, "could not be checked") {
				t.Errorf("got %v, want one warning that nobody could look who uses the resource", destruction)
			}
			found := providertest.Errors(p.Apply(resourceType, nil, resourceConfig(nil), planned).Diagnostics)
			if len(found) != 1 || !strings.Contains(found[0].Summary, "not known yet") {
				t.Errorf("got %v, want one error that says what is missing", found)
			}
		})
	}
}

// TestEntryGuardAPIKey: EntryGuard lets API keys only read. A plan that must
// write says so; one that need not goes through.
func TestEntryGuardAPIKey(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	p := providertest.NewProtocol(t)
	p.Configure(providerBlock(w, map[string]any{"api_key": w.EntryGuard.APIKey("resources:read")}))
	state, abandoned := entryguardState(nil), entryguardState(map[string]any{"deletion_policy": "ABANDON"})
	for name, c := range map[string]struct {
		prior, config map[string]any
		doing         string // what the one error says cannot be done; empty: no error
	}{
		"create":       {nil, resourceConfig(nil), "create"},
		"update":       {state, resourceConfig(map[string]any{"name": "web 2"}), "update"},
		"replace":      {state, resourceConfig(map[string]any{"resource_type": "NETWORK_ACL"}), "replace"},
		"delete":       {state, nil, "delete"},
		"nothing":      {state, resourceConfig(nil), ""},
		"the policy":   {state, resourceConfig(map[string]any{"deletion_policy": "PREVENT"}), ""},
		"the timeouts": {state, resourceConfig(map[string]any{"timeouts": map[string]any{"delete": "5m"}}), ""},
		"abandon":      {abandoned, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			found := providertest.Errors(p.Plan(resourceType, c.prior, c.config).Diagnostics)
			switch {
			case c.doing == "" && len(found) > 0:
				t.Errorf("got %s: %s; want no error: nothing is written", found[0].Summary, found[0].Detail)
			case c.doing != "" && len(found) != 1:
				t.Errorf("got %d errors, want one", len(found))
			case c.doing != "" && (!strings.Contains(found[0].Summary, "An API key cannot "+c.doing) || !strings.Contains(found[0].Detail, "ENTRYGUARD_ACCESS_TOKEN")):
				t.Errorf("got %s: %s", found[0].Summary, found[0].Detail)
			}
		})
	}
	if n := w.EntryGuard.Count("", ""); n != 0 {
		t.Errorf("%d requests were sent: the kind of credential is known without", n)
	}
}

// TestEntryGuardAPIKeyReads: with an API key, real Terraform refreshes and
// plans, and changes nothing.
func TestEntryGuardAPIKeyReads(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run, id := created(w, nil)
	block := providertest.EntryGuardResource(string(w.OnlyResource().CredentialID), nil)
	run.Write(readerHCL(w) + block)
	run.PlansNothing()
	run.Fails([]string{"An API key cannot delete", id}, "destroy", "-auto-approve")
	run.Fails([]string{"An API key cannot delete", id}, "destroy", "-auto-approve", "-refresh=false")
	if _, exists := w.EntryGuard.Resource(id); !exists || w.EntryGuard.Count("DELETE", "") != 0 {
		t.Error("nothing may be deleted")
	}
}
