package cloudcontroltf

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/blockers"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/connection"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/secrets"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/tags"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/dynamic"
)

// A call is what one create, read, update or delete works with: the type that it
// asks about, and what is known of the object.
type call struct {
	*connection.Type
	secrets    secrets.Values
	configured any                       // properties of the plan, or of state where there is none, as a model; nil while an import has none
	sensitive  any                       // sensitive_properties, where the configuration is at hand
	record     secrets.Record            // what earlier runs set there
	found      *cloudcontrol.Description // what a list read of an object that is imported now
	tags       tags.Record               // default tags that the object has
	echo       *cfschema.Echo            // what the service made of the last write; nil where that is not known
	unheard    bool                      // the next look at the object finds that out
	data       *connection.ProviderData
	moved      bool          // the object comes from another provider's state, and was not read yet
	limit      time.Duration // of the step, from when its work began
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
	c := &call{Type: connection.Describe(ctx, r.Data, client, m.target()), configured: dynamic.ModelWithNulls(m.Properties), sensitive: sensitive, found: r.found, data: r.Data}
	c.secrets = secrets.Of(c.configured, sensitive, c.Schema)
	return c
}

// find is Get for an identifier that a person typed, in any form.
func (c *call) find(ctx context.Context, identifier string) (model any, canonical string, err error) {
	if c.found != nil {
		return connection.Decoded(*c.found, nil)
	}
	return connection.Decoded(c.Client.Find(ctx, c.Target, identifier))
}

// known reads an object of which state says what it had.
func (c *call) known(ctx context.Context, identifier string, prior any) (model any, canonical string, err error) {
	return connection.Decoded(c.Client.GetKnown(ctx, c.Target, identifier, shownOf(prior, c.echo)))
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
	computed, _ := c.secrets.Scrubbed(c.Schema.Computed(c.veiled(live, open), open), nil).(map[string]any)
	return computed
}

// TimeoutOf is the limit for a handler's work where the user sets none: as long
// as the type's schema allows it, but never less than a slow service may take.
func (c *call) TimeoutOf(handler *cfschema.Handler) time.Duration {
	switch {
	case !c.Described:
		return cfschema.DefaultHandlerTimeout
	case handler == nil:
		return minimumTimeout
	}
	return max(minimumTimeout, handler.Timeout)
}

// explanation is what this call knows for the texts that people read.
func (c *call) explanation(handler *cfschema.Handler) destroy.Explanation {
	return blockers.Explain(handler, c.secrets.Hide)
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
	if see, before := c.data.Settings.See(obj, next); before {
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

// warnUnread reports that a finished object could not be read back. It exists
// and is in state, so this is no error: an error would have it replaced.
func (c *call) warnUnread(diags *diag.Diagnostics, obj deletion.Object, err error) {
	if deletion.ReasonOf(err) == deletion.Unsupported && c.Described && c.Schema.Read == nil {
		return // the type has no read handler, which is how it is
	}
	diags.AddWarning(nameable(obj).String()+" could not be read back",
		destroy.Sections("The API reported success. The next refresh fills in computed_properties.",
			c.explanation(c.Schema.Read).FailureText(destroy.Reading, deletion.AsFailure(err))))
}
