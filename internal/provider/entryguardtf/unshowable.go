package entryguardtf

import (
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/plaintext"
)

// descriptionAttribute is the one text that may take several lines.
const descriptionAttribute = "description"

// unshowable finds configured texts with characters that a terminal would obey
// or that nobody sees. What EntryGuard answers is read without them, so that the
// object would never be as configured.
func unshowable(ctx context.Context, config tfsdk.Config) diag.Diagnostics {
	var diags diag.Diagnostics
	attributes := config.Schema.GetAttributes()
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		if !attributes[name].GetType().Equal(types.StringType) {
			continue
		}
		clean, what := plaintext.Line, "control characters, line breaks or invisible formatting characters"
		if name == descriptionAttribute {
			clean, what = plaintext.Text, "control characters other than line breaks and tabs, or invisible formatting characters"
		}
		var text types.String
		diags.Append(config.GetAttribute(ctx, path.Root(name), &text)...)
		if clean(text.ValueString()) != text.ValueString() {
			diags.AddAttributeError(path.Root(name), "Text that cannot be shown", name+" must not hold "+what+".")
		}
	}
	return diags
}
