package provider

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	cloudcontrolconnection "github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/connection"
	entryguardconnection "github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
	"github.com/steward-iac/terraform-provider-steward/internal/share"
)

// data is what Configure passes to every resource and data source: what those
// of each backend need.
type data struct {
	entryguard   *entryguardconnection.ProviderData
	cloudcontrol *cloudcontrolconnection.ProviderData
}

// EntryGuard returns what EntryGuard's resources need.
func (d *data) EntryGuard() *entryguardconnection.ProviderData { return d.entryguard }

// CloudControl returns what Cloud Control's resources need.
func (d *data) CloudControl() *cloudcontrolconnection.ProviderData { return d.cloudcontrol }

// onFirstUse returns the func that makes a client on first use, one for all who
// ask meanwhile. What went wrong is kept too: a hundred resources must not ask a
// hundred times for credentials that do not exist. Warnings are returned once, so
// that they are shown once per process.
func onFirstUse[Client any](how func(context.Context) (*Client, diag.Diagnostics)) func(context.Context) (*Client, diag.Diagnostics) {
	made := share.One[*Client]{Rule: share.Rule{ErrorAge: func(error) time.Duration { return share.Forever }}}
	var warnings atomic.Pointer[diag.Diagnostics]
	return func(ctx context.Context) (*Client, diag.Diagnostics) {
		client, err := made.Get(ctx, func(ctx context.Context) (*Client, error) {
			client, diags := how(ctx)
			if diags.HasError() {
				return nil, notMade(diags)
			}
			warnings.Store(&diags)
			return client, nil
		})
		if err != nil {
			return nil, whyNotMade(err)
		}
		if once := warnings.Swap(nil); once != nil {
			return client, *once
		}
		return client, nil
	}
}

// notMade is why a client could not be made, as an error.
type notMade diag.Diagnostics

// Error is for logs; people see the diagnostics.
func (n notMade) Error() string { return "the client could not be made" }

// whyNotMade returns the diagnostics of a client that was not made, or what the
// end of the caller's own context says.
func whyNotMade(err error) diag.Diagnostics {
	if why, ok := errors.AsType[notMade](err); ok {
		return diag.Diagnostics(why)
	}
	var diags diag.Diagnostics
	diags.AddError("The API could not be asked", "Logging in did not end in time: "+err.Error()+".")
	return diags
}
