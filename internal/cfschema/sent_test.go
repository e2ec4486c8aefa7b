package cfschema

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/compare"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// TestLawsOfWhatIsSent checks what a patch has to say and what it must not: nothing that is read-only or create-only, all
// that is write-only and wanted, and no operation that could be left out.
func TestLawsOfWhatIsSent(t *testing.T) {
	eachSchema(t, func(t *testing.T, l laws) {
		prior, planned := l.models.Model(), l.models.Model()
		patch, err := l.Patch(prior, planned, false)
		if err != nil {
			t.Fatal(err)
		}
		for _, operation := range patch {
			path := jsonvalue.Path(jsonvalue.SplitPointer(operation.Path))
			if l.shape.FlaggedAt(path, shape.ReadOnly) && !l.shape.FlaggedAt(path, shape.CreateOnly|shape.WriteOnly) || l.shape.FlaggedAt(path, shape.CreateOnly) {
				t.Errorf("%s is sent, which can not be updated", path)
			}
		}
		for _, path := range writeOnlyIn(l.Schema.model(), nil, planned) {
			if !slices.ContainsFunc(patch, func(o PatchOperation) bool { return o.Op == "add" && path.Within(jsonvalue.SplitPointer(o.Path)) }) {
				t.Errorf("%s is write-only and not sent, so that the update would lose it: %+v", path, patch)
			}
		}
		checkNeeded(t, l, prior, planned)
	})
}

// writeOnlyIn returns the paths of the values that go with every update.
func writeOnlyIn(p shape.Place, path jsonvalue.Path, value any) []jsonvalue.Path {
	if value == nil || p.Is(shape.CreateOnly|shape.ReadOnly) {
		return nil
	}
	if p.Is(shape.WriteOnly) {
		return []jsonvalue.Path{path}
	}
	var found []jsonvalue.Path
	switch value := value.(type) {
	case map[string]any:
		for _, key := range jsonvalue.Keys(value) {
			found = append(found, writeOnlyIn(p.Property(key), path.Child(key), value[key])...)
		}
	case []any:
		for _, item := range value {
			found = append(found, writeOnlyIn(p.Item(), path, item)...)
		}
	}
	return found
}

// checkNeeded leaves one operation after another out: then the object is not as planned.
func checkNeeded(t *testing.T, l laws, prior, planned any) {
	t.Helper()
	plain := l.without(t, "createOnlyProperties", "writeOnlyProperties")
	patch, err := plain.Patch(prior, planned, false)
	if err != nil {
		t.Fatal(err)
	}
	for i, operation := range patch {
		if operation.Op == "remove" || operation.Value == nil || compare.Vanishes(plain.at(jsonvalue.SplitPointer(operation.Path)), operation.Value, 0) {
			continue // to remove is checked by what is left over; an API may leave out what vanishes
		}
		path := jsonvalue.Path(jsonvalue.SplitPointer(operation.Path))
		got := applied(t, prior, slices.Delete(slices.Clone(patch), i, i+1))
		if plain.Equal(path, jsonvalue.At(got, path), jsonvalue.At(planned, path)) {
			t.Errorf("%+v is not needed\npatch %+v\nprior %v\nplanned %v", operation, patch, prior, planned)
		}
	}
}

// published returns a published schema by its type's name.
func published(t *testing.T, typeName string) *Schema {
	t.Helper()
	text, ok := realSchemas(t)[typeName]
	if !ok {
		t.Fatalf("%s is not among the published schemas", typeName)
	}
	s, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSentIsAllowed: with all its numbers and booleans in quotes, a model is sent as one that the schema allows, and the
// judge with its strict types agrees.
func TestSentIsAllowed(t *testing.T) {
	eachSchema(t, func(t *testing.T, l laws) {
		m := l.models.Model()
		given := quoted(l.Schema.model(), m)
		if !l.Equal(nil, given, m) {
			t.Errorf("in quotes a model means something else (-plain +quoted):\n%s", cmp.Diff(any(m), given))
		}
		if got := l.Sent(given); !sameTypes(l.Sent(m), got) {
			t.Errorf("in quotes a model is sent as another (-plain +quoted):\n%s", cmp.Diff(l.Sent(m), got))
		}
	})
}

// quoted writes numbers and booleans as strings where the schema wants no string.
func quoted(p shape.Place, value any) any {
	switch value := value.(type) {
	case map[string]any:
		object := map[string]any{}
		for key, member := range value {
			object[key] = quoted(p.Property(key), member)
		}
		return object
	case []any:
		items := make([]any, len(value))
		for i, item := range value {
			items[i] = quoted(p.Item(), item)
		}
		return items
	}
	if k := p.Kinds(); k == 0 || k&shape.String != 0 {
		return value
	}
	if text, ok := jsonvalue.ScalarText(value); ok {
		return text
	}
	return value
}

// sameTypes compares two models with the types of their values.
func sameTypes(a, b any) bool {
	first, errFirst := jsonvalue.Encode(a)
	second, errSecond := jsonvalue.Encode(b)
	return errFirst == nil && errSecond == nil && string(first) == string(second)
}
