package entryguardtf

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

func settingsSchema() schema.Schema {
	setting := func(description string) schema.BoolAttribute {
		return schema.BoolAttribute{
			Optional: true, Computed: true,
			MarkdownDescription: description,
			PlanModifiers:       []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
		}
	}
	number := func(description string, least, most int64) schema.Int64Attribute {
		return schema.Int64Attribute{
			Optional: true, Computed: true,
			MarkdownDescription: description,
			Validators:          []validator.Int64{int64validator.Between(least, most)},
			PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
		}
	}
	return schema.Schema{
		MarkdownDescription: "The settings of the organization that the provider is logged in to. Only what is set is managed; other settings keep their value in EntryGuard, and are shown. " +
			"Settings are always there: creating this resource changes those that are set, and destroying it only forgets them, with a warning. " +
			"An organization has them once: two such resources would undo each other's changes, and the provider cannot see that.",
		Attributes: map[string]schema.Attribute{
			"mfa_required":                  setting("Whether every user must log in with a second factor. The user that the provider logs in as would need one too, and could then log in no more: use an `access_token`."),
			"password_min_length":           number("How many characters a password must have, 8 to 128.", 8, 128),
			"password_require_uppercase":    setting("Whether a password must have an upper-case letter."),
			"password_require_lowercase":    setting("Whether a password must have a lower-case letter."),
			"password_require_digit":        setting("Whether a password must have a digit."),
			"password_require_special_char": setting("Whether a password must have a special character."),
			"password_expiration_days":      number("After how many days a password expires, 1 to 365; 0: never.", 0, 365),
			"name":                          computedText("Name of the organization."),
			"subscription_tier":             computedText("The organization's plan, such as `FREE`."),
		},
	}
}
