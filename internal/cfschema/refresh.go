package cfschema

import (
	"maps"
	"strconv"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/match"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/policydoc"
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
//   - Of a create-only property that live lacks nobody knows whether it is gone or reads do not return it, so it is kept:
//     nothing but another object could bring it back. RefreshEchoed knows more.
//   - What has become another choice, {"Block":{}} for {"Allow":{}}, is shown whole: half of it would plan an update that
//     makes both.
func (s *Schema) Refresh(prior, live any) any { return s.RefreshEchoed(prior, live, nil) }

// RefreshEchoed is Refresh of an object of which the echo of the last write is known: what the service made of a value is
// no drift, so that drift is what differs from both. Where the echo shows that the service returned a create-only property
// after the write, the lack of it is drift as well. The echo may be nil.
func (s *Schema) RefreshEchoed(prior, live any, echo *Echo) any {
	object, ok := prior.(map[string]any)
	if !ok {
		return prior
	}
	found, _ := live.(map[string]any)
	r := refresher{echo: echo.listen()}
	return r.object(s.model().comparing(oneWay), nil, object, found)
}

// A refresher walks through a prior model and a live one. Wherever they differ it asks the echo.
type refresher struct {
	echo *listener // nil where there is no echo
}

// value returns the refreshed value, and false where the property is to be dropped.
func (r *refresher) value(p place, at jsonvalue.Path, prior, live any) (any, bool) {
	switch {
	case p.is(writeOnly) || prior == nil:
		return prior, true
	case live == nil:
		return r.missing(p, at, prior)
	}
	switch prior := prior.(type) {
	case map[string]any:
		if live, ok := live.(map[string]any); ok {
			return r.object(p, at, prior, live), true
		}
	case []any:
		if live, ok := live.([]any); ok {
			return r.array(p, at, prior, live), true
		}
	}
	if equal(p, live, prior) || r.echo.holds(p, at, prior, live) {
		return prior, true
	}
	return configurable(p, live)
}

func (r *refresher) object(p place, at jsonvalue.Path, prior, live map[string]any) map[string]any {
	root := len(at) == 0
	if !root && otherChoice(p, prior, live) {
		if r.echo.holds(p, at, prior, live) {
			return prior
		}
		shown, _ := configurable(p, live)
		kept, _ := only(p, prior, writeOnly)
		merged, _ := jsonvalue.Merge(orEmpty(shown), kept).(map[string]any)
		return merged
	}
	if p.document() && policydoc.Is(prior) && policydoc.Is(live) {
		return r.policy(p, at, prior, live)
	}
	structure := root || p.declared()
	refreshed := make(map[string]any, len(prior))
	for key, value := range prior {
		child := p.property(key)
		switch {
		case p.document():
			r.datum(child, at.Child(key), prior, live, refreshed)
		case value == nil && !structure:
			if live[key] == nil { // else live's value shows
				refreshed[key] = nil
			}
		case child.form != nil && child.otherForm(live, prior):
			refreshed[key] = value
		default:
			if now, ok := r.value(child, at.Child(key), value, live[key]); ok {
				refreshed[key] = now
			}
		}
	}
	if !structure {
		r.more(p, at, prior, live, refreshed)
	}
	return refreshed
}

// policy refreshes a policy document: as it was where it means the same.
func (r *refresher) policy(p place, at jsonvalue.Path, prior, live map[string]any) map[string]any {
	if policydoc.Same(prior, live) || r.echo.holds(p, at, prior, live) {
		return prior
	}
	return policydoc.Refresh(prior, live)
}

// datum refreshes a member of a document, in which null is a value.
func (r *refresher) datum(child place, at jsonvalue.Path, prior, live, refreshed map[string]any) {
	key := at[len(at)-1]
	now, there := live[key]
	if prior[key] != nil && now != nil {
		if value, ok := r.value(child, at, prior[key], now); ok {
			refreshed[key] = value
		}
		return
	}
	shown := missing
	if there {
		shown = now
	}
	if there && prior[key] == nil && now == nil || r.echo.holds(child, at, prior[key], shown) {
		refreshed[key] = prior[key]
	} else if there {
		refreshed[key] = now
	}
}

// more shows what live has besides in a map or a document.
func (r *refresher) more(p place, at jsonvalue.Path, prior, live, refreshed map[string]any) {
	for key, value := range live {
		child := p.property(key)
		if !p.absent(prior, key) || p.absent(live, key) || p.hidesKey(key) || isSecret(key, value) ||
			r.echo.holds(child, at.Child(key), missing, value) {
			continue
		}
		if value == nil {
			refreshed[key] = nil
		} else if shown, ok := configurable(child, value); ok {
			refreshed[key] = shown
		}
	}
}

// orEmpty returns an empty object where there is no value.
func orEmpty(value any) any {
	if value == nil {
		return map[string]any{}
	}
	return value
}

func (r *refresher) array(p place, at jsonvalue.Path, prior, live []any) []any {
	switch {
	case p.unordered():
		return r.set(p, at, prior, p.visibleItems(live, prior))
	case len(prior) != len(live) && r.echo.holds(p, at, prior, live):
		return prior
	}
	item := p.item()
	refreshed := make([]any, 0, len(live))
	for i, value := range live {
		var before any
		if i < len(prior) {
			before = prior[i]
		}
		refreshed = append(refreshed, r.item(item, at.Child(strconv.Itoa(i)), before, value))
	}
	return refreshed
}

// set refreshes an array whose order means nothing.
func (r *refresher) set(p place, at jsonvalue.Path, prior, live []any) []any {
	item, each := p.item(), at.Child(jsonvalue.AnyItem)
	same := func(before, now any) bool {
		return contains(item, now, before, false) || r.echo == nil && item.has(createOnly) && contains(item, withCreateOnly(item, now, before), before, false)
	}
	found := newPairing(prior, live)
	if found.match(same); r.echo != nil && !found.complete() {
		found = r.echo.items(p, at, prior, live)
		found.match(same)
		r.echo.rest(p, at, found)
	}
	refreshed := make([]any, 0, len(live))
	for i, before := range prior {
		switch j := found.partner[i]; {
		case found.kept[i]:
			refreshed = append(refreshed, before)
		case j != match.None:
			refreshed = append(refreshed, r.item(item, each, before, live[j]))
		}
	}
	for j, value := range live {
		if !found.taken[j] {
			refreshed = append(refreshed, r.item(item, each, nil, value))
		}
	}
	return refreshed
}

// item refreshes an item that can not be dropped, or shows one that is new.
func (r *refresher) item(item place, at jsonvalue.Path, before, now any) any {
	if before != nil && now != nil {
		if value, ok := r.value(item, at, before, now); ok {
			return value
		}
	}
	value, _ := configurable(item, now)
	return value
}

// missing returns what is left of prior where live has nothing, and false for nothing at all.
func (r *refresher) missing(p place, at jsonvalue.Path, prior any) (any, bool) {
	if vanishes(p, prior, writeOnly) || r.echo.holds(p, at, prior, missing) {
		return prior, true
	}
	if r.echo == nil {
		return only(p, prior, writeOnly|createOnly)
	}
	return only(p, prior, writeOnly)
}

// only returns the parts of a value at places with one of some flags, with the structures they are in; false where there
// are none. Those in an array go with the array.
func only(p place, value any, flag flags) (any, bool) {
	if p.is(flag) {
		return value, value != nil
	}
	object, ok := value.(map[string]any)
	if !ok || !p.has(flag) {
		return nil, false
	}
	kept := map[string]any{}
	for key, member := range object {
		if part, ok := only(p.property(key), member, flag); ok {
			kept[key] = part
		}
	}
	return kept, len(kept) > 0
}

// WithCreateOnly returns a live model with the create-only properties of a desired state that it lacks: of those nobody
// knows whether the object has them or reads do not return them.
func (s *Schema) WithCreateOnly(live, desired any) any {
	return withCreateOnly(s.model(), live, desired)
}

// withCreateOnly returns a live value with the create-only properties of a prior one that it lacks.
func withCreateOnly(p place, live, prior any) any {
	if live == nil {
		part, _ := only(p, prior, createOnly)
		return part
	}
	now, ok := live.(map[string]any)
	before, both := prior.(map[string]any)
	if !ok || !both {
		return live
	}
	lent := maps.Clone(now)
	for key, value := range before {
		if found := withCreateOnly(p.property(key), now[key], value); found != nil {
			lent[key] = found
		}
	}
	return lent
}
