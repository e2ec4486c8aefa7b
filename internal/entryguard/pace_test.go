package entryguard_test

import (
	"testing"

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
