package attributes

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/action/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// An Action is what all actions have in common: a name, a schema with a timeouts
// block, and the data of the provider. An action embeds it, plans and is invoked.
type Action[Data any] struct {
	Name string // after "steward_"
	// Describe makes the schema when Terraform asks for it; the timeouts block is
	// added to it.
	Describe func() schema.Schema
	// Limit is how long an invocation may take where the user sets nothing.
	Limit time.Duration
	// Configured returns what the action needs of the provider's data, and whether
	// it is the provider's data at all.
	Configured func(providerData any) (Data, bool)
	Data       Data
}

// Metadata names the action.
func (a *Action[Data]) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + a.Name
}

// Schema describes the action.
func (a *Action[Data]) Schema(ctx context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = a.Describe()
	resp.Schema.Blocks = map[string]schema.Block{TimeoutsName: a.timeoutsBlock(ctx)}
}

// timeoutsBlock is a block for the same reason as that of a resource.
func (a *Action[Data]) timeoutsBlock(ctx context.Context) schema.Block {
	block := timeouts.Block(ctx)
	nested, ok := block.(schema.SingleNestedBlock)
	if !ok {
		return block
	}
	nested.MarkdownDescription = "How long the action may take."
	for name, step := range nested.Attributes {
		if limit, ok := step.(schema.StringAttribute); ok {
			limit.Description = "How long it may take until the result is confirmed, as a duration such as \"30s\", \"20m\" or \"1h30m\". Default: " + duration(a.Limit) + "."
			limit.Validators = []validator.String{positiveDuration{}}
			nested.Attributes[name] = limit
		}
	}
	return nested
}

// duration is a default limit in words.
func duration(d time.Duration) string { return fmt.Sprintf("%d minutes", int(d.Minutes())) }

// Configure takes the provider's data; nothing while Terraform validates,
// because it does not configure the provider then.
func (a *Action[Data]) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	if req.ProviderData == nil {
		return
	}
	data, ok := a.Configured(req.ProviderData)
	if !ok {
		resp.Diagnostics.AddError("Wrong provider data", "The provider passed something else than its own data to an action. This is a fault of the provider.")
	}
	a.Data = data
}

// A Progress shows a person how far an action is: each call is a line on the screen.
type Progress func(format string, args ...any)

// Progressing returns the Progress of an invocation; ctx is its own, without a
// limit. When Terraform was asked to stop, nothing is said any more: it shows one
// more message, and then does not read how the action ended, which is where the
// whole truth is.
func Progressing(ctx context.Context, resp *action.InvokeResponse) Progress {
	return func(format string, args ...any) {
		if ctx.Err() == nil {
			resp.SendProgress(action.InvokeProgressEvent{Message: fmt.Sprintf(format, args...)})
		}
	}
}
