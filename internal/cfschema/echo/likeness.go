package echo

import (
	"strconv"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/compare"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/parts"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// asked returns of a live value what a refresh compares with what was written: of a structure the keys that were written,
// of everything else what could be configured. An item of a set is whole, since it has nothing else that it could be told
// apart by.
func asked(p shape.Place, at jsonvalue.Path, written, live any) any {
	if live == missing || live == nil {
		return live
	}
	if at[len(at)-1] == jsonvalue.AnyItem {
		return configurableOrNil(p, live)
	}
	before, ok := written.(map[string]any)
	now, both := live.(map[string]any)
	if ok && both && p.Declared() {
		object := map[string]any{}
		for key, value := range before {
			if found, there := now[key]; there {
				object[key] = asked(p.Property(key), at.Child(key), value, found)
			}
		}
		return object
	}
	if items, ok := written.([]any); ok && !p.Unordered() {
		if found, both := live.([]any); both && len(items) == len(found) {
			all := make([]any, len(found))
			for i := range found {
				all[i] = asked(p.Item(), at.Child(strconv.Itoa(i)), items[i], found[i])
			}
			return all
		}
	}
	return configurableOrNil(p, live)
}

func configurableOrNil(p shape.Place, live any) any {
	value, _ := parts.Configurable(p, live)
	return value
}

// likeness says how much two values have in common: the more, the likelier one is the form of the other.
func likeness(p shape.Place, a, b any) int {
	if first, ok := a.(map[string]any); ok {
		second, _ := b.(map[string]any)
		n := 0
		for key, value := range first {
			n += likeness(p.Property(key), value, second[key])
		}
		return n
	}
	first, okFirst := jsonvalue.ScalarText(a)
	second, okSecond := jsonvalue.ScalarText(b)
	switch {
	case b != nil && compare.Equal(p, a, b):
		return 4
	case !okFirst || !okSecond || first == "" || second == "":
		return 0
	case strings.EqualFold(first, second):
		return 3
	case strings.Contains(first, second), strings.Contains(second, first):
		return 2
	}
	return 0
}
