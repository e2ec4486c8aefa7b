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
// a whole list.
func TestObservingByTheCollection(t *testing.T) {
	tests := map[string]struct {
		status int
		body   string
		exists bool
		fails  bool
	}{
		"empty":        {200, `[]`, false, false},
		"others":       {200, `[{"id":"` + missingID + `"}]`, false, false},
		"not found":    {404, springBody(404, "Not found"), false, true},
		"null":         {200, `null`, false, true},
		"an object":    {200, `{"content":[]}`, false, true},
		"without ids":  {200, `[{"name":"x"}]`, false, true},
		"a page":       {200, htmlPage, false, true},
		"cut":          {200, `[`, false, true},
		"forbidden":    {403, springBody(403, "no"), false, true},
		"server error": {500, "", false, true},
	}
	for kind, c := range contenders {
		if !c.codeless && kind != "API key" {
			continue
		}
		for name, test := range tests {
			t.Run(kind+"/"+name, func(t *testing.T) {
				api := serve(t, func(w http.ResponseWriter, _ *http.Request) {
					w.WriteHeader(test.status)
					fmt.Fprint(w, test.body)
				})
				obj := deletion.Object{Type: c.objectType, ID: someID}
				if strings.Contains(c.missing, "/") {
					obj.ID = someID + "/" + missingID
				}
				exists, err := c.backend(api.client(t)).Observe(t.Context(), obj)
				if exists != test.exists || (err != nil) != test.fails {
					t.Errorf("Observe = %v, %v; want %v, an error: %v", exists, err, test.exists, test.fails)
				}
				if deletion.ReasonOf(err) == deletion.NotFound {
					t.Error("a collection that fails is not an object that is gone")
				}
			})
		}
	}
}
