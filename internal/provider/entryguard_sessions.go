package provider

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
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

// preflightLimit is how long a plan waits for a look at the sessions.
const preflightLimit = 10 * time.Second

// planSessions says, while a destruction is planned, what it will do to the
// sessions that use the resource. With "stop" the plan stores whom it
// announced: only they may be cut off when it is applied.
func (r *entryguardResource) planSessions(ctx context.Context, resp *resource.ModifyPlanResponse, state entryguardResourceModel) {
	mode := state.OnActiveSessions.ValueString()
	if mode != sessionsWait && mode != sessionsStop {
		return
	}
	obj := state.object()
	blockers, err := r.look(ctx, obj)
	if mode == sessionsStop {
		// What could not be seen was not announced either.
		resp.Diagnostics.Append(announce(ctx, resp.Private, blockers)...)
	}
	if err != nil {
		resp.Diagnostics.AddAttributeWarning(path.Root(sessionsAttribute), obj.String()+": its sessions could not be checked",
			sections("Who uses the resource could not be seen while the destruction was planned: "+err.Error(), unseenText[mode]))
	}
	if len(blockers) > 0 {
		resp.Diagnostics.AddAttributeWarning(path.Root(sessionsAttribute),
			fmt.Sprintf(sessionSummaries[mode], obj, plural(len(blockers), "session")),
			sections(blockersText(deletion.Result{Blockers: blockers}), sessionTexts[mode]))
	}
}

// look asks once who uses the object.
func (r *entryguardResource) look(ctx context.Context, obj deletion.Object) ([]deletion.Blocker, error) {
	if !r.data.entryguardConfigurable() {
		return nil, errNotConfigured
	}
	ctx, cancel := context.WithTimeout(ctx, preflightLimit)
	defer cancel()
	client, diags := r.data.entryguardClient(ctx)
	if diags.HasError() {
		return nil, fmt.Errorf("%s: %s", diags[0].Summary(), diags[0].Detail())
	}
	return client.ResourceBackend().Blockers(ctx, obj)
}

var (
	errNotConfigured = errors.New("the provider's entryguard configuration is not known yet")

	sessionSummaries = map[string]string{
		sessionsWait: "Destroying %s will wait for %s",
		sessionsStop: "Destroying %s will cut off %s",
	}
	sessionTexts = map[string]string{
		sessionsWait: "The resource is deleted when nobody uses it any more, within timeouts.delete. Nobody's session is ended: on_active_sessions is \"wait\" in state.",
		sessionsStop: "Each of these sessions is ended for everything that it opens, then the resource is deleted: on_active_sessions is \"stop\" in state. " +
			"If others use the resource when this plan is applied, nobody is cut off and nothing is deleted.",
	}
	unseenText = map[string]string{
		sessionsWait: "The destruction will wait for those who are there when it begins.",
		sessionsStop: "Nobody was announced, so if somebody uses the resource when this plan is applied, nobody is cut off and nothing is deleted.",
	}
)
