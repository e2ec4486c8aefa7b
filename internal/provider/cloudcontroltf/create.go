package cloudcontroltf

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

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

// Create makes the object. What is known is saved before the wait for its end,
// so that a create which is interrupted, or fails half-way, leaves a tainted
// resource that the next run removes, and no orphan.
func (r *managedResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan resourceModel
	resp.Diagnostics.Append(attributes.ReadModel(ctx, req.Plan, &plan)...)
	sensitive := sensitiveModel(ctx, req.Config, &resp.Diagnostics)
	resp.Diagnostics.Append(destroy.MintSeed(ctx, resp.Private)...)
	resp.Diagnostics.Append(secrets.Record{}.Sending(sensitive).Save(ctx, resp.Private)...)
	resp.Diagnostics.Append(destroy.RememberSecrets(ctx, resp.Private, secrets.Texts(sensitive))...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel, begun := r.begin(ctx, createStep(&plan), &plan, sensitive, &resp.Diagnostics)
	defer cancel()
	if begun == nil {
		return
	}
	c, ok := begun.creating(ctx, &plan, sensitive, &resp.Diagnostics)
	if !ok || resp.Diagnostics.HasError() {
		return
	}
	plan.TagsAll = tags.Settled(plan.TagsAll, c.tagsAll(c.configured, c.tags.Tags))

	resp.Diagnostics.Append(c.tags.Save(ctx, resp.Private)...)
	op, err := c.Submit(ctx, deletion.KindCreate, c.Ask)
	if err != nil {
		c.Refused(&resp.Diagnostics, err)
		if c.MayExist(err) {
			c.keepMade(ctx, plan.unfinished(c.Chosen, nil), resp)
		}
		return
	}
	c.keepMade(ctx, plan.unfinished(c.IdentifierOf(op), &op), resp)

	op, err = c.Following(ctx).Follow(ctx, op)
	switch {
	case err != nil:
		c.failUnfinished(&resp.Diagnostics, c.Object(op), op, err, false)
		c.keepMade(ctx, plan.unfinished(c.IdentifierOf(op), &op), resp)
	case op.State == deletion.Failed:
		c.halfMade(ctx, &plan, op, resp)
	default:
		c.warnHooks(&resp.Diagnostics, c.Object(op), op)
		c.made(ctx, &plan, op, resp)
		r.Data.Created.Add(plan.object())
	}
}

// keepMade writes what Terraform is to remember of an object, and who it is as
// soon as that is known.
func (c *making) keepMade(ctx context.Context, m resourceModel, resp *resource.CreateResponse) {
	m.ID = c.named(m.Identifier)
	resp.Diagnostics.Append(attributes.WriteModel(ctx, &resp.State, &m)...)
	if m.Identifier.ValueString() != "" {
		resp.Diagnostics.Append(m.identify(ctx, resp.Identity)...)
	}
	resp.Diagnostics.Append(c.data.Hold(ctx, m.held(), resp.Private)...)
}

// A making is a call that creates an object.
type making struct {
	*call
	*creation.Creation
}

// creating prepares a create and learns, before anything is made, what is
// needed to keep hold of the object: the account, and whether the identifier is
// taken.
func (c *call) creating(ctx context.Context, plan *resourceModel, sensitive any, diags *diag.Diagnostics) (*making, bool) {
	if plan.Region.ValueString() == "" {
		plan.Region = types.StringValue(c.Client.Region())
		c.Target.Region = c.Client.Region()
	}
	model := merged(c.configured, sensitive)
	c.tags.Tags = c.Schema.DefaultTags(model, c.data.DefaultTags.Planned(plan.TagsAll))
	desired, err := jsonvalue.Encode(c.Schema.Sent(c.Schema.WithTags(model, c.tags.Tags)))
	if err != nil {
		diags.AddAttributeError(propertiesPath, "The properties cannot be written as JSON", c.secrets.Hide(err.Error()))
		return nil, false
	}
	if !c.learnHome(ctx, plan, diags) {
		return nil, false
	}
	made, ok := creation.Begin(ctx, c.Type, c.secrets, model, desired, diags)
	return &making{call: c, Creation: made}, ok
}

func (c *call) learnHome(ctx context.Context, plan *resourceModel, diags *diag.Diagnostics) bool {
	home, err := c.Client.Home(ctx, c.Target)
	if err != nil && !errors.Is(err, deletion.ErrHomeNotAsked) {
		// Without the account nobody could ever say that the object is gone.
		c.fail(diags, "find the account of", deletion.Object{Type: c.Target.TypeName}, nil, err)
		return false
	}
	plan.AccountID = attributes.OrNull(home.Account)
	return true
}

// made reads the new object back and completes its state.
func (c *making) made(ctx context.Context, plan *resourceModel, op deletion.Operation, resp *resource.CreateResponse) {
	identifier := op.ObjectID
	if identifier == "" {
		identifier = c.Chosen
	}
	plan.Identifier = attributes.OrNull(identifier)
	plan.PendingOperation = destroy.NoPendingOperation()
	plan.DeletionBlockers = destroy.NoBlockersRecorded()
	plan.ComputedProperties = types.DynamicNull()
	if identifier == "" {
		resp.Diagnostics.AddError("The API made "+c.Object(op).String()+" and does not give its identifier",
			destroy.Sections("The create succeeded but shows no identifier. The object exists and is not in state: find it with the service's own tools, then import or delete it.",
				c.explanation(nil).Said(&deletion.Failure{Message: op.Message}), "Operation: "+op.Token))
		resp.State.RemoveResource(ctx)
		return
	}
	live, err := c.Visible(ctx, identifier)
	resp.Diagnostics.Append(c.hear(ctx, resp.Private, plan.object(), c.configured, live)...)
	if err != nil {
		c.warnUnread(&resp.Diagnostics, c.Object(op), err)
	} else {
		plan.ComputedProperties = dynamic.Of(c.computed(live, c.configured))
		resp.Diagnostics.Append(c.hasTags(ctx, resp.Private, c.tags.Tags, live)...)
		known := c.rememberFacts(ctx, live, resp.Private, &resp.Diagnostics)
		plan.DeletionBlockers = destroy.RecordBlockers(ctx, c.data.Settings, known, &resp.Diagnostics)
	}
	c.keepMade(ctx, *plan, resp)
}

// halfMade decides what a failed create left behind.
func (c *making) halfMade(ctx context.Context, plan *resourceModel, op deletion.Operation, resp *resource.CreateResponse) {
	resp.State.RemoveResource(ctx)
	if cloudcontrol.AlreadyExists(op.Failure) {
		c.Exists(&resp.Diagnostics, op.ObjectID, c.explanation(nil).Said(op.Failure), op.Failure)
		return
	}
	const nothing = "Nothing is in state."
	identifier := c.IdentifierOf(op)
	if identifier == "" {
		c.Fail(&resp.Diagnostics, op, op.Failure, nothing)
		if op.ObjectID != "" {
			resp.Diagnostics.AddWarning("An object with the identifier "+op.ObjectID+" may exist",
				"The create failed. It is not known whether an object of that identifier existed before, so it is not in state, and nothing deletes it. If it is yours, import it or delete it.")
		}
		return
	}
	live, _, err := c.Get(ctx, identifier)
	if deletion.ReasonOf(err) == deletion.NotFound {
		there, _, lookErr := deletion.ConfirmAbsence(ctx, c.Client.Backend(c.Target), deletion.Object{Type: c.Target.TypeName, ID: identifier, Home: plan.object().Home}, c.Pace)
		if !there && lookErr == nil {
			c.Fail(&resp.Diagnostics, op, op.Failure, "Nothing was created, and nothing is in state.")
			return
		}
	}
	c.Fail(&resp.Diagnostics, op, op.Failure, creation.MadeInPart)
	left := plan.unfinished(identifier, nil)
	if err == nil {
		left.ComputedProperties = dynamic.Of(c.computed(live, c.configured))
	}
	c.keepMade(ctx, left, resp)
}
