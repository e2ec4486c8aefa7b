package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// The values of the provider's deletion_preflight: what a plan does about a
// blocker that a live look finds.
const (
	preflightWarn  = "warn"
	preflightError = "error"
	preflightOff   = "off"
)

// A notice is one warning about what a destruction does silently or on purpose.
type notice struct {
	summary, detail string
	// ifDestroyed and ifReplaced continue the detail in the plan of a
	// destruction and in that of a replacement.
	ifDestroyed, ifReplaced string
}

// text returns the whole detail.
func (n notice) text(replaced string) string {
	if replaced == "" {
		return sections(n.detail, n.ifDestroyed)
	}
	return sections(replaced, n.detail, n.ifReplaced)
}

// A prospect is what a live look says about a destruction that is being
// planned. The zero prospect says that nothing is in its way.
type prospect struct {
	blockers   []deletion.Blocker // the API would refuse while they are there: warning, error or silence by deletion_preflight
	passing    []deletion.Blocker // in the way now, but the destruction waits for them or ends them, as a notice says
	announces  bool               // passing is ended, and nobody else may be when the plan is applied
	unseen     error              // why not everything could be seen: a warning, never an error
	impossible string             // why it can never be deleted: an error whatever deletion_preflight says
	notices    []notice           // what happens silently or on purpose: warnings
	cascades   []deletion.Blocker // what the API removes together with the object, as a notice says
	passable   bool               // the same plan may get the blockers out of the way, which a provider cannot see: a warning at most
	todo       []string           // how to get the blockers out of the way, where that is not what their code says
	inState    []string           // attributes that count as they stand in state, beside deletion_policy and timeouts
}

// A look is one live look at an object that is to be destroyed. It may share
// what it sees with the other looks of the process. It reports what it could
// not see as unseen. A nil look has nothing to look at.
type look func(ctx context.Context) prospect

// see looks once. Nil looks and unconfigured providers see nothing.
func (p *providerData) see(ctx context.Context, look look) prospect {
	if p == nil || look == nil {
		return prospect{}
	}
	ctx, done := p.looks.begin(ctx)
	defer done()
	return look(ctx)
}

// looking reports whether anybody wants to know what is in the way.
func (p *providerData) looking() bool {
	return p.preflight != preflightOff || p.recordBlockers
}

// foretell says what the prospect is of destroying an object, in the plan of a
// destruction or, where replaced names what asks for it, of a replacement.
func (p *providerData) foretell(obj deletion.Object, seen prospect, replaced string, resp *resource.ModifyPlanResponse) {
	if seen.impossible != "" {
		resp.Diagnostics.AddError(impossibleText(obj, seen, replaced))
		return
	}
	if p != nil {
		seen.blockers = p.departures.staying(seen.blockers)
	}
	if p != nil && p.preflight == preflightOff {
		if !seen.announces {
			return
		}
		seen.blockers = nil
	}
	for _, n := range seen.notices {
		resp.Diagnostics.AddWarning(n.summary, n.text(replaced))
	}
	if seen.unseen != nil {
		resp.Diagnostics.AddWarning(uncheckedText(obj, seen, replaced))
	}
	switch {
	case len(seen.blockers) == 0:
	case p != nil && p.preflight == preflightError && !seen.passable:
		resp.Diagnostics.AddError(doomedText(obj, seen, replaced, true))
	default:
		resp.Diagnostics.AddWarning(doomedText(obj, seen, replaced, false))
	}
}

// asError returns the first error of diagnostics, nil where there is none: a
// look says what it could not see, and fails nothing.
func asError(diags diag.Diagnostics) error {
	if !diags.HasError() {
		return nil
	}
	first := diags.Errors()[0]
	return fmt.Errorf("%s: %s", first.Summary(), first.Detail())
}
