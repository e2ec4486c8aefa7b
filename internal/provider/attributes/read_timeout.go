package attributes

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// DefaultReadTimeout is the limit of a read that sets none: far more than an API
// needs that works.
const DefaultReadTimeout = 5 * time.Minute

// A ReadTimeout is the block timeouts of a data source. Its model embeds it.
type ReadTimeout struct {
	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

// ReadTimeouts is the block itself, so that a model can be asked for it whose other
// fields are not known.
func (t *ReadTimeout) ReadTimeouts() *ReadTimeout { return t }

// BeginRead limits ctx to timeouts.read: all requests of a read with their pages and
// repetitions, and the log-in.
func (t *ReadTimeout) BeginRead(ctx context.Context, diags *diag.Diagnostics) (context.Context, context.CancelFunc) {
	return WithTimeout(ctx, t.Timeouts.Read, DefaultReadTimeout, diags)
}

// readTimeoutBlock is the block timeouts of every data source.
func readTimeoutBlock(ctx context.Context) schema.Block {
	block := timeouts.Block(ctx)
	nested, ok := block.(schema.SingleNestedBlock)
	if !ok {
		return block
	}
	nested.MarkdownDescription = timeoutsDescription
	nested.Attributes = map[string]schema.Attribute{"read": schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: timeoutText("reading", "5 minutes") + " It includes all pages and repeated requests.",
		Validators:          []validator.String{positiveDuration{}},
	}}
	return nested
}
