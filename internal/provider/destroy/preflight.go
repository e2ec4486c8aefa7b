package destroy

import (
	"cmp"
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// The values of the provider's deletion_preflight: what a plan does about a
// blocker that a live look finds.
const (
	PreflightWarn  = "warn"
	PreflightError = "error"
	PreflightOff   = "off"
)

// A Notice is one warning about what a destruction does silently or on purpose.
type Notice struct {
	Summary, Detail string
	// Common continues the detail with what goes for every such object: it is said
	// of the first one.
	Common string
	// IfDestroyed and IfReplaced continue it in the plan of a destruction and in
	// that of a replacement.
	IfDestroyed, IfReplaced string
	// Brief is in place of Detail where another object has the same in common.
	Brief string
}

// said returns the message about an object.
func (n Notice) said(obj deletion.Object, replaced string, advised *firsts) (summary, detail string) {
	if replaced != "" {
		return n.Summary, Sections(replaced, n.Detail, n.Common, n.IfReplaced)
	}
	common := Sections(n.Common, n.IfDestroyed)
	if see, before := advised.seeFirst(obj, []string{common}); before && common != "" {
		return n.Summary + ". " + see, cmp.Or(n.Brief, n.Detail)
	}
	return n.Summary, Sections(n.Detail, common)
}

// A Findings is what a live check says about a destruction that is being
// planned. The zero value says that nothing is in its way.
type Findings struct {
	Blockers   []deletion.Blocker // the API would refuse while they are there: warning, error or silence by deletion_preflight
	Passing    []deletion.Blocker // in the way now, but the destruction waits for them or ends them, as a notice says
	Announces  bool               // passing is ended, and nobody else may be when the plan is applied
	Words      Words              // about the blockers
	Unprotects []deletion.Blocker // protections that the destruction switches off; no others may be when the plan is applied
	Unprotect  Notice             // says so: a warning whatever deletion_preflight says
	Unseen     error              // why not everything could be seen: a warning, never an error
	Refused    *Notice            // why the destruction ends before the API is asked: an error whatever deletion_preflight says
	Impossible string             // why it can never be deleted: an error whatever deletion_preflight says
	Notices    []Notice           // what happens silently or on purpose: warnings
	Cascades   []deletion.Blocker // what the API removes together with the object, as a notice says
	Passable   bool               // the same plan may get the blockers out of the way, which a provider cannot see: a warning at most
}

// A Check asks live about an object that is to be destroyed. It may share
// what it sees with the other checks of the process. It reports what it could
// not see as unseen. A nil Check has nothing to ask.
type Check func(ctx context.Context) Findings

// see runs a check. A nil one, and an unconfigured provider, see nothing.
func (p *Settings) see(ctx context.Context, look Check) Findings {
	if p == nil || look == nil {
		return Findings{}
	}
	ctx, done := p.Budget.Begin(ctx)
	defer done()
	return look(ctx)
}

// Checking reports whether anybody wants to know what is in the way.
func (p *Settings) Checking() bool {
	return p.Preflight != PreflightOff || p.RecordBlockers
}

// Announce says what would become of destroying an object, in the plan of a
// destruction or, where replaced names what asks for it, of a replacement.
func (p *Settings) Announce(obj deletion.Object, seen Findings, replaced string, resp *resource.ModifyPlanResponse) {
	switch {
	case seen.Refused != nil:
		resp.Diagnostics.AddError(seen.Refused.said(obj, replaced, nil))
		return
	case seen.Impossible != "":
		resp.Diagnostics.AddError(impossibleText(obj, seen, replaced))
		return
	}
	if p != nil {
		seen.Blockers = p.Planned.staying(seen.Blockers)
	}
	var advised *firsts
	if p != nil {
		advised = &p.advised
	}
	if len(seen.Unprotects) > 0 {
		resp.Diagnostics.AddWarning(seen.Unprotect.said(obj, replaced, advised))
	}
	if p != nil && p.Preflight == PreflightOff {
		if !seen.Announces {
			return
		}
		seen.Blockers = nil
	}
	for _, n := range seen.Notices {
		resp.Diagnostics.AddWarning(n.said(obj, replaced, advised))
	}
	if seen.Unseen != nil {
		resp.Diagnostics.AddWarning(uncheckedText(obj, seen, replaced, advised))
	}
	switch {
	case len(seen.Blockers) == 0:
	case p != nil && p.Preflight == PreflightError && !seen.Passable:
		resp.Diagnostics.AddError(doomedText(obj, seen, replaced, true, advised))
	default:
		resp.Diagnostics.AddWarning(doomedText(obj, seen, replaced, false, advised))
	}
}

// AsError returns the first error of diagnostics, nil where there is none: a
// look says what it could not see, and fails nothing.
func AsError(diags diag.Diagnostics) error {
	if !diags.HasError() {
		return nil
	}
	first := diags.Errors()[0]
	return fmt.Errorf("%s: %s", first.Summary(), first.Detail())
}
