package provider

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// Read refreshes what is configured and accepts an object that is on its way
// in or out.
func (r *cloudControlResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state cloudControlModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(mintSeed(ctx, resp.Private)...)
	ctx, cancel := withTimeout(ctx, state.Timeouts.Read, defaultReadTimeout, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}
	importing := modelOf(state.Properties) == nil
	if !importing && r.data != nil && !r.data.cloudcontrolConfigurable() {
		warnNotRefreshed(&resp.Diagnostics, "aws", nameable(state.object()))
		resp.Diagnostics.Append(state.identifyOnce(ctx, req.Identity, resp.Identity)...)
		return
	}
	c, ok := r.call(ctx, &state, nil, &resp.Diagnostics)
	if !ok || importing && !c.importable(state.object(), &resp.Diagnostics) {
		return
	}
	op := c.lookAtPending(ctx, &state, &resp.Diagnostics)
	resp.Diagnostics.Append(state.identifyOnce(ctx, req.Identity, resp.Identity)...)
	if resp.Diagnostics.HasError() {
		return
	}
	switch {
	case op != nil && op.Kind == deletion.KindCreate && cloudcontrol.AlreadyExists(failureIn(*op)):
		// What bears the identifier was there before, and is not ours.
		warnNothingMade(&resp.Diagnostics, state.object(), *op)
		resp.State.RemoveResource(ctx)
		return
	case state.Identifier.ValueString() == "":
		c.readNameless(ctx, &state, op, resp)
		return
	}
	live, canonical, err := c.get(ctx, state.Identifier.ValueString())
	switch {
	case deletion.ReasonOf(err) == deletion.NotFound && underWay(op, deletion.KindCreate):
		// A create shows its object when it has made it.
		resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	case deletion.ReasonOf(err) == deletion.NotFound:
		dropIfGone(ctx, c.client.Backend(c.target), state.object(), resp)
	case deletion.ReasonOf(err) == deletion.Unsupported && c.described && c.schema.Read == nil:
		resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	case err != nil:
		c.fail(&resp.Diagnostics, "read", state.object(), c.schema.Read, err)
	default:
		resp.Diagnostics.Append(c.hideSensitive(ctx, req.Private)...)
		c.tags = rememberedTags(ctx, req.Private, &resp.Diagnostics)
		c.refresh(ctx, &state, op, live, canonical, req, resp)
	}
}

// refresh writes the live model into state.
func (c *cloudControlCall) refresh(
	ctx context.Context, state *cloudControlModel, op *deletion.Operation, live any, canonical string, req resource.ReadRequest, resp *resource.ReadResponse,
) {
	if wrong := c.wrongAccount(ctx, state.object()); wrong != nil {
		resp.Diagnostics.Append(wrong)
		return
	}
	if home, err := c.client.Home(ctx, c.target); err == nil && state.AccountID.ValueString() == "" {
		state.AccountID = orNull(home.Account)
	}
	resp.Diagnostics.Append(state.identifyOnce(ctx, req.Identity, resp.Identity)...)
	configured := modelOf(state.Properties)
	if !underWay(op, deletion.KindDelete) {
		c.seeTags(configured, live)
	}
	switch {
	case configured == nil: // an import: everything that could be configured
		state.Identifier = orNull(canonical)
		// The only time that an identity may change: the import may have named
		// the object in another form.
		resp.Diagnostics.Append(state.identify(ctx, resp.Identity)...)
		state.Properties = dynamicOf(c.withoutDefaults(c.schema.Configurable(without(live, c.hidden)), nil))
	case underWay(op, deletion.KindDelete):
		// What an object loses on its way out is no drift. Showing it would plan
		// an update, which is refused, and with it the destroy that is to go on.
	default:
		state.Properties = reformed(state.Properties, c.refreshed(configured, live))
	}
	if c.described {
		state.ComputedProperties = dynamicOf(c.schema.Computed(live, modelOf(state.Properties)))
	}
	known := c.rememberFacts(ctx, live, resp.Private, &resp.Diagnostics)
	state.DeletionBlockers = recordBlockers(ctx, c.data, c.watch(state.object(), known), &resp.Diagnostics)
	resp.Diagnostics.Append(c.tags.remember(ctx, resp.Private)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

// lookAtPending asks once about the operation that an earlier run did not see
// end. It clears pending_operation where that has ended, learns the identifier
// of a create, and returns the operation as it stands; nil where there is none.
func (c *cloudControlCall) lookAtPending(ctx context.Context, state *cloudControlModel, diags *diag.Diagnostics) *deletion.Operation {
	op := state.pending(ctx, diags)
	if op == nil {
		return nil
	}
	seen, err := c.client.Status(ctx, c.target.Region, op.Token)
	switch {
	case deletion.ReasonOf(err) == deletion.Lost && time.Since(op.RequestedAt) >= c.forgets():
		op.State = deletion.Failed
		op.Failure = deletion.AsFailure(err)
	case err != nil:
		c.warnPending(diags, state.object(), *op, deletion.AsFailure(err))
		return op
	default:
		seen.Kind, seen.Token = op.Kind, op.Token
		op = &seen
	}
	if op.State == deletion.UnderWay {
		c.warnPending(diags, state.object(), *op, nil)
		return op
	}
	state.PendingOperation = noPendingOperation()
	if op.Kind == deletion.KindCreate && state.Identifier.ValueString() == "" {
		state.Identifier = orNull(c.identifierOfCreate(*op, modelOf(state.Properties)))
	}
	return op
}

// forgets is the age from which on an operation that its API does not know is
// over. A younger one may not have reached every part of it yet.
func (c *cloudControlCall) forgets() time.Duration {
	if c.pace.LostFor > 0 {
		return c.pace.LostFor
	}
	return 3 * time.Second
}

// identifierOfCreate returns the identifier of an object whose create has
// ended, empty where there is none or it may be somebody else's.
func (c *cloudControlCall) identifierOfCreate(op deletion.Operation, model any) string {
	made := cloudControlCreation{cloudControlCall: c, model: model}
	if c.described {
		made.chosen, _ = c.schema.Identifier(model)
	}
	if op.State == deletion.Done && op.ObjectID == "" {
		return made.chosen
	}
	return made.identifierOf(op)
}

// readNameless reads an object whose create was not seen to end and has shown
// no identifier yet.
func (c *cloudControlCall) readNameless(ctx context.Context, state *cloudControlModel, op *deletion.Operation, resp *resource.ReadResponse) {
	switch {
	case op != nil && op.State == deletion.UnderWay:
		resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	case op != nil && op.State == deletion.Failed && op.Failure != nil && op.Failure.Reason != deletion.Lost:
		// The token is known to this account and region, so this is no answer
		// from a wrong place.
		warnNothingMade(&resp.Diagnostics, state.object(), *op)
		resp.State.RemoveResource(ctx)
	default:
		resp.Diagnostics.AddError("It is not known what "+nameable(state.object()).String()+" is called",
			namelessText)
	}
}

const namelessText = "The create of this object was not seen to end, and the API no longer knows the operation. " +
	"Look for the object with the service's own tools. Then remove this resource from state (terraform state rm ADDRESS) and, if the object exists, import or delete it."

func warnNothingMade(diags *diag.Diagnostics, obj deletion.Object, op deletion.Operation) {
	text := "The create that an earlier run did not see end has failed and shows no object that it made. The resource left the state."
	if op.ObjectID != "" {
		text += " An object with the identifier " + op.ObjectID + " may exist and be somebody else's; it was left alone."
	}
	diags.AddWarning(nameable(obj).String()+" was not created", sections(text, "Operation: "+op.Token))
}

// warnPending says that an operation is still under way, or could not be
// looked at.
func (c *cloudControlCall) warnPending(diags *diag.Diagnostics, obj deletion.Object, op deletion.Operation, failure *deletion.Failure) {
	kind := strings.ToLower(op.Kind.String())
	if failure != nil {
		diags.AddWarning(fmt.Sprintf("The pending %s of %s could not be looked at", kind, nameable(obj)),
			sections("Operation: "+op.Token, c.explanation(nil).failureText(failure)))
		return
	}
	diags.AddWarning(fmt.Sprintf("A %s of %s is still under way", kind, nameable(obj)),
		"An earlier run asked for it and did not see its end. Operation: "+op.Token+", "+op.Status+".")
}

// underWay reports whether op is of that kind and has not been seen to end.
func underWay(op *deletion.Operation, kind deletion.OperationKind) bool {
	return op != nil && op.Kind == kind && op.State == deletion.UnderWay
}

// visible reads an object that was just made or changed. An API that has not
// told all its parts of it yet is asked again.
func (c *cloudControlCall) visible(ctx context.Context, identifier string) (any, error) {
	wait := c.pace.MinBackoff
	if wait <= 0 {
		wait = time.Second
	}
	for looks := 1; ; looks++ {
		live, _, err := c.get(ctx, identifier)
		if deletion.ReasonOf(err) != deletion.NotFound || looks == visibleLooks {
			return live, err
		}
		if err := deletion.Pause(ctx, wait); err != nil {
			return nil, err
		}
		wait *= 2
	}
}

// visibleLooks is how often visible looks, 15 s in all with the usual pace.
const visibleLooks = 5
