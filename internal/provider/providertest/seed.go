package providertest

import (
	"maps"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// EntryGuardProtocol is a provider that is pointed at the simulated EntryGuard,
// as the organization's admin unless settings say otherwise.
func (w *World) EntryGuardProtocol(settings map[string]any) *Protocol {
	w.T.Helper()
	if settings == nil {
		settings = map[string]any{"access_token": w.EntryGuard.AdminToken()}
	}
	block := map[string]any{"endpoint": w.EntryGuard.URL(), "requests_per_second": 1000}
	maps.Copy(block, settings)
	p := NewProtocol(w.T)
	p.Configure(map[string]any{"entryguard": block})
	return p
}

// SeedTime is when everything in a NewSeedWorld happens.
const SeedTime = "2026-02-18T10:30:00Z"

// NewSeedWorld is an organization with something to see, at a time that stands.
func NewSeedWorld(t *testing.T) *World {
	t.Helper()
	start, err := time.Parse(time.RFC3339, SeedTime)
	if err != nil {
		t.Fatal(err)
	}
	clock := entryguardtest.NewClock(start)
	return NewWorldWith(t, entryguardtest.Options{Now: clock.Now}, cloudcontroltest.Options{})
}

// A Seeded is what Seed made.
type Seeded struct {
	Ada, Uma   string // IDs
	Role       entryguardtest.Role
	Rule       entryguardtest.StaticIPRule
	Key        entryguardtest.APIKey
	Revoked    entryguardtest.APIKey
	Credential entryguardtest.Credential
	Web, DB    entryguardtest.Resource
	Session    entryguardtest.Session
}

// Seed fills the organization with one object of every kind.
func (w *World) Seed() Seeded {
	var s Seeded
	w.EntryGuard.EditUser("ada@example.com", func(u *entryguardtest.User) { s.Ada = u.ID })
	w.EntryGuard.EditUser("uma@example.com", func(u *entryguardtest.User) { s.Uma = u.ID })
	w.EntryGuard.FailVerification("nsg-1", "no such group")
	s.Credential = w.EntryGuard.AddCredential(entryguardtest.Credential{Name: "deployer", Provider: "AWS", CredentialType: "ACCESS_KEY"})
	s.Web = w.EntryGuard.AddResource(entryguardtest.Resource{
		Name: "web", CredentialID: entryguardtest.Nullable(s.Credential.ID), Provider: "AWS", ResourceType: "SECURITY_GROUP",
		ResourceIdentifier: "sg-1", Region: "us-east-1", Config: map[string]any{"ports": []any{22.0, 443.0}, "protocol": "tcp"}, IsActive: true,
	})
	s.DB = w.EntryGuard.AddResource(entryguardtest.Resource{
		Name: "db", CredentialID: entryguardtest.Nullable(s.Credential.ID), Provider: "AZURE", ResourceType: "NSG", ResourceIdentifier: "nsg-1",
	})
	s.Role = w.EntryGuard.AddRole(entryguardtest.Role{
		Name: "operators", Description: "On call", MaxSessionDurationHours: new(8), ResourceIDs: []string{s.Web.ID}, UserIDs: []string{s.Uma},
	})
	w.EntryGuard.FailRules(s.DB.ID, "the group is full")
	s.Rule = w.EntryGuard.AddStaticIPRule(entryguardtest.StaticIPRule{
		Label: "office", IPAddress: "198.51.100.0/24", CreatedByEmail: "ada@example.com", Resources: []entryguardtest.StaticIPRuleResource{{ResourceID: s.Web.ID}, {ResourceID: s.DB.ID}},
	})
	s.Key = w.EntryGuard.AddAPIKey(entryguardtest.APIKey{Name: "ci", Description: "Pipelines", Scopes: []string{"sessions:read", "audit:read"}})
	s.Revoked = w.EntryGuard.AddAPIKey(entryguardtest.APIKey{Name: "old", Scopes: []string{"audit:read"}})
	w.EntryGuard.RevokeAPIKey(s.Revoked.ID)
	s.Session = w.EntryGuard.StartSession("uma@example.com", s.Web.ID)
	return s
}
