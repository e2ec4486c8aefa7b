// Package parts says whose the parts of a live model are: what a configuration could say, what the service computes, what is
// secret and is kept nowhere, what no read shows. It changes no model; it returns those parts.
package parts

import (
	"slices"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/compare"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/match"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
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

// IsSecret tells whether a property is a known secret: a string under one of the names above.
func IsSecret(name string, value any) bool {
	_, text := value.(string)
	return text && slices.Contains(secretNames, strings.ToLower(name))
}

// Configurable returns the value without what nobody can configure; false where nothing is left of it.
func Configurable(p shape.Place, live any) (any, bool) {
	if live == nil || p.Is(shape.ReadOnly|shape.WriteOnly) {
		return nil, false
	}
	switch live := live.(type) {
	case map[string]any:
		return configurableObject(p, live)
	case []any:
		var items []any
		for _, value := range p.VisibleItems(live, nil) {
			item, _ := Configurable(p.Item(), value)
			items = append(items, item)
		}
		if items == nil {
			items = []any{}
		}
		return items, true
	}
	return live, true
}

func configurableObject(p shape.Place, live map[string]any) (any, bool) {
	object := map[string]any{}
	named := len(live) == 0 // a structure without anything in it may be a choice, by its name
	for key, value := range live {
		if IsSecret(key, value) || p.HidesKey(key) {
			continue
		}
		child := p.Property(key)
		switch part, ok := Configurable(child, value); {
		case p.Document() && value == nil:
			object[key] = nil
		case !p.Document() && value != nil && !p.Requires(key) && Artefact(child, value):
			named = true
		case ok:
			object[key] = part
		}
	}
	return object, named || len(object) > 0
}

// Computed returns the read-only properties of a live value that are not configured; false where there are none.
func Computed(p shape.Place, live, configured any) (any, bool) {
	if live == nil || !p.Has(shape.ReadOnly) {
		return nil, false
	}
	if p.Is(shape.ReadOnly) {
		return WithoutSecrets(live), configured == nil
	}
	switch live := live.(type) {
	case map[string]any:
		return computedObject(p, live, configured)
	case []any:
		return computedArray(p, live, configured)
	}
	return nil, false
}

func computedObject(p shape.Place, live map[string]any, configured any) (any, bool) {
	object := map[string]any{}
	set, _ := configured.(map[string]any)
	for key, value := range live {
		if IsSecret(key, value) {
			continue
		}
		if part, ok := Computed(p.Property(key), value, set[key]); ok {
			object[key] = part
		}
	}
	return object, len(object) > 0
}

func computedArray(p shape.Place, live []any, configured any) (any, bool) {
	set, _ := configured.([]any)
	live = inOrderOf(p, live, set)
	item := p.Item()
	items := make([]any, len(live))
	var found bool
	for i, value := range live {
		var own any
		if len(set) == len(live) {
			own = set[i]
		}
		part, ok := Computed(item, value, own)
		items[i], found = OrEmpty(part), found || ok
	}
	return items, found
}

// inOrderOf returns the items of an unordered array in the order of their partners in configured; as they are where
// not all have one.
func inOrderOf(p shape.Place, live, configured []any) []any {
	if !p.Unordered() || len(live) != len(configured) {
		return live
	}
	item := p.Item()
	partner := match.Pairs(configured, live, func(c, l any) bool { return compare.Contains(item, l, c) })
	if !match.All(partner) {
		return live
	}
	ordered := make([]any, len(live))
	for i, j := range partner {
		ordered[i] = live[j]
	}
	return ordered
}

// WithoutSecrets returns the value without the known secrets in it.
func WithoutSecrets(value any) any {
	switch value := value.(type) {
	case map[string]any:
		object := make(map[string]any, len(value))
		for key, member := range value {
			if !IsSecret(key, member) {
				object[key] = WithoutSecrets(member)
			}
		}
		return object
	case []any:
		items := make([]any, len(value))
		for i, item := range value {
			items[i] = WithoutSecrets(item)
		}
		return items
	}
	return value
}

// Shown returns a live value without what is write-only in it.
func Shown(p shape.Place, live any) any {
	if !p.Has(shape.WriteOnly) {
		return live
	}
	switch live := live.(type) {
	case map[string]any:
		object := make(map[string]any, len(live))
		for key, value := range live {
			if below := p.Property(key); !below.Is(shape.WriteOnly) {
				object[key] = Shown(below, value)
			}
		}
		return object
	case []any:
		items := make([]any, len(live))
		for i, value := range live {
			items[i] = Shown(p.Item(), value)
		}
		return items
	}
	return live
}

// Only returns the parts of a value at places with one of some flags, with the structures they are in; false where there
// are none. Those in an array go with the array.
func Only(p shape.Place, value any, flag shape.Flags) (any, bool) {
	if p.Is(flag) {
		return value, value != nil
	}
	object, ok := value.(map[string]any)
	if !ok || !p.Has(flag) {
		return nil, false
	}
	kept := map[string]any{}
	for key, member := range object {
		if part, ok := Only(p.Property(key), member, flag); ok {
			kept[key] = part
		}
	}
	return kept, len(kept) > 0
}

// OrEmpty returns an empty object where there is no value.
func OrEmpty(value any) any {
	if value == nil {
		return map[string]any{}
	}
	return value
}
