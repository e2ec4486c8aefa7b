package patch

import (
	"maps"
	"slices"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/compare"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/match"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
)

// KeepExtra returns planned with everything that only prior has.
func KeepExtra(model shape.Place, prior, planned any) any {
	return keepExtra(model.Comparing(shape.OneWay), prior, planned, true)
}

func keepExtra(p shape.Place, prior, planned any, root bool) any {
	switch after := planned.(type) {
	case nil:
		return prior
	case map[string]any:
		if before, ok := prior.(map[string]any); ok && (root || p.Declared()) {
			return keepKeys(p, before, after, root)
		}
	case []any:
		if before, ok := prior.([]any); ok {
			return keepInItems(p, before, after)
		}
	}
	return planned
}

func keepKeys(p shape.Place, before, after map[string]any, root bool) map[string]any {
	if !root && compare.OtherChoice(p, before, after) {
		return after
	}
	kept := make(map[string]any, len(before))
	maps.Copy(kept, before)
	for key, value := range after {
		kept[key] = keepExtra(p.Property(key), before[key], value, false)
	}
	for _, conflict := range p.Conflicts() {
		// What is planned makes another choice than what was there: nothing can have both. But what only a create can set and a
		// read merely adds stays: taking it away would be a replacement, which nobody asked for.
		if hasAll(kept, slices.Concat(conflict.Names, conflict.Beside)) && slices.ContainsFunc(conflict.Names, func(key string) bool { return after[key] != nil }) {
			maps.DeleteFunc(kept, func(key string, _ any) bool {
				added := p.Property(key).Has(shape.CreateOnly) && compare.Zero(before[key])
				return after[key] == nil && slices.Contains(conflict.Names, key) && !added
			})
		}
	}
	return kept
}

// keepInItems keeps all that an item has besides where it did not change, and else what can not be taken from it.
func keepInItems(p shape.Place, before, after []any) []any {
	item := p.Item()
	kept := make([]any, len(after))
	for i, j := range partners(p, after, before) {
		switch {
		case j == match.None:
			kept[i] = after[i]
		case compare.Contains(item, before[j], after[i]):
			kept[i] = keepExtra(item, before[j], after[i], false)
		default:
			kept[i] = withShown(item, nil, after[i], before[j], asWritten)
		}
	}
	return kept
}
