package entryguardtf

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/dynamic"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/blockers"
)

// A resourceModel is a steward_entryguard_resource in Terraform.
type resourceModel struct {
	deletableModel
	Name               types.String  `tfsdk:"name"`
	CredentialID       types.String  `tfsdk:"credential_id"`
	CredentialName     types.String  `tfsdk:"credential_name"`
	CloudProvider      types.String  `tfsdk:"cloud_provider"`
	ResourceType       types.String  `tfsdk:"resource_type"`
	ResourceIdentifier types.String  `tfsdk:"resource_identifier"`
	Region             types.String  `tfsdk:"region"`
	Config             types.Dynamic `tfsdk:"config"`
	IsActive           types.Bool    `tfsdk:"is_active"`
	VerifyOnCreate     types.Bool    `tfsdk:"verify_on_create"`
	OnActiveSessions   types.String  `tfsdk:"on_active_sessions"`
	CreatedAt          types.String  `tfsdk:"created_at"`
}

func (m *resourceModel) object() deletion.Object {
	return m.named(entryguard.ResourceType, m.Name.ValueString())
}

func (m *resourceModel) imported() bool { return m.Name.IsNull() }

// deleteLimit is how long the deletion of the resource may take.
func (m *resourceModel) deleteLimit(ctx context.Context) time.Duration {
	var unusable diag.Diagnostics // Delete says what is wrong with it
	return attributes.Limit(ctx, m.Timeouts.Delete, defaultTimeout, &unusable)
}

// toAPI returns the body of a create.
func (m *resourceModel) toAPI() entryguard.ResourceInput {
	return entryguard.ResourceInput{
		Name:               m.Name.ValueString(),
		CredentialID:       m.CredentialID.ValueString(),
		Provider:           m.CloudProvider.ValueString(),
		ResourceType:       m.ResourceType.ValueString(),
		ResourceIdentifier: m.ResourceIdentifier.ValueString(),
		Region:             m.Region.ValueStringPointer(),
		Config:             dynamic.ModelOf(m.Config),
	}
}

// sameAs reports whether an object looks like what the model asks for.
func (m *resourceModel) sameAs(r entryguard.Resource) bool {
	return r.Name == m.Name.ValueString() &&
		r.CredentialID == m.CredentialID.ValueString() &&
		r.Provider == m.CloudProvider.ValueString() &&
		r.ResourceType == m.ResourceType.ValueString() &&
		r.ResourceIdentifier == m.ResourceIdentifier.ValueString()
}

func (m *resourceModel) fill(r entryguard.Resource) {
	m.ID = attributes.OrElse(m.ID, r.ID)
	m.CredentialName = attributes.OrElse(m.CredentialName, r.CredentialName)
	m.CreatedAt = attributes.OrElse(m.CreatedAt, string(r.CreatedAt))
	if m.IsActive.IsUnknown() {
		m.IsActive = types.BoolValue(r.IsActive)
	}
}

func (m *resourceModel) fromAPI(r entryguard.Resource) {
	m.ID = types.StringValue(r.ID)
	m.Name = types.StringValue(r.Name)
	m.CredentialID = types.StringValue(r.CredentialID)
	m.CredentialName = attributes.OrNull(r.CredentialName)
	m.CloudProvider = types.StringValue(r.Provider)
	m.ResourceType = types.StringValue(r.ResourceType)
	m.ResourceIdentifier = types.StringValue(r.ResourceIdentifier)
	m.Region = types.StringPointerValue(r.Region)
	m.IsActive = types.BoolValue(r.IsActive)
	m.CreatedAt = attributes.OrNull(string(r.CreatedAt))
	m.OnActiveSessions = attributes.OrDefault(m.OnActiveSessions, blockers.OnActiveSessionsDefault)
	if !sameConfig(dynamic.ModelOf(m.Config), r.Config) {
		m.Config = dynamic.Reformed(m.Config, r.Config)
	}
}

// patch returns what of the plan differs from the state; the zero patch where
// nothing does that EntryGuard keeps.
func (m *resourceModel) patch(state *resourceModel) entryguard.ResourcePatch {
	patch := entryguard.ResourcePatch{
		Name:               changed(m.Name, state.Name),
		ResourceIdentifier: changed(m.ResourceIdentifier, state.ResourceIdentifier),
		CredentialID:       changed(m.CredentialID, state.CredentialID),
		IsActive:           changedBool(m.IsActive, state.IsActive),
		Region:             field(m.Region, state.Region, m.Region.ValueStringPointer()),
	}
	if config := dynamic.ModelOf(m.Config); !sameConfig(dynamic.ModelOf(state.Config), config) {
		patch.Config = entryguard.SendNull[any]()
		if config != nil {
			patch.Config = entryguard.Send(config)
		}
	}
	return patch
}

// isEmpty reports whether a patch would change nothing.
func isEmpty(patch entryguard.ResourcePatch) bool {
	return patch.Name == nil && patch.ResourceIdentifier == nil && patch.CredentialID == nil && patch.IsActive == nil &&
		patch.Region.IsZero() && patch.Config.IsZero()
}

// sameConfig reports whether two configurations say the same: a member that is
// null says what a missing one says, no configuration what an empty one says,
// and 1.0 is 1. The order of arrays counts, since nothing is known about them.
func sameConfig(a, b any) bool {
	return jsonvalue.Same(orEmpty(a), orEmpty(b))
}

func orEmpty(config any) any {
	if config == nil {
		return map[string]any{}
	}
	return config
}
