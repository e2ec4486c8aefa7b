package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/provider"
)

// identityMember finds the members of the identity in an import block.
var identityMember = regexp.MustCompile(`(?m)^    (\w+) += "`)

// queryFor finds the list blocks of a query file.
var queryFor = regexp.MustCompile(`(?m)^list "(\w+)" "\w+" \{$`)

// TestListExamples: every managed resource can be listed, and each list resource has an example. (Terraform before 1.14
// does not read these files.)
func TestListExamples(t *testing.T) {
	doc, err := ask(t.Context(), provider.NewServer("test"))
	if err != nil {
		t.Fatal(err)
	}
	for name := range doc.Providers[providerName].Resources {
		if _, listed := doc.Providers[providerName].Lists[name]; !listed {
			t.Errorf("%s cannot be listed", name)
			continue
		}
		text, err := os.ReadFile(filepath.Join("..", "..", "examples", "list-resources", name, "list-resource.tfquery.hcl"))
		if err != nil {
			t.Error(err)
			continue
		}
		found := queryFor.FindAllStringSubmatch(string(text), -1)
		if len(found) == 0 || found[0][1] != name {
			t.Errorf("%s: the example lists %v", name, found)
		}
	}
}

// TestImportByIdentity holds the examples of imports by identity to the identities: Terraform 1.12 or later, which the
// tests do not run, would refuse a member that is missing or unknown. Every resource has such an example.
func TestImportByIdentity(t *testing.T) {
	doc, err := ask(t.Context(), provider.NewServer("test"))
	if err != nil {
		t.Fatal(err)
	}
	identities := doc.Providers[providerName].Identities
	if len(identities) < 10 {
		t.Fatalf("only %d resources have an identity", len(identities))
	}
	for name, identity := range identities {
		text, err := os.ReadFile(filepath.Join("..", "..", "examples", "resources", name, "import-by-identity.tf"))
		if err != nil {
			t.Error(err)
			continue
		}
		members := map[string]bool{}
		for _, found := range identityMember.FindAllStringSubmatch(string(text), -1) {
			members[found[1]] = true
			if _, known := identity.Attributes[found[1]]; !known {
				t.Errorf("%s: the example has %s, which the identity does not have", name, found[1])
			}
		}
		for attribute, a := range identity.Attributes {
			if a.RequiredForImport && !members[attribute] {
				t.Errorf("%s: the example lacks %s, which an import needs", name, attribute)
			}
		}
	}
}
