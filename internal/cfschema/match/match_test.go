package match_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/match"
)

// TestMatchPairsAsManyAsCanBe compares matchings of small random structures, which contain each other in all ways, with
// the best one of all that there are.
func TestMatchPairsAsManyAsCanBe(t *testing.T) {
	random := rand.New(rand.NewPCG(2026, 1))
	for range 5000 {
		a, b := randomItems(random), randomItems(random)
		partner := match.Pairs(a, b, isPartOf)
		got, taken := 0, map[int]bool{}
		for i, j := range partner {
			if j == match.None {
				continue
			}
			if taken[j] || !isPartOf(a[i], b[j]) {
				t.Fatalf("%v and %v: %v pairs item %d wrongly", a, b, partner, i)
			}
			got, taken[j] = got+1, true
		}
		if want := mostPairs(a, b, 0, map[int]bool{}); got != want {
			t.Fatalf("%v and %v: %v has %d pairs, but %d are possible", a, b, partner, got, want)
		}
	}
}

func randomItems(random *rand.Rand) []any {
	items := make([]any, random.IntN(6))
	for i := range items {
		item := map[string]any{}
		for _, key := range []string{"A", "B", "C"} {
			if random.IntN(2) == 0 {
				item[key] = fmt.Sprint(random.IntN(2))
			}
		}
		items[i] = item
	}
	return items
}

func isPartOf(part, whole any) bool {
	for key, value := range part.(map[string]any) {
		if whole.(map[string]any)[key] != value {
			return false
		}
	}
	return true
}

// mostPairs tries every pairing of a[i:] with what is left of b.
func mostPairs(a, b []any, i int, taken map[int]bool) int {
	if i == len(a) {
		return 0
	}
	most := mostPairs(a, b, i+1, taken)
	for j := range b {
		if !taken[j] && isPartOf(a[i], b[j]) {
			taken[j] = true
			most = max(most, 1+mostPairs(a, b, i+1, taken))
			taken[j] = false
		}
	}
	return most
}

func TestMatch(t *testing.T) {
	// An item fits where all its letters are in the other one.
	fits := func(x, y any) bool {
		return strings.Trim(x.(string), y.(string)) == ""
	}
	for name, c := range map[string]struct {
		a, b   []any
		want   []int
		reason string
	}{
		"nothing":         {nil, nil, []int{}, ""},
		"identical":       {[]any{"a", "b"}, []any{"b", "a"}, []int{1, 0}, ""},
		"twice":           {[]any{"a", "a", "a"}, []any{"a", "a"}, []int{0, 1, match.None}, "each item counts once"},
		"identical win":   {[]any{"a", "ab"}, []any{"ab", "a"}, []int{1, 0}, "what is written the same belongs together"},
		"identical first": {[]any{"a"}, []any{"ab", "a"}, []int{1}, "although another one fits, too"},
		"detour":          {[]any{"a", "ab"}, []any{"abc", "ad"}, []int{1, 0}, "the first one moves on, so that both have a partner"},
		"long detour":     {[]any{"a", "b", "c", "d"}, []any{"abx", "bcx", "cdx", "ax"}, []int{3, 0, 1, 2}, "as often as it takes"},
		"no partner":      {[]any{"x", "a"}, []any{"ab"}, []int{match.None, 0}, ""},
	} {
		if diff := cmp.Diff(c.want, match.Pairs(c.a, c.b, fits)); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.reason, diff)
		}
	}
}
