package destroy

import (
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// fenceDiagnostic explains a "not found" that is not believed.
func fenceDiagnostic(obj deletion.Object, err error) diag.Diagnostic {
	fence, ok := errors.AsType[*deletion.FenceError](err)
	if !ok {
		return diag.NewErrorDiagnostic("Could not tell whether "+obj.String()+" is gone", Sections(keptInState, err.Error()))
	}
	switch {
	case fence.Unrecorded() && fence.Before:
		return unrecordedDiagnostic(obj, fence)
	case fence.Before:
		return elsewhereDiagnostic(obj, fence)
	case fence.Err != nil:
		failure := deletion.AsFailure(fence.Err)
		return diag.NewErrorDiagnostic(obj.String()+" was not found, and it is unknown whose answer that is",
			Sections(
				fmt.Sprintf("The object lives in %s. The provider could not learn for which place its credentials speak, so \"not found\" says nothing. The object stays in state.", fence.Recorded),
				"Asked who it is, the API said: "+failure.Error(),
				Remedies([]string{
					"let the provider learn it: check the credentials and their permission to ask who they are (AWS: sts:GetCallerIdentity; EntryGuard: GET /auth/me), then run the same command again; trying again does no harm",
					"if you know that the object is gone, remove it from state: terraform state rm ADDRESS",
				})))
	}
	return diag.NewErrorDiagnostic(obj.String()+" was not found, but the provider looked in another place",
		Sections(
			fmt.Sprintf("The object lives in %s.\nThe provider speaks for %s.\nThe API there said \"not found\", which says nothing about the object, so it stays in state.", fence.Recorded, fence.Actual),
			Remedies([]string{
				"point the provider at " + fence.Recorded.String() + " (credentials, profile, role, endpoint) and run the same command again; trying again does no harm",
				"if you know that the object is gone, remove it from state: terraform state rm ADDRESS",
			})))
}

// elsewhereDiagnostic explains why nothing is asked about an object.
func elsewhereDiagnostic(obj deletion.Object, fence *deletion.FenceError) diag.Diagnostic {
	point := "point the provider at " + fence.Recorded.String() + " (credentials, profile, role) and run the same command again; trying again does no harm"
	if fence.Err == nil {
		return diag.NewErrorDiagnostic(obj.String()+" lives in another "+kindOf(fence.Recorded),
			Sections(fmt.Sprintf("The object lives in %s.\nThe provider speaks for %s.\nNothing was asked of the API there, and the object stays in state.", fence.Recorded, fence.Actual),
				Remedies([]string{point})))
	}
	return diag.NewErrorDiagnostic("It is unknown whether the provider speaks for the "+kindOf(fence.Recorded)+" of "+obj.String(),
		Sections(
			fmt.Sprintf("The object lives in %s. For which %s the provider's credentials speak could not be learnt, and another one may have an object of this name. Nothing was asked of the API, and the object stays in state.", fence.Recorded, kindOf(fence.Recorded)),
			"Asked who it is, the API said: "+deletion.AsFailure(fence.Err).Error(),
			Remedies([]string{learnHome(fence.Recorded), point})))
}

// unrecordedDiagnostic explains why nothing is asked about an object of which
// nobody wrote down where it lives.
func unrecordedDiagnostic(obj deletion.Object, fence *deletion.FenceError) diag.Diagnostic {
	return diag.NewErrorDiagnostic("It is not recorded in which "+kindOf(fence.Actual)+" "+obj.String()+" lives",
		Sections(fmt.Sprintf("The provider speaks for %s. Whether the object lives there is not in state, and another one of this name may. Nothing was changed, and the object stays in state.", fence.Actual),
			Remedies(recordHome(fence.Actual))))
}

// UnrecordedWarning is for a refresh of an object of which nobody wrote down where
// it lives.
func UnrecordedWarning(obj deletion.Object, actual deletion.Home) diag.Diagnostic {
	return diag.NewWarningDiagnostic("It is not recorded in which "+kindOf(actual)+" "+obj.String()+" lives",
		Sections(fmt.Sprintf("The provider speaks for %s, and an object of this name was read there. It may be another one, so it is neither changed nor deleted.", actual),
			Remedies(recordHome(actual))))
}

// recordHome says what to do about an object whose home is not in state.
func recordHome(actual deletion.Home) []string {
	if actual.Organization != "" {
		return []string{"refresh the state (terraform apply -refresh-only): an object that is found by its UUID is of the organization that the provider speaks for"}
	}
	return []string{
		"to record it, point the provider at the account where the object lives, remove the object from state (terraform state rm ADDRESS) and import it",
		"to go on without the check, set skip_requesting_account_id = true in the provider's aws block",
	}
}

// learnHome says what lets the provider learn for which home it speaks.
func learnHome(recorded deletion.Home) string {
	if recorded.Organization != "" {
		return "check the credentials and that they may ask who they are (GET /auth/me), then run the same command again; trying again does no harm"
	}
	return "check the credentials and that they may ask who they are (sts:GetCallerIdentity), then run the same command again; where STS cannot be asked at all, set skip_requesting_account_id = true"
}

// kindOf is what kind of home an object lives in.
func kindOf(h deletion.Home) string {
	if h.Organization != "" {
		return "organization"
	}
	return "account"
}

// UncheckedWarning is for skip_requesting_account_id, where something was asked
// about an object all the same.
func UncheckedWarning(obj deletion.Object, doing string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(obj.String()+": its account was not checked",
		"The provider was told not to ask which account it speaks for (skip_requesting_account_id = true), so nobody checked that the object to "+doing+" is the one that is meant: another account may have one of the same name.\n\n"+
			Remedies([]string{"to have it checked, remove skip_requesting_account_id"}))
}

// unfencedWarning is for skip_requesting_account_id.
func unfencedWarning(obj deletion.Object) diag.Diagnostic {
	return diag.NewWarningDiagnostic(obj.String()+" was not found and left the state unchecked",
		"The provider was told not to ask which account it speaks for (skip_requesting_account_id = true), so nobody checked that the API which said \"not found\" is the one of the account where the object lives. Nothing was deleted.\n\n"+
			Remedies([]string{"if the object lives in another account, point the provider there and import it again; running the same command again does no harm, but does not look at what left the state"}))
}
