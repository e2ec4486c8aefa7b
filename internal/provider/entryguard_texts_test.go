package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf"
)

// TestEntryGuardForetoldTexts holds the full text of what plans say about
// objects of EntryGuard.
func TestEntryGuardForetoldTexts(t *testing.T) {
	people := []deletion.Blocker{jane, john}
	named := func(kind, name string) deletion.Object {
		return deletion.Object{Type: "EntryGuard " + kind, ID: anEntryGuardResource.ID, Name: name}
	}
	role := []deletion.Blocker{{Code: "role", ID: "2a5b1d3c-7e0e-4b58-bd0e-0a8f6d9b0c22", Who: "operators"}}
	users := destroy.Findings{Blockers: []deletion.Blocker{{Code: destroy.BlockerResource, ID: "2a5b1d3c-7e0e-4b58-bd0e-0a8f6d9b0c22", Status: "active", Who: "web-prod"}}, Passable: true}
	goldens(t, "entryguard", map[string]foretold{
		"wait":               {anEntryGuardResource, destroy.PreflightError, entryguardtf.SessionsProspect(anEntryGuardResource, entryguardtf.SessionsWait, people), nil},
		"stop":               {anEntryGuardResource, destroy.PreflightError, entryguardtf.SessionsProspect(anEntryGuardResource, entryguardtf.SessionsStop, people), nil},
		"stop_replace":       {anEntryGuardResource, destroy.PreflightError, entryguardtf.SessionsProspect(anEntryGuardResource, entryguardtf.SessionsStop, people), path.Paths{path.Root("resource_type")}},
		"stop_unseen":        {anEntryGuardResource, destroy.PreflightOff, destroy.Findings{Announces: true, Unseen: destroy.ErrNotConfigured}, path.Paths{path.Root("resource_type")}},
		"fail":               {anEntryGuardResource, destroy.PreflightError, entryguardtf.SessionsProspect(anEntryGuardResource, entryguardtf.SessionsFail, people), nil},
		"taken_out_of_roles": {anEntryGuardResource, destroy.PreflightWarn, destroy.Findings{Notices: []destroy.Notice{entryguardtf.TakenOutOf(anEntryGuardResource, role)}}, nil},
		"role_taken_away":    {named("role", "operators"), destroy.PreflightWarn, destroy.Findings{Notices: []destroy.Notice{entryguardtf.TakenAwayFrom(named("role", "operators"), []deletion.Blocker{{Code: "user", ID: jane.ID}})}}, nil},
		"user_sessions":      {named("user", "jane@example.com"), destroy.PreflightWarn, destroy.Findings{Notices: []destroy.Notice{entryguardtf.EndedWith(named("user", "jane@example.com"), people[:1])}}, nil},
		"credential_in_use":  {named("credential", "aws-prod"), destroy.PreflightError, users, nil},
		"credential_replace": {named("credential", "aws-prod"), destroy.PreflightError, users, path.Paths{path.Root("name")}},
	})
}
