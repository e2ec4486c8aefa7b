package entryguardtf

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/blockers"
)

// A liveCheck looks at one object through the lists that all looks of
// the process share.
type liveCheck struct {
	data   *ProviderData
	client *entryguard.Client
	object deletion.Object
	// patient looks are not part of a plan: they ask again while EntryGuard
	// throttles.
	patient bool
	unseen  []error
}

// checkLive returns a look that asks EntryGuard; what it cannot see it
// says, and waits for nothing.
func checkLive(p *ProviderData, obj deletion.Object, at func(context.Context, *liveCheck) destroy.Findings) destroy.Check {
	return func(ctx context.Context) destroy.Findings {
		l := &liveCheck{data: p, object: obj}
		client, err := checkingClient(ctx, p)
		if err != nil {
			return destroy.Findings{Unseen: err}
		}
		l.client = client
		seen := at(ctx, l)
		seen.Words, seen.Unseen = blockers.Words, errors.Join(l.unseen...)
		return seen
	}
}

// checkingClient returns the client for a look, or why there is none.
func checkingClient(ctx context.Context, p *ProviderData) (*entryguard.Client, error) {
	if !p.Configurable() {
		return nil, destroy.ErrNotConfigured
	}
	client, diags := p.Connect(ctx)
	return client, destroy.AsError(diags)
}

// listed returns a list that the looks of the process share, nil where it
// cannot be had. One answer of that kind is enough for all of them. What is
// listed completes the sentence "could not be seen: ...".
func listed[Item any](ctx context.Context, l *liveCheck, what string, list func(context.Context) ([]Item, error)) ([]Item, bool) {
	key := what
	if l.patient {
		once := list
		list = func(ctx context.Context) ([]Item, error) { return Ask(ctx, l.data, once) }
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
func UsesOf(ctx context.Context, p *ProviderData, client *entryguard.Client, resource deletion.Object) destroy.Findings {
	l := &liveCheck{data: p, client: client, object: resource, patient: true}
	seen := destroy.Findings{Words: blockers.Words, Blockers: l.sessions(ctx), Cascades: l.roles(ctx)}
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

// look says who uses the resource, and what it is taken out of.
func (m *resourceModel) look(p *ProviderData) destroy.Check {
	mode := m.OnActiveSessions.ValueString()
	if !p.Checking() && mode != sessionsStop {
		return nil // with "stop" only those may be cut off whom the plan announced
	}
	at := checkLive(p, m.object(), func(ctx context.Context, l *liveCheck) destroy.Findings {
		seen := sessionsFindings(l.object, mode, l.sessions(ctx), m.deleteLimit(ctx), time.Now())
		if len(seen.Blockers) > 0 {
			return seen // it stays, and stays in its roles
		}
		seen.Cascades = slices.DeleteFunc(l.roles(ctx), func(role deletion.Blocker) bool {
			// What the same plan has done before needs no mention.
			return p.Planned.Has(role.ID) || p.Planned.Has(role.ID+"/"+l.object.ID)
		})
		if len(seen.Cascades) > 0 {
			seen.Notices = append(seen.Notices, takenOutOf(l.object, seen.Cascades))
		}
		return seen
	})
	return func(ctx context.Context) destroy.Findings {
		seen := at(ctx)
		seen.Announces = mode == sessionsStop
		return seen
	}
}

// deleteLimit is how long the deletion of the resource may take.
func (m *resourceModel) deleteLimit(ctx context.Context) time.Duration {
	var unusable diag.Diagnostics // Delete says what is wrong with it
	return attributes.Limit(ctx, m.Timeouts.Delete, defaultTimeout, &unusable)
}

// look says which resources use the credential. Terraform may destroy or move
// them in the same plan, which a provider cannot see.
func (m *credentialModel) look(p *ProviderData) destroy.Check {
	if !p.Checking() {
		return nil
	}
	return checkLive(p, m.object(), func(ctx context.Context, l *liveCheck) destroy.Findings {
		all, _ := listed(ctx, l, "the resources that use it", l.client.Shared().Resources)
		return destroy.Findings{Blockers: entryguard.CredentialBlockers(all, l.object.ID), Passable: true}
	})
}

// look says from whom and what the role is taken away, which EntryGuard does
// silently.
func (m *roleModel) look(p *ProviderData) destroy.Check {
	if !p.Checking() {
		return nil
	}
	return checkLive(p, m.object(), func(ctx context.Context, l *liveCheck) destroy.Findings {
		const what = "who has the role"
		role, err := destroy.ShareFailure(ctx, &l.data.Budget, what, func(ctx context.Context) (entryguard.Role, error) {
			role, err := l.client.Shared().Role(ctx, l.object.ID)
			if deletion.ReasonOf(err) == deletion.NotFound {
				err = nil // nobody has what is gone
			}
			return role, err
		})
		if err != nil {
			l.unseen = append(l.unseen, destroy.ErrUnseen(what, err))
		}
		var seen destroy.Findings
		seen.Cascades = append(l.assigned("user", role.UserIDs), l.assigned(entryguard.BlockerResource, role.ResourceIDs)...)
		if len(seen.Cascades) > 0 {
			seen.Notices = []destroy.Notice{takenAwayFrom(l.object, seen.Cascades)}
		}
		return seen
	})
}

// assigned returns the members of a role that the same plan has not taken out
// of it before.
func (l *liveCheck) assigned(code string, ids []string) []deletion.Blocker {
	var found []deletion.Blocker
	for _, id := range ids {
		if !l.data.Planned.Has(id) && !l.data.Planned.Has(l.object.ID+"/"+id) {
			found = append(found, deletion.Blocker{Code: code, ID: id})
		}
	}
	return found
}

// takenOutOf says which roles a resource is taken out of.
func takenOutOf(obj deletion.Object, roles []deletion.Blocker) destroy.Notice {
	return destroy.CascadeNotice(fmt.Sprintf("Deleting %s takes it out of %s", obj, destroy.Plural(len(roles), "role")),
		"EntryGuard does so by itself:", roles, "The audit log keeps its entries.")
}

// takenAwayFrom says whom and what a role is taken away from.
func takenAwayFrom(obj deletion.Object, members []deletion.Blocker) destroy.Notice {
	return destroy.CascadeNotice(fmt.Sprintf("Deleting %s takes it away from those who have it", obj),
		"EntryGuard does so by itself:", members, "They are not deleted. Open sessions continue until they end. The audit log keeps its entries.")
}
