package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

// address is where registries serve the provider. Terraform and OpenTofu both
// accept it from a provider that they attach to.
const address = "registry.terraform.io/steward-iac/steward"

// Serve serves the provider over plugin protocol 6 until Terraform is done
// with it. It survives what happens to the process meanwhile as well as a
// plugin can; see lifeline.
//
// With attach it runs for a debugger instead: it prints the
// TF_REATTACH_PROVIDERS to start Terraform with and ends on an interrupt.
func Serve(version string, attach bool) error {
	if attach {
		return tf6server.Serve(address, protocolServer(version, nil), tf6server.WithManagedDebug())
	}
	if err := quietLog(); err != nil {
		return err
	}
	defer collectLess()()
	line := newLifeline()
	defer line.linger()
	defer line.watch()()
	return tf6server.Serve(address, protocolServer(version, line))
}

// NewServer returns a server of a new provider, which speaks the protocol as
// Serve has it spoken, but is bound to no process. The version goes into the
// user agent of every request.
func NewServer(version string, opts ...Option) tfprotov6.ProviderServer {
	return plain(providerserver.NewProtocol6(newProvider(version, opts...))())
}

// protocolServer returns the constructor of the server that speaks the
// protocol, held by line if there is one.
func protocolServer(version string, line *lifeline) func() tfprotov6.ProviderServer {
	return func() tfprotov6.ProviderServer {
		server := NewServer(version)
		if line == nil {
			return server
		}
		full, ok := server.(fullServer)
		if !ok {
			return server // a test holds that the framework offers all of it
		}
		return heldServer{fullServer: full, line: line}
	}
}

// A fullServer is everything that the framework's server offers. plugin-go
// asks for the optional parts by type assertion, so a wrapper must have them.
type fullServer interface {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
}

// A heldServer tells a lifeline of the calls that change something, and lets
// it end those that wait for an API.
type heldServer struct {
	fullServer
	line *lifeline
}

// within makes a call whose context ends with the process, too.
func within[Req, Resp any](ctx context.Context, begin func(context.Context) (context.Context, func()), req Req, call func(context.Context, Req) (Resp, error)) (Resp, error) {
	ctx, release := begin(ctx)
	defer release()
	return call(ctx, req)
}

// ApplyResourceChange creates, updates or deletes.
func (s heldServer) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	return within(ctx, s.line.hold, req, s.fullServer.ApplyResourceChange)
}

// ValidateResourceConfig validates a resource block.
func (s heldServer) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return within(ctx, s.line.bind, req, s.fullServer.ValidateResourceConfig)
}

// UpgradeResourceState reads what a state file holds of an object.
func (s heldServer) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	return within(ctx, s.line.bind, req, s.fullServer.UpgradeResourceState)
}

// ReadResource refreshes one object.
func (s heldServer) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return within(ctx, s.line.bind, req, s.fullServer.ReadResource)
}

// PlanResourceChange plans a change or a destruction.
func (s heldServer) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	return within(ctx, s.line.bind, req, s.fullServer.PlanResourceChange)
}

// ImportResourceState takes an import apart, and asks where the object lives.
func (s heldServer) ImportResourceState(ctx context.Context, req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	return within(ctx, s.line.bind, req, s.fullServer.ImportResourceState)
}

// ReadDataSource reads a data source.
func (s heldServer) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return within(ctx, s.line.bind, req, s.fullServer.ReadDataSource)
}

// ListResource lists objects. The call lasts until the last of them was taken.
func (s heldServer) ListResource(ctx context.Context, req *tfprotov6.ListResourceRequest) (*tfprotov6.ListResourceServerStream, error) {
	ctx, release := s.line.bind(ctx)
	stream, err := s.fullServer.ListResource(ctx, req)
	if stream == nil {
		release()
		return nil, err
	}
	results := stream.Results
	return &tfprotov6.ListResourceServerStream{Results: func(push func(tfprotov6.ListResourceResult) bool) {
		defer release()
		results(push)
	}}, err
}

// ValidateActionConfig validates an action block.
func (s heldServer) ValidateActionConfig(ctx context.Context, req *tfprotov6.ValidateActionConfigRequest) (*tfprotov6.ValidateActionConfigResponse, error) {
	return within(ctx, s.line.bind, req, s.fullServer.ValidateActionConfig)
}

// PlanAction plans an action.
func (s heldServer) PlanAction(ctx context.Context, req *tfprotov6.PlanActionRequest) (*tfprotov6.PlanActionResponse, error) {
	return within(ctx, s.line.bind, req, s.fullServer.PlanAction)
}

// InvokeAction carries out an action, which is over with its last event.
func (s heldServer) InvokeAction(ctx context.Context, req *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	ctx, release := s.line.hold(ctx)
	stream, err := s.fullServer.InvokeAction(ctx, req)
	if err != nil || stream == nil {
		release()
		return stream, err
	}
	return &tfprotov6.InvokeActionServerStream{Events: func(push func(tfprotov6.InvokeActionEvent) bool) {
		defer release()
		stream.Events(push)
	}}, nil
}
