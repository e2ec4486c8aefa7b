package entryguarddata

import (
	"context"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
)

type (
	// A sessionsModel is steward_entryguard_sessions.
	sessionsModel struct {
		attributes.ReadTimeout
		ResourceID types.String   `tfsdk:"resource_id"`
		Statuses   types.Set      `tfsdk:"statuses"`
		OwnOnly    types.Bool     `tfsdk:"own_only"`
		Sessions   []sessionShown `tfsdk:"sessions"`
	}
	sessionShown struct {
		ID          types.String      `tfsdk:"id"`
		UserID      types.String      `tfsdk:"user_id"`
		UserName    types.String      `tfsdk:"user_name"`
		UserEmail   types.String      `tfsdk:"user_email"`
		IPv4Address types.String      `tfsdk:"ipv4_address"`
		IPv6Address types.String      `tfsdk:"ipv6_address"`
		Status      types.String      `tfsdk:"status"`
		StartedAt   types.String      `tfsdk:"started_at"`
		ExpiresAt   types.String      `tfsdk:"expires_at"`
		EndedAt     types.String      `tfsdk:"ended_at"`
		EndedReason types.String      `tfsdk:"ended_reason"`
		CreatedAt   types.String      `tfsdk:"created_at"`
		ResourceIPs []resourceIPShown `tfsdk:"resource_ips"`
	}
	resourceIPShown struct {
		ID             types.String `tfsdk:"id"`
		ResourceID     types.String `tfsdk:"resource_id"`
		ResourceName   types.String `tfsdk:"resource_name"`
		IPVersion      types.Int64  `tfsdk:"ip_version"`
		IPAddress      types.String `tfsdk:"ip_address"`
		Status         types.String `tfsdk:"status"`
		ProviderRuleID types.String `tfsdk:"provider_rule_id"`
		AppliedAt      types.String `tfsdk:"applied_at"`
		RemovedAt      types.String `tfsdk:"removed_at"`
		ErrorMessage   types.String `tfsdk:"error_message"`
	}
)

// sessionStatuses is every status that is documented.
var sessionStatuses = []string{
	entryguard.SessionPending, entryguard.SessionActive, entryguard.SessionPartial, entryguard.SessionExpiring,
	entryguard.SessionFailed, entryguard.SessionCancelled, entryguard.SessionExpired,
}

// NewSessions returns steward_entryguard_sessions.
func NewSessions() datasource.DataSource {
	return newDataSource(sourceKind[sessionsModel]{
		name: "sessions",
		description: "Sessions: who has access to what, from which address, until when. They are read in every plan. They contain names and addresses of people, " +
			"which Terraform keeps in state like all data.",
		scope: "sessions:read",
		keys:  "A user with the role ORG_ADMIN sees everybody's sessions; another user, and an API key with the scope `sessions:read`, sees only its own; `own_only` and a warning say so.",
		attributes: map[string]schema.Attribute{
			"resource_id": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "UUID of a resource: only sessions that open it, or did, are shown.",
				Validators:          []validator.String{attributes.UUID("the ID of an " + entryguard.ResourceType)},
			},
			"statuses": schema.SetAttribute{
				Optional: true, ElementType: types.StringType,
				MarkdownDescription: "Only sessions in one of these statuses are shown: `PENDING`, `ACTIVE`, `PARTIAL`, `EXPIRING`, `FAILED`, `CANCELLED`, `EXPIRED`. " +
					"The first four are under way. Default: all.",
				Validators: []validator.Set{setvalidator.SizeAtLeast(1), setvalidator.ValueStringsAre(stringvalidator.OneOf(sessionStatuses...))},
			},
			"own_only": shownBool("Whether the provider could see only the sessions of its own user. What others have open is then unknown."),
			"sessions": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The sessions, newest first.",
				NestedObject:        schema.NestedAttributeObject{Attributes: sessionAttributes()},
			},
		},
		fetch: fetchSessions,
	})
}

func sessionAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":           shownText("UUID of the session."),
		"user_id":      shownText("UUID of the session's user."),
		"user_name":    shownText("Name of the session's user."),
		"user_email":   shownText("E-mail address of the session's user."),
		"ipv4_address": shownText("IPv4 address that is let in."),
		"ipv6_address": shownText("IPv6 address that is let in."),
		"status":       shownText("Status of the session: `PENDING`, `ACTIVE`, `PARTIAL`, `EXPIRING`, `FAILED`, `CANCELLED` or `EXPIRED`."),
		"started_at":   shownTime("When the session began."),
		"expires_at":   shownTime("When the session ends by itself."),
		"ended_at":     shownTime("When the session ended; null until it has."),
		"ended_reason": shownText("Why the session ended, such as `MANUAL`, `ADMIN` or `EXPIRED`; null until it has."),
		"created_at":   shownTime("When the session was created."),
		"resource_ips": schema.ListNestedAttribute{
			Computed:            true,
			MarkdownDescription: "What the session opens: one element per resource and address.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"id":               shownText("UUID of the rule."),
				"resource_id":      shownText("UUID of the resource."),
				"resource_name":    shownText("Name of the resource."),
				"ip_version":       shownNumber("`4` or `6`."),
				"ip_address":       shownText("Address that is let in."),
				"status":           shownText("Status of the rule: `PENDING`, `APPLIED`, `FAILED`, `REMOVING` or `REMOVED`."),
				"provider_rule_id": shownText("Identifier of the rule in the cloud."),
				"applied_at":       shownTime("When the rule was applied."),
				"removed_at":       shownTime("When the rule was removed."),
				"error_message":    shownText("Why the rule could not be applied or removed."),
			}},
		},
	}
}

func fetchSessions(ctx context.Context, r sourceReading, m *sessionsModel) {
	var statuses []string
	r.diags.Append(m.Statuses.ElementsAs(ctx, &statuses, false)...)
	all, ownOnly, err := r.sessions(ctx)
	if err != nil {
		r.failed("list", deletion.Object{Type: "EntryGuard", ID: "sessions"}, err)
		return
	}
	if ownOnly {
		r.diags.AddWarning("Only the provider's own sessions could be seen",
			"EntryGuard shows everybody's sessions only to a user with the role ORG_ADMIN. Other sessions may be open; own_only is true.")
	}
	wanted := slices.DeleteFunc(slices.Clone(all), func(s entryguard.Session) bool {
		return (len(statuses) > 0 && !slices.Contains(statuses, s.Status)) || (!m.ResourceID.IsNull() && !opens(s, m.ResourceID.ValueString()))
	})
	m.OwnOnly = types.BoolValue(ownOnly)
	m.Sessions = eachShown(wanted, showSession)
}

// sessions returns everybody's sessions, or, where EntryGuard does not show
// them, the caller's own.
func (r sourceReading) sessions(ctx context.Context) (all []entryguard.Session, ownOnly bool, err error) {
	all, err = connection.Ask(ctx, r.data, r.client.Shared().Sessions)
	if reason := deletion.ReasonOf(err); reason != deletion.Denied && reason != deletion.Unauthenticated {
		return all, false, err
	}
	all, err = connection.Ask(ctx, r.data, r.client.Sessions)
	return all, true, err
}

// opens reports whether a session opens a resource, or did.
func opens(s entryguard.Session, resourceID string) bool {
	return slices.ContainsFunc(s.ResourceIPs, func(ip entryguard.ResourceIP) bool { return strings.EqualFold(ip.ResourceID, resourceID) })
}

func showSession(s entryguard.Session) sessionShown {
	return sessionShown{
		ID:          types.StringValue(s.ID),
		UserID:      attributes.OrNull(s.UserID),
		UserName:    attributes.OrNull(s.UserName),
		UserEmail:   attributes.OrNull(s.UserEmail),
		IPv4Address: types.StringPointerValue(s.IPv4Address),
		IPv6Address: types.StringPointerValue(s.IPv6Address),
		Status:      attributes.OrNull(s.Status),
		StartedAt:   orNullTime(s.StartedAt),
		ExpiresAt:   orNullTime(s.ExpiresAt),
		EndedAt:     orNullTime(s.EndedAt),
		EndedReason: types.StringPointerValue(s.EndedReason),
		CreatedAt:   orNullTime(s.CreatedAt),
		ResourceIPs: eachShown(s.ResourceIPs, showResourceIP),
	}
}

func showResourceIP(ip entryguard.ResourceIP) resourceIPShown {
	return resourceIPShown{
		ID:             attributes.OrNull(ip.ID),
		ResourceID:     attributes.OrNull(ip.ResourceID),
		ResourceName:   attributes.OrNull(ip.ResourceName),
		IPVersion:      types.Int64Value(int64(ip.IPVersion)),
		IPAddress:      attributes.OrNull(ip.IPAddress),
		Status:         attributes.OrNull(ip.Status),
		ProviderRuleID: types.StringPointerValue(ip.ProviderRuleID),
		AppliedAt:      orNullTime(ip.AppliedAt),
		RemovedAt:      orNullTime(ip.RemovedAt),
		ErrorMessage:   types.StringPointerValue(ip.ErrorMessage),
	}
}
