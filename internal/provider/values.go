package provider

import "github.com/hashicorp/terraform-plugin-framework/types"

// orElse returns value unless it is unknown; then what the API answered, null
// where that is empty.
func orElse(value types.String, answered string) types.String {
	if !value.IsUnknown() {
		return value
	}
	return orNull(answered)
}

func orNull(text string) types.String {
	if text == "" {
		return types.StringNull()
	}
	return types.StringValue(text)
}

// orDefault returns value, or standard where an import has left it null.
func orDefault(value types.String, standard string) types.String {
	if value.ValueString() == "" && standard != "" {
		return types.StringValue(standard)
	}
	return value
}
