package cloudcontroltf_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// TestCloudControlForetoldTexts holds the full text of what plans say about
// operations that are under way.
func TestCloudControlForetoldTexts(t *testing.T) {
	announce := func(kind deletion.OperationKind) diag.Diagnostics {
		op := *providertest.DeletionUnderWay
		op.Kind = kind
		operations := []deletion.Operation{op}
		return providertest.Announced(providertest.SecurityGroup, destroy.PreflightError, destroy.Findings{Notices: []destroy.Notice{cloudcontroltf.OperationsNotice(providertest.SecurityGroup, operations, cloudcontroltf.OperationBlockers(operations))}})
	}
	providertest.GoldenPlans(t, map[string]diag.Diagnostics{
		"update_under_way":   announce(deletion.KindUpdate),
		"deletion_under_way": announce(deletion.KindDelete),
	})
}

// TestFiveQuestions asks of every text here what a person asks.
func TestFiveQuestions(t *testing.T) {
	providertest.RequireAnswers(t)
}
