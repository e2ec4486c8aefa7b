package entryguard_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
)

const someID = "3d8f0b9e-94c5-4e8c-9f9a-0d6f5a1c7b42"

// stub serves one canned answer and counts the requests.
type stub struct {
	*httptest.Server
	requests atomic.Int32
}

func serve(t *testing.T, handler http.HandlerFunc) *stub {
	t.Helper()
	noProxies(t)
	s := &stub{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.requests.Add(1)
		handler(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *stub) client(t *testing.T) *entryguard.Client {
	t.Helper()
	return newClient(t, entryguard.Config{Endpoint: s.URL + "/api/v1", AccessToken: "token-of-an-admin"})
}

// codeBody and springBody are the two families of error bodies.
func codeBody(code string) string {
	return fmt.Sprintf(`{"error":%q,"message":"The API's own words.","timestamp":"2026-02-18T10:30:00Z"}`, code)
}

func springBody(status int, message string) string {
	return fmt.Sprintf(`{"timestamp":"2026-02-18T10:30:00Z","status":%d,"error":%q,"message":%q,"path":"/api/v1/resources/x"}`,
		status, http.StatusText(status), message)
}

const htmlPage = "<!DOCTYPE html><html><body>RESOURCE_NOT_FOUND</body></html>"

// TestTheTableOfDeletionMD holds every row of deletion.md section 3: the
// answer to a DELETE, and what it means.
func TestTheTableOfDeletionMD(t *testing.T) {
	type row struct {
		status int
		body   string
		header map[string]string
		want   deletion.Reason
		reason string
	}
	rows := map[string]row{
		"404 with the resource's code":    {404, codeBody("RESOURCE_NOT_FOUND"), nil, deletion.NotFound, "the documented code says that it is gone"},
		"404 with the general code":       {404, codeBody("NOT_FOUND"), nil, deletion.NotFound, "the documented code of the newer endpoints"},
		"404 with another object's code":  {404, codeBody("CREDENTIAL_NOT_FOUND"), nil, deletion.Invalid, "the credential is missing, not the resource"},
		"404 in the Spring shape":         {404, springBody(404, "Resource not found with id: x"), nil, deletion.Unclassified, "an unmapped route answers the same way"},
		"404 of an unmapped route":        {404, springBody(404, "No static resource api/v1/x."), nil, deletion.Unclassified, "a wrong base URL must not empty the state"},
		"404 with a page":                 {404, htmlPage, nil, deletion.Unclassified, "a proxy's page is never taken for gone, whatever it says"},
		"404 without a body":              {404, "", nil, deletion.Unclassified, "nothing says that the object is gone"},
		"404 with cut JSON":               {404, `{"error":"RESOURCE_NOT_FOUND","mes`, nil, deletion.Unclassified, "half an answer is not believed"},
		"404 with a code nobody knows":    {404, codeBody("TENANT_NOT_FOUND"), nil, deletion.Unclassified, "a code that is new to us refuses"},
		"400 resource in use":             {400, codeBody("RESOURCE_IN_USE"), nil, deletion.InUse, "sessions hold it"},
		"400 credential in use":           {400, codeBody("CREDENTIAL_IN_USE"), nil, deletion.InUse, "resources hold it"},
		"400 last organization admin":     {400, springBody(400, "Cannot delete the last organization admin"), nil, deletion.Protected, "the one message that is read, because no code exists"},
		"400 demoting the last admin":     {400, springBody(400, "Cannot demote the last organization admin"), nil, deletion.Protected, "the same rule at PATCH"},
		"400 that only sounds like it":    {400, codeBody("LAST_ADMIN"), nil, deletion.Invalid, "a code that is new to us is no protection"},
		"400 otherwise":                   {400, springBody(400, "Failed to convert value"), nil, deletion.Invalid, "the request will never be accepted"},
		"400 with a page":                 {400, htmlPage, nil, deletion.Invalid, "a 400 without a code is a 400"},
		"401":                             {401, codeBody("UNAUTHORIZED"), nil, deletion.Unauthenticated, "no valid credentials"},
		"401 with a page":                 {401, htmlPage, nil, deletion.Unauthenticated, "the status is enough"},
		"403":                             {403, codeBody("FORBIDDEN"), nil, deletion.Denied, "not this user"},
		"403 in the Spring shape":         {403, springBody(403, "Access denied"), nil, deletion.Denied, "the status is enough"},
		"408":                             {408, "", nil, deletion.Unavailable, "a timeout somewhere on the way"},
		"409":                             {409, springBody(409, "Conflict"), nil, deletion.Unclassified, "no page documents it for a deletion"},
		"410":                             {410, "", nil, deletion.Unclassified, "no page documents it; it must not mean gone"},
		"429":                             {429, codeBody("RATE_LIMIT_EXCEEDED"), nil, deletion.Throttled, "too many requests"},
		"429 with a page":                 {429, htmlPage, nil, deletion.Throttled, "a firewall in front answers pages"},
		"500":                             {500, codeBody("INTERNAL_ERROR"), nil, deletion.Unavailable, "it may have been carried out"},
		"502":                             {502, htmlPage, nil, deletion.Unavailable, "it may have been carried out"},
		"503":                             {503, "", nil, deletion.Unavailable, "it may have been carried out"},
		"504":                             {504, htmlPage, nil, deletion.Unavailable, "it may have been carried out"},
		"301":                             {301, "", map[string]string{"Location": "/api/v1/resources"}, deletion.Unclassified, "a redirect is never followed"},
		"302":                             {302, htmlPage, map[string]string{"Location": "https://login.example.com/?next=x"}, deletion.Unclassified, "a redirect is never followed"},
		"307":                             {307, "", map[string]string{"Location": "/api/v1/resources/y"}, deletion.Unclassified, "a redirect is never followed, even where the method would be kept"},
		"308 without a location":          {308, "", nil, deletion.Unclassified, "a redirect is never followed"},
		"302 with a location not a URL":   {302, "", map[string]string{"Location": "http://%zz"}, deletion.Unclassified, "a redirect is never followed"},
		"200 with a page":                 {200, htmlPage, nil, deletion.Unavailable, "a captive portal; look before believing"},
		"200 with the object":             {200, `{"id":"` + someID + `"}`, nil, deletion.Unavailable, "a deletion is answered 204; look before believing"},
		"202":                             {202, "", nil, deletion.Unavailable, "not documented; look before believing"},
		"418, a status that is no status": {418, "", nil, deletion.Unclassified, "what nobody mapped refuses"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			api := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				for name, value := range row.header {
					w.Header().Set(name, value)
				}
				w.WriteHeader(row.status)
				fmt.Fprint(w, row.body)
			})
			_, err := api.client(t).ResourceBackend().Delete(t.Context(), deletion.Object{ID: someID}, deletion.Attempt{})
			f, ok := errors.AsType[*deletion.Failure](err)
			if !ok {
				t.Fatalf("the error is no *deletion.Failure: %v", err)
			}
			if f.Reason != row.want {
				t.Errorf("reason = %v, want %v: %s", f.Reason, row.want, row.reason)
			}
			if f.Status != row.status || f.Error() == "" {
				t.Errorf("status = %d and text %q, want %d and some text", f.Status, f.Error(), row.status)
			}
			if got := api.requests.Load(); got != 1 {
				t.Errorf("%d requests, want 1", got)
			}
			if strings.Contains(f.Error(), "<html") {
				t.Errorf("the text repeats a page: %s", f.Error())
			}
		})
	}
}

func TestADeletionIsDoneWith204(t *testing.T) {
	api := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	before := time.Now()
	op, err := api.client(t).CredentialBackend().Delete(t.Context(), deletion.Object{ID: someID}, deletion.Attempt{Seed: "s", Number: 3})
	if err != nil {
		t.Fatal(err)
	}
	if op.State != deletion.Done || op.Kind != deletion.KindDelete || op.Token != "" || op.Attempt != 3 ||
		op.ObjectID != someID || op.ObjectType != entryguard.CredentialType || op.RequestedAt.Before(before) || op.RequestedAt.After(time.Now()) {
		t.Errorf("operation = %+v", op)
	}
}

// The rows of the table that are no HTTP answers: a dropped connection, a
// timeout, an answer that breaks off.
func TestNoAnswerIsUnavailable(t *testing.T) {
	tests := map[string]struct {
		handler http.HandlerFunc
		reason  string
	}{
		"dropped": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "the connection closed without an answer"},
		"timeout": {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "no answer in time"},
		"cut 200": {cut(http.StatusOK), "the body broke off"},
		"cut 404": {cut(http.StatusNotFound), "the code that would say what it means did not arrive"},
		"cut 400": {cut(http.StatusBadRequest), "the code that would say what it means did not arrive"},
		"cut 500": {cut(http.StatusInternalServerError), "the status is enough"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			api := serve(t, test.handler)
			client := newClient(t, entryguard.Config{Endpoint: api.URL, AccessToken: "t", Timeout: 200 * time.Millisecond})
			for doing, call := range map[string]func() error{
				"Delete": func() error {
					_, err := client.ResourceBackend().Delete(t.Context(), deletion.Object{ID: someID}, deletion.Attempt{})
					return err
				},
				"Observe": func() error {
					_, err := client.ResourceBackend().Observe(t.Context(), deletion.Object{ID: someID})
					return err
				},
			} {
				if err := call(); err == nil || deletion.ReasonOf(err) != deletion.Unavailable {
					t.Errorf("%s: error = %v, want Unavailable: %s", doing, err, test.reason)
				}
			}
		})
	}
}

// cut answers with more bytes announced than sent.
func cut(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "400")
		w.WriteHeader(status)
		fmt.Fprint(w, codeBody("RESOURCE_NOT_FOUND"))
	}
}

// Observing believes only a whole object and the documented 404.
func TestObserve(t *testing.T) {
	tests := map[string]struct {
		status int
		body   string
		exists bool
		want   deletion.Reason // of the error; see fails
		fails  bool
		reason string
	}{
		"the object":           {200, entryguard.WholeAnswer(entryguard.ResourceType, someID, ""), true, 0, false, "it exists"},
		"in another case":      {200, entryguard.WholeAnswer(entryguard.ResourceType, strings.ToUpper(someID), ""), true, 0, false, "a UUID is the same in upper case"},
		"gone":                 {404, codeBody("RESOURCE_NOT_FOUND"), false, 0, false, "absence is an answer"},
		"somebody else's 404":  {404, htmlPage, false, deletion.Unclassified, true, "not the API's answer"},
		"Spring 404":           {404, springBody(404, "Not found"), false, deletion.Unclassified, true, "an unmapped route answers so too"},
		"half an object":       {200, `{"id":"` + someID + `"}`, false, deletion.Unclassified, true, "it is not known what lives there"},
		"another object":       {200, entryguard.WholeAnswer(entryguard.ResourceType, missingID, ""), false, deletion.Unclassified, true, "an answer about something else says nothing"},
		"no id":                {200, `{}`, false, deletion.Unclassified, true, "not the documented object"},
		"null":                 {200, `null`, false, deletion.Unclassified, true, "not the documented object"},
		"a page":               {200, htmlPage, false, deletion.Unclassified, true, "another host answers: to ask again does not help"},
		"an array":             {200, `[]`, false, deletion.Unavailable, true, "not the documented object"},
		"cut JSON":             {200, `{"id":"` + someID + `"`, false, deletion.Unavailable, true, "not a whole answer"},
		"more after the JSON":  {200, `{"id":"` + someID + `"}{}`, false, deletion.Unavailable, true, "not the documented answer"},
		"no body":              {200, ``, false, deletion.Unavailable, true, "an object has a body"},
		"204":                  {204, ``, false, deletion.Unavailable, true, "an object has a body"},
		"forbidden":            {403, codeBody("FORBIDDEN"), false, deletion.Denied, true, "unknown is not gone"},
		"the server has a bug": {500, codeBody("RESOURCE_NOT_FOUND"), false, deletion.Unavailable, true, "the status rules over the code"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			api := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(test.status)
				fmt.Fprint(w, test.body)
			})
			exists, err := api.client(t).ResourceBackend().Observe(t.Context(), deletion.Object{ID: someID})
			if exists != test.exists || (err != nil) != test.fails {
				t.Fatalf("Observe = %v, %v: %s", exists, err, test.reason)
			}
			if err != nil && deletion.ReasonOf(err) != test.want {
				t.Errorf("reason = %v, want %v: %s", deletion.ReasonOf(err), test.want, test.reason)
			}
		})
	}
}

// An ID that is no identifier must never reach the API: an empty one would
// address the collection.
func TestStrangeIDsSendNothing(t *testing.T) {
	api := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	backend := api.client(t).ResourceBackend()
	for _, id := range []string{"", ".", "..", "a/b", `a\b`, "../credentials/x", "x?y", "x#y", "%2e%2e", "a b", "a\n", "a;b"} {
		_, err := backend.Delete(t.Context(), deletion.Object{ID: id}, deletion.Attempt{})
		if deletion.ReasonOf(err) != deletion.Invalid {
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

// TestLongIDs: the longest that is sent, and how much of one that is not is shown.
func TestLongIDs(t *testing.T) {
	api := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	for _, c := range []struct {
		id, shown string // as it is shown where it is refused; empty where it is sent
	}{
		{strings.Repeat("x", 256), ""},
		{strings.Repeat("x", 257), strings.Repeat("x", 60) + `"…`},
		{"/" + strings.Repeat("x", 59), "/" + strings.Repeat("x", 59) + `" is not`},
		{"/" + strings.Repeat("x", 60), "/" + strings.Repeat("x", 59) + `"…`},
	} {
		_, err := api.client(t).ResourceBackend().Delete(t.Context(), deletion.Object{ID: c.id}, deletion.Attempt{})
		if refused := deletion.ReasonOf(err) == deletion.Invalid; refused != (c.shown != "") || refused && !strings.Contains(err.Error(), c.shown) {
			t.Errorf("an ID of %d characters: %v, want it shown as %q", len(c.id), err, c.shown)
		}
	}
	if got := api.requests.Load(); got != 1 {
		t.Errorf("%d requests were sent, want 1", got)
	}
}
