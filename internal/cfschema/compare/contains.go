package compare

import (
	"encoding/json"
	"slices"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/match"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/policydoc"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// Contains tells whether a live value has everything that the desired one has.
func Contains(p shape.Place, live, desired any) bool { return contains(p, live, desired, false) }

// ContainsModel is Contains of whole models: one is never another choice, and may always have more.
func ContainsModel(p shape.Place, live, desired any) bool { return contains(p, live, desired, true) }

func contains(p shape.Place, live, desired any, root bool) bool {
	switch {
	case p.Is(shape.WriteOnly) || desired == nil:
		return true
	case desired == jsonvalue.Unknown:
		return false
	case live == nil:
		return Vanishes(p, desired, shape.WriteOnly)
	}
	switch desired := desired.(type) {
	case map[string]any:
		if live, ok := live.(map[string]any); ok {
			return containsObject(p, live, desired, root) || p.Document() && policydoc.Same(live, desired)
		}
	case []any:
		if live, ok := live.([]any); ok {
			return containsArray(p, live, desired)
		}
	}
	return Equal(p, live, desired)
}

func containsObject(p shape.Place, live, desired map[string]any, root bool) bool {
	if !root && OtherChoice(p, desired, live) {
		return false
	}
	for key, value := range desired {
		child := p.Property(key)
		if value == nil && p.Absent(desired, key) != p.Absent(live, key) && p.Document() {
			return false
		}
		if !Contains(child, live[key], value) && (child.Form() == nil || !OtherForm(child, live, desired)) {
			return false
		}
	}
	if p.Declared() || root {
		return true
	}
	for key := range live {
		if _, compared := desired[key]; !compared && !p.Absent(live, key) && !p.HidesKey(key) {
			return false
		}
	}
	return true
}

func containsArray(p shape.Place, live, desired []any) bool {
	item := p.Item()
	if !p.Unordered() {
		if len(live) != len(desired) {
			return false
		}
		for i := range desired {
			if !Contains(item, live[i], desired[i]) {
				return false
			}
		}
		return true
	}
	live = p.VisibleItems(live, desired)
	return len(live) == len(desired) && match.All(match.Pairs(desired, live, func(d, l any) bool { return Contains(item, l, d) }))
}

// Vanishes tells whether an API may leave the value out of what it returns although the object has it: it is empty, or
// what the schema names as default, or nothing but values of those places that ignore names.
func Vanishes(p shape.Place, value any, ignore shape.Flags) bool {
	if p.Is(ignore) || value == nil {
		return true
	}
	if slices.ContainsFunc(p.Defaults(), func(one any) bool { return Equal(p, one, value) }) {
		return true
	}
	switch value := value.(type) {
	case map[string]any:
		for key, member := range value {
			if member == nil && p.Document() || !Vanishes(p.Property(key), member, ignore) {
				return false
			}
		}
		return true
	case []any:
		for _, item := range value {
			if !p.Item().Is(ignore) && (!p.Item().Has(ignore) || !Vanishes(p.Item(), item, ignore)) {
				return false
			}
		}
		return true
	}
	return false
}

// OtherChoice tells whether has is another choice than had: a structure in which nothing is left of what had says, but
// something else is there, as {"Block":{}} is another choice than {"Allow":{}}. Merging the two would make both.
func OtherChoice(p shape.Place, had, has map[string]any) bool {
	if !p.Declared() {
		return false
	}
	var chosen bool
	for key, value := range had {
		child := p.Property(key)
		if value == nil || child.Is(shape.ReadOnly|shape.WriteOnly) {
			continue
		}
		if has[key] != nil {
			return false
		}
		chosen = chosen || decides(child, value)
	}
	if !chosen {
		return false
	}
	for key, value := range has {
		if value != nil && !p.Property(key).Is(shape.ReadOnly|shape.WriteOnly) {
			return true
		}
	}
	return false
}

// decides tells whether a value can make a choice: an API would return it, or it is a structure without anything in it,
// whose name is all that there is to say.
func decides(p shape.Place, value any) bool {
	if object, ok := value.(map[string]any); ok && len(object) == 0 {
		return true
	}
	return !Vanishes(p, value, shape.WriteOnly)
}

// Zero tells whether a value is one that services leave out of what they return: empty, false, 0, or nothing but that.
func Zero(value any) bool {
	switch value := value.(type) {
	case nil:
		return true
	case string:
		return value == ""
	case bool:
		return !value
	case json.Number:
		return jsonvalue.SameNumber(value.String(), "0")
	case []any:
		return !slices.ContainsFunc(value, func(item any) bool { return !Zero(item) })
	case map[string]any:
		for _, member := range value {
			if !Zero(member) {
				return false
			}
		}
		return true
	}
	return false
}
