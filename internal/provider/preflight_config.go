package provider

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// The provider's attributes about looking before a destruction, and the
// environment variable that stands in for the first.
const (
	preflightAttributeName = "deletion_preflight"
	preflightVariable      = "STEWARD_DELETION_PREFLIGHT"
	recordAttributeName    = "record_deletion_blockers"
)

var preflightValues = []string{destroy.PreflightWarn, destroy.PreflightError, destroy.PreflightOff}

func deletionPreflightAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		Optional: true,
		MarkdownDescription: "What a plan does when it finds that the API would refuse a deletion: `warn` (default) names what is in the way, " +
			"`error` makes the plan an error, so that nothing at all is destroyed, and `off` says nothing. A plan that keeps an object warns, too, where the object is being deleted. " +
			"A check that fails never fails the plan. All checks together take at most 10 seconds. " +
			"Whatever is set here, `deletion_policy = \"PREVENT\"` and an object that can never be deleted are errors, and a destroy that will wait for sessions or end them says so. " +
			"Environment variable: `" + preflightVariable + "`.",
		Validators: []validator.String{stringvalidator.OneOf(preflightValues...)},
	}
}

func recordBlockersAttribute() schema.BoolAttribute {
	return schema.BoolAttribute{
		Optional: true,
		MarkdownDescription: "Whether each refresh writes what is in the way of a deletion into `deletion_blockers` of every resource, as codes and identifiers, " +
			"so that a policy that reads the plan as JSON can deny a destroy that would fail. Default: false.",
	}
}

// configurePreflight takes over how the provider looks before a destruction.
// Values that are not known yet change nothing.
func configurePreflight(p *destroy.Settings, model providerModel, environment func(string) string) diag.Diagnostics {
	var diags diag.Diagnostics
	p.RecordBlockers, p.RecordUnknown = model.RecordDeletionBlockers.ValueBool(), model.RecordDeletionBlockers.IsUnknown()
	p.Preflight = model.DeletionPreflight.ValueString()
	if !model.DeletionPreflight.IsNull() {
		return diags
	}
	switch value := environment(preflightVariable); {
	case value == "":
		p.Preflight = destroy.PreflightWarn
	case slices.Contains(preflightValues, value):
		p.Preflight = value
	default:
		diags.AddAttributeError(path.Root(preflightAttributeName), "Invalid environment variable "+preflightVariable,
			fmt.Sprintf("It must be one of %s. Got: %q. Correct it, unset it, or set %s in the provider block, which then counts.",
				strings.Join(preflightValues, ", "), value, preflightAttributeName))
	}
	return diags
}
