package cloudcontrolactions

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/action/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/actionvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/connection"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// limit is how long the action may take where the user sets nothing: a cancelled
// operation ends when the handler's step that is under way does.
const limit = 20 * time.Minute

var (
	_ action.ActionWithConfigure        = &cancelRequest{}
	_ action.ActionWithConfigValidators = &cancelRequest{}
	_ action.ActionWithModifyPlan       = &cancelRequest{}
)

// cancelRequest is the action steward_cloudcontrol_cancel_request.
type cancelRequest struct {
	attributes.Action[*connection.ProviderData]
}

// NewCancelRequest returns the action steward_cloudcontrol_cancel_request.
func NewCancelRequest() action.Action {
	return &cancelRequest{attributes.Action[*connection.ProviderData]{
		Name: "cloudcontrol_cancel_request", Describe: cancelRequestSchema, Limit: limit, Configured: connection.Configured,
	}}
}

// cancelModel is the configuration of the action.
type cancelModel struct {
	RequestToken types.String   `tfsdk:"request_token"`
	TypeName     types.String   `tfsdk:"type_name"`
	Identifier   types.String   `tfsdk:"identifier"`
	Region       types.String   `tfsdk:"region"`
	Timeouts     timeouts.Value `tfsdk:"timeouts"`
}

// The attributes that say what is cancelled.
const (
	requestToken = "request_token"
	typeName     = "type_name"
	identifier   = "identifier"
	region       = "region"
)

func cancelRequestSchema() schema.Schema {
	text := func(description string, validators ...validator.String) schema.StringAttribute {
		return schema.StringAttribute{Optional: true, MarkdownDescription: description, Validators: validators}
	}
	return schema.Schema{
		MarkdownDescription: "Cancels an operation of AWS Cloud Control that is under way, no matter who asked for it, and waits for its end. Set `request_token`, or `type_name` and `identifier`. The plan names the operation. " +
			"Cancelling rolls nothing back and does not stop what the service has begun: check the object afterwards. " +
			"The action fails if the operation is not known in this account and region, cannot be cancelled, or succeeds all the same.",
		Attributes: map[string]schema.Attribute{
			requestToken: text("The token of the request; `pending_operation` and the data source `steward_cloudcontrol_requests` show it.", stringvalidator.LengthBetween(1, 128)),
			typeName:     text("The type of the object whose operation is cancelled, e.g. `AWS::Logs::LogGroup`.", connection.TypeName()),
			identifier:   text("The primary identifier of that object. If nothing is under way on it, nothing is done.", stringvalidator.LengthAtLeast(1)),
			region:       text("The region of the operation. Default: the provider's region.", connection.Region()),
		},
	}
}

// ConfigValidators requires that either a request or an object is named.
func (a *cancelRequest) ConfigValidators(context.Context) []action.ConfigValidator {
	return []action.ConfigValidator{
		actionvalidator.ExactlyOneOf(path.MatchRoot(requestToken), path.MatchRoot(typeName)),
		actionvalidator.RequiredTogether(path.MatchRoot(typeName), path.MatchRoot(identifier)),
	}
}

// Invoke cancels the operation.
func (a *cancelRequest) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var m cancelModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if m.RequestToken.ValueString() == "" && (m.TypeName.ValueString() == "" || m.Identifier.ValueString() == "") {
		resp.Diagnostics.AddError("No request is named", fmt.Sprintf("Set %s, or %s and %s. Nothing was cancelled.", requestToken, typeName, identifier))
		return
	}
	say := attributes.Progressing(ctx, resp)
	ctx, stop := attributes.WithTimeout(ctx, m.Timeouts.Invoke, a.Limit, &resp.Diagnostics)
	defer stop()
	client, diags := a.Data.Connect(ctx)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	c := a.cancelling(client, m)
	c.say, c.diags = say, &resp.Diagnostics
	if token := m.RequestToken.ValueString(); token != "" {
		c.request(ctx, token)
		return
	}
	c.object(ctx, m.object())
}

// object is whose operation is cancelled, where no token says which one.
func (m cancelModel) object() deletion.Object {
	return deletion.Object{Type: m.TypeName.ValueString(), ID: m.Identifier.ValueString()}
}

// A cancelling is one run of the action.
type cancelling struct {
	client *cloudcontrol.Client
	target cloudcontrol.Target
	pace   deletion.Pace
	say    attributes.Progress
	diags  *diag.Diagnostics
}

func (a *cancelRequest) cancelling(client *cloudcontrol.Client, m cancelModel) cancelling {
	return cancelling{
		client: client, pace: a.Data.Pace.OrDefaults(),
		target: cloudcontrol.Target{TypeName: m.TypeName.ValueString(), Region: m.Region.ValueString()},
	}
}

// object cancels whatever is under way on an object.
func (c cancelling) object(ctx context.Context, what deletion.Object) {
	under, err := c.operations(ctx, what)
	if err != nil {
		c.fail(destroy.ActionFailure{Doing: "find what is under way on", What: what.String(), Left: "Nothing was cancelled.", Err: err})
		return
	}
	if len(under) == 0 {
		c.say("Nothing is under way on %s: there is nothing to cancel.", what)
	}
	for _, op := range under {
		if ctx.Err() != nil {
			return // what is said of the one before is all that was done
		}
		c.cancel(ctx, op)
	}
}

// request cancels a request that is named by its token.
func (c cancelling) request(ctx context.Context, token string) {
	op, err := c.status(ctx, token)
	switch {
	case deletion.ReasonOf(err) == deletion.Lost:
		c.fail(destroy.ActionFailure{
			Doing: "cancel", What: "the request " + token, Err: err,
			Left: "Cloud Control does not know it: it was made in another account or region, or over seven days ago. Nothing was cancelled.",
		})
	case err != nil:
		c.fail(destroy.ActionFailure{Doing: "read", What: "the request " + token, Left: "Nothing was cancelled.", Err: err})
	case op.State != deletion.UnderWay:
		c.say("There is nothing to cancel: %s ended %s.", c.named(op), op.Status)
		c.diags.AddWarning("Nothing was cancelled: "+c.named(op)+" has ended already", "Its status is "+op.Status+".")
	default:
		c.cancel(ctx, op)
	}
}

// named is an operation as a message names it.
func (c cancelling) named(op deletion.Operation) string {
	return fmt.Sprintf("the %s of %s (request %s)", op.Kind, deletion.Object{Type: op.ObjectType, ID: op.ObjectID}, op.Token)
}

// operations returns what is under way on an object.
func (c cancelling) operations(ctx context.Context, what deletion.Object) ([]deletion.Operation, error) {
	return destroy.Ask(ctx, c.pace, func(ctx context.Context) ([]deletion.Operation, error) {
		return c.client.Backend(c.target).Operations(ctx, what)
	})
}

func (c cancelling) status(ctx context.Context, token string) (deletion.Operation, error) {
	return destroy.Ask(ctx, c.pace, func(ctx context.Context) (deletion.Operation, error) {
		return c.client.Status(ctx, c.target.Region, token)
	})
}

// cancel cancels an operation that is under way and follows it to its end.
func (c cancelling) cancel(ctx context.Context, op deletion.Operation) {
	if op.Status == beingCancelled {
		c.followCancelled(ctx, op)
		return
	}
	c.say("Cancelling %s, which is %s.", c.named(op), op.Status)
	answered, refused := destroy.Ask(ctx, c.pace, func(ctx context.Context) (deletion.Operation, error) {
		return c.client.Cancel(ctx, c.target.Region, op.Token)
	})
	switch {
	case refused != nil && ctx.Err() != nil:
		c.unfinished(ctx, op, "Whether the API received the request to cancel it is not known.", context.Cause(ctx))
		return
	case refused != nil:
		c.refused(ctx, op, refused)
		return
	}
	c.say("The API accepts to cancel it; its status is %s.", answered.Status)
	c.follow(ctx, answered, "The API accepted to cancel it.")
}

// beingCancelled is the status of an operation that was cancelled and has not ended.
// The API takes a request to cancel what is PENDING or IN_PROGRESS.
const beingCancelled = "CANCEL_IN_PROGRESS"

// followCancelled follows an operation that was cancelled before: by somebody else, or
// by a request of ours whose answer was lost.
func (c cancelling) followCancelled(ctx context.Context, op deletion.Operation) {
	c.say("Being cancelled already: %s. The action waits for its end.", c.named(op))
	c.follow(ctx, op, "It is being cancelled.")
}

// follow follows an operation that was cancelled to its end; known is what is known
// of it where that is not seen.
func (c cancelling) follow(ctx context.Context, op deletion.Operation, known string) {
	ended, err := deletion.Following{Poller: c.client.Backend(c.target), Pace: c.pace, Report: destroy.LogEvents(ctx)}.Follow(ctx, op)
	if err != nil {
		c.unfinished(ctx, op, known, err)
		return
	}
	c.ended(ended)
}

// ended says how an operation ended that was cancelled.
func (c cancelling) ended(op deletion.Operation) {
	switch {
	case op.Failure != nil && op.Failure.Reason == deletion.Cancelled:
		c.say("Cancelled: %s ended %s. What the service had begun is not rolled back: check the object.", c.named(op), op.Status)
	case op.State == deletion.Done:
		c.say("Too late: %s ended %s. The action failed.", c.named(op), op.Status)
		c.diags.AddError("Too late to cancel "+c.named(op), "The API accepted to cancel it, but it went through: its status is "+op.Status+".")
	default:
		c.say("Not cancelled: %s ended %s by itself.", c.named(op), op.Status)
		c.diags.AddWarning("Not cancelled: "+c.named(op)+" ended by itself", destroy.Sections("Its status is "+op.Status+".", destroy.Explanation{}.Said(op.Failure)))
	}
}

// refused reports a request to cancel that the API refused, and the status that the
// operation has then.
func (c cancelling) refused(ctx context.Context, op deletion.Operation, refused error) {
	now, err := c.status(ctx, op.Token)
	switch {
	case err != nil:
		c.fail(destroy.ActionFailure{Doing: "cancel", What: c.named(op), Left: "Its status could not be read.", Err: refused})
	case now.State != deletion.UnderWay:
		c.say("Not cancelled: %s ended %s before.", c.named(now), now.Status)
		c.diags.AddWarning("Not cancelled: "+c.named(now)+" ended before", destroy.Sections("Its status is "+now.Status+".", destroy.Explanation{}.Said(deletion.AsFailure(refused))))
	case now.Status == beingCancelled:
		c.followCancelled(ctx, now)
	default:
		c.fail(destroy.ActionFailure{Doing: "cancel", What: c.named(op), Left: "Its status is " + now.Status + ": it goes on.", Err: refused})
	}
}

// unfinished reports an operation whose end was not seen, with the status that one
// last read shows.
func (c cancelling) unfinished(ctx context.Context, op deletion.Operation, known string, err error) {
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.pace.LastLook)
	defer cancel()
	status := "Its status could not be read."
	if now, unread := c.client.Status(last, c.target.Region, op.Token); unread == nil {
		status = "Its status is " + now.Status + "."
	}
	c.fail(destroy.ActionFailure{Doing: "cancel", What: c.named(op), Left: known + " " + status, Err: err})
}

func (c cancelling) fail(f destroy.ActionFailure) { destroy.AddActionFailure(c.say, c.diags, f) }
