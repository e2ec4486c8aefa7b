package entryguardtf_test

import (
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// TestCredentialLeavesAfterItsResources: core plans the destruction of what
// uses a credential first. Then nothing is in the way; before, and where
// another resource stays, something is.
func TestCredentialLeavesAfterItsResources(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	credential := w.AddCredential()
	add := func(name string) string {
		return w.EntryGuard.AddResource(entryguardtest.Resource{
			Name: name, CredentialID: entryguardtest.Nullable(credential), Provider: "AWS", ResourceType: "SECURITY_GROUP", ResourceIdentifier: "sg-" + name, Region: "us-east-1",
		}).ID
	}
	first, second := add("first"), add("second")
	p := providertest.NewProtocol(t)
	p.Configure(providerBlock(w, map[string]any{"access_token": w.EntryGuard.AdminToken()}))
	state := credentialConfig(map[string]any{
		"id": credential, "organization_id": entryguardtest.DefaultOrganization.ID, "deletion_policy": "DELETE", "is_valid": true, "created_at": "2026-01-01T00:00:00Z",
	})
	says := func(want ...string) {
		t.Helper()
		found := p.Plan(credentialType, state, nil).Diagnostics
		if len(want) == 0 && len(found) == 0 {
			return
		}
		for _, part := range want {
			if len(found) != 1 || !strings.Contains(found[0].Summary+found[0].Detail, part) {
				t.Fatalf("got %v, want one warning that says %q", found, part)
			}
		}
		if len(want) == 0 {
			t.Fatalf("got %v, want nothing", found)
		}
	}
	leave := func(id, policy string) {
		t.Helper()
		p.Plan(resourceType, entryguardState(map[string]any{"id": id, "credential_id": credential, "deletion_policy": policy}), nil)
	}
	says("2 resources use it", first, second)
	leave(first, "DELETE")
	says("1 resource uses it", second)
	leave(second, "ABANDON")
	says("1 resource uses it", second)
	leave(second, "DELETE")
	says()
}
