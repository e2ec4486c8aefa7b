package patch

import (
	"slices"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// besideReadOnly returns a patch that leaves the read-only values of the live model as they are: a structure that is set as a
// whole would remove those that stand in it, which an API refuses. It is set member by member instead.
func besideReadOnly(schema *shape.Shape, operations []Operation, live any) []Operation {
	var kept []Operation
	for _, o := range operations {
		at := jsonvalue.Path(jsonvalue.SplitPointer(o.Path))
		value, isObject := o.Value.(map[string]any)
		found, both := jsonvalue.At(live, at).(map[string]any)
		if o.Op != Add || !isObject || !both || !holdsReadOnly(schema.At(at), found) {
			kept = append(kept, o)
			continue
		}
		kept = append(kept, members(schema.At(at), at, value, found, o.Resend)...)
	}
	return kept
}

// holdsReadOnly tells whether a structure holds read-only values, not only within an array.
func holdsReadOnly(p shape.Place, value any) bool {
	object, ok := value.(map[string]any)
	if !ok || !p.Has(shape.ReadOnly) || p.Document() {
		return p.Is(shape.ReadOnly) && value != nil
	}
	return slices.ContainsFunc(jsonvalue.Keys(object), func(key string) bool { return holdsReadOnly(p.Property(key), object[key]) })
}

// members returns the operations that make a structure of the live model what it is to be, but for what is read-only in it.
// What is only sent again takes nothing away.
func members(p shape.Place, at jsonvalue.Path, value, live map[string]any, resend bool) []Operation {
	var operations []Operation
	for _, key := range jsonvalue.KeysOfEither(value, live) {
		child, path := p.Property(key), at.Child(key)
		to, isObject := value[key].(map[string]any)
		from, both := live[key].(map[string]any)
		switch wanted := value[key]; {
		case child.Is(shape.ReadOnly | shape.CreateOnly):
		case wanted == nil && live[key] != nil && !resend && !holdsReadOnly(child, live[key]):
			operations = append(operations, Operation{Op: Remove, Path: path.String()})
		case isObject && both && holdsReadOnly(child, from):
			operations = append(operations, members(child, path, to, from, resend)...)
		case wanted != nil:
			operations = append(operations, Operation{Op: Add, Path: path.String(), Value: wanted, Resend: resend})
		}
	}
	return operations
}
