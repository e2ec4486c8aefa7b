package frame

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// DefaultTimeouts are a resource's limits where the user sets none, in words:
// some depend on the type of the object. Without a text for delete there is no
// such limit: the resource deletes nothing.
type DefaultTimeouts struct{ Create, Read, Update, Delete string }

// TimeoutsAttribute is the attribute timeouts of every resource.
func TimeoutsAttribute(ctx context.Context, defaults DefaultTimeouts) schema.Attribute {
	text := func(doing, standard string) string {
		return "How long " + doing + " may take, as a duration like \"30s\", \"20m\" or \"1h30m\". Default: " + standard + "."
	}
	attribute := timeouts.Attributes(ctx, timeouts.Opts{
		Create: true, CreateDescription: text("creating", defaults.Create),
		Read: true, ReadDescription: text("reading", defaults.Read),
		Update: true, UpdateDescription: text("updating", defaults.Update),
		Delete: defaults.Delete != "", DeleteDescription: text("deleting", defaults.Delete) +
			" The value that counts is the one in state: apply a change of it before you destroy.",
	})
	if nested, ok := attribute.(schema.SingleNestedAttribute); ok {
		nested.MarkdownDescription = "How long each step may take."
		return nested
	}
	return attribute
}

// WithTimeout limits ctx to what the resource sets for one step, which read
// returns (timeouts.Value's Create, Read, Update or Delete), else to standard.
// The cause of a context that ran out is deletion.ErrDeadline.
func WithTimeout(
	ctx context.Context,
	read func(context.Context, time.Duration) (time.Duration, diag.Diagnostics),
	standard time.Duration,
	diags *diag.Diagnostics,
) (context.Context, context.CancelFunc) {
	limit, problems := read(ctx, standard)
	diags.Append(problems...)
	return deletion.WithTimeout(ctx, limit)
}
