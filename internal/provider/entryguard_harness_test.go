package provider

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

const (
	testResource   = "steward_entryguard_resource.test"
	testCredential = "steward_entryguard_credential.test"
)

// testSecret is the value that must not appear where it does not belong.
const testSecret = "wJalrXUtnFEMI/K7MDENG+steward"

// addCredential stores a credential behind Terraform's back, for tests of
// resources alone, and returns its ID.
func (w *world) addCredential() string {
	return w.entryguard.AddCredential(entryguardtest.Credential{Name: "deployer", Provider: "AWS", CredentialType: "ACCESS_KEY"}).ID
}

// resourceHCL is the block of testResource. Settings are HCL expressions that
// replace or add attributes; an empty one takes the attribute away.
func resourceHCL(credentialID string, settings map[string]string) string {
	attributes := map[string]string{
		"name":                `"Production web"`,
		"credential_id":       fmt.Sprintf("%q", credentialID),
		"cloud_provider":      `"AWS"`,
		"resource_type":       `"SECURITY_GROUP"`,
		"resource_identifier": `"sg-0123456789abcdef0"`,
		"region":              `"us-east-1"`,
		"config":              `{ port = 443, protocol = "tcp" }`,
	}
	return blockHCL(testResource, attributes, settings)
}

// credentialHCL is the block of testCredential.
func credentialHCL(settings map[string]string) string {
	attributes := map[string]string{
		"name":            `"deployer"`,
		"cloud_provider":  `"AWS"`,
		"credential_type": `"ACCESS_KEY"`,
		"credential_data": fmt.Sprintf(`{ accessKeyId = "AKIAIOSFODNN7EXAMPLE", secretAccessKey = %q }`, testSecret),
	}
	return blockHCL(testCredential, attributes, settings)
}

func blockHCL(address string, attributes, settings map[string]string) string {
	maps.Copy(attributes, settings)
	kind, name, _ := strings.Cut(address, ".")
	var b strings.Builder
	fmt.Fprintf(&b, "resource %q %q {\n", kind, name)
	for _, attribute := range slices.Sorted(maps.Keys(attributes)) {
		if value := attributes[attribute]; value != "" && attribute != "lifecycle" {
			fmt.Fprintf(&b, "  %s = %s\n", attribute, value)
		}
	}
	if lifecycle := attributes["lifecycle"]; lifecycle != "" {
		fmt.Fprintf(&b, "  lifecycle %s\n", lifecycle)
	}
	return b.String() + "}\n"
}

// onlyResource returns the one resource that EntryGuard has.
func (w *world) onlyResource() entryguardtest.Resource {
	w.t.Helper()
	all := w.entryguard.Resources()
	if len(all) != 1 {
		w.t.Fatalf("EntryGuard has %d resources, want 1", len(all))
	}
	return all[0]
}

// onlyCredential returns the one credential that EntryGuard has.
func (w *world) onlyCredential() entryguardtest.Credential {
	w.t.Helper()
	all := w.entryguard.Credentials()
	if len(all) != 1 {
		w.t.Fatalf("EntryGuard has %d credentials, want 1", len(all))
	}
	return all[0]
}

// membersOf returns the names in the bodies of the requests with a method, one
// line per request.
func (w *world) membersOf(method string) []string {
	var all []string
	for _, r := range w.entryguard.Requests() {
		if r.Method == method && !strings.HasPrefix(r.Path, "/auth/") {
			all = append(all, strings.Join(r.Members, " "))
		}
	}
	return all
}

// readerHCL is a provider block with an API key, which can only read.
func (w *world) readerHCL() string {
	return fmt.Sprintf("provider \"steward\" {\n  entryguard = {\n    endpoint = %q\n    api_key  = %q\n  }\n}\n", w.entryguard.URL(), w.entryguard.APIKey("resources:read"))
}
