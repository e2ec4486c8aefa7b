package entryguardtest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// Each fault, on a DELETE: what the client sees and whether it took effect.
func TestFaults(t *testing.T) {
	tests := map[string]struct {
		fault  entryguardtest.Fault
		status int // 0: no answer
		part   string
		effect bool
	}{
		"none":                  {entryguardtest.Fault{Path: "/elsewhere"}, 204, "", true},
		"status":                {entryguardtest.Fault{Status: 503}, 503, `"error":"Service Unavailable"`, false},
		"documented 429":        {entryguardtest.Fault{Status: 429}, 429, `"error":"RATE_LIMIT_EXCEEDED"`, false},
		"documented 500":        {entryguardtest.Fault{Status: 500}, 500, `"error":"INTERNAL_ERROR"`, false},
		"500 after the effect":  {entryguardtest.Fault{Status: 500, TakesEffect: true}, 500, "", true},
		"body":                  {entryguardtest.Fault{Status: 200, Body: entryguardtest.HTMLPage}, 200, "<h1>", false},
		"redirect":              {entryguardtest.Fault{Status: 307, Header: map[string]string{"Location": "/x"}}, 307, "", false},
		"dropped":               {entryguardtest.Fault{DropBefore: true}, 0, "", false},
		"dropped after":         {entryguardtest.Fault{DropAfter: true}, 0, "", true},
		"dropped after a fault": {entryguardtest.Fault{DropAfter: true, Status: 500}, 0, "", false},
		"cut":                   {entryguardtest.Fault{Truncate: true, Status: 404}, 0, "", false},
		"late":                  {entryguardtest.Fault{Delay: 30 * time.Millisecond}, 204, "", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			a := start(t, entryguardtest.Options{})
			_, resource := a.seed()
			a.Fail(test.fault)
			began := time.Now()
			got, err := a.try(t.Context(), "DELETE", "/resources/"+resource, a.admin(), "")
			if (err != nil) != (test.status == 0) {
				t.Fatalf("answer = %+v, %v", got, err)
			}
			if test.status != 0 {
				a.want(got, test.status, test.part)
			}
			if took := time.Since(began); took < test.fault.Delay {
				t.Errorf("took %v, want at least %v", took, test.fault.Delay)
			}
			for name, value := range test.fault.Header {
				if got.header.Get(name) != value {
					t.Errorf("header %s = %q", name, got.header.Get(name))
				}
			}
			if gone := a.ResourceCount() == 0; gone != test.effect {
				t.Errorf("the deletion took effect: %v, want %v", gone, test.effect)
			}
		})
	}
}

func TestACutAnswerBreaksOff(t *testing.T) {
	a := start(t, entryguardtest.Options{})
	a.Fail(entryguardtest.Fault{Truncate: true})
	if _, err := a.try(t.Context(), "GET", "/resources", a.admin(), ""); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("error = %v, want io.ErrUnexpectedEOF", err)
	}
}

func TestAHangEndsWithTheClientAndWithTheServer(t *testing.T) {
	a := start(t, entryguardtest.Options{})
	a.Fail(entryguardtest.Fault{Hang: true, Times: 2})
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if _, err := a.try(ctx, "GET", "/resources", a.admin(), ""); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error = %v, want the deadline", err)
	}
	ended := make(chan error)
	go func() {
		_, err := a.try(t.Context(), "GET", "/resources", a.admin(), "")
		ended <- err
	}()
	for a.Count("GET", "/resources") < 2 {
		<-time.After(time.Millisecond)
	}
	a.Close()
	if err := <-ended; err == nil {
		t.Error("a request that hung was answered after Close")
	}
}

// Which requests a fault takes.
func TestFaultsAreCounted(t *testing.T) {
	tests := map[string]struct {
		fault entryguardtest.Fault
		want  string // statuses of: GET /resources three times, GET /resources/x, GET /auth/me
	}{
		"once":       {entryguardtest.Fault{Status: 503}, "503 200 200 404 200"},
		"twice":      {entryguardtest.Fault{Status: 503, Times: 2}, "503 503 200 404 200"},
		"always":     {entryguardtest.Fault{Status: 503, Times: -1}, "503 503 503 503 503"},
		"skip":       {entryguardtest.Fault{Status: 503, Skip: 2}, "200 200 503 404 200"},
		"path":       {entryguardtest.Fault{Status: 503, Times: -1, Path: "/resources"}, "503 503 503 404 200"},
		"one below":  {entryguardtest.Fault{Status: 503, Times: -1, Path: "/resources/*"}, "200 200 200 503 200"},
		"all below":  {entryguardtest.Fault{Status: 503, Times: -1, Path: "/resources/**"}, "503 503 503 503 200"},
		"method":     {entryguardtest.Fault{Status: 503, Times: -1, Method: "DELETE"}, "200 200 200 404 200"},
		"afterwards": {entryguardtest.Fault{Status: 503, Times: 1, Path: "/auth/**"}, "200 200 200 404 503"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			a := start(t, entryguardtest.Options{})
			a.Fail(test.fault)
			var got []string
			for _, path := range []string{"/resources", "/resources", "/resources", "/resources/x", "/auth/me"} {
				got = append(got, strconv.Itoa(a.ask("GET", path, a.admin(), "").status))
			}
			if diff := cmp.Diff(test.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("statuses (-want +got):\n%s", diff)
			}
			a.ClearFaults()
			a.want(a.ask("GET", "/resources", a.admin(), ""), 200, "")
		})
	}
}

// The log says what was asked, in which form it was authenticated, and no
// secret.
func TestTheLogOfRequests(t *testing.T) {
	a := start(t, entryguardtest.Options{})
	credential, _ := a.seed()
	a.ask("POST", "/auth/login", "", loginBody(entryguardtest.DefaultPassword))
	key := a.APIKey("resources:read")
	a.ask("GET", "/resources?x=1", "X-API-Key: "+key, "")
	a.ask("GET", "/nowhere", "", "")
	got := a.Requests()
	want := []entryguardtest.Request{
		{Method: "POST", Path: "/credentials", Status: 201, Auth: "bearer", Members: []string{"credentialData", "credentialType", "name", "provider"}},
		{Method: "POST", Path: "/resources", Status: 201, Auth: "bearer", Members: []string{"config", "credentialId", "name", "provider", "region", "resourceIdentifier", "resourceType"}},
		{Method: "POST", Path: "/auth/login", Status: 200, Auth: "none", Members: []string{"email", "organizationSlug", "password"}},
		{Method: "GET", Path: "/resources", Query: "x=1", Status: 200, Auth: "x-api-key"},
		{Method: "GET", Path: "/nowhere", Status: 404, Auth: "none"},
	}
	ignore := cmpopts.IgnoreFields(entryguardtest.Request{}, "UserAgent", "At")
	if diff := cmp.Diff(want, got, ignore, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
	for _, secret := range []string{"hunter22", entryguardtest.DefaultPassword, key} {
		if strings.Contains(fmt.Sprintf("%+v", got), secret) {
			t.Errorf("the log holds a secret: %+v", got)
		}
	}
	if got := [3]int{a.Count("POST", "/resources"), a.Count("", "/resources"), a.CountAbout()}; got != [3]int{1, 2, 4} {
		t.Errorf("counts = %v", got)
	}
	a.ResetRequests()
	a.ask("DELETE", "/credentials/"+credential, a.admin(), "")
	if got := a.Count("DELETE", "/credentials/*"); got != 1 {
		t.Errorf("%d deletions of credentials in the log, want 1", got)
	}
}

func TestUnknownPathsAndMethods(t *testing.T) {
	a := start(t, entryguardtest.Options{})
	_, resource := a.seed()
	as := a.admin()
	a.want(a.ask("GET", "/nowhere", as, ""), 404, `"message":"No static resource api/v1/nowhere."`)
	a.want(a.ask("DELETE", "/resources", as, ""), 405, `"path":"/api/v1/resources"`)
	a.want(a.ask("DELETE", "/resources/", as, ""), 404, "No static resource")
	a.want(a.ask("DELETE", "/resources/"+resource+"/verify", as, ""), 405, "")
	// Outside of the API is a web site, as behind a wrong base URL.
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, strings.TrimSuffix(a.URL(), "/api/v1")+"/resources/"+resource, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusNotFound || resp.Header.Get("Content-Type") != "text/html" {
		t.Errorf("outside of the API: %d, %s", resp.StatusCode, resp.Header.Get("Content-Type"))
	}
	if a.ResourceCount() != 1 {
		t.Error("the resource is gone")
	}
}

func TestOnlyLoopbackIsListenedOn(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":0", "192.0.2.1:0", "nonsense", "localhost:0"} {
		if s, err := entryguardtest.Start(entryguardtest.Options{Addr: addr}); err == nil {
			s.Close()
			t.Errorf("%q was listened on", addr)
		}
	}
}
