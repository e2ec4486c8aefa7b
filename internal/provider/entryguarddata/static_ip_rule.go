package entryguarddata

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
)

var staticIPRuleListing = listing[entryguard.StaticIPRule]{
	objectType: entryguard.StaticIPRuleType, plural: "static IP rules", key: "label",
	id:   func(r entryguard.StaticIPRule) string { return r.ID },
	name: func(r entryguard.StaticIPRule) string { return r.Label },
	get:  (*entryguard.Shared).StaticIPRule,
	list: (*entryguard.Shared).StaticIPRules,
}

type (
	// A staticIPRuleShown is a static IP rule as both data sources
	// show it.
	staticIPRuleShown struct {
		ID             types.String              `tfsdk:"id"`
		Label          types.String              `tfsdk:"label"`
		IPAddress      types.String              `tfsdk:"ip_address"`
		Status         types.String              `tfsdk:"status"`
		CreatedByEmail types.String              `tfsdk:"created_by_email"`
		CreatedAt      types.String              `tfsdk:"created_at"`
		Resources      []staticIPRuleTargetShown `tfsdk:"resources"`
	}
	staticIPRuleTargetShown struct {
		ResourceID   types.String `tfsdk:"resource_id"`
		ResourceName types.String `tfsdk:"resource_name"`
		Status       types.String `tfsdk:"status"`
		AppliedAt    types.String `tfsdk:"applied_at"`
		ErrorMessage types.String `tfsdk:"error_message"`
	}
	staticIPRuleModel struct {
		attributes.ReadTimeout
		staticIPRuleShown
	}
	staticIPRulesModel struct {
		attributes.ReadTimeout
		StaticIPRules []staticIPRuleShown `tfsdk:"static_ip_rules"`
	}
)

func showStaticIPRule(r entryguard.StaticIPRule) staticIPRuleShown {
	return staticIPRuleShown{
		ID:             types.StringValue(r.ID),
		Label:          types.StringValue(r.Label),
		IPAddress:      attributes.OrNull(r.IPAddress),
		Status:         attributes.OrNull(r.Status),
		CreatedByEmail: attributes.OrNull(r.CreatedByEmail),
		CreatedAt:      orNullTime(r.CreatedAt),
		Resources: eachShown(r.Resources, func(on entryguard.StaticIPRuleResource) staticIPRuleTargetShown {
			return staticIPRuleTargetShown{
				ResourceID:   attributes.OrNull(on.ResourceID),
				ResourceName: attributes.OrNull(on.ResourceName),
				Status:       attributes.OrNull(on.Status),
				AppliedAt:    orNullTime(on.AppliedAt),
				ErrorMessage: types.StringPointerValue(on.ErrorMessage),
			}
		}),
	}
}

func staticIPRuleAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":               shownText("UUID of the rule."),
		"label":            shownText("What people call the rule."),
		"ip_address":       shownText("Address or range that is let in."),
		"status":           shownText("Whether the rule is in force: `PENDING`, `ACTIVE`, `PARTIAL` (on some resources only) or `FAILED`."),
		"created_by_email": shownText("E-mail address of the user who created the rule."),
		"created_at":       shownTime("When the rule was created."),
		"resources": schema.ListNestedAttribute{
			Computed:            true,
			MarkdownDescription: "The resources that the rule keeps open.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"resource_id":   shownText("UUID of the resource."),
				"resource_name": shownText("Name of the resource."),
				"status":        shownText("Whether the rule is in force there: `PENDING`, `APPLIED` or `FAILED`."),
				"applied_at":    shownTime("When the rule was applied there; null until then."),
				"error_message": shownText("Why the rule could not be applied there."),
			}},
		},
	}
}

// NewStaticIPRule returns steward_entryguard_static_ip_rule.
func NewStaticIPRule() datasource.DataSource {
	return newOne(staticIPRuleListing, sourceKind[staticIPRuleModel]{
		name:        "static_ip_rule",
		description: "One rule that keeps resources open to a fixed address, and how far it is in force.",
		attributes:  staticIPRuleAttributes(),
	}, func(m *staticIPRuleModel) (id, key types.String) { return m.ID, m.Label },
		func(m *staticIPRuleModel, r entryguard.StaticIPRule) { m.staticIPRuleShown = showStaticIPRule(r) })
}

// NewStaticIPRules returns steward_entryguard_static_ip_rules.
func NewStaticIPRules() datasource.DataSource {
	return newMany(staticIPRuleListing, sourceKind[staticIPRulesModel]{
		name:        "static_ip_rules",
		description: "All rules that keep resources open to fixed addresses, and how far they are in force.",
		attributes:  staticIPRuleAttributes(),
	}, func(m *staticIPRulesModel, all []entryguard.StaticIPRule) {
		m.StaticIPRules = eachShown(all, showStaticIPRule)
	})
}
