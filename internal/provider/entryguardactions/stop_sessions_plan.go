package entryguardactions

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
)

// planLimit is how long a plan waits for the list of sessions.
const planLimit = 20 * time.Second

// ModifyPlan finds out whether the action could do anything at all, and names the
// people whom it would cut off: after the plan nobody is asked again.
func (a *stopSessions) ModifyPlan(ctx context.Context, req action.ModifyPlanRequest, resp *action.ModifyPlanResponse) {
	resp.Diagnostics.Append(connection.PlanWrites(ctx, a.Data, "end", sessions)...)
	if resp.Diagnostics.HasError() || a.Data == nil || !a.Data.Configurable() || !req.Config.Raw.IsFullyKnown() {
		return
	}
	var m stopModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	wanted := m.wanted(ctx, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(a.planned(ctx, wanted)...)
}

// planned is a warning that names the sessions that would be ended now.
func (a *stopSessions) planned(ctx context.Context, wanted selection) diag.Diagnostics {
	ctx, cancel := deletion.WithTimeout(ctx, planLimit)
	defer cancel()
	client, diags := a.Data.Connect(ctx)
	if diags.HasError() {
		return diags
	}
	all, err := connection.Ask(ctx, a.Data, client.AllSessions)
	if err != nil {
		diags.AddWarning("Which sessions the action ends could not be read", destroy.Explanation{}.FailureText("list", deletion.AsFailure(err)))
		return diags
	}
	if meant := wanted.of(all); len(meant) > 0 {
		diags.AddWarning("The action ends "+destroy.Plural(len(meant), "session"), destroy.Sections(
			destroy.BlockerList("Under way when this was planned:", meant),
			"Those that begin before the action runs are ended, too."))
	}
	return diags
}
