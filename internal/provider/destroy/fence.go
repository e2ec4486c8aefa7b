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
				fmt.Sprintf("The object is in %s. It is not known to which %s the provider's credentials belong, so \"not found\" says nothing. The object stays in state.", fence.Recorded, kindOf(fence.Recorded)),
				askedWho(failure),
				Remedies([]string{
					learnHome(fence.Recorded, failure),
					"if you know that the object is gone, remove it from state: terraform state rm ADDRESS",
				})))
	}
	return diag.NewErrorDiagnostic(obj.String()+" was not found, but the provider's credentials are of another "+kindOf(fence.Recorded),
		Sections(
			fmt.Sprintf("The object is in %s.\nThe provider's credentials are of %s.\nThe API there said \"not found\", which says nothing about the object, so it stays in state.", fence.Recorded, fence.Actual),
			Remedies([]string{
				pointAt(fence.Recorded),
				"if you know that the object is gone, remove it from state: terraform state rm ADDRESS",
			})))
}

// elsewhereDiagnostic explains why nothing is asked about an object.
func elsewhereDiagnostic(obj deletion.Object, fence *deletion.FenceError) diag.Diagnostic {
	point := pointAt(fence.Recorded)
	if fence.Err == nil {
		return diag.NewErrorDiagnostic(obj.String()+" is in another "+kindOf(fence.Recorded)+" than the provider's credentials",
			Sections(fmt.Sprintf("The object is in %s.\nThe provider's credentials are of %s.\nNothing was asked of the API there, and the object stays in state.", fence.Recorded, fence.Actual),
				Remedies([]string{point})))
	}
	failure := deletion.AsFailure(fence.Err)
	return diag.NewErrorDiagnostic("It is not known whether the provider's credentials are of the "+kindOf(fence.Recorded)+" of "+obj.String(),
		Sections(
			fmt.Sprintf("The object is in %s. Another %s may have an object of the same name. Nothing was asked of the API, and the object stays in state.", fence.Recorded, kindOf(fence.Recorded)),
			askedWho(failure),
			Remedies([]string{learnHome(fence.Recorded, failure), point})))
}

// askedWho says what came of the question whose credentials these are.
func askedWho(f *deletion.Failure) string {
	if f.Message == "" {
		return "The API could not be asked whose credentials these are.\n" + Explanation{}.Said(f)
	}
	return "Asked whose credentials these are, the API said: " + f.Error()
}

// pointAt says how to have the provider ask where an object is.
func pointAt(recorded deletion.Home) string {
	how := "credentials, profile, role_arn, region"
	if recorded.Organization != "" {
		how = "organization_slug, email and password, or access_token; endpoint"
	}
	return "point the provider at " + recorded.String() + " (" + how + "), then run the same command again"
}

// unrecordedDiagnostic explains why nothing is asked about an object of which
// nobody wrote down where it lives.
func unrecordedDiagnostic(obj deletion.Object, fence *deletion.FenceError) diag.Diagnostic {
	return diag.NewErrorDiagnostic("It is not recorded in which "+kindOf(fence.Actual)+" "+obj.String()+" is",
		Sections(fmt.Sprintf("The provider's credentials are of %s. State does not say whether the object is there; one of the same name may be. Nothing was asked of the API, and the object stays in state.", fence.Actual),
			Remedies(recordHome(fence.Actual))))
}

// UnrecordedWarning is for a refresh of an object of which nobody wrote down where
// it lives.
func UnrecordedWarning(obj deletion.Object, actual deletion.Home) diag.Diagnostic {
	return diag.NewWarningDiagnostic("It is not recorded in which "+kindOf(actual)+" "+obj.String()+" is",
		Sections(fmt.Sprintf("One of this name was read in %s. It may be another, so it is neither changed nor deleted.", actual),
			Remedies(recordHome(actual))))
}

// recordHome says what to do about an object whose home is not in state.
func recordHome(actual deletion.Home) []string {
	if actual.Organization != "" {
		return []string{"refresh the state: terraform apply -refresh-only"}
	}
	return []string{
		"with the credentials of its account: terraform state rm ADDRESS, then import it",
		"or without the check: set skip_requesting_account_id = true in the aws block",
	}
}

// learnHome says what lets the provider learn for which home it speaks: what the
// backend knows about the answer, else what usually helps.
func learnHome(recorded deletion.Home, f *deletion.Failure) string {
	if f.Hint != "" {
		return f.Hint
	}
	if recorded.Organization != "" {
		return "check the credentials and that they may call GET /auth/me, then run the same command again"
	}
	return "check the credentials and that they may call sts:GetCallerIdentity, then run the same command again; where STS cannot be reached at all, set skip_requesting_account_id = true"
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
		"skip_requesting_account_id is true, so the object to "+doing+" may be one of the same name in another account.\n\n"+
			Remedies([]string{"to have it checked, remove skip_requesting_account_id"}))
}

// unfencedWarning is for skip_requesting_account_id.
func unfencedWarning(obj deletion.Object) diag.Diagnostic {
	return diag.NewWarningDiagnostic(obj.String()+" was not found and left the state unchecked",
		"skip_requesting_account_id is true, so the API that said \"not found\" may be one of another account than the object's. Nothing was deleted.\n\n"+
			Remedies([]string{"if the object is in another account, point the provider there and import it again"}))
}
