package cfschema

import (
	"slices"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/match"
)

// secretNames are properties that read handlers return although they are secrets, in lower case. Whoever shows or
// stores what an API returned leaves them out: state is no place for them, and nothing needs them there.
var secretNames = []string{
	"accesstoken",
	"apikey",
	"authtoken",
	"clientsecret",
	"keymaterial",
	"masteruserpassword",
	"password",
	"presharedkey",
	"privatekey",
	"refreshtoken",
	"secret",
	"secretaccesskey",
	"secretkey",
	"secretstring",
	"sessiontoken",
	"streamkey",
}

// isSecret tells whether a property is a known secret: a string under one of the names above.
func isSecret(name string, value any) bool {
	_, text := value.(string)
	return text && slices.Contains(secretNames, strings.ToLower(name))
}

// Configurable returns what a configuration of the live object could say: everything but read-only and write-only
// properties, known secrets, the tags that AWS sets by itself, and empty values that the schema forbids. An import starts
// from it.
func (s *Schema) Configurable(live any) any {
	value, _ := configurable(s.model(), live)
	return orEmpty(value)
}

// configurable returns the value without what nobody can configure; false where nothing is left of it.
func configurable(p place, live any) (any, bool) {
	if live == nil || p.is(readOnly|writeOnly) {
		return nil, false
	}
	switch live := live.(type) {
	case map[string]any:
		return configurableObject(p, live)
	case []any:
		var items []any
		for _, value := range p.visibleItems(live, nil) {
			item, _ := configurable(p.item(), value)
			items = append(items, item)
		}
		if items == nil {
			items = []any{}
		}
		return items, true
	}
	return live, true
}

func configurableObject(p place, live map[string]any) (any, bool) {
	object := map[string]any{}
	named := len(live) == 0 // a structure without anything in it may be a choice, by its name
	for key, value := range live {
		if isSecret(key, value) || p.hidesKey(key) {
			continue
		}
		child := p.property(key)
		switch part, ok := configurable(child, value); {
		case p.document() && value == nil:
			object[key] = nil
		case !p.document() && value != nil && !p.requires(key) && child.artefact(value):
			named = true
		case ok:
			object[key] = part
		}
	}
	return object, named || len(object) > 0
}

// Computed returns the read-only properties of live, without those that are configured and without known secrets.
// Read-only properties of array items keep their place: the array has an empty object for an item without any. It
// follows the order of the configured array where the items can be told apart, so that an API that returns an unordered array
// in another order each time changes nothing.
func (s *Schema) Computed(live, configured any) map[string]any {
	value, _ := computed(s.model().comparing(oneWay), live, configured)
	object, ok := value.(map[string]any)
	if !ok {
		return map[string]any{}
	}
	return object
}

func computed(p place, live, configured any) (any, bool) {
	if live == nil || !p.has(readOnly) {
		return nil, false
	}
	if p.is(readOnly) {
		return withoutSecrets(live), configured == nil
	}
	switch live := live.(type) {
	case map[string]any:
		return computedObject(p, live, configured)
	case []any:
		return computedArray(p, live, configured)
	}
	return nil, false
}

func computedObject(p place, live map[string]any, configured any) (any, bool) {
	object := map[string]any{}
	set, _ := configured.(map[string]any)
	for key, value := range live {
		if isSecret(key, value) {
			continue
		}
		if part, ok := computed(p.property(key), value, set[key]); ok {
			object[key] = part
		}
	}
	return object, len(object) > 0
}

func computedArray(p place, live []any, configured any) (any, bool) {
	set, _ := configured.([]any)
	live = inOrderOf(p, live, set)
	item := p.item()
	items := make([]any, len(live))
	var found bool
	for i, value := range live {
		var own any
		if len(set) == len(live) {
			own = set[i]
		}
		part, ok := computed(item, value, own)
		items[i], found = orEmpty(part), found || ok
	}
	return items, found
}

// inOrderOf returns the items of an unordered array in the order of their partners in configured; as they are where
// not all have one.
func inOrderOf(p place, live, configured []any) []any {
	if !p.unordered() || len(live) != len(configured) {
		return live
	}
	item := p.item()
	partner := match.Pairs(configured, live, func(c, l any) bool { return contains(item, l, c, false) })
	if !match.All(partner) {
		return live
	}
	ordered := make([]any, len(live))
	for i, j := range partner {
		ordered[i] = live[j]
	}
	return ordered
}

// withoutSecrets returns the value without the known secrets in it.
func withoutSecrets(value any) any {
	switch value := value.(type) {
	case map[string]any:
		object := make(map[string]any, len(value))
		for key, member := range value {
			if !isSecret(key, member) {
				object[key] = withoutSecrets(member)
			}
		}
		return object
	case []any:
		items := make([]any, len(value))
		for i, item := range value {
			items[i] = withoutSecrets(item)
		}
		return items
	}
	return value
}
