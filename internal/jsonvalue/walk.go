package jsonvalue

import (
	"maps"
	"slices"
)

// At returns the value at a path of names, nil where there is none.
func At(model any, path Path) any {
	for _, segment := range path {
		object, _ := model.(map[string]any)
		model = object[segment]
	}
	return model
}

// Values returns the values at a path: through every member or item where it says AnyItem, and through the items of an
// array that it does not mention. Nil stands for a value that is not there, Unknown for one that nobody knows yet.
func Values(model any, path Path) []any {
	if len(path) == 0 || model == nil || model == Unknown {
		return []any{model}
	}
	var values []any
	name, rest := path[0], path[1:]
	switch model := model.(type) {
	case map[string]any:
		if name != AnyItem {
			return Values(model[name], rest)
		}
		for _, key := range Keys(model) {
			values = append(values, Values(model[key], rest)...)
		}
		return values
	case []any:
		if name != AnyItem {
			rest = path
		}
		for _, item := range model {
			values = append(values, Values(item, rest)...)
		}
		return values
	}
	return []any{nil}
}

// Reaches tells whether a value can be put at a path of names: nothing but objects, or nothing at all, is on the way.
func Reaches(model any, path Path) bool {
	for _, segment := range path {
		object, ok := model.(map[string]any)
		if !ok {
			return model == nil
		}
		model = object[segment]
	}
	return true
}

// Put returns the model with a value at a path of names, which it reaches; nil removes what is there.
func Put(model any, path Path, value any) any {
	if len(path) == 0 {
		return value
	}
	object, _ := model.(map[string]any)
	changed := make(map[string]any, len(object)+1)
	maps.Copy(changed, object)
	changed[path[0]] = Put(object[path[0]], path[1:], value)
	if changed[path[0]] == nil {
		delete(changed, path[0])
	}
	return changed
}

// Leaves returns the paths of everything in a model that is no object, or an empty one.
func Leaves(model any) []Path {
	return leaves(model, nil)
}

func leaves(model any, at Path) []Path {
	members, ok := model.(map[string]any)
	switch {
	case model == nil:
		return nil
	case !ok || len(members) == 0 && len(at) > 0:
		return []Path{at}
	}
	var paths []Path
	for _, name := range Keys(members) {
		paths = append(paths, leaves(members[name], at.Child(name))...)
	}
	return paths
}

// Without returns the model without the values at some paths of names.
func Without(model any, paths []Path) any {
	for _, path := range paths {
		model = without(model, path)
	}
	return model
}

func without(model any, at Path) any {
	members, ok := model.(map[string]any)
	if !ok || len(at) == 0 {
		return model
	}
	member, there := members[at[0]]
	if !there {
		return model
	}
	rest := maps.Clone(members)
	if len(at) == 1 {
		delete(rest, at[0])
	} else {
		rest[at[0]] = without(member, at[1:])
	}
	return rest
}

// Only returns the parts of a model that stand at one of the paths, in the objects and arrays that hold them; nil where
// there are none. An array is kept whole where one of its items has something to keep: items have no names by which a part
// of one could be told from another.
func Only(model any, paths []Path) any {
	if slices.ContainsFunc(paths, func(path Path) bool { return len(path) == 0 }) {
		return model
	}
	switch model := model.(type) {
	case map[string]any:
		return members(model, func(name string, member any) any { return Only(member, below(paths, name)) })
	case []any:
		inItems := below(paths, AnyItem)
		if slices.ContainsFunc(model, func(item any) bool { return Only(item, inItems) != nil }) {
			return model
		}
	}
	return nil
}

// below returns the rests of those paths that go through a segment.
func below(paths []Path, segment string) []Path {
	var rests []Path
	for _, path := range paths {
		if len(path) > 0 && (path[0] == segment || path[0] == AnyItem) {
			rests = append(rests, path[1:])
		}
	}
	return rests
}

// Overlap returns the part of a model at places where other has something too; nil where there is none.
func Overlap(model, other any) any {
	object, ok := model.(map[string]any)
	others, both := other.(map[string]any)
	switch {
	case ok && both:
		return members(object, func(name string, member any) any { return Overlap(member, others[name]) })
	case other == nil:
		return nil
	}
	return model
}

// members returns an object of what part makes of each member; nil where it makes nothing of all.
func members(object map[string]any, part func(name string, member any) any) any {
	kept := map[string]any{}
	for name, member := range object {
		if found := part(name, member); found != nil {
			kept[name] = found
		}
	}
	if len(kept) == 0 {
		return nil
	}
	return kept
}
