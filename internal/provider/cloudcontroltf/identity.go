package cloudcontroltf

import (
	"context"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/importid"
)

// IdentitySchema describes what tells an object from all others.
func (r *managedResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		typeNameAttribute: identityschema.StringAttribute{
			RequiredForImport: true,
			Description:       "The type, e.g. AWS::Logs::LogGroup.",
		},
		identifierAttribute: identityschema.StringAttribute{
			RequiredForImport: true,
			Description:       "The primary identifier; the parts of a compound one are joined by \"|\".",
		},
		accountIDAttribute: identityschema.StringAttribute{
			OptionalForImport: true,
			Description:       "The account that owns the object. If an import sets it, the provider's credentials must belong to that account.",
		},
		regionAttribute: identityschema.StringAttribute{
			OptionalForImport: true,
			Description:       "The region of the object. Default: the provider's region.",
		},
	}}
}

// identify writes the identity of the object that the model describes.
func (m *resourceModel) identify(ctx context.Context, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	return attributes.Identify(ctx, identity, m.identityParts())
}

// identifyOnce is identify where Terraform holds no identity of the object yet.
// What may become known later: what an object is called whose create was not seen to
// end.
func (m *resourceModel) identifyOnce(ctx context.Context, held, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	return attributes.IdentifyOnce(ctx, held, identity, m.identityParts())
}

func (m *resourceModel) identityParts() map[string]string {
	return map[string]string{
		typeNameAttribute:   m.TypeName.ValueString(),
		identifierAttribute: m.Identifier.ValueString(),
		accountIDAttribute:  m.AccountID.ValueString(),
		regionAttribute:     m.Region.ValueString(),
	}
}

// accountPattern is what an account ID looks like.
var accountPattern = regexp.MustCompile(`^[0-9]{12}$`)

// modelOfIdentity reads the identity that an import block gives.
func modelOfIdentity(ctx context.Context, identity *tfsdk.ResourceIdentity) (resourceModel, diag.Diagnostics) {
	var m resourceModel
	var diags diag.Diagnostics
	for name, value := range map[string]*types.String{
		typeNameAttribute: &m.TypeName, identifierAttribute: &m.Identifier, accountIDAttribute: &m.AccountID, regionAttribute: &m.Region,
	} {
		diags.Append(identity.GetAttribute(ctx, path.Root(name), value)...)
	}
	for _, part := range []struct {
		value   types.String
		pattern *regexp.Regexp
		name    string
		must    string
	}{
		{m.TypeName, importid.TypeNamePattern, typeNameAttribute, "the name of a resource type, such as AWS::Logs::LogGroup"},
		{m.AccountID, accountPattern, accountIDAttribute, "the ID of an AWS account, 12 digits"},
		{m.Region, importid.RegionPattern, regionAttribute, "the name of an AWS region, such as us-east-1"},
	} {
		if !part.value.IsNull() && !part.pattern.MatchString(part.value.ValueString()) {
			diags.AddError("Wrong identity", part.name+" must be "+part.must+", got: \""+part.value.ValueString()+"\".")
		}
	}
	if !cloudcontrol.ValidIdentifier(m.Identifier.ValueString()) {
		diags.AddError("Wrong identity", identifierAttribute+" must be 1 to 1024 characters, none of them a control character or a line break.")
	}
	return m, diags
}

// requireAccount refuses an import of an object from another account than the
// one that the identity names.
func requireAccount(id resourceModel, actual deletion.Home, diags *diag.Diagnostics) {
	named := id.AccountID.ValueString()
	if named == "" || actual.Account == "" || named == actual.Account {
		return
	}
	diags.AddError(id.object().String()+" cannot be imported from another account",
		destroy.Sections("The identity names account "+named+".\nThe provider's credentials are of "+actual.String()+".\nNothing was asked of the API there.",
			destroy.Remedies([]string{
				"point the provider at account " + named + " (credentials, profile, role) and plan again",
				"or, for the object of this identifier in " + actual.String() + ", remove account_id from the identity",
			})))
}
