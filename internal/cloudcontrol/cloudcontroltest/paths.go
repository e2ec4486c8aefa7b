package cloudcontroltest

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// visit calls do for every place in a model that a pointer reaches, with the
// container and the key or index there. Schemas often leave the "*" of an
// array out; an array that is met without one is walked all the same. Where
// the last segment names a member that is not there, do is called too.
func visit(node any, path pointer, do func(container any, key string)) {
	if len(path) == 0 {
		return
	}
	switch container := node.(type) {
	case map[string]any:
		for _, key := range matching(container, path[0]) {
			if len(path) == 1 {
				do(container, key)
				continue
			}
			visit(container[key], path[1:], do)
		}
	case []any:
		rest := path
		if path[0] == "*" {
			rest = path[1:]
		}
		for i := range container {
			if len(rest) == 0 {
				do(container, strconv.Itoa(i))
				continue
			}
			visit(container[i], rest, do)
		}
	}
}

func matching(object map[string]any, segment string) []string {
	if segment == "*" {
		return sortedKeys(object)
	}
	return []string{segment}
}

// valuesAt returns what a pointer reaches in a model.
func valuesAt(model map[string]any, path pointer) []any {
	var found []any
	visit(model, path, func(container any, key string) {
		if value, ok := member(container, key); ok {
			found = append(found, value)
		}
	})
	return found
}

// valueAt returns the one value at a pointer without "*".
func valueAt(model map[string]any, path pointer) (any, bool) {
	found := valuesAt(model, path)
	if len(found) != 1 {
		return nil, false
	}
	return found[0], true
}

func member(container any, key string) (any, bool) {
	switch container := container.(type) {
	case map[string]any:
		v, ok := container[key]
		return v, ok
	case []any:
		i, err := strconv.Atoi(key)
		if err != nil || i >= len(container) {
			return nil, false
		}
		return container[i], true
	}
	return nil, false
}

// without returns a copy of the model that lacks what the pointers reach. An
// array whose every item a pointer names loses its items.
func without(model map[string]any, paths []pointer) map[string]any {
	result := clone(model)
	for _, path := range paths {
		path = trimStar(path)
		visit(result, path, func(container any, key string) {
			if object, ok := container.(map[string]any); ok {
				delete(object, key)
			}
		})
	}
	return result
}

// trimStar makes "every item of A" into "A": what is left of an array or map
// whose items are all secret is nothing.
func trimStar(path pointer) pointer {
	for len(path) > 1 && path[len(path)-1] == "*" {
		path = path[:len(path)-1]
	}
	return path
}

// setAt sets the value at a pointer without "*", making the objects on the
// way to it.
func setAt(model map[string]any, path pointer, v any) {
	for _, segment := range path[:len(path)-1] {
		next, ok := model[segment].(map[string]any)
		if !ok {
			next = map[string]any{}
			model[segment] = next
		}
		model = next
	}
	model[path[len(path)-1]] = v
}

func clone(model map[string]any) map[string]any {
	copied, ok := cloneValue(model).(map[string]any)
	if !ok || copied == nil {
		return map[string]any{}
	}
	return copied
}

func cloneValue(v any) any {
	switch v := v.(type) {
	case map[string]any:
		copied := make(map[string]any, len(v))
		for key, item := range v {
			copied[key] = cloneValue(item)
		}
		return copied
	case []any:
		copied := make([]any, len(v))
		for i, item := range v {
			copied[i] = cloneValue(item)
		}
		return copied
	}
	return v
}

// canonical is a text that two equal JSON values share.
func canonical(v any) string { return string(encode(v)) }

// canonicals are those texts for a list, sorted.
func canonicals(list []any) []string {
	texts := make([]string, 0, len(list))
	for _, item := range list {
		texts = append(texts, canonical(item))
	}
	slices.Sort(texts)
	return texts
}

// sortItems brings an array into an order of the server's own.
func sortItems(items []any) {
	slices.SortStableFunc(items, func(a, b any) int { return strings.Compare(canonical(a), canonical(b)) })
}

func jsonNumber(n int) json.Number { return json.Number(strconv.Itoa(n)) }

// integer reads a JSON number that was checked before.
func integer(v any) int {
	number, ok := v.(json.Number)
	if !ok {
		return 0
	}
	n, err := number.Int64()
	if err != nil {
		return 0
	}
	return int(n)
}
