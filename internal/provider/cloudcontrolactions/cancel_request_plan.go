package cloudcontrolactions

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// planLimit is how long a plan waits for AWS.
const planLimit = 20 * time.Second

// ModifyPlan finds out whether there are credentials to ask with, and names what
// would be cancelled: a token says nothing to who reads the plan.
func (a *cancelRequest) ModifyPlan(ctx context.Context, req action.ModifyPlanRequest, resp *action.ModifyPlanResponse) {
	if a.Data == nil || !a.Data.Configurable() {
		return
	}
	ctx, stop := deletion.WithTimeout(ctx, planLimit)
	defer stop()
	client, diags := a.Data.Connect(ctx)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() || !req.Config.Raw.IsFullyKnown() {
		return
	}
	var m cancelModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	c := a.cancelling(client, m)
	under, err := c.underWay(ctx, m)
	if err != nil {
		resp.Diagnostics.AddWarning("What the action cancels could not be read", destroy.Explanation{}.FailureText("read", deletion.AsFailure(err)))
	}
	for _, op := range under {
		if op.Status == beingCancelled {
			resp.Diagnostics.AddWarning("Being cancelled already: "+c.named(op), "The action only waits for its end.")
			continue
		}
		resp.Diagnostics.AddWarning("The action cancels "+c.named(op), "It was "+op.Status+" when this was planned. Cancelling rolls nothing back.")
	}
}

// underWay returns the operations that the action would cancel.
func (c cancelling) underWay(ctx context.Context, m cancelModel) ([]deletion.Operation, error) {
	token := m.RequestToken.ValueString()
	if token == "" {
		return c.operations(ctx, m.object())
	}
	op, err := c.status(ctx, token)
	if err != nil || op.State != deletion.UnderWay {
		return nil, err
	}
	return []deletion.Operation{op}, nil
}
