package entryguardtf

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// emailAddress accepts what has one @ with something on both sides. EntryGuard
// knows the rest better.
var emailAddress = regexp.MustCompile(`^[^@\s]+@[^@\s]+$`)

func userSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "A user of the organization. Creating one sends an invitation by e-mail, which counts for 7 days; EntryGuard can send no second one, so to invite again replace the user. " +
			"Deleting a user ends the user's sessions at once, which the plan announces, and removes the user from all roles; the last admin of the organization cannot be deleted or demoted.",
		Attributes: map[string]schema.Attribute{
			"email": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "E-mail address, which EntryGuard has only once and cannot change. " + replacesText,
				Validators:          []validator.String{stringvalidator.RegexMatches(emailAddress, "must be an e-mail address")},
			},
			"name": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "Name of the user. If it is not set, the name in EntryGuard is kept: users can choose their own.",
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"is_org_admin": schema.BoolAttribute{
				Optional: true, Computed: true, Default: booldefault.StaticBool(false),
				MarkdownDescription: "Whether the user is an admin of the organization, who manages everything and may use every resource. Default: `false`.",
			},
			"is_active": schema.BoolAttribute{
				Optional: true, Computed: true, Default: booldefault.StaticBool(true),
				MarkdownDescription: "Whether the user can log in. Default: `true`. With `false`, the new user is deactivated right after the invitation.",
			},
			"platform_role": computedText("Role of the user on EntryGuard's platform, such as `CUSTOMER`."),
			"mfa_enabled":   computedBool("Whether the user has a second factor, as of the last refresh."),
			"role_names":    computedTexts("Names of the roles that the user has, as of the last refresh."),
			"created_at":    computedText("When the user was invited (RFC 3339)."),
		},
	}
}
