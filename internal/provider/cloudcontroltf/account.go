package cloudcontroltf

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// requireHome returns an error unless the provider speaks for the account and
// region that state records; see destroy.RequireHome.
func (c *call) requireHome(ctx context.Context, obj deletion.Object, doing string) diag.Diagnostics {
	return destroy.RequireHome(ctx, c.Client.Backend(c.Target), nameable(obj), doing)
}

// readable makes sure, before anything is asked about an object, that it is the
// one in state and not one of its name in another account. It reports whether to go
// on.
func (c *call) readable(ctx context.Context, state *resourceModel, importing bool, diags *diag.Diagnostics) bool {
	if importing && (!c.moved || state.AccountID.IsNull()) {
		return c.adopt(ctx, state, diags)
	}
	obj := nameable(state.object())
	_, err := deletion.FenceBefore(ctx, c.Client.Backend(c.Target), obj)
	fenced, ok := errors.AsType[*deletion.FenceError](err)
	switch {
	case !ok:
		return true
	case fenced.Unrecorded():
		// Who refreshes next need not be who made the object: only a create and an
		// import record an account.
		diags.Append(destroy.UnrecordedWarning(obj, fenced.Actual))
		return true
	case fenced.Err != nil:
		// The question is one for all objects, and so is its error.
		diags.Append(c.data.Outage.Refreshing("account: "+fenced.Err.Error(), destroy.NotAtHome(ctx, destroy.Reading, obj, err))...)
		return false
	}
	diags.Append(destroy.NotAtHome(ctx, destroy.Reading, obj, err)...)
	return false
}

// adopt records the account of an object that is being imported or moved.
func (c *call) adopt(ctx context.Context, state *resourceModel, diags *diag.Diagnostics) bool {
	home, err := c.Client.Home(ctx, c.Target)
	if err != nil && !errors.Is(err, deletion.ErrHomeNotAsked) {
		destroy.AddFailure(diags, "find the account of", state.object(), err)
		return false
	}
	if requireAccount(*state, home, diags); diags.HasError() {
		return false
	}
	if err != nil && c.moved {
		diags.Append(destroy.UncheckedWarning(state.object(), "move")) // an import said so when it began
	}
	if state.AccountID.ValueString() == "" {
		state.AccountID = attributes.OrNull(home.Account)
	}
	return true
}
