package cloudcontroltf

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/importid"
)

// importedKey is the key in private state that marks an object which was
// imported and not updated since: its properties hold all that the object had,
// so a configuration that names some of them changes nothing.
const importedKey = "imported.v1"

// ImportState takes an import ID or an identity apart. Read fills in the rest.
func (r *managedResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	ctx, cancel := deletion.WithTimeout(ctx, attributes.DefaultReadTimeout)
	defer cancel()
	id := imported(ctx, req, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	client, ok := r.client(ctx, nil, &resp.Diagnostics)
	if !ok {
		return
	}
	if id.Region.IsNull() {
		id.Region = types.StringValue(client.Region())
	}
	home, err := client.Home(ctx, id.target())
	if err != nil && !errors.Is(err, deletion.ErrHomeNotAsked) {
		destroy.AddFailure(&resp.Diagnostics, "find the account of", id.object(), err)
		return
	}
	if requireAccount(id, home, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	if err != nil {
		resp.Diagnostics.Append(destroy.UncheckedWarning(id.object(), "import"))
	}
	if home.Account != "" {
		id.AccountID = types.StringValue(home.Account)
	}
	for name, value := range map[string]types.String{
		typeNameAttribute:           id.TypeName,
		idAttribute:                 id.Identifier,
		identifierAttribute:         id.Identifier,
		regionAttribute:             id.Region,
		accountIDAttribute:          id.AccountID,
		destroy.PolicyAttributeName: attributes.OrNull(r.Data.DeletionPolicy),
	} {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(name), value)...)
	}
	resp.Diagnostics.Append(id.identify(ctx, resp.Identity)...)
	resp.Diagnostics.Append(markAdopted(ctx, resp.Private)...)
}

// markAdopted marks an object that was imported or moved.
func markAdopted(ctx context.Context, private destroy.PrivateState) diag.Diagnostics {
	diags := destroy.MintSeed(ctx, private)
	diags.Append(private.SetKey(ctx, importedKey, []byte("true"))...)
	diags.Append(private.SetKey(ctx, adoptingKey, []byte("true"))...)
	return diags
}

// imported returns what an import names.
func imported(ctx context.Context, req resource.ImportStateRequest, diags *diag.Diagnostics) resourceModel {
	if req.ID == "" && req.Identity != nil && !req.Identity.Raw.IsFullyNull() {
		id, problems := modelOfIdentity(ctx, req.Identity)
		diags.Append(problems...)
		return id
	}
	id, ok := importid.Parse(req.ID)
	if !ok {
		diags.AddError("Wrong import ID", importIDText)
	}
	return resourceModel{
		TypeName:   types.StringValue(id.TypeName),
		Identifier: types.StringValue(id.Identifier),
		Region:     attributes.OrNull(id.Region),
	}
}

// importable reports whether an object that is being imported or moved can be: it
// must be possible to read it, and to tell what of it can be configured.
func (c *call) importable(obj deletion.Object, diags *diag.Diagnostics) bool {
	done := "imported"
	if c.moved {
		done = "moved"
	}
	switch {
	case !c.Described:
		diags.AddError(obj.String()+" cannot be "+done+": its type could not be described",
			destroy.Sections("Nothing was "+done+". That needs the schema of the type, to know which properties can be configured (cloudformation:DescribeType).",
				c.explanation(nil).FailureText(destroy.Reading, deletion.AsFailure(c.Undescribed))))
	case c.Schema.Read == nil:
		diags.AddError(obj.String()+" cannot be "+done+": Cloud Control cannot read it",
			"Nothing was "+done+". Its type has no read handler, so Cloud Control cannot tell whether the object exists.")
	default:
		return true
	}
	return false
}

// refuseImport says where the object that is to be imported is not: Terraform's own
// message names neither the account nor the region.
func (c *call) refuseImport(ctx context.Context, obj deletion.Object, diags *diag.Diagnostics) {
	where := "the region " + c.Target.Region + " of the account of the provider's credentials"
	if home, err := c.Client.Home(ctx, c.Target); err == nil {
		where = home.String()
	}
	diags.AddError("There is no "+obj.String(), destroy.Sections("Nothing was imported: there is no such object in "+where+".",
		destroy.Remedies([]string{"check the identifier, the account and the region; for another region, append it to the import ID, such as @eu-west-1"})))
}

const importIDText = `The ID of an object to import is TYPE_NAME/IDENTIFIER, or TYPE_NAME/IDENTIFIER@REGION where it is not in the provider's region:

  AWS::Logs::LogGroup//my/log/group
  AWS::EC2::SecurityGroup/sg-0123456789abcdef0@eu-west-1

The identifier is the type's primary identifier. The parts of a compound one are joined by "|", or written as a JSON object of property names and values.`

// adoptingKey is the key in private state that says that an import is new: the
// plans up to the second refresh name what they took over unseen. A refresh that
// belongs to the import itself comes before the first of them.
const adoptingKey = "adopting.v1"

// age makes an import older by a refresh.
func age(ctx context.Context, private destroy.PrivateState, diags *diag.Diagnostics) {
	mark, problems := private.GetKey(ctx, adoptingKey)
	diags.Append(problems...)
	switch string(mark) {
	case "true":
		diags.Append(private.SetKey(ctx, adoptingKey, []byte("false"))...)
	case "false":
		diags.Append(private.SetKey(ctx, adoptingKey, nil)...)
	}
}

// isAdopting reports whether the import of the object is new.
func isAdopting(ctx context.Context, private destroy.PrivateState, diags *diag.Diagnostics) bool {
	mark, problems := private.GetKey(ctx, adoptingKey)
	diags.Append(problems...)
	return len(mark) > 0
}

// wasImported reports whether the object was imported and not updated since.
func wasImported(ctx context.Context, private destroy.PrivateState, diags *diag.Diagnostics) bool {
	mark, problems := private.GetKey(ctx, importedKey)
	diags.Append(problems...)
	return len(mark) > 0
}
