package cfschema

import (
	"encoding/json"
	"slices"
	"strconv"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// An artefact is an empty value that a read adds where nobody set one, and that the type's own schema forbids: "" where a
// pattern wants text, [] where one item is the least, 0 below the minimum, null. An import leaves it out, but where the
// schema requires the property.
//
// So is what makes a second choice where the schema allows one (oneOf), for an update.

// artefact tells whether a value is empty and not allowed for certain.
func (p place) artefact(value any) bool {
	switch value := value.(type) {
	case nil:
		k := p.kinds()
		return k != 0 && k&kindNull == 0
	case string:
		return value == "" && p.forbids(value)
	case json.Number:
		return jsonvalue.SameNumber(value.String(), "0") && p.forbids(value)
	case []any:
		return len(value) == 0 && p.forbids(value)
	case map[string]any:
		return len(value) == 0 && p.forbids(value)
	}
	return false
}

// forbids tells whether the schema does not allow a value of the right type for certain.
func (p place) forbids(value any) bool {
	allowed := p.enum()
	return allowed != nil && !slices.ContainsFunc(allowed, func(one any) bool { return equal(p, one, value) }) ||
		p.sure != nil && p.sure.refusesValue(value, deepestChoice)
}

// deepestChoice ends a walk through choices that hold themselves.
const deepestChoice = 4

// refusesValue tells whether n does not allow a value for certain: its own limits, or each member of one of its choices.
func (n *node) refusesValue(value any, depth int) bool {
	if n.enum != nil && !slices.ContainsFunc(n.enum, func(one any) bool { return jsonvalue.Equal(one, value) }) {
		return true
	}
	if n.limits != nil && n.limits.broken(value) != "" {
		return true
	}
	return depth > 0 && slices.ContainsFunc(n.choices, func(members []*node) bool {
		return !slices.ContainsFunc(members, func(member *node) bool { return !member.refusesValue(value, depth-1) })
	})
}

// requires tells whether an object must have a member.
func (p place) requires(key string) bool {
	return slices.ContainsFunc(p.nodes, func(n *node) bool { return slices.Contains(n.required, key) })
}

// mustHave tells whether an object must have a member whatever choice it makes.
func (p place) mustHave(key string) bool {
	if p.sure == nil {
		return p.requires(key)
	}
	return slices.Contains(p.sure.required, key)
}

// excludes tells whether a member of a live object stands for a choice of which only one may be made (oneOf), while another
// is made: beside one that live has, where the member is empty, or beside the desired one.
func (p place) excludes(key string, live map[string]any, planned []any, inItem bool) bool {
	if p.sure == nil || p.mustHave(key) {
		return false
	}
	objects := slices.Clone(planned)
	if inItem {
		objects = nil // which of the desired items it is, nobody knows
	}
	if zero(live[key]) {
		objects = append(objects, live)
	}
	return slices.ContainsFunc(p.sure.exclusive, func(members []*node) bool {
		stands := func(member *node) bool { return slices.Contains(member.required, key) }
		made := func(member *node) bool {
			return len(member.required) > 0 && !stands(member) && slices.ContainsFunc(objects, member.hasRequired)
		}
		return slices.ContainsFunc(members, stands) && slices.ContainsFunc(members, made)
	})
}

// hasRequired tells whether an object has all members that n requires.
func (n *node) hasRequired(value any) bool {
	object, ok := value.(map[string]any)
	return ok && !slices.ContainsFunc(n.required, func(key string) bool { return object[key] == nil })
}

// WithoutArtefacts returns a patch that first takes out of the live model what a read adds and the schema forbids: an API
// checks the patched model whole, and would refuse the change because of something that nobody wrote. Planned is the
// desired state; what it sets is left alone, as is what the patch itself changes and what can not be changed at all. In an
// array the value is tested before it is removed, since the items may have moved in the meantime.
//
// A patch without changes stays as it is.
func (s *Schema) WithoutArtefacts(patch []PatchOperation, live, planned any) []PatchOperation {
	if !Changes(patch) {
		return patch
	}
	c := cleaner{patch: patch}
	c.value(s.model(), nil, live, []any{planned}, false)
	return append(c.removals, patch...)
}

// A cleaner collects the removals of artefacts.
type cleaner struct {
	patch, removals []PatchOperation
}

// value walks a live value; planned are the desired values that it may belong to.
func (c *cleaner) value(p place, path jsonvalue.Path, live any, planned []any, inItem bool) {
	switch live := live.(type) {
	case map[string]any:
		for _, key := range jsonvalue.Keys(live) {
			child, at := p.property(key), path.Child(key)
			if p.document() || child.is(readOnly|writeOnly|createOnly) || c.touches(at) {
				continue
			}
			wanted := membersOf(planned, key)
			if len(wanted) == 0 && (!p.mustHave(key) && child.artefact(live[key]) || p.excludes(key, live, planned, inItem)) {
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
			c.value(p.item(), path.Child(strconv.Itoa(i)), item, items, true)
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
	return slices.ContainsFunc(c.patch, func(o PatchOperation) bool { return at.Within(jsonvalue.SplitPointer(o.Path)) })
}

func (c *cleaner) remove(at jsonvalue.Path, value any, inItem bool) {
	below := func(o PatchOperation) bool { return jsonvalue.Path(jsonvalue.SplitPointer(o.Path)).Within(at) }
	if slices.ContainsFunc(c.patch, below) {
		return
	}
	if inItem {
		c.removals = append(c.removals, PatchOperation{Op: opTest, Path: at.String(), Value: value})
	}
	c.removals = append(c.removals, PatchOperation{Op: opRemove, Path: at.String()})
}
