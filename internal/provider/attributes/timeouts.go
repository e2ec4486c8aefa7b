package attributes

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// DefaultTimeouts are a resource's limits where the user sets none, in words:
// some depend on the type of the object. Without a text for delete there is no
// such limit: the resource deletes nothing.
type DefaultTimeouts struct{ Create, Read, Update, Delete string }

// TimeoutsName is the name of the block timeouts.
const TimeoutsName = "timeouts"

// TimeoutsBlock is the block timeouts of every resource. It is a block because
// Terraform drops unknown names in an object attribute without a word, and a
// limit that is misspelt would not count.
func TimeoutsBlock(ctx context.Context, defaults DefaultTimeouts) schema.Block {
	block := timeouts.Block(ctx, timeouts.Opts{
		Create: true, CreateDescription: timeoutText("creating", defaults.Create),
		Read: true, ReadDescription: timeoutText("reading", defaults.Read),
		Update: true, UpdateDescription: timeoutText("updating", defaults.Update),
		Delete: defaults.Delete != "", DeleteDescription: timeoutText("deleting", defaults.Delete) +
			" The value that counts is the one in state: apply a change of it before you destroy.",
	})
	nested, ok := block.(schema.SingleNestedBlock)
	if !ok {
		return block
	}
	nested.MarkdownDescription = timeoutsDescription
	for name, step := range nested.Attributes {
		if limit, ok := step.(schema.StringAttribute); ok {
			limit.Validators = []validator.String{positiveDuration{}}
			nested.Attributes[name] = limit
		}
	}
	return nested
}

const timeoutsDescription = "How long each step may take."

// timeoutText describes the limit of one step.
func timeoutText(doing, standard string) string {
	return "How long " + doing + " may take, as a duration such as \"30s\", \"20m\" or \"1h30m\". Default: " + standard + "."
}

// positiveDuration accepts the durations that can be a limit. Zero and less would
// be no limit at all.
type positiveDuration struct{}

// Description says what is accepted.
func (positiveDuration) Description(context.Context) string {
	return `a duration greater than zero, such as "30s", "20m" or "1h30m"`
}

// MarkdownDescription says what is accepted.
func (v positiveDuration) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString checks one value.
func (v positiveDuration) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	limit, err := time.ParseDuration(req.ConfigValue.ValueString())
	if err != nil || limit <= 0 {
		resp.Diagnostics.AddAttributeError(req.Path, "Not a timeout", fmt.Sprintf("A timeout must be %s; this one is %q.", v.Description(ctx), req.ConfigValue.ValueString()))
	}
}

// A readLimit returns what a resource sets for one step, else the duration that
// it is given: timeouts.Value's Create, Read, Update or Delete.
type readLimit = func(context.Context, time.Duration) (time.Duration, diag.Diagnostics)

// Limit returns what the resource sets for one step, else standard. State may hold
// a limit from before those that are none were refused; standard holds there, too.
func Limit(ctx context.Context, read readLimit, standard time.Duration, diags *diag.Diagnostics) time.Duration {
	limit, problems := read(ctx, standard)
	diags.Append(problems...)
	if limit <= 0 {
		return standard
	}
	return limit
}

// WithTimeout limits ctx to what the resource sets for one step, else to standard.
// The cause of a context that ran out is deletion.ErrDeadline.
func WithTimeout(ctx context.Context, read readLimit, standard time.Duration, diags *diag.Diagnostics) (context.Context, context.CancelFunc) {
	return deletion.WithTimeout(ctx, Limit(ctx, read, standard, diags))
}
