package attributes

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// UUID accepts a UUID in its usual form, 36 characters in five groups. What it is
// of completes "value must be".
func UUID(what string) validator.String {
	return written{
		noun: "UUID", must: "value must be " + what + ", a UUID", example: ", such as \"123e4567-e89b-42d3-a456-426614174000\"",
		valid: ValidUUID,
	}
}

// ValidUUID reports whether a text is a UUID as APIs write one. The library's
// parser alone would accept braces and URNs too.
func ValidUUID(text string) bool {
	return len(text) == 36 && uuid.Validate(text) == nil
}

// Timestamp accepts a moment as RFC 3339 writes it.
func Timestamp() validator.String {
	return written{
		noun: "timestamp", must: "value must be an RFC 3339 timestamp, such as \"2027-01-01T00:00:00Z\"",
		valid: func(text string) bool {
			_, err := time.Parse(time.RFC3339, text)
			return err == nil
		},
	}
}

// written accepts texts that are written in one form.
type written struct {
	noun    string // completes "Invalid"
	must    string // what is accepted
	example string // what an error adds to that
	valid   func(text string) bool
}

// Description says what is accepted.
func (w written) Description(context.Context) string { return w.must }

// MarkdownDescription says what is accepted.
func (w written) MarkdownDescription(context.Context) string { return w.must }

// ValidateString checks one value.
func (w written) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || w.valid(req.ConfigValue.ValueString()) {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+w.noun,
		fmt.Sprintf("%s: %s%s, got: %q.", req.Path, w.must, w.example, req.ConfigValue.ValueString()))
}
