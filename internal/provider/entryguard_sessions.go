package provider

import (
	"context"
	"fmt"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
)

// The values of on_active_sessions, and what each asks of the engine. Only
// what is in this table is accepted.
const (
	sessionsFail = "fail"
	sessionsWait = "wait"
	sessionsStop = "stop"

	sessionsAttribute = "on_active_sessions"
)

var onActiveSessions = map[string]deletion.OnInUse{
	sessionsFail: deletion.Refuse,
	sessionsWait: deletion.Wait,
	sessionsStop: deletion.Stop,
}

// look says who uses the resource.
func (m *entryguardResourceModel) look(p *providerData) look {
	obj, mode := m.object(), m.OnActiveSessions.ValueString()
	if !p.looking() && mode != sessionsStop {
		return nil // with "stop" only those may be cut off whom the plan announced
	}
	return func(ctx context.Context) prospect {
		sessions, err := inspect(ctx, p, func(ctx context.Context, client *entryguard.Client) ([]deletion.Blocker, error) {
			return client.ResourceBackend().Blockers(ctx, obj)
		})
		seen := prospect{unseen: err, inState: []string{sessionsAttribute}}
		if mode != sessionsWait && mode != sessionsStop {
			seen.blockers = sessions
			return seen
		}
		seen.passing, seen.announces = sessions, mode == sessionsStop
		if len(sessions) > 0 {
			seen.notices = []notice{{
				summary: fmt.Sprintf(sessionSummaries[mode], obj, plural(len(sessions), "session")),
				detail:  sections(blockersText(deletion.Result{Blockers: sessions}), sessionTexts[mode]),
			}}
		}
		return seen
	}
}

// look says which resources use the credential.
func (m *entryguardCredentialModel) look(p *providerData) look {
	obj := m.object()
	if !p.looking() {
		return nil
	}
	return func(ctx context.Context) prospect {
		resources, err := inspect(ctx, p, func(ctx context.Context, client *entryguard.Client) ([]deletion.Blocker, error) {
			return client.CredentialBackend().Blockers(ctx, obj)
		})
		return prospect{blockers: resources, unseen: err}
	}
}

// inspect asks once what is in the way. It waits for nothing and repeats
// nothing: whoever plans is told what could not be seen.
func inspect(
	ctx context.Context, p *providerData, blockers func(context.Context, *entryguard.Client) ([]deletion.Blocker, error),
) ([]deletion.Blocker, error) {
	if !p.entryguardConfigurable() {
		return nil, errNotConfigured
	}
	client, diags := p.entryguardClient(ctx)
	if err := asError(diags); err != nil {
		return nil, err
	}
	return blockers(ctx, client)
}

var (
	sessionSummaries = map[string]string{
		sessionsWait: "Destroying %s will wait for %s",
		sessionsStop: "Destroying %s will cut off %s",
	}
	sessionTexts = map[string]string{
		sessionsWait: "The resource is deleted when nobody uses it any more, within timeouts.delete. Nobody's session is ended: on_active_sessions is \"wait\" in state.",
		sessionsStop: "Each of these sessions is ended for everything that it opens, then the resource is deleted: on_active_sessions is \"stop\" in state. " +
			"If others use the resource when this plan is applied, nobody is cut off and nothing is deleted.",
	}
)
