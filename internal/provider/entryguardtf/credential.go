package entryguardtf

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/resourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/blockers"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/creation"
)

// NewCredential returns steward_entryguard_credential: what
// EntryGuard uses to reach a cloud provider. EntryGuard has no update of it, and
// never answers its secret.
func NewCredential() resource.Resource {
	return manage(objectKind[*credentialModel, entryguard.Credential]{
		name:       "credential",
		objectType: entryguard.CredentialType,
		noun:       "credential",
		blank:      func() *credentialModel { return new(credentialModel) },
		schema:     credentialSchema,
		validators: []resource.ConfigValidator{
			resourcevalidator.ExactlyOneOf(path.MatchRoot("credential_data"), path.MatchRoot("credential_data_wo")),
		},
		validate: func(config *credentialModel) diag.Diagnostics {
			diags := warnOfCloudProvider(config.CloudProvider)
			diags.Append(warnOfMisspelling("credential_type", config.CredentialType, credentialTypes)...)
			diags.Append(config.warnOfSecretKeys()...)
			return diags
		},
		replaces: func(config, plan, state *credentialModel) path.Paths {
			return plan.replacements(state, config.CredentialDataWO)
		},
		create: createCredential,
		finish: awaitCredential,
		read: func(ctx context.Context, client *entryguard.Client, state *credentialModel) (entryguard.Credential, error) {
			return client.Shared().Credential(ctx, state.ID.ValueString())
		},
		backend: func(client *entryguard.Client) deletion.Backend { return client.CredentialBackend() },
		look: func(state *credentialModel, p *connection.ProviderData) destroy.Check {
			return blockers.OfCredential(p, state.object())
		},
		secrets: (*credentialModel).secrets,
	})
}

func createCredential(
	ctx context.Context, client *entryguard.Client, config, plan *credentialModel,
) (creation.Steps[entryguard.Credential], diag.Diagnostics) {
	secret, diags := config.secret(ctx)
	return creation.Steps[entryguard.Credential]{
		Create: func(ctx context.Context) (entryguard.Credential, error) {
			return client.CreateCredential(ctx, plan.toAPI(secret))
		},
		List: client.Credentials,
		ID:   func(c entryguard.Credential) string { return c.ID },
		Same: plan.sameAs,
	}, diags
}

// credentialVerification is how long the verification of a new credential is
// waited for, so that state says whether it can be used. EntryGuard documents a
// few seconds; nothing depends on it.
const credentialVerification = 30 * time.Second

// awaitCredential waits until EntryGuard has tried the new credential, and
// warns where it could not use it. The credential was created all the same.
func awaitCredential(
	ctx context.Context, p *connection.ProviderData, client *entryguard.Client, plan *credentialModel, created entryguard.Credential,
) (entryguard.Credential, diag.Diagnostics) {
	var diags diag.Diagnostics
	obj := plan.object()
	obj.ID = created.ID
	live, err := connection.AwaitAtMost(ctx, p, credentialVerification, obj, created,
		func(ctx context.Context) (entryguard.Credential, error) { return client.Credential(ctx, created.ID) },
		func(c entryguard.Credential) bool { return c.LastVerifiedAt != "" })
	switch {
	case err != nil:
		destroy.AddFailure(&diags, destroy.ReadingNew, obj, err)
	case live.IsValid != nil && !*live.IsValid:
		why := "EntryGuard gave no reason."
		if live.VerificationError != nil {
			why = "EntryGuard said: " + *plan.hidden(live.VerificationError)
		}
		diags.AddWarning(obj.String()+" was created, but EntryGuard cannot use it",
			destroy.Sections(why, "Its resources cannot be opened. Correct it in the configuration: the next apply replaces it."))
	}
	return live, diags
}
