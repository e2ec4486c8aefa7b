package cloudcontroltf

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// seeDeletion is about an object that is being deleted. Where state has the
// deletion, it refuses an update; Read has warned. Where only the API has it,
// because an earlier run was killed or somebody else asked, it warns: "No changes" is
// true until the deletion has ended. That must be no error: what an object loses on
// its way out looks like drift, and a destroy plans a refresh first. A replacement
// waits for the deletion, and its check says so.
func (p *planning) seeDeletion(ctx context.Context) {
	if p.prior == nil || len(p.resp.RequiresReplace) > 0 {
		return
	}
	const again = "to have it created again, wait until the deletion has ended, then plan again"
	at := path.Root(typeNameAttribute)
	if pending := p.prior.pending(ctx, &p.resp.Diagnostics); pending != nil {
		if pending.Kind == deletion.KindDelete && p.asks() {
			p.resp.Diagnostics.AddAttributeError(at, p.object().String()+" is being deleted and cannot be changed",
				destroy.Sections("An earlier run asked for its deletion and did not see the end.", "Operation: "+pending.Token,
					destroy.Remedies([]string{destroyAllTheSame, again})))
		}
		return
	}
	if op := p.unknownDeletion(ctx); op != nil {
		p.data.Announce(nameable(p.object()), destroy.Findings{Notices: []destroy.Notice{{
			Summary: nameable(p.object()).String() + " is being deleted",
			Detail:  "Operation " + op.Token + ", since " + destroy.Stamp(op.RequestedAt),
			Common: destroy.Sections("An earlier run that was killed, or somebody else, asked for it. This plan keeps the object.",
				destroy.Remedies([]string{"to have it destroyed, run terraform destroy: it waits for this deletion and asks for nothing twice", again})),
		}}}, "", p.resp)
	}
}

// unknownDeletion returns the deletion that is under way on the object although
// state has none, nil where there is none or nobody may know. The API is asked for
// all objects at once, and not at all with deletion_preflight = "off".
func (p *planning) unknownDeletion(ctx context.Context) *deletion.Operation {
	if p.client == nil || p.data.Preflight == destroy.PreflightOff || p.prior.Identifier.ValueString() == "" {
		return nil
	}
	ctx, done := p.data.Budget.Begin(ctx)
	defer done()
	underWay, err := p.client.UnderWay(ctx, p.prior.target(), p.prior.Identifier.ValueString())
	if err != nil {
		return nil // who may not list operations plans as before
	}
	for _, op := range underWay {
		if op.Kind == deletion.KindDelete {
			return &op
		}
	}
	return nil
}
