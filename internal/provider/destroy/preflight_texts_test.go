package destroy_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	cloudcontrolblockers "github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/blockers"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	entryguardblockers "github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/blockers"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

var (
	aTable    = deletion.Object{Type: "AWS::DynamoDB::Table", ID: "orders", Home: providertest.SecurityGroup.Home}
	theSwitch = deletion.Blocker{Code: "protection", ID: "DeletionProtectionEnabled", Status: "on"}
	theStack  = deletion.Blocker{Code: "stack", ID: "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/0e7f7c80-6d0c-11f0-8a3b-0affd1a2b3c4"}
	refusal   = &deletion.Failure{Reason: deletion.Denied, Code: "AccessDeniedException", Message: "User: arn:aws:iam::111122223333:user/ci is not authorized to perform: cloudformation:ListResourceRequests"}
)

// wordsOf are those of the backend that the object is of.
func wordsOf(obj deletion.Object) destroy.Words {
	if strings.HasPrefix(obj.Type, "AWS::") {
		return cloudcontrolblockers.Words
	}
	return entryguardblockers.Words
}

// TestForetoldTexts holds the full text of what a plan says.
func TestForetoldTexts(t *testing.T) {
	blocked := func(obj deletion.Object, mode string, blockers []deletion.Blocker, replaced ...path.Path) diag.Diagnostics {
		return providertest.Announced(obj, mode, destroy.Findings{Words: wordsOf(obj), Blockers: blockers}, replaced...)
	}
	sessions := []deletion.Blocker{providertest.Jane, providertest.John}
	providertest.GoldenPlans(t, map[string]diag.Diagnostics{
		"in_use":              blocked(providertest.WebResource, destroy.PreflightWarn, sessions),
		"in_use_error":        blocked(providertest.WebResource, destroy.PreflightError, sessions),
		"in_use_off":          blocked(providertest.WebResource, destroy.PreflightOff, sessions),
		"in_use_replace":      blocked(providertest.WebResource, destroy.PreflightWarn, sessions, path.Root("resource_type")),
		"protected":           blocked(aTable, destroy.PreflightWarn, []deletion.Blocker{theSwitch}),
		"protected_error":     blocked(aTable, destroy.PreflightError, []deletion.Blocker{theSwitch}),
		"owned_by_a_stack":    blocked(aTable, destroy.PreflightWarn, []deletion.Blocker{theStack}),
		"owned_and_protected": blocked(aTable, destroy.PreflightWarn, []deletion.Blocker{theSwitch, theStack}),
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

// TestUnknownBlocker: what no backend has words about is named all the same.
func TestUnknownBlocker(t *testing.T) {
	var diags diag.Diagnostics
	diags.AddWarning(destroy.DoomedText(aTable, destroy.Findings{Blockers: []deletion.Blocker{{Code: "new", ID: "x"}}}, "", false, nil))
	if !strings.Contains(diags[0].Summary(), "cannot be deleted while 1 new uses it") || !strings.Contains(diags[0].Detail(), "new x") {
		t.Errorf("a code that is new to us reads %q\n%s", diags[0].Summary(), diags[0].Detail())
	}
}
