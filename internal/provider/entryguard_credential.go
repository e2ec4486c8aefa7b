package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/resourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
)

// NewEntryGuardCredential returns steward_entryguard_credential: what
// EntryGuard uses to reach a cloud provider. EntryGuard has no update of it, and
// never answers its secret.
func NewEntryGuardCredential() resource.Resource {
	return manage(entryguardKind[*entryguardCredentialModel, entryguard.Credential]{
		name:       "credential",
		objectType: entryguard.CredentialType,
		noun:       "credential",
		blank:      func() *entryguardCredentialModel { return new(entryguardCredentialModel) },
		schema:     entryguardCredentialSchema,
		validators: []resource.ConfigValidator{
			resourcevalidator.ExactlyOneOf(path.MatchRoot("credential_data"), path.MatchRoot("credential_data_wo")),
		},
		validate: func(config *entryguardCredentialModel) diag.Diagnostics {
			return warnOfCloudProvider(config.CloudProvider)
		},
		replaces: func(config, plan, state *entryguardCredentialModel) path.Paths {
			return plan.replacements(state, config.CredentialDataWO)
		},
		create: createCredential,
		read: func(ctx context.Context, client *entryguard.Client, state *entryguardCredentialModel) (entryguard.Credential, error) {
			return client.Shared().Credential(ctx, state.ID.ValueString())
		},
		backend: func(client *entryguard.Client) deletion.Backend { return client.CredentialBackend() },
		look:    (*entryguardCredentialModel).look,
	})
}

func createCredential(
	ctx context.Context, client *entryguard.Client, config, plan *entryguardCredentialModel,
) (creation[entryguard.Credential], diag.Diagnostics) {
	secret, diags := config.secret(ctx)
	return creation[entryguard.Credential]{
		create: func(ctx context.Context) (entryguard.Credential, error) {
			return client.CreateCredential(ctx, plan.toAPI(secret))
		},
		list: client.Credentials,
		id:   func(c entryguard.Credential) string { return c.ID },
		same: plan.sameAs,
	}, diags
}
