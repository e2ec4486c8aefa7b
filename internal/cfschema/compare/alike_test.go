package compare_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/compare"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/match"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// TestPartners: what is the same belongs together, then what has most in common, in whatever order it comes.
func TestPartners(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		a, b   string
		want   []int
		reason string
	}{
		"the same":       {`[{"k":1},{"k":2}]`, `[{"k":2},{"k":1}]`, []int{1, 0}, ""},
		"what changed":   {`[{"k":1,"v":"a"},{"k":2,"v":"b"}]`, `[{"k":2,"v":"x"},{"k":1,"v":"a"}]`, []int{1, 0}, "the rest has k in common"},
		"most in common": {`[{"k":1,"v":"a","w":"c"}]`, `[{"k":1,"v":"x","w":"y"},{"k":1,"v":"a","w":"z"}]`, []int{1}, ""},
		"nothing common": {`[{"k":1}]`, `[{"k":2}]`, []int{match.None}, "another item"},
		"no structures":  {`["abc"]`, `["ab"]`, []int{match.None}, "a text is the item"},
		"fewer":          {`[{"k":1,"v":"a"},{"k":1,"v":"b"}]`, `[{"k":1,"v":"c"}]`, []int{0, match.None}, "the first of equals"},
	} {
		a, _ := cfschematest.Value(c.a).([]any)
		b, _ := cfschematest.Value(c.b).([]any)
		if diff := cmp.Diff(c.want, compare.Partners(shape.InDocument(), a, b, jsonvalue.Same)); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.reason, diff)
		}
	}
}

// TestAlikeWhateverTheOrder: which of two equally good partners it is, the order of an API's answer does not say.
func TestAlikeWhateverTheOrder(t *testing.T) {
	t.Parallel()
	one, other := cfschematest.Value(`{"k":1,"v":"x"}`), cfschematest.Value(`{"k":1,"v":"y"}`)
	prior := []any{cfschematest.Value(`{"k":1,"v":"a"}`)}
	first := compare.Alike(shape.InDocument(), prior, []any{one, other})
	second := compare.Alike(shape.InDocument(), prior, []any{other, one})
	if first[0] != 0 || second[0] != 1 {
		t.Errorf("the partners are %v and %v, want the same one", first, second)
	}
}

// TestLikeness: the same is more than the same but for case, and that more than a part; nothing has nothing in common.
func TestLikeness(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		a, b string
		want int
	}{
		"the same":            {`"abc"`, `"abc"`, 4},
		"the same list":       {`["a"]`, `["a"]`, 4},
		"both empty":          {`""`, `""`, 4},
		"another case":        {`"abc"`, `"ABC"`, 3},
		"a part":              {`"abc"`, `"xabcx"`, 2},
		"has a part":          {`"xabcx"`, `"abc"`, 2},
		"something else":      {`"abc"`, `"xyz"`, 0},
		"an empty text":       {`""`, `"abc"`, 0},
		"to an empty text":    {`"abc"`, `""`, 0},
		"nothing":             {`null`, `null`, 0},
		"a list, and a text":  {`["a"]`, `"a"`, 0},
		"a text, and a list":  {`"a"`, `["a"]`, 0},
		"member by member":    {`{"a":1,"b":"x","c":"q"}`, `{"a":1,"b":"X","c":"z"}`, 7},
		"an object, and none": {`{"a":1}`, `"a"`, 0},
	} {
		if got := compare.Likeness(shape.InDocument(), cfschematest.Value(c.a), cfschematest.Value(c.b)); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

// TestAlikeOfVeryMany: forty of each side are compared, and not one more.
func TestAlikeOfVeryMany(t *testing.T) {
	t.Parallel()
	many := func(n int, v string) []any {
		items := make([]any, n)
		for i := range items {
			items[i] = cfschematest.Value(fmt.Sprintf(`{"k":"number-%d-","v":%q}`, i, v))
		}
		return items
	}
	for n, want := range map[int]int{40: 39, 41: match.None} {
		if got := compare.Alike(shape.InDocument(), many(40, "a"), many(n, "b"))[39]; got != want {
			t.Errorf("40 and %d: the partner of the last is %d, want %d", n, got, want)
		}
	}
}
