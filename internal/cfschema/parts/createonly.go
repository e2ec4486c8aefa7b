package parts

import (
	"maps"
	"slices"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/compare"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/match"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
)

// WithCreateOnly returns a live value with what a prior one has of create-only properties and it lacks. Items of arrays get
// that of their partners, where each has one.
func WithCreateOnly(p shape.Place, live, prior any) any { return withCreateOnly(p, live, prior, false) }

// withCreateOnly is WithCreateOnly of a value that may be within a create-only one.
func withCreateOnly(p shape.Place, live, prior any, within bool) any {
	within = within || p.Is(shape.CreateOnly)
	if live == nil && within {
		return prior
	}
	if live == nil {
		if part, ok := Only(p, prior, shape.CreateOnly); ok {
			return part
		}
		return nil
	}
	switch now := live.(type) {
	case map[string]any:
		if before, ok := prior.(map[string]any); ok {
			lent := maps.Clone(now)
			for key, value := range before {
				if found := withCreateOnly(p.Property(key), now[key], value, within); found != nil {
					lent[key] = found
				}
			}
			return lent
		}
	case []any:
		if before, ok := prior.([]any); ok && (within || p.Item().Has(shape.CreateOnly)) {
			return itemsWithCreateOnly(p, now, before, within)
		}
	}
	return live
}

func itemsWithCreateOnly(p shape.Place, live, prior []any, within bool) any {
	if len(live) != len(prior) {
		return live
	}
	item, lent := p.Item(), slices.Clone(live)
	partner := make([]int, len(prior))
	for i := range partner {
		partner[i] = i
	}
	if p.Unordered() {
		partner = compare.Partners(item, prior, live, func(before, now any) bool {
			return compare.Contains(item, withCreateOnly(item, now, before, within), before)
		})
	}
	for i, j := range partner {
		if j != match.None {
			lent[j] = withCreateOnly(item, live[j], prior[i], within)
		}
	}
	return lent
}
