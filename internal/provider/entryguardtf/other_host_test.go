package entryguardtf_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// What a web server answers that is not the API: an application of one page, whose
// server has that page for every address, and a bucket of files.
const (
	indexPage  = "<!DOCTYPE html><html><head><title>EntryGuard</title></head><body><div id=\"root\"></div></body></html>"
	bucketSays = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>MethodNotAllowed</Code><Message>The specified method is not allowed against this resource.</Message></Error>`
)

// answers is a server with one answer to everything, or to all but reads where
// written is not zero.
func answers(t *testing.T, status int, body string, written int) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		if r.Method != http.MethodGet && written != 0 {
			w.WriteHeader(written)
			_, _ = io.WriteString(w, bucketSays)
			return
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/api/v1"
}

// bothHosts is what an error about another host names.
var bothHosts = []string{"https://api.entryguard.io/api/v1", "https://app.entryguard.io/api/v1"}

// An otherHost is what can be at the other one of EntryGuard's two addresses.
type otherHost struct {
	endpoint func(t *testing.T, w *providertest.World) string
	says     []string // after a log-in; a token is never of this host, and both are named
	serves   bool     // it is an EntryGuard
}

func otherHosts() map[string]otherHost {
	page := func(status int, body string, written int) otherHost {
		return otherHost{says: bothHosts, endpoint: func(t *testing.T, _ *providertest.World) string {
			t.Helper()
			return answers(t, status, body, written)
		}}
	}
	another := entryguardtest.Organization{ID: "0c9d7c1e-54b6-4a0f-9f3a-8a3f6f1f7d20", Slug: entryguardtest.DefaultOrganization.Slug, Name: "Another", SubscriptionTier: "BUSINESS"}
	return map[string]otherHost{
		"the page of an application": page(http.StatusOK, indexPage, 0),
		"a page, and no writes":      page(http.StatusOK, indexPage, http.StatusMethodNotAllowed),
		"a page that was not found":  page(http.StatusNotFound, entryguardtest.HTMLPage, 0),
		"a bucket that refuses":      page(http.StatusForbidden, bucketSays, 0),
		"no path": {says: bothHosts, endpoint: func(_ *testing.T, w *providertest.World) string {
			return strings.TrimSuffix(w.EntryGuard.URL(), "/api/v1")
		}},
		"another organization": {
			says: []string{entryguardtest.DefaultOrganization.ID, another.ID, "endpoint"}, serves: true,
			endpoint: func(t *testing.T, _ *providertest.World) string {
				t.Helper()
				return providertest.NewWorldWith(t, entryguardtest.Options{Organization: another}, cloudcontroltest.Options{}).EntryGuard.URL()
			},
		},
	}
}

// TestOtherHost: EntryGuard's own client and its documentation name different hosts.
// What was made through one is never taken for gone, nor changed, through another,
// and the message says which hosts there are.
func TestOtherHost(t *testing.T) {
	t.Parallel()
	for name, host := range otherHosts() {
		t.Run(name+", log-in", func(t *testing.T) {
			t.Parallel()
			host.play(t, func(_ *providertest.World, block string) string { return block }, host.says)
		})
		t.Run(name+", token", func(t *testing.T) {
			t.Parallel()
			host.play(t, withToken, bothHosts)
		})
	}
}

// play makes objects through one host and goes on with the other.
func (h otherHost) play(t *testing.T, as func(w *providertest.World, block string) string, says []string) {
	t.Helper()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	run.Write(w.Config(witnessedHCL))
	run.Apply()
	file := filepath.Join(run.Dir, "terraform.tfstate")
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	run.Write(strings.Replace(as(w, w.ProviderBlock()), w.EntryGuard.URL(), h.endpoint(t, w), 1) + witnessedHCL)
	for _, c := range []struct {
		args string
		most int // errors; zero: several
	}{
		{"plan", 1},
		{"plan -destroy", 1},
		{"destroy -auto-approve", 1},
		{"apply -auto-approve -refresh=false -replace=steward_entryguard_api_key.ci", 1},
		{"destroy -auto-approve -refresh=false", 0},
	} {
		if h.serves && c.most == 1 {
			c.most = 4 // not found is judged for each object
		}
		result := run.Run(append(strings.Fields(c.args), "-no-color")...)
		text := strings.Join(strings.Fields(result.Stderr), " ")
		for _, part := range says {
			if !strings.Contains(text, part) {
				t.Errorf("terraform %s does not say %q:\n%s%s", c.args, part, result.Stdout, result.Stderr)
			}
		}
		after, err := os.ReadFile(file)
		if errors := strings.Count(result.Stderr, "Error: "); result.Code != 1 || c.most > 0 && errors > c.most {
			t.Errorf("terraform %s ended with %d and %d errors, want one:\n%s", c.args, result.Code, errors, result.Stderr)
		}
		if err != nil || !bytes.Equal(managed(before), managed(after)) {
			t.Errorf("terraform %s changed the state (%v)", c.args, err)
		}
	}
	if created := run.Run("plan", "-state=none.tfstate"); (created.Code == 0) != (h.serves && slices.Equal(says, h.says)) {
		t.Errorf("a plan that only creates ended with %d:\n%s", created.Code, created.Stdout)
	}
	requireAllAlive(w, run)
}

// withToken has the provider block speak with an access token.
func withToken(w *providertest.World, block string) string {
	block = regexp.MustCompile(`(?m)^ *(organization_slug|email) += .*\n`).ReplaceAllString(block, "")
	return regexp.MustCompile(`password +=.*`).ReplaceAllString(block, `access_token = "`+w.EntryGuard.AdminToken()+`"`)
}

// managed is a state without its serial number.
func managed(state []byte) []byte {
	return regexp.MustCompile(`"serial": \d+`).ReplaceAll(state, nil)
}
