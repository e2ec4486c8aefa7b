package provider_test

import (
	"context"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// TestListIsHeld: so does a list, which lasts until its last object was taken.
func TestListIsHeld(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	w.Seed()
	p := providertest.NewProtocol(t)
	p.Configure(map[string]any{"entryguard": map[string]any{"endpoint": w.EntryGuard.URL(), "access_token": w.EntryGuard.AdminToken()}})
	server, terminate := provider.Held(p.Server)
	p.Server = server
	found, said := p.Query("steward_entryguard_user", providertest.Query{})
	if p.RequireClean("listing", said); len(found) < 2 {
		t.Errorf("found %v", found)
	}
	w.EntryGuard.Fail(entryguardtest.Fault{Path: "/resources", Hang: true, Times: -1})
	go func() {
		if !providertest.Happens(func() bool { return w.EntryGuard.Count("GET", "/resources") > 0 }) {
			t.Error("EntryGuard was not asked")
		}
		terminate()
	}()
	if _, said := p.Query("steward_entryguard_resource", providertest.Query{}); !providertest.Failed(said) {
		t.Error("SIGTERM must end a list")
	}
}

// TestImportIsHeld: an import that waits for STS ends with the process.
func TestImportIsHeld(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	w.CloudControl.Fail(cloudcontroltest.Fault{Operation: "GetCallerIdentity", Hang: true, Times: cloudcontroltest.Always})
	p := providertest.NewProtocol(t)
	p.Configure(map[string]any{"aws": w.AWS()})
	server, terminate := provider.Held(p.Server)
	asked := w.CloudControl.Count("GetCallerIdentity")
	go func() {
		if !providertest.Happens(func() bool { return w.CloudControl.Count("GetCallerIdentity") > asked }) {
			t.Error("STS was not asked")
		}
		terminate()
	}()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	resp, err := server.ImportResourceState(ctx, &tfprotov6.ImportResourceStateRequest{TypeName: providertest.CloudControlType, ID: "AWS::SQS::Queue/q"})
	if err != nil || !providertest.Failed(resp.Diagnostics) || ctx.Err() != nil {
		t.Errorf("%v, %v: SIGTERM must end an import", err, ctx.Err())
	}
}

// TestStopWaitsForAList: a stop is answered when the list that it ended has said that
// it is not whole. The server sends nothing afterwards.
func TestStopWaitsForAList(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	p := providertest.NewProtocol(t)
	p.Configure(map[string]any{"aws": w.AWS()})
	w.CloudControl.Fail(cloudcontroltest.Fault{Operation: "ListResources", Hang: true, Times: cloudcontroltest.Always})
	server, ok := p.Server.(tfprotov6.ListResourceServer)
	if !ok {
		t.Fatal("the provider cannot list")
	}
	config, err := tfprotov6.NewDynamicValue(p.Schemas.ListResourceSchemas[providertest.CloudControlType].ValueType(), tftypes.NewValue(
		p.Schemas.ListResourceSchemas[providertest.CloudControlType].ValueType(), map[string]tftypes.Value{
			"type_name": tftypes.NewValue(tftypes.String, providertest.WidgetType), "region": tftypes.NewValue(tftypes.String, nil),
			"resource_model": tftypes.NewValue(tftypes.DynamicPseudoType, nil), "tags": tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, nil),
		}))
	if err != nil {
		t.Fatal(err)
	}
	stream, err := server.ListResource(t.Context(), &tfprotov6.ListResourceRequest{TypeName: providertest.CloudControlType, Config: &config})
	if err != nil {
		t.Fatal(err)
	}
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		if !providertest.Happens(func() bool { return w.CloudControl.Count("ListResources") > 0 }) {
			t.Error("Cloud Control was not asked")
		}
		p.Stop()
	}()
	failed := false
	for result := range stream.Results {
		failed = failed || providertest.Failed(result.Diagnostics)
		select {
		case <-stopped:
			t.Error("the stop was answered before the list said that it is not whole: Terraform would not hear of it")
		default:
		}
	}
	<-stopped
	if !failed {
		t.Error("an interrupted list is no error")
	}
}
