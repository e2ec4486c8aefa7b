package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/steward-iac/terraform-provider-steward/internal/plaintext"
)

// A plainServer is the last place that every diagnostic passes. What an API says
// is cleaned where it enters, of line breaks too; here nothing that a terminal
// obeys gets through, whoever wrote it and wherever it was forgotten. The lines
// of a detail stay, since our own texts have them.
type plainServer struct{ fullServer }

// plain makes the diagnostics of a server fit for a terminal.
func plain(server tfprotov6.ProviderServer) tfprotov6.ProviderServer {
	full, ok := server.(fullServer)
	if !ok {
		return server // a test holds that the framework offers all of it
	}
	return plainServer{finishing(full)}
}

func clean(diagnostics []*tfprotov6.Diagnostic) {
	for _, d := range diagnostics {
		d.Summary, d.Detail = plaintext.Line(d.Summary), plaintext.Text(d.Detail)
	}
}

// ValidateProviderConfig validates the provider block.
func (s plainServer) ValidateProviderConfig(ctx context.Context, req *tfprotov6.ValidateProviderConfigRequest) (*tfprotov6.ValidateProviderConfigResponse, error) {
	resp, err := s.fullServer.ValidateProviderConfig(ctx, req)
	if resp != nil {
		clean(resp.Diagnostics)
	}
	return resp, err
}

// ConfigureProvider takes the provider block.
func (s plainServer) ConfigureProvider(ctx context.Context, req *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	resp, err := s.fullServer.ConfigureProvider(ctx, req)
	if resp != nil {
		clean(resp.Diagnostics)
	}
	return resp, err
}

// ValidateResourceConfig validates a resource block.
func (s plainServer) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	resp, err := s.fullServer.ValidateResourceConfig(ctx, req)
	if resp != nil {
		clean(resp.Diagnostics)
	}
	return resp, err
}

// ValidateDataResourceConfig validates a data block.
func (s plainServer) ValidateDataResourceConfig(ctx context.Context, req *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	resp, err := s.fullServer.ValidateDataResourceConfig(ctx, req)
	if resp != nil {
		clean(resp.Diagnostics)
	}
	return resp, err
}

// UpgradeResourceState reads what a state file holds of an object.
func (s plainServer) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	resp, err := s.fullServer.UpgradeResourceState(ctx, req)
	if resp != nil {
		clean(resp.Diagnostics)
	}
	return resp, err
}

// ReadResource refreshes one object.
func (s plainServer) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	resp, err := s.fullServer.ReadResource(ctx, req)
	if resp != nil {
		clean(resp.Diagnostics)
	}
	return resp, err
}

// PlanResourceChange plans a change or a destruction.
func (s plainServer) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	resp, err := s.fullServer.PlanResourceChange(ctx, req)
	if resp != nil {
		clean(resp.Diagnostics)
	}
	return resp, err
}

// ApplyResourceChange creates, updates or deletes.
func (s plainServer) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	resp, err := s.fullServer.ApplyResourceChange(ctx, req)
	if resp != nil {
		clean(resp.Diagnostics)
	}
	return resp, err
}

// ImportResourceState takes an import apart.
func (s plainServer) ImportResourceState(ctx context.Context, req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	resp, err := s.fullServer.ImportResourceState(ctx, req)
	if resp != nil {
		clean(resp.Diagnostics)
	}
	return resp, err
}

// MoveResourceState takes over an object of another resource type.
func (s plainServer) MoveResourceState(ctx context.Context, req *tfprotov6.MoveResourceStateRequest) (*tfprotov6.MoveResourceStateResponse, error) {
	resp, err := s.fullServer.MoveResourceState(ctx, req)
	if resp != nil {
		clean(resp.Diagnostics)
	}
	return resp, err
}

// ReadDataSource reads a data source.
func (s plainServer) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	resp, err := s.fullServer.ReadDataSource(ctx, req)
	if resp != nil {
		clean(resp.Diagnostics)
	}
	return resp, err
}

// ValidateListResourceConfig validates a list block.
func (s plainServer) ValidateListResourceConfig(ctx context.Context, req *tfprotov6.ValidateListResourceConfigRequest) (*tfprotov6.ValidateListResourceConfigResponse, error) {
	resp, err := s.fullServer.ValidateListResourceConfig(ctx, req)
	if resp != nil {
		clean(resp.Diagnostics)
	}
	return resp, err
}

// ListResource lists objects. How an object is called, anybody can say.
func (s plainServer) ListResource(ctx context.Context, req *tfprotov6.ListResourceRequest) (*tfprotov6.ListResourceServerStream, error) {
	stream, err := s.fullServer.ListResource(ctx, req)
	if stream == nil {
		return nil, err
	}
	return &tfprotov6.ListResourceServerStream{Results: func(push func(tfprotov6.ListResourceResult) bool) {
		for result := range stream.Results {
			clean(result.Diagnostics)
			result.DisplayName = plaintext.Line(result.DisplayName)
			if !push(result) {
				return
			}
		}
	}}, err
}

// ValidateActionConfig validates an action block.
func (s plainServer) ValidateActionConfig(ctx context.Context, req *tfprotov6.ValidateActionConfigRequest) (*tfprotov6.ValidateActionConfigResponse, error) {
	resp, err := s.fullServer.ValidateActionConfig(ctx, req)
	if resp != nil {
		clean(resp.Diagnostics)
	}
	return resp, err
}

// PlanAction plans an action.
func (s plainServer) PlanAction(ctx context.Context, req *tfprotov6.PlanActionRequest) (*tfprotov6.PlanActionResponse, error) {
	resp, err := s.fullServer.PlanAction(ctx, req)
	if resp != nil {
		clean(resp.Diagnostics)
	}
	return resp, err
}

// InvokeAction carries out an action, whose messages a terminal shows as they come.
func (s plainServer) InvokeAction(ctx context.Context, req *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	stream, err := s.fullServer.InvokeAction(ctx, req)
	if err != nil || stream == nil {
		return stream, err
	}
	return &tfprotov6.InvokeActionServerStream{Events: func(push func(tfprotov6.InvokeActionEvent) bool) {
		for event := range stream.Events {
			if !push(cleanEvent(event)) {
				return
			}
		}
	}}, nil
}

// cleanEvent cleans what an action says.
func cleanEvent(event tfprotov6.InvokeActionEvent) tfprotov6.InvokeActionEvent {
	switch said := event.Type.(type) {
	case tfprotov6.ProgressInvokeActionEventType:
		event.Type = tfprotov6.ProgressInvokeActionEventType{Message: plaintext.Text(said.Message)}
	case tfprotov6.CompletedInvokeActionEventType:
		clean(said.Diagnostics)
	}
	return event
}

// nullArgument is null in MessagePack.
var nullArgument = []byte{0xc0}

// CallFunction calls a function. OpenTofu sends an argument that is null as no
// value at all, which the framework takes for a fault.
func (s plainServer) CallFunction(ctx context.Context, req *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error) {
	for _, argument := range req.Arguments {
		if argument != nil && len(argument.JSON) == 0 && len(argument.MsgPack) == 0 {
			argument.MsgPack = nullArgument
		}
	}
	resp, err := s.fullServer.CallFunction(ctx, req)
	if resp != nil && resp.Error != nil {
		resp.Error.Text = plaintext.Text(resp.Error.Text)
	}
	return resp, err
}
