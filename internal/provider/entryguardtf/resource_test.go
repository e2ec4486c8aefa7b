package entryguardtf_test

import (
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
	acceptance "github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// TestEntryGuardResourceLifecycle creates, imports, changes, repairs and
// destroys. After every apply the testing library plans twice, with and
// without a refresh, and fails if there is anything to do.
func TestEntryGuardResourceLifecycle(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	first, second := w.AddCredential(), w.EntryGuard.AddCredential(entryguardtest.Credential{Name: "successor", Provider: "AWS", CredentialType: "ACCESS_KEY"}).ID
	state := func(attribute string, want knownvalue.Check) statecheck.StateCheck {
		return statecheck.ExpectKnownValue(providertest.EntryGuardAddress, tfjsonpath.New(attribute), want)
	}
	action := func(a plancheck.ResourceActionType) acceptance.ConfigPlanChecks {
		return acceptance.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(providertest.EntryGuardAddress, a)}}
	}
	w.UnitTest(acceptance.TestCase{
		Steps: []acceptance.TestStep{
			{
				Config: w.Config(providertest.EntryGuardResource(first, nil)),
				ConfigStateChecks: []statecheck.StateCheck{
					state("organization_id", knownvalue.StringExact(entryguardtest.DefaultOrganization.ID)),
					state("credential_name", knownvalue.StringExact("deployer")),
					state("deletion_policy", knownvalue.StringExact("DELETE")),
					state("on_active_sessions", knownvalue.StringExact("fail")),
					state("config", knownvalue.ObjectExact(map[string]knownvalue.Check{"port": knownvalue.Int64Exact(443), "protocol": knownvalue.StringExact("tcp")})),
					state("created_at", knownvalue.StringRegexp(regexp.MustCompile(`^20\d\d-.*Z$`))),
				},
			},
			{
				ResourceName: providertest.EntryGuardAddress, ImportState: true, ImportStateVerify: true,
				// The log says that EntryGuard flips it after the create.
				ImportStateVerifyIgnore: []string{"is_active"},
			},
			{
				PreConfig:        w.EntryGuard.ResetRequests,
				Config:           w.Config(providertest.EntryGuardResource(first, map[string]string{"name": `"Production web 2"`, "deletion_policy": `"DELETE"`})),
				ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
				Check: func(*terraform.State) error {
					if diff := cmp.Diff([]string{"name"}, membersOf(w, "PATCH")); diff != "" {
						t.Errorf("a PATCH sends what changed and nothing else (-want +got):\n%s", diff)
					}
					return nil
				},
			},
			{
				PreConfig: w.EntryGuard.ResetRequests,
				Config: w.Config(providertest.EntryGuardResource(second, map[string]string{
					"name": `"Production web 2"`, "resource_identifier": `"sg-0fedcba9876543210"`, "region": `"eu-west-1"`, "config": `{ ports = [22, 443] }`, "is_active": "true",
				})),
				ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{
					state("credential_name", knownvalue.StringExact("successor")),
					state("region", knownvalue.StringExact("eu-west-1")),
				},
				Check: func(*terraform.State) error {
					want := []string{"config credentialId region resourceIdentifier"}
					if diff := cmp.Diff(want, membersOf(w, "PATCH")); diff != "" {
						t.Errorf("one PATCH with all that changed; is_active was true already (-want +got):\n%s", diff)
					}
					return nil
				},
			},
			{
				// Somebody changed it behind Terraform's back.
				PreConfig: func() {
					w.EntryGuard.EditResource(w.OnlyResource().ID, func(r *entryguardtest.Resource) {
						r.Name, r.IsActive, r.Config = "renamed", false, map[string]any{"ports": []any{22}}
					})
					w.EntryGuard.ResetRequests()
				},
				Config: w.Config(providertest.EntryGuardResource(second, map[string]string{
					"name": `"Production web 2"`, "resource_identifier": `"sg-0fedcba9876543210"`, "region": `"eu-west-1"`, "config": `{ ports = [22, 443] }`, "is_active": "true",
				})),
				ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
				Check: func(*terraform.State) error {
					if diff := cmp.Diff([]string{"config isActive name"}, membersOf(w, "PATCH")); diff != "" {
						t.Errorf("drift is repaired, and nothing else is sent (-want +got):\n%s", diff)
					}
					return nil
				},
			},
			{
				PreConfig: w.EntryGuard.ResetRequests,
				Config: w.Config(providertest.EntryGuardResource(second, map[string]string{
					"name": `"Production web 2"`, "resource_identifier": `"sg-0fedcba9876543210"`, "region": `"eu-west-1"`, "config": `{ ports = [22, 443] }`,
					"timeouts": `{ delete = "5m" }`, "verify_on_create": "false",
				})),
				ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
				Check: func(*terraform.State) error {
					if diff := cmp.Diff([]string(nil), membersOf(w, "PATCH")); diff != "" {
						t.Errorf("what only Terraform keeps is not EntryGuard's business (-want +got):\n%s", diff)
					}
					return nil
				},
			},
		},
		CheckDestroy: func(*terraform.State) error {
			if n := w.EntryGuard.ResourceCount(); n != 0 {
				t.Errorf("EntryGuard still has %d resources", n)
			}
			if n := w.EntryGuard.Count("DELETE", "/resources/*"); n != 1 {
				t.Errorf("the deletion was asked for %d times, want once", n)
			}
			return nil
		},
	})
}
