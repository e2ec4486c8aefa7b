package entryguardtf

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// Ask makes a request that may be repeated, and repeats it while EntryGuard
// throttles or is unavailable (deletion.Following.Submit says how often).
func Ask[Answer any](ctx context.Context, p *ProviderData, request func(context.Context) (Answer, error)) (Answer, error) {
	var answer Answer
	_, err := deletion.Following{Pace: p.Pace, Report: destroy.LogEvents(ctx)}.Submit(ctx, func(ctx context.Context) (deletion.Operation, error) {
		var err error
		answer, err = request(ctx)
		return deletion.Operation{State: deletion.Done}, err
	})
	return answer, err
}

// requireWrites returns an error where the provider has an API key and so
// cannot do what is planned.
func requireWrites(client *entryguard.Client, doing string, obj deletion.Object) diag.Diagnostics {
	var diags diag.Diagnostics
	if client.ReadOnly() {
		diags.AddError("An API key cannot "+doing+" "+obj.String(),
			"The provider is configured with an EntryGuard API key, and EntryGuard lets API keys only read. "+
				"To change anything, log in as a user with the role ORG_ADMIN: set access_token (ENTRYGUARD_ACCESS_TOKEN), or organization_slug, email and password "+
				"(ENTRYGUARD_ORGANIZATION_SLUG, ENTRYGUARD_EMAIL, ENTRYGUARD_PASSWORD), instead of api_key (ENTRYGUARD_API_KEY).")
	}
	return diags
}

// planWrites is requireWrites while Terraform plans: it finds out whether the
// change could be made at all. While the provider's configuration is not known
// it says nothing; applying checks again.
func planWrites(ctx context.Context, p *ProviderData, doing string, obj deletion.Object) diag.Diagnostics {
	if p == nil || !p.Configurable() {
		return nil
	}
	client, diags := p.Connect(ctx)
	if diags.HasError() {
		return diags
	}
	diags.Append(requireWrites(client, doing, obj)...)
	return diags
}

// writer returns the client for a change.
func writer(ctx context.Context, p *ProviderData, doing string, obj deletion.Object) (*entryguard.Client, diag.Diagnostics) {
	client, diags := p.Connect(ctx)
	if diags.HasError() {
		return nil, diags
	}
	diags.Append(requireWrites(client, doing, obj)...)
	return client, diags
}
