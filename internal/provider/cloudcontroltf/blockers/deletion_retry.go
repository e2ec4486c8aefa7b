package blockers

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/spelling"
)

// deletionRetry is the block deletion_retry.
type deletionRetry struct {
	ErrorCodes     []string `tfsdk:"error_codes"`
	MessageRegexes []string `tfsdk:"message_regexes"`
}

// RetryBlock is the schema of deletion_retry.
func RetryBlock() schema.SingleNestedBlock {
	return schema.SingleNestedBlock{
		MarkdownDescription: "Refusals of the deletion that are known to pass, for example because something that depends on the object is still being deleted. " +
			"After such a refusal the deletion is requested again, with growing pauses, until `timeouts.delete`. Default: none; a refusal ends the deletion. " +
			"The value that counts is the one in state: apply a change of it before you destroy.",
		Validators: []validator.Object{retriesSomething{}},
		Attributes: map[string]schema.Attribute{
			"error_codes": schema.ListAttribute{
				Optional: true, ElementType: types.StringType,
				MarkdownDescription: "Error codes from the last line of the error, for example `GeneralServiceException`; with or without `Exception` at the end. A code that the provider does not know is a warning.",
				Validators:          []validator.List{listvalidator.SizeAtLeast(1), listvalidator.NoNullValues(), listvalidator.ValueStringsAre(isErrorCode{})},
			},
			"message_regexes": schema.ListAttribute{
				Optional: true, ElementType: types.StringType,
				MarkdownDescription: "Regular expressions (RE2); one of them must match a part of the API's message, for example `has non-deleted .* attachments`.",
				Validators:          []validator.List{listvalidator.SizeAtLeast(1), listvalidator.NoNullValues(), listvalidator.ValueStringsAre(isRegexp{})},
			},
		},
	}
}

// RetryOf returns what deletion_retry says about a failure; nil where the
// block is not set.
func RetryOf(ctx context.Context, value types.Object) (func(*deletion.Failure) bool, diag.Diagnostics) {
	if value.IsNull() || value.IsUnknown() {
		return nil, nil
	}
	var retry deletionRetry
	diags := value.As(ctx, &retry, basetypes.ObjectAsOptions{})
	patterns := make([]*regexp.Regexp, 0, len(retry.MessageRegexes))
	for _, text := range retry.MessageRegexes {
		pattern, err := regexp.Compile(text)
		if err != nil {
			diags.AddAttributeError(path.Root(destroy.RetryAttribute), "Invalid regular expression", err.Error())
			continue
		}
		patterns = append(patterns, pattern)
	}
	return func(f *deletion.Failure) bool {
		return slices.ContainsFunc(retry.ErrorCodes, func(code string) bool { return f.Code != "" && sameCode(code, f.Code) }) ||
			slices.ContainsFunc(patterns, func(p *regexp.Regexp) bool { return f.Message != "" && p.MatchString(f.Message) })
	}, diags
}

// sameCode compares error codes. The same one is written with Exception at its
// end where it answers a request, and without where it ends an operation.
func sameCode(a, b string) bool {
	return strings.TrimSuffix(a, exception) == strings.TrimSuffix(b, exception)
}

const exception = "Exception"

// retriesSomething refuses a block that names no refusal. (A validator of one of
// its attributes would be asked where there is no block, too.)
type retriesSomething struct{}

// Description says what is accepted.
func (retriesSomething) Description(context.Context) string {
	return "one of error_codes and message_regexes must be set"
}

// MarkdownDescription says what is accepted.
func (v retriesSomething) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateObject checks one block.
func (v retriesSomething) ValidateObject(ctx context.Context, req validator.ObjectRequest, resp *validator.ObjectResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	for _, list := range req.ConfigValue.Attributes() {
		if !list.IsNull() {
			return
		}
	}
	// At an attribute Terraform quotes the line of the block, at the block that of the resource.
	resp.Diagnostics.AddAttributeError(req.Path.AtName("error_codes"), "The block names no refusal", req.Path.String()+": "+v.Description(ctx)+"; without the block, no refusal is retried.")
}

// isErrorCode warns of codes that are not known: a misspelt one would retry
// nothing, and nobody would notice before the refusal.
type isErrorCode struct{}

// Description says what is accepted.
func (isErrorCode) Description(context.Context) string {
	return "an error code of Cloud Control, such as GeneralServiceException"
}

// MarkdownDescription says what is accepted.
func (v isErrorCode) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString checks one value.
func (isErrorCode) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	known, code := cloudcontrol.ErrorCodes(), req.ConfigValue.ValueString()
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || slices.ContainsFunc(known, func(k string) bool { return sameCode(k, code) }) {
		return
	}
	meant := ""
	name := code
	if short := len(code) - len(exception); short > 0 && strings.EqualFold(code[short:], exception) {
		name = code[:short]
	}
	if closest, found := spelling.Closest(name, known); found {
		meant = fmt.Sprintf(" Did you mean %q?", closest)
	}
	resp.Diagnostics.AddAttributeWarning(req.Path, fmt.Sprintf("Unknown error code %q", code),
		"The provider does not know this code of Cloud Control."+meant+" It is used as it is, since APIs add codes: a refusal is retried if it has exactly this code.")
}

// isRegexp accepts a regular expression.
type isRegexp struct{}

// Description says what is accepted.
func (isRegexp) Description(context.Context) string {
	return "value must be a regular expression in RE2 syntax"
}

// MarkdownDescription says what is accepted.
func (v isRegexp) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString checks one value.
func (v isRegexp) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if _, err := regexp.Compile(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid regular expression", req.Path.String()+": "+v.Description(ctx)+": "+err.Error())
	}
}
