package cfschema

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/policydoc"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// canonical writes a value so that most of what means the same is written the same: numbers in one spelling, unordered
// arrays in one order, JSON in strings as JSON; without what is read-only or write-only.
func canonical(p place, value any) string {
	switch value := value.(type) {
	case string:
		return canonicalText(p, value)
	case json.Number:
		return canonicalNumber(value.String())
	case []any:
		items := make([]string, len(value))
		for i, item := range value {
			items[i] = canonical(p.item(), item)
		}
		if p.unordered() {
			slices.Sort(items)
		}
		return "[" + strings.Join(items, ",") + "]"
	case map[string]any:
		if p.document() && policydoc.Is(value) {
			value, _ = policydoc.Form(value).(map[string]any)
		}
		var members []string
		for _, key := range jsonvalue.Keys(value) {
			if child := p.property(key); !p.absent(value, key) && !child.is(readOnly|writeOnly) {
				members = append(members, strconv.Quote(key)+":"+canonical(child, value[key]))
			}
		}
		return "{" + strings.Join(members, ",") + "}"
	case bool:
		return strconv.FormatBool(value)
	}
	return "null"
}

func canonicalText(p place, text string) string {
	if p.numeric() {
		if _, ok := jsonvalue.ParseDecimal(text); ok {
			return canonicalNumber(text)
		}
	}
	if document := jsonvalue.Document(text); document != nil {
		return "text " + canonical(place{data: true}, document)
	}
	return strconv.Quote(text)
}

// canonicalNumber writes a fraction as its nearest double.
func canonicalNumber(text string) string {
	if f, err := strconv.ParseFloat(text, 64); err == nil && f != 0 && !jsonvalue.IsWhole(text) {
		text = strconv.FormatFloat(f, 'e', -1, 64)
	}
	if d, ok := jsonvalue.ParseDecimal(text); ok {
		return d.String()
	}
	return text
}

// asked returns of a live value what a refresh compares with what was written: of a structure the keys that were written,
// of everything else what could be configured. An item of a set is whole, since it has nothing else that it could be told
// apart by.
func asked(p place, at jsonvalue.Path, written, live any) any {
	if live == missing || live == nil {
		return live
	}
	if at[len(at)-1] == jsonvalue.AnyItem {
		return configurableOrNil(p, live)
	}
	before, ok := written.(map[string]any)
	now, both := live.(map[string]any)
	if ok && both && p.declared() {
		object := map[string]any{}
		for key, value := range before {
			if found, there := now[key]; there {
				object[key] = asked(p.property(key), at.Child(key), value, found)
			}
		}
		return object
	}
	if items, ok := written.([]any); ok && !p.unordered() {
		if found, both := live.([]any); both && len(items) == len(found) {
			all := make([]any, len(found))
			for i := range found {
				all[i] = asked(p.item(), at.Child(strconv.Itoa(i)), items[i], found[i])
			}
			return all
		}
	}
	return configurableOrNil(p, live)
}

func configurableOrNil(p place, live any) any {
	value, _ := configurable(p, live)
	return value
}

// likeness says how much two values have in common: the more, the likelier one is the form of the other.
func likeness(p place, a, b any) int {
	if first, ok := a.(map[string]any); ok {
		second, _ := b.(map[string]any)
		n := 0
		for key, value := range first {
			n += likeness(p.property(key), value, second[key])
		}
		return n
	}
	first, okFirst := jsonvalue.ScalarText(a)
	second, okSecond := jsonvalue.ScalarText(b)
	switch {
	case b != nil && equal(p, a, b):
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
