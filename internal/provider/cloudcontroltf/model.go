package cloudcontroltf

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/tags"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/dynamic"
)

// resourceModel is steward_cloudcontrol_resource in configuration, plan
// and state. SensitiveProperties is write-only: it is null everywhere but in
// configuration.
type resourceModel struct {
	ID                         types.String   `tfsdk:"id"`
	TypeName                   types.String   `tfsdk:"type_name"`
	Properties                 types.Dynamic  `tfsdk:"properties"`
	SensitiveProperties        types.Dynamic  `tfsdk:"sensitive_properties"`
	SensitivePropertiesVersion types.Int64    `tfsdk:"sensitive_properties_version"`
	SchemaValidationEnabled    types.Bool     `tfsdk:"schema_validation_enabled"`
	RoleARN                    types.String   `tfsdk:"role_arn"`
	TypeVersionID              types.String   `tfsdk:"type_version_id"`
	Region                     types.String   `tfsdk:"region"`
	Identifier                 types.String   `tfsdk:"identifier"`
	ComputedProperties         types.Dynamic  `tfsdk:"computed_properties"`
	AccountID                  types.String   `tfsdk:"account_id"`
	TagsAll                    types.Map      `tfsdk:"tags_all"`
	PendingOperation           types.Object   `tfsdk:"pending_operation"`
	DeletionRetry              types.Object   `tfsdk:"deletion_retry"`
	OnProtection               types.String   `tfsdk:"on_protection"`
	DeletionPolicy             types.String   `tfsdk:"deletion_policy"`
	DeletionBlockers           types.List     `tfsdk:"deletion_blockers"`
	Timeouts                   timeouts.Value `tfsdk:"timeouts"`
}

// target says which handler works on the object, where and as whom.
func (m *resourceModel) target() cloudcontrol.Target {
	return cloudcontrol.Target{
		TypeName:      m.TypeName.ValueString(),
		Region:        m.Region.ValueString(),
		RoleARN:       m.RoleARN.ValueString(),
		TypeVersionID: m.TypeVersionID.ValueString(),
	}
}

// named returns what id says of an object: its identifier, which people know it
// by and which Terraform prints beside each line of an apply and a destroy. It is
// null where a secret would be printed with it.
func (c *call) named(identifier types.String) types.String {
	if c.secrets.StandIn(identifier.ValueString()) {
		return types.StringNull()
	}
	return identifier
}

// object names the object for the engine and for people.
func (m *resourceModel) object() deletion.Object {
	return deletion.Object{
		Type: m.TypeName.ValueString(),
		ID:   m.Identifier.ValueString(),
		Home: deletion.Home{Account: m.AccountID.ValueString(), Region: m.Region.ValueString()},
	}
}

// held is the object as its id shows it; what is not shown is held unseen.
func (m *resourceModel) held() deletion.Object {
	obj := m.object()
	obj.ID = m.ID.ValueString()
	return obj
}

// pending returns the operation that pending_operation names, nil if none.
func (m *resourceModel) pending(ctx context.Context, diags *diag.Diagnostics) *deletion.Operation {
	op, more := destroy.PendingTo(ctx, m.PendingOperation, m.object())
	diags.Append(more...)
	return op
}

// unfinished returns the model as it is saved while its create is under way:
// nothing unknown, and "DELETE", so that what a failed create left behind can
// be removed whatever the plan says.
func (m resourceModel) unfinished(identifier string, op *deletion.Operation) resourceModel {
	m.Identifier = attributes.OrNull(identifier)
	m.ComputedProperties = types.DynamicNull()
	m.TagsAll = tags.Settled(m.TagsAll, tags.Unshown())
	m.PendingOperation = destroy.PendingFrom(op)
	m.DeletionPolicy = types.StringValue(destroy.PolicyDelete)
	m.DeletionBlockers = destroy.NoBlockersRecorded()
	return m
}

// nameable returns an object that can stand in a sentence: the identifier of a
// new one is not known yet.
func nameable(obj deletion.Object) deletion.Object {
	if obj.ID == "" {
		obj.ID = "object"
	}
	return obj
}

// sensitiveModel reads sensitive_properties, which only a configuration has.
func sensitiveModel(ctx context.Context, config tfsdk.Config, diags *diag.Diagnostics) any {
	var sensitive types.Dynamic
	diags.Append(config.GetAttribute(ctx, path.Root(sensitivePropertiesName), &sensitive)...)
	return dynamic.ModelWithNulls(sensitive)
}

// merged lays the sensitive properties over the others.
func merged(properties, sensitive any) any {
	if sensitive == nil {
		return properties
	}
	return jsonvalue.Merge(properties, sensitive)
}
