package blockers

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// OnProtectionName is the attribute that says what a destruction does
// about a protection that is on.
const OnProtectionName = "on_protection"

// The values of on_protection.
const (
	onProtectionFail   = "fail"
	onProtectionRemove = "remove"
)

// OnProtectionAttribute is its schema.
func OnProtectionAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		Optional: true,
		MarkdownDescription: "What destroying does when a known protection of the object is on, such as `DeletionProtection`: `fail` (default) leaves it on, and the service refuses the deletion; " +
			"`remove` switches it off first. The plan names the protection, and only what the plan named is switched off. " +
			"The value that counts is the one in state: apply a change of it before you destroy.",
		Validators: []validator.String{stringvalidator.OneOf(onProtectionFail, onProtectionRemove)},
	}
}

// OnProtection reads the attribute.
func OnProtection(value types.String) deletion.OnProtection {
	if value.ValueString() == onProtectionRemove {
		return deletion.Remove
	}
	return deletion.Keep
}

// unprotectsNotice announces, in the plan of a destruction or a replacement, which
// protections it switches off.
func unprotectsNotice(obj deletion.Object, on []deletion.Blocker) destroy.Notice {
	then := func(after string) string {
		return destroy.Sections("One update switches off what is named here, then the API deletes the object. "+after,
			destroy.Remedies([]string{"to keep it on, set on_protection = \"fail\" and apply first"}))
	}
	return destroy.Notice{
		Summary:     obj.String() + " is protected, and destroying it switches that off: " + destroy.Names(on),
		IfDestroyed: then("If it refuses, the object stays in state, unprotected."),
		IfReplaced:  then("With create_before_destroy, the old object stays in state until the next plan announces this."),
	}
}

// fixedNotice says that a protection which is to be switched off cannot be.
func fixedNotice(obj deletion.Object, names []string) *destroy.Notice {
	return &destroy.Notice{
		Summary: obj.String() + " cannot be deleted: no update can switch its protection off: " + strings.Join(names, ", "),
		Detail: destroy.Sections("on_protection is \"remove\", but the type's schema lets no update change this. The API was asked for nothing, and every object stays in state.",
			destroy.Remedies([]string{
				"switch the protection off in the object's own service, then plan again",
				"to only forget the object, set deletion_policy = \"ABANDON\" on the resource and run \"terraform apply\" first",
			})),
	}
}

// unannouncedText explains a deletion that did not switch off what the plan had
// not announced.
func unannouncedText(obj deletion.Object, on []deletion.Blocker) (summary, detail string) {
	return obj.String() + " was not deleted: no plan announced that its protection would be switched off: " + destroy.Names(on),
		destroy.Sections("The API was not asked to change anything: on_protection = \"remove\" switches off only what the plan that was applied named.",
			destroy.Remedies([]string{
				"plan again, with a refresh, see what the plan announces, and apply that plan",
				"a plan cannot announce it for an object that is tainted or named by -replace: run \"terraform destroy -target=ADDRESS\", then \"terraform apply\"",
			}))
}
