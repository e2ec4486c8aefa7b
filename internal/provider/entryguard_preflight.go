package provider

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
)

// An entryguardLook looks at one object through the lists that all looks of
// the process share.
type entryguardLook struct {
	data   *providerData
	client *entryguard.Client
	object deletion.Object
	// patient looks are not part of a plan: they ask again while EntryGuard
	// throttles.
	patient bool
	unseen  []error
}

// lookAtEntryGuard returns a look that asks EntryGuard; what it cannot see it
// says, and waits for nothing.
func (p *providerData) lookAtEntryGuard(obj deletion.Object, at func(context.Context, *entryguardLook) prospect) look {
	return func(ctx context.Context) prospect {
		l := &entryguardLook{data: p, object: obj}
		client, err := p.entryguardLooker(ctx)
		if err != nil {
			return prospect{unseen: err}
		}
		l.client = client
		seen := at(ctx, l)
		seen.unseen = errors.Join(l.unseen...)
		return seen
	}
}

// entryguardLooker returns the client for a look, or why there is none.
func (p *providerData) entryguardLooker(ctx context.Context) (*entryguard.Client, error) {
	if !p.entryguardConfigurable() {
		return nil, errNotConfigured
	}
	client, diags := p.entryguardClient(ctx)
	return client, asError(diags)
}

// listed returns a list that the looks of the process share, nil where it
// cannot be had. One answer of that kind is enough for all of them. What is
// listed completes the sentence "could not be seen: ...".
func listed[Item any](ctx context.Context, l *entryguardLook, what string, list func(context.Context) ([]Item, error)) ([]Item, bool) {
	if l.patient {
		once := list
		list = func(ctx context.Context) ([]Item, error) { return ask(ctx, l.data, once) }
	}
	items, err := sharing(ctx, &l.data.looks, what, list)
	if err != nil {
		l.unseen = append(l.unseen, errUnseen(what, err))
	}
	return items, err == nil
}

// sessions returns the sessions that hold the resource. Where the list of
// everybody's sessions is refused, what it shows of them is not all.
func (l *entryguardLook) sessions(ctx context.Context) []deletion.Blocker {
	all, ok := listed(ctx, l, "other people's sessions", l.client.Shared().Sessions)
	if !ok {
		if own, err := sharing(ctx, &l.data.looks, "sessions of "+l.object.ID, func(ctx context.Context) ([]entryguard.Session, error) {
			return l.client.SessionsOf(ctx, l.object.ID)
		}); err == nil {
			all = own
		}
	}
	return entryguard.SessionBlockers(all, l.object.ID)
}

// roles returns the roles that hold the resource and out of which EntryGuard
// takes it by itself.
func (l *entryguardLook) roles(ctx context.Context) []deletion.Blocker {
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
func (m *entryguardResourceModel) look(p *providerData) look {
	mode := m.OnActiveSessions.ValueString()
	if !p.looking() && mode != sessionsStop {
		return nil // with "stop" only those may be cut off whom the plan announced
	}
	at := p.lookAtEntryGuard(m.object(), func(ctx context.Context, l *entryguardLook) prospect {
		seen := sessionsProspect(l.object, mode, l.sessions(ctx))
		if len(seen.blockers) > 0 {
			return seen // it stays, and stays in its roles
		}
		seen.cascades = slices.DeleteFunc(l.roles(ctx), func(role deletion.Blocker) bool {
			// What the same plan has done before needs no mention.
			return p.departures.has(role.ID) || p.departures.has(role.ID+"/"+l.object.ID)
		})
		if len(seen.cascades) > 0 {
			seen.notices = append(seen.notices, takenOutOf(l.object, seen.cascades))
		}
		return seen
	})
	return func(ctx context.Context) prospect {
		seen := at(ctx)
		seen.announces, seen.inState = mode == sessionsStop, []string{sessionsAttribute}
		return seen
	}
}

// look says which resources use the credential. Terraform may destroy or move
// them in the same plan, which a provider cannot see.
func (m *entryguardCredentialModel) look(p *providerData) look {
	if !p.looking() {
		return nil
	}
	return p.lookAtEntryGuard(m.object(), func(ctx context.Context, l *entryguardLook) prospect {
		all, _ := listed(ctx, l, "the resources that use it", l.client.Shared().Resources)
		return prospect{blockers: entryguard.CredentialBlockers(all, l.object.ID), passable: true}
	})
}

// look says from whom and what the role is taken away, which EntryGuard does
// silently.
func (m *entryguardRoleModel) look(p *providerData) look {
	if !p.looking() {
		return nil
	}
	return p.lookAtEntryGuard(m.object(), func(ctx context.Context, l *entryguardLook) prospect {
		all, _ := listed(ctx, l, "who has the role", l.client.Shared().Roles)
		var seen prospect
		for _, role := range all {
			if strings.EqualFold(role.ID, l.object.ID) {
				seen.cascades = append(l.assigned("user", role.UserIDs), l.assigned(blockerResource, role.ResourceIDs)...)
			}
		}
		if len(seen.cascades) > 0 {
			seen.notices = []notice{takenAwayFrom(l.object, seen.cascades)}
		}
		return seen
	})
}

// assigned returns the members of a role that the same plan has not taken out
// of it before.
func (l *entryguardLook) assigned(code string, ids []string) []deletion.Blocker {
	var found []deletion.Blocker
	for _, id := range ids {
		if !l.data.departures.has(id) && !l.data.departures.has(l.object.ID+"/"+id) {
			found = append(found, deletion.Blocker{Code: code, ID: id})
		}
	}
	return found
}

// takenOutOf says which roles a resource is taken out of.
func takenOutOf(obj deletion.Object, roles []deletion.Blocker) notice {
	return cascadeNotice(fmt.Sprintf("Deleting %s takes it out of %s", obj, plural(len(roles), "role")),
		"EntryGuard does so by itself:", roles, "The audit log keeps its entries.")
}

// takenAwayFrom says whom and what a role is taken away from.
func takenAwayFrom(obj deletion.Object, members []deletion.Blocker) notice {
	return cascadeNotice(fmt.Sprintf("Deleting %s takes it away from those who have it", obj),
		"EntryGuard does so by itself:", members, "None of them is deleted. Sessions that are open go on until they end. The audit log keeps its entries.")
}
