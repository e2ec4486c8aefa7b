package cfschema

import (
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/match"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/policydoc"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// Contains tells whether live has everything that desired has, so that there is nothing to change. Of a structure only
// the keys that desired has are compared; maps, free documents and arrays are compared whole, with items paired one to
// one. Write-only properties never differ, and what live leaves out may be desired as empty or as the schema's default.
// Where the schema has a propertyTransform, live may have the value that it makes, or one that fits its pattern.
func (s *Schema) Contains(live, desired any) bool {
	return contains(s.model().comparing(oneWay), live, desired, true)
}

// contains does the work; root is set for a whole model, which is never another choice.
func contains(p place, live, desired any, root bool) bool {
	switch {
	case p.is(writeOnly) || desired == nil:
		return true
	case desired == jsonvalue.Unknown:
		return false
	case live == nil:
		return vanishes(p, desired, writeOnly)
	}
	switch desired := desired.(type) {
	case map[string]any:
		if live, ok := live.(map[string]any); ok {
			return containsObject(p, live, desired, root) || p.document() && policydoc.Same(live, desired)
		}
	case []any:
		if live, ok := live.([]any); ok {
			return containsArray(p, live, desired)
		}
	}
	return equal(p, live, desired)
}

func containsObject(p place, live, desired map[string]any, root bool) bool {
	if !root && otherChoice(p, desired, live) {
		return false
	}
	for key, value := range desired {
		child := p.property(key)
		if value == nil && p.absent(desired, key) != p.absent(live, key) && p.document() {
			return false
		}
		if !contains(child, live[key], value, false) && (child.form == nil || !child.otherForm(live, desired)) {
			return false
		}
	}
	if p.declared() || root {
		return true
	}
	for key := range live {
		if _, compared := desired[key]; !compared && !p.absent(live, key) && !p.hidesKey(key) {
			return false
		}
	}
	return true
}

func containsArray(p place, live, desired []any) bool {
	item := p.item()
	if !p.unordered() {
		if len(live) != len(desired) {
			return false
		}
		for i := range desired {
			if !contains(item, live[i], desired[i], false) {
				return false
			}
		}
		return true
	}
	live = p.visibleItems(live, desired)
	return len(live) == len(desired) && match.All(match.Pairs(desired, live, func(d, l any) bool { return contains(item, l, d, false) }))
}

// vanishes tells whether an API may leave the value out of what it returns although the object has it: it is empty, or
// what the schema names as default, or nothing but values of those places that ignore names.
func vanishes(p place, value any, ignore flags) bool {
	if p.is(ignore) || value == nil {
		return true
	}
	for _, n := range p.nodes {
		if n.fallback != nil && equal(p, n.fallback, value) {
			return true
		}
	}
	switch value := value.(type) {
	case map[string]any:
		for key, member := range value {
			if member == nil && p.document() || !vanishes(p.property(key), member, ignore) {
				return false
			}
		}
		return true
	case []any:
		for _, item := range value {
			if !p.item().is(ignore) && (!p.item().has(ignore) || !vanishes(p.item(), item, ignore)) {
				return false
			}
		}
		return true
	}
	return false
}

// otherChoice tells whether has is another choice than had: a structure in which nothing is left of what had says, but
// something else is there, as {"Block":{}} is another choice than {"Allow":{}}. Merging the two would make both.
func otherChoice(p place, had, has map[string]any) bool {
	if !p.declared() {
		return false
	}
	var chosen bool
	for key, value := range had {
		child := p.property(key)
		if value == nil || child.is(readOnly|writeOnly) {
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
		if value != nil && !p.property(key).is(readOnly|writeOnly) {
			return true
		}
	}
	return false
}

// decides tells whether a value can make a choice: an API would return it, or it is a structure without anything in it,
// whose name is all that there is to say.
func decides(p place, value any) bool {
	if object, ok := value.(map[string]any); ok && len(object) == 0 {
		return true
	}
	return !vanishes(p, value, writeOnly)
}

// systemTagPrefix begins the key of tags that AWS sets and nobody else can.
const systemTagPrefix = "aws:"

// hidesKey tells whether a key of a map is a tag that AWS set by itself.
func (p place) hidesKey(key string) bool {
	return p.is(tags) && strings.HasPrefix(key, systemTagPrefix)
}

// visibleItems returns the items of live without tags that AWS set by itself; those that configured names stay.
func (p place) visibleItems(live, configured []any) []any {
	if !p.is(tags) {
		return live
	}
	named := map[string]bool{}
	for _, tag := range configured {
		named[tagKey(tag)] = true
	}
	var visible []any
	for _, tag := range live {
		if key := tagKey(tag); !strings.HasPrefix(key, systemTagPrefix) || named[key] {
			visible = append(visible, tag)
		}
	}
	return visible
}

// tagKey returns the key of a tag in a list of tags; types write its name in two ways.
func tagKey(tag any) string {
	m, _ := tag.(map[string]any)
	for _, name := range []string{"Key", "TagKey"} {
		if key, ok := m[name].(string); ok {
			return key
		}
	}
	return ""
}
