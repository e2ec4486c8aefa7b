package patch

import (
	"maps"
	"slices"
	"strconv"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/compare"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/match"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/parts"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// A Same tells whether a service is known to show the value that was written at a place in this form.
type Same func(p shape.Place, at jsonvalue.Path, written, shown any) bool

// withFixed returns a value that is sent with those create-only members of array items that live shows, as it shows them, and
// no others. An array goes to an API whole, and what differs from the live model counts as a change: a member that the
// service shows by itself must come back, and one that no read shows must not. An update never brings one anew, since that
// is a replacement.
func (u *unshown) withFixed(p shape.Place, at jsonvalue.Path, value, live any) any {
	if !p.Has(shape.CreateOnly) {
		return value
	}
	switch value := value.(type) {
	case map[string]any:
		found, _ := live.(map[string]any)
		object := maps.Clone(value)
		for _, key := range jsonvalue.Keys(value) {
			object[key] = u.withFixed(p.Property(key), at.Child(key), value[key], found[key])
		}
		return object
	case []any:
		found, _ := live.([]any)
		partner, items := partners(p, value, found), make([]any, len(value))
		for i, item := range value {
			items[i] = item
			if len(found) > 0 {
				items[i] = withoutHidden(p.Item(), item, found)
			}
			if partner[i] != match.None {
				items[i] = withShown(p.Item(), at.Child(strconv.Itoa(partner[i])), items[i], found[partner[i]], u.same)
			}
		}
		return items
	}
	return value
}

// asWritten is Same of a service that makes nothing of what it is given.
func asWritten(shape.Place, jsonvalue.Path, any, any) bool { return false }

// partners returns which item of live each item is, or became: by its place where the order counts.
func partners(p shape.Place, items, live []any) []int {
	if p.Unordered() {
		return compare.Partners(p.Item(), items, live, func(item, now any) bool { return compare.Contains(p.Item(), now, item) })
	}
	partner := slices.Repeat([]int{match.None}, len(items))
	for i := range min(len(items), len(live)) {
		partner[i] = i
	}
	return partner
}

// withoutHidden returns an item without the create-only members that no item of live shows.
func withoutHidden(p shape.Place, item any, live []any) any {
	object, ok := item.(map[string]any)
	if !ok || !p.Has(shape.CreateOnly) {
		return item
	}
	shown := make(map[string]any, len(object))
	for key, member := range object {
		child, found := p.Property(key), membersOf(live, key)
		if child.Is(shape.CreateOnly) && len(found) == 0 {
			continue
		}
		rest := withoutHidden(child, member, found)
		if len(found) > 0 || !emptied(member, rest) {
			shown[key] = rest
		}
	}
	return shown
}

// withShown returns an item with the create-only members that its partner shows and it lacks, or has in the form in which
// they were written.
func withShown(p shape.Place, at jsonvalue.Path, item, live any, same Same) any {
	if p.Is(shape.CreateOnly) && same(p, at, item, live) {
		return live
	}
	now, ok := live.(map[string]any)
	object, both := item.(map[string]any)
	if !ok || !both || !p.Has(shape.CreateOnly) {
		return item
	}
	shown := maps.Clone(object)
	for key, value := range now {
		child := p.Property(key)
		if object[key] != nil {
			shown[key] = withShown(child, at.Child(key), object[key], value, same)
		} else if part, ok := parts.Only(child, value, shape.CreateOnly); ok && !child.Is(shape.ReadOnly|shape.WriteOnly) {
			shown[key] = part
		}
	}
	return shown
}

// emptied tells whether all went that was in an object.
func emptied(before, after any) bool {
	had, _ := before.(map[string]any)
	has, ok := after.(map[string]any)
	return ok && len(had) > 0 && len(has) == 0
}
