package entryguardactions

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
)

// limit is how long an action may take where the user sets nothing.
const limit = 10 * time.Minute

// An entryGuardAction is what the actions of EntryGuard have in common.
type entryGuardAction struct {
	attributes.Action[*connection.ProviderData]
}

func newAction(name string, describe func() schema.Schema) entryGuardAction {
	return entryGuardAction{attributes.Action[*connection.ProviderData]{
		Name: "entryguard_" + name, Describe: describe, Limit: limit, Configured: connection.Configured,
	}}
}

// An invocation is one run of an action.
type invocation struct {
	data   *connection.ProviderData
	client *entryguard.Client
	say    attributes.Progress
	diags  *diag.Diagnostics
}

// connect returns the client of an invocation that writes; doing and obj say what.
func (a *entryGuardAction) connect(ctx context.Context, doing string, obj deletion.Object, say attributes.Progress, diags *diag.Diagnostics) (invocation, bool) {
	client, problems := a.Data.Connect(ctx)
	diags.Append(problems...)
	if !diags.HasError() {
		diags.Append(connection.RequireWrites(client, doing, obj)...)
	}
	return invocation{data: a.Data, client: client, say: say, diags: diags}, !diags.HasError()
}

// lastRead gives an invocation whose time is over, or that was interrupted, time
// for one more read.
func (i invocation) lastRead(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), i.data.Pace.OrDefaults().LastLook)
}

func (i invocation) fail(f destroy.ActionFailure) { destroy.AddActionFailure(i.say, i.diags, f) }
