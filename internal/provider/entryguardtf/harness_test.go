package entryguardtf_test

import (
	"fmt"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

const testCredential = "steward_entryguard_credential.test"

// credentialHCL is the block of testCredential.
func credentialHCL(settings map[string]string) string {
	attributes := map[string]string{
		"name":            `"deployer"`,
		"cloud_provider":  `"AWS"`,
		"credential_type": `"ACCESS_KEY"`,
		"credential_data": fmt.Sprintf(`{ accessKeyId = "AKIAIOSFODNN7EXAMPLE", secretAccessKey = %q }`, providertest.Secret),
	}
	return providertest.Block(testCredential, attributes, settings)
}

// membersOf returns the names in the bodies of the requests with a method, one
// line per request.
func membersOf(w *providertest.World, method string) []string {
	var all []string
	for _, r := range w.EntryGuard.Requests() {
		if r.Method == method && !strings.HasPrefix(r.Path, "/auth/") {
			all = append(all, strings.Join(r.Members, " "))
		}
	}
	return all
}

// readerHCL is a provider block with an API key, which can only read.
func readerHCL(w *providertest.World) string {
	return fmt.Sprintf("provider \"steward\" {\n  entryguard {\n    endpoint = %q\n    api_key  = %q\n  }\n}\n", w.EntryGuard.URL(), w.EntryGuard.APIKey("resources:read"))
}
