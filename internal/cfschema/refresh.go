package cfschema

import (
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// Refresh returns prior with the values of live: prior's own form where both mean the same, live's value where it
// drifted, and no property that prior does not have.
//
//   - A structure keeps prior's keys. A key that live lacks is dropped, unless what prior says there may be left out by an
//     API: something empty, or the schema's default.
//   - A value that is as the schema's propertyTransform makes it of prior's has not drifted.
//   - Write-only values are kept as they are: live never has them.
//   - In a map or a free document every key is somebody's data, so keys that live has besides are drift and are shown.
//   - An ordered array is refreshed index by index. An unordered one keeps prior's items that live still contains, in
//     prior's order, and then shows what else live has.
//   - Tags that AWS set by itself are not shown.
//   - What has become another choice, {"Block":{}} for {"Allow":{}}, is shown whole: half of it would plan an update that
//     makes both.
func (s *Schema) Refresh(prior, live any) any {
	object, ok := prior.(map[string]any)
	if !ok {
		return prior
	}
	found, _ := live.(map[string]any)
	return refreshObject(s.model().comparing(oneWay), object, found, true)
}

// refresh returns the refreshed value, and false where the property is to be dropped.
func refresh(p place, prior, live any) (any, bool) {
	switch {
	case p.is(writeOnly) || prior == nil:
		return prior, true
	case live == nil:
		return remains(p, prior)
	}
	switch prior := prior.(type) {
	case map[string]any:
		if live, ok := live.(map[string]any); ok {
			return refreshObject(p, prior, live, false), true
		}
	case []any:
		if live, ok := live.([]any); ok {
			return refreshArray(p, prior, live), true
		}
	}
	if equal(p, live, prior) {
		return prior, true
	}
	return configurable(p, live)
}

func refreshObject(p place, prior, live map[string]any, root bool) map[string]any {
	if !root && otherChoice(p, prior, live) {
		shown, _ := configurable(p, live)
		kept, _ := onlyWriteOnly(p, prior)
		merged, _ := jsonvalue.Merge(orEmpty(shown), kept).(map[string]any)
		return merged
	}
	refreshed := make(map[string]any, len(prior))
	for key, value := range prior {
		child := p.property(key)
		if child.form != nil && child.otherForm(live, prior) {
			refreshed[key] = value
		} else if now, ok := refresh(child, value, live[key]); ok {
			refreshed[key] = now
		}
	}
	if root || p.declared() {
		return refreshed
	}
	for key, value := range live {
		if _, known := prior[key]; known || p.hidesKey(key) || isSecret(key, value) {
			continue
		}
		if shown, ok := configurable(p.property(key), value); ok {
			refreshed[key] = shown
		}
	}
	return refreshed
}

// orEmpty returns an empty object where there is no value.
func orEmpty(value any) any {
	if value == nil {
		return map[string]any{}
	}
	return value
}

func refreshArray(p place, prior, live []any) []any {
	if p.unordered() {
		return refreshSet(p, prior, p.visibleItems(live, prior))
	}
	item := p.item()
	refreshed := make([]any, 0, len(live))
	for i, value := range live {
		var before any
		if i < len(prior) {
			before = prior[i]
		}
		refreshed = append(refreshed, refreshItem(item, before, value))
	}
	return refreshed
}

// refreshSet refreshes an array whose order means nothing.
func refreshSet(p place, prior, live []any) []any {
	item := p.item()
	partner := match(prior, live, func(before, now any) bool { return contains(item, now, before, false) })
	refreshed := make([]any, 0, len(live))
	used := make([]bool, len(live))
	for i, j := range partner {
		if j != none {
			used[j] = true
			refreshed = append(refreshed, refreshItem(item, prior[i], live[j]))
		}
	}
	for j, value := range live {
		if !used[j] {
			refreshed = append(refreshed, refreshItem(item, nil, value))
		}
	}
	return refreshed
}

// refreshItem refreshes an item that can not be dropped, or shows one that is new.
func refreshItem(item place, before, now any) any {
	if before != nil && now != nil {
		if value, ok := refresh(item, before, now); ok {
			return value
		}
	}
	value, _ := configurable(item, now)
	return value
}

// remains returns what is left of prior where live has nothing, and false for nothing at all.
func remains(p place, prior any) (any, bool) {
	if vanishes(p, prior, writeOnly) {
		return prior, true
	}
	return onlyWriteOnly(p, prior)
}

// onlyWriteOnly returns the write-only properties of a value, with the structures they are in; false where there are
// none. Those in an array go with the array.
func onlyWriteOnly(p place, value any) (any, bool) {
	if p.is(writeOnly) {
		return value, value != nil
	}
	object, ok := value.(map[string]any)
	if !ok || !p.has(writeOnly) {
		return nil, false
	}
	kept := map[string]any{}
	for key, member := range object {
		if part, ok := onlyWriteOnly(p.property(key), member); ok {
			kept[key] = part
		}
	}
	return kept, len(kept) > 0
}
