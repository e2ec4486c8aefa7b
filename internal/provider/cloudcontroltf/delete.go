package cloudcontroltf

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/frame"
)

// Delete deletes the object where state says that it lives. It waits first for
// a create that an earlier run did not see end.
func (r *CloudControlResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state CloudControlModel
	resp.Diagnostics.Append(frame.ReadModel(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if policy := state.DeletionPolicy.ValueString(); policy == frame.PolicyPrevent || policy == frame.PolicyAbandon {
		// Neither asks anything of the API, so neither needs credentials.
		frame.Destroy(ctx, r.Data, frame.Destruction{Object: state.object(), Policy: state.DeletionPolicy}, resp)
		return
	}
	c, ok := r.Call(ctx, &state, nil, &resp.Diagnostics)
	if !ok {
		return
	}
	c.recall(ctx, req.Private, &resp.Diagnostics)
	if wrong := c.wrongAccount(ctx, state.object()); wrong != nil {
		resp.Diagnostics.Append(wrong)
		return
	}
	timeout, problems := state.Timeouts.Delete(ctx, c.TimeoutOf(c.Describe.Delete))
	resp.Diagnostics.Append(problems...)
	retry, problems := retryOf(ctx, state.DeletionRetry)
	resp.Diagnostics.Append(problems...)
	if resp.Diagnostics.HasError() {
		return
	}
	left, ok := c.awaitCreate(ctx, &state, timeout, resp)
	if !ok {
		return
	}
	frame.Destroy(ctx, r.Data, frame.Destruction{
		Backend:    c.client.Backend(c.target),
		Object:     state.object(),
		Policy:     state.DeletionPolicy,
		Timeout:    left,
		Pending:    pendingDeletion(ctx, &state, &resp.Diagnostics),
		HasPending: true,
		Retry:      retry,
		InTheWay:   c.protections(state.object(), resp.Private),
		Explain:    c.deletionExplanation(),
	}, resp)
}

// deletionExplanation is what the call knows for the texts about a deletion.
func (c *CloudControlCall) deletionExplanation() frame.Explanation {
	about := c.explanation(c.Describe.Delete)
	about.InState = append(about.InState, frame.RetryAttribute)
	about.Retriable = true
	return about
}

// pendingDeletion returns the deletion that pending_operation names. Another
// kind of operation is none to resume: the engine meets it as what is in the
// way.
func pendingDeletion(ctx context.Context, state *CloudControlModel, diags *diag.Diagnostics) *deletion.Operation {
	op := state.pending(ctx, diags)
	if op == nil || op.Kind != deletion.KindDelete {
		return nil
	}
	return op
}

// awaitCreate follows a create that is still under way to its end and learns
// what it made. It returns how much of the timeout is left, and whether there
// is something to delete.
func (c *CloudControlCall) awaitCreate(ctx context.Context, state *CloudControlModel, timeout time.Duration, resp *resource.DeleteResponse) (time.Duration, bool) {
	op := state.pending(ctx, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return 0, false
	}
	if op == nil || op.Kind != deletion.KindCreate {
		return timeout, c.hasIdentifier(state, resp)
	}
	began := time.Now()
	ctx, cancel := deletion.WithTimeout(ctx, timeout)
	defer cancel()
	ended, err := c.following(ctx).Follow(ctx, *op)
	if err != nil && deletion.ReasonOf(err) != deletion.Lost {
		c.failUnfinished(&resp.Diagnostics, state.object(), ended, err)
		return 0, false
	}
	if cloudcontrol.AlreadyExists(failureIn(ended)) {
		warnNothingMade(&resp.Diagnostics, state.object(), ended)
		return 0, false
	}
	if state.Identifier.ValueString() == "" {
		state.Identifier = frame.OrNull(c.identifierOfCreate(ended, frame.ModelOf(state.Properties)))
	}
	if state.Identifier.ValueString() == "" && ended.State == deletion.Failed {
		warnNothingMade(&resp.Diagnostics, state.object(), ended)
		return 0, false
	}
	state.PendingOperation = frame.NoPendingOperation()
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(frame.PendingAttributeName), state.PendingOperation)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(IdentifierAttribute), state.Identifier)...)
	// Zero would mean no limit, and there is always time for one request.
	return max(timeout-time.Since(began), time.Second), c.hasIdentifier(state, resp)
}

// failureIn returns why op failed as an error, nil where it did not.
func failureIn(op deletion.Operation) error {
	if op.Failure == nil {
		return nil
	}
	return op.Failure
}

func (c *CloudControlCall) hasIdentifier(state *CloudControlModel, resp *resource.DeleteResponse) bool {
	if state.Identifier.ValueString() != "" {
		return true
	}
	resp.Diagnostics.AddError("It is not known what "+nameable(state.object()).String()+" is called", namelessText)
	return false
}
