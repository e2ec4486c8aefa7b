package blockers

import (
	"context"
	"errors"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
)

// A liveCheck looks at one object through the lists that all checks of the process
// share.
type liveCheck struct {
	data   *connection.ProviderData
	client *entryguard.Client
	object deletion.Object
	// A patient check is not part of a plan: it asks again while EntryGuard
	// throttles.
	patient bool
	unseen  []error
}

// checkLive returns a check that asks EntryGuard. What it cannot see it says, and it
// waits for nothing.
func checkLive(p *connection.ProviderData, obj deletion.Object, at func(context.Context, *liveCheck) destroy.Findings) destroy.Check {
	return func(ctx context.Context) destroy.Findings {
		l := &liveCheck{data: p, object: obj}
		client, err := checkingClient(ctx, p)
		if err != nil {
			return destroy.Findings{Unseen: err}
		}
		l.client = client
		seen := at(ctx, l)
		seen.Words, seen.Unseen = Words, errors.Join(l.unseen...)
		return seen
	}
}

// checkingClient returns the client for a check, or why there is none.
func checkingClient(ctx context.Context, p *connection.ProviderData) (*entryguard.Client, error) {
	if !p.Configurable() {
		return nil, destroy.ErrNotConfigured
	}
	client, diags := p.Connect(ctx)
	return client, destroy.AsError(diags)
}

// listed returns a list that the checks of the process share, nil where it
// cannot be had. One answer of that kind is enough for all of them. What is
// listed completes the sentence "could not be seen: ...".
func listed[Item any](ctx context.Context, l *liveCheck, what string, list func(context.Context) ([]Item, error)) ([]Item, bool) {
	key := what
	if l.patient {
		once := list
		list = func(ctx context.Context) ([]Item, error) { return connection.Ask(ctx, l.data, once) }
		// A preflight gives up where this asks again: its failure is no answer.
		key += ", asked patiently"
	}
	items, err := destroy.ShareFailure(ctx, &l.data.Budget, key, list)
	if err != nil {
		l.unseen = append(l.unseen, destroy.ErrUnseen(what, err))
	}
	return items, err == nil
}

// UsesOf says who uses a resource of EntryGuard and which roles it is in, for a
// data source: it waits while EntryGuard throttles, as no plan does.
func UsesOf(ctx context.Context, p *connection.ProviderData, client *entryguard.Client, resource deletion.Object) destroy.Findings {
	l := &liveCheck{data: p, client: client, object: resource, patient: true}
	seen := destroy.Findings{Words: Words, Blockers: l.sessions(ctx), Cascades: l.roles(ctx)}
	seen.Unseen = errors.Join(l.unseen...)
	return seen
}

// sessions returns the sessions that hold the resource. Where the list of
// everybody's sessions is refused, what it shows of them is not all.
func (l *liveCheck) sessions(ctx context.Context) []deletion.Blocker {
	all, ok := listed(ctx, l, "other people's sessions", l.client.Shared().Sessions)
	if !ok {
		if own, err := destroy.ShareFailure(ctx, &l.data.Budget, "sessions of "+l.object.ID, func(ctx context.Context) ([]entryguard.Session, error) {
			return l.client.SessionsOf(ctx, l.object.ID)
		}); err == nil {
			all = own
		}
	}
	return entryguard.SessionBlockers(all, l.object.ID)
}

// roles returns the roles that hold the resource and out of which EntryGuard
// takes it by itself.
func (l *liveCheck) roles(ctx context.Context) []deletion.Blocker {
	all, _ := listed(ctx, l, "the roles it is in", l.client.Shared().Roles)
	var found []deletion.Blocker
	for _, role := range all {
		if entryguard.Assigned(role.ResourceIDs, l.object.ID) {
			found = append(found, deletion.Blocker{Code: "role", ID: role.ID, Who: role.Name})
		}
	}
	return found
}
