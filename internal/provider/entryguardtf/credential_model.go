package entryguardtf

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
)

// A credentialModel is a steward_entryguard_credential in Terraform.
type credentialModel struct {
	deletableModel
	Name                    types.String `tfsdk:"name"`
	CloudProvider           types.String `tfsdk:"cloud_provider"`
	CredentialType          types.String `tfsdk:"credential_type"`
	CredentialData          types.Map    `tfsdk:"credential_data"`
	CredentialDataWO        types.Map    `tfsdk:"credential_data_wo"` // null wherever it is not configuration
	CredentialDataWOVersion types.Int64  `tfsdk:"credential_data_wo_version"`
	IsValid                 types.Bool   `tfsdk:"is_valid"`
	VerificationError       types.String `tfsdk:"verification_error"`
	CreatedAt               types.String `tfsdk:"created_at"`
}

func (m *credentialModel) object() deletion.Object {
	return m.named(entryguard.CredentialType, m.Name.ValueString())
}

func (m *credentialModel) imported() bool { return m.Name.IsNull() }

// toAPI returns the body of a create. The secret comes from the plan or, where
// it is write-only, from the configuration.
func (m *credentialModel) toAPI(secret map[string]string) entryguard.CredentialInput {
	return entryguard.CredentialInput{
		Name:           m.Name.ValueString(),
		Provider:       m.CloudProvider.ValueString(),
		CredentialType: m.CredentialType.ValueString(),
		CredentialData: secret,
	}
}

// sameAs reports whether an object looks like what the model asks for.
func (m *credentialModel) sameAs(c entryguard.Credential) bool {
	return c.Name == m.Name.ValueString() && c.Provider == m.CloudProvider.ValueString() && c.CredentialType == m.CredentialType.ValueString()
}

func (m *credentialModel) fill(c entryguard.Credential) {
	m.ID = attributes.OrElse(m.ID, c.ID)
	m.CreatedAt = attributes.OrElse(m.CreatedAt, string(c.CreatedAt))
	if m.IsValid.IsUnknown() {
		m.IsValid = types.BoolPointerValue(c.IsValid)
	}
	if m.VerificationError.IsUnknown() {
		m.VerificationError = types.StringPointerValue(m.hidden(c.VerificationError))
	}
}

// fromAPI cannot take over the secret: EntryGuard never says it.
func (m *credentialModel) fromAPI(c entryguard.Credential) {
	m.ID = types.StringValue(c.ID)
	m.Name = types.StringValue(c.Name)
	m.CloudProvider = types.StringValue(c.Provider)
	m.CredentialType = types.StringValue(c.CredentialType)
	m.IsValid = types.BoolPointerValue(c.IsValid)
	m.VerificationError = types.StringPointerValue(m.hidden(c.VerificationError))
	m.CreatedAt = attributes.OrNull(string(c.CreatedAt))
}

// replacements returns the attributes whose planned change needs a new
// credential: EntryGuard has no update. written is credential_data_wo as the
// configuration has it.
func (m *credentialModel) replacements(state *credentialModel, written types.Map) path.Paths {
	paths := changedPaths(
		planned{"name", m.Name, state.Name},
		planned{"cloud_provider", m.CloudProvider, state.CloudProvider},
		planned{"credential_type", m.CredentialType, state.CredentialType},
	)
	if attribute := m.newSecret(state, written); attribute != "" {
		paths.Append(path.Root(attribute))
	}
	return paths
}

// newSecret returns the attribute that says that the secret is another one,
// empty where it is the same as far as is known.
func (m *credentialModel) newSecret(state *credentialModel, written types.Map) string {
	const data, version = "credential_data", "credential_data_wo_version"
	switch {
	case state.CredentialData.IsNull() && state.CredentialDataWOVersion.IsNull():
		return "" // imported: what is configured now is taken for the secret that nobody can read
	case state.CredentialData.IsNull() && m.CredentialData.IsNull():
		if !m.CredentialDataWOVersion.Equal(state.CredentialDataWOVersion) {
			return version
		}
	case m.CredentialData.IsNull():
		if !written.Equal(state.CredentialData) {
			return data // moved to the write-only attribute, and another one
		}
	case !m.CredentialData.Equal(state.CredentialData):
		return data // another one, or moved here from where it cannot be compared
	}
	return ""
}

// secret returns the secret that a configuration holds.
func (m *credentialModel) secret(ctx context.Context) (map[string]string, diag.Diagnostics) {
	data := m.CredentialData
	if data.IsNull() {
		data = m.CredentialDataWO
	}
	var secret map[string]string
	diags := data.ElementsAs(ctx, &secret, false)
	return secret, diags
}

// secrets returns the values of the secret, as far as the model has them.
func (m *credentialModel) secrets() []string {
	var all []string
	for _, data := range []types.Map{m.CredentialData, m.CredentialDataWO} {
		for _, value := range data.Elements() {
			if text, ok := value.(types.String); ok {
				all = append(all, text.ValueString())
			}
		}
	}
	return all
}
