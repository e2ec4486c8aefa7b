package entryguardtf

import (
	"context"
	"fmt"
	"net/netip"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
)

func staticIPRuleSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "A fixed address to which EntryGuard keeps resources open, without a session. EntryGuard cannot change a rule, so a change replaces it. " +
			"Creating one waits until the resources are open; where EntryGuard cannot open all of them, that is an error which names them, and the rule is marked as tainted. " +
			"A rule that stops to work later shows in `status`, and is no error. Destroying it is done at once; EntryGuard closes the resources afterwards, and nothing shows when it has.",
		Attributes: map[string]schema.Attribute{
			"label": requiredText("What the rule is called. " + replacesText),
			"ip_address": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "The address: IPv4 or IPv6, or a network such as `203.0.113.0/24` (some plans of EntryGuard refuse networks). " + replacesText,
				Validators:          []validator.String{ipAddress{}},
			},
			"resource_ids": schema.SetAttribute{
				Required: true, ElementType: types.StringType,
				MarkdownDescription: "UUIDs of the resources, at least one. " + replacesText,
				Validators:          []validator.Set{setvalidator.SizeAtLeast(1), setvalidator.ValueStringsAre(attributes.UUID("the ID of an EntryGuard resource"))},
			},
			"status": computedText("`ACTIVE` where all resources are open, `PARTIAL` where some are, `FAILED` where none is, `PENDING` before that is known; as of the last refresh."),
			"resources": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "Status of each resource, by `resource_id`, as of the last refresh.",
				PlanModifiers:       []planmodifier.List{listplanmodifier.UseStateForUnknown()},
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"resource_id":   schema.StringAttribute{Computed: true, MarkdownDescription: "UUID of the resource."},
					"resource_name": schema.StringAttribute{Computed: true, MarkdownDescription: "Name of the resource."},
					"status":        schema.StringAttribute{Computed: true, MarkdownDescription: "`PENDING`, `APPLIED` or `FAILED`."},
					"applied_at":    schema.StringAttribute{Computed: true, MarkdownDescription: "When it was opened (RFC 3339); null before."},
					"error_message": schema.StringAttribute{Computed: true, MarkdownDescription: "Why it could not be opened; null otherwise."},
				}},
			},
			"created_at": computedText("When the rule was created (RFC 3339)."),
		},
	}
}

// ipAddress accepts an IP address or a network in CIDR notation.
type ipAddress struct{}

// Description says what is accepted.
func (ipAddress) Description(context.Context) string {
	return "value must be an IPv4 or IPv6 address, or a network such as 203.0.113.0/24"
}

// MarkdownDescription says what is accepted.
func (v ipAddress) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString checks one value.
func (v ipAddress) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if _, ok := network(req.ConfigValue.ValueString()); !ok {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid IP address",
			fmt.Sprintf("%s: %s, got: %q.", req.Path, v.Description(ctx), req.ConfigValue.ValueString()))
	}
}

// network reads an address or a network; an address is a network of one.
func network(text string) (netip.Prefix, bool) {
	if prefix, err := netip.ParsePrefix(text); err == nil {
		return prefix.Masked(), true
	}
	address, err := netip.ParseAddr(text)
	if err != nil || address.Zone() != "" {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(address, address.BitLen()), true
}

// sameAddress reports whether two texts name the same address or network.
func sameAddress(a, b string) bool {
	x, okX := network(a)
	y, okY := network(b)
	return a == b || (okX && okY && x == y)
}
