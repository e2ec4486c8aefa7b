// Package spelling finds what a misspelt name was probably meant to be. It knows
// no names, and must never put one in place of another: people decide.
package spelling

import "strings"

// Closest returns the candidate that a misspelt name probably means: the same but for case, "_" and "-", or a few
// letters away. The first one wins among equals, so candidates come in order.
func Closest(name string, candidates []string) (string, bool) {
	wanted := bareName(name)
	best, found := "", false
	// One letter too many is as far as a quarter of the name, and one more; of one
	// letter nobody can tell what it was meant to be.
	least := min(len(wanted)/4+2, max(len(wanted), 1))
	for _, candidate := range candidates {
		if d := distance(wanted, bareName(candidate), least); d < least {
			best, found, least = candidate, true, d
		}
	}
	return best, found
}

// bareName returns the name without what a convention of spelling adds.
func bareName(name string) string {
	return strings.NewReplacer("_", "", "-", "").Replace(strings.ToLower(name))
}

// distance returns how many letters must be added, dropped, changed or swapped with their neighbour to turn a into b;
// limit where it is at least that.
func distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if diff := len(x) - len(y); diff >= limit || -diff >= limit {
		return limit
	}
	var before, last []int
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(x); i++ {
		before, last, row = last, row, make([]int, len(y)+1)
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return min(row[len(y)], limit)
}
