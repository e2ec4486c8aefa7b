package entryguardtf

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
)

// read returns the object as EntryGuard has it. One that is not there leaves
// the state if a second observation agrees and the right organization said so;
// one that is there after all is read once more.
func (r *managedResource[Model, Live]) read(ctx context.Context, client *entryguard.Client, state Model, resp *resource.ReadResponse) (Live, bool) {
	look := func(ctx context.Context) (Live, error) { return r.kind.read(ctx, client, state) }
	live, err := connection.Ask(ctx, r.data, look)
	if deletion.ReasonOf(err) == deletion.NotFound && r.kind.backend != nil && !state.imported() {
		if !destroy.DropIfGone(ctx, r.settings(), r.kind.backend(client), state.object(), destroy.Explanation{Mask: state.common().hide}, resp) {
			return live, false
		}
		live, err = connection.Ask(ctx, r.data, look)
	}
	if err != nil {
		r.readFailed(ctx, client, state, err, resp)
	}
	return live, err == nil
}

// readFailed is what Read says about an error. An import says what it did not
// find.
func (r *managedResource[Model, Live]) readFailed(ctx context.Context, client *entryguard.Client, state Model, err error, resp *resource.ReadResponse) {
	switch {
	case deletion.ReasonOf(err) == deletion.NotFound && r.kind.backend != nil && state.imported():
		where := "the organization of the provider's credentials"
		if home, err := client.Home(ctx); err == nil {
			where = home.String()
		}
		resp.Diagnostics.AddError("There is no "+state.object().String(),
			"Nothing was imported: EntryGuard has no such object in "+where+". Check the UUID, and the organization that the provider logs in to.")
	default:
		var diags diag.Diagnostics
		destroy.AddExplainedFailure(&diags, destroy.Reading, state.object(), err, destroy.Explanation{Mask: state.common().hide})
		reason := destroy.ForAll(err)
		if client.ReadOnly() && deletion.ReasonOf(err) == deletion.Denied {
			reason = "what an API key may not read"
		}
		if reason != "" && !state.imported() {
			diags = r.data.Outage.Refreshing(reason, diags)
		}
		resp.Diagnostics.Append(diags...)
	}
}

// organization returns the organization that an object was found in: the one
// that state records, else the one that the provider speaks for, since
// EntryGuard shows no object of another one.
func organization(
	ctx context.Context, p *connection.ProviderData, client *entryguard.Client, recorded types.String, obj deletion.Object, diags *diag.Diagnostics,
) types.String {
	if recorded.ValueString() != "" {
		return recorded
	}
	home, err := connection.Ask(ctx, p, client.Home)
	if err != nil {
		destroy.AddFailure(diags, "find the organization of", obj, err)
		return types.StringNull()
	}
	return types.StringValue(home.Organization)
}

// requireOrganization returns an error where the provider does not speak for the
// object's organization. Where state names none nothing is compared: an ID is a
// UUID, which no other organization has an object of.
func (r *managedResource[Model, Live]) requireOrganization(ctx context.Context, client *entryguard.Client, state Model) diag.Diagnostics {
	var diags diag.Diagnostics
	wanted := state.common().OrganizationID.ValueString()
	if r.kind.backend == nil {
		wanted = state.common().ID.ValueString() // the object is the organization
	}
	if wanted == "" {
		return diags
	}
	home, err := connection.Ask(ctx, r.data, client.Home)
	switch {
	case err != nil:
		destroy.AddFailure(&diags, "find the organization of", state.object(), err)
	case !deletion.SameID(home.Organization, wanted):
		diags.AddError(state.object().String()+": another organization than that of the provider",
			destroy.Sections("It is of organization "+wanted+".\nThe provider's credentials are of "+home.String()+".\nNothing was read or changed.",
				destroy.Remedies([]string{"point the provider at organization " + wanted + " (organization_slug, email and password, or access_token), then run the same command again; for an import, check the ID or the identity"})))
	}
	return diags
}
