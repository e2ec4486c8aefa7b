package cfschema

import (
	"maps"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/match"
)

// KeepExtra returns planned with everything that only prior has: what an import found and the configuration does not
// mention. Structures keep keys, in arrays those of the items that did not change; maps and free documents are as
// planned, since their keys are data. Another choice (see Refresh) keeps nothing of the former one.
func (s *Schema) KeepExtra(prior, planned any) any {
	return keepExtra(s.model().comparing(oneWay), prior, planned, true)
}

func keepExtra(p place, prior, planned any, root bool) any {
	switch after := planned.(type) {
	case nil:
		return prior
	case map[string]any:
		if before, ok := prior.(map[string]any); ok && (root || p.declared()) {
			return keepKeys(p, before, after, root)
		}
	case []any:
		if before, ok := prior.([]any); ok {
			return keepInItems(p, before, after)
		}
	}
	return planned
}

func keepKeys(p place, before, after map[string]any, root bool) map[string]any {
	if !root && otherChoice(p, before, after) {
		return after
	}
	kept := make(map[string]any, len(before))
	maps.Copy(kept, before)
	for key, value := range after {
		kept[key] = keepExtra(p.property(key), before[key], value, false)
	}
	return kept
}

func keepInItems(p place, before, after []any) []any {
	item := p.item()
	kept := make([]any, len(after))
	copy(kept, after)
	if p.unordered() {
		for i, j := range match.Pairs(after, before, func(a, b any) bool { return contains(item, b, a, false) }) {
			if j != match.None {
				kept[i] = keepExtra(item, before[j], after[i], false)
			}
		}
		return kept
	}
	for i := range min(len(before), len(after)) {
		if contains(item, before[i], after[i], false) {
			kept[i] = keepExtra(item, before[i], after[i], false)
		}
	}
	return kept
}
