package echo

import (
	"slices"
	"strconv"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/compare"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/match"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/parts"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/policydoc"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// Refresh returns prior with the values of live, where the record of the last write does not say that they are what became
// of prior's. The record may be nil.
func Refresh(model shape.Place, prior, live any, record *Record) any {
	object, ok := prior.(map[string]any)
	if !ok {
		return prior
	}
	found, _ := live.(map[string]any)
	r := refresher{echo: record.listen()}
	return r.object(model.Comparing(shape.OneWay), nil, object, found)
}

// A refresher walks through a prior model and a live one. Wherever they differ it asks the echo.
type refresher struct {
	echo *listener // nil where there is no echo
}

// value returns the refreshed value, and false where the property is to be dropped.
func (r *refresher) value(p shape.Place, at jsonvalue.Path, prior, live any) (any, bool) {
	switch {
	case p.Is(shape.WriteOnly) || prior == nil:
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
	if compare.Equal(p, live, prior) || r.echo.holds(p, at, prior, live) {
		return prior, true
	}
	return parts.Configurable(p, live)
}

func (r *refresher) object(p shape.Place, at jsonvalue.Path, prior, live map[string]any) map[string]any {
	root := len(at) == 0
	if !root && compare.OtherChoice(p, prior, live) {
		if r.echo.holds(p, at, prior, live) {
			return prior
		}
		shown, _ := parts.Configurable(p, live)
		kept, _ := parts.Only(p, prior, shape.WriteOnly)
		merged, _ := jsonvalue.Merge(parts.OrEmpty(shown), kept).(map[string]any)
		return merged
	}
	if p.Document() && policydoc.Is(prior) && policydoc.Is(live) {
		return r.policy(p, at, prior, live)
	}
	structure := root || p.Declared()
	refreshed := make(map[string]any, len(prior))
	for key, value := range prior {
		child := p.Property(key)
		switch {
		case p.Document():
			r.datum(child, at.Child(key), prior, live, refreshed)
		case value == nil && !structure:
			if live[key] == nil { // else live's value shows
				refreshed[key] = nil
			}
		case child.Form() != nil && compare.OtherForm(child, live, prior):
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
func (r *refresher) policy(p shape.Place, at jsonvalue.Path, prior, live map[string]any) map[string]any {
	if policydoc.Same(prior, live) || r.echo.holds(p, at, prior, live) {
		return prior
	}
	return policydoc.Refresh(prior, live)
}

// datum refreshes a member of a document, in which null is a value.
func (r *refresher) datum(child shape.Place, at jsonvalue.Path, prior, live, refreshed map[string]any) {
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
func (r *refresher) more(p shape.Place, at jsonvalue.Path, prior, live, refreshed map[string]any) {
	for key, value := range live {
		child := p.Property(key)
		if !p.Absent(prior, key) || p.Absent(live, key) || p.HidesKey(key) || parts.IsSecret(key, value) ||
			r.echo.holds(child, at.Child(key), missing, value) {
			continue
		}
		if value == nil {
			refreshed[key] = nil
		} else if shown, ok := parts.Configurable(child, value); ok {
			refreshed[key] = shown
		}
	}
}

func (r *refresher) array(p shape.Place, at jsonvalue.Path, prior, live []any) []any {
	switch {
	case p.Unordered():
		return r.set(p, at, prior, p.VisibleItems(live, prior))
	case len(prior) != len(live) && r.echo.holds(p, at, prior, live):
		return prior
	}
	item := p.Item()
	refreshed := make([]any, 0, len(live))
	for i, value := range live {
		var before any
		if i < len(prior) {
			before = prior[i]
		}
		refreshed = append(refreshed, r.entry(item, at.Child(strconv.Itoa(i)), before, value))
	}
	return refreshed
}

// set refreshes an array whose order means nothing.
func (r *refresher) set(p shape.Place, at jsonvalue.Path, prior, live []any) []any {
	item, each := p.Item(), at.Child(jsonvalue.AnyItem)
	same := func(before, now any) bool {
		return compare.Contains(item, now, before) || r.echo == nil && item.Has(shape.CreateOnly) && compare.Contains(item, parts.WithCreateOnly(item, now, before), before)
	}
	found := newPairing(prior, live)
	if found.match(same); r.echo != nil && !found.complete() {
		found = r.echo.items(p, at, prior, live)
		found.match(same)
		r.echo.rest(p, at, found)
	}
	found.matchAlike(item)
	refreshed := make([]any, 0, len(live))
	for i, before := range prior {
		switch j := found.partner[i]; {
		case found.kept[i]:
			refreshed = append(refreshed, before)
		case j != match.None:
			refreshed = append(refreshed, r.entry(item, each, before, live[j]))
		}
	}
	for j, value := range live {
		if !found.taken[j] {
			refreshed = append(refreshed, r.entry(item, each, nil, value))
		}
	}
	return refreshed
}

// item refreshes an item that can not be dropped, or shows one that is new.
func (r *refresher) entry(item shape.Place, at jsonvalue.Path, before, now any) any {
	if before != nil && now != nil {
		if value, ok := r.value(item, at, before, now); ok {
			return value
		}
	}
	value, _ := parts.Configurable(item, now)
	return value
}

// missing returns what is left of prior where live has nothing, and false for nothing at all.
func (r *refresher) missing(p shape.Place, at jsonvalue.Path, prior any) (any, bool) {
	if compare.Vanishes(p, prior, shape.WriteOnly) || r.echo.holds(p, at, prior, missing) {
		return prior, true
	}
	if r.echo == nil || slices.Contains(at, jsonvalue.AnyItem) { // an item of a set is noted as a whole
		return parts.Only(p, prior, shape.WriteOnly|shape.CreateOnly)
	}
	return parts.Only(p, prior, shape.WriteOnly)
}
