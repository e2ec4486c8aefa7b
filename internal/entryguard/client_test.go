package entryguard_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
)

const resourceJSON = `{"id":"` + someID + `","name":"bastion","credentialId":"c1","credentialName":"production","provider":"AWS",
	"resourceType":"SECURITY_GROUP","resourceIdentifier":"sg-0a1b2c3d","region":null,"config":{"port":443,"ratio":1.50,"big":12345678901234567890},
	"isActive":false,"lastVerifiedAt":null,"createdAt":"2026-02-18T10:30:00Z","updatedAt":"2026-02-18T10:30:00.123Z","surprise":{"x":1}}`

// request is what reached the API.
type request struct {
	Method, Path, Query, Body string
	Header                    map[string]string
}

// Every method sends exactly the documented request.
func TestExactRequests(t *testing.T) {
	plain := map[string]string{"Accept": "application/json", "Authorization": "Bearer token-of-an-admin", "User-Agent": "terraform-provider-steward"}
	withBody := maps.Clone(plain)
	withBody["Content-Type"] = "application/json"
	tests := map[string]struct {
		call   func(context.Context, *entryguard.Client) error
		answer string
		want   request
	}{
		"CurrentUser": {
			func(ctx context.Context, c *entryguard.Client) error { _, err := c.CurrentUser(ctx); return err },
			entryguard.WholeAnswer(entryguard.MeType, "u1", ""),
			request{"GET", "/api/v1/auth/me", "", "", plain},
		},
		"Resources": {
			func(ctx context.Context, c *entryguard.Client) error { _, err := c.Resources(ctx); return err },
			`[]`,
			request{"GET", "/api/v1/resources", "", "", plain},
		},
		"Resource": {
			func(ctx context.Context, c *entryguard.Client) error { _, err := c.Resource(ctx, someID); return err },
			resourceJSON,
			request{"GET", "/api/v1/resources/" + someID, "", "", plain},
		},
		"CreateResource, all": {
			func(ctx context.Context, c *entryguard.Client) error {
				region := "eu-west-1"
				_, err := c.CreateResource(ctx, entryguard.ResourceInput{
					Name: "bastion", CredentialID: "c1", Provider: "AWS", ResourceType: "SECURITY_GROUP", ResourceIdentifier: "sg-0a1b2c3d",
					Region: &region, Config: map[string]any{"port": json.Number("443")},
				})
				return err
			},
			resourceJSON,
			request{"POST", "/api/v1/resources", "", `{"name":"bastion","credentialId":"c1","provider":"AWS","resourceType":"SECURITY_GROUP",` +
				`"resourceIdentifier":"sg-0a1b2c3d","region":"eu-west-1","config":{"port":443}}`, withBody},
		},
		"CreateResource, least": {
			func(ctx context.Context, c *entryguard.Client) error {
				_, err := c.CreateResource(ctx, entryguard.ResourceInput{Name: "n", CredentialID: "c1", Provider: "AZURE", ResourceType: "NSG", ResourceIdentifier: "x"})
				return err
			},
			resourceJSON,
			request{"POST", "/api/v1/resources", "", `{"name":"n","credentialId":"c1","provider":"AZURE","resourceType":"NSG","resourceIdentifier":"x"}`, withBody},
		},
		"UpdateResource, one": {
			func(ctx context.Context, c *entryguard.Client) error {
				inactive := false
				_, err := c.UpdateResource(ctx, someID, entryguard.ResourcePatch{IsActive: &inactive})
				return err
			},
			resourceJSON,
			request{"PATCH", "/api/v1/resources/" + someID, "", `{"isActive":false}`, withBody},
		},
		"UpdateResource, nulls": {
			func(ctx context.Context, c *entryguard.Client) error {
				_, err := c.UpdateResource(ctx, someID, entryguard.ResourcePatch{Region: entryguard.SendNull[string](), Config: entryguard.SendNull[any]()})
				return err
			},
			resourceJSON,
			request{"PATCH", "/api/v1/resources/" + someID, "", `{"region":null,"config":null}`, withBody},
		},
		"UpdateResource, values": {
			func(ctx context.Context, c *entryguard.Client) error {
				name := ""
				_, err := c.UpdateResource(ctx, someID, entryguard.ResourcePatch{
					Name: &name, Region: entryguard.Send("eu-west-1"), Config: entryguard.Send[any](map[string]any{}),
				})
				return err
			},
			resourceJSON,
			request{"PATCH", "/api/v1/resources/" + someID, "", `{"name":"","region":"eu-west-1","config":{}}`, withBody},
		},
		"VerifyResource": {
			func(ctx context.Context, c *entryguard.Client) error {
				_, err := c.VerifyResource(ctx, someID)
				return err
			},
			resourceJSON,
			request{"POST", "/api/v1/resources/" + someID + "/verify", "", "", plain},
		},
		"Credentials": {
			func(ctx context.Context, c *entryguard.Client) error { _, err := c.Credentials(ctx); return err },
			`[]`,
			request{"GET", "/api/v1/credentials", "", "", plain},
		},
		"Credential": {
			func(ctx context.Context, c *entryguard.Client) error { _, err := c.Credential(ctx, "ü1"); return err },
			entryguard.WholeAnswer(entryguard.CredentialType, "ü1", ""),
			request{"GET", "/api/v1/credentials/%C3%BC1", "", "", plain},
		},
		"CreateCredential": {
			func(ctx context.Context, c *entryguard.Client) error {
				_, err := c.CreateCredential(ctx, entryguard.CredentialInput{
					Name: "production", Provider: "AWS", CredentialType: "ACCESS_KEY",
					CredentialData: map[string]string{"accessKeyId": "AKIA1", "secretAccessKey": "s<e>c"},
				})
				return err
			},
			entryguard.WholeAnswer(entryguard.CredentialType, "c1", ""),
			request{"POST", "/api/v1/credentials", "", `{"name":"production","provider":"AWS","credentialType":"ACCESS_KEY",` +
				`"credentialData":{"accessKeyId":"AKIA1","secretAccessKey":"s\u003ce\u003ec"}}`, withBody},
		},
		"Sessions": {
			func(ctx context.Context, c *entryguard.Client) error { _, err := c.Sessions(ctx); return err },
			`[]`,
			request{"GET", "/api/v1/sessions", "", "", plain},
		},
		"AllSessions": {
			func(ctx context.Context, c *entryguard.Client) error { _, err := c.AllSessions(ctx); return err },
			`[]`,
			request{"GET", "/api/v1/sessions/admin", "", "", plain},
		},
		"SessionsOf": {
			func(ctx context.Context, c *entryguard.Client) error { _, err := c.SessionsOf(ctx, "a&b"); return err },
			`[]`,
			request{"GET", "/api/v1/sessions", "resourceId=a%26b", "", plain},
		},
		"StopSession": {
			func(ctx context.Context, c *entryguard.Client) error {
				_, err := c.StopSession(ctx, someID)
				return err
			},
			entryguard.WholeAnswer("EntryGuard session", someID, ""),
			request{"POST", "/api/v1/sessions/admin/" + someID + "/stop", "", "", plain},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var got request
			api := serve(t, func(w http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(r.Body)
				if err != nil {
					t.Error(err)
				}
				got = request{r.Method, r.URL.EscapedPath(), r.URL.RawQuery, string(body), headers(r)}
				fmt.Fprint(w, test.answer)
			})
			if err := test.call(t.Context(), api.client(t)); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("the request is not the documented one (-want +got):\n%s", diff)
			}
		})
	}
}

// headers are the headers that say something.
func headers(r *http.Request) map[string]string {
	got := map[string]string{}
	for _, name := range []string{"Accept", "Authorization", "Content-Type", "User-Agent", "X-Api-Key"} {
		if value := r.Header.Get(name); value != "" {
			got[name] = value
		}
	}
	return got
}

func TestAPIKeyHeader(t *testing.T) {
	api := serve(t, func(w http.ResponseWriter, r *http.Request) {
		want := map[string]string{"Accept": "application/json", "X-Api-Key": "egk_live_1", "User-Agent": "Terraform/1.14 x/1"}
		if diff := cmp.Diff(want, headers(r)); diff != "" {
			t.Errorf("headers (-want +got):\n%s", diff)
		}
		fmt.Fprint(w, "[]")
	})
	client := newClient(t, entryguard.Config{Endpoint: api.URL + "///", APIKey: "egk_live_1", UserAgent: "Terraform/1.14 x/1"})
	if _, err := client.Resources(t.Context()); err != nil {
		t.Error(err)
	}
	if !client.ReadOnly() {
		t.Error("a client with an API key is not ReadOnly")
	}
}

// The documented body is read whole: nulls, numbers as written, members that
// are new.
func TestTheDocumentedObjectIsRead(t *testing.T) {
	api := serve(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, resourceJSON) })
	got, err := api.client(t).Resource(t.Context(), someID)
	if err != nil {
		t.Fatal(err)
	}
	want := entryguard.Resource{
		ID: someID, Name: "bastion", CredentialID: "c1", CredentialName: "production", Provider: "AWS",
		ResourceType: "SECURITY_GROUP", ResourceIdentifier: "sg-0a1b2c3d",
		Config:    map[string]any{"port": json.Number("443"), "ratio": json.Number("1.50"), "big": json.Number("12345678901234567890")},
		CreatedAt: "2026-02-18T10:30:00Z", UpdatedAt: "2026-02-18T10:30:00.123Z",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("resource (-want +got):\n%s", diff)
	}
}

// A list is an array of whole objects, or it is not believed: an empty list
// would say that nothing exists.
func TestBrokenLists(t *testing.T) {
	whole := entryguard.WholeAnswer(entryguard.ResourceType, someID, "")
	for body, want := range map[string]deletion.Reason{
		"": deletion.Unavailable, "null": deletion.Unavailable, "{}": deletion.Unavailable, `{"content":[]}`: deletion.Unavailable,
		"[": deletion.Unavailable, "[] []": deletion.Unavailable, htmlPage: deletion.Unclassified, `[{"id":1}]`: deletion.Unavailable,
		"[{}]": deletion.Unclassified, `[{"id":""}]`: deletion.Unclassified, `[` + whole + `,{"id":"x"}]`: deletion.Unclassified, `[null]`: deletion.Unclassified,
	} {
		api := serve(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
		got, err := api.client(t).Resources(t.Context())
		if got != nil || err == nil || deletion.ReasonOf(err) != want {
			t.Errorf("%q: Resources = %v, %v; want nil and %v", body, got, err, want)
		}
	}
}

func TestOversizeAnswersAreBounded(t *testing.T) {
	api := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"error":"RESOURCE_NOT_FOUND","message":"`, strings.Repeat("x", 1<<17), `"}`)
	})
	_, err := api.client(t).Resource(t.Context(), someID)
	f := deletion.AsFailure(err)
	if f.Reason != deletion.Unavailable || len(f.Error()) > 200 {
		t.Errorf("failure = %v with %d characters; want Unavailable and a short text", f.Reason, len(f.Error()))
	}
}

// The longest answer that is read, and one that is longer by a byte.
func TestTheLongestAnswer(t *testing.T) {
	for _, more := range []int{0, 1} {
		api := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, resourceJSON, strings.Repeat(" ", 1<<20-len(resourceJSON)+more))
		})
		if _, err := api.client(t).Resource(t.Context(), someID); (err == nil) != (more == 0) {
			t.Errorf("%d bytes more than a mebibyte: %v", more, err)
		}
	}
}

// The API's ID of a request is shown, unless it is too long to be one.
func TestTheIDOfARequestIsShown(t *testing.T) {
	for _, length := range []int{1, 128, 129} {
		id := strings.Repeat("x", length)
		api := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Request-Id", id)
			w.WriteHeader(http.StatusForbidden)
		})
		_, err := api.client(t).Resource(t.Context(), someID)
		if got := deletion.AsFailure(err).RequestID; (got == id) != (length <= 128) || got != id && got != "" {
			t.Errorf("%d characters: %q", length, got)
		}
	}
}

// A refusal that is not the API's own may be another host's; a proxy that finds
// the API down, or slows requests, stands before the API itself.
func TestRefusalsOfAnotherHost(t *testing.T) {
	for _, c := range []struct {
		status  int
		body    string
		another bool
	}{{400, htmlPage, true}, {403, htmlPage, true}, {499, htmlPage, true}, {408, htmlPage, false}, {429, htmlPage, false}, {502, htmlPage, false}, {302, htmlPage, false}, {403, "{}", false}} {
		api := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(c.status)
			fmt.Fprint(w, c.body)
		})
		_, err := api.client(t).Resource(t.Context(), someID)
		if f := deletion.AsFailure(err); f == nil || f.Foreign != c.another {
			t.Errorf("%d with %.10q: %+v, want another host: %v", c.status, c.body, f, c.another)
		}
	}
}

// A context that ended is not an API that failed.
func TestTheCauseOfAnEndedContextIsKept(t *testing.T) {
	cause := errors.New("the timeout ran out")
	ctx, cancel := context.WithCancelCause(t.Context())
	api := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel(cause)
		<-r.Context().Done()
	})
	_, err := api.client(t).Resource(ctx, someID)
	if f := deletion.AsFailure(err); !errors.Is(err, cause) || f.Reason == deletion.Unavailable {
		t.Errorf("error = %v (%v); want the cause, and not Unavailable", err, f.Reason)
	}
	if _, err = api.client(t).Resource(ctx, someID); !errors.Is(err, cause) {
		t.Errorf("error under an ended context = %v; want the cause", err)
	}
	if got := api.requests.Load(); got != 1 {
		t.Errorf("%d requests, want 1: an ended context sends nothing", got)
	}
}

func TestFailureDetails(t *testing.T) {
	tests := map[string]struct {
		status int
		header map[string]string
		key    bool
		hint   string
		reason string
	}{
		"forbidden":        {403, nil, false, "ORG_ADMIN", "a person must learn which role is missing"},
		"forbidden to key": {403, nil, true, "API key", "the role is not the point where a key is used"},
		"refused token":    {401, nil, false, "get a new access token", "tokens live minutes"},
		"refused key":      {401, nil, true, "API key is revoked", "keys can be revoked"},
		"wrong base URL":   {404, nil, false, "endpoint", "most 404s without a code come from a wrong base URL"},
		"redirect": {
			302,
			map[string]string{"Location": "https://user:pw@login.example.com/sso?token=abc#x"},
			false,
			"https://login.example.com/sso", "where to, without what may be secret",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			api := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				for name, value := range test.header {
					w.Header().Set(name, value)
				}
				w.Header().Set("X-Request-ID", "req-1")
				w.WriteHeader(test.status)
			})
			cfg := entryguard.Config{Endpoint: api.URL, AccessToken: "t"}
			if test.key {
				cfg = entryguard.Config{Endpoint: api.URL, APIKey: "k"}
			}
			_, err := newClient(t, cfg).Resource(t.Context(), someID)
			f := deletion.AsFailure(err)
			if !strings.Contains(f.Hint, test.hint) || strings.Contains(f.Hint, "pw") || strings.Contains(f.Hint, "abc") {
				t.Errorf("hint = %q, want %q in it: %s", f.Hint, test.hint, test.reason)
			}
			if f.RequestID != "req-1" {
				t.Errorf("request id = %q", f.RequestID)
			}
		})
	}
}

func TestRetryAfterReachesTheFailure(t *testing.T) {
	for _, header := range []string{"60", time.Now().Add(time.Minute).UTC().Format(http.TimeFormat)} {
		api := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", header)
			w.WriteHeader(http.StatusTooManyRequests)
		})
		_, err := api.client(t).Resource(t.Context(), someID)
		if wait := time.Until(deletion.AsFailure(err).RetryAfter); wait < 50*time.Second || wait > time.Minute {
			t.Errorf("Retry-After %q asks for %v, want about a minute", header, wait)
		}
	}
}

// An endpoint that nobody serves was sent nothing.
func TestNothingIsSentToAClosedEndpoint(t *testing.T) {
	api := serve(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	client := api.client(t)
	if _, err := client.Resource(t.Context(), someID); err == nil || deletion.AsFailure(err).Unsent {
		t.Errorf("the connection was made, so something was sent: %v", err)
	}
	api.Close()
	if _, err := client.Resource(t.Context(), someID); !deletion.AsFailure(err).Unsent {
		t.Errorf("nobody listens: %v, want nothing sent", err)
	}
}

// The API's clock and ours may be hours apart.
func TestRetryAfterIsReckonedFromTheAPIsClock(t *testing.T) {
	for _, skew := range []time.Duration{-time.Hour, time.Hour} {
		api := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			theirs := time.Now().Add(skew).UTC()
			w.Header().Set("Date", theirs.Format(http.TimeFormat))
			w.Header().Set("Retry-After", theirs.Add(time.Minute).Format(http.TimeFormat))
			w.WriteHeader(http.StatusTooManyRequests)
		})
		_, err := api.client(t).Resource(t.Context(), someID)
		if wait := time.Until(deletion.AsFailure(err).RetryAfter); wait < 50*time.Second || wait > time.Minute {
			t.Errorf("the API's clock is off by %v: asks for %v, want about a minute", skew, wait)
		}
	}
}

// Home is asked once, by however many goroutines.
func TestHomeIsAskedOnce(t *testing.T) {
	api := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, entryguard.WholeAnswer(entryguard.MeType, "u1", `{"organizationId":"o1"}`))
	})
	client := api.client(t)
	inParallel(20, func() {
		if home, err := client.Home(t.Context()); err != nil || home != (deletion.Home{Organization: "o1"}) {
			t.Errorf("Home = %+v, %v", home, err)
		}
	})
	if got := api.requests.Load(); got != 1 {
		t.Errorf("%d requests, want 1", got)
	}
}

// A home that could not be learnt is asked for again, and never empty.
func TestAFailedHomeIsNotKept(t *testing.T) {
	answers := []string{`{"id":"u1"}`}
	for _, organization := range []string{"null", `""`, `"o1"`} {
		answers = append(answers, entryguard.WholeAnswer(entryguard.MeType, "u1", `{"organizationId":`+organization+`}`))
	}
	api := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, answers[0])
		answers = answers[1:]
	})
	client := api.client(t)
	for range 3 {
		if home, err := client.Home(t.Context()); err == nil {
			t.Errorf("Home = %+v and no error", home)
		}
	}
	if home, err := client.Home(t.Context()); err != nil || home.Organization != "o1" {
		t.Errorf("Home = %+v, %v", home, err)
	}
}
