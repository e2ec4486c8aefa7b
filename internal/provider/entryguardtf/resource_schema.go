package entryguardtf

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/blockers"
)

func resourceSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Something that EntryGuard opens for the sessions of its users, as a security group, a firewall or a gateway. " +
			"EntryGuard refuses to delete it while a session uses it; destroying it then is an error that names the sessions.",
		Attributes: map[string]schema.Attribute{
			"name":                requiredText("Name of the resource."),
			"credential_id":       requiredID("an EntryGuard credential", "UUID of the credential with which EntryGuard reaches the cloud provider."),
			"credential_name":     computedText("Name of the credential."),
			"cloud_provider":      requiredText("Cloud provider: `AWS`, `GCP`, `AZURE`, `APISIX` or `VERCEL`. Another value is sent as it is, with a warning. " + replacesText),
			"resource_type":       requiredText("Type of the resource in EntryGuard, such as `SECURITY_GROUP`. " + replacesText),
			"resource_identifier": requiredText("Identifier of the resource in the cloud, such as `sg-0123456789abcdef0`."),
			"region": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Region of the cloud provider. Required if `cloud_provider` is `AWS`.",
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"config": schema.DynamicAttribute{
				Optional: true,
				MarkdownDescription: "What is opened, as an object: `{ port = 443, protocol = \"tcp\" }` or `{ ports = [22, 443], protocol = \"tcp\" }`. " +
					"EntryGuard defines the members; the provider sends them as they are. A change sends the whole object. " +
					"It is no place for secrets: it is kept in state, and Terraform's own debug log shows it.",
				Validators: []validator.Dynamic{isObject{}},
			},
			"is_active": schema.BoolAttribute{
				Optional: true,
				Computed: true,
				MarkdownDescription: "Whether sessions can use the resource. A new resource is inactive until EntryGuard has verified it, and every verification sets this again; " +
					"leave it out to keep what EntryGuard sets. If it is set, creating waits for the first verification (two minutes at most) and then sets it.",
				PlanModifiers: []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
			},
			"verify_on_create": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether creating waits for the verification of the resource, and fails with EntryGuard's message if it could not be verified. " +
					"The resource then exists, and Terraform marks it as tainted. Default: `false`.",
			},
			"on_active_sessions": blockers.OnActiveSessionsAttribute(),
			"created_at":         computedText("When the resource was created (RFC 3339)."),
		},
	}
}

// isObject accepts an object or a map.
type isObject struct{}

// Description says what is accepted.
func (isObject) Description(context.Context) string {
	return "value must be an object, as { port = 443, protocol = \"tcp\" }"
}

// MarkdownDescription says what is accepted.
func (v isObject) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateDynamic checks one value.
func (v isObject) ValidateDynamic(ctx context.Context, req validator.DynamicRequest, resp *validator.DynamicResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnderlyingValueNull() || req.ConfigValue.IsUnknown() || req.ConfigValue.IsUnderlyingValueUnknown() {
		return
	}
	switch req.ConfigValue.UnderlyingValue().(type) {
	case types.Object, types.Map:
	default:
		resp.Diagnostics.AddAttributeError(req.Path, "Not an object", req.Path.String()+": "+v.Description(ctx)+".")
	}
}
