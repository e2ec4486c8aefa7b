package entryguard_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// Whatever the API does with a credential that is in use, its resources live:
// nothing is asked for before they are gone.
func TestACredentialInUseIsNotAskedAbout(t *testing.T) {
	tests := map[string]entryguardtest.Options{
		"the API refuses":                  {},
		"the API deletes the resources":    {CredentialsCascade: true},
		"the API spares active ones":       {InactiveResourcesFree: true},
		"inactive, and the API lets go":    {InactiveResourcesFree: true, VerifyAfter: -1},
		"inactive, and the API takes them": {CredentialsCascade: true, VerifyAfter: -1},
	}
	for name, opts := range tests {
		t.Run(name, func(t *testing.T) {
			api := startGuarded(t, opts)
			client := adminClient(t, api.Server)
			obj := deletion.Object{
				Type: entryguard.CredentialType, ID: api.credential, Home: deletion.Home{Organization: entryguardtest.DefaultOrganization.ID},
			}
			run := func() deletion.Result {
				return deletion.Run(t.Context(), deletion.Request{Backend: client.CredentialBackend(), Object: obj, Timeout: 10 * time.Second, Pace: quick})
			}
			result := run()
			if result.Outcome != deletion.Refused || result.Failure.Reason != deletion.InUse || len(result.Blockers) != 2 {
				t.Errorf("result = %+v, want Refused with both resources", result)
			}
			if got := api.Count(http.MethodDelete, ""); got != 0 || api.ResourceCount() != 2 {
				t.Errorf("%d deletions were asked for, %d resources are left; want none and both", got, api.ResourceCount())
			}
			api.RemoveResource(api.bastion)
			api.RemoveResource(api.second)
			if result := run(); result.Outcome != deletion.Deleted {
				t.Errorf("without resources: %+v, want Deleted", result)
			}
		})
	}
}

// The refusal of the API itself is read, too: a resource may come between the
// look and the request.
func TestAResourceThatComesInBetween(t *testing.T) {
	api := startGuarded(t, entryguardtest.Options{})
	client := adminClient(t, api.Server)
	api.Fail(entryguardtest.Fault{Method: http.MethodGet, Path: "/resources", Status: 200, Body: `[]`})
	result := deletion.Run(t.Context(), deletion.Request{
		Backend: client.CredentialBackend(), Object: deletion.Object{
			Type: entryguard.CredentialType, ID: api.credential, Home: deletion.Home{Organization: entryguardtest.DefaultOrganization.ID},
		}, Pace: quick,
	})
	if result.Outcome != deletion.Refused || result.Failure.Code != "CREDENTIAL_IN_USE" || len(result.Blockers) != 2 {
		t.Errorf("result = %+v, want Refused by the API with both resources", result)
	}
}
