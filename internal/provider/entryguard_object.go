package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
)

// readFailed is what Read does about an error: an object that is not there
// leaves the state if the right organization said so, and an import says what
// it did not find.
func readFailed(
	ctx context.Context, client *entryguard.Client, backend deletion.Backend, obj deletion.Object, imported bool, err error, resp *resource.ReadResponse,
) {
	switch {
	case deletion.ReasonOf(err) != deletion.NotFound:
		addFailure(&resp.Diagnostics, "read", obj, err)
	case imported:
		where := "the organization that the provider speaks for"
		if home, err := client.Home(ctx); err == nil {
			where = home.String()
		}
		resp.Diagnostics.AddError("There is no "+obj.String(),
			"Nothing was imported: EntryGuard knows no such object in "+where+". Check the UUID, and the organization that the provider logs in to.")
	default:
		dropIfGone(ctx, backend, obj, resp)
	}
}

// organization returns the organization that an object was found in: the one
// that state records, else the one that the provider speaks for, since
// EntryGuard shows no object of another one.
func (p *providerData) organization(
	ctx context.Context, client *entryguard.Client, recorded types.String, obj deletion.Object, diags *diag.Diagnostics,
) types.String {
	if recorded.ValueString() != "" {
		return recorded
	}
	home, err := ask(ctx, p, client.Home)
	if err != nil {
		addFailure(diags, "learn the organization of", obj, err)
		return types.StringNull()
	}
	return types.StringValue(home.Organization)
}

// requireOrganization returns an error where an import names an organization
// and the provider speaks for another one.
func (p *providerData) requireOrganization(ctx context.Context, client *entryguard.Client, named types.String, obj deletion.Object) diag.Diagnostics {
	var diags diag.Diagnostics
	if named.ValueString() == "" {
		return diags
	}
	home, err := ask(ctx, p, client.Home)
	switch {
	case err != nil:
		addFailure(&diags, "learn the organization of", obj, err)
	case home.Organization != named.ValueString():
		diags.AddError(obj.String()+" cannot be imported from another organization",
			sections("The import names organization "+named.ValueString()+".\nThe provider speaks for "+home.String()+".\nNothing was imported.",
				remedies([]string{"let the provider log in to the organization that the import names, or leave organization_id out of the identity"})))
	}
	return diags
}

// entryguardDeleter returns the backend for a deletion. An object that is not
// going to be deleted needs none, and so no way to log in.
func entryguardDeleter[Backend deletion.Backend](
	ctx context.Context, p *providerData, policy types.String, obj deletion.Object, diags *diag.Diagnostics, of func(*entryguard.Client) Backend,
) deletion.Backend {
	if policy.ValueString() == policyPrevent || policy.ValueString() == policyAbandon {
		return nil
	}
	client, problems := p.writer(ctx, "delete", obj)
	diags.Append(problems...)
	if diags.HasError() {
		return nil
	}
	return of(client)
}
