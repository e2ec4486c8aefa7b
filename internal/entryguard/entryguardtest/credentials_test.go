package entryguardtest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

func TestACredentialHasTheDocumentedBody(t *testing.T) {
	a := start(t, entryguardtest.Options{VerifyAfter: 3 * time.Second})
	credential, _ := a.seed()
	want := map[string]any{
		"id": credential, "name": "production", "provider": "AWS", "credentialType": "ACCESS_KEY",
		"isValid": nil, "lastVerifiedAt": nil, "verificationError": nil, "createdAt": "2026-02-18T10:30:00Z", "updatedAt": "2026-02-18T10:30:00Z",
	}
	if diff := cmp.Diff(want, a.ask("GET", "/credentials/"+credential, a.admin(), "").body); diff != "" {
		t.Errorf("credential (-want +got):\n%s", diff)
	}
	a.clock.Advance(3 * time.Second)
	got := a.ask("GET", "/credentials/"+credential, a.admin(), "")
	if got.get("isValid") != true || got.get("lastVerifiedAt") != "2026-02-18T10:30:03Z" {
		t.Errorf("credential after its verification = %s", got.text)
	}
	if a.CredentialData(credential)["secretAccessKey"] != "hunter22" {
		t.Error("the secret did not arrive")
	}
	if list := a.ask("GET", "/credentials", a.admin(), ""); strings.Contains(got.text+list.text, "hunter22") {
		t.Error("the secret came back")
	}
}

func TestAnInvalidCredential(t *testing.T) {
	a := start(t, entryguardtest.Options{})
	a.FailVerification("production", "AccessDenied")
	credential, resource := a.seed()
	got := a.ask("GET", "/credentials/"+credential, a.admin(), "")
	if got.get("isValid") != false || got.get("verificationError") != "AccessDenied" {
		t.Errorf("credential = %s", got.text)
	}
	if r, _ := a.Resource(resource); r.IsActive {
		t.Error("a resource is active with an invalid credential")
	}
	a.want(a.ask("POST", "/credentials", a.admin(), `{"name":"n"}`), 400, `"credentialData":"credentialData is required"`)
	a.want(a.ask("PATCH", "/credentials/"+credential, a.admin(), `{"name":"n"}`), 405, "not supported")
}

func TestDeletingACredential(t *testing.T) {
	tests := map[string]struct {
		opts      entryguardtest.Options
		inactive  bool
		want      int
		resources int
		reason    string
	}{
		"in use":              {entryguardtest.Options{}, false, 400, 1, "the API reference refuses"},
		"in use by inactive":  {entryguardtest.Options{}, true, 400, 1, "existing counts as use by default"},
		"inactive are free":   {entryguardtest.Options{InactiveResourcesFree: true}, true, 204, 1, "the other reading of \"active resources\""},
		"active are not":      {entryguardtest.Options{InactiveResourcesFree: true}, false, 400, 1, "the other reading of \"active resources\""},
		"cascade (UI's page)": {entryguardtest.Options{CredentialsCascade: true}, false, 204, 0, "the other reading"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			a := start(t, test.opts)
			credential, resource := a.seed()
			if test.inactive {
				a.EditResource(resource, func(r *entryguardtest.Resource) { r.IsActive = false })
			}
			part := ""
			if test.want == 400 {
				part = `"error":"CREDENTIAL_IN_USE"`
			}
			a.want(a.ask("DELETE", "/credentials/"+credential, a.admin(), ""), test.want, part)
			if got := a.ResourceCount(); got != test.resources {
				t.Errorf("%d resources, want %d: %s", got, test.resources, test.reason)
			}
			if got := a.Deletions(credential) + a.CredentialCount(); got != 1 {
				t.Errorf("deletions and credentials = %d, want either one", got)
			}
		})
	}
	a := start(t, entryguardtest.Options{})
	a.want(a.ask("DELETE", "/credentials/none", a.admin(), ""), 404, `"error":"CREDENTIAL_NOT_FOUND"`)
}
