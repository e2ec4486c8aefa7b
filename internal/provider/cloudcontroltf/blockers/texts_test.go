package blockers_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/blockers"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// TestPlannedTexts holds the full text of what plans say about operations that are
// under way, and about protections that a destruction switches off.
func TestPlannedTexts(t *testing.T) {
	table := deletion.Object{Type: "AWS::DynamoDB::Table", ID: "orders", Home: providertest.SecurityGroup.Home}
	on := blockers.Facts{Protections: []string{"DeletionProtectionEnabled"}}
	fixed, owned := on, on
	fixed.Fixed = on.Protections
	owned.Stack = "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/0e7f7c80-6d0c-11f0-8a3b-0affd1a2b3c4"
	unprotected := func(mode string, facts blockers.Facts, replaced ...path.Path) diag.Diagnostics {
		return providertest.Announced(table, mode, blockers.Unprotected(table, facts), replaced...)
	}
	announce := func(kind deletion.OperationKind) diag.Diagnostics {
		op := *providertest.DeletionUnderWay
		op.Kind = kind
		operations := []deletion.Operation{op}
		return providertest.Announced(providertest.SecurityGroup, destroy.PreflightError, destroy.Findings{Notices: []destroy.Notice{blockers.OperationsNotice(providertest.SecurityGroup, operations, blockers.OperationBlockers(operations))}})
	}
	providertest.GoldenPlans(t, map[string]diag.Diagnostics{
		"update_under_way":   announce(deletion.KindUpdate),
		"deletion_under_way": announce(deletion.KindDelete),

		"unprotects":          unprotected(destroy.PreflightOff, on),
		"unprotects_replace":  unprotected(destroy.PreflightError, on, path.Root("properties")),
		"unprotects_in_stack": unprotected(destroy.PreflightWarn, owned),
		"unprotects_fixed":    unprotected(destroy.PreflightOff, fixed),
	})
}

// TestFiveQuestions asks of every text here what a person asks.
func TestFiveQuestions(t *testing.T) {
	providertest.RequireAnswers(t)
}
