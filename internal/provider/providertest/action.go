package providertest

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// An Invocation is how an action ended.
type Invocation struct {
	Messages    []string // what it said, in order
	Completed   bool     // whether its end was said at all
	Diagnostics []*tfprotov6.Diagnostic
}

// Last is the last message; empty where there is none.
func (i Invocation) Last() string {
	if len(i.Messages) == 0 {
		return ""
	}
	return i.Messages[len(i.Messages)-1]
}

func (p *Protocol) actions() tfprotov6.ActionServer {
	p.T.Helper()
	server, ok := p.Server.(tfprotov6.ActionServer)
	if !ok {
		p.T.Fatal("the provider serves no actions")
	}
	return server
}

// ActionType returns the type of an action's configuration.
func (p *Protocol) ActionType(action string) tftypes.Type {
	p.T.Helper()
	schema, ok := p.Schemas.ActionSchemas[action]
	if !ok {
		p.T.Fatalf("the provider has no action %s", action)
	}
	return schema.Schema.ValueType()
}

// ValidateAction returns what the provider says about an action block.
func (p *Protocol) ValidateAction(action string, config map[string]any) []*tfprotov6.Diagnostic {
	p.T.Helper()
	resp, err := p.actions().ValidateActionConfig(p.T.Context(), &tfprotov6.ValidateActionConfigRequest{
		ActionType: action, Config: p.DynamicValue(p.ActionType(action), orEmptyBlock(config)),
	})
	if err != nil {
		p.T.Fatal(err)
	}
	return resp.Diagnostics
}

// PlanAction returns what the plan of an action says.
func (p *Protocol) PlanAction(action string, config map[string]any) []*tfprotov6.Diagnostic {
	p.T.Helper()
	resp, err := p.actions().PlanAction(p.T.Context(), &tfprotov6.PlanActionRequest{
		ActionType: action, Config: p.DynamicValue(p.ActionType(action), orEmptyBlock(config)),
	})
	if err != nil {
		p.T.Fatal(err)
	}
	return resp.Diagnostics
}

// Invoke invokes an action. It calls each, where it is not nil, with every message
// as it comes, and with none when the action says how it ended.
func (p *Protocol) Invoke(action string, config map[string]any, each func(message string)) Invocation {
	p.T.Helper()
	stream, err := p.actions().InvokeAction(p.T.Context(), &tfprotov6.InvokeActionRequest{
		ActionType: action, Config: p.DynamicValue(p.ActionType(action), orEmptyBlock(config)),
	})
	if err != nil {
		p.T.Fatal(err)
	}
	if each == nil {
		each = func(string) {}
	}
	var ended Invocation
	for event := range stream.Events {
		switch said := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			ended.Messages = append(ended.Messages, said.Message)
			each(said.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			ended.Completed, ended.Diagnostics = true, said.Diagnostics
			each("")
		}
	}
	return ended
}

// Stop does what Terraform does at an interrupt.
func (p *Protocol) Stop() {
	p.T.Helper()
	if _, err := p.Server.StopProvider(p.T.Context(), &tfprotov6.StopProviderRequest{}); err != nil {
		p.T.Error(err)
	}
}
