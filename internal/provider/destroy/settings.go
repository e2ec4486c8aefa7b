package destroy

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// Settings are what the provider block says about destroying objects, and what
// the resources of one process share while they plan it.
type Settings struct {
	Pace deletion.Pace

	// DeletionPolicy is what a resource gets that sets no deletion_policy of
	// its own: "DELETE" unless the provider block says otherwise. It is empty
	// while the value in the provider block is not known yet.
	DeletionPolicy string

	// Preflight is deletion_preflight; empty, which means "warn", while the
	// value in the provider block is not known yet.
	Preflight      string
	RecordBlockers bool // record_deletion_blockers
	RecordUnknown  bool // its value is not known yet

	Budget  budget              // the time for live checks
	Planned plannedDestructions // in this process
	Created creations           // in this process
	held    holdings            // in this process
	advised firsts              // in this process
}

// WarnNotRefreshed says that Read left an object as state has it, because the
// configuration of its API is not known yet. That must not fail a plan: the
// configuration becomes known while the same plan is applied.
func WarnNotRefreshed(diags *diag.Diagnostics, block string, obj deletion.Object) {
	diags.AddWarning(obj.String()+" could not be refreshed",
		"A value in the provider's "+block+" block depends on something that the same run creates, so its API could not be asked. "+
			"The plan uses what is in state: it shows no drift.")
}
