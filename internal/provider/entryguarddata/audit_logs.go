package entryguarddata

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
)

type (
	// An auditLogsModel is steward_entryguard_audit_logs.
	auditLogsModel struct {
		attributes.ReadTimeout
		From       types.String `tfsdk:"from"`
		To         types.String `tfsdk:"to"`
		EventType  types.String `tfsdk:"event_type"`
		ActorEmail types.String `tfsdk:"actor_email"`
		Limit      types.Int64  `tfsdk:"limit"`
		Truncated  types.Bool   `tfsdk:"truncated"`
		AuditLogs  []auditShown `tfsdk:"audit_logs"`
	}
	auditShown struct {
		ID               types.String `tfsdk:"id"`
		EventType        types.String `tfsdk:"event_type"`
		ActorEmail       types.String `tfsdk:"actor_email"`
		ActorType        types.String `tfsdk:"actor_type"`
		ResourceType     types.String `tfsdk:"resource_type"`
		ResourceID       types.String `tfsdk:"resource_id"`
		ResourceName     types.String `tfsdk:"resource_name"`
		Result           types.String `tfsdk:"result"`
		IPAddress        types.String `tfsdk:"ip_address"`
		ErrorMessage     types.String `tfsdk:"error_message"`
		DetailsJSON      types.String `tfsdk:"details_json"`
		OrganizationName types.String `tfsdk:"organization_name"`
		CreatedAt        types.String `tfsdk:"created_at"`
	}
)

// How many events are shown where the configuration does not say, and at most:
// they all go into state.
const (
	defaultAuditLimit = 100
	maxAuditLimit     = 10_000
)

// NewAuditLogs returns steward_entryguard_audit_logs.
func NewAuditLogs() datasource.DataSource {
	timed := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Optional: true, MarkdownDescription: description, Validators: []validator.String{attributes.Timestamp()}}
	}
	filter := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Optional: true, MarkdownDescription: description, Validators: []validator.String{stringvalidator.LengthAtLeast(1)}}
	}
	return newDataSource(sourceKind[auditLogsModel]{
		name:        "audit_logs",
		description: "Who did what when. It is read in every plan, and Terraform keeps what it reads, and so names and addresses, in state.",
		scope:       "audit:read",
		validators:  []datasource.ConfigValidator{isTimeRange{}},
		attributes: map[string]schema.Attribute{
			"from":        timed("Only events from this time on (RFC 3339), such as `2026-02-18T10:30:00Z` or `timeadd(plantimestamp(), \"-24h\")`."),
			"to":          timed("Only events up to this time (RFC 3339)."),
			"event_type":  filter("Only events of this type, such as `RESOURCE_DELETE` or `SESSION_START`."),
			"actor_email": filter("Only what the user with this e-mail address did."),
			"limit": schema.Int64Attribute{
				Optional:            true,
				MarkdownDescription: "How many events are shown at most, 1 to 10000. Default: 100.",
				Validators:          []validator.Int64{int64validator.Between(1, maxAuditLimit)},
			},
			"truncated": shownBool("Whether there are more events than `limit`."),
			"audit_logs": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The events, in EntryGuard's order.",
				NestedObject:        schema.NestedAttributeObject{Attributes: auditAttributes()},
			},
		},
		fetch: fetchAuditLogs,
	})
}

func auditAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":                shownText("UUID of the event."),
		"event_type":        shownText("What happened, such as `RESOURCE_DELETE`."),
		"actor_email":       shownText("E-mail address of the user who did it."),
		"actor_type":        shownText("What kind of actor it was."),
		"resource_type":     shownText("What kind of object it was done to."),
		"resource_id":       shownText("UUID of the object."),
		"resource_name":     shownText("Name of the object."),
		"result":            shownText("How it ended."),
		"ip_address":        shownText("Address from which it was done."),
		"error_message":     shownText("Why it failed; null if it did not."),
		"details_json":      shownText("More about the event, as JSON: Terraform allows no value of any type in a list. `jsondecode` reads it."),
		"organization_name": shownText("Name of the organization."),
		"created_at":        shownTime("When it happened."),
	}
}

func fetchAuditLogs(ctx context.Context, r sourceReading, m *auditLogsModel) {
	limit := defaultAuditLimit
	if !m.Limit.IsNull() {
		limit = int(m.Limit.ValueInt64())
	}
	filter := entryguard.AuditFilter{
		EventType: m.EventType.ValueString(), ActorEmail: m.ActorEmail.ValueString(),
		From: inUTC(m.From), To: inUTC(m.To),
		Limit: limit + 1, // one more shows that there are more
	}
	entries, err := connection.Ask(ctx, r.data, func(ctx context.Context) ([]entryguard.AuditEntry, error) { return r.client.AuditLogs(ctx, filter) })
	if err != nil {
		r.failed("list", deletion.Object{Type: "EntryGuard", ID: "audit logs"}, err)
		return
	}
	m.Truncated = types.BoolValue(len(entries) > limit)
	m.AuditLogs = eachShown(entries[:min(limit, len(entries))], showAudit)
}

func showAudit(e entryguard.AuditEntry) auditShown {
	return auditShown{
		ID:               types.StringValue(e.ID),
		EventType:        attributes.OrNull(e.EventType),
		ActorEmail:       types.StringPointerValue(e.ActorEmail),
		ActorType:        types.StringPointerValue(e.ActorType),
		ResourceType:     types.StringPointerValue(e.ResourceType),
		ResourceID:       types.StringPointerValue(e.ResourceID),
		ResourceName:     types.StringPointerValue(e.ResourceName),
		Result:           types.StringPointerValue(e.Result),
		IPAddress:        types.StringPointerValue(e.IPAddress),
		ErrorMessage:     types.StringPointerValue(e.ErrorMessage),
		DetailsJSON:      jsonText(e.Details),
		OrganizationName: types.StringPointerValue(e.OrganizationName),
		CreatedAt:        orNullTime(e.CreatedAt),
	}
}

// inUTC writes a time as EntryGuard's own examples do: in UTC.
func inUTC(at types.String) entryguard.Timestamp {
	parsed, err := time.Parse(time.RFC3339, at.ValueString())
	if err != nil { // it is not set, since timestamp has seen it
		return ""
	}
	return entryguard.Timestamp(parsed.UTC().Format(time.RFC3339Nano))
}

// isTimeRange accepts a configuration whose "to" is after its "from".
type isTimeRange struct{}

// Description says what is accepted.
func (isTimeRange) Description(context.Context) string { return "\"to\" must be after \"from\"" }

// MarkdownDescription says what is accepted.
func (v isTimeRange) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateDataSource checks a configuration.
func (v isTimeRange) ValidateDataSource(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var from, to types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("from"), &from)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("to"), &to)...)
	since, err := time.Parse(time.RFC3339, from.ValueString())
	until, err2 := time.Parse(time.RFC3339, to.ValueString())
	if err != nil || err2 != nil { // not set, not known yet, or said by timestamp
		return
	}
	if !until.After(since) {
		resp.Diagnostics.AddAttributeError(path.Root("to"), "Empty time range", "No event can be found: "+v.Description(ctx)+".")
	}
}
