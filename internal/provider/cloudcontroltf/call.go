package cloudcontroltf

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/blockers"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/secrets"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/dynamic"
)

// A call is what one create, read, update or delete works with:
// one handler in one region, and the type's schema.
type call struct {
	client *cloudcontrol.Client
	target cloudcontrol.Target
	// Describe is never nil. Where the type could not be described (described is
	// false) it says nothing, and values are compared as plain JSON.
	Describe    *cfschema.Schema
	described   bool
	undescribed error // why it could not be
	secrets     secrets.Values
	configured  any                       // properties of the plan, or of state where there is none, as a model; nil while an import has none
	sensitive   any                       // sensitive_properties, where the configuration is at hand
	record      secrets.Record            // what earlier runs set there
	found       *cloudcontrol.Description // what a list read of an object that is imported now
	tags        objectTags                // default tags that the object has
	echo        *cfschema.Echo            // what the service made of the last write; nil where that is not known
	unheard     bool                      // the next look at the object finds that out
	pace        deletion.Pace
	data        *ProviderData
	moved       bool          // the object comes from another provider's state, and was not read yet
	limit       time.Duration // of the step, from when its work began
}

// Call prepares work on the object of m; false where there is no client, about
// which say says what there is to be said.
func (r *managedResource) Call(ctx context.Context, m *resourceModel, sensitive any, say saying, diags *diag.Diagnostics) (*call, bool) {
	client, ok := r.client(ctx, say, diags)
	if !ok {
		return nil, false
	}
	return r.describe(ctx, client, m, sensitive), true
}

// describe prepares work on the object of m with a client.
func (r *managedResource) describe(ctx context.Context, client *cloudcontrol.Client, m *resourceModel, sensitive any) *call {
	c := &call{client: client, target: m.target(), configured: dynamic.ModelWithNulls(m.Properties), sensitive: sensitive, found: r.found, pace: r.Data.Pace.OrDefaults(), data: r.Data}
	described, err := client.Type(ctx, c.target)
	if err != nil {
		// The plan said so. What follows does without, as well as it can.
		tflog.Warn(ctx, "type could not be described", map[string]any{"object_type": c.target.TypeName, "reason": deletion.ReasonOf(err).String()})
		described = &cfschema.Schema{TypeName: c.target.TypeName}
	}
	c.Describe, c.described, c.undescribed = described, err == nil, err
	c.secrets = secrets.Of(c.configured, sensitive, c.Describe)
	return c
}

// get returns the live model of the object and its identifier as the API
// writes it.
func (c *call) get(ctx context.Context, identifier string) (model any, canonical string, err error) {
	return decoded(c.client.Get(ctx, c.target, identifier))
}

// find is get for an identifier that a person typed, in any form.
func (c *call) find(ctx context.Context, identifier string) (model any, canonical string, err error) {
	if c.found != nil {
		return decoded(*c.found, nil)
	}
	return decoded(c.client.Find(ctx, c.target, identifier))
}

func decoded(found cloudcontrol.Description, err error) (model any, canonical string, _ error) {
	if err != nil {
		return nil, "", err
	}
	model, err = jsonvalue.Decode(found.Properties)
	if err != nil {
		return nil, "", &deletion.Failure{Reason: deletion.Unavailable, Err: err}
	}
	return model, found.Identifier, nil
}

// known reads an object of which state says what it had.
func (c *call) known(ctx context.Context, identifier string, prior any) (model any, canonical string, err error) {
	return decoded(c.client.GetKnown(ctx, c.target, identifier, shownOf(prior, c.echo)))
}

// recall learns what earlier runs set in sensitive_properties: where, and by what
// its values are recognized. Terraform hands over no private state for the
// deletion of a tainted object; then what looks like a secret counts as one.
func (c *call) recall(ctx context.Context, private destroy.PrivateState, diags *diag.Diagnostics) {
	c.record = secrets.ReadRecord(ctx, private, diags)
	c.echo, c.unheard = readEcho(ctx, private, diags)
	seed, problems := private.GetKey(ctx, destroy.DeletionKey)
	diags.Append(problems...)
	c.secrets = c.secrets.Remembering(destroy.RememberedSecrets(ctx, private), len(seed) == 0)
}

// veiled returns a live model without what sensitive_properties set at any time,
// but for what open, the properties in state, sets in its place.
func (c *call) veiled(live, open any) any {
	return c.record.Sending(c.sensitive).Veiled(live, open)
}

// computed returns what state shows as computed_properties.
func (c *call) computed(live, open any) map[string]any {
	computed, _ := c.secrets.Scrubbed(c.Describe.Computed(c.veiled(live, open), open), nil).(map[string]any)
	return computed
}

// TimeoutOf is the limit for a handler's work where the user sets none: as long
// as the type's schema allows it, but never less than a slow service may take.
func (c *call) TimeoutOf(handler *cfschema.Handler) time.Duration {
	switch {
	case !c.described:
		return cfschema.DefaultHandlerTimeout
	case handler == nil:
		return minimumTimeout
	}
	return max(minimumTimeout, handler.Timeout)
}

// following follows operations, and submits what starts one.
func (c *call) following(ctx context.Context) deletion.Following {
	return deletion.Following{Poller: c.client.Backend(c.target), Pace: c.pace, Report: destroy.LogEvents(ctx)}
}

// submit asks for something that starts an operation. While another operation
// works on the object it waits for that one to end, then asks anew.
func (c *call) submit(ctx context.Context, kind deletion.OperationKind, ask func(ctx context.Context, clientToken string) (deletion.Operation, error)) (deletion.Operation, error) {
	seed, began := uuid.NewString(), time.Now()
	for attempt := 1; ; attempt++ {
		token := cloudcontrol.ClientToken(deletion.Attempt{Seed: seed, Number: attempt})
		op, err := c.following(ctx).Submit(ctx, func(ctx context.Context) (deletion.Operation, error) { return ask(ctx, token) })
		if err == nil {
			return op, nil
		}
		failure := deletion.AsFailure(err)
		switch {
		case failure.Spent && failure.InTheWay != "":
			// Nobody else knows this client token: the answer to our own request was
			// lost, and this is how the API says that it works on it already. What
			// the operation is doing is for whoever follows it to ask: only its
			// token finds the object again, so it must not depend on one answer.
			return deletion.Operation{Kind: kind, Token: failure.InTheWay, ObjectType: c.target.TypeName, Status: "PENDING", RequestedAt: began}, nil
		case failure.Reason == deletion.Busy && failure.InTheWay != "":
			if err := c.waitFor(ctx, failure.InTheWay); err != nil {
				return op, err
			}
		default:
			return op, err
		}
	}
}

// waitFor waits for somebody else's operation to end, however it does.
func (c *call) waitFor(ctx context.Context, token string) error {
	_, err := c.following(ctx).Follow(ctx, deletion.Operation{Token: token})
	if deletion.ReasonOf(err) == deletion.Lost {
		return nil // it is over for so long that nobody remembers it
	}
	return err
}

// explanation is what this call knows for the texts that people read.
func (c *call) explanation(handler *cfschema.Handler) destroy.Explanation {
	about := destroy.Explanation{Mask: c.secrets.Hide}
	if handler != nil {
		about.Allow = blockers.Allow(handler.Permissions)
	}
	return about
}

// fail reports a create, read or update that failed.
func (c *call) fail(diags *diag.Diagnostics, doing string, obj deletion.Object, handler *cfschema.Handler, err error) {
	destroy.AddExplainedFailure(diags, doing, nameable(obj), err, c.explanation(handler))
}

// failUnfinished reports an operation whose end was not seen; destroying says that
// its object was to be destroyed next.
func (c *call) failUnfinished(diags *diag.Diagnostics, obj deletion.Object, op deletion.Operation, err error, destroying bool) {
	obj = nameable(obj)
	doing := strings.ToLower(op.Kind.String())
	summary := fmt.Sprintf("The %s of %s could not be followed to its end", doing, obj)
	if errors.Is(err, deletion.ErrDeadline) {
		summary = fmt.Sprintf("The %s of %s did not end within timeouts.%s", doing, obj, doing)
	} else if errors.Is(err, context.Canceled) {
		summary = fmt.Sprintf("Interrupted: the %s of %s", doing, obj)
	}
	next := []string{"run the same command again: it waits for this operation first and asks for nothing twice"}
	switch {
	case op.Kind == deletion.KindCreate && destroying:
		next = []string{"run the same command again: it waits for this operation, then deletes what it made"}
	case op.Kind == deletion.KindCreate:
		next = []string{
			"to keep what the operation makes, run: terraform untaint ADDRESS",
			"else run the same command again: it waits for this operation, deletes what it made and creates the object again",
		}
	}
	var said string
	// The end of a context is nobody's words.
	if failure, ok := errors.AsType[*deletion.Failure](err); ok && failure.Message != "" {
		said = c.explanation(nil).Said(failure)
	}
	operation := fmt.Sprintf("%s %s, %s", op.Kind, op.Token, op.Status)
	if see, before := c.data.settings().See(obj, next); before {
		diags.AddError(summary+". It is in state. "+see, destroy.Sections(destroy.PendingAttributeName+": "+operation, said))
		return
	}
	diags.AddError(summary, destroy.Sections(
		"The API accepted the operation and may carry it out: "+operation+". It is in state, as "+destroy.PendingAttributeName+".", said, destroy.Remedies(next)))
}

// warnHooks shows what hooks said about an operation that went well.
func (c *call) warnHooks(diags *diag.Diagnostics, obj deletion.Object, op deletion.Operation) {
	for _, hook := range op.Hooks {
		if hook.Failed && !hook.Fatal {
			diags.AddWarning(nameable(obj).String()+": the hook "+hook.Name+" warned", destroy.Sections("The hook said: "+c.secrets.Hide(hook.Message), "Hook: "+hook.ARN))
		}
	}
}
