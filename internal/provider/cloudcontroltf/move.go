package cloudcontroltf

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/foreign"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// MoveState takes over the objects of other providers' resources. Terraform has
// a state moved by a provider that it has not configured, so a move asks nobody:
// it takes what names the object, and the read that follows is that of an import.
func (r *managedResource) MoveState(context.Context) []resource.StateMover {
	return []resource.StateMover{{StateMover: moveState}}
}

// moveState writes what names the object. Nothing else of the source is kept,
// neither its properties nor its private state: there may be secrets in them.
func moveState(ctx context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse) {
	from := foreign.State{ProviderAddress: req.SourceProviderAddress, TypeName: req.SourceTypeName, SchemaVersion: req.SourceSchemaVersion, Attributes: req.SourceRawState.JSON}
	if req.SourceIdentity != nil {
		from.Identity = req.SourceIdentity.JSON
	}
	object, err := foreign.Read(from)
	if err != nil {
		resp.Diagnostics.AddError(req.SourceTypeName+" cannot be moved to steward_cloudcontrol_resource", destroy.Sections(
			"Nothing was moved: "+err.Error()+".",
			destroy.Remedies([]string{"remove the moved block, and use a removed block (with destroy = false) and an import block instead"})))
		return
	}
	for name, value := range map[string]string{
		typeNameAttribute: object.TypeName, idAttribute: object.Identifier, identifierAttribute: object.Identifier,
		regionAttribute: object.Region, accountIDAttribute: object.AccountID,
		roleARNAttribute: object.RoleARN, typeVersionIDAttribute: object.TypeVersionID,
	} {
		resp.Diagnostics.Append(resp.TargetState.SetAttribute(ctx, path.Root(name), attributes.OrNull(value))...)
	}
}

// isUnread reports whether the state only names an object, as a move and an
// import leave it until the object is read.
func (m *resourceModel) isUnread() bool {
	return m.Properties.IsNull() || m.Properties.IsUnderlyingValueNull()
}

// arrives reports whether an object that is read for the first time was moved,
// and completes what the move did not know. An import leaves a mark.
func (r *managedResource) arrives(ctx context.Context, state *resourceModel, private destroy.PrivateState, diags *diag.Diagnostics) bool {
	if wasImported(ctx, private, diags) {
		return false
	}
	client, ok := r.client(ctx, nil, diags)
	if !ok {
		return true
	}
	if state.Region.IsNull() {
		state.Region = types.StringValue(client.Region())
		diags.AddWarning(state.object().String()+" was moved, and its state does not say in which region it is",
			"The provider's region is used: "+client.Region()+". Check that the plan is about the right object.")
	}
	state.DeletionPolicy = attributes.OrNull(r.Data.DeletionPolicy)
	diags.Append(markAdopted(ctx, private)...)
	return true
}

// refuseUnread refuses to change or delete a moved object that was not read:
// nobody has checked in which account it is. It reports whether it refuses.
func refuseUnread(state *resourceModel, diags *diag.Diagnostics) bool {
	if !state.isUnread() {
		return false
	}
	diags.AddError(nameable(state.object()).String()+" was moved and has not been read since", destroy.Sections(
		"Its account and its properties are not known yet, so it is neither changed nor deleted.",
		destroy.Remedies([]string{
			"plan without -refresh=false",
			"to destroy it, apply the move first, with its resource block in place",
		})))
	return true
}

// refuseMove reports a moved object that does not exist where it was looked for:
// dropping it would plan another one, and nobody would know of the first.
func refuseMove(obj deletion.Object, diags *diag.Diagnostics) {
	diags.AddError(obj.String()+" was moved and does not exist in "+obj.Home.String(), destroy.Sections(
		"Nothing was moved, and the state keeps the old resource.",
		destroy.Remedies([]string{
			"if the object is in another account or region, point the provider there and plan again",
			"if it no longer exists, run: terraform state rm OLD_ADDRESS",
		})))
}
