package attributes

import "github.com/hashicorp/terraform-plugin-framework/types"

// OrElse returns value unless it is unknown; then what the API answered, null
// where that is empty.
func OrElse(value types.String, answered string) types.String {
	if !value.IsUnknown() {
		return value
	}
	return OrNull(answered)
}

// OrNull is a text, null where it is empty.
func OrNull(text string) types.String {
	if text == "" {
		return types.StringNull()
	}
	return types.StringValue(text)
}

// OrDefault returns value, or standard where an import has left it null.
func OrDefault(value types.String, standard string) types.String {
	if value.ValueString() == "" && standard != "" {
		return types.StringValue(standard)
	}
	return value
}
