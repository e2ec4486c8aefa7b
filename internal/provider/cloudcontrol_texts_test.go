package provider

import (
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// TestCloudControlForetoldTexts holds the full text of what plans say about
// operations that are under way.
func TestCloudControlForetoldTexts(t *testing.T) {
	announce := func(kind deletion.OperationKind) foretold {
		op := *aDeletion
		op.Kind = kind
		operations := []deletion.Operation{op}
		return foretold{aSecurityGroup, destroy.PreflightError, destroy.Findings{Notices: []destroy.Notice{cloudcontroltf.OperationsNotice(aSecurityGroup, operations, cloudcontroltf.OperationBlockers(operations))}}, nil}
	}
	goldens(t, "cloudcontrol", map[string]foretold{
		"update_under_way":   announce(deletion.KindUpdate),
		"deletion_under_way": announce(deletion.KindDelete),
	})
}
