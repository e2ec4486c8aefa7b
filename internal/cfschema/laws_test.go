package cfschema

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// TestLawsOfOneModel checks what must hold of any model that a schema allows, compared with itself.
func TestLawsOfOneModel(t *testing.T) {
	eachSchema(t, func(t *testing.T, l laws) {
		m := l.models.Model()
		for _, problem := range l.Validate(m) {
			t.Errorf("an allowed model is refused: %+v", problem)
		}
		if !l.Equal(nil, m, m) {
			t.Error("a model is not equal to itself")
		}
		if !l.Contains(m, m) {
			t.Error("a model does not contain itself")
		}
		if diff := cmp.Diff(any(m), l.Refresh(m, m)); diff != "" {
			t.Errorf("refreshing a model with itself changes it (-model +refreshed):\n%s", diff)
		}
		if paths := l.Replacements(m, m); len(paths) > 0 {
			t.Errorf("a model replaces itself because of %v", paths)
		}
		patch, err := l.Patch(m, m, false)
		if err != nil || Changes(patch) {
			t.Errorf("a model patches itself with %+v (%v)", patch, err)
		}
		text, err := jsonvalue.Encode(m)
		if err != nil {
			t.Fatal(err)
		}
		decoded, err := jsonvalue.Decode(text)
		if diff := cmp.Diff(any(m), decoded); diff != "" || err != nil {
			t.Errorf("a model does not survive JSON (%v):\n%s", err, diff)
		}
		if other := shuffled(l.random, l.Schema.model(), m); !l.Equal(nil, m, other) || !l.Contains(other, m) {
			t.Errorf("the order of an unordered array means something (-model +shuffled):\n%s", cmp.Diff(any(m), other))
		}
	})
}

// shuffled returns a model with the items of its unordered arrays in another order.
func shuffled(random *rand.Rand, p shape.Place, value any) any {
	switch value := value.(type) {
	case map[string]any:
		object := map[string]any{}
		for _, key := range jsonvalue.Keys(value) {
			object[key] = shuffled(random, p.Property(key), value[key])
		}
		return object
	case []any:
		items := make([]any, len(value))
		for i, item := range value {
			items[i] = shuffled(random, p.Item(), item)
		}
		if p.Unordered() {
			random.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
		}
		return items
	}
	return value
}

// TestLawsOfLiveModels checks that an API's way of returning an object is no drift.
func TestLawsOfLiveModels(t *testing.T) {
	eachSchema(t, func(t *testing.T, l laws) {
		m := l.models.Model()
		live := liveView{l.random}.of(l.Schema.model(), m)
		if !l.Contains(live, m) {
			t.Errorf("what an API returns is taken for drift (-desired +live):\n%s", cmp.Diff(any(m), live))
			return
		}
		if diff := cmp.Diff(any(m), l.Refresh(m, live)); diff != "" {
			t.Errorf("what an API returns changes the model (-model +refreshed):\n%s\nlive: %v", diff, live)
		}
		found := l.Configurable(live)
		for _, problem := range l.Validate(found) {
			if l.at(problem.Path).Form() != nil {
				continue // the API's own form need not be one that it takes
			}
			if strings.HasSuffix(problem.Summary, "is missing") || strings.HasSuffix(problem.Summary, "has an item twice") || strings.Contains(problem.Detail, " must have ") {
				continue // the API omits what is empty or write-only, even where it is required, counted or all that makes items differ
			}
			t.Errorf("an import finds what is not allowed: %+v in %v", problem, found)
		}
		if !l.Contains(live, found) {
			t.Errorf("the live model does not contain what an import finds (-found +live):\n%s", cmp.Diff(found, live))
		}
		checkComputed(t, l.Schema.model(), l.Computed(live, m))
	})
}

// checkComputed checks that there is nothing but read-only properties.
func checkComputed(t *testing.T, p shape.Place, value any) {
	t.Helper()
	if p.Is(shape.ReadOnly) {
		return
	}
	switch value := value.(type) {
	case map[string]any:
		for key, member := range value {
			checkComputed(t, p.Property(key), member)
		}
	case []any:
		for _, item := range value {
			checkComputed(t, p.Item(), item)
		}
	default:
		t.Errorf("%v is computed, but not read-only", value)
	}
}

// TestLawsOfPatches applies patches from one model to another with a library that follows RFC 6902, as the API applies
// them: to what it returns, without write-only values.
func TestLawsOfPatches(t *testing.T) {
	eachSchema(t, func(t *testing.T, l laws) {
		updatable := l.without(t, "createOnlyProperties")
		plain := l.without(t, "createOnlyProperties", "writeOnlyProperties")
		prior, planned := l.models.Model(), l.models.Model()
		live := liveView{l.random}.of(updatable.model(), prior)
		patch, err := updatable.Patch(prior, planned, false)
		if err != nil {
			t.Fatal(err)
		}
		got := applied(t, live, patch)
		if !plain.Contains(got, planned) {
			t.Errorf("the patched object is not as planned (-planned +patched):\n%s\npatch %+v\nprior %v\nlive %v", cmp.Diff(any(planned), got), patch, prior, live)
		}
		if path, left := leftOver(prior, planned, got, nil); left {
			t.Errorf("%s is left over\npatch %+v\nprior %v\nplanned %v", path, patch, prior, planned)
		}
		if !Changes(patch) && !updatable.Equal(nil, prior, planned) && !onlyEmptied(prior, planned) {
			t.Errorf("nothing to change from %v to %v", prior, planned)
		}
		checkKeepExtra(t, l, prior, planned)
	})
}

// checkKeepExtra checks that a patch that keeps extras removes nothing but former choices, and still says all that was
// planned.
func checkKeepExtra(t *testing.T, l laws, prior, planned any) {
	t.Helper()
	kept := l.KeepExtra(prior, planned)
	if !l.Contains(kept, planned) {
		t.Errorf("with extras kept, what was planned is lost (-planned +kept):\n%s", cmp.Diff(planned, kept))
	}
	if diff := cmp.Diff(prior, l.KeepExtra(prior, prior)); diff != "" {
		t.Errorf("keeping the extras of a model itself changes it:\n%s", diff)
	}
}

// applied applies a patch as the API does.
func applied(t *testing.T, live any, patch []PatchOperation) any {
	t.Helper()
	text, err := EncodePatch(patch)
	if err != nil {
		t.Fatal(err)
	}
	model, err := cfschematest.Patched(live, text)
	if err != nil {
		t.Fatal(err)
	}
	return model
}

// leftOver finds a property that prior had, that was not planned and that is there nevertheless.
func leftOver(prior, planned, got any, path jsonvalue.Path) (jsonvalue.Path, bool) {
	before, okBefore := prior.(map[string]any)
	after, okAfter := planned.(map[string]any)
	now, okNow := got.(map[string]any)
	if !okBefore || !okAfter || !okNow {
		return nil, false
	}
	for key, value := range before {
		if value != nil && after[key] == nil && now[key] != nil && !isEmptyList(value) {
			return path.Child(key), true
		}
		if at, left := leftOver(value, after[key], now[key], path.Child(key)); left {
			return at, true
		}
	}
	return nil, false
}

func isEmptyList(value any) bool {
	list, ok := value.([]any)
	return ok && len(list) == 0
}

// onlyEmptied tells whether the models differ in nothing but empty arrays that are no longer planned.
func onlyEmptied(prior, planned any) bool {
	before, okBefore := prior.(map[string]any)
	after, okAfter := planned.(map[string]any)
	if !okBefore || !okAfter {
		return cmp.Equal(prior, planned)
	}
	for _, key := range jsonvalue.KeysOfEither(before, after) {
		if isEmptyList(before[key]) && after[key] == nil {
			continue
		}
		if !onlyEmptied(before[key], after[key]) {
			return false
		}
	}
	return true
}
