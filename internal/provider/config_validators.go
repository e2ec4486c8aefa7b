package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// roleNameValidators accept what STS accepts as a session name or a source
// identity.
func roleNameValidators() []validator.String {
	return []validator.String{
		stringvalidator.LengthBetween(2, 64),
		stringvalidator.RegexMatches(regexp.MustCompile(`^[\w+=,.@\-]*$`), "may hold letters, digits and _+=,.@- only"),
	}
}

// roleDuration accepts what STS accepts as the duration of a role session.
func roleDuration() validator.String {
	return durationBetween{15 * time.Minute, 12 * time.Hour}
}

// durationBetween accepts a duration in Go's notation within bounds.
type durationBetween struct{ least, most time.Duration }

// Description says what is accepted.
func (v durationBetween) Description(context.Context) string {
	return fmt.Sprintf("value must be a duration between %s and %s, such as \"1h30m\"", v.least, v.most)
}

// MarkdownDescription says what is accepted.
func (v durationBetween) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString checks one value.
func (v durationBetween) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	d, err := time.ParseDuration(req.ConfigValue.ValueString())
	if err != nil || d < v.least || d > v.most {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid duration",
			fmt.Sprintf("%s: %s, got: %q.", req.Path, v.Description(ctx), req.ConfigValue.ValueString()))
	}
}

// jsonDocument accepts a JSON object as text.
type jsonDocument struct{}

// Description says what is accepted.
func (jsonDocument) Description(context.Context) string { return "value must be a JSON object" }

// MarkdownDescription says what is accepted.
func (v jsonDocument) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString checks one value.
func (v jsonDocument) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	var object map[string]any
	if err := json.Unmarshal([]byte(req.ConfigValue.ValueString()), &object); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid JSON", fmt.Sprintf("%s: %s: %s.", req.Path, v.Description(ctx), err))
	}
}

// webAddress accepts an absolute http or https URL.
type webAddress struct{}

// Description says what is accepted.
func (webAddress) Description(context.Context) string {
	return "value must be a URL that starts with https:// or http:// and names a host"
}

// MarkdownDescription says what is accepted.
func (v webAddress) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString checks one value.
func (v webAddress) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	address, err := url.Parse(req.ConfigValue.ValueString())
	if err != nil || address.Host == "" || (address.Scheme != "https" && address.Scheme != "http") {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid URL",
			fmt.Sprintf("%s: %s, got: %q.", req.Path, v.Description(ctx), req.ConfigValue.ValueString()))
	}
}
