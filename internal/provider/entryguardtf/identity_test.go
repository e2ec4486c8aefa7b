package entryguardtf_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
	"github.com/steward-iac/terraform-provider-steward/internal/terraformtest"
)

// TestEntryGuardImport: by ID and by identity, and what is no such thing.
func TestEntryGuardImport(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	p := providertest.NewProtocol(t)
	id, here := w.AddCredential(), entryguardtest.DefaultOrganization.ID
	type asked struct {
		id       string
		identity map[string]any
	}
	for name, c := range map[string]struct {
		asked
		says   []string // of the one error; nil: it is imported
		reason string
	}{
		"by ID":                   {asked{id: id}, nil, "Terraform of any age"},
		"by identity":             {asked{identity: map[string]any{"id": id}}, nil, "Terraform 1.12"},
		"with the organization":   {asked{identity: map[string]any{"id": id, "organization_id": here}}, nil, "it is the right one"},
		"another organization":    {asked{identity: map[string]any{"id": id, "organization_id": someUUID}}, []string{someUUID, here}, "the object is not where the import says"},
		"no UUID":                 {asked{id: "deployer"}, []string{"by UUID", `"deployer"`}, "EntryGuard would answer 404"},
		"no UUID in the identity": {asked{identity: map[string]any{"id": "deployer"}}, []string{"by UUID", `"deployer"`}, "the same"},
		"two UUIDs":               {asked{id: id + "/" + id}, []string{"by UUID"}, "that is the form of assignments"},
		"unknown":                 {asked{id: someUUID}, []string{"There is no EntryGuard credential", here}, "there is nothing to import"},
	} {
		t.Run(name, func(t *testing.T) {
			p.Configure(providerBlock(w, map[string]any{"access_token": w.EntryGuard.AdminToken()})) // a run of its own
			imported, read := p.ImportByID(credentialType, c.id)
			if c.identity != nil {
				imported, read = p.ImportByIdentity(credentialType, c.identity)
			}
			found := providertest.Errors(imported.Diagnostics)
			if read != nil {
				found = append(found, providertest.Errors(read.Diagnostics)...)
			}
			if c.says == nil {
				p.RequireClean(name, imported.Diagnostics)
				p.RequireClean(name, read.Diagnostics)
				if got := p.Identity(credentialType, read.NewIdentity); got["id"] != id || got["organization_id"] != here {
					t.Errorf("the identity is %v", got)
				}
				return
			}
			if len(found) != 1 {
				t.Fatalf("got %d errors, want one: %s", len(found), c.reason)
			}
			for _, part := range c.says {
				if !strings.Contains(found[0].Summary+"\n"+found[0].Detail, part) {
					t.Errorf("the error does not say %q: %s\n%s", part, found[0].Summary, found[0].Detail)
				}
			}
		})
	}
}

// TestEntryGuardIdentityOfAReplacement: Terraform plans the identity of the new
// object, and hands over none when the old one is deleted. What is not deleted keeps
// its own.
func TestEntryGuardIdentityOfAReplacement(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	p := providertest.NewProtocol(t)
	p.Configure(providerBlock(w, map[string]any{"access_token": w.EntryGuard.AdminToken()}))
	id := w.AddCredential()
	_, read := p.ImportByID(credentialType, id)
	p.RequireClean("importing", read.Diagnostics)
	m := &providertest.Object{Protocol: p, TypeName: credentialType, Identities: true, State: read.NewState, Private: read.Private, Identity: read.NewIdentity}
	plan := m.Planned(nil)
	plan.PlannedIdentity = nil
	w.EntryGuard.Fail(entryguardtest.Fault{Method: "DELETE", Path: "/credentials/" + id, Status: 403, Times: -1})
	providertest.RequireError(t, m.CarryOut(nil, plan), "403")
	want := map[string]string{"id": id, "organization_id": entryguardtest.DefaultOrganization.ID}
	if diff := cmp.Diff(want, p.Identity(credentialType, m.Identity)); diff != "" {
		t.Errorf("the identity (-want +got):\n%s", diff)
	}
}

// TestEntryGuardIdentityStays: an organization that became known later changes
// no identity that Terraform holds. One that it does not hold yet is whole.
func TestEntryGuardIdentityStays(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	p := providertest.NewProtocol(t)
	p.Configure(providerBlock(w, map[string]any{"access_token": w.EntryGuard.AdminToken()}))
	id, here := w.AddCredential(), entryguardtest.DefaultOrganization.ID
	_, read := p.ImportByID(credentialType, id)
	p.RequireClean("importing", read.Diagnostics)
	for name, c := range map[string]struct {
		held   map[string]any
		want   map[string]string
		reason string
	}{
		"without the organization": {map[string]any{"id": id}, map[string]string{"id": id}, "it was not known when Terraform stored the identity"},
		"none":                     {nil, map[string]string{"id": id, "organization_id": here}, "Terraform before 1.12, or an older release, stored none"},
	} {
		m := &providertest.Object{Protocol: p, TypeName: credentialType, Identities: true, State: read.NewState, Private: read.Private}
		values := m.Values()
		values["organization_id"] = nil
		m.State = p.DynamicValue(p.TypeOf(credentialType), values)
		if c.held != nil {
			m.Identity = &tfprotov6.ResourceIdentityData{IdentityData: p.DynamicValue(p.IdentityType(credentialType), c.held)}
		}
		p.RequireClean(name+": reading", m.Refresh())
		if got := m.Text("organization_id"); got != here {
			t.Errorf("%s: the state has organization %q, want %q: now it is known", name, got, here)
		}
		p.RequireClean(name+": reading again", m.Refresh())
		config := map[string]any{"deletion_policy": "ABANDON"}
		for _, attribute := range []string{"name", "cloud_provider", "credential_type"} {
			config[attribute] = m.Attribute(attribute)
		}
		p.RequireClean(name+": updating", m.Apply(config))
		if diff := cmp.Diff(c.want, p.Identity(credentialType, m.Identity)); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.reason, diff)
		}
	}
}

// TestTerraformImportsByIdentity: on a Terraform that keeps identities, an object of
// every kind is imported by one, and its generated configuration plans no change.
func TestTerraformImportsByIdentity(t *testing.T) {
	t.Parallel()
	providertest.Needs(t, terraformtest.Identity)
	w := providertest.NewSeedWorld(t)
	s := w.Seed()
	var blocks strings.Builder
	for _, one := range [][]string{
		{"steward_entryguard_resource", "id", s.Web.ID},
		{"steward_entryguard_role", "id", s.Role.ID},
		{"steward_entryguard_role_resource_assignment", "role_id", s.Role.ID, "resource_id", s.Web.ID},
		{"steward_entryguard_role_user_assignment", "role_id", s.Role.ID, "user_id", s.Uma},
		{"steward_entryguard_user", "id", s.Uma},
		{"steward_entryguard_static_ip_rule", "id", s.Rule.ID},
		{"steward_entryguard_api_key", "id", s.Key.ID},
		{"steward_entryguard_organization_settings", "id", entryguardtest.DefaultOrganization.ID},
	} {
		fmt.Fprintf(&blocks, "import {\n  to = %s.this\n  identity = {\n", one[0])
		for i := 1; i < len(one); i += 2 {
			fmt.Fprintf(&blocks, "    %s = %q\n", one[i], one[i+1])
		}
		blocks.WriteString("  }\n}\n")
	}
	run := providertest.AttachTerraform(t)
	run.GenerateImports(w.ProviderBlock() + blocks.String())
	w.EntryGuard.ResetRequests()
	run.Apply()
	run.PlansNothing()
	for _, asked := range w.EntryGuard.Requests() {
		if asked.Method != http.MethodGet && asked.Path != "/auth/login" {
			t.Errorf("importing changed something: %s %s", asked.Method, asked.Path)
		}
	}
}
