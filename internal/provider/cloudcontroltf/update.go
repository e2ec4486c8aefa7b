package cloudcontroltf

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/creation"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/secrets"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/tags"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/dynamic"
)

// Update changes the object by the smallest patch. A change that concerns the
// resource alone (timeouts, deletion_policy, role_arn) asks nothing of the API.
func (r *managedResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, prior resourceModel
	resp.Diagnostics.Append(attributes.ReadModel(ctx, req.Plan, &plan)...)
	resp.Diagnostics.Append(attributes.ReadModel(ctx, req.State, &prior)...)
	sensitive := sensitiveModel(ctx, req.Config, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	// pending_operation is planned as unknown where the update removes something.
	if !mayAsk(&plan, &prior) && !plan.PendingOperation.IsUnknown() {
		resp.Diagnostics.Append(attributes.WriteModel(ctx, &resp.State, &plan)...)
		resp.Diagnostics.Append(plan.identifyOnce(ctx, req.Identity, resp.Identity)...)
		return
	}
	ctx, cancel, begun := r.begin(ctx, updateStep(&plan), &plan, sensitive, &resp.Diagnostics)
	defer cancel()
	if begun == nil {
		return
	}
	begun.recall(ctx, req.Private, &resp.Diagnostics)
	begun.tags = tags.ReadRecord(ctx, req.Private, &resp.Diagnostics)
	// As long as the plan keeps what was imported, state holds more than somebody
	// configured.
	configured := !plan.Properties.Equal(prior.Properties)
	u := &change{call: begun, plan: &plan, prior: &prior, before: dynamic.ModelWithNulls(prior.Properties), imported: wasImported(ctx, req.Private, &resp.Diagnostics)}
	if !u.prepare(ctx, &resp.Diagnostics) {
		resp.Diagnostics.Append(attributes.WriteModel(ctx, &resp.State, &prior)...)
		return
	}
	stays := u.dropping().stays
	// Until the end is known, the object may have what it had and what is new.
	resp.Diagnostics.Append(u.record.Sending(sensitive).Save(ctx, resp.Private)...)
	resp.Diagnostics.Append(destroy.RememberSecrets(ctx, resp.Private, secrets.Texts(sensitive))...)
	if !u.apply(ctx, resp) {
		return
	}
	u.finish(ctx, resp)
	resp.Diagnostics.Append(plan.identifyOnce(ctx, req.Identity, resp.Identity)...)
	resp.Diagnostics.Append(u.record.Sent(sensitive, stays).Save(ctx, resp.Private)...)
	if configured {
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, importedKey, nil)...)
	}
}

// mayAsk reports whether an update may have to ask the API for something: for
// what is configured, or for other default tags.
func mayAsk(plan, prior *resourceModel) bool {
	return asksForChange(plan, prior) || !plan.TagsAll.Equal(prior.TagsAll)
}

// asksForChange reports whether what is configured for the object changes.
func asksForChange(plan, prior *resourceModel) bool {
	return !plan.Properties.Equal(prior.Properties) || !plan.SensitivePropertiesVersion.Equal(prior.SensitivePropertiesVersion)
}

// A change is a call that updates an object.
type change struct {
	*call
	plan, prior *resourceModel
	before      any               // properties of prior as a model
	imported    bool              // prior holds all that the object had, not what somebody configured
	live        any               // nil where it could not be read
	wanted      map[string]string // default tags that the object is to have
}

// prepare waits for an operation that an earlier run left, and looks at the
// object: the patch must fit what is there.
func (u *change) prepare(ctx context.Context, diags *diag.Diagnostics) bool {
	diags.Append(u.requireHome(ctx, u.prior.object(), "update")...)
	if diags.HasError() || !u.settle(ctx, diags) {
		return false
	}
	live, _, err := u.known(ctx, u.prior.Identifier.ValueString(), u.before)
	switch deletion.ReasonOf(err) {
	case deletion.Denied, deletion.Unsupported:
		return true // what state says must do
	default:
	}
	if err != nil {
		u.fail(diags, "read, before the update,", u.prior.object(), u.Schema.Read, err)
		return false
	}
	u.live = live
	u.remember(live)
	return true
}

// settle waits for the operation that pending_operation names.
func (u *change) settle(ctx context.Context, diags *diag.Diagnostics) bool {
	op := u.prior.pending(ctx, diags)
	if op == nil {
		return !diags.HasError()
	}
	ended, err := u.Following(ctx).Follow(ctx, *op)
	if err != nil && deletion.ReasonOf(err) != deletion.Lost {
		u.failUnfinished(diags, u.prior.object(), ended, err, false)
		return false
	}
	u.prior.PendingOperation = destroy.NoPendingOperation()
	if op.Kind == deletion.KindCreate && u.prior.Identifier.ValueString() == "" {
		u.prior.Identifier = attributes.OrNull(creation.Identifier(u.Type, ended, u.before))
		u.prior.ID = u.named(u.prior.Identifier)
	}
	return true
}

// remember writes the live model into the prior state, which is what stays in
// state if the update fails.
func (u *change) remember(live any) {
	u.seeTags(u.before, live)
	u.prior.Properties = dynamic.Reformed(u.prior.Properties, u.refreshed(u.before, live))
	u.before = dynamic.ModelWithNulls(u.prior.Properties)
	u.prior.TagsAll = u.tagsAll(u.before, u.tags.Tags)
	if u.Described {
		u.prior.ComputedProperties = u.computedNow(u.prior.ComputedProperties, u.before, live)
	}
}

// apply sends the patch and waits for its end; without a patch it does nothing.
func (u *change) apply(ctx context.Context, resp *resource.UpdateResponse) bool {
	patch, err := u.patch()
	if err != nil {
		resp.Diagnostics.AddAttributeError(propertiesPath, "The change cannot be written as a patch", u.secrets.Hide(err.Error()))
		resp.Diagnostics.Append(attributes.WriteModel(ctx, &resp.State, u.prior)...)
		return false
	}
	if !cfschema.Changes(patch) {
		return true
	}
	document, err := cfschema.EncodePatch(patch)
	if err != nil {
		resp.Diagnostics.AddAttributeError(propertiesPath, "The change cannot be written as JSON", u.secrets.Hide(err.Error()))
		return false
	}
	op, err := u.Submit(ctx, deletion.KindUpdate, func(ctx context.Context, clientToken string) (deletion.Operation, error) {
		return u.Client.Update(ctx, u.Target, u.prior.Identifier.ValueString(), document, clientToken)
	})
	if err != nil {
		u.failed(&resp.Diagnostics, err)
		resp.Diagnostics.Append(attributes.WriteModel(ctx, &resp.State, u.prior)...)
		return false
	}
	return u.follow(ctx, op, resp)
}

func (u *change) follow(ctx context.Context, op deletion.Operation, resp *resource.UpdateResponse) bool {
	u.prior.PendingOperation = destroy.PendingFrom(&op)
	resp.Diagnostics.Append(attributes.WriteModel(ctx, &resp.State, u.prior)...)
	op, err := u.Following(ctx).Follow(ctx, op)
	switch {
	case err != nil:
		u.failUnfinished(&resp.Diagnostics, u.prior.object(), op, err, false)
		return false
	case op.State == deletion.Failed:
		u.failed(&resp.Diagnostics, op.Failure)
		u.prior.PendingOperation = destroy.NoPendingOperation()
		// It may have been carried out in part, so state shows what is there.
		if live, _, err := u.known(ctx, u.prior.Identifier.ValueString(), u.before); err == nil {
			u.remember(live)
		}
		resp.Diagnostics.Append(attributes.WriteModel(ctx, &resp.State, u.prior)...)
		return false
	}
	u.warnHooks(&resp.Diagnostics, u.prior.object(), op)
	return true
}

// failed reports an update that the API refused or did not carry out.
func (u *change) failed(diags *diag.Diagnostics, err error) {
	reason := deletion.ReasonOf(err)
	if cloudcontrol.NotUpdatable(err) || reason == deletion.Unsupported || reason == deletion.Invalid && u.unpatchable() {
		explained := *deletion.AsFailure(err)
		explained.Hint = notUpdatableHint
		err = &explained
	}
	u.fail(diags, destroy.Updating, u.prior.object(), u.Schema.Update, err)
}

// unpatchable reports whether no update can make what the type requires, which the plan has said.
func (u *change) unpatchable() bool {
	return len(u.Schema.Unpatchable(merged(u.configured, u.sensitive), u.echo)) > 0 || len(u.Schema.Stuck(u.live)) > 0
}

// patch returns what to send. The sensitive properties that the type calls
// write-only are always part of it, since an update without them loses them,
// and so are those that are new; the others only when their version changed.
func (u *change) patch() ([]cfschema.PatchOperation, error) {
	before, after := u.before, u.configured
	u.wanted = tags.Wanted(u.Schema, merged(after, u.sensitive), u.tags.Tags, u.data.DefaultTags.Planned(u.plan.TagsAll))
	// What moved from properties to sensitive_properties must not be removed.
	after = merged(after, jsonvalue.Overlap(u.sensitive, before))
	if !u.plan.SensitivePropertiesVersion.Equal(u.prior.SensitivePropertiesVersion) {
		return u.patchOf(before, merged(after, u.sensitive))
	}
	fresh := u.fresh()
	kept := jsonvalue.Only(jsonvalue.Without(u.sensitive, jsonvalue.Leaves(fresh)), u.Schema.WriteOnly)
	patch, err := u.patchOf(merged(before, kept), merged(merged(after, kept), fresh))
	if err != nil || u.Described {
		return patch, err
	}
	return append(patch, resent(u.Schema, patch, u.sensitive)...), nil
}

// patchOf adds the default tags to both sides of a change. What an import found
// and the configuration does not mention stays.
func (u *change) patchOf(before, after any) ([]cfschema.PatchOperation, error) {
	if u.imported {
		after = u.Schema.KeepExtra(before, after)
	}
	before, after = u.drop(before, after)
	before, after = u.tagged(before, after)
	patch, err := u.Schema.Patch(before, after, false)
	patch = u.Schema.WithUnshown(u.Schema.WithoutArtefacts(patch, u.live, after), u.live, after, u.echo)
	if u.live == nil {
		patch = cfschema.SureRemovals(patch)
	}
	return patch, err
}

// resent sends every sensitive property again, for a type of which nobody
// knows which properties are write-only.
func resent(schema *cfschema.Schema, patch []cfschema.PatchOperation, sensitive any) []cfschema.PatchOperation {
	members, ok := schema.Sent(sensitive).(map[string]any)
	if !ok {
		return nil
	}
	var more []cfschema.PatchOperation
	for name, value := range members {
		pointer := jsonvalue.Path{name}.String()
		if !slices.ContainsFunc(patch, func(op cfschema.PatchOperation) bool { return op.Path == pointer }) {
			more = append(more, cfschema.PatchOperation{Op: "add", Path: pointer, Value: value, Resend: true})
		}
	}
	return more
}

// finish reads the object back and completes its state.
func (u *change) finish(ctx context.Context, resp *resource.UpdateResponse) {
	u.plan.ID, u.plan.Identifier = known(u.plan.ID, u.prior.ID), known(u.plan.Identifier, u.prior.Identifier)
	u.plan.AccountID = known(u.plan.AccountID, u.prior.AccountID)
	u.plan.TagsAll = tags.Settled(u.plan.TagsAll, u.tagsAll(u.configured, u.wanted))
	u.plan.PendingOperation = destroy.NoPendingOperation()
	u.plan.DeletionBlockers = destroy.NoBlockersRecorded()
	live, err := u.Visible(ctx, u.plan.Identifier.ValueString())
	resp.Diagnostics.Append(u.hasTags(ctx, resp.Private, u.wanted, live)...)
	if err == nil {
		known := u.rememberFacts(ctx, live, resp.Private, &resp.Diagnostics)
		u.plan.DeletionBlockers = destroy.RecordBlockers(ctx, u.data.Settings, known, &resp.Diagnostics)
	}
	if err != nil {
		live = nil
		u.warnUnread(&resp.Diagnostics, u.plan.object(), err)
	}
	resp.Diagnostics.Append(u.hear(ctx, resp.Private, u.plan.object(), u.configured, live)...)
	u.settleComputed(live, &resp.Diagnostics)
	resp.Diagnostics.Append(attributes.WriteModel(ctx, &resp.State, u.plan)...)
}

// known returns planned, or prior where planned is not known.
func known(planned, prior types.String) types.String {
	if planned.IsUnknown() {
		return prior
	}
	return planned
}

// pathOfVersion is the path of sensitive_properties_version.
var pathOfVersion = path.Root(sensitiveVersionAttribute)
