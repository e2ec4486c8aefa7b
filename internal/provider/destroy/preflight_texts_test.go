package destroy_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

var (
	aTable    = deletion.Object{Type: "AWS::DynamoDB::Table", ID: "orders", Home: providertest.SecurityGroup.Home}
	theSwitch = deletion.Blocker{Code: destroy.BlockerProtection, ID: "DeletionProtectionEnabled", Status: "on"}
	theStack  = deletion.Blocker{Code: destroy.BlockerStack, ID: "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/0e7f7c80-6d0c-11f0-8a3b-0affd1a2b3c4"}
	refusal   = &deletion.Failure{Reason: deletion.Denied, Code: "AccessDeniedException", Message: "User: arn:aws:iam::111122223333:user/ci is not authorized to perform: cloudformation:ListResourceRequests"}
)

// TestForetoldTexts holds the full text of what a plan says.
func TestForetoldTexts(t *testing.T) {
	sessions := destroy.Findings{Blockers: []deletion.Blocker{providertest.Jane, providertest.John}}
	providertest.GoldenPlans(t, map[string]diag.Diagnostics{
		"in_use":              providertest.Announced(providertest.WebResource, destroy.PreflightWarn, sessions),
		"in_use_error":        providertest.Announced(providertest.WebResource, destroy.PreflightError, sessions),
		"in_use_off":          providertest.Announced(providertest.WebResource, destroy.PreflightOff, sessions),
		"in_use_replace":      providertest.Announced(providertest.WebResource, destroy.PreflightWarn, sessions, path.Root("resource_type")),
		"protected":           providertest.Announced(aTable, destroy.PreflightWarn, destroy.Findings{Blockers: []deletion.Blocker{theSwitch}}),
		"protected_error":     providertest.Announced(aTable, destroy.PreflightError, destroy.Findings{Blockers: []deletion.Blocker{theSwitch}}),
		"owned_by_a_stack":    providertest.Announced(aTable, destroy.PreflightWarn, destroy.Findings{Blockers: []deletion.Blocker{theStack}}),
		"owned_and_protected": providertest.Announced(aTable, destroy.PreflightWarn, destroy.Findings{Blockers: []deletion.Blocker{theSwitch, theStack}}),
		"unprotects":          providertest.Announced(aTable, destroy.PreflightOff, destroy.Findings{Unprotects: []deletion.Blocker{theSwitch}}),
		"unprotects_replace":  providertest.Announced(aTable, destroy.PreflightError, destroy.Findings{Unprotects: []deletion.Blocker{theSwitch}}, path.Root("properties")),
		"unprotects_in_stack": providertest.Announced(aTable, destroy.PreflightWarn, destroy.Findings{Unprotects: []deletion.Blocker{theSwitch}, Blockers: []deletion.Blocker{theStack}}),
		"unprotects_fixed":    providertest.Announced(aTable, destroy.PreflightOff, destroy.Findings{Unprotects: []deletion.Blocker{theSwitch}, Fixed: []string{theSwitch.ID}}),
		"impossible":          providertest.Announced(aTable, destroy.PreflightOff, destroy.Findings{Impossible: "its type has no delete handler"}),
		"impossible_replace":  providertest.Announced(aTable, destroy.PreflightWarn, destroy.Findings{Impossible: "its type has no delete handler"}, path.Root("properties")),
		"unchecked": providertest.Announced(aTable, destroy.PreflightError, destroy.Findings{Unseen: errors.Join(
			destroy.ErrUnseen("whether an operation is under way on it", refusal), destroy.ErrUnseen("whether its type can be deleted", context.Cause(outOfTime())),
		)}),
		"unchecked_stop": providertest.Announced(providertest.WebResource, destroy.PreflightOff, destroy.Findings{Announces: true, Unseen: destroy.ErrNotConfigured}),
	})
}

// outOfTime is a look whose time is used up.
func outOfTime() context.Context {
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(destroy.ErrCheckLimit)
	return ctx
}

// TestFiveQuestions asks them of every text.
func TestFiveQuestions(t *testing.T) {
	providertest.RequireAnswers(t)
}

// TestEveryBlockerHasWords: what is in the way without a remedy helps nobody.
func TestEveryBlockerHasWords(t *testing.T) {
	for _, code := range []string{destroy.BlockerSession, destroy.BlockerResource, destroy.BlockerProtection, destroy.BlockerStack} {
		if len(destroy.CodeRemedies[code]) == 0 {
			t.Errorf("%s has no remedy", code)
		}
	}
	var diags diag.Diagnostics
	diags.AddWarning(destroy.DoomedText(aTable, destroy.Findings{Blockers: []deletion.Blocker{{Code: "new", ID: "x"}}}, "", false, nil))
	if !strings.Contains(diags[0].Summary(), "cannot be deleted while 1 new uses it") {
		t.Errorf("a code that is new to us is told as %q", diags[0].Summary())
	}
}
