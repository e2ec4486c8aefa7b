package frame

import (
	"context"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
)

// A ProviderData is what Configure hands to every resource: the provider's
// defaults, and one client per backend that is made when it is first needed.
type ProviderData struct {
	Pace deletion.Pace

	// DeletionPolicy is what a resource gets that sets no deletion_policy of
	// its own: "DELETE" unless the provider block says otherwise. It is empty
	// while the value in the provider block is not known yet.
	DeletionPolicy string

	// Preflight is deletion_preflight; empty, which means "warn", while the
	// value in the provider block is not known yet.
	Preflight      string
	RecordBlockers bool // record_deletion_blockers
	RecordUnknown  bool // its value is not known yet
	Looks          lookBudget
	Departures     departures // planned in this process

	DefaultTags DefaultTags // of the aws block

	// The clients. Known is false while a value in their block depends on
	// something that this run creates.
	EntryGuard        Lazily[entryguard.Client]
	EntryGuardKnown   bool
	CloudControl      Lazily[cloudcontrol.Client]
	CloudControlKnown bool

	// HomeUnknown is set when an error has said that the account for which the
	// provider speaks cannot be learnt: one question, one error.
	HomeUnknown atomic.Bool

	Creations keyedLock // of EntryGuard objects, by what they are called
}

// A Lazily makes one client on first use. What went wrong is kept too: a
// hundred resources must not ask a hundred times for credentials that do not
// exist. Only a failure under a context that has ended is forgotten.
type Lazily[Client any] struct {
	turn   turn
	client *Client
	failed diag.Diagnostics
	Make   func(context.Context) (*Client, diag.Diagnostics)
}

// Get returns the client. Warnings are returned by the call that made it
// alone, so that they are shown once per process.
func (l *Lazily[Client]) Get(ctx context.Context) (*Client, diag.Diagnostics) {
	if err := l.turn.take(ctx); err != nil {
		var diags diag.Diagnostics
		diags.AddError("The API could not be asked", "Logging in did not end in time: "+err.Error()+".")
		return nil, diags
	}
	defer l.turn.give()
	if l.client != nil || l.failed != nil {
		return l.client, l.failed
	}
	client, diags := l.Make(ctx)
	switch {
	case !diags.HasError():
		l.client = client
	case ctx.Err() == nil:
		l.failed = diags
	}
	return client, diags
}

// EntryGuardClient returns the EntryGuard client, configured on first use.
func (p *ProviderData) EntryGuardClient(ctx context.Context) (*entryguard.Client, diag.Diagnostics) {
	if !p.EntryGuardKnown {
		var diags diag.Diagnostics
		diags.AddAttributeError(path.Root("entryguard"), "The provider's EntryGuard configuration is not known yet",
			"A value in the provider's entryguard block depends on something that is created by the same run, so EntryGuard cannot be asked anything while planning. "+
				"Create that first (terraform apply -target=…), or set the value directly.")
		return nil, diags
	}
	return p.EntryGuard.Get(ctx)
}

// EntryGuardConfigurable reports whether the entryguard block holds no unknown
// value; otherwise nothing can be checked while planning.
func (p *ProviderData) EntryGuardConfigurable() bool { return p.EntryGuardKnown }

// CloudControlClient returns the Cloud Control client, configured on first use.
func (p *ProviderData) CloudControlClient(ctx context.Context) (*cloudcontrol.Client, diag.Diagnostics) {
	if !p.CloudControlKnown {
		var diags diag.Diagnostics
		diags.AddAttributeError(path.Root("aws"), "The provider's AWS configuration is not known yet",
			"A value in the provider's aws block depends on something that is created by the same run, so AWS cannot be asked anything while planning. "+
				"Create that first (terraform apply -target=…), or set the value directly.")
		return nil, diags
	}
	return p.CloudControl.Get(ctx)
}

// CloudControlConfigurable reports whether the aws block holds no unknown
// value; otherwise nothing can be checked while planning.
func (p *ProviderData) CloudControlConfigurable() bool { return p.CloudControlKnown }

// Configured returns what Configure of the provider handed to a resource; nil
// while Terraform validates, because it does not configure the provider then.
func Configured(req resource.ConfigureRequest, resp *resource.ConfigureResponse) *ProviderData {
	if req.ProviderData == nil {
		return nil
	}
	data, ok := req.ProviderData.(*ProviderData)
	if !ok {
		resp.Diagnostics.AddError("Wrong provider data", "The provider handed something else than its own data to a resource. This is a fault of the provider.")
	}
	return data
}

// WarnNotRefreshed says that Read left an object as state has it, because the
// configuration of its API is not known yet. That must not fail a plan: the
// configuration becomes known while the same plan is applied.
func WarnNotRefreshed(diags *diag.Diagnostics, block string, obj deletion.Object) {
	diags.AddWarning(obj.String()+" could not be refreshed",
		"A value in the provider's "+block+" block depends on something that is created by the same run, so its API could not be asked. "+
			"The plan goes by what state says; drift, and an object that is gone, do not show.")
}
