package entryguard_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// TestAnswersAreCleaned: names are words of members; a config is a value.
func TestAnswersAreCleaned(t *testing.T) {
	api := startAPI(t, entryguardtest.Options{})
	const hostile = "Dana\x1b[2J\r\nApply\u202e"
	credential := api.AddCredential(sampleCredential())
	spoilt := sampleResource(credential.ID)
	spoilt.Name, spoilt.Config = hostile, map[string]any{"script": "one\r\ntwo\x1b"}
	added := api.AddResource(spoilt)
	c := adminClient(t, api)
	got, err := c.Resource(t.Context(), added.ID)
	if err != nil {
		t.Fatal(err)
	}
	if want := "Dana\ufffd[2J Apply"; got.Name != want {
		t.Errorf("name = %q, want %q", got.Name, want)
	}
	turned := sampleResource(credential.ID)
	turned.Name = "Dana\u202eApply" // which JSON need not escape
	if got, err := c.Resource(t.Context(), api.AddResource(turned).ID); err != nil || got.Name != "DanaApply" {
		t.Errorf("name = %q, %v; want it without what turns the text", got.Name, err)
	}
	if text := fmt.Sprintf("%q", got.Config); !strings.Contains(text, `one\r\ntwo\x1b`) {
		t.Errorf("the config was changed: %s", text)
	}
	api.EditUser("uma@example.com", func(u *entryguardtest.User) { u.Name = hostile })
	session := api.StartSession("uma@example.com", added.ID)
	all, err := c.AllSessions(t.Context())
	if err != nil || len(all) != 1 || all[0].ID != session.ID || strings.ContainsAny(all[0].UserName, "\x1b\r\n\u202e") {
		t.Errorf("sessions = %+v, %v", all, err)
	}
	logs, err := c.AuditLogs(t.Context(), entryguard.AuditFilter{})
	if err != nil || strings.ContainsAny(fmt.Sprintf("%+v", logs), "\x1b\r\n\u202e") {
		t.Errorf("audit logs = %+v, %v", logs, err)
	}
}

// TestForeignAnswersAreQuoted: a proxy's page says who answered, without what
// steers a terminal and without secrets.
func TestForeignAnswersAreQuoted(t *testing.T) {
	const token = "token-of-an-admin"
	for name, c := range map[string]struct {
		body, want string
		good       string // of an answer of 2xx; empty: as want
	}{
		"a page":      {"<html><head><title>\n Corporate\x1b[2J &amp; Proxy </title></head>" + token, "Corporate\ufffd[2J & Proxy", ""},
		"plain words": {"upstream connect error\r\nreset: " + token, "upstream connect error reset: ", "not the JSON that is documented"},
	} {
		for _, status := range []int{200, 404, 409, 502} {
			api := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(status)
				_, _ = io.WriteString(w, c.body)
			})
			_, err := api.client(t).CurrentUser(t.Context())
			want := c.want
			if status == http.StatusOK && c.good != "" {
				want = c.good
			}
			if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), token) || strings.ContainsRune(err.Error(), '\x1b') {
				t.Errorf("%s, HTTP %d: %v, want it to quote %q", name, status, err, want)
			}
		}
	}
}

// TestAnswersAreBounded: an answer without end is given up, and lists of
// thousands pass.
func TestAnswersAreBounded(t *testing.T) {
	endless := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		spaces := []byte(strings.Repeat(" ", 64<<10))
		for {
			if _, err := w.Write(spaces); err != nil {
				return
			}
		}
	})
	_, err := endless.client(t).CurrentUser(t.Context())
	if f := deletion.AsFailure(err); f == nil || !strings.Contains(f.Error(), "larger than 32768 KiB") {
		t.Errorf("an endless list: %v", err)
	}
	_, err = endless.client(t).Resource(t.Context(), someID)
	if f := deletion.AsFailure(err); f == nil || !strings.Contains(f.Error(), "larger than 1024 KiB") {
		t.Errorf("an endless object: %v", err)
	}
	object := strings.Replace(resourceJSON, `"surprise":{"x":1}`, `"surprise":"`+strings.Repeat("x", 1500)+`"`, 1)
	many := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "["+strings.Repeat(object+",", 9_999)+object+"]")
	})
	all, err := many.client(t).Resources(t.Context())
	if err != nil || len(all) != 10_000 {
		t.Errorf("%d resources, %v", len(all), err)
	}
}
