package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// TestEntryGuardForetoldTexts holds the full text of what plans say about
// objects of EntryGuard.
func TestEntryGuardForetoldTexts(t *testing.T) {
	people := []deletion.Blocker{jane, john}
	named := func(kind, name string) deletion.Object {
		return deletion.Object{Type: "EntryGuard " + kind, ID: anEntryGuardResource.ID, Name: name}
	}
	role := []deletion.Blocker{{Code: "role", ID: "2a5b1d3c-7e0e-4b58-bd0e-0a8f6d9b0c22", Who: "operators"}}
	users := prospect{blockers: []deletion.Blocker{{Code: blockerResource, ID: "2a5b1d3c-7e0e-4b58-bd0e-0a8f6d9b0c22", Status: "active", Who: "web-prod"}}, passable: true}
	goldens(t, "entryguard", map[string]foretold{
		"wait":               {anEntryGuardResource, preflightError, sessionsProspect(anEntryGuardResource, sessionsWait, people), nil},
		"stop":               {anEntryGuardResource, preflightError, sessionsProspect(anEntryGuardResource, sessionsStop, people), nil},
		"stop_replace":       {anEntryGuardResource, preflightError, sessionsProspect(anEntryGuardResource, sessionsStop, people), path.Paths{path.Root("resource_type")}},
		"stop_unseen":        {anEntryGuardResource, preflightOff, prospect{announces: true, unseen: errNotConfigured}, path.Paths{path.Root("resource_type")}},
		"fail":               {anEntryGuardResource, preflightError, sessionsProspect(anEntryGuardResource, sessionsFail, people), nil},
		"taken_out_of_roles": {anEntryGuardResource, preflightWarn, prospect{notices: []notice{takenOutOf(anEntryGuardResource, role)}}, nil},
		"role_taken_away":    {named("role", "operators"), preflightWarn, prospect{notices: []notice{takenAwayFrom(named("role", "operators"), []deletion.Blocker{{Code: "user", ID: jane.ID}})}}, nil},
		"user_sessions":      {named("user", "jane@example.com"), preflightWarn, prospect{notices: []notice{endedWith(named("user", "jane@example.com"), people[:1])}}, nil},
		"credential_in_use":  {named("credential", "aws-prod"), preflightError, users, nil},
		"credential_replace": {named("credential", "aws-prod"), preflightError, users, path.Paths{path.Root("name")}},
	})
}
