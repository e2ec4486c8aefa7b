package cloudcontroltf_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/datatest"
)

// serves reports whether a live value is one that a configured value asks for.
// It is the tests' own judgement, more lenient than the provider's: a live
// value may have more, in another order, in another case, and an ARN may stand
// for a name.
func serves(configured, live any) bool {
	switch want := configured.(type) {
	case nil:
		return true
	case map[string]any:
		got, ok := live.(map[string]any)
		if text, isText := live.(string); isText {
			ok = json.Unmarshal([]byte(text), &got) == nil
		}
		for key, value := range want {
			ok = ok && (value == nil || got[key] != nil) && serves(value, got[key])
		}
		return ok
	case []any:
		got, ok := live.([]any)
		if !ok || len(got) < len(want) {
			return false
		}
		got = slices.Clone(got)
		for _, item := range want {
			i := slices.IndexFunc(got, func(one any) bool { return serves(item, one) })
			if i < 0 {
				return false
			}
			got = slices.Delete(got, i, i+1)
		}
		return true
	case string:
		return textServes(want, live)
	}
	return cmp.Equal(configured, live)
}

func textServes(want string, live any) bool {
	got, ok := live.(string)
	if !ok {
		encoded, err := json.Marshal(live)
		if err != nil {
			return false
		}
		got = string(encoded)
	}
	var a, b map[string]any
	if json.Unmarshal([]byte(want), &a) == nil && json.Unmarshal([]byte(got), &b) == nil {
		return cmp.Equal(a, b)
	}
	return strings.EqualFold(want, got) || strings.HasPrefix(got, "arn:") && strings.HasSuffix(got, "/"+want) || strings.HasPrefix(got, want+".")
}

// valueAt returns the value at a dotted path of object members, nil where there is
// none.
func valueAt(model any, dotted string) any {
	for name := range strings.SplitSeq(dotted, ".") {
		members, _ := model.(map[string]any)
		model = members[name]
	}
	return model
}

// hasPath reports whether there is something at a dotted path, if only null.
func hasPath(model any, dotted string) bool {
	holder, name := model, dotted
	if i := strings.LastIndexByte(dotted, '.'); i >= 0 {
		holder, name = valueAt(model, dotted[:i]), dotted[i+1:]
	}
	members, _ := holder.(map[string]any)
	_, there := members[name]
	return there
}

// apartFrom returns a model without what is at dotted paths of object members.
func apartFrom(model any, paths []string) any {
	for _, dotted := range paths {
		name, rest, nested := strings.Cut(dotted, ".")
		members, ok := model.(map[string]any)
		if !ok {
			continue
		}
		members = maps.Clone(members)
		if nested {
			members[name] = apartFrom(members[name], []string{rest})
		} else {
			delete(members, name)
		}
		model = members
	}
	return model
}

// publishedSchemas returns published resource type schemas by type name, none
// where there is no data.
func publishedSchemas(t *testing.T, typeNames ...string) map[string][]byte {
	t.Helper()
	found := map[string][]byte{}
	for _, name := range typeNames {
		if datatest.Available(t) {
			found[name] = datatest.Schema(t, name)
		}
	}
	return found
}
