package entryguardactions

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/action/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/actionvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
)

var (
	_ action.ActionWithConfigure        = &stopSessions{}
	_ action.ActionWithConfigValidators = &stopSessions{}
	_ action.ActionWithModifyPlan       = &stopSessions{}
)

// stopSessions is the action steward_entryguard_stop_sessions.
type stopSessions struct{ entryGuardAction }

// NewStopSessions returns the action steward_entryguard_stop_sessions.
func NewStopSessions() action.Action {
	return &stopSessions{newAction("stop_sessions", stopSessionsSchema)}
}

// stopModel is the configuration of the action.
type stopModel struct {
	ResourceIDs types.Set      `tfsdk:"resource_ids"`
	UserIDs     types.Set      `tfsdk:"user_ids"`
	SessionIDs  types.Set      `tfsdk:"session_ids"`
	Timeouts    timeouts.Value `tfsdk:"timeouts"`
}

// The attributes that choose sessions.
const (
	resourceIDs = "resource_ids"
	userIDs     = "user_ids"
	sessionIDs  = "session_ids"
)

func stopSessionsSchema() schema.Schema {
	ids := func(what, text string) schema.SetAttribute {
		return schema.SetAttribute{
			Optional: true, ElementType: types.StringType, MarkdownDescription: text,
			Validators: []validator.Set{setvalidator.SizeAtLeast(1), setvalidator.ValueStringsAre(attributes.UUID(what))},
		}
	}
	return schema.Schema{
		MarkdownDescription: "Ends sessions of EntryGuard, as an administrator does, and waits until EntryGuard shows that they have ended. " +
			"It ends the sessions that are under way when it begins and fit every attribute that is set; what starts later it leaves alone, and says so. " +
			"The plan names the sessions and their people. " +
			"A session ends for all resources that it opens.",
		Attributes: map[string]schema.Attribute{
			resourceIDs: ids("the ID of an "+entryguard.ResourceType, "UUIDs of resources: only sessions that open one of these are ended."),
			userIDs:     ids("the ID of an "+entryguard.UserType, "UUIDs of users: only their sessions are ended."),
			sessionIDs:  ids("the ID of a session", "UUIDs of sessions: only these are ended."),
		},
	}
}

// ConfigValidators requires that something chooses the sessions: without anything
// it would be everybody's.
func (a *stopSessions) ConfigValidators(context.Context) []action.ConfigValidator {
	return []action.ConfigValidator{actionvalidator.AtLeastOneOf(path.MatchRoot(resourceIDs), path.MatchRoot(userIDs), path.MatchRoot(sessionIDs))}
}

// sessions are what the action is about, where no single one is.
var sessions = deletion.Object{Type: "EntryGuard", ID: "sessions"}

// Invoke ends the sessions.
func (a *stopSessions) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var m stopModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	wanted := m.wanted(ctx, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	say := attributes.Progressing(ctx, resp)
	ctx, cancel := attributes.WithTimeout(ctx, m.Timeouts.Invoke, a.Limit, &resp.Diagnostics)
	defer cancel()
	if run, ok := a.connect(ctx, "end", sessions, say, &resp.Diagnostics); ok {
		stop := stopping{invocation: run, wanted: wanted}
		stop.run(ctx)
	}
}

// A selection says which sessions are meant: those that fit each list that is not
// nil.
type selection struct{ resources, users, sessions []string }

// wanted reads the selection. When an action runs, all of it is known; a list that
// came out empty chooses nothing, and never everything.
func (m stopModel) wanted(ctx context.Context, diags *diag.Diagnostics) selection {
	read := func(set types.Set) []string {
		if set.IsNull() {
			return nil
		}
		ids := []string{}
		diags.Append(set.ElementsAs(ctx, &ids, false)...)
		return ids
	}
	s := selection{resources: read(m.ResourceIDs), users: read(m.UserIDs), sessions: read(m.SessionIDs)}
	if s.resources == nil && s.users == nil && s.sessions == nil && !diags.HasError() {
		diags.AddError("No sessions are chosen", fmt.Sprintf("Set %s, %s or %s. Nothing was ended.", resourceIDs, userIDs, sessionIDs))
	}
	return s
}

// fits reports whether a session is meant.
func (s selection) fits(one entryguard.Session) bool {
	within := func(list []string, is func(id string) bool) bool { return list == nil || slices.ContainsFunc(list, is) }
	return within(s.resources, one.Opens) &&
		within(s.users, func(id string) bool { return strings.EqualFold(id, one.UserID) }) &&
		within(s.sessions, func(id string) bool { return strings.EqualFold(id, one.ID) })
}

// of returns the sessions that are meant and have not ended.
func (s selection) of(all []entryguard.Session) []deletion.Blocker {
	var meant []deletion.Blocker
	for _, one := range all {
		if one.UnderWay() && s.fits(one) {
			meant = append(meant, one.Blocker())
		}
	}
	return meant
}

// A stopping ends sessions.
type stopping struct {
	invocation

	wanted selection
	chosen []deletion.Blocker // what it is about: nothing that starts later
	asked  []string           // the IDs of those that EntryGuard was asked to end
}

func (s *stopping) run(ctx context.Context) {
	all, err := connection.Ask(ctx, s.data, s.client.AllSessions)
	if err != nil {
		s.fail(destroy.ActionFailure{Doing: "list", What: sessions.String(), Left: "No session was ended.", Err: err})
		return
	}
	s.chosen = s.wanted.of(all)
	s.nameTheOthers(all)
	if len(s.chosen) == 0 {
		s.say("No session that is meant is under way: there is nothing to end.")
		return
	}
	s.say("%s to end.", destroy.Plural(len(s.chosen), "session"))
	if err = s.ask(ctx); err == nil {
		all, err = s.await(ctx, all)
	}
	if err != nil {
		s.unfinished(ctx, err)
		return
	}
	s.say("Ended, and EntryGuard shows it: %s.", who(s.chosen))
	s.warnLater(all)
}

// nameTheOthers says of sessions that were named by ID why they are not ended.
func (s *stopping) nameTheOthers(all []entryguard.Session) {
	for _, id := range s.wanted.sessions {
		at := slices.IndexFunc(all, func(one entryguard.Session) bool { return strings.EqualFold(one.ID, id) })
		switch {
		case at < 0:
			s.diags.AddWarning("EntryGuard has no session "+id, "It was ended long ago, or the ID is not one of a session of this organization. There was nothing to end.")
		case !all[at].UnderWay():
			s.say("Session %s of %s is %s already.", all[at].ID, all[at].Blocker().Who, all[at].Status)
		case !s.wanted.fits(all[at]):
			s.say("Session %s of %s is left alone: it does not fit the other attributes.", all[at].ID, all[at].Blocker().Who)
		}
	}
}

// ask asks EntryGuard to end the sessions, one after the other. One that is ending
// already needs no request.
func (s *stopping) ask(ctx context.Context) error {
	backend := s.client.ResourceBackend()
	for _, one := range s.chosen {
		if !one.Endable {
			s.say("Session %s of %s is ending already.", one.ID, one.Who)
			continue
		}
		_, err := connection.Ask(ctx, s.data, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, backend.End(ctx, deletion.Object{}, one)
		})
		if err != nil {
			return err
		}
		s.asked = append(s.asked, one.ID)
		s.say("EntryGuard was asked to end session %s of %s%s.", one.ID, one.Who, from(one))
	}
	return nil
}

func from(one deletion.Blocker) string {
	if len(one.Addresses) == 0 {
		return ""
	}
	return " from " + strings.Join(one.Addresses, " and ")
}

// await waits until EntryGuard shows that the sessions have ended, and returns what
// it shows.
func (s *stopping) await(ctx context.Context, all []entryguard.Session) ([]entryguard.Session, error) {
	said := len(s.chosen)
	return connection.Await(ctx, s.data, sessions, all, s.client.AllSessions, func(seen []entryguard.Session) bool {
		left := len(s.open(seen))
		if left > 0 && left != said {
			said = left
			s.say("Waiting for %s to end.", destroy.Plural(left, "session"))
		}
		return left == 0
	})
}

// open returns those of the chosen sessions that have not ended.
func (s *stopping) open(seen []entryguard.Session) []deletion.Blocker {
	var open []deletion.Blocker
	for _, one := range seen {
		if one.UnderWay() && slices.ContainsFunc(s.chosen, func(b deletion.Blocker) bool { return b.ID == one.ID }) {
			open = append(open, one.Blocker())
		}
	}
	return open
}

// unfinished reports what became of the sessions, as one last read shows it.
func (s *stopping) unfinished(ctx context.Context, err error) {
	last, cancel := s.lastRead(ctx)
	defer cancel()
	left := "What became of them could not be read."
	if seen, unread := s.client.AllSessions(last); unread == nil {
		open := s.open(seen)
		left = fmt.Sprintf("%d of %d have ended.", len(s.chosen)-len(open), len(s.chosen))
		s.say("%d of %s ended.", len(s.chosen)-len(open), destroy.Plural(len(s.chosen), "session"))
		if len(open) > 0 {
			left = destroy.Sections(left, destroy.BlockerList("Not ended:", open))
		}
	}
	if missed := len(s.notAsked()); missed > 0 {
		left = destroy.Sections(left, fmt.Sprintf("EntryGuard was not asked to end %s.", destroy.Plural(missed, "session")))
	}
	s.fail(destroy.ActionFailure{Doing: "end", What: destroy.Plural(len(s.chosen), "EntryGuard session"), Left: left, Err: err})
}

// notAsked returns the sessions that nobody was asked to end.
func (s *stopping) notAsked() []deletion.Blocker {
	return slices.DeleteFunc(slices.Clone(s.chosen), func(b deletion.Blocker) bool { return !b.Endable || slices.Contains(s.asked, b.ID) })
}

// warnLater names the sessions that fit and began after the action did.
func (s *stopping) warnLater(seen []entryguard.Session) {
	later := slices.DeleteFunc(s.wanted.of(seen), func(b deletion.Blocker) bool {
		return slices.ContainsFunc(s.chosen, func(one deletion.Blocker) bool { return one.ID == b.ID })
	})
	if len(later) == 0 {
		return
	}
	s.say("Left alone, since it began after the action did: %s.", who(later))
	s.diags.AddWarning(destroy.Plural(len(later), "session")+" began after the action did", destroy.Sections(
		destroy.BlockerList("Not ended:", later), destroy.Remedies([]string{"invoke the action again to end them, too"})))
}

// who names sessions and their people.
func who(of []deletion.Blocker) string {
	named := make([]string, len(of))
	for i, one := range of {
		named[i] = "session " + one.ID + " of " + one.Who
	}
	return strings.Join(named, ", ")
}
