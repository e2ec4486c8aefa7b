package provider

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// hostileText is what no diagnostic may carry to a terminal.
const hostileText = "Dana\x1b[2J\u202e\u009b\a\r\nApply complete!"

// A hostileServer answers every question with a hostile diagnostic.
type hostileServer struct{ fullServer }

// ReadResource answers a diagnostic that nobody cleaned.
func (hostileServer) ReadResource(context.Context, *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return &tfprotov6.ReadResourceResponse{Diagnostics: []*tfprotov6.Diagnostic{{Summary: hostileText, Detail: "ours\n\n" + hostileText}}}, nil
}

// TestDiagnosticsLeaveClean: the last line of defence.
func TestDiagnosticsLeaveClean(t *testing.T) {
	t.Parallel()
	server := protocolServer("test", nil)()
	wrapped, ok := server.(plainServer)
	if !ok {
		t.Fatalf("what is served is a %T", server)
	}
	if _, ok := protocolServer("test", newLifeline())().(heldServer).fullServer.(plainServer); !ok {
		t.Error("what a lifeline holds is not cleaned")
	}
	resp, err := plain(hostileServer{wrapped}).ReadResource(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	d := resp.Diagnostics[0]
	if !strings.HasPrefix(d.Detail, "ours\n\nDana") || strings.ContainsAny(d.Summary+d.Detail, "\x1b\a\u202e\u009b") || strings.Contains(d.Summary, "\n") {
		t.Errorf("%q: %q", d.Summary, d.Detail)
	}
}
