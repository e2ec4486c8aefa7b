package cloudcontrol

import "strconv"

// DeprecatedSet returns the paths of the deprecated properties that a desired state sets, array items by index, in the
// order of their names. What is below one of them is not named again.
func (s *TypeSchema) DeprecatedSet(model any) []Path {
	return deprecatedIn(s.model(), nil, model)
}

func deprecatedIn(p place, path Path, value any) []Path {
	switch {
	case value == nil:
		return nil
	case p.is(deprecated):
		return []Path{path}
	}
	var found []Path
	switch value := value.(type) {
	case map[string]any:
		for _, name := range sortedKeys(value) {
			found = append(found, deprecatedIn(p.property(name), path.child(name), value[name])...)
		}
	case []any:
		for i, item := range value {
			found = append(found, deprecatedIn(p.item(), path.child(strconv.Itoa(i)), item)...)
		}
	}
	return found
}
