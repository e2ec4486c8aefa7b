package entryguardtf

import (
	"context"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/creation"
)

// NewStaticIPRule returns steward_entryguard_static_ip_rule: a fixed
// address to which resources stay open. EntryGuard has no update of it.
func NewStaticIPRule() resource.Resource {
	return manage(objectKind[*staticIPRuleModel, entryguard.StaticIPRule]{
		name:       "static_ip_rule",
		objectType: entryguard.StaticIPRuleType,
		noun:       "rule",
		blank:      func() *staticIPRuleModel { return new(staticIPRuleModel) },
		schema:     staticIPRuleSchema,
		settle: func(ctx context.Context, plan, state *staticIPRuleModel, to *tfsdk.Plan) diag.Diagnostics {
			return settleText(ctx, to, "ip_address", &plan.IPAddress, state.IPAddress, sameAddress)
		},
		replaces: func(_, plan, state *staticIPRuleModel) path.Paths {
			return changedPaths(
				planned{"label", plan.Label, state.Label},
				planned{"ip_address", plan.IPAddress, state.IPAddress},
				planned{"resource_ids", plan.ResourceIDs, state.ResourceIDs},
			)
		},
		create: createStaticIPRule,
		finish: awaitStaticIPRule,
		read: func(ctx context.Context, client *entryguard.Client, state *staticIPRuleModel) (entryguard.StaticIPRule, error) {
			return client.Shared().StaticIPRule(ctx, state.ID.ValueString())
		},
		backend: func(client *entryguard.Client) deletion.Backend { return client.StaticIPRuleBackend() },
	})
}

// A staticIPRuleModel is a steward_entryguard_static_ip_rule in
// Terraform.
type staticIPRuleModel struct {
	deletableModel
	Label       types.String `tfsdk:"label"`
	IPAddress   types.String `tfsdk:"ip_address"`
	ResourceIDs types.Set    `tfsdk:"resource_ids"`
	Status      types.String `tfsdk:"status"`
	Resources   types.List   `tfsdk:"resources"`
	CreatedAt   types.String `tfsdk:"created_at"`
}

func createStaticIPRule(
	ctx context.Context, client *entryguard.Client, _, plan *staticIPRuleModel,
) (creation.Steps[entryguard.StaticIPRule], diag.Diagnostics) {
	in := entryguard.StaticIPRuleInput{Label: plan.Label.ValueString(), IPAddress: plan.IPAddress.ValueString()}
	diags := plan.ResourceIDs.ElementsAs(ctx, &in.ResourceIDs, false)
	return creation.Steps[entryguard.StaticIPRule]{
		Create: func(ctx context.Context) (entryguard.StaticIPRule, error) { return client.CreateStaticIPRule(ctx, in) },
		List:   client.StaticIPRules,
		ID:     func(r entryguard.StaticIPRule) string { return r.ID },
		Same: func(r entryguard.StaticIPRule) bool {
			return r.Label == in.Label && sameAddress(r.IPAddress, in.IPAddress) && sameIDs(in.ResourceIDs, resourceIDs(r))
		},
	}, diags
}

// awaitStaticIPRule waits until EntryGuard has opened the resources, and says
// which ones it could not open.
func awaitStaticIPRule(
	ctx context.Context, p *connection.ProviderData, client *entryguard.Client, plan *staticIPRuleModel, created entryguard.StaticIPRule,
) (entryguard.StaticIPRule, diag.Diagnostics) {
	var diags diag.Diagnostics
	obj := plan.object()
	obj.ID = created.ID
	live, err := connection.Await(ctx, p, obj, created,
		func(ctx context.Context) (entryguard.StaticIPRule, error) {
			return client.StaticIPRule(ctx, created.ID)
		},
		func(r entryguard.StaticIPRule) bool { return r.Status != entryguard.StaticIPRulePending })
	switch {
	case err != nil:
		addUnfinished(&diags, obj, "EntryGuard has not opened its resources", err)
	case live.Status == entryguard.StaticIPRuleFailed:
		diags.AddError(obj.String()+" was created, but EntryGuard could not open any of its resources", notOpened(live))
	case live.Status == entryguard.StaticIPRulePartial:
		diags.AddError(obj.String()+" was created, but EntryGuard could not open all of its resources", notOpened(live))
	}
	return live, diags
}

// notOpened names the resources that a rule did not open, with EntryGuard's
// words.
func notOpened(r entryguard.StaticIPRule) string {
	lines := []string{"Not opened for " + r.IPAddress + ":"}
	for _, one := range sortedResources(r) {
		if one.Status == entryguard.StaticIPRuleApplied {
			continue
		}
		line := "  - " + one.ResourceName + " (" + one.ResourceID + "), " + one.Status
		if one.ErrorMessage != nil {
			line += ": " + *one.ErrorMessage
		}
		lines = append(lines, line)
	}
	return destroy.Sections(strings.Join(lines, "\n"), destroy.KeptTainted,
		destroy.Remedies([]string{"correct what EntryGuard names, such as the permissions of the resource's credential or a limit of the cloud provider, then apply again"}),
		"("+r.Status+")")
}

// sortedResources returns the resources of a rule in an order that stays.
func sortedResources(r entryguard.StaticIPRule) []entryguard.StaticIPRuleResource {
	return slices.SortedFunc(slices.Values(r.Resources), func(a, b entryguard.StaticIPRuleResource) int { return strings.Compare(a.ResourceID, b.ResourceID) })
}

func resourceIDs(r entryguard.StaticIPRule) []string {
	var ids []string
	for _, one := range sortedResources(r) {
		ids = append(ids, one.ResourceID)
	}
	return ids
}

// sameIDs reports whether two lists hold the same IDs in whatever order.
func sameIDs(a, b []string) bool {
	all := func(these, those []string) bool {
		return !slices.ContainsFunc(these, func(id string) bool { return !entryguard.Assigned(those, id) })
	}
	return all(a, b) && all(b, a)
}

func (m *staticIPRuleModel) object() deletion.Object {
	return m.named(entryguard.StaticIPRuleType, m.Label.ValueString())
}

func (m *staticIPRuleModel) imported() bool { return m.Label.IsNull() }

func (m *staticIPRuleModel) fill(r entryguard.StaticIPRule) {
	m.ID = attributes.OrElse(m.ID, r.ID)
	m.Status = attributes.OrElse(m.Status, r.Status)
	m.CreatedAt = attributes.OrElse(m.CreatedAt, string(r.CreatedAt))
	if m.Resources.IsUnknown() {
		m.Resources = ruleResources(r)
	}
}

func (m *staticIPRuleModel) fromAPI(r entryguard.StaticIPRule) {
	m.ID = types.StringValue(r.ID)
	m.Label = types.StringValue(r.Label)
	if !sameAddress(m.IPAddress.ValueString(), r.IPAddress) {
		m.IPAddress = types.StringValue(r.IPAddress)
	}
	m.ResourceIDs = textSet(resourceIDs(r))
	m.Status = attributes.OrNull(r.Status)
	m.Resources = ruleResources(r)
	m.CreatedAt = attributes.OrNull(string(r.CreatedAt))
}

var ruleResourceTypes = types.ObjectType{AttrTypes: map[string]attr.Type{
	"resource_id": types.StringType, "resource_name": types.StringType, "status": types.StringType,
	"applied_at": types.StringType, "error_message": types.StringType,
}}

// ruleResources is the attribute resources.
func ruleResources(r entryguard.StaticIPRule) types.List {
	elements := []attr.Value{}
	for _, one := range sortedResources(r) {
		elements = append(elements, types.ObjectValueMust(ruleResourceTypes.AttrTypes, map[string]attr.Value{
			"resource_id":   types.StringValue(one.ResourceID),
			"resource_name": attributes.OrNull(one.ResourceName),
			"status":        attributes.OrNull(one.Status),
			"applied_at":    attributes.OrNull(string(one.AppliedAt)),
			"error_message": types.StringPointerValue(one.ErrorMessage),
		}))
	}
	return types.ListValueMust(ruleResourceTypes, elements)
}
