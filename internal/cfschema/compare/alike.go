package compare

import (
	"cmp"
	"slices"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/match"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// Partners pairs the items of a set with those of another: first those that are the same, then what is left over as Alike does.
func Partners(item shape.Place, a, b []any, same func(x, y any) bool) []int {
	partner := match.Pairs(a, b, same)
	var restA, restB []int
	for i, j := range partner {
		if j == match.None {
			restA = append(restA, i)
		}
	}
	for j := range b {
		if !slices.Contains(partner, j) {
			restB = append(restB, j)
		}
	}
	for i, j := range Alike(item, pick(a, restA), pick(b, restB)) {
		if j != match.None {
			partner[restA[i]] = restB[j]
		}
	}
	return partner
}

func pick(items []any, indices []int) []any {
	picked := make([]any, len(indices))
	for i, index := range indices {
		picked[i] = items[index]
	}
	return picked
}

// mostAlike is how many pairs of items are looked at: what is more than that changed as a whole.
const mostAlike = 1600

// Alike pairs structures with those that they have most in common with, for each of a the index in b or match.None. The order of
// b means nothing.
func Alike(item shape.Place, a, b []any) []int {
	partner := slices.Repeat([]int{match.None}, len(a))
	if len(a)*len(b) > mostAlike {
		return partner
	}
	type candidate struct {
		i, j, common int
		text         string
	}
	var all []candidate
	for j, other := range b {
		text := Canonical(item, other)
		for i, one := range a {
			if common := Likeness(item, one, other); common > 0 && isObject(one) {
				all = append(all, candidate{i, j, common, text})
			}
		}
	}
	slices.SortStableFunc(all, func(x, y candidate) int {
		return cmp.Or(cmp.Compare(y.common, x.common), cmp.Compare(x.i, y.i), cmp.Compare(x.text, y.text))
	})
	taken := make([]bool, len(b))
	for _, c := range all {
		if partner[c.i] == match.None && !taken[c.j] {
			partner[c.i], taken[c.j] = c.j, true
		}
	}
	return partner
}

func isObject(value any) bool {
	_, ok := value.(map[string]any)
	return ok
}

// Likeness says how much two values have in common: the more, the likelier one is the form of the other.
func Likeness(p shape.Place, a, b any) int {
	if first, ok := a.(map[string]any); ok {
		second, _ := b.(map[string]any)
		n := 0
		for key, value := range first {
			n += Likeness(p.Property(key), value, second[key])
		}
		return n
	}
	first, okFirst := jsonvalue.ScalarText(a)
	second, okSecond := jsonvalue.ScalarText(b)
	switch {
	case b != nil && Equal(p, a, b):
		return 4
	case !okFirst || !okSecond || first == "" || second == "":
		return 0
	case strings.EqualFold(first, second):
		return 3
	case strings.Contains(first, second), strings.Contains(second, first):
		return 2
	}
	return 0
}
