package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
)

// Held has a lifeline hold a server, as Serve does, and returns with it what
// SIGTERM does to the process.
func Held(server tfprotov6.ProviderServer) (held tfprotov6.ProviderServer, terminate func()) {
	line := newLifeline()
	return heldServer{fullServer: server.(fullServer), line: line}, func() { line.terminate(errTerminated) }
}

// AWSBlock is the type of the aws block of the provider block.
func AWSBlock() types.ObjectType {
	return awsBlock().Type().(types.ObjectType)
}

// AWSConfigOf is what Configure makes of the aws block.
func AWSConfigOf(ctx context.Context, block types.Object) (cloudcontrol.Config, diag.Diagnostics) {
	var model awsModel
	diags := block.As(ctx, &model, basetypes.ObjectAsOptions{})
	return model.config(), diags
}
