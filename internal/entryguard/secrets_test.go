package entryguard_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/redact"
)

// The secrets of these tests. Each is searched for in whatever comes out.
var secrets = map[string]string{
	"password":        "pa55word-of-ada",
	"access token":    "eyJhbGciOiJIUzI1NiJ9.first.token",
	"refresh token":   "0b7e1d52-refresh-one",
	"renewed token":   "eyJhbGciOiJIUzI1NiJ9.second.token",
	"renewed refresh": "9c1f2e63-refresh-two",
	"API key":         "egk_live_5ecret",
	"secret key":      `wJalrXUtn"FEMI/<ex&mple>`,
	"private key":     "MIIEvQIBADANBgkqhkiG9w0BAQ",
	"user of the URL": "redirected-pa55word",
	"query of a URL":  "one-time-code",
}

// leaks fails for every secret that text holds.
func leaks(t *testing.T, where, text string) {
	t.Helper()
	for name, secret := range secrets {
		if strings.Contains(text, secret) || redact.Of(secret).Hide(text) != text {
			t.Errorf("%s holds the %s: %s", where, name, text)
		}
	}
}

// TestNoSecretComesBack sends every kind of secret to APIs that repeat whatever
// they were sent, and searches errors and log.
func TestNoSecretComesBack(t *testing.T) {
	echoes := map[string]func(w http.ResponseWriter, said string){
		"in a message with a code": func(w http.ResponseWriter, said string) {
			w.WriteHeader(http.StatusBadRequest)
			writeJSON(w, map[string]any{"error": "BAD_REQUEST", "message": "You said: " + said})
		},
		"in validation errors": func(w http.ResponseWriter, said string) {
			w.WriteHeader(http.StatusBadRequest)
			writeJSON(w, map[string]any{"status": 400, "error": "Bad Request", "message": said, "validationErrors": map[string]string{"x": said}})
		},
		"in a policy": func(w http.ResponseWriter, said string) {
			w.WriteHeader(http.StatusUnprocessableEntity)
			writeJSON(w, map[string]any{"error": said, "details": map[string]any{"violations": []string{said}}})
		},
		"as JSON in a message": func(w http.ResponseWriter, said string) {
			quoted, err := json.Marshal(map[string]string{"said": said})
			if err != nil {
				t.Error(err)
			}
			w.WriteHeader(http.StatusBadRequest)
			writeJSON(w, map[string]any{"error": "BAD_REQUEST", "message": "Cannot read " + string(quoted)})
		},
		"as a query in a message": func(w http.ResponseWriter, said string) {
			w.WriteHeader(http.StatusBadRequest)
			writeJSON(w, map[string]any{"error": "BAD_REQUEST", "message": "Cannot call /verify?" + url.Values{"said": {said}}.Encode()})
		},
		"in base64 in a message": func(w http.ResponseWriter, said string) {
			w.WriteHeader(http.StatusBadRequest)
			writeJSON(w, map[string]any{"error": "BAD_REQUEST", "message": "Cannot decode " + base64.StdEncoding.EncodeToString([]byte("> "+said))})
		},
		"in a page": func(w http.ResponseWriter, said string) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(http.StatusInternalServerError)
			fmt.Fprint(w, "<pre>", said, "</pre>")
		},
		"in a broken success": func(w http.ResponseWriter, said string) { writeJSON(w, map[string]any{"id": []string{said}}) },
		"in half a success":   func(w http.ResponseWriter, said string) { fmt.Fprint(w, `{"id": "`, said) },
		"in a redirect": func(w http.ResponseWriter, _ string) {
			w.Header().Set("Location", "https://ada:"+secrets["user of the URL"]+"@sso.example.com/?code="+secrets["query of a URL"])
			w.WriteHeader(http.StatusFound)
		},
		"as unauthorized": func(w http.ResponseWriter, said string) {
			w.WriteHeader(http.StatusUnauthorized)
			writeJSON(w, map[string]any{"error": "UNAUTHORIZED", "message": said})
		},
	}
	for name, echo := range echoes {
		for way, cfg := range map[string]entryguard.Config{
			"log-in": {OrganizationSlug: "example", Email: "ada@example.com", Password: secrets["password"]},
			"token":  {AccessToken: secrets["access token"]},
			"key":    {APIKey: secrets["API key"]},
		} {
			t.Run(name+", "+way, func(t *testing.T) {
				api := serve(t, echoing(t, echo))
				cfg.Endpoint = api.URL
				everyFailureIsClean(t, cfg)
			})
		}
	}
}

// echoing answers log-ins with tokens and everything else with what was said.
func echoing(t *testing.T, echo func(http.ResponseWriter, string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		switch r.URL.Path {
		case "/auth/login":
			writeJSON(w, map[string]any{"accessToken": secrets["access token"], "refreshToken": secrets["refresh token"], "expiresIn": 3600})
		case "/auth/refresh":
			writeJSON(w, map[string]any{"accessToken": secrets["renewed token"], "refreshToken": secrets["renewed refresh"], "expiresIn": 3600})
		default:
			var sent struct {
				CredentialData map[string]string `json:"credentialData"`
			}
			_ = json.Unmarshal(body, &sent) // most requests have no body
			said := append(slices.Collect(maps.Values(sent.CredentialData)), r.Header.Get("Authorization"), r.Header.Get("X-Api-Key"))
			echo(w, strings.Join(said, " "))
		}
	}
}

func writeJSON(w io.Writer, value any) { _ = json.NewEncoder(w).Encode(value) }

// everyFailureIsClean makes requests that fail and searches what they say.
func everyFailureIsClean(t *testing.T, cfg entryguard.Config) {
	t.Helper()
	var log bytes.Buffer
	ctx := tflogtest.RootLogger(t.Context(), &log)
	client := newClient(t, cfg)
	for doing, call := range map[string]func() error{
		"reading": func() error { _, err := client.Resource(ctx, someID); return err },
		"listing": func() error { _, err := client.AllSessions(ctx); return err },
		"deleting": func() error {
			_, err := client.CredentialBackend().Delete(ctx, deletion.Object{ID: someID}, deletion.Attempt{})
			return err
		},
		"creating": func() error {
			_, err := client.CreateCredential(ctx, entryguard.CredentialInput{CredentialData: map[string]string{
				"secretAccessKey": secrets["secret key"],
				"private_key":     "-----BEGIN PRIVATE KEY-----\n" + secrets["private key"] + "\n-----END PRIVATE KEY-----\n",
			}})
			return err
		},
	} {
		err := call()
		if err == nil {
			t.Errorf("%s: no error, so nothing was tested", doing)
			continue
		}
		f := deletion.AsFailure(err)
		leaks(t, "the error of "+doing, fmt.Sprintf("%v\n%+v\n%v", err, *f, f.Err))
	}
	if !strings.Contains(log.String(), `"status":`) {
		t.Errorf("nothing was logged, so nothing was tested: %s", log.String())
	}
	leaks(t, "the log", log.String())
}

// A new API key is in the answer and nowhere else, even where the answer is
// broken.
func TestANewAPIKeyIsShownOnce(t *testing.T) {
	for name, answer := range map[string]string{
		"well":       entryguard.WholeAnswer(entryguard.APIKeyType, someID, `{"plainTextKey":"`+secrets["API key"]+`"}`),
		"half":       `{"id":"` + someID + `","plainTextKey":"` + secrets["API key"] + `"}`,
		"without id": `{"name":"ci","plainTextKey":"` + secrets["API key"] + `"}`,
		"odd kind":   `{"id":"` + someID + `","plainTextKey":["` + secrets["API key"] + `"]}`,
		"cut":        `{"id":"` + someID + `","plainTextKey":"` + secrets["API key"],
	} {
		api := serve(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, answer) })
		var log bytes.Buffer
		made, err := api.client(t).CreateAPIKey(tflogtest.RootLogger(t.Context(), &log), entryguard.APIKeyInput{Name: "ci", Scopes: []string{"a"}})
		if (name == "well") != (err == nil) || (err == nil && made.PlainTextKey != secrets["API key"]) {
			t.Errorf("%s: %+v, %v", name, made, err)
		}
		leaks(t, "the error of "+name, fmt.Sprint(err))
		leaks(t, "the log of "+name, log.String())
	}
}

// What is logged is what helps, and nothing else.
func TestTheLogNamesTheRequest(t *testing.T) {
	api := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Request-ID", "req-1")
		fmt.Fprint(w, "[]")
	})
	var log bytes.Buffer
	client := newClient(t, entryguard.Config{Endpoint: api.URL, AccessToken: secrets["access token"]})
	if _, err := client.SessionsOf(tflogtest.RootLogger(t.Context(), &log), "r1"); err != nil {
		t.Fatal(err)
	}
	entries, err := tflogtest.MultilineJSONDecode(&log)
	if err != nil || len(entries) != 1 {
		t.Fatalf("entries = %v, %v; want one", entries, err)
	}
	for name, want := range map[string]any{"method": "GET", "path": "/sessions", "status": 200.0, "request_id": "req-1"} {
		if got := entries[0][name]; got != want {
			t.Errorf("%s = %v, want %v", name, got, want)
		}
	}
}
