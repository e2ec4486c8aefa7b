package cloudcontroltf

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/creation"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/tags"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/dynamic"
)

// Read refreshes what is configured and accepts an object that is on its way
// in or out.
func (r *managedResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state resourceModel
	resp.Diagnostics.Append(attributes.ReadModel(ctx, req.State, &state)...)
	resp.Diagnostics.Append(destroy.MintSeed(ctx, resp.Private)...)
	ctx, cancel := attributes.WithTimeout(ctx, state.Timeouts.Read, attributes.DefaultReadTimeout, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}
	importing := state.isUnread()
	if !importing && r.Data != nil && !r.Data.Configurable() {
		state.keepUnrefreshed(ctx, req, resp)
		return
	}
	c, ok := r.callToRead(ctx, &state, importing, req, resp)
	if !ok {
		return
	}
	r.Data.Created.Read(state.object())
	c.recall(ctx, req.Private, &resp.Diagnostics)
	if !c.readable(ctx, &state, importing, &resp.Diagnostics) {
		resp.Diagnostics.Append(state.identifyOnce(ctx, req.Identity, resp.Identity)...)
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
	live, canonical, ok, err := c.observe(ctx, &state, op, resp)
	if !ok {
		return
	}
	switch {
	case cloudcontrol.HalfAnswer(err) && underWay(op, deletion.KindDelete), deletion.ReasonOf(err) == deletion.NotFound && underWay(op, deletion.KindCreate):
		// What is on its way in or out may not be shown, or only in part.
		resp.Diagnostics.Append(attributes.WriteModel(ctx, &resp.State, &state)...)
	case deletion.ReasonOf(err) == deletion.Unsupported && c.Described && c.Schema.Read == nil:
		resp.Diagnostics.Append(attributes.WriteModel(ctx, &resp.State, &state)...)
	case deletion.ReasonOf(err) == deletion.Unsupported && !c.Described && !importing: // its type may have been deregistered
		resp.Diagnostics.AddWarning(nameable(state.object()).String()+" could not be refreshed", destroy.Sections(
			"Its type could not be described, and the API cannot read the object. The plan uses what is in state.", c.explanation(nil).Said(deletion.AsFailure(err))))
		resp.Diagnostics.Append(attributes.WriteModel(ctx, &resp.State, &state)...)
	case err != nil:
		c.unread(&resp.Diagnostics, state, importing, err)
	default:
		c.tags = tags.ReadRecord(ctx, req.Private, &resp.Diagnostics)
		c.refresh(ctx, &state, op, live, canonical, req, resp)
	}
}

// callToRead prepares a read; the first one of an object needs its schema. Where
// there is none, the object stays as state has it.
func (r *managedResource) callToRead(
	ctx context.Context, state *resourceModel, importing bool, req resource.ReadRequest, resp *resource.ReadResponse,
) (*call, bool) {
	if importing {
		return r.callToImport(ctx, state, resp)
	}
	var say saying
	if r.Data != nil {
		say = r.Data.Outage.Unconnected
	}
	c, ok := r.Call(ctx, state, nil, say, &resp.Diagnostics)
	if !ok {
		resp.Diagnostics.Append(state.identifyOnce(ctx, req.Identity, resp.Identity)...)
	}
	return c, ok
}

// callToImport is callToRead for an object of which state has no more than where
// it is.
func (r *managedResource) callToImport(ctx context.Context, state *resourceModel, resp *resource.ReadResponse) (*call, bool) {
	moved := r.arrives(ctx, state, resp.Private, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return nil, false
	}
	c, ok := r.Call(ctx, state, nil, nil, &resp.Diagnostics)
	if !ok {
		return nil, false
	}
	c.moved = moved
	return c, c.importable(state.object(), &resp.Diagnostics)
}

// unread reports an object that could not be read. What is wrong with the
// credentials is wrong for every object that is read with the same ones.
func (c *call) unread(diags *diag.Diagnostics, state resourceModel, importing bool, err error) {
	var found diag.Diagnostics
	c.fail(&found, destroy.Reading, state.object(), c.Schema.Read, err)
	if reason := destroy.ForAll(err); reason != "" && !importing {
		found = c.data.Outage.Refreshing(reason+" "+c.Target.RoleARN+" "+c.Target.Region, found)
	}
	diags.Append(found...)
}

// keepUnrefreshed leaves an object as state has it, while the provider's
// configuration is not known.
func (m *resourceModel) keepUnrefreshed(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	destroy.WarnNotRefreshed(&resp.Diagnostics, "aws", nameable(m.object()))
	// What an earlier refresh saw would look like what is there now.
	m.DeletionBlockers = destroy.NoBlockersRecorded()
	resp.Diagnostics.Append(attributes.WriteModel(ctx, &resp.State, m)...)
	resp.Diagnostics.Append(m.identifyOnce(ctx, req.Identity, resp.Identity)...)
}

// observe reads the object. One that is not there leaves the state if a second
// observation agrees; then, and where that cannot be learnt, it returns false.
func (c *call) observe(
	ctx context.Context, state *resourceModel, op *deletion.Operation, resp *resource.ReadResponse,
) (live any, canonical string, ok bool, err error) {
	look := c.find
	if c.configured != nil {
		look = func(ctx context.Context, identifier string) (any, string, error) {
			return c.known(ctx, identifier, c.configured)
		}
	}
	live, canonical, err = look(ctx, state.Identifier.ValueString())
	if deletion.ReasonOf(err) != deletion.NotFound || underWay(op, deletion.KindCreate) {
		return live, canonical, true, err
	}
	if c.moved {
		refuseMove(state.object(), &resp.Diagnostics)
		return nil, "", false, err
	}
	if c.configured == nil {
		c.refuseImport(ctx, state.object(), &resp.Diagnostics)
		return nil, "", false, err
	}
	if !destroy.DropIfGone(ctx, c.data.Settings, c.Client.Backend(c.Target), state.object(), destroy.Explanation{Mask: c.secrets.Hide}, resp) {
		return nil, "", false, err
	}
	live, canonical, err = look(ctx, state.Identifier.ValueString())
	return live, canonical, true, err
}

// refresh writes the live model into state.
func (c *call) refresh(
	ctx context.Context, state *resourceModel, op *deletion.Operation, live any, canonical string, req resource.ReadRequest, resp *resource.ReadResponse,
) {
	resp.Diagnostics.Append(state.identifyOnce(ctx, req.Identity, resp.Identity)...)
	if !underWay(op, deletion.KindDelete) {
		c.seeTags(c.configured, live)
	}
	switch {
	case c.configured == nil: // an import: everything that could be configured
		state.Identifier = attributes.OrNull(canonical)
		// The only time that an identity may change: the import may have named
		// the object in another form.
		resp.Diagnostics.Append(state.identify(ctx, resp.Identity)...)
		state.Properties = dynamic.WithNulls(c.withoutDefaults(c.Schema.Configurable(c.veiled(live, nil)), nil))
		resp.Diagnostics.Append(c.hearImport(ctx, resp.Private)...)
	case underWay(op, deletion.KindDelete):
		// What an object loses on its way out is no drift. Showing it would plan
		// an update, which is refused, and with it the destroy that is to go on.
	default:
		age(ctx, resp.Private, &resp.Diagnostics)
		if c.unheard {
			resp.Diagnostics.Append(c.hear(ctx, resp.Private, state.object(), c.configured, live)...)
		}
		state.Properties = dynamic.Reformed(state.Properties, c.refreshed(c.configured, live))
	}
	shown := dynamic.ModelWithNulls(state.Properties)
	if !underWay(op, deletion.KindDelete) {
		state.TagsAll = c.tagsAll(shown, c.tags.Tags)
	}
	if c.Described {
		state.ComputedProperties = c.computedNow(state.ComputedProperties, shown, live)
	}
	state.ID = c.named(state.Identifier)
	resp.Diagnostics.Append(c.data.Hold(ctx, state.held(), resp.Private)...)
	known := c.rememberFacts(ctx, live, resp.Private, &resp.Diagnostics)
	state.DeletionBlockers = destroy.RecordBlockers(ctx, c.data.Settings, c.watch(state.object(), known), &resp.Diagnostics)
	resp.Diagnostics.Append(c.tags.Save(ctx, resp.Private)...)
	resp.Diagnostics.Append(attributes.WriteModel(ctx, &resp.State, state)...)
}

// lookAtPending asks once about the operation that an earlier run did not see
// end. It clears pending_operation where that has ended, learns the identifier
// of a create, and returns the operation as it stands; nil where there is none.
func (c *call) lookAtPending(ctx context.Context, state *resourceModel, diags *diag.Diagnostics) *deletion.Operation {
	op := state.pending(ctx, diags)
	if op == nil {
		return nil
	}
	seen, err := c.Client.Backend(c.Target).Poll(ctx, *op)
	switch {
	// A younger operation may not have reached every part of the API yet.
	case deletion.ReasonOf(err) == deletion.Lost && time.Since(op.RequestedAt) >= c.Pace.LostFor:
		op.State = deletion.Failed
		op.Failure = deletion.AsFailure(err)
	case err != nil:
		c.warnPending(diags, state.object(), *op, deletion.AsFailure(err))
		return op
	default:
		op = &seen
	}
	if op.State == deletion.UnderWay {
		c.warnPending(diags, state.object(), *op, nil)
		return op
	}
	state.PendingOperation = destroy.NoPendingOperation()
	if op.Kind == deletion.KindCreate && state.Identifier.ValueString() == "" {
		state.Identifier = attributes.OrNull(creation.Identifier(c.Type, *op, c.configured))
		state.ID = c.named(state.Identifier)
	}
	return op
}

// readNameless reads an object whose create was not seen to end and has shown
// no identifier yet.
func (c *call) readNameless(ctx context.Context, state *resourceModel, op *deletion.Operation, resp *resource.ReadResponse) {
	switch {
	case op != nil && op.State == deletion.UnderWay:
		resp.Diagnostics.Append(attributes.WriteModel(ctx, &resp.State, state)...)
	case op != nil && op.State == deletion.Failed && op.Failure != nil && op.Failure.Reason != deletion.Lost:
		// The token is known to this account and region, so this is no answer
		// from a wrong place.
		warnNothingMade(&resp.Diagnostics, state.object(), *op)
		resp.State.RemoveResource(ctx)
	default:
		resp.Diagnostics.AddError("The identifier of "+nameable(state.object()).String()+" is not known",
			namelessText)
	}
}

const namelessText = "An earlier run did not see the end of its create, and the API no longer knows the operation. " +
	"Find the object with the service's own tools, then remove this resource from state (terraform state rm ADDRESS) and, if the object exists, import or delete it."

func warnNothingMade(diags *diag.Diagnostics, obj deletion.Object, op deletion.Operation) {
	text := "The create of an earlier run has failed and made no object that the API shows. The resource left the state."
	if op.ObjectID != "" {
		text += " An object with the identifier " + op.ObjectID + " may exist and be somebody else's; it was left as it is."
	}
	diags.AddWarning(nameable(obj).String()+" was not created", destroy.Sections(text, "Operation: "+op.Token))
}

// warnPending says that an operation is still under way, or could not be
// checked.
func (c *call) warnPending(diags *diag.Diagnostics, obj deletion.Object, op deletion.Operation, failure *deletion.Failure) {
	kind := strings.ToLower(op.Kind.String())
	if failure != nil {
		diags.AddWarning(fmt.Sprintf("The pending %s of %s could not be checked", kind, nameable(obj)),
			destroy.Sections("Operation: "+op.Token, c.explanation(nil).FailureText(destroy.Reading, failure)))
		return
	}
	diags.AddWarning(fmt.Sprintf("The %s of %s is still under way", kind, nameable(obj)),
		"An earlier run asked for it and did not see its end. Operation: "+op.Token+", "+op.Status)
}

// underWay reports whether op is of that kind and has not been seen to end.
func underWay(op *deletion.Operation, kind deletion.OperationKind) bool {
	return op != nil && op.Kind == kind && op.State == deletion.UnderWay
}
