package patch

import (
	"maps"
	"slices"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// Unpatchable returns the required properties that no update of an object can bring; unshown is what the service does not
// show of the last write.
func Unpatchable(p shape.Place, desired any, unshown []jsonvalue.Path) []jsonvalue.Path {
	u := unpatchable{hidden: map[string]bool{}, found: map[string]bool{}}
	for _, at := range unshown {
		u.hidden[at.Kind().String()] = true
	}
	if desired == nil {
		desired = map[string]any{}
	}
	u.walk(p, nil, desired, 0)
	return u.missing
}

// An unpatchable collects what no update can bring.
type unpatchable struct {
	hidden  map[string]bool // what reads do not show, by the echo of the last write
	found   map[string]bool
	missing []jsonvalue.Path
}

// walk judges a part of the desired state; in are the flags of what it is in.
func (u *unpatchable) walk(p shape.Place, at jsonvalue.Path, value any, in shape.Flags) {
	in |= p.Flags() & (shape.CreateOnly | shape.ReadOnly | shape.WriteOnly)
	if in&shape.CreateOnly != 0 && in&shape.WriteOnly != 0 || in&shape.ReadOnly != 0 {
		return // it is not there as a whole, or nobody sets it
	}
	if len(at) > 0 && in&shape.WriteOnly == 0 && (!returned(p, value) || u.hidden[at.Kind().String()]) {
		return // no read shows it, so that the patched model lacks it as a whole
	}
	switch value := value.(type) {
	case map[string]any:
		for _, key := range p.Required() {
			u.required(p.Property(key), at.Child(key), value[key], in)
		}
		for _, choice := range p.ChoicesOf(value) {
			u.chosen(p, at, value, choice, in)
		}
		for _, key := range slices.Sorted(maps.Keys(p.Needs())) {
			if value[key] != nil && !u.lost(p.Property(key), at.Child(key), value[key], in) {
				u.chosen(p, at, value, [][]string{p.Needs()[key]}, in)
			}
		}
		for _, key := range jsonvalue.Keys(value) {
			if child := p.Property(key); child.Known() && !p.Document() {
				u.walk(child, at.Child(key), value[key], in)
			}
		}
	case []any:
		for _, item := range value {
			u.walk(p.Item(), at.Child(jsonvalue.AnyItem), item, in)
		}
	}
}

// required notes a member that must be there and cannot be.
func (u *unpatchable) required(child shape.Place, at jsonvalue.Path, value any, in shape.Flags) {
	if u.lost(child, at, value, in) || child.Is(shape.WriteOnly) && value == nil {
		u.note(at)
	}
}

// chosen notes members of the alternatives that the desired state has, where the patched model can have none of these.
func (u *unpatchable) chosen(p shape.Place, at jsonvalue.Path, object map[string]any, alternatives [][]string, in shape.Flags) {
	var missing []jsonvalue.Path
	for _, required := range alternatives {
		if slices.ContainsFunc(required, func(key string) bool { return object[key] == nil }) {
			continue
		}
		var lost []jsonvalue.Path
		for _, key := range required {
			if u.lost(p.Property(key), at.Child(key), object[key], in) {
				lost = append(lost, at.Child(key))
			}
		}
		if lost == nil {
			return
		}
		missing = append(missing, lost...)
	}
	for _, path := range missing {
		u.note(path)
	}
}

// lost tells whether no read shows a member, and no update may send it.
func (u *unpatchable) lost(child shape.Place, at jsonvalue.Path, value any, in shape.Flags) bool {
	all, hidden := in|child.Flags(), u.hidden[at.Kind().String()]
	return all&shape.CreateOnly != 0 && (all&shape.WriteOnly != 0 || hidden) && (value != nil || child.Is(shape.WriteOnly) || hidden)
}

func (u *unpatchable) note(at jsonvalue.Path) {
	if !u.found[at.String()] {
		u.found[at.String()] = true
		u.missing = append(u.missing, at)
	}
}
