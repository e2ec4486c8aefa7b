package cfschema

import (
	"strconv"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// DeprecatedSet returns the paths of the deprecated properties that a desired state sets, array items by index, in the
// order of their names. What is below one of them is not named again.
func (s *Schema) DeprecatedSet(model any) []jsonvalue.Path {
	return deprecatedIn(s.model(), nil, model)
}

func deprecatedIn(p shape.Place, path jsonvalue.Path, value any) []jsonvalue.Path {
	switch {
	case value == nil:
		return nil
	case p.Is(shape.Deprecated):
		return []jsonvalue.Path{path}
	}
	var found []jsonvalue.Path
	switch value := value.(type) {
	case map[string]any:
		for _, name := range jsonvalue.Keys(value) {
			found = append(found, deprecatedIn(p.Property(name), path.Child(name), value[name])...)
		}
	case []any:
		for i, item := range value {
			found = append(found, deprecatedIn(p.Item(), path.Child(strconv.Itoa(i)), item)...)
		}
	}
	return found
}
