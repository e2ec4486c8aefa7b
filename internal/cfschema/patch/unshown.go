package patch

import (
	"slices"
	"strconv"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/match"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/parts"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// WithUnshown returns a patch that sends again what a service does not show although it has it; hidden are such places, and
// same knows what it shows in a form of its own.
func WithUnshown(schema *shape.Shape, operations []Operation, live, planned any, hidden []jsonvalue.Path, same Same) []Operation {
	if !Changes(operations) || live == nil {
		return operations
	}
	u := unshown{schema: schema, same: same}
	u.takeOver(besideReadOnly(schema, operations, live), live, planned)
	for _, at := range hidden {
		if !schema.FlaggedAt(at, shape.CreateOnly) { // else it stays as it is, whatever is sent around it
			u.send(outsideLive(live, planned, at), planned)
		}
	}
	u.valid(schema.Model(), nil, live, planned, planned)
	for i, operation := range u.operations {
		if operation.Op == Add {
			at := jsonvalue.Path(jsonvalue.SplitPointer(operation.Path))
			u.operations[i].Value = u.withFixed(schema.At(at), at, operation.Value, jsonvalue.At(live, at))
		}
	}
	return u.operations
}

// takeOver takes over a patch. What live lacks cannot be removed from it, and the failed "remove" would fail the whole
// patch; yet the object may have it. So it is put there first, or what it was in is sent as it is to be. The same goes for
// what is set in a structure that live lacks.
func (u *unshown) takeOver(operations []Operation, live, planned any) {
	var within []jsonvalue.Path
	for i, operation := range operations {
		path := jsonvalue.Path(jsonvalue.SplitPointer(operation.Path))
		at := outsideLive(live, planned, path)
		switch {
		case operation.Op == Add && i+1 < len(operations) && operations[i+1].Op == Remove && operations[i+1].Path == operation.Path:
			// Its removal follows, which is made sure here.
		case len(at) < len(path) && jsonvalue.At(planned, at) != nil && (operation.Op == Remove || operation.Op == Add && jsonvalue.At(live, at) == nil):
			within = append(within, at)
		case operation.Op != Remove:
			u.operations = append(u.operations, operation)
		default:
			if jsonvalue.At(live, at) == nil {
				u.operations = append(u.operations, Operation{Op: Add, Path: at.String()})
			}
			u.operations = append(u.operations, Operation{Op: Remove, Path: at.String()})
		}
	}
	for _, at := range within {
		before := len(u.operations)
		if u.send(at, planned); len(u.operations) > before {
			u.operations[before].Resend = false
		}
	}
}

// An unshown is a patch that is being completed.
type unshown struct {
	schema     *shape.Shape
	same       Same
	operations []Operation
}

// send adds the planned value of a path.
func (u *unshown) send(at jsonvalue.Path, planned any) {
	p, value := u.schema.At(at), jsonvalue.At(planned, at)
	if value == nil || Touches(u.operations, at) || u.schema.FlaggedAt(at, shape.CreateOnly|shape.ReadOnly|shape.WriteOnly) {
		return
	}
	if part, ok := sendable(p, value); ok {
		u.operations = append(u.operations, Operation{Op: Add, Path: at.String(), Value: Sent(p, part), Resend: true})
	}
}

// Touches tells whether a patch sets or removes a place, what it is in, or something in it.
func Touches(operations []Operation, at jsonvalue.Path) bool {
	return slices.ContainsFunc(operations, func(o Operation) bool {
		changed := jsonvalue.Path(jsonvalue.SplitPointer(o.Path))
		return at.Within(changed) || changed.Within(at)
	})
}

// valid sends again what makes the model valid that a service shows otherwise: an API checks the patched model, and in that a
// form of the service's own can break the schema as well as what it leaves out.
func (u *unshown) valid(p shape.Place, at jsonvalue.Path, live, planned, whole any) {
	wanted, isObject := planned.(map[string]any)
	found, both := live.(map[string]any)
	switch {
	case p.Document():
	case !isObject || !both:
		switch missing := missed(p, at, live, planned); {
		case within(u.operations, at):
			u.operations = append(u.operations, missing...)
		case len(missing) > 0 || breaks(p, live) && !jsonvalue.Same(live, Sent(p, planned)):
			u.send(at, whole)
		}
	default:
		short := parts.Forbidden(p, found) || lacks(p, found)
		for _, key := range jsonvalue.Keys(wanted) {
			if found[key] == nil && (short || p.Requires(key)) {
				u.send(at.Child(key), whole)
			} else {
				u.valid(p.Property(key), at.Child(key), found[key], wanted[key], whole)
			}
		}
	}
}

// breaks tells whether a value that a service shows breaks the schema for certain.
func breaks(p shape.Place, live any) bool {
	if live == nil || p.Is(shape.ReadOnly|shape.WriteOnly) {
		return false
	}
	if wrongType(p, live) || parts.Forbidden(p, live) {
		return true
	}
	switch live := live.(type) {
	case map[string]any:
		return lacks(p, live) || slices.ContainsFunc(jsonvalue.Keys(live), func(key string) bool {
			child := p.Property(key)
			return !child.Known() && p.Closed() || breaks(child, live[key])
		})
	case []any:
		return p.Unique() && hasTwice(live) || slices.ContainsFunc(live, func(item any) bool { return breaks(p.Item(), item) })
	}
	return false
}

// within tells whether a patch changes something inside a place, but not the place as a whole.
func within(operations []Operation, at jsonvalue.Path) bool {
	return slices.ContainsFunc(operations, func(o Operation) bool {
		changed := jsonvalue.Path(jsonvalue.SplitPointer(o.Path))
		return len(changed) > len(at) && changed.Within(at)
	})
}

// missed returns what brings to the items of a list that a service shows what the desired ones have, something in the schema
// requires, and no read shows.
func missed(p shape.Place, at jsonvalue.Path, live, planned any) []Operation {
	var operations []Operation
	switch planned := planned.(type) {
	case map[string]any:
		found, ok := live.(map[string]any)
		if !ok || p.Document() {
			return nil
		}
		for _, key := range jsonvalue.Keys(planned) {
			child := p.Property(key)
			switch {
			case found[key] != nil:
				operations = append(operations, missed(child, at.Child(key), found[key], planned[key])...)
			case planned[key] != nil && p.Requires(key) && !child.Is(shape.CreateOnly|shape.ReadOnly|shape.WriteOnly):
				operations = append(operations, Operation{Op: Add, Path: at.Child(key).String(), Value: Sent(child, planned[key]), Resend: true})
			}
		}
	case []any:
		found, _ := live.([]any)
		for i, partner := range partners(p, planned, found) {
			if partner != match.None {
				operations = append(operations, missed(p.Item(), at.Child(strconv.Itoa(partner)), found[partner], planned[i])...)
			}
		}
	}
	return operations
}

// wrongType tells whether a value is of a type that the schema does not have there: an API reads no number out of a text.
func wrongType(p shape.Place, value any) bool {
	wanted, given := p.Kinds(), shape.KindOf(value)
	if given == shape.Integer {
		given |= shape.Number
	}
	return wanted != 0 && given != 0 && wanted&given == 0
}

// hasTwice tells whether two items are the same, as those are that a service shows without what makes them differ.
func hasTwice(items []any) bool {
	for i, item := range items {
		if slices.ContainsFunc(items[:i], func(other any) bool { return jsonvalue.Same(item, other) }) {
			return true
		}
	}
	return false
}

// lacks tells whether an object lacks a member that it must have and that a read could show, or in each alternative one.
func lacks(p shape.Place, object map[string]any) bool {
	return len(lacking(p, object, p.Required())) > 0 || slices.ContainsFunc(p.Choices(), func(alternatives [][]string) bool {
		return !slices.ContainsFunc(alternatives, func(required []string) bool { return len(lacking(p, object, required)) == 0 })
	})
}

// lacking returns those of the required members that an object lacks although a read could show them, or no update can
// bring them.
func lacking(p shape.Place, object map[string]any, required []string) []string {
	var names []string
	for _, key := range required {
		child := p.Property(key)
		sent := child.Is(shape.WriteOnly) && !child.Is(shape.CreateOnly)
		if object[key] == nil && child.Known() && !child.Is(shape.ReadOnly) && !sent {
			names = append(names, key)
		}
	}
	return names
}

// outsideLive returns the part of a path at which a value can be put into the live model: up to the first name that it
// lacks, and no further than to an array.
func outsideLive(live, planned any, path jsonvalue.Path) jsonvalue.Path {
	for i := range path {
		at := path[:i+1]
		if _, isArray := jsonvalue.At(planned, at).([]any); isArray || jsonvalue.At(live, at) == nil {
			return at
		}
	}
	return path
}
