package blockers

import (
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// moveFirst has the resources of a credential leave it before it is destroyed.
const moveFirst = "set lifecycle { create_before_destroy = true } on the credential: then its resources move first"

// Words are about everything that can be in the way of a deletion in EntryGuard.
var Words = destroy.Words{
	entryguard.BlockerSession: {
		Todo: []string{"wait for the sessions or end them; or set on_active_sessions = \"wait\" or \"stop\" and run \"terraform apply\" first"},
		Waited: map[deletion.OnInUse][]string{
			deletion.Wait: {"ask the people who are named to end their sessions, or end them in EntryGuard's console, then run the same command again"},
			deletion.Stop: {"check in EntryGuard why the sessions that are named do not end, then run the same command again"},
		},
		// The end of one that cannot be ended any more has begun.
		Passes: func(session deletion.Blocker) bool { return !session.Endable },
	},
	entryguard.BlockerResource: {
		Todo:       []string{"delete the resources that are named, or move them to another credential, first"},
		IfReplaced: []string{moveFirst},
		OrReplace:  "to replace the credential, " + moveFirst,
	},
	entryguard.BlockerStaticIPRule: {
		Noun:  "static IP rule",
		Guess: true,
		Todo:  []string{"delete the static IP rules that are named, or replace them by rules without this resource"},
	},
	entryguard.BlockerProtection: {
		Holds:    "it is protected",
		Property: true,
		Todo:     []string{"make another user an admin first; or set deletion_policy = \"ABANDON\" and run \"terraform apply\" first"},
	},
}
