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
// So an update is certain to be refused.
func (s *Schema) Unpatchable(desired any, echo *Echo) []jsonvalue.Path {
	hidden := map[string]bool{}
	for _, difference := range echo.Differences() {
		if !difference.Shown {
			hidden[difference.Path.String()] = true
		}
	}
	if s.root == nil {
		return nil
	}
	var missing []jsonvalue.Path
	for _, name := range s.root.required {
		at := jsonvalue.Path{name}
		p, fixed := s.at(at), s.flaggedAt(at, createOnly)
		switch {
		case p.is(writeOnly) && (fixed || jsonvalue.At(desired, at) == nil), fixed && hidden[at.String()]:
			missing = append(missing, at)
		}
	}
	return missing
}
