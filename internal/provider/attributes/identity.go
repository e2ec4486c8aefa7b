package attributes

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// IdentifyOnce is Identify where Terraform holds no identity of the object yet:
// held is the one that came with the request. One that it holds must never
// change, not even by a part that became known later. Only the read that follows
// an import may complete what the import named: for it, held is nil.
func IdentifyOnce(ctx context.Context, held, identity *tfsdk.ResourceIdentity, parts map[string]string) diag.Diagnostics {
	if held != nil && !held.Raw.IsFullyNull() {
		return nil
	}
	return Identify(ctx, identity, parts)
}

// Identify writes a resource's identity, null where there is no part. Create,
// Read and Update must all do so, Read before it drops an object, too:
// Terraform before 1.12 stores no identity and never hands one back, and the
// framework refuses an answer without one.
func Identify(ctx context.Context, identity *tfsdk.ResourceIdentity, parts map[string]string) diag.Diagnostics {
	if identity == nil {
		return nil // the resource has none
	}
	attributes, values := make(map[string]attr.Type, len(parts)), make(map[string]attr.Value, len(parts))
	for name := range identity.Schema.GetAttributes() {
		attributes[name], values[name] = types.StringType, OrNull(parts[name])
	}
	object, diags := types.ObjectValue(attributes, values)
	if diags.HasError() {
		return diags
	}
	return identity.Set(ctx, object)
}
