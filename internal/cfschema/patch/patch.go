// Package patch makes the patches of an update: what goes to an API so that an object becomes what is desired, in the form that
// the API takes, with what it would lose otherwise and without what it would refuse. It sends nothing.
package patch

import (
	"encoding/json"
	"fmt"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/compare"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// The operations of RFC 6902 that a patch of ours has.
const (
	Add    = "add"
	Remove = "remove"
	Test   = "test"
)

// A Operation is one operation of an RFC 6902 patch.
type Operation struct {
	Op    string // "add", "remove" or "test"
	Path  string // JSON pointer below the properties
	Value any    // of "add" and "test"; null is a value too

	// Resend marks a value that did not change and is sent because it is write-only, or an array or document that
	// holds something write-only: the live model lacks it, and an update without it would lose it.
	// Alone it is no reason to update, see Changes.
	Resend bool
}

// MarshalJSON writes the operation as RFC 6902 has it.
func (o Operation) MarshalJSON() ([]byte, error) {
	operation := map[string]any{"op": o.Op, "path": o.Path}
	if o.Op != Remove {
		operation["value"] = o.Value
	}
	return json.Marshal(operation)
}

// Changes tells whether a patch does more than to send unchanged write-only values again.
func Changes(operations []Operation) bool {
	for _, operation := range operations {
		if !operation.Resend {
			return true
		}
	}
	return false
}

// SureRemovals makes a patch remove also what the live model may lack, for an object that nobody can read: "remove" alone
// fails where there is nothing, and with it the whole patch.
func SureRemovals(operations []Operation) []Operation {
	sure := make([]Operation, 0, len(operations))
	for _, operation := range operations {
		if operation.Op == Remove && (len(sure) == 0 || sure[len(sure)-1].Path != operation.Path) {
			sure = append(sure, Operation{Op: Add, Path: operation.Path})
		}
		sure = append(sure, operation)
	}
	return sure
}

// Encode writes a patch as the PatchDocument of UpdateResource.
func Encode(operations []Operation) (json.RawMessage, error) {
	if operations == nil {
		operations = []Operation{}
	}
	text, err := json.Marshal(operations)
	if err != nil {
		return nil, fmt.Errorf("writing a patch as JSON: %w", err)
	}
	return text, nil
}

// Between returns the smallest patch that turns what prior says into what planned says.
func Between(model shape.Place, prior, planned any, keepExtra bool) ([]Operation, error) {
	if keepExtra {
		planned = KeepExtra(model, prior, planned)
	}
	for _, one := range []any{prior, planned} {
		if path, found := jsonvalue.FindUnknown(one, nil); found {
			return nil, fmt.Errorf("%q: %w", path.Dotted(), jsonvalue.ErrUnknown)
		}
	}
	before, _ := prior.(map[string]any)
	after, _ := planned.(map[string]any)
	var d differ
	d.object(model.Comparing(shape.OneWay), nil, before, after)
	return d.operations, nil
}

// A differ collects the operations of a patch.
type differ struct {
	operations []Operation
}

// object walks two structures or maps that both have at this path.
func (d *differ) object(p shape.Place, path jsonvalue.Path, before, after map[string]any) {
	for _, key := range jsonvalue.KeysOfEither(before, after) {
		child, at := p.Property(key), path.Child(key)
		switch {
		case child.Is(shape.ReadOnly | shape.CreateOnly):
		case after[key] == nil && p.Declared() && isEmptyList(before[key]) && !child.Is(shape.WriteOnly):
		case after[key] == nil:
			d.remove(child, at, before[key])
		default:
			d.set(child, at, before, after, key)
		}
	}
}

// set makes the value under a key what it is in after.
func (d *differ) set(p shape.Place, path jsonvalue.Path, had, has map[string]any, key string) {
	before, after := had[key], has[key]
	from, okFrom := before.(map[string]any)
	to, okTo := after.(map[string]any)
	if okFrom && okTo && p.Walkable() && returned(p, from) {
		d.object(p, path, from, to)
		return
	}
	same := compare.Equal(p, before, after) || p.Form() != nil && compare.OtherForm(p, had, has)
	if same && !HoldsWriteOnly(p, after) {
		return
	}
	value, ok := sendable(p, after)
	if !ok {
		return
	}
	d.operations = append(d.operations, Operation{Op: Add, Path: path.String(), Value: Sent(p, value), Resend: same})
}

// remove makes the value at the path absent.
func (d *differ) remove(p shape.Place, path jsonvalue.Path, before any) {
	if before == nil {
		return
	}
	if p.Is(shape.WriteOnly) || !returned(p, before) {
		d.operations = append(d.operations, Operation{Op: Add, Path: path.String()})
	}
	d.operations = append(d.operations, Operation{Op: Remove, Path: path.String()})
}

func isEmptyList(value any) bool {
	list, ok := value.([]any)
	return ok && len(list) == 0
}

// returned tells whether the live model has the value for certain, going by what prior says: there is something in it
// that is neither empty nor write-only nor a default that a read handler may leave out.
func returned(p shape.Place, value any) bool { return !compare.Vanishes(p, value, shape.WriteOnly) }

// HoldsWriteOnly tells whether there is something in the value that is write-only and can be updated.
func HoldsWriteOnly(p shape.Place, value any) bool {
	if value == nil || p.Is(shape.CreateOnly|shape.ReadOnly) || !p.Has(shape.WriteOnly) {
		return false
	}
	if p.Is(shape.WriteOnly) {
		return true
	}
	switch value := value.(type) {
	case map[string]any:
		for key, member := range value {
			if HoldsWriteOnly(p.Property(key), member) {
				return true
			}
		}
	case []any:
		for _, item := range value {
			if HoldsWriteOnly(p.Item(), item) {
				return true
			}
		}
	}
	return false
}

// sendable returns the value without what must not be in a patch: create-only properties that are write-only as well, or
// within something that is.
func sendable(p shape.Place, value any) (any, bool) { return sendablePart(p, value, false) }

func sendablePart(p shape.Place, value any, hidden bool) (any, bool) {
	hidden = hidden || p.Is(shape.WriteOnly)
	if hidden && p.Is(shape.CreateOnly) {
		return nil, false
	}
	if !hidden && !p.Has(shape.WriteOnly) || !p.Has(shape.CreateOnly) {
		return value, true
	}
	switch value := value.(type) {
	case map[string]any:
		object := make(map[string]any, len(value))
		for key, member := range value {
			if part, ok := sendablePart(p.Property(key), member, hidden); ok {
				object[key] = part
			}
		}
		return object, true
	case []any:
		items := make([]any, 0, len(value))
		for _, item := range value {
			if part, ok := sendablePart(p.Item(), item, hidden); ok {
				items = append(items, part)
			}
		}
		return items, true
	}
	return value, true
}
