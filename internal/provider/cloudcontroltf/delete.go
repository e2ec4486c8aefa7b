package cloudcontroltf

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/blockers"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/creation"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// Delete deletes the object where state says that it lives. It waits first for
// a create that an earlier run did not see end.
func (r *managedResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state resourceModel
	resp.Diagnostics.Append(attributes.ReadModel(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() || refuseUnread(&state, &resp.Diagnostics) {
		return
	}
	// Of an object that is replaced Terraform hands over none, and would keep none
	// beside an error.
	resp.Diagnostics.Append(state.identifyOnce(ctx, req.Identity, resp.Identity)...)
	destroy.Destroy(ctx, r.settings(), destroy.Destruction{
		Object: state.object(),
		Policy: state.DeletionPolicy,
		Begin: func(ctx context.Context, resp *resource.DeleteResponse) (context.Context, context.CancelFunc, *destroy.Work) {
			ctx, cancel, c := r.begin(ctx, deleteStep(&state), &state, nil, &resp.Diagnostics)
			if c == nil {
				return ctx, cancel, nil
			}
			return ctx, cancel, c.deletion(ctx, &state, req.Private, resp)
		},
	}, resp)
}

// deletion returns how the object is deleted, nil where nothing is to be deleted
// or resp says why it cannot be.
func (c *call) deletion(ctx context.Context, state *resourceModel, private destroy.PrivateState, resp *resource.DeleteResponse) *destroy.Work {
	c.recall(ctx, private, &resp.Diagnostics)
	retry, problems := blockers.RetryOf(ctx, state.DeletionRetry)
	resp.Diagnostics.Append(problems...)
	if resp.Diagnostics.HasError() || !c.awaitCreate(ctx, state, resp) {
		return nil
	}
	return &destroy.Work{
		Backend:    c.Client.Backend(c.Target).Knowing(cloudcontrol.Known{Desired: c.configured, Echo: c.echo}),
		Object:     state.object(),
		Timeout:    c.limit,
		Pending:    pendingDeletion(ctx, state, &resp.Diagnostics),
		HasPending: true,
		Retry:      retry,
		Protection: blockers.OnProtection(state.OnProtection),
		InTheWay:   c.protections(state.object(), resp.Private),
		Explain:    c.deletionExplanation(),
	}
}

// deletionExplanation is what the call knows for the texts about a deletion.
func (c *call) deletionExplanation() destroy.Explanation {
	about := c.explanation(c.Schema.Delete)
	if c.Schema.Update != nil {
		about.AllowUnprotect = blockers.Allow(c.Schema.Update.Permissions)
	}
	about.Words, about.Retriable = blockers.Words, true
	return about
}

// pendingDeletion returns the deletion that pending_operation names. Another
// kind of operation is none to resume: the engine meets it as what is in the
// way.
func pendingDeletion(ctx context.Context, state *resourceModel, diags *diag.Diagnostics) *deletion.Operation {
	op := state.pending(ctx, diags)
	if op == nil || op.Kind != deletion.KindDelete {
		return nil
	}
	return op
}

// awaitCreate follows a create that is still under way to its end and learns
// what it made. It reports whether there is something to delete.
func (c *call) awaitCreate(ctx context.Context, state *resourceModel, resp *resource.DeleteResponse) bool {
	op := state.pending(ctx, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return false
	}
	if op == nil || op.Kind != deletion.KindCreate {
		return c.hasIdentifier(state, resp)
	}
	// The engine asks again, and warns where the question is switched off.
	if wrong := c.requireHome(ctx, state.object(), "delete"); wrong.HasError() {
		resp.Diagnostics.Append(wrong...)
		return false
	}
	ended, err := c.Following(ctx).Follow(ctx, *op)
	if err != nil && deletion.ReasonOf(err) != deletion.Lost {
		c.failUnfinished(&resp.Diagnostics, state.object(), ended, err, true)
		return false
	}
	if cloudcontrol.AlreadyExists(failureIn(ended)) {
		warnNothingMade(&resp.Diagnostics, state.object(), ended)
		return false
	}
	if state.Identifier.ValueString() == "" {
		state.Identifier = attributes.OrNull(creation.Identifier(c.Type, ended, c.configured))
	}
	if state.Identifier.ValueString() == "" && ended.State == deletion.Failed {
		warnNothingMade(&resp.Diagnostics, state.object(), ended)
		return false
	}
	state.PendingOperation = destroy.NoPendingOperation()
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(destroy.PendingAttributeName), state.PendingOperation)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(identifierAttribute), state.Identifier)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(idAttribute), c.named(state.Identifier))...)
	return c.hasIdentifier(state, resp)
}

// failureIn returns why op failed as an error, nil where it did not.
func failureIn(op deletion.Operation) error {
	if op.Failure == nil {
		return nil
	}
	return op.Failure
}

func (c *call) hasIdentifier(state *resourceModel, resp *resource.DeleteResponse) bool {
	if state.Identifier.ValueString() != "" {
		return true
	}
	resp.Diagnostics.AddError("The identifier of "+nameable(state.object()).String()+" is not known", namelessText)
	return false
}
