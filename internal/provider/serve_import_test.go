package provider

import (
	"context"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

// TestImportIsHeld: an import that waits for STS ends with the process.
func TestImportIsHeld(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.cloudcontrol.Fail(cloudcontroltest.Fault{Operation: "GetCallerIdentity", Hang: true, Times: cloudcontroltest.Always})
	p := newProtocol(t)
	p.configure(map[string]any{"aws": w.aws()})
	server, terminate := Held(p.server)
	asked := w.cloudcontrol.Count("GetCallerIdentity")
	go func() {
		if !happens(func() bool { return w.cloudcontrol.Count("GetCallerIdentity") > asked }) {
			t.Error("STS was not asked")
		}
		terminate()
	}()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	resp, err := server.ImportResourceState(ctx, &tfprotov6.ImportResourceStateRequest{TypeName: ccResourceType, ID: "AWS::SQS::Queue/q"})
	if err != nil || !failed(resp.Diagnostics) || ctx.Err() != nil {
		t.Errorf("%v, %v: SIGTERM must end an import", err, ctx.Err())
	}
}
