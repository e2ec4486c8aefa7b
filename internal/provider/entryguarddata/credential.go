package entryguarddata

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/redact"
)

var credentialListing = listing[entryguard.Credential]{
	objectType: entryguard.CredentialType, plural: "credentials", key: "name",
	id:   func(c entryguard.Credential) string { return c.ID },
	name: func(c entryguard.Credential) string { return c.Name },
	get:  (*entryguard.Shared).Credential,
	list: (*entryguard.Shared).Credentials,
}

type (
	// A credentialShown is a credential as both data sources show it. EntryGuard
	// never answers its secret.
	credentialShown struct {
		ID                types.String `tfsdk:"id"`
		Name              types.String `tfsdk:"name"`
		CloudProvider     types.String `tfsdk:"cloud_provider"`
		CredentialType    types.String `tfsdk:"credential_type"`
		IsValid           types.Bool   `tfsdk:"is_valid"`
		LastVerifiedAt    types.String `tfsdk:"last_verified_at"`
		VerificationError types.String `tfsdk:"verification_error"`
		CreatedAt         types.String `tfsdk:"created_at"`
		UpdatedAt         types.String `tfsdk:"updated_at"`
	}
	credentialModel struct {
		attributes.ReadTimeout
		credentialShown
	}
	credentialsModel struct {
		attributes.ReadTimeout
		Credentials []credentialShown `tfsdk:"credentials"`
	}
)

func showCredential(c entryguard.Credential) credentialShown {
	return credentialShown{
		ID:                types.StringValue(c.ID),
		Name:              types.StringValue(c.Name),
		CloudProvider:     attributes.OrNull(c.Provider),
		CredentialType:    attributes.OrNull(c.CredentialType),
		IsValid:           types.BoolPointerValue(c.IsValid),
		LastVerifiedAt:    orNullTime(c.LastVerifiedAt),
		VerificationError: types.StringPointerValue(withoutSuspects(c.VerificationError)),
		CreatedAt:         orNullTime(c.CreatedAt),
		UpdatedAt:         orNullTime(c.UpdatedAt),
	}
}

// withoutSuspects hides what looks like a secret: whose credential it is, and
// what it holds, a data source does not know.
func withoutSuspects(words *string) *string {
	if words == nil {
		return nil
	}
	return new(redact.HideSuspects(*words))
}

func credentialAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":                 shownText("UUID of the credential."),
		"name":               shownText("Name of the credential."),
		"cloud_provider":     shownText("Cloud provider, such as `AWS`."),
		"credential_type":    shownText("Type of the credential in EntryGuard, such as `ACCESS_KEY`."),
		"is_valid":           shownBool("Whether EntryGuard could use the credential when it last tried; null until it has."),
		"last_verified_at":   shownTime("When EntryGuard last tried to use the credential; null until it has."),
		"verification_error": shownText("Why the credential could not be used; null if it could. What looks like a key or a token in it is hidden."),
		"created_at":         shownTime("When the credential was created."),
		"updated_at":         shownTime("When the credential last changed."),
	}
}

// NewCredential returns steward_entryguard_credential.
func NewCredential() datasource.DataSource {
	return newOne(credentialListing, sourceKind[credentialModel]{
		name:        "credential",
		description: "One credential with which EntryGuard reaches a cloud provider. EntryGuard never shows its secret.",
		attributes:  credentialAttributes(),
	}, func(m *credentialModel) (id, key types.String) { return m.ID, m.Name },
		func(m *credentialModel, c entryguard.Credential) { m.credentialShown = showCredential(c) })
}

// NewCredentials returns steward_entryguard_credentials.
func NewCredentials() datasource.DataSource {
	return newMany(credentialListing, sourceKind[credentialsModel]{
		name:        "credentials",
		description: "All credentials with which EntryGuard reaches cloud providers. EntryGuard never shows their secrets.",
		attributes:  credentialAttributes(),
	}, func(m *credentialsModel, all []entryguard.Credential) { m.Credentials = eachShown(all, showCredential) })
}
