package entryguard_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
)

// TestOneEndpointHasOnePace: aliases of the provider must not double what an
// API is asked, and the most careful of them counts.
func TestOneEndpointHasOnePace(t *testing.T) {
	const endpoint = "https://pace.example/api/v1"
	rates := func(endpoint string, perSecond float64) *entryguard.Client {
		t.Helper()
		c, err := entryguard.New(entryguard.Config{Endpoint: endpoint, AccessToken: "t", RequestsPerSecond: perSecond})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	first := rates(endpoint, 20)
	second := rates(endpoint, 5)
	elsewhere := rates("https://elsewhere.example/api/v1", 20)
	if first.Rate() != 5 || second.Rate() != 5 {
		t.Errorf("rates = %v and %v, want 5 for both: they share an endpoint", first.Rate(), second.Rate())
	}
	if elsewhere.Rate() != 20 {
		t.Errorf("rate = %v, want 20: another endpoint has its own pace", elsewhere.Rate())
	}
}

// TestListsOfSessionsGoLast: whoever waits for the end of a session asks for them
// again and again.
func TestListsOfSessionsGoLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, err := entryguard.New(entryguard.Config{Endpoint: "https://priority.example/api/v1", AccessToken: "t", RequestsPerSecond: 5})
		if err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		var order []string
		client.Answer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			order = append(order, r.Method+" "+r.URL.Path)
			fmt.Fprint(w, "[]")
		}))
		sessions := func(ctx context.Context) { _, _ = client.AllSessions(ctx) }
		resources := func(ctx context.Context) { _, _ = client.Resources(ctx) }
		stop := func(ctx context.Context) { _, _ = client.StopSession(ctx, "x") }
		var all sync.WaitGroup
		for _, ask := range []func(context.Context){resources, resources, sessions, resources, sessions, stop} {
			all.Go(func() { ask(t.Context()) })
			synctest.Wait()
		}
		all.Wait()
		const lists, list, stopped = "GET /api/v1/sessions/admin", "GET /api/v1/resources", "POST /api/v1/sessions/admin/x/stop"
		if want := []string{list, list, list, stopped, lists, lists}; !slices.Equal(order, want) {
			t.Errorf("the order is %q, want %q", order, want)
		}
	})
}
