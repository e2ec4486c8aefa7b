package entryguardtest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

func TestANewResourceHasTheDocumentedBody(t *testing.T) {
	a := start(t, entryguardtest.Options{VerifyAfter: time.Minute})
	credential, resource := a.seed()
	want := map[string]any{
		"id": resource, "name": "bastion", "credentialId": credential, "credentialName": "production", "provider": "AWS",
		"resourceType": "SECURITY_GROUP", "resourceIdentifier": "sg-1", "region": "eu-west-1", "config": map[string]any{"port": 443.0},
		"isActive": false, "lastVerifiedAt": nil, "createdAt": "2026-02-18T10:30:00Z", "updatedAt": "2026-02-18T10:30:00Z",
	}
	if diff := cmp.Diff(want, a.ask("GET", "/resources/"+resource, a.admin(), "").body); diff != "" {
		t.Errorf("resource (-want +got):\n%s", diff)
	}
	a.want(a.ask("GET", "/resources", a.admin(), ""), 200, resource)

	a.clock.Advance(time.Minute)
	want["isActive"], want["lastVerifiedAt"], want["updatedAt"] = true, "2026-02-18T10:31:00Z", "2026-02-18T10:31:00Z"
	if diff := cmp.Diff(want, a.ask("GET", "/resources/"+resource, a.admin(), "").body); diff != "" {
		t.Errorf("resource after its verification (-want +got):\n%s", diff)
	}
}

func TestAVerificationCanFail(t *testing.T) {
	a := start(t, entryguardtest.Options{})
	a.FailVerification("sg-1", "no such security group")
	_, resource := a.seed()
	if r, _ := a.Resource(resource); r.IsActive || r.LastVerifiedAt.IsZero() {
		t.Errorf("resource = %+v, want inactive and verified", r)
	}
	got := a.want(a.ask("POST", "/resources/"+resource+"/verify", a.admin(), ""), 200, "")
	if got.get("isActive") != false {
		t.Errorf("isActive = %v, want false", got.get("isActive"))
	}
	a.Change(func(o *entryguardtest.Options) { o.VerificationFailureIs400 = true })
	a.want(a.ask("POST", "/resources/"+resource+"/verify", a.admin(), ""), 400, `"error":"VERIFICATION_FAILED"`)
	a.FailVerification("sg-1", "")
	if got := a.want(a.ask("POST", "/resources/"+resource+"/verify", a.admin(), ""), 200, ""); got.get("isActive") != true {
		t.Errorf("isActive = %v, want true", got.get("isActive"))
	}
}

func TestACreateIsValidated(t *testing.T) {
	a := start(t, entryguardtest.Options{})
	credential, _ := a.seed()
	for name, test := range map[string]struct {
		body   string
		status int
		part   string
	}{
		"nothing":            {`{}`, 400, `"resourceIdentifier":"resourceIdentifier is required"`},
		"blank":              {`{"name":""}`, 400, `"name":"name is required"`},
		"wrong kind":         {`{"name":1}`, 400, `"name":"name must be a string"`},
		"no JSON":            {`{`, 400, "Malformed JSON"},
		"no object":          {`[]`, 400, "Malformed JSON"},
		"unknown provider":   {`{"name":"n","credentialId":"c","provider":"DELL","resourceType":"x","resourceIdentifier":"y"}`, 400, "must be one of"},
		"AWS without region": {`{"name":"n","credentialId":"c","provider":"AWS","resourceType":"x","resourceIdentifier":"y"}`, 400, "region is required"},
		"config not object":  {`{"name":"n","credentialId":"c","provider":"GCP","resourceType":"x","resourceIdentifier":"y","config":"z"}`, 400, "config must be an object"},
		"unknown credential": {`{"name":"n","credentialId":"c","provider":"GCP","resourceType":"x","resourceIdentifier":"y"}`, 404, `"error":"CREDENTIAL_NOT_FOUND"`},
		"nulls":              {`{"name":"n","credentialId":"` + credential + `","provider":"GCP","resourceType":"x","resourceIdentifier":"y","region":null,"config":null}`, 201, `"config":null`},
	} {
		t.Run(name, func(*testing.T) { a.want(a.ask("POST", "/resources", a.admin(), test.body), test.status, test.part) })
	}
	if got := a.ResourceCount(); got != 2 {
		t.Errorf("%d resources, want 2: what was refused must not exist", got)
	}
}

func TestAPatchChangesWhatItNames(t *testing.T) {
	tests := map[string]struct {
		opts   entryguardtest.Options
		body   string
		status int
		want   map[string]any // members afterwards
		reason string
	}{
		"name":            {body: `{"name":"gate"}`, status: 200, want: map[string]any{"name": "gate", "region": "eu-west-1"}, reason: "only what is sent changes"},
		"inactive":        {body: `{"isActive":false}`, status: 200, want: map[string]any{"isActive": false}, reason: "isActive is writable"},
		"config replaced": {body: `{"config":{"protocol":"tcp"}}`, status: 200, want: map[string]any{"config": map[string]any{"protocol": "tcp"}}, reason: "replaced by default"},
		"config merged": {
			entryguardtest.Options{ConfigIsMerged: true},
			`{"config":{"protocol":"tcp"}}`, 200,
			map[string]any{"config": map[string]any{"protocol": "tcp", "port": 443.0}},
			"the other reading",
		},
		"config null":     {body: `{"config":null}`, status: 200, want: map[string]any{"config": nil}, reason: "cleared by default"},
		"null ignored":    {entryguardtest.Options{NullIsIgnored: true}, `{"config":null}`, 200, map[string]any{"config": map[string]any{"port": 443.0}}, "the other reading"},
		"region null":     {body: `{"region":null}`, status: 400, want: map[string]any{"region": "eu-west-1"}, reason: "AWS needs one"},
		"name null":       {body: `{"name":null}`, status: 400, want: map[string]any{"name": "bastion"}, reason: "a name is required"},
		"credential":      {body: `{"credentialId":"none"}`, status: 404, want: map[string]any{"credentialName": "production"}, reason: "it must exist"},
		"provider":        {body: `{"provider":"GCP"}`, status: 200, want: map[string]any{"provider": "AWS"}, reason: "it cannot be changed"},
		"half is nothing": {body: `{"name":"gate","isActive":"yes"}`, status: 400, want: map[string]any{"name": "bastion"}, reason: "a refused request changes nothing"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			a := start(t, test.opts)
			_, resource := a.seed()
			a.want(a.ask("PATCH", "/resources/"+resource, a.admin(), test.body), test.status, "")
			got := a.ask("GET", "/resources/"+resource, a.admin(), "")
			for member, want := range test.want {
				if diff := cmp.Diff(want, got.get(member)); diff != "" {
					t.Errorf("%s: %s (-want +got):\n%s", test.reason, member, diff)
				}
			}
		})
	}
}

func TestDeletingAResource(t *testing.T) {
	a := start(t, entryguardtest.Options{})
	_, resource := a.seed()
	a.Assign("uma@example.com", resource)
	if got := a.want(a.ask("DELETE", "/resources/"+resource, a.admin(), ""), 204, ""); got.text != "" {
		t.Errorf("body = %q, want none", got.text)
	}
	got := a.want(a.ask("DELETE", "/resources/"+resource, a.admin(), ""), 404, "")
	want := map[string]any{"error": "RESOURCE_NOT_FOUND", "message": "Resource not found with id: " + resource, "timestamp": "2026-02-18T10:30:00Z"}
	if diff := cmp.Diff(want, got.body); diff != "" {
		t.Errorf("error body (-want +got):\n%s", diff)
	}
	a.want(a.ask("GET", "/resources/"+resource, a.admin(), ""), 404, `"error":"RESOURCE_NOT_FOUND"`)
	if a.Deletions(resource) != 1 || a.ResourceCount() != 0 {
		t.Errorf("deletions = %d, resources = %d", a.Deletions(resource), a.ResourceCount())
	}
	if s := a.StartSession("uma@example.com"); len(s.ResourceIPs) != 0 {
		t.Errorf("the assignment to the deleted resource is still there: %+v", s.ResourceIPs)
	}
}

// Which session keeps a resource from being deleted.
func TestAResourceInUse(t *testing.T) {
	tests := map[string]struct {
		opts   entryguardtest.Options
		end    bool
		status string
		want   int
	}{
		"pending":                     {entryguardtest.Options{SessionStartAfter: -1}, false, "PENDING", 400},
		"active":                      {entryguardtest.Options{}, false, "ACTIVE", 400},
		"expiring":                    {entryguardtest.Options{SessionEndAfter: -1}, true, "EXPIRING", 204},
		"expiring, the other reading": {entryguardtest.Options{SessionEndAfter: -1, ExpiringIsInUse: true}, true, "EXPIRING", 400},
		"cancelled":                   {entryguardtest.Options{}, true, "CANCELLED", 204},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			a := start(t, test.opts)
			_, resource := a.seed()
			s := a.StartSession("uma@example.com", resource)
			if test.end {
				a.EndSession(s.ID)
			}
			if got, _ := a.Session(s.ID); got.Status != test.status {
				t.Fatalf("session is %s, want %s", got.Status, test.status)
			}
			part := ""
			if test.want == 400 {
				part = `"error":"RESOURCE_IN_USE"`
			}
			a.want(a.ask("DELETE", "/resources/"+resource, a.admin(), ""), test.want, part)
			if got := a.ResourceCount(); got != map[int]int{400: 1, 204: 0}[test.want] {
				t.Errorf("%d resources after %d", got, test.want)
			}
		})
	}
}

func TestAResourceWhoseRuleFailedIsFree(t *testing.T) {
	a := start(t, entryguardtest.Options{})
	credential, resource := a.seed()
	other := a.AddResource(entryguardtest.Resource{Name: "other", CredentialID: entryguardtest.Nullable(credential)}).ID
	a.FailRules(resource, "rule limit reached")
	if s := a.StartSession("uma@example.com", resource, other); s.Status != "PARTIAL" {
		t.Fatalf("session = %+v, want PARTIAL", s)
	}
	if s := a.StartSession("uma@example.com", resource); s.Status != "FAILED" || s.ResourceIPs[0].ErrorMessage != "rule limit reached" {
		t.Fatalf("session = %+v, want FAILED", s)
	}
	a.want(a.ask("DELETE", "/resources/"+other, a.admin(), ""), 400, "RESOURCE_IN_USE")
	a.want(a.ask("DELETE", "/resources/"+resource, a.admin(), ""), 204, "")
}

func TestObjectsOfAnotherOrganizationAreNotFound(t *testing.T) {
	a := start(t, entryguardtest.Options{})
	credential, resource := a.seed()
	session := a.StartSession("uma@example.com", resource).ID
	elsewhere := a.SetOrganization("ada@example.com", entryguardtest.Organization{Slug: "elsewhere", Name: "Elsewhere"})
	as := a.admin()
	for _, path := range []string{"/resources/" + resource, "/credentials/" + credential} {
		a.want(a.ask("GET", path, as, ""), 404, "NOT_FOUND")
		a.want(a.ask("DELETE", path, as, ""), 404, "NOT_FOUND")
	}
	a.want(a.ask("POST", "/sessions/admin/"+session+"/stop", as, ""), 404, "Session not found")
	for _, path := range []string{"/resources", "/credentials", "/sessions/admin"} {
		if got := a.ask("GET", path, as, ""); strings.TrimSpace(got.text) != "[]" {
			t.Errorf("%s = %s, want []", path, got.text)
		}
	}
	if got := a.ask("GET", "/auth/me", as, "").get("organizationId"); got != elsewhere.ID || got == entryguardtest.DefaultOrganization.ID {
		t.Errorf("organizationId = %v, want %s", got, elsewhere.ID)
	}
}
