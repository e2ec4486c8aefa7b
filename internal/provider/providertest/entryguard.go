package providertest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// EntryGuardAddress is where EntryGuardResource is in state.
const EntryGuardAddress = "steward_entryguard_resource.test"

// Secret is the value that must not appear where it does not belong.
const Secret = "wJalrXUtnFEMI/K7MDENG+steward"

// AddCredential stores a credential behind Terraform's back, for tests of
// resources alone, and returns its ID.
func (w *World) AddCredential() string {
	return w.EntryGuard.AddCredential(entryguardtest.Credential{Name: "deployer", Provider: "AWS", CredentialType: "ACCESS_KEY"}).ID
}

// EntryGuardResource is the HCL block of a resource of EntryGuard. Settings are HCL
// expressions that replace or add attributes; an empty one takes the attribute
// away.
func EntryGuardResource(credentialID string, settings map[string]string) string {
	attributes := map[string]string{
		"name":                `"Production web"`,
		"credential_id":       fmt.Sprintf("%q", credentialID),
		"cloud_provider":      `"AWS"`,
		"resource_type":       `"SECURITY_GROUP"`,
		"resource_identifier": `"sg-0123456789abcdef0"`,
		"region":              `"us-east-1"`,
		"config":              `{ port = 443, protocol = "tcp" }`,
	}
	return Block(EntryGuardAddress, attributes, settings)
}

// Block is the HCL block of the resource at an address. Settings replace or add
// attributes; an empty one takes the attribute away.
func Block(address string, attributes, settings map[string]string) string {
	maps.Copy(attributes, settings)
	kind, name, _ := strings.Cut(address, ".")
	var b strings.Builder
	fmt.Fprintf(&b, "resource %q %q {\n", kind, name)
	for _, attribute := range slices.Sorted(maps.Keys(attributes)) {
		switch value := attributes[attribute]; {
		case value == "":
		case attribute == "lifecycle" || attribute == "timeouts": // blocks
			fmt.Fprintf(&b, "  %s %s\n", attribute, value)
		default:
			fmt.Fprintf(&b, "  %s = %s\n", attribute, value)
		}
	}
	return b.String() + "}\n"
}

// OnlyResource returns the one resource that EntryGuard has.
func (w *World) OnlyResource() entryguardtest.Resource {
	w.T.Helper()
	all := w.EntryGuard.Resources()
	if len(all) != 1 {
		w.T.Fatalf("EntryGuard has %d resources, want 1", len(all))
	}
	return all[0]
}

// OnlyCredential returns the one credential that EntryGuard has.
func (w *World) OnlyCredential() entryguardtest.Credential {
	w.T.Helper()
	all := w.EntryGuard.Credentials()
	if len(all) != 1 {
		w.T.Fatalf("EntryGuard has %d credentials, want 1", len(all))
	}
	return all[0]
}
