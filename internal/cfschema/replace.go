package cfschema

import (
	"slices"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/compare"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// Replacements returns the create-only paths whose value differs between prior and planned, or is not known yet in
// planned: what makes another object of it. Of a path and one below it, only the one below is returned.
//
// Adding or removing a value counts, but not one that means the same as none (empty, or the schema's default): if
// the live object differs, the next refresh shows it, while a replacement can not be taken back. A path that the schema
// calls read-only as well can not be set, so it counts only where prior has it, which means that the API took it.
func (s *Schema) Replacements(prior, planned any) []jsonvalue.Path {
	return s.changed(s.CreateOnly, prior, planned)
}

// ConditionalReplacements is Replacements for the paths whose change may need another object: the API decides.
func (s *Schema) ConditionalReplacements(prior, planned any) []jsonvalue.Path {
	return s.changed(s.ConditionalCreateOnly, prior, planned)
}

func (s *Schema) changed(paths []jsonvalue.Path, prior, planned any) []jsonvalue.Path {
	var changed []jsonvalue.Path
	for _, path := range paths {
		before, after := project(path, prior), project(path, planned)
		if before == nil && s.readOnlyAt(path) {
			continue
		}
		if !sameOrNone(s.model().Comparing(shape.OneWay|shape.Alone), before, after) {
			changed = append(changed, path)
		}
	}
	return slices.DeleteFunc(slices.Clone(changed), func(path jsonvalue.Path) bool {
		return slices.ContainsFunc(changed, func(other jsonvalue.Path) bool {
			return len(other) > len(path) && other.Within(path)
		})
	})
}

// WriteOnlyAt tells whether a path is write-only or below one that is: live never has it, and after an import prior
// does not have it either.
func (s *Schema) WriteOnlyAt(path jsonvalue.Path) bool {
	return s.shape.FlaggedAt(path, shape.WriteOnly)
}

// CreateOnlyAt tells whether a path is create-only or below one that is: an update can neither set nor remove it.
func (s *Schema) CreateOnlyAt(path jsonvalue.Path) bool {
	return s.shape.FlaggedAt(path, shape.CreateOnly)
}

func (s *Schema) readOnlyAt(path jsonvalue.Path) bool { return s.shape.FlaggedAt(path, shape.ReadOnly) }

// sameOrNone tells whether two values are equal, or one is absent and the other means no more than that.
func sameOrNone(p shape.Place, a, b any) bool {
	switch {
	case a == nil:
		return compare.Vanishes(p, b, 0)
	case b == nil:
		return compare.Vanishes(p, a, 0)
	}
	return compare.Equal(p, a, b)
}

// project returns the model with nothing in it but the values at the path, nil where it has none. The objects and
// arrays on the way stay, so that two projections compare as the schema compares those arrays; items without a value
// go, since adding one of those is no change at the path. An Unknown on the way stands for the value.
func project(path jsonvalue.Path, model any) any {
	if len(path) == 0 || model == nil || model == jsonvalue.Unknown {
		return model
	}
	switch model := model.(type) {
	case map[string]any:
		return projectObject(path, model)
	case []any:
		rest := path
		if path[0] == jsonvalue.AnyItem {
			rest = path[1:]
		}
		var items []any
		for _, item := range model {
			if part := project(rest, item); part != nil {
				items = append(items, part)
			}
		}
		if items != nil {
			return items
		}
	}
	return nil
}

func projectObject(path jsonvalue.Path, model map[string]any) any {
	keys := path[:1]
	if path[0] == jsonvalue.AnyItem {
		keys = jsonvalue.Keys(model)
	}
	object := map[string]any{}
	for _, key := range keys {
		if part := project(path[1:], model[key]); part != nil {
			object[key] = part
		}
	}
	if len(object) == 0 {
		return nil
	}
	return object
}
