package cfschema

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// TestPoliciesInAnyForm writes random policies in random forms.
func TestPoliciesInAnyForm(t *testing.T) {
	s := testSchema(t, "shapes.json")
	random := rand.New(rand.NewPCG(lawSeed(t), 5))
	for range 2000 {
		policy := randomPolicy(random)
		a, b := map[string]any{"Policy": policy}, map[string]any{"Policy": rewritten(random, "", policy)}
		if !s.Equal(nil, a, b) {
			t.Fatalf("another form is another policy (seed %d):\n%s", lawSeed(t), cmp.Diff(a, b))
		}
		if diff := cmp.Diff(any(a), s.Refresh(a, b)); diff != "" {
			t.Fatalf("another form is drift:\n%s", diff)
		}
		statements, _ := policy["Statement"].([]any)
		first, _ := statements[0].(map[string]any)
		changed := map[string]any{"Effect": "Allow", "Action": "x:" + strings.Repeat("y", random.IntN(3)), "Resource": first["Resource"]}
		other := map[string]any{"Statement": append([]any{changed}, statements[1:]...)}
		if c := map[string]any{"Policy": rewritten(random, "", other)}; s.Equal(nil, a, c) {
			t.Fatalf("a changed statement is not seen:\n%s", cmp.Diff(a, c))
		}
	}
}

func randomPolicy(random *rand.Rand) map[string]any {
	some := func(values ...string) any {
		var list []any
		for _, value := range values {
			if list == nil || random.IntN(2) == 0 {
				list = append(list, value)
			}
		}
		return list
	}
	var statements []any
	for range 1 + random.IntN(3) {
		statements = append(statements, map[string]any{
			"Effect": []string{"Allow", "Deny"}[random.IntN(2)], "Action": some("s3:Get", "s3:Put", "ec2:Run"), "Resource": some("a", "b", "c"),
			"Principal": map[string]any{"AWS": some("arn:1", "arn:2")}, "Condition": map[string]any{"StringLike": map[string]any{"aws:x": some("p", "q")}},
		})
	}
	return map[string]any{"Statement": statements}
}

// rewritten writes lists in another order, and lists of one as their element.
func rewritten(random *rand.Rand, key string, value any) any {
	switch value := value.(type) {
	case map[string]any:
		object := map[string]any{}
		for _, name := range jsonvalue.Keys(value) {
			object[name] = rewritten(random, name, value[name])
		}
		return object
	case []any:
		items := make([]any, len(value))
		for i, item := range value {
			items[i] = rewritten(random, key, item)
		}
		random.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
		if len(items) == 1 && random.IntN(2) == 0 {
			return items[0]
		}
		return items
	case string:
		if key == "Action" && random.IntN(2) == 0 {
			return strings.ToUpper(value)
		}
	}
	return value
}
