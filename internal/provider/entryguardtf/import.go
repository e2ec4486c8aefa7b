package entryguardtf

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
)

const organizationAttribute = "organization_id"

// idParts returns the attributes of the identity that make up the ID.
func (r *managedResource[Model, Live]) idParts() []string {
	if r.kind.keys == nil {
		return []string{"id"}
	}
	return r.kind.keys
}

// IdentitySchema describes the identity: what identifies the object within its
// organization, and the organization.
func (r *managedResource[Model, Live]) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	attributes := map[string]identityschema.Attribute{
		organizationAttribute: identityschema.StringAttribute{
			OptionalForImport: true,
			Description:       "UUID of the organization. If an import sets it, the provider must be logged in to that organization.",
		},
	}
	for _, name := range r.idParts() {
		attributes[name] = identityschema.StringAttribute{RequiredForImport: true, Description: "The UUID; the same as the attribute of the resource."}
	}
	resp.IdentitySchema = identityschema.Schema{Attributes: attributes}
}

// identify writes the identity that a model has, unless Terraform holds one.
func (r *managedResource[Model, Live]) identify(ctx context.Context, held, identity *tfsdk.ResourceIdentity, model Model) diag.Diagnostics {
	parts := map[string]string{organizationAttribute: model.common().OrganizationID.ValueString()}
	names := r.idParts()
	for i, value := range strings.SplitN(model.common().ID.ValueString(), "/", len(names)) {
		parts[names[i]] = value
	}
	return attributes.IdentifyOnce(ctx, held, identity, parts)
}

// ImportState takes an ID or an identity; Read does the rest.
func (r *managedResource[Model, Live]) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	id := req.ID
	if id == "" && req.Identity != nil {
		id = r.fromIdentity(ctx, req, resp)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	parts := strings.Split(id, "/")
	valid := len(parts) == len(r.idParts())
	for _, part := range parts {
		valid = valid && attributes.ValidUUID(part)
	}
	if !valid {
		resp.Diagnostics.AddError("Invalid import ID", "Nothing was imported. Import "+r.kind.objectType+" by "+r.importForm()+". Got: \""+id+"\".")
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), id)...)
}

// fromIdentity returns the ID that an identity holds, and keeps the
// organization that it names.
func (r *managedResource[Model, Live]) fromIdentity(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) string {
	var organization types.String
	resp.Diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root(organizationAttribute), &organization)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(organizationAttribute), organization)...)
	var values []string
	for _, name := range r.idParts() {
		var value types.String
		resp.Diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root(name), &value)...)
		values = append(values, value.ValueString())
	}
	return strings.Join(values, "/")
}

// importForm says what an import takes.
func (r *managedResource[Model, Live]) importForm() string {
	const one, other = "123e4567-e89b-42d3-a456-426614174000", "9c858901-8a57-4791-81fe-4c455b099bc9"
	if r.kind.keys == nil {
		return "UUID, such as \"" + one + "\""
	}
	return strings.Join(r.kind.keys, " and ") + " with a slash between, such as \"" + one + "/" + other + "\""
}
