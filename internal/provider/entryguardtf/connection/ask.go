package connection

import (
	"context"
	"errors"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// Ask makes a request to EntryGuard that may be repeated, as destroy.Ask does.
func Ask[Answer any](ctx context.Context, p *ProviderData, request func(context.Context) (Answer, error)) (Answer, error) {
	return destroy.Ask(ctx, p.Pace, request)
}

// RequireWrites returns an error where the provider has an API key and so
// cannot do what is planned.
func RequireWrites(client *entryguard.Client, doing string, obj deletion.Object) diag.Diagnostics {
	var diags diag.Diagnostics
	if client.ReadOnly() {
		diags.AddError("An API key cannot "+doing+" "+obj.String(),
			"The provider is configured with an EntryGuard API key, and EntryGuard lets API keys only read. "+
				"To change anything, log in as a user with the role ORG_ADMIN: set access_token (ENTRYGUARD_ACCESS_TOKEN), or organization_slug, email and password "+
				"(ENTRYGUARD_ORGANIZATION_SLUG, ENTRYGUARD_EMAIL, ENTRYGUARD_PASSWORD), instead of api_key (ENTRYGUARD_API_KEY).")
	}
	return diags
}

// callerLimit is what a plan waits for EntryGuard to say whom it speaks to, with
// the log-in. Usually that takes a second.
const callerLimit = 20 * time.Second

// PlanWrites is RequireWrites while Terraform plans: it finds out whether the
// change could be made at all, and asks EntryGuard who we are, once for all
// objects. While the provider's configuration is not known it says nothing;
// applying checks again.
func PlanWrites(ctx context.Context, p *ProviderData, doing string, obj deletion.Object) diag.Diagnostics {
	if p == nil || !p.Configurable() {
		return nil
	}
	ctx, cancel := deletion.WithTimeout(ctx, callerLimit)
	defer cancel()
	client, diags := p.Connect(ctx)
	if diags.HasError() {
		return p.Outage.Once(diags)
	}
	if diags.Append(RequireWrites(client, doing, obj)...); !diags.HasError() {
		diags.Append(p.Outage.Once(requireAdmin(ctx, p, client))...)
	}
	return diags
}

// requireAdmin returns an error unless EntryGuard knows the caller and lets them
// change things. What an administrator may do is not all that a change needs, but
// nobody else may change anything.
func requireAdmin(ctx context.Context, p *ProviderData, client *entryguard.Client) diag.Diagnostics {
	var diags diag.Diagnostics
	me, err := destroy.ShareFailure(ctx, &p.Budget, "the caller", func(ctx context.Context) (entryguard.Me, error) {
		return Ask(ctx, p, client.Caller)
	})
	switch f := deletion.AsFailure(err); {
	case errors.Is(err, context.Canceled):
	case f == nil:
		diags.Append(requireRole(me)...)
	case f.Foreign:
		diags.AddError("Another host than EntryGuard answers at the provider's endpoint", whoAsked("Nothing was changed.", f))
	case f.Reason == deletion.Unauthenticated, f.Reason == deletion.Denied:
		diags.AddError("EntryGuard refuses the provider's credentials", whoAsked("Nothing was changed.", f))
	default:
		diags.AddWarning("Whether EntryGuard accepts the provider's credentials could not be checked", whoAsked("The apply asks again.", f))
	}
	return diags
}

// whoAsked says why a plan asked, and what came of it.
func whoAsked(then string, f *deletion.Failure) string {
	return destroy.Sections("The plan would write to EntryGuard, so it was asked whose credentials these are (GET /auth/me). "+then,
		destroy.Explanation{}.FailureText("read", f))
}

// requireRole returns an error about a user who may change nothing.
func requireRole(me entryguard.Me) diag.Diagnostics {
	var diags diag.Diagnostics
	if !me.IsOrgAdmin && me.PlatformRole != superAdmin {
		diags.AddError("The EntryGuard user "+me.Email+" may not change anything", destroy.Sections(
			"The plan would write to EntryGuard, which lets only users with the role ORG_ADMIN do so. Nothing was changed.",
			destroy.Remedies([]string{"log in as another user", "have an administrator of " + me.OrganizationName + " give this one the role"})))
	}
	return diags
}

// superAdmin is the platform role that stands above the roles of an organization.
const superAdmin = "SUPER_ADMIN"

// Writer returns the client for a change, or why there is none. doing completes
// "Could not".
func Writer(ctx context.Context, p *ProviderData, doing string, obj deletion.Object) (*entryguard.Client, diag.Diagnostics) {
	client, diags := p.Connect(ctx)
	if diags.HasError() {
		return nil, p.Outage.Applying(doing, obj, diags)
	}
	diags.Append(RequireWrites(client, doing, obj)...)
	return client, diags
}
