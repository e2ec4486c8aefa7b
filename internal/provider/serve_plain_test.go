package provider

import (
	"context"
	"slices"
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

// ListResource answers an object whose name nobody cleaned.
func (hostileServer) ListResource(context.Context, *tfprotov6.ListResourceRequest) (*tfprotov6.ListResourceServerStream, error) {
	return &tfprotov6.ListResourceServerStream{Results: slices.Values([]tfprotov6.ListResourceResult{
		{DisplayName: hostileText, Diagnostics: []*tfprotov6.Diagnostic{{Summary: hostileText, Detail: hostileText}}}, {DisplayName: "another"},
	})}, nil
}

// TestNamesLeaveClean: anybody who may tag an object decides what its name is.
func TestNamesLeaveClean(t *testing.T) {
	t.Parallel()
	stream, err := plain(hostileServer{NewServer("test").(plainServer)}).(tfprotov6.ListResourceServer).ListResource(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for result := range stream.Results {
		said := result.DisplayName + result.Diagnostics[0].Summary + result.Diagnostics[0].Detail
		if !strings.HasPrefix(result.DisplayName, "Dana") || strings.ContainsAny(said, "\x1b\a\u202e\u009b") || strings.Contains(result.DisplayName, "\n") {
			t.Errorf("%q: %q", result.DisplayName, said)
		}
		break // who takes no more ends it
	}
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
