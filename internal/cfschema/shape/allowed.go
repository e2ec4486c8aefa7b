package shape

import (
	"encoding/json"
	"slices"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// Fits tells whether a value can be of one of the types; none means any. JSON as text is an object only where the schema
// says nothing but that: such a document is one that services have taken in either form. It is never a list.
func Fits(wanted Kinds, p Place, value any) bool {
	given := KindOf(value)
	if given == Integer {
		given |= Number
	}
	if wanted == 0 || given == 0 || wanted&given != 0 {
		return true
	}
	numeric := wanted&(Integer|Number) != 0
	switch value := value.(type) {
	case string:
		_, isNumber := jsonvalue.ParseDecimal(value)
		return numeric && isNumber && (wanted&Number != 0 || jsonvalue.IsWhole(value)) ||
			wanted&Boolean != 0 && (value == "true" || value == "false") ||
			wanted&Object != 0 && p.Free() && KindOf(jsonvalue.Document(value)) == Object
	case json.Number, bool:
		return wanted&String != 0
	}
	return false
}

// Free tells whether the schema says nothing of what an object holds.
func (p Place) Free() bool {
	return !slices.ContainsFunc(p.nodes, func(n *node) bool {
		return len(n.properties)+len(n.patterns)+len(n.required) > 0 || n.additional != nil || n.closed || n.items != nil
	})
}

// Enum returns the values that are allowed for certain; nil for any.
func (p Place) Enum() []any {
	var allowed []any
	done := map[*node]bool{}
	for _, n := range p.heads {
		values := n.allowedValues(done)
		if values == nil {
			return nil
		}
		allowed = append(allowed, values...)
	}
	return allowed
}

// allowedValues returns the enum of n, or all those of its alternatives where each has one. A node that is done has
// given its values already; one that is under way holds itself and says nothing.
func (n *node) allowedValues(done map[*node]bool) []any {
	if n.enum != nil || len(n.alternatives) == 0 {
		return n.enum
	}
	if finished, seen := done[n]; seen {
		if finished {
			return []any{}
		}
		return nil
	}
	done[n] = false
	allowed := []any{}
	for _, alternative := range n.alternatives {
		values := alternative.allowedValues(done)
		if values == nil {
			return nil
		}
		allowed = append(allowed, values...)
	}
	done[n] = true
	return allowed
}

// Closed tells whether a name that the schema does not have is wrong for certain.
func (p Place) Closed() bool {
	done := map[*node]bool{}
	for _, n := range p.heads {
		if !n.refusesNames(done) {
			return false
		}
	}
	return p.Known()
}

// refusesNames tells whether n, or each of its alternatives, allows no other names; done is as for allowedValues. A map is
// open to all keys: its expressions are of another dialect than Go's, so that a mismatch is not certain.
func (n *node) refusesNames(done map[*node]bool) bool {
	if n.closed || len(n.alternatives) == 0 {
		return n.closed && (len(n.patterns) == 0 || len(n.properties) > 0)
	}
	if finished, seen := done[n]; seen {
		return finished
	}
	done[n] = false
	for _, alternative := range n.alternatives {
		if !alternative.refusesNames(done) {
			return false
		}
	}
	done[n] = true
	return true
}

// Names returns the names that are written out for an object, in order.
func (p Place) Names() []string {
	var names []string
	for _, n := range p.nodes {
		for name := range n.properties {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Walkable tells whether a patch may go into the value: it is a structure or a map for certain. A document that may also
// be a string could be one in the live model.
func (p Place) Walkable() bool {
	if k := p.Kinds(); k != 0 && k != Object {
		return false
	}
	for _, n := range p.nodes {
		if len(n.properties)+len(n.patterns) > 0 || n.additional != nil {
			return true
		}
	}
	return false
}
