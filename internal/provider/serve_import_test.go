package provider_test

import (
	"context"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

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
