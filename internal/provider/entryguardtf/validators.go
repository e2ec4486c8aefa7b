package entryguardtf

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// IsUUID accepts a UUID in its usual form, 36 characters in five groups.
type IsUUID struct{ What string }

// Description says what is accepted.
func (v IsUUID) Description(context.Context) string { return "value must be " + v.What + ", a UUID" }

// MarkdownDescription says what is accepted.
func (v IsUUID) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString checks one value.
func (v IsUUID) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || validUUID(req.ConfigValue.ValueString()) {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid UUID",
		fmt.Sprintf("%s: %s, such as \"123e4567-e89b-42d3-a456-426614174000\", got: %q.", req.Path, v.Description(ctx), req.ConfigValue.ValueString()))
}

// validUUID reports whether text is a UUID as EntryGuard writes one. The
// library's parser alone would accept braces and URNs too.
func validUUID(text string) bool {
	return len(text) == 36 && uuid.Validate(text) == nil
}

// Timestamp accepts a moment as RFC 3339 writes it.
type Timestamp struct{}

// Description says what is accepted.
func (Timestamp) Description(context.Context) string {
	return "value must be an RFC 3339 timestamp, such as \"2027-01-01T00:00:00Z\""
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
