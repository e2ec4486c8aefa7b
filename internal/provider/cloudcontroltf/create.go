package cloudcontroltf

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
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
	c, ok := begun.creation(ctx, &plan, sensitive, &resp.Diagnostics)
	if !ok || resp.Diagnostics.HasError() {
		return
	}
	plan.TagsAll = tags.Settled(plan.TagsAll, c.tagsAll(c.configured, c.tags.Tags))

	resp.Diagnostics.Append(c.tags.Save(ctx, resp.Private)...)
	op, err := c.Submit(ctx, deletion.KindCreate, c.ask)
	if err != nil {
		c.explainRefusal(&resp.Diagnostics, err)
		if c.mayExist(err) {
			c.keepMade(ctx, plan.unfinished(c.chosen, nil), resp)
		}
		return
	}
	c.keepMade(ctx, plan.unfinished(c.identifierOf(op), &op), resp)

	op, err = c.Following(ctx).Follow(ctx, op)
	switch {
	case err != nil:
		c.failUnfinished(&resp.Diagnostics, c.object(op), op, err, false)
		c.keepMade(ctx, plan.unfinished(c.identifierOf(op), &op), resp)
	case op.State == deletion.Failed:
		c.halfMade(ctx, &plan, op, resp)
	default:
		c.warnHooks(&resp.Diagnostics, c.object(op), op)
		c.made(ctx, &plan, op, resp)
		r.Data.Created.Add(plan.object())
	}
}

// keepMade writes what Terraform is to remember of an object, and who it is as
// soon as that is known.
func (c *creation) keepMade(ctx context.Context, m resourceModel, resp *resource.CreateResponse) {
	m.ID = c.named(m.Identifier)
	resp.Diagnostics.Append(attributes.WriteModel(ctx, &resp.State, &m)...)
	if m.Identifier.ValueString() != "" {
		resp.Diagnostics.Append(m.identify(ctx, resp.Identity)...)
	}
}

// A creation is a call that makes an object.
type creation struct {
	*call
	desired json.RawMessage
	model   any // what desired was written from, without the default tags
	// chosen is the identifier where the configuration decides it; empty where
	// the service assigns one, or the type could not be described.
	chosen string
	// absent says that nothing had the chosen identifier before.
	absent bool
	// unanswered says that a request got no answer, so that it may have been
	// carried out.
	unanswered bool
}

// creation prepares a create and learns, before anything is made, what is
// needed to keep hold of the object: the account, and whether the identifier is
// taken.
func (c *call) creation(ctx context.Context, plan *resourceModel, sensitive any, diags *diag.Diagnostics) (*creation, bool) {
	if plan.Region.ValueString() == "" {
		plan.Region = types.StringValue(c.Client.Region())
		c.Target.Region = c.Client.Region()
	}
	made := &creation{call: c, model: merged(c.configured, sensitive)}
	c.tags.Tags = c.Schema.DefaultTags(made.model, c.data.DefaultTags.Planned(plan.TagsAll))
	desired, err := jsonvalue.Encode(c.Schema.Sent(c.Schema.WithTags(made.model, c.tags.Tags)))
	if err != nil {
		diags.AddAttributeError(propertiesPath, "The properties cannot be written as JSON", c.secrets.Hide(err.Error()))
		return nil, false
	}
	made.desired = desired
	return made, made.learnHome(ctx, plan, diags) && made.learnTaken(ctx, diags)
}

func (c *creation) learnHome(ctx context.Context, plan *resourceModel, diags *diag.Diagnostics) bool {
	home, err := c.Client.Home(ctx, c.Target)
	if err != nil && !errors.Is(err, deletion.ErrHomeNotAsked) {
		// Without the account nobody could ever say that the object is gone.
		c.fail(diags, "find the account of", deletion.Object{Type: c.Target.TypeName}, nil, err)
		return false
	}
	plan.AccountID = attributes.OrNull(home.Account)
	return true
}

// learnTaken looks whether the identifier that the configuration chose is free.
// A create that fails later can then only have left an object of its own.
func (c *creation) learnTaken(ctx context.Context, diags *diag.Diagnostics) bool {
	identifier, chosen := c.Schema.Identifier(c.model)
	if !c.Described || !chosen {
		return true
	}
	_, _, err := c.Get(ctx, identifier)
	switch {
	case err == nil:
		c.alreadyExists(diags, identifier, "It was found before anything was asked for.", &deletion.Failure{Reason: deletion.Invalid, Code: "AlreadyExists"})
		return false
	case ctx.Err() != nil:
		c.failCreate(diags, deletion.Operation{}, context.Cause(ctx), "Nothing was created, and nothing is in state.")
		return false
	}
	c.chosen, c.absent = identifier, deletion.ReasonOf(err) == deletion.NotFound
	return true
}

func (c *creation) ask(ctx context.Context, clientToken string) (deletion.Operation, error) {
	op, err := c.Client.Create(ctx, c.Target, c.desired, clientToken)
	if failure := deletion.AsFailure(err); failure != nil && failure.Reason == deletion.Unavailable && !failure.Unsent {
		c.unanswered = true
	}
	return op, err
}

// object names the object as far as it can be named.
func (c *creation) object(op deletion.Operation) deletion.Object {
	obj := deletion.Object{Type: c.Target.TypeName, ID: op.ObjectID}
	if obj.ID == "" && !c.secretIdentifier() {
		obj.ID = c.chosen
	}
	return obj
}

// secretIdentifier reports whether the identifier must not be shown.
func (c *creation) secretIdentifier() bool { return c.secrets.Hide(c.chosen) != c.chosen }

// identifierOf returns the identifier under which the object is ours: the one
// that the operation shows, or the chosen one that nothing had before. It is
// empty where an object of that identifier may be somebody else's.
func (c *creation) identifierOf(op deletion.Operation) string {
	switch {
	case op.State == deletion.Done && op.ObjectID != "":
		return op.ObjectID
	case c.chosen != "" && !c.absent, !c.Described && chosenIn(op.ObjectID, c.model):
		return ""
	case op.ObjectID != "":
		return op.ObjectID
	}
	return c.chosen
}

// chosenIn reports, for a type whose schema is not known, whether every part of
// an identifier stands in the configuration, so that the service need not have
// assigned it.
func chosenIn(identifier string, model any) bool {
	members, ok := model.(map[string]any)
	if !ok || identifier == "" {
		return false
	}
	return !slices.ContainsFunc(strings.Split(identifier, "|"), func(part string) bool {
		for _, member := range members {
			if member == part {
				return false
			}
		}
		return true
	})
}

// mayExist reports whether a create that the API did not accept may have been
// carried out all the same, under an identifier by which it can be found.
func (c *creation) mayExist(err error) bool {
	if failure, ok := errors.AsType[*deletion.Failure](err); !c.absent || ok && failure.Unsent {
		return false
	}
	return errors.Is(err, context.Canceled) || errors.Is(err, deletion.ErrDeadline) || deletion.ReasonOf(err) == deletion.Unavailable
}

// made reads the new object back and completes its state.
func (c *creation) made(ctx context.Context, plan *resourceModel, op deletion.Operation, resp *resource.CreateResponse) {
	identifier := op.ObjectID
	if identifier == "" {
		identifier = c.chosen
	}
	plan.Identifier = attributes.OrNull(identifier)
	plan.PendingOperation = destroy.NoPendingOperation()
	plan.DeletionBlockers = destroy.NoBlockersRecorded()
	plan.ComputedProperties = types.DynamicNull()
	if identifier == "" {
		resp.Diagnostics.AddError("The API made "+nameable(c.object(op)).String()+" and does not give its identifier",
			destroy.Sections("The create succeeded but shows no identifier. The object exists and is not in state: find it with the service's own tools, then import or delete it.",
				c.explanation(nil).Said(&deletion.Failure{Message: op.Message}), "Operation: "+op.Token))
		resp.State.RemoveResource(ctx)
		return
	}
	live, err := c.Visible(ctx, identifier)
	resp.Diagnostics.Append(c.hear(ctx, resp.Private, plan.object(), c.configured, live)...)
	if err != nil {
		c.warnUnread(&resp.Diagnostics, c.object(op), err)
	} else {
		plan.ComputedProperties = dynamic.Of(c.computed(live, c.configured))
		resp.Diagnostics.Append(c.hasTags(ctx, resp.Private, c.tags.Tags, live)...)
		known := c.rememberFacts(ctx, live, resp.Private, &resp.Diagnostics)
		plan.DeletionBlockers = destroy.RecordBlockers(ctx, c.data.Settings, known, &resp.Diagnostics)
	}
	c.keepMade(ctx, *plan, resp)
}

// halfMade decides what a failed create left behind.
func (c *creation) halfMade(ctx context.Context, plan *resourceModel, op deletion.Operation, resp *resource.CreateResponse) {
	resp.State.RemoveResource(ctx)
	if cloudcontrol.AlreadyExists(op.Failure) {
		c.alreadyExists(&resp.Diagnostics, op.ObjectID, c.explanation(nil).Said(op.Failure), op.Failure)
		return
	}
	const nothing = "Nothing is in state."
	identifier := c.identifierOf(op)
	if identifier == "" {
		c.failCreate(&resp.Diagnostics, op, op.Failure, nothing)
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
			c.failCreate(&resp.Diagnostics, op, op.Failure, "Nothing was created, and nothing is in state.")
			return
		}
	}
	c.failCreate(&resp.Diagnostics, op, op.Failure, madeInPart)
	left := plan.unfinished(identifier, nil)
	if err == nil {
		left.ComputedProperties = dynamic.Of(c.computed(live, c.configured))
	}
	c.keepMade(ctx, left, resp)
}
