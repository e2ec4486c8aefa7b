package jsonata

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// functions are the functions of JSONata that the published schemas call. Of no value, most make no value.
var functions = map[string]func(e *environment, arguments []any) any{
	"lowercase":      ofText(strings.ToLower),
	"uppercase":      ofText(strings.ToUpper),
	"string":         toText,
	"substringAfter": substringAfter,
	"split":          splitText,
	"join":           join,
	"contains":       containsText,
	"replace":        replace,
	"match":          matchText,
	"lookup":         lookup,
	"exists":         func(_ *environment, arguments []any) any { return len(arguments) == 1 && arguments[0] != nil },
	"merge":          merge,
}

// ofText makes a function of one text.
func ofText(change func(string) string) func(*environment, []any) any {
	return func(e *environment, arguments []any) any {
		if len(arguments) == 1 && arguments[0] == nil {
			return nil
		}
		given, ok := textsOf(arguments, 1)
		if !ok {
			return e.fail()
		}
		return text{plain: change(given[0].plain)}
	}
}

// textsOf returns n arguments that are all texts.
func textsOf(arguments []any, n int) ([]text, bool) {
	if len(arguments) != n {
		return nil, false
	}
	all := make([]text, n)
	for i, argument := range arguments {
		t, ok := argument.(text)
		if !ok {
			return nil, false
		}
		all[i] = t
	}
	return all, true
}

func toText(e *environment, arguments []any) any {
	if len(arguments) != 1 {
		return e.fail()
	}
	if arguments[0] == nil {
		return nil
	}
	t, ok := textOf(arguments[0])
	if !ok {
		return e.fail()
	}
	return t
}

func substringAfter(e *environment, arguments []any) any {
	if len(arguments) == 2 && arguments[0] == nil {
		return nil
	}
	given, ok := textsOf(arguments, 2)
	if !ok {
		return e.fail()
	}
	if _, after, found := strings.Cut(given[0].plain, given[1].plain); found {
		return text{plain: after}
	}
	return given[0]
}

// splitText splits a text; a third argument says how many parts are wanted, the others are dropped.
func splitText(e *environment, arguments []any) any {
	if len(arguments) > 1 && arguments[0] == nil {
		return nil
	}
	most := -1
	if len(arguments) == 3 {
		limit, ok := jsonvalue.WholeNumber(arguments[2])
		if !ok || limit < 0 {
			return e.fail()
		}
		most, arguments = int(limit), arguments[:2]
	}
	given, ok := textsOf(arguments, 2)
	if !ok {
		return e.fail()
	}
	var parts []any
	for part := range strings.SplitSeq(given[0].plain, given[1].plain) {
		if most >= 0 && len(parts) >= most {
			break
		}
		parts = append(parts, text{plain: part})
	}
	return parts
}

func join(e *environment, arguments []any) any {
	if len(arguments) == 0 || len(arguments) > 2 {
		return e.fail()
	}
	list, ok := arguments[0].([]any)
	if !ok {
		list = []any{arguments[0]}
	}
	if slices.Contains(list, nil) {
		return nil
	}
	var separator text
	if len(arguments) == 2 {
		if separator, ok = arguments[1].(text); !ok {
			return e.fail()
		}
	}
	return joinTexts(e, list, separator)
}

func joinTexts(e *environment, list []any, separator text) any {
	var parts []text
	for i, item := range list {
		t, ok := textOf(item)
		if !ok {
			return e.fail()
		}
		if i > 0 {
			parts = append(parts, separator)
		}
		parts = append(parts, t)
	}
	return concat(parts...)
}

func containsText(e *environment, arguments []any) any {
	if len(arguments) == 2 && arguments[0] == nil {
		return nil
	}
	given, ok := textsOf(arguments, 2)
	if !ok {
		return e.fail()
	}
	return strings.Contains(given[0].plain, given[1].plain)
}

// Texts grow no longer than this, whatever an expression does to them.
const (
	longestText        = 1 << 18
	longestReplacement = 1 << 8
)

// replace replaces a text or what a regular expression matches. What is put in may be a regular expression itself.
func replace(e *environment, arguments []any) any {
	if len(arguments) == 3 && arguments[0] == nil {
		return nil
	}
	if len(arguments) != 3 {
		return e.fail()
	}
	given, ok := textsOf([]any{arguments[0], arguments[2]}, 2)
	if !ok || len(given[1].plain) > longestReplacement {
		return e.fail()
	}
	switch what := arguments[1].(type) {
	case text:
		return text{plain: strings.ReplaceAll(given[0].plain, what.plain, given[1].plain)}
	case *regexp.Regexp:
		if given[1].expr == "" || strings.Contains(given[1].plain, "$") {
			return text{plain: what.ReplaceAllString(given[0].plain, given[1].plain)}
		}
		var parts []text
		rest := given[0].plain
		for _, span := range what.FindAllStringIndex(rest, -1) {
			start := len(rest) - (len(given[0].plain) - span[0])
			parts = append(parts, text{plain: rest[:start]}, given[1])
			rest = given[0].plain[span[1]:]
		}
		return concat(append(parts, text{plain: rest})...)
	}
	return e.fail()
}

// matchText returns what a regular expression matches, each with its groups.
func matchText(e *environment, arguments []any) any {
	if len(arguments) != 2 || arguments[0] == nil {
		return nil
	}
	given, okText := arguments[0].(text)
	what, okWhat := arguments[1].(*regexp.Regexp)
	if !okText || !okWhat {
		return e.fail()
	}
	var found []any
	for _, groups := range what.FindAllStringSubmatch(given.plain, -1) {
		members := []any{}
		for _, group := range groups[1:] {
			members = append(members, group)
		}
		found = append(found, map[string]any{"match": groups[0], "groups": members})
	}
	return found
}

func lookup(e *environment, arguments []any) any {
	if len(arguments) != 2 {
		return e.fail()
	}
	object, ok := arguments[0].(map[string]any)
	key, okKey := textOf(arguments[1])
	if !ok || !okKey {
		return e.fail()
	}
	return wrapped(object[key.plain])
}

func merge(e *environment, arguments []any) any {
	if len(arguments) != 1 {
		return e.fail()
	}
	list, _ := arguments[0].([]any)
	merged := map[string]any{}
	for _, item := range list {
		object, ok := item.(map[string]any)
		if !ok {
			return e.fail()
		}
		maps.Copy(merged, object)
	}
	return merged
}
