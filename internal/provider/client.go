package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf"
)

// data is what Configure passes to every resource and data source: what those
// of each backend need.
type data struct {
	entryguard   *entryguardtf.ProviderData
	cloudcontrol *cloudcontroltf.ProviderData
}

// EntryGuard returns what EntryGuard's resources need.
func (d *data) EntryGuard() *entryguardtf.ProviderData { return d.entryguard }

// CloudControl returns what Cloud Control's resources need.
func (d *data) CloudControl() *cloudcontroltf.ProviderData { return d.cloudcontrol }

// A lazily makes one client on first use. What went wrong is kept too: a
// hundred resources must not ask a hundred times for credentials that do not
// exist. Only a failure under a context that has ended is forgotten.
type lazily[Client any] struct {
	make func(context.Context) (*Client, diag.Diagnostics)

	turn   chan struct{} // held by the call that makes the client
	client *Client
	failed diag.Diagnostics
}

// onFirstUse returns the func that makes a client on first use.
func onFirstUse[Client any](how func(context.Context) (*Client, diag.Diagnostics)) func(context.Context) (*Client, diag.Diagnostics) {
	l := &lazily[Client]{make: how, turn: make(chan struct{}, 1)}
	return l.get
}

// get returns the client. Warnings are returned by the call that made it
// alone, so that they are shown once per process.
func (l *lazily[Client]) get(ctx context.Context) (*Client, diag.Diagnostics) {
	if !l.begin(ctx) {
		var diags diag.Diagnostics
		diags.AddError("The API could not be asked", "Logging in did not end in time: "+context.Cause(ctx).Error()+".")
		return nil, diags
	}
	defer func() { <-l.turn }()
	if l.client != nil || l.failed != nil {
		return l.client, l.failed
	}
	client, diags := l.make(ctx)
	switch {
	case !diags.HasError():
		l.client = client
	case ctx.Err() == nil:
		l.failed = diags
	}
	return client, diags
}

// begin waits until no other call makes the client; false where ctx ended
// before. A free turn needs no waiting, and a select has no priorities.
func (l *lazily[Client]) begin(ctx context.Context) bool {
	select {
	case l.turn <- struct{}{}:
		return true
	default:
	}
	select {
	case l.turn <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}
