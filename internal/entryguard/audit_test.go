package entryguard_test

import (
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// The pages of the log are walked, whatever size the API makes them.
func TestAuditLogsArePaged(t *testing.T) {
	tests := map[string]struct {
		filter  entryguard.AuditFilter
		maxSize int
		want    int
		pages   int
	}{
		"everything":          {entryguard.AuditFilter{}, 0, 250, 3},
		"small pages":         {entryguard.AuditFilter{}, 50, 250, 5},
		"a few":               {entryguard.AuditFilter{Limit: 7}, 0, 7, 1},
		"more than a page":    {entryguard.AuditFilter{Limit: 120}, 0, 120, 2},
		"more than there are": {entryguard.AuditFilter{Limit: 1000}, 0, 250, 3},
		"by type":             {entryguard.AuditFilter{EventType: "ROLE_CREATE"}, 0, 50, 1},
		"by actor":            {entryguard.AuditFilter{ActorEmail: "nobody@example.com"}, 0, 0, 1},
		"by time":             {entryguard.AuditFilter{From: "2026-02-18T10:31:40Z", To: "2026-02-18T10:31:49Z"}, 0, 10, 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			api := startAPI(t, entryguardtest.Options{MaxPageSize: test.maxSize})
			start := time.Date(2026, 2, 18, 10, 30, 0, 0, time.UTC)
			for i := range 250 {
				event := "RESOURCE_CREATE"
				if i%5 == 0 {
					event = "ROLE_CREATE"
				}
				api.AddAuditEntry(entryguardtest.AuditEntry{
					EventType: event, ActorEmail: "ada@example.com", CreatedAt: entryguardtest.Time{Time: start.Add(time.Duration(i) * time.Second)},
				})
			}
			got, err := adminClient(t, api).AuditLogs(t.Context(), test.filter)
			if err != nil || len(got) != test.want {
				t.Fatalf("%d events, %v; want %d", len(got), err, test.want)
			}
			for i := 1; i < len(got); i++ {
				if got[i].CreatedAt >= got[i-1].CreatedAt {
					t.Fatalf("event %d is out of the API's order", i)
				}
			}
			if asked := api.Count(http.MethodGet, "/audit-logs"); asked != test.pages {
				t.Errorf("%d requests, want %d", asked, test.pages)
			}
		})
	}
}

// An event that is written between two pages moves the others; and an API that
// does not keep to its own count must not be asked for ever.
func TestAuditPagesThatMove(t *testing.T) {
	api := serve(t, func(w http.ResponseWriter, r *http.Request) {
		page, err := strconv.Atoi(r.URL.Query().Get("page"))
		if err != nil {
			t.Error(err)
		}
		first := page * 2
		if page > 0 {
			first-- // one more event at the front
		}
		_, _ = fmt.Fprintf(w, `{"content":[{"id":"%d"},{"id":"%d"}],"totalPages":3,"number":%d}`, first, first+1, page)
	})
	got, err := api.client(t).AuditLogs(t.Context(), entryguard.AuditFilter{})
	if err != nil || len(got) != 5 {
		t.Errorf("%d events, %v; want 5 that are not the same", len(got), err)
	}
	stuck := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"content":[{"id":"1"}],"totalPages":1000000}`))
	})
	if got, err := stuck.client(t).AuditLogs(t.Context(), entryguard.AuditFilter{}); err != nil || len(got) != 1 || stuck.requests.Load() != 2 {
		t.Errorf("%d events, %v after %d requests; want one event after two", len(got), err, stuck.requests.Load())
	}
}

func TestAuditPagesThatAreNone(t *testing.T) {
	for body, want := range map[string]deletion.Reason{
		`{}`: deletion.Unavailable, `[]`: deletion.Unavailable, `null`: deletion.Unavailable, `{"content":null}`: deletion.Unavailable,
		`{"content":[{}]}`: deletion.Unavailable, htmlPage: deletion.Unclassified,
	} {
		api := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) })
		if got, err := api.client(t).AuditLogs(t.Context(), entryguard.AuditFilter{}); err == nil || deletion.ReasonOf(err) != want {
			t.Errorf("%s: %v, %v; want a broken answer", body, got, err)
		}
	}
}

// A key with the scope may read the log; the API's own writes are in it.
func TestTheAuditLogTellsWhoDidWhat(t *testing.T) {
	for name, revoked := range map[string]string{"API_KEY_REVOKE": "", "API_KEY_REVOKED": "says revoked"} {
		api := startAPI(t, entryguardtest.Options{AuditSaysRevoked: revoked != ""})
		client := adminClient(t, api)
		key := api.AddAPIKey(entryguardtest.APIKey{Name: "old"})
		if _, err := client.APIKeyBackend().Delete(t.Context(), deletion.Object{ID: key.ID}, deletion.Attempt{}); err != nil {
			t.Fatal(err)
		}
		reader := newClient(t, entryguard.Config{Endpoint: api.URL(), APIKey: api.APIKey("audit:read")})
		got, err := reader.AuditLogs(t.Context(), entryguard.AuditFilter{EventType: name})
		if err != nil || len(got) != 1 {
			t.Fatalf("%v, %v; want one %s", got, err, name)
		}
		if e := got[0]; *e.ActorEmail != "ada@example.com" || *e.ResourceID != key.ID || *e.ResourceName != "old" || *e.Result != "SUCCESS" || e.ErrorMessage != nil {
			t.Errorf("entry = %+v", e)
		}
	}
}
