package patch

import (
	"slices"
	"strconv"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/compare"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/parts"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// excludes tells whether a member of a live object conflicts with others: with those that live has, where the member is
// empty, or with the desired ones.
func excludes(p shape.Place, key string, live map[string]any, planned []any, inItem bool) bool {
	if p.MustHave(key) {
		return false
	}
	objects := slices.Clone(planned)
	if inItem {
		objects = nil // which of the desired items it is, nobody knows
	}
	if compare.Zero(live[key]) {
		objects = append(objects, live)
	}
	return slices.ContainsFunc(p.Conflicts(), func(c shape.Conflict) bool {
		others := slices.DeleteFunc(slices.Concat(c.Names, c.Beside), func(name string) bool { return name == key })
		return slices.Contains(c.Names, key) && slices.ContainsFunc(objects, func(object any) bool { return hasAll(object, others) })
	})
}

// hasAll tells whether an object has some members.
func hasAll(value any, names []string) bool {
	object, ok := value.(map[string]any)
	return ok && !slices.ContainsFunc(names, func(key string) bool { return object[key] == nil })
}

// WithoutArtefacts returns a patch that first takes out of the live model what a read adds and the schema forbids. For an
// update that is also what makes a second choice where the schema allows one (oneOf).
func WithoutArtefacts(model shape.Place, operations []Operation, live, planned any) []Operation {
	if !Changes(operations) {
		return operations
	}
	c := cleaner{operations: operations}
	c.value(model, nil, live, []any{planned}, false)
	return append(c.removals, operations...)
}

// A cleaner collects the removals of artefacts.
type cleaner struct {
	operations, removals []Operation
}

// value walks a live value; planned are the desired values that it may belong to.
func (c *cleaner) value(p shape.Place, path jsonvalue.Path, live any, planned []any, inItem bool) {
	switch live := live.(type) {
	case map[string]any:
		for _, key := range jsonvalue.Keys(live) {
			child, at := p.Property(key), path.Child(key)
			if p.Document() || child.Is(shape.ReadOnly|shape.WriteOnly|shape.CreateOnly) || c.touches(at) {
				continue
			}
			wanted := membersOf(planned, key)
			if len(wanted) == 0 && (!p.MustHave(key) && parts.Artefact(child, live[key]) || excludes(p, key, live, planned, inItem)) {
				c.remove(at, live[key], inItem)
				continue
			}
			c.value(child, at, live[key], wanted, inItem)
		}
	case []any:
		var items []any
		for _, one := range planned {
			list, _ := one.([]any)
			items = append(items, list...)
		}
		for i, item := range live {
			c.value(p.Item(), path.Child(strconv.Itoa(i)), item, items, true)
		}
	}
}

// membersOf returns what some objects have under a key.
func membersOf(objects []any, key string) []any {
	var found []any
	for _, one := range objects {
		object, _ := one.(map[string]any)
		if object[key] != nil {
			found = append(found, object[key])
		}
	}
	return found
}

// touches tells whether the patch sets or removes the place itself, or what it is in.
func (c *cleaner) touches(at jsonvalue.Path) bool {
	return slices.ContainsFunc(c.operations, func(o Operation) bool { return at.Within(jsonvalue.SplitPointer(o.Path)) })
}

func (c *cleaner) remove(at jsonvalue.Path, value any, inItem bool) {
	below := func(o Operation) bool { return jsonvalue.Path(jsonvalue.SplitPointer(o.Path)).Within(at) }
	if slices.ContainsFunc(c.operations, below) {
		return
	}
	if inItem {
		c.removals = append(c.removals, Operation{Op: Test, Path: at.String(), Value: value})
	}
	c.removals = append(c.removals, Operation{Op: Remove, Path: at.String()})
}
