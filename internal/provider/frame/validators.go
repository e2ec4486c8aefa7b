package frame

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"time"

	"github.com/google/uuid"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// roleARNPattern is the pattern that Cloud Control's API gives for a RoleArn.
var roleARNPattern = regexp.MustCompile(`^arn:.+:iam::[0-9]{12}:role/.+$`)

// RoleARN accepts the ARN of an IAM role, 20 to 2048 characters.
func RoleARN() validator.String {
	return stringvalidator.All(
		stringvalidator.LengthAtMost(2048), // the pattern is longer than the least, 20
		stringvalidator.RegexMatches(roleARNPattern, "must be the ARN of an IAM role, as arn:aws:iam::123456789012:role/name"),
	)
}

// RoleNameValidators accept what STS accepts as a session name or a source
// identity.
func RoleNameValidators() []validator.String {
	return []validator.String{
		stringvalidator.LengthBetween(2, 64),
		stringvalidator.RegexMatches(regexp.MustCompile(`^[\w+=,.@\-]*$`), "may hold letters, digits and _+=,.@- only"),
	}
}

// RoleDuration accepts what STS accepts as the duration of a role session.
func RoleDuration() validator.String {
	return durationBetween{15 * time.Minute, 12 * time.Hour}
}

// durationBetween accepts a duration in Go's notation within bounds.
type durationBetween struct{ least, most time.Duration }

// Description says what is accepted.
func (v durationBetween) Description(context.Context) string {
	return fmt.Sprintf("value must be a duration between %s and %s, as \"1h30m\"", v.least, v.most)
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

// JSONDocument accepts a JSON object as text.
type JSONDocument struct{}

// Description says what is accepted.
func (JSONDocument) Description(context.Context) string { return "value must be a JSON object" }

// MarkdownDescription says what is accepted.
func (v JSONDocument) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString checks one value.
func (v JSONDocument) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	var object map[string]any
	if err := json.Unmarshal([]byte(req.ConfigValue.ValueString()), &object); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid JSON", fmt.Sprintf("%s: %s: %s.", req.Path, v.Description(ctx), err))
	}
}

// WebAddress accepts an absolute http or https URL.
type WebAddress struct{}

// Description says what is accepted.
func (WebAddress) Description(context.Context) string {
	return "value must be a URL that starts with https:// or http:// and names a host"
}

// MarkdownDescription says what is accepted.
func (v WebAddress) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString checks one value.
func (v WebAddress) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	address, err := url.Parse(req.ConfigValue.ValueString())
	if err != nil || address.Host == "" || (address.Scheme != "https" && address.Scheme != "http") {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid URL",
			fmt.Sprintf("%s: %s, got: %q.", req.Path, v.Description(ctx), req.ConfigValue.ValueString()))
	}
}

// IsUUID accepts a UUID in its usual form, 36 characters in five groups.
type IsUUID struct{ What string }

// Description says what is accepted.
func (v IsUUID) Description(context.Context) string { return "value must be " + v.What + ", a UUID" }

// MarkdownDescription says what is accepted.
func (v IsUUID) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString checks one value.
func (v IsUUID) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || ValidUUID(req.ConfigValue.ValueString()) {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid UUID",
		fmt.Sprintf("%s: %s, as \"123e4567-e89b-42d3-a456-426614174000\", got: %q.", req.Path, v.Description(ctx), req.ConfigValue.ValueString()))
}

// ValidUUID reports whether text is a UUID as EntryGuard writes one. The
// library's parser alone would accept braces and URNs too.
func ValidUUID(text string) bool {
	return len(text) == 36 && uuid.Validate(text) == nil
}

// Timestamp accepts a moment as RFC 3339 writes it.
type Timestamp struct{}

// Description says what is accepted.
func (Timestamp) Description(context.Context) string {
	return "value must be an RFC 3339 timestamp, as \"2027-01-01T00:00:00Z\""
}

// MarkdownDescription says what is accepted.
func (v Timestamp) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString checks one value.
func (v Timestamp) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if _, err := time.Parse(time.RFC3339, req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid timestamp",
			fmt.Sprintf("%s: %s, got: %q.", req.Path, v.Description(ctx), req.ConfigValue.ValueString()))
	}
}
