package blockers_test

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/blockers"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// TestPlannedTexts holds the full text of what plans say about
// objects of EntryGuard.
func TestPlannedTexts(t *testing.T) {
	people := []deletion.Blocker{providertest.Jane, providertest.John}
	named := func(kind, name string) deletion.Object {
		return deletion.Object{Type: "EntryGuard " + kind, ID: providertest.WebResource.ID, Name: name}
	}
	waiting := func(mode deletion.OnInUse, sessions []deletion.Blocker, limit time.Duration) destroy.Findings {
		seen := blockers.SessionsFindings(providertest.WebResource, mode, sessions, limit, providertest.Noon)
		seen.Words = blockers.Words
		return seen
	}
	with := func(b deletion.Blocker, id, who string, end time.Duration) deletion.Blocker {
		b.ID, b.Who, b.Until = id, who, providertest.Noon.Add(end)
		return b
	}
	mary := with(providertest.Jane, "3c4f7a1e-9b0d-4f53-8f0a-6b1d2c3e4f50", "mary@example.com", -time.Minute)
	paul := with(providertest.Jane, "4d5e8b2f-0c1e-4a64-9a1b-7c2e3d4f5a61", "paul@example.com", 90*time.Minute+time.Second)
	eve := providertest.Jane
	eve.ID, eve.Who, eve.Until = "5e6f9c30-1d2f-4b75-8b2c-8d3f4e5a6b72", "eve@example.com", time.Time{}
	role := []deletion.Blocker{{Code: "role", ID: "2a5b1d3c-7e0e-4b58-bd0e-0a8f6d9b0c22", Who: "operators"}}
	users := destroy.Findings{Words: blockers.Words, Blockers: []deletion.Blocker{{Code: entryguard.BlockerResource, ID: "2a5b1d3c-7e0e-4b58-bd0e-0a8f6d9b0c22", Status: "active", Who: "web-prod"}}, Passable: true}
	providertest.GoldenPlans(t, map[string]diag.Diagnostics{
		"wait":               providertest.Announced(providertest.WebResource, destroy.PreflightError, waiting(deletion.Wait, people, 3*time.Hour)),
		"wait_too_short":     providertest.Announced(providertest.WebResource, destroy.PreflightError, waiting(deletion.Wait, []deletion.Blocker{providertest.John, mary, paul, providertest.Jane}, 20*time.Minute)),
		"wait_one_too_long":  providertest.Announced(providertest.WebResource, destroy.PreflightWarn, waiting(deletion.Wait, []deletion.Blocker{mary, paul, eve}, time.Hour), path.Root("resource_type")),
		"wait_without_end":   providertest.Announced(providertest.WebResource, destroy.PreflightWarn, waiting(deletion.Wait, []deletion.Blocker{eve}, 20*time.Minute)),
		"stop":               providertest.Announced(providertest.WebResource, destroy.PreflightError, waiting(deletion.Stop, people, 3*time.Hour)),
		"stop_replace":       providertest.Announced(providertest.WebResource, destroy.PreflightError, waiting(deletion.Stop, people, 3*time.Hour), path.Root("resource_type")),
		"stop_unseen":        providertest.Announced(providertest.WebResource, destroy.PreflightOff, destroy.Findings{Announces: true, Unseen: destroy.ErrNotConfigured}, path.Root("resource_type")),
		"fail":               providertest.Announced(providertest.WebResource, destroy.PreflightError, waiting(deletion.Refuse, people, 3*time.Hour)),
		"taken_out_of_roles": providertest.Announced(providertest.WebResource, destroy.PreflightWarn, destroy.Findings{Notices: []destroy.Notice{blockers.TakenOutOf(providertest.WebResource, role)}}),
		"role_taken_away":    providertest.Announced(named("role", "operators"), destroy.PreflightWarn, destroy.Findings{Notices: []destroy.Notice{blockers.TakenAwayFrom(named("role", "operators"), []deletion.Blocker{{Code: "user", ID: providertest.Jane.ID}})}}),
		"user_sessions":      providertest.Announced(named("user", "jane@example.com"), destroy.PreflightWarn, destroy.Findings{Notices: []destroy.Notice{blockers.EndedWith(named("user", "jane@example.com"), people[:1])}}),
		"credential_in_use":  providertest.Announced(named("credential", "aws-prod"), destroy.PreflightError, users),
		"credential_replace": providertest.Announced(named("credential", "aws-prod"), destroy.PreflightError, users, path.Root("name")),
	})
}

// TestFiveQuestions asks of every text here what a person asks.
func TestFiveQuestions(t *testing.T) {
	providertest.RequireAnswers(t)
}
