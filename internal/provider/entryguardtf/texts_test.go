package entryguardtf_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// TestEntryGuardForetoldTexts holds the full text of what plans say about
// objects of EntryGuard.
func TestEntryGuardForetoldTexts(t *testing.T) {
	people := []deletion.Blocker{providertest.Jane, providertest.John}
	named := func(kind, name string) deletion.Object {
		return deletion.Object{Type: "EntryGuard " + kind, ID: providertest.WebResource.ID, Name: name}
	}
	role := []deletion.Blocker{{Code: "role", ID: "2a5b1d3c-7e0e-4b58-bd0e-0a8f6d9b0c22", Who: "operators"}}
	users := destroy.Findings{Blockers: []deletion.Blocker{{Code: destroy.BlockerResource, ID: "2a5b1d3c-7e0e-4b58-bd0e-0a8f6d9b0c22", Status: "active", Who: "web-prod"}}, Passable: true}
	providertest.GoldenPlans(t, map[string]diag.Diagnostics{
		"wait":               providertest.Announced(providertest.WebResource, destroy.PreflightError, entryguardtf.SessionsFindings(providertest.WebResource, "wait", people)),
		"stop":               providertest.Announced(providertest.WebResource, destroy.PreflightError, entryguardtf.SessionsFindings(providertest.WebResource, "stop", people)),
		"stop_replace":       providertest.Announced(providertest.WebResource, destroy.PreflightError, entryguardtf.SessionsFindings(providertest.WebResource, "stop", people), path.Root("resource_type")),
		"stop_unseen":        providertest.Announced(providertest.WebResource, destroy.PreflightOff, destroy.Findings{Announces: true, Unseen: destroy.ErrNotConfigured}, path.Root("resource_type")),
		"fail":               providertest.Announced(providertest.WebResource, destroy.PreflightError, entryguardtf.SessionsFindings(providertest.WebResource, "fail", people)),
		"taken_out_of_roles": providertest.Announced(providertest.WebResource, destroy.PreflightWarn, destroy.Findings{Notices: []destroy.Notice{entryguardtf.TakenOutOf(providertest.WebResource, role)}}),
		"role_taken_away":    providertest.Announced(named("role", "operators"), destroy.PreflightWarn, destroy.Findings{Notices: []destroy.Notice{entryguardtf.TakenAwayFrom(named("role", "operators"), []deletion.Blocker{{Code: "user", ID: providertest.Jane.ID}})}}),
		"user_sessions":      providertest.Announced(named("user", "jane@example.com"), destroy.PreflightWarn, destroy.Findings{Notices: []destroy.Notice{entryguardtf.EndedWith(named("user", "jane@example.com"), people[:1])}}),
		"credential_in_use":  providertest.Announced(named("credential", "aws-prod"), destroy.PreflightError, users),
		"credential_replace": providertest.Announced(named("credential", "aws-prod"), destroy.PreflightError, users, path.Root("name")),
	})
}

// TestFiveQuestions asks of every text here what a person asks.
func TestFiveQuestions(t *testing.T) {
	providertest.RequireAnswers(t)
}
