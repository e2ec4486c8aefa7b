package cfschema

import (
	"slices"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// ValidateChange is Validate of a desired state of an object that has a prior one: what was wrong before and did not change
// is left out. An object may be older than its schema, and what is wrong with it must not stand in the way of anything else.
func (s *Schema) ValidateChange(prior, desired any) []Problem {
	problems := s.Validate(desired)
	if len(problems) == 0 || prior == nil {
		return problems
	}
	before := s.Validate(prior)
	return slices.DeleteFunc(problems, func(p Problem) bool {
		return slices.ContainsFunc(before, func(q Problem) bool { return s.sameProblem(p, q, desired, prior) })
	})
}

// sameProblem tells whether a problem of the desired state is one that the prior state has as well. Items of arrays may have
// moved.
func (s *Schema) sameProblem(p, q Problem, desired, prior any) bool {
	if p.Missing || q.Missing {
		return p.Missing && q.Missing && p.Path.String() == q.Path.String() && p.Detail == q.Detail
	}
	kind := p.Path.Kind()
	return kind.String() == q.Path.Kind().String() && s.Equal(kind, jsonvalue.At(desired, p.Path), jsonvalue.At(prior, q.Path))
}

// Unpatchable returns the required properties that no update of an object can bring: an API checks the patched model, in
// which they are missing because no read shows them, and a patch can not set them, or the desired state does not have them.
// So an update is certain to be refused. Items of arrays are AnyItem.
func (s *Schema) Unpatchable(desired any, echo *Echo) []jsonvalue.Path {
	u := unpatchable{hidden: map[string]bool{}, found: map[string]bool{}}
	for _, difference := range echo.Differences() {
		if !difference.Shown {
			u.hidden[difference.Path.Kind().String()] = true
		}
	}
	if desired == nil {
		desired = map[string]any{}
	}
	u.walk(s.model(), nil, desired, 0)
	return u.missing
}

// An unpatchable collects what no update can bring.
type unpatchable struct {
	hidden  map[string]bool // what reads do not show, by the echo of the last write
	found   map[string]bool
	missing []jsonvalue.Path
}

// walk looks at a part of the desired state; in are the flags of what it is in.
func (u *unpatchable) walk(p place, at jsonvalue.Path, value any, in flags) {
	in |= p.flags & (createOnly | readOnly | writeOnly)
	if in&createOnly != 0 && in&writeOnly != 0 || in&readOnly != 0 {
		return // it is not there as a whole, or nobody sets it
	}
	if len(at) > 0 && in&writeOnly == 0 && (!returned(p, value) || u.hidden[at.Kind().String()]) {
		return // no read shows it, so that the patched model lacks it as a whole
	}
	switch value := value.(type) {
	case map[string]any:
		if p.sure != nil {
			for _, key := range p.sure.required {
				u.required(p.property(key), at.Child(key), value[key], in)
			}
		}
		for _, key := range jsonvalue.Keys(value) {
			if child := p.property(key); child.known() && !p.document() {
				u.walk(child, at.Child(key), value[key], in)
			}
		}
	case []any:
		for _, item := range value {
			u.walk(p.item(), at.Child(jsonvalue.AnyItem), item, in)
		}
	}
}

// required notes a member that must be there and cannot be.
func (u *unpatchable) required(child place, at jsonvalue.Path, value any, in flags) {
	all := in | child.flags
	unseen := all&writeOnly != 0 || u.hidden[at.Kind().String()]
	lacking := child.is(writeOnly) && value == nil
	if unseen && all&createOnly != 0 && (value != nil || child.is(writeOnly) || u.hidden[at.Kind().String()]) || lacking {
		if !u.found[at.String()] {
			u.found[at.String()] = true
			u.missing = append(u.missing, at)
		}
	}
}
