package tags

import (
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// Unshown is tags_all where nobody may see, or can say, which tags there
// are. It differs from no tags: a policy must not take it for those.
func Unshown() types.Map { return types.MapNull(types.StringType) }

// Unknown is tags_all where only the apply can tell.
func Unknown() types.Map { return types.MapUnknown(types.StringType) }

// All is tags_all of an object with these properties and default tags.
// Where a hidden property, one of sensitive_properties, holds tags, none are
// shown: part of them would look like all.
func All(schema *cfschema.Schema, properties any, hidden []jsonvalue.Path, defaults map[string]string) types.Map {
	if slices.ContainsFunc(hidden, schema.HoldsTags) {
		return Unshown()
	}
	switch all := schema.TagsAll(properties, defaults).(type) {
	case nil:
		return Unshown()
	case map[string]any:
		values := make(map[string]attr.Value, len(all))
		for key, value := range all {
			text, ok := value.(string)
			values[key] = types.StringUnknown()
			if ok {
				values[key] = types.StringValue(text)
			}
		}
		return types.MapValueMust(types.StringType, values)
	}
	return Unknown()
}

// Settled returns what was planned, or found where that was not known.
func Settled(planned, found types.Map) types.Map {
	if planned.IsUnknown() || slices.ContainsFunc(slices.Collect(maps.Values(planned.Elements())), attr.Value.IsUnknown) {
		return found
	}
	return planned
}
