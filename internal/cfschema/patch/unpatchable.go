package patch

import (
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
	all := in | child.Flags()
	unseen := all&shape.WriteOnly != 0 || u.hidden[at.Kind().String()]
	lacking := child.Is(shape.WriteOnly) && value == nil
	if unseen && all&shape.CreateOnly != 0 && (value != nil || child.Is(shape.WriteOnly) || u.hidden[at.Kind().String()]) || lacking {
		if !u.found[at.String()] {
			u.found[at.String()] = true
			u.missing = append(u.missing, at)
		}
	}
}
