package connection

import (
	"context"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// A ProviderData is what the provider hands to everything of EntryGuard's: the way
// to the client, and what all of it remembers together.
type ProviderData struct {
	*destroy.Settings

	// Client returns the client, configured on first use. It is nil while a
	// value in the entryguard block depends on something that this run creates.
	Client func(context.Context) (*entryguard.Client, diag.Diagnostics)

	// Outage is why EntryGuard can be asked nothing.
	Outage destroy.Outage

	alone keyedLock
}

// Configured returns the part of the provider's data that is for EntryGuard.
func Configured(providerData any) (*ProviderData, bool) {
	provider, ok := providerData.(interface{ EntryGuard() *ProviderData })
	if !ok {
		return nil, false
	}
	return provider.EntryGuard(), true
}

// Connect returns the EntryGuard client, configured on first use.
func (p *ProviderData) Connect(ctx context.Context) (*entryguard.Client, diag.Diagnostics) {
	if p.Client == nil {
		var diags diag.Diagnostics
		diags.AddAttributeError(path.Root("entryguard"), "The provider's EntryGuard configuration is not known yet",
			"A value in the provider's entryguard block depends on something that is created by the same run, so EntryGuard cannot be asked while planning. "+
				"Create that first (terraform apply -target=ADDRESS), or set the value directly.")
		return nil, diags
	}
	return p.Client(ctx)
}

// Configurable reports whether the entryguard block holds no unknown
// value; otherwise nothing can be checked while planning.
func (p *ProviderData) Configurable() bool { return p.Client != nil }

// Alone waits until nobody else in this process does what the key names, and
// returns what ends its turn. The error is the cause of a context that ended before.
func (p *ProviderData) Alone(ctx context.Context, key string) (unlock func(), err error) {
	return p.alone.lock(ctx, key)
}

// A keyedLock is held by one at a time for each key. The zero value is ready.
type keyedLock struct {
	mu   sync.Mutex
	keys map[string]chan struct{}
}

// lock waits until nobody holds the key and returns what gives it back. The
// error is the cause of a context that ended before.
func (l *keyedLock) lock(ctx context.Context, key string) (unlock func(), err error) {
	l.mu.Lock()
	if l.keys == nil {
		l.keys = map[string]chan struct{}{}
	}
	held, there := l.keys[key]
	if !there {
		held = make(chan struct{}, 1)
		l.keys[key] = held
	}
	l.mu.Unlock()
	select {
	case held <- struct{}{}:
		return func() { <-held }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}
