package entryguard_test

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
)

// absentCodes are the codes that say that an object of a kind does not exist
// (entryguard-api.md section 3). Kinds that are not listed have none.
var absentCodes = map[string][]string{
	"resource":       {"RESOURCE_NOT_FOUND", "NOT_FOUND"},
	"credential":     {"CREDENTIAL_NOT_FOUND", "NOT_FOUND"},
	"API key":        {"NOT_FOUND"},
	"static IP rule": {"NOT_FOUND"},
}

// The table of deletion.md section 3 holds for every kind: only the kind's own
// code says that its object is gone, and what is no 404 means the same for all.
func TestTheTableHoldsForEveryKind(t *testing.T) {
	type row struct {
		status int
		body   string
		want   deletion.Reason
	}
	shared := map[string]row{
		"400 in use":           {400, codeBody("RESOURCE_IN_USE"), deletion.InUse},
		"400 last admin":       {400, springBody(400, "Cannot delete the last organization admin"), deletion.Protected},
		"400 last admin, code": {400, `{"error":"BAD_REQUEST","message":"Cannot delete the last organization admin"}`, deletion.Protected},
		"400 almost":           {400, springBody(400, "Cannot delete the last organization admin."), deletion.Invalid},
		"400 otherwise":        {400, springBody(400, "Failed to convert value"), deletion.Invalid},
		"401":                  {401, springBody(401, "Unauthorized"), deletion.Unauthenticated},
		"403":                  {403, springBody(403, "Access denied"), deletion.Denied},
		"404 of another kind":  {404, codeBody("SESSION_NOT_FOUND"), deletion.Unclassified},
		"404 in Spring":        {404, springBody(404, "Role not found with id: x"), deletion.Unclassified},
		"404 code in Spring":   {404, `{"status":404,"error":"NOT_FOUND","message":"no","path":"/x"}`, deletion.Unclassified},
		"404 with a page":      {404, htmlPage, deletion.Unclassified},
		"404 without a body":   {404, "", deletion.Unclassified},
		"409":                  {409, springBody(409, "Conflict"), deletion.Unclassified},
		"429":                  {429, springBody(429, "Too many requests"), deletion.Throttled},
		"500":                  {500, springBody(500, "Internal Server Error"), deletion.Unavailable},
		"503":                  {503, "", deletion.Unavailable},
		"302":                  {302, "", deletion.Unclassified},
		"200 with a page":      {200, htmlPage, deletion.Unavailable},
		"200 with a message":   {200, `{"message":"removed"}`, deletion.Unavailable},
	}
	for kind, c := range contenders {
		rows := map[string]row{}
		maps.Copy(rows, shared)
		for _, code := range []string{"RESOURCE_NOT_FOUND", "CREDENTIAL_NOT_FOUND", "NOT_FOUND"} {
			rows["404 "+code] = row{404, codeBody(code), meaningOf(code, absentCodes[kind])}
		}
		for name, r := range rows {
			t.Run(kind+"/"+name, func(t *testing.T) {
				api := serve(t, func(w http.ResponseWriter, _ *http.Request) {
					w.WriteHeader(r.status)
					fmt.Fprint(w, r.body)
				})
				obj := deletion.Object{Type: c.objectType, ID: someID}
				if strings.Contains(c.missing, "/") {
					obj.ID = someID + "/" + missingID
				}
				_, err := c.backend(api.client(t)).Delete(t.Context(), obj, deletion.Attempt{})
				f, ok := errors.AsType[*deletion.Failure](err)
				if !ok || f.Reason != r.want || f.Error() == "" {
					t.Errorf("error = %v, want %v", err, r.want)
				}
				if got := api.requests.Load(); got != 1 {
					t.Errorf("%d requests, want 1", got)
				}
			})
		}
	}
}

// meaningOf is what a 404 with a code means to a kind that has these codes.
func meaningOf(code string, own []string) deletion.Reason {
	switch {
	case slices.Contains(own, code):
		return deletion.NotFound
	case code == "NOT_FOUND":
		return deletion.Unclassified
	}
	return deletion.Invalid // something else that the request names is missing
}

// Where a 404 says nothing, every kind asks its collection, and believes only
// whole lists that agree.
func TestObservingByTheCollection(t *testing.T) {
	type lists func(whole func(id string) string) [2]string
	both := func(list string) lists { return func(func(string) string) [2]string { return [2]string{list, list} } }
	tests := map[string]struct {
		status int
		lists  lists
		exists bool
		fails  bool
		users  bool // it fails where the list must hold whom the client speaks for
		key    bool // whether it exists where nothing but the list can be asked
	}{
		"empty": {200, both(`[]`), false, false, true, false},
		"others": {200, func(whole func(string) string) [2]string {
			list := "[" + whole(missingID) + "," + whole("me") + "]"
			return [2]string{list, list}
		}, false, false, false, false},
		"without the caller": {200, func(whole func(string) string) [2]string {
			list := "[" + whole(missingID) + "]"
			return [2]string{list, list}
		}, false, false, true, false},
		"the second one shows it": {200, func(whole func(string) string) [2]string {
			return [2]string{"[" + whole("me") + "]", "[" + whole(someID) + "," + whole("me") + "]"}
		}, false, true, true, true},
		"summaries":    {200, both(`[{"id":"` + missingID + `"},{"id":"me"}]`), false, true, true, false},
		"not found":    {404, both(springBody(404, "Not found")), false, true, true, false},
		"null":         {200, both(`null`), false, true, true, false},
		"an object":    {200, both(`{"content":[]}`), false, true, true, false},
		"without ids":  {200, both(`[{"name":"x"}]`), false, true, true, false},
		"a page":       {200, both(htmlPage), false, true, true, false},
		"cut":          {200, both(`[`), false, true, true, false},
		"forbidden":    {403, both(springBody(403, "no")), false, true, true, false},
		"server error": {500, both(""), false, true, true, false},
	}
	for kind, c := range contenders {
		if !c.codeless && kind != "API key" {
			continue
		}
		for name, test := range tests {
			t.Run(kind+"/"+name, func(t *testing.T) {
				obj := deletion.Object{Type: c.objectType, ID: someID}
				listed := c.objectType
				if strings.Contains(c.missing, "/") {
					obj.ID, listed = someID+"/"+missingID, entryguard.RoleType
				}
				answers := test.lists(func(id string) string { return entryguard.WholeAnswer(listed, id, "") })
				lists := 0
				api := serve(t, func(w http.ResponseWriter, r *http.Request) {
					switch {
					case strings.HasSuffix(r.URL.Path, "/auth/me"):
						fmt.Fprint(w, entryguard.WholeAnswer(entryguard.MeType, "me", ""))
					case strings.HasSuffix(r.URL.Path, someID):
						w.WriteHeader(http.StatusNotFound)
						fmt.Fprint(w, springBody(404, "Not found"))
					default:
						w.WriteHeader(test.status)
						fmt.Fprint(w, answers[min(lists, 1)])
						lists++
					}
				})
				exists, fails := test.exists, test.fails || (kind == "user" && test.users)
				switch {
				case kind == "API key" && test.key:
					exists, fails = true, false
				case kind == "API key" && name == "empty":
					fails = true // keys stay in the list for ever
				}
				got, err := c.backend(api.client(t)).Observe(t.Context(), obj)
				if got != exists || (err != nil) != fails {
					t.Errorf("Observe = %v, %v; want %v, an error: %v", got, err, exists, fails)
				}
				if deletion.ReasonOf(err) == deletion.NotFound {
					t.Error("a collection that fails is not an object that is gone")
				}
				if err == nil && lists != 2 {
					t.Errorf("the object was decided about by %d lists, want 2", lists)
				}
			})
		}
	}
}
