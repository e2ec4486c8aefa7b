package entryguardtf_test

import (
	"net/http"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// An ID that no request could name the object by never comes into state: it
// could never leave it again.
func TestUnusableIDsStayOut(t *testing.T) {
	t.Parallel()
	for name, id := range map[string]string{"a path": "../roles", "a line break": "1\n2", "NUL": "1\x002"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := providertest.NewWorld(t)
			run := providertest.AttachTerraform(t)
			run.Write(w.Config(providertest.EntryGuardResource(w.AddCredential(), nil)))
			w.EntryGuard.Fail(entryguardtest.Fault{Method: http.MethodPost, Path: "/resources", About: id})
			run.Apply()
			made := w.OnlyResource()
			if got := run.State(providertest.EntryGuardAddress).Attributes["id"]; got != made.ID {
				t.Errorf("state has the ID %v of an object that is called %q", got, made.ID)
			}
			run.Must("destroy", "-auto-approve")
		})
	}
}
