package cfschema

import (
	"slices"
	"testing"

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
			if l.flaggedAt(path, readOnly) && !l.flaggedAt(path, createOnly|writeOnly) || l.flaggedAt(path, createOnly) {
				t.Errorf("%s is sent, which can not be updated", path)
			}
		}
		for _, path := range writeOnlyIn(l.Schema.model(), nil, planned) {
			if !slices.ContainsFunc(patch, func(o PatchOperation) bool { return o.Op == opAdd && path.Within(jsonvalue.SplitPointer(o.Path)) }) {
				t.Errorf("%s is write-only and not sent, so that the update would lose it: %+v", path, patch)
			}
		}
		checkNeeded(t, l, prior, planned)
	})
}

// writeOnlyIn returns the paths of the values that go with every update.
func writeOnlyIn(p place, path jsonvalue.Path, value any) []jsonvalue.Path {
	if value == nil || p.is(createOnly|readOnly) {
		return nil
	}
	if p.is(writeOnly) {
		return []jsonvalue.Path{path}
	}
	var found []jsonvalue.Path
	switch value := value.(type) {
	case map[string]any:
		for _, key := range jsonvalue.Keys(value) {
			found = append(found, writeOnlyIn(p.property(key), path.Child(key), value[key])...)
		}
	case []any:
		for _, item := range value {
			found = append(found, writeOnlyIn(p.item(), path, item)...)
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
		if operation.Op == opRemove || operation.Value == nil || vanishes(plain.at(jsonvalue.SplitPointer(operation.Path)), operation.Value, 0) {
			continue // to remove is checked by what is left over; an API may leave out what vanishes
		}
		path := jsonvalue.Path(jsonvalue.SplitPointer(operation.Path))
		got := applied(t, prior, slices.Delete(slices.Clone(patch), i, i+1))
		if plain.Equal(path, jsonvalue.At(got, path), jsonvalue.At(planned, path)) {
			t.Errorf("%+v is not needed\npatch %+v\nprior %v\nplanned %v", operation, patch, prior, planned)
		}
	}
}
