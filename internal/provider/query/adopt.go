package query

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
)

// adopt has a resource do what Terraform has it do for an import block with the
// identity of a result, and completes the result with what came of it: the state
// after the read that follows, and the identity. What either of them only warns
// of, the import says itself.
func adopt(ctx context.Context, managed resource.Resource, result *list.ListResult) diag.Diagnostics {
	importer, ok := managed.(resource.ResourceWithImportState)
	if !ok {
		return diag.Diagnostics{diag.NewErrorDiagnostic("The objects of this resource cannot be imported", "This is a fault of the provider: it lists them all the same.")}
	}
	imported := resource.ImportStateResponse{
		State:    tfsdk.State{Raw: result.Resource.Raw, Schema: result.Resource.Schema},
		Identity: identity(result.Identity),
	}
	renew(&imported.Private)
	importer.ImportState(ctx, resource.ImportStateRequest{Identity: identity(result.Identity)}, &imported)
	if imported.Diagnostics.HasError() {
		return imported.Diagnostics.Errors()
	}
	read := resource.ReadResponse{State: imported.State, Identity: identity(imported.Identity), Private: imported.Private}
	managed.Read(ctx, resource.ReadRequest{State: imported.State, Identity: imported.Identity, Private: imported.Private}, &read)
	if read.Diagnostics.HasError() {
		return read.Diagnostics.Errors()
	}
	result.Resource.Raw, result.Identity = read.State.Raw, read.Identity
	return nil
}

// identity copies an identity, so that writing to the copy leaves it as it is.
func identity(of *tfsdk.ResourceIdentity) *tfsdk.ResourceIdentity {
	return &tfsdk.ResourceIdentity{Raw: of.Raw.Copy(), Schema: of.Schema}
}

// renew makes an empty private state. Its type is the framework's own, which
// cannot be named here: the compiler finds it by itself.
func renew[Private any](private **Private) { *private = new(Private) }
