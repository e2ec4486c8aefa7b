package entryguard_test

import (
	"net/http"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion/deletiontest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

const missingID = "0e9b6d0c-6a57-4d92-8b6f-f6f4f0b3a111"

// Both backends pass the suite, each with one of the two ways to authenticate
// that may delete.
func TestConformance(t *testing.T) {
	t.Run("resource", func(t *testing.T) {
		deletiontest.Run(t, func(t *testing.T) deletiontest.Subject {
			api := startAPI(t, entryguardtest.Options{})
			made := api.AddResource(sampleResource(api.AddCredential(sampleCredential()).ID))
			subject := subjectOf(api, entryguard.ResourceType, made.ID)
			subject.Backend = newClient(t, entryguard.Config{Endpoint: api.URL(), AccessToken: api.AdminToken()}).ResourceBackend()
			subject.Exists = func(obj deletion.Object) bool { _, exists := api.Resource(obj.ID); return exists }
			return subject
		})
	})
	t.Run("credential", func(t *testing.T) {
		deletiontest.Run(t, func(t *testing.T) deletiontest.Subject {
			api := startAPI(t, entryguardtest.Options{})
			subject := subjectOf(api, entryguard.CredentialType, api.AddCredential(sampleCredential()).ID)
			subject.Backend = newClient(t, logIn(api)).CredentialBackend()
			subject.Exists = func(obj deletion.Object) bool { _, exists := api.Credential(obj.ID); return exists }
			return subject
		})
	})
}

// subjectOf is a subject without its backend.
func subjectOf(api *entryguardtest.Server, objectType, id string) deletiontest.Subject {
	home := deletion.Home{Organization: entryguardtest.DefaultOrganization.ID}
	answer := func(status, times int) { api.Fail(entryguardtest.Fault{Status: status, Times: times}) }
	page := func(status, times int) {
		api.Fail(entryguardtest.Fault{
			Status: status, Times: times, Body: entryguardtest.HTMLPage, Header: map[string]string{"Content-Type": "text/html"},
		})
	}
	return deletiontest.Subject{
		Object:         deletion.Object{Type: objectType, ID: id, Name: "bastion", Home: home},
		Missing:        deletion.Object{Type: objectType, ID: missingID, Home: home},
		Requests:       api.CountAbout,
		Deletions:      func(obj deletion.Object) int { return api.Deletions(obj.ID) },
		Settle:         func() {}, // the API deletes at once
		Throttle:       func(n int) { answer(http.StatusTooManyRequests, n) },
		Break:          func(n int) { answer(http.StatusInternalServerError, n) },
		Drop:           func() { api.Fail(entryguardtest.Fault{DropAfter: true}) },
		Expire:         func() { answer(http.StatusUnauthorized, -1) },
		Forbid:         func() { answer(http.StatusForbidden, -1) },
		Garble:         func(n int) { page(http.StatusOK, n) },
		GoneByStranger: func(n int) { page(http.StatusNotFound, n) },
	}
}
