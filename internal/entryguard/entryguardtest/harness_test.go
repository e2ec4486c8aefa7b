package entryguardtest_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// An api is a running server, a clock and who speaks to it.
type api struct {
	*entryguardtest.Server
	t     *testing.T
	clock *entryguardtest.Clock
}

func start(t *testing.T, opts entryguardtest.Options) api {
	t.Helper()
	clock := entryguardtest.NewClock(time.Date(2026, 2, 18, 10, 30, 0, 0, time.UTC))
	opts.Now = clock.Now
	s, err := entryguardtest.Start(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return api{Server: s, t: t, clock: clock}
}

// answer is an HTTP answer, its body as decoded JSON and as text.
type answer struct {
	status int
	header http.Header
	body   any
	text   string
}

// get returns a member of an answer that is an object.
func (a answer) get(name string) any {
	object, ok := a.body.(map[string]any)
	if !ok {
		return nil
	}
	return object[name]
}

// ask sends a request. authorization is a whole header line ("Authorization:
// Bearer x"), empty for none; body is JSON, empty for none.
func (a api) ask(method, path, authorization, body string) answer {
	a.t.Helper()
	got, err := a.try(a.t.Context(), method, path, authorization, body)
	if err != nil {
		a.t.Fatalf("%s %s: %v", method, path, err)
	}
	return got
}

func (a api) try(ctx context.Context, method, path, authorization, body string) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, method, a.URL()+path, strings.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	if name, value, ok := strings.Cut(authorization, ": "); ok {
		req.Header.Set(name, value)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	// A connection of its own: net/http would repeat a read that is dropped.
	transport := &http.Transport{DisableKeepAlives: true}
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return answer{}, err
	}
	got := answer{status: resp.StatusCode, header: resp.Header, text: string(text)}
	_ = json.Unmarshal(text, &got.body) // nil where it is no JSON
	return got, nil
}

func (a api) admin() string { return "Authorization: Bearer " + a.AdminToken() }
func (a api) user() string  { return "Authorization: Bearer " + a.UserToken() }

// want asserts status and, where it is not empty, a part of the body.
func (a api) want(got answer, status int, part string) answer {
	a.t.Helper()
	if got.status != status || !strings.Contains(got.text, part) {
		a.t.Errorf("answer = %d %s; want %d with %q", got.status, got.text, status, part)
	}
	return got
}

// seed makes a credential and a resource through the API.
func (a api) seed() (credential, resource string) {
	a.t.Helper()
	as := a.admin()
	made := a.want(a.ask("POST", "/credentials", as,
		`{"name":"production","provider":"AWS","credentialType":"ACCESS_KEY","credentialData":{"accessKeyId":"AKIA1","secretAccessKey":"hunter22"}}`), 201, "")
	credential, _ = made.get("id").(string)
	made = a.want(a.ask("POST", "/resources", as,
		`{"name":"bastion","credentialId":"`+credential+`","provider":"AWS","resourceType":"SECURITY_GROUP","resourceIdentifier":"sg-1","region":"eu-west-1","config":{"port":443}}`), 201, "")
	resource, _ = made.get("id").(string)
	if credential == "" || resource == "" {
		a.t.Fatal("no ids")
	}
	return credential, resource
}
