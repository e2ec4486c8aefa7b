package blockers

import (
	"context"
	"slices"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
)

// OfResource says who uses a resource, and what it is taken out of. mode is what its
// destruction does about sessions, limit how long that may take.
func OfResource(p *connection.ProviderData, obj deletion.Object, mode deletion.OnInUse, limit func(context.Context) time.Duration) destroy.Check {
	if !p.Checking() && mode != deletion.Stop {
		return nil // with "stop" only those may be cut off whom the plan announced
	}
	at := checkLive(p, obj, func(ctx context.Context, l *liveCheck) destroy.Findings {
		seen := sessionsFindings(l.object, mode, l.sessions(ctx), limit(ctx), time.Now())
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
		seen.Announces = mode == deletion.Stop
		return seen
	}
}

// OfCredential says which resources use a credential. Terraform may destroy or move
// them in the same plan, which a provider cannot see.
func OfCredential(p *connection.ProviderData, obj deletion.Object) destroy.Check {
	if !p.Checking() {
		return nil
	}
	return checkLive(p, obj, func(ctx context.Context, l *liveCheck) destroy.Findings {
		all, _ := listed(ctx, l, "the resources that use it", l.client.Shared().Resources)
		return destroy.Findings{Blockers: entryguard.CredentialBlockers(all, l.object.ID), Passable: true}
	})
}

// OfRole says from whom and what a role is taken away, which EntryGuard does
// silently.
func OfRole(p *connection.ProviderData, obj deletion.Object) destroy.Check {
	if !p.Checking() {
		return nil
	}
	return checkLive(p, obj, func(ctx context.Context, l *liveCheck) destroy.Findings {
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

// OfUser says whether a user is the last admin, who cannot be deleted, and which
// sessions end along with the user, which EntryGuard does silently.
func OfUser(p *connection.ProviderData, obj deletion.Object) destroy.Check {
	if !p.Checking() {
		return nil
	}
	return checkLive(p, obj, func(ctx context.Context, l *liveCheck) destroy.Findings {
		users, _ := listed(ctx, l, "whether another admin is left", l.client.Shared().Users)
		if last := entryguard.LastAdmin(users, l.object.ID); len(last) > 0 {
			return destroy.Findings{Blockers: last}
		}
		all, _ := listed(ctx, l, "the user's sessions", l.client.Shared().Sessions)
		seen := destroy.Findings{Cascades: entryguard.UserSessions(all, l.object.ID)}
		if len(seen.Cascades) > 0 {
			seen.Notices = []destroy.Notice{endedWith(l.object, seen.Cascades)}
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
