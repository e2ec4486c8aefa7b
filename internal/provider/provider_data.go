package provider

import (
	"context"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
)

// A providerData is what Configure hands to every resource: the provider's
// defaults, and one client per backend that is made when it is first needed.
type providerData struct {
	pace deletion.Pace

	// deletionPolicy is what a resource gets that sets no deletion_policy of
	// its own: "DELETE" unless the provider block says otherwise. It is empty
	// while the value in the provider block is not known yet.
	deletionPolicy string

	// preflight is deletion_preflight; empty, which means "warn", while the
	// value in the provider block is not known yet.
	preflight      string
	recordBlockers bool // record_deletion_blockers
	recordUnknown  bool // its value is not known yet
	looks          lookBudget
	departures     departures // planned in this process

	defaultTags defaultTags // of the aws block

	// The clients. Known is false while a value in their block depends on
	// something that this run creates.
	entryguard        lazily[entryguard.Client]
	entryguardKnown   bool
	cloudcontrol      lazily[cloudcontrol.Client]
	cloudcontrolKnown bool

	creations keyedLock // of EntryGuard objects, by what they are called
}

// A lazily makes one client on first use. What went wrong is kept too: a
// hundred resources must not ask a hundred times for credentials that do not
// exist. Only a failure under a context that has ended is forgotten.
type lazily[Client any] struct {
	mu     sync.Mutex
	client *Client
	failed diag.Diagnostics
	make   func(context.Context) (*Client, diag.Diagnostics)
}

// get returns the client. Warnings are returned by the call that made it
// alone, so that they are shown once per process.
func (l *lazily[Client]) get(ctx context.Context) (*Client, diag.Diagnostics) {
	l.mu.Lock()
	defer l.mu.Unlock()
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

// entryguardClient returns the EntryGuard client, configured on first use.
func (p *providerData) entryguardClient(ctx context.Context) (*entryguard.Client, diag.Diagnostics) {
	if !p.entryguardKnown {
		var diags diag.Diagnostics
		diags.AddAttributeError(path.Root("entryguard"), "The provider's EntryGuard configuration is not known yet",
			"A value in the provider's entryguard block depends on something that is created by the same run, so EntryGuard cannot be asked anything while planning. "+
				"Create that first (terraform apply -target=…), or set the value directly.")
		return nil, diags
	}
	return p.entryguard.get(ctx)
}

// entryguardConfigurable reports whether the entryguard block holds no unknown
// value; otherwise nothing can be checked while planning.
func (p *providerData) entryguardConfigurable() bool { return p.entryguardKnown }

// cloudcontrolClient returns the Cloud Control client, configured on first use.
func (p *providerData) cloudcontrolClient(ctx context.Context) (*cloudcontrol.Client, diag.Diagnostics) {
	if !p.cloudcontrolKnown {
		var diags diag.Diagnostics
		diags.AddAttributeError(path.Root("aws"), "The provider's AWS configuration is not known yet",
			"A value in the provider's aws block depends on something that is created by the same run, so AWS cannot be asked anything while planning. "+
				"Create that first (terraform apply -target=…), or set the value directly.")
		return nil, diags
	}
	return p.cloudcontrol.get(ctx)
}

// cloudcontrolConfigurable reports whether the aws block holds no unknown
// value; otherwise nothing can be checked while planning.
func (p *providerData) cloudcontrolConfigurable() bool { return p.cloudcontrolKnown }

// configured returns what Configure of the provider handed to a resource; nil
// while Terraform validates, because it does not configure the provider then.
func configured(req resource.ConfigureRequest, resp *resource.ConfigureResponse) *providerData {
	if req.ProviderData == nil {
		return nil
	}
	data, ok := req.ProviderData.(*providerData)
	if !ok {
		resp.Diagnostics.AddError("Wrong provider data", "The provider handed something else than its own data to a resource. This is a fault of the provider.")
	}
	return data
}

// warnNotRefreshed says that Read left an object as state has it, because the
// configuration of its API is not known yet. That must not fail a plan: the
// configuration becomes known while the same plan is applied.
func warnNotRefreshed(diags *diag.Diagnostics, block string, obj deletion.Object) {
	diags.AddWarning(obj.String()+" could not be refreshed",
		"A value in the provider's "+block+" block depends on something that is created by the same run, so its API could not be asked. "+
			"The plan goes by what state says; drift, and an object that is gone, do not show.")
}
