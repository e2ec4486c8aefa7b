package entryguardtf

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/dynamic"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/blockers"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/creation"
)

// NewResource returns steward_entryguard_resource: one thing that
// EntryGuard opens for sessions.
func NewResource() resource.Resource {
	return manage(objectKind[*resourceModel, entryguard.Resource]{
		name:       "resource",
		objectType: entryguard.ResourceType,
		noun:       "resource",
		blank:      func() *resourceModel { return new(resourceModel) },
		schema:     resourceSchema,
		validate:   (*resourceModel).validate,
		settle:     settleResource,
		replaces:   func(_, plan, state *resourceModel) path.Paths { return plan.replacements(state) },
		create:     createResource,
		finish:     activate,
		read: func(ctx context.Context, client *entryguard.Client, state *resourceModel) (entryguard.Resource, error) {
			return client.Shared().Resource(ctx, state.ID.ValueString())
		},
		update: updateResource,
		taken:  resourceTaken,

		backend: func(client *entryguard.Client) deletion.Backend { return client.ResourceBackend() },
		inUse: func(state *resourceModel) deletion.OnInUse {
			return blockers.OnActiveSessions(state.OnActiveSessions)
		},
		look: func(state *resourceModel, p *connection.ProviderData) destroy.Check {
			return blockers.OfResource(p, state.object(), blockers.OnActiveSessions(state.OnActiveSessions), state.deleteLimit)
		},
	})
}

func createResource(_ context.Context, client *entryguard.Client, _, plan *resourceModel) (creation.Steps[entryguard.Resource], diag.Diagnostics) {
	return creation.Steps[entryguard.Resource]{
		Create: func(ctx context.Context) (entryguard.Resource, error) {
			return client.CreateResource(ctx, plan.toAPI())
		},
		List: client.Resources,
		ID:   func(r entryguard.Resource) string { return r.ID },
		Same: plan.sameAs,
	}, nil
}

func updateResource(plan, state *resourceModel) func(context.Context, *entryguard.Client) (entryguard.Resource, error) {
	patch := plan.patch(state)
	if isEmpty(patch) {
		return nil
	}
	return func(ctx context.Context, client *entryguard.Client) (entryguard.Resource, error) {
		return client.UpdateResource(ctx, state.ID.ValueString(), patch)
	}
}

// resourceTaken looks whether EntryGuard took over what was sent: whether a new
// config replaces the old one is not documented either.
func resourceTaken(plan, state *resourceModel, live entryguard.Resource) diag.Diagnostics {
	patch := plan.patch(state)
	return append(
		notTaken(plan.object(), "region", !patch.Region.IsZero() && !plan.Region.Equal(types.StringPointerValue(live.Region))),
		notTaken(plan.object(), "config", !patch.Config.IsZero() && !sameConfig(dynamic.ModelOf(plan.Config), live.Config))...)
}
