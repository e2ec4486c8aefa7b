package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// Delete deletes the object where state says that it lives. It waits first for
// a create that an earlier run did not see end.
func (r *cloudControlResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state cloudControlModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if policy := state.DeletionPolicy.ValueString(); policy == policyPrevent || policy == policyAbandon {
		// Neither asks anything of the API, so neither needs credentials.
		destroy(ctx, r.data, destruction{object: state.object(), policy: state.DeletionPolicy}, resp)
		return
	}
	c, ok := r.call(ctx, &state, nil, &resp.Diagnostics)
	if !ok {
		return
	}
	if wrong := c.wrongAccount(ctx, state.object()); wrong != nil {
		resp.Diagnostics.Append(wrong)
		return
	}
	timeout, problems := state.Timeouts.Delete(ctx, c.timeoutOf(c.schema.Delete))
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
	destroy(ctx, r.data, destruction{
		backend:    c.client.Backend(c.target),
		object:     state.object(),
		policy:     state.DeletionPolicy,
		timeout:    left,
		pending:    pendingDeletion(ctx, &state, &resp.Diagnostics),
		hasPending: true,
		retry:      retry,
		explain:    c.deletionExplanation(),
	}, resp)
}

// deletionExplanation is what the call knows for the texts about a deletion.
func (c *cloudControlCall) deletionExplanation() explanation {
	about := c.explanation(c.schema.Delete)
	about.inState = append(about.inState, retryAttribute)
	about.retriable = true
	return about
}

// pendingDeletion returns the deletion that pending_operation names. Another
// kind of operation is none to resume: the engine meets it as what is in the
// way.
func pendingDeletion(ctx context.Context, state *cloudControlModel, diags *diag.Diagnostics) *deletion.Operation {
	op := state.pending(ctx, diags)
	if op == nil || op.Kind != deletion.KindDelete {
		return nil
	}
	return op
}

// awaitCreate follows a create that is still under way to its end and learns
// what it made. It returns how much of the timeout is left, and whether there
// is something to delete.
func (c *cloudControlCall) awaitCreate(ctx context.Context, state *cloudControlModel, timeout time.Duration, resp *resource.DeleteResponse) (time.Duration, bool) {
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
		state.Identifier = orNull(c.identifierOfCreate(ended, modelOf(state.Properties)))
	}
	if state.Identifier.ValueString() == "" && ended.State == deletion.Failed {
		warnNothingMade(&resp.Diagnostics, state.object(), ended)
		return 0, false
	}
	state.PendingOperation = noPendingOperation()
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(pendingAttributeName), state.PendingOperation)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(identifierAttribute), state.Identifier)...)
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

func (c *cloudControlCall) hasIdentifier(state *cloudControlModel, resp *resource.DeleteResponse) bool {
	if state.Identifier.ValueString() != "" {
		return true
	}
	resp.Diagnostics.AddError("It is not known what "+nameable(state.object()).String()+" is called", namelessText)
	return false
}
