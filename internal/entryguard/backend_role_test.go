package entryguard_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// What the engine makes of a 404 without a code: gone only where the whole
// collection has answered without the object.
func TestACodeless404IsDecidedByTheCollection(t *testing.T) {
	home := deletion.Home{Organization: entryguardtest.DefaultOrganization.ID}
	tests := map[string]struct {
		fault  entryguardtest.Fault // of the looks
		gone   bool                 // the object has been removed already
		want   deletion.Outcome
		reason string
	}{
		"gone":                 {entryguardtest.Fault{}, true, deletion.Absent, "404, and the collection does not have it"},
		"an unmapped route":    {entryguardtest.Fault{Method: http.MethodDelete, Status: 404}, false, deletion.Refused, "404, but the collection has it"},
		"the look is refused":  {entryguardtest.Fault{Method: http.MethodGet, Status: 403, Times: -1}, true, deletion.Refused, "nobody said that it is gone"},
		"the look is unmapped": {entryguardtest.Fault{Method: http.MethodGet, Status: 404, Times: -1}, true, deletion.Refused, "a wrong base URL says 404 to everything"},
		"the look is a page":   {entryguardtest.Fault{Method: http.MethodGet, Status: 200, Body: htmlPage, Times: -1}, true, deletion.Refused, "not the API's answer"},
		"the look is null":     {entryguardtest.Fault{Method: http.MethodGet, Status: 200, Body: "null", Times: -1}, true, deletion.Refused, "not the documented answer"},
	}
	for kindName, c := range contenders {
		if !c.codeless {
			continue
		}
		for name, test := range tests {
			t.Run(kindName+"/"+name, func(t *testing.T) {
				api := startAPI(t, entryguardtest.Options{})
				obj := deletion.Object{Type: c.objectType, ID: c.make(api), Home: home}
				client := c.client(t, api)
				if _, err := client.Home(t.Context()); err != nil {
					t.Fatal(err)
				}
				if test.gone {
					if _, err := c.backend(client).Delete(t.Context(), obj, deletion.Attempt{}); err != nil {
						t.Fatal(err)
					}
				}
				if test.fault.Method != "" {
					api.Fail(test.fault)
				}
				result := deletion.Run(t.Context(), deletion.Request{Backend: c.backend(client), Object: obj, Pace: quick})
				if result.Outcome != test.want {
					t.Errorf("outcome = %v (%v), want %v: %s", result.Outcome, result.Failure, test.want, test.reason)
				}
			})
		}
	}
}

// A role that is gone took its assignments with it.
func TestAnAssignmentEndsWithItsRole(t *testing.T) {
	for _, name := range []string{"role resource assignment", "role user assignment"} {
		c := contenders[name]
		api := startAPI(t, entryguardtest.Options{})
		obj := deletion.Object{
			Type: c.objectType, ID: c.make(api), Home: deletion.Home{Organization: entryguardtest.DefaultOrganization.ID},
		}
		roleID, _, _ := strings.Cut(obj.ID, "/")
		api.RemoveRole(roleID)
		result := deletion.Run(t.Context(), deletion.Request{Backend: c.backend(adminClient(t, api)), Object: obj, Pace: quick})
		if result.Outcome != deletion.Absent {
			t.Errorf("%s: outcome = %v (%v), want Absent", name, result.Outcome, result.Failure)
		}
	}
}

// Whatever a list of roles says about their members, the role itself is asked,
// and one that does not name them says nothing.
func TestRolesWithoutMembersSayNothing(t *testing.T) {
	tests := map[string]struct {
		role   string
		exists bool
		fails  bool
	}{
		"null":              {`{"resourceIds":null,"userIds":null}`, false, true},
		"an empty ID":       {`{"resourceIds":[""],"userIds":[""]}`, false, true},
		"the role names it": {`{"resourceIds":["` + missingID + `"],"userIds":["` + missingID + `"]}`, true, false},
		"the role has none": {`{"resourceIds":[],"userIds":[]}`, false, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			api := serve(t, func(w http.ResponseWriter, r *http.Request) {
				answer := "[" + entryguard.WholeAnswer(entryguard.RoleType, someID, "") + "]"
				if strings.HasSuffix(r.URL.Path, someID) {
					answer = entryguard.WholeAnswer(entryguard.RoleType, someID, test.role)
				}
				_, _ = w.Write([]byte(answer))
			})
			client := api.client(t)
			obj := deletion.Object{ID: someID + "/" + missingID}
			for name, backend := range map[string]deletion.Backend{"resources": client.RoleResourceBackend(), "users": client.RoleUserBackend()} {
				exists, err := backend.Observe(t.Context(), obj)
				if exists != test.exists || (err != nil) != test.fails || deletion.ReasonOf(err) != deletion.Unclassified {
					t.Errorf("%s: Observe = %v, %v; want %v, an Unclassified error: %v", name, exists, err, test.exists, test.fails)
				}
			}
		})
	}
}

func TestStrangeIDsOfAssignmentsSendNothing(t *testing.T) {
	api := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	backend := api.client(t).RoleUserBackend()
	for _, id := range []string{"", "/", someID, someID + "/", "/" + someID, someID + "/" + someID + "/" + someID, "../" + someID, someID + "/..", someID + "/a b"} {
		if _, err := backend.Delete(t.Context(), deletion.Object{ID: id}, deletion.Attempt{}); deletion.ReasonOf(err) != deletion.Invalid {
			t.Errorf("Delete(%q): error = %v, want Invalid", id, err)
		}
		if _, err := backend.Observe(t.Context(), deletion.Object{ID: id}); deletion.ReasonOf(err) != deletion.Invalid {
			t.Errorf("Observe(%q): error = %v, want Invalid", id, err)
		}
	}
	if got := api.requests.Load(); got != 0 {
		t.Errorf("%d requests were sent", got)
	}
}

// What a refused assignment was about only the role says.
func TestAssigning(t *testing.T) {
	api := startAPI(t, entryguardtest.Options{})
	client := adminClient(t, api)
	role, err := client.CreateRole(t.Context(), entryguard.RoleInput{Name: "ops"})
	if err != nil {
		t.Fatal(err)
	}
	resource := api.AddResource(sampleResource(api.AddCredential(sampleCredential()).ID)).ID
	user := api.Users()[1].ID
	if err := client.AssignResource(t.Context(), role.ID, resource); err != nil {
		t.Fatal(err)
	}
	if err := client.AssignUser(t.Context(), role.ID, user); err != nil {
		t.Fatal(err)
	}
	role, err = client.Role(t.Context(), role.ID)
	if err != nil || !entryguard.Assigned(role.ResourceIDs, strings.ToUpper(resource)) || !entryguard.Assigned(role.UserIDs, user) {
		t.Errorf("Role = %+v, %v; want both members", role, err)
	}
	for name, err := range map[string]error{
		"resource": client.AssignResource(t.Context(), role.ID, resource), "user": client.AssignUser(t.Context(), role.ID, user),
	} {
		f := deletion.AsFailure(err)
		if f == nil || f.Reason != deletion.Invalid || f.Code != "" || !strings.Contains(f.Message, "already assigned") {
			t.Errorf("%s again: error = %v, want Invalid without a code", name, err)
		}
	}
	if err := client.AssignUser(t.Context(), role.ID, missingID); deletion.ReasonOf(err) != deletion.Unclassified {
		t.Errorf("a missing user: error = %v, want Unclassified: the role is not gone", err)
	}
	api.Fail(entryguardtest.Fault{Method: http.MethodPost, Status: 200, Body: htmlPage})
	if err := client.AssignUser(t.Context(), role.ID, user); deletion.ReasonOf(err) != deletion.Unavailable {
		t.Errorf("a portal's page: error = %v, want Unavailable", err)
	}
}
