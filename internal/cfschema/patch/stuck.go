package patch

import (
	"slices"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/compare"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// Stuck returns the create-only properties of which a service shows what the schema forbids for certain, or nothing where it
// requires them: an API checks the patched model as a whole, and no update can change them.
func Stuck(p shape.Place, live any) []jsonvalue.Path {
	s := stuck{found: map[string]bool{}}
	s.walk(p, nil, live)
	return s.paths
}

// A stuck collects what no update can change.
type stuck struct {
	paths []jsonvalue.Path
	found map[string]bool
}

func (s *stuck) walk(p shape.Place, at jsonvalue.Path, live any) {
	if p.Document() || p.Is(shape.ReadOnly|shape.WriteOnly) {
		return
	}
	switch live := live.(type) {
	case map[string]any:
		s.lacks(p, at, live)
		s.conflicts(p, at, live)
		for _, key := range jsonvalue.Keys(live) {
			switch child := p.Property(key); {
			case !child.Is(shape.CreateOnly):
				s.walk(child, at.Child(key), live[key])
			case breaks(child, live[key]):
				s.note(at.Child(key))
			}
		}
	case []any:
		for _, item := range live {
			s.walk(p.Item(), at.Child(jsonvalue.AnyItem), item)
		}
	}
}

// lacks notes what an object must have and does not show: where it has a choice, something of each alternative.
func (s *stuck) lacks(p shape.Place, at jsonvalue.Path, live map[string]any) {
	fixed := func(required []string) []string {
		return slices.DeleteFunc(lacking(p, live, required), func(key string) bool { return !p.Property(key).Is(shape.CreateOnly) })
	}
	var missing []string
	for _, alternatives := range p.Choices() {
		var ofAll []string
		for _, required := range alternatives {
			names := fixed(required)
			if len(names) == 0 {
				ofAll = nil
				break
			}
			ofAll = append(ofAll, names...)
		}
		missing = append(missing, ofAll...)
	}
	for _, key := range append(fixed(p.Required()), missing...) {
		s.note(at.Child(key))
	}
}

// conflicts notes the members of which an object must not show all, where none can be taken away or what a read adds to
// them cannot.
func (s *stuck) conflicts(p shape.Place, at jsonvalue.Path, live map[string]any) {
	fixed := func(key string) bool { return p.Property(key).Is(shape.CreateOnly) }
	for _, conflict := range p.Conflicts() {
		if !hasAll(live, slices.Concat(conflict.Names, conflict.Beside)) {
			continue
		}
		all := !slices.ContainsFunc(conflict.Names, func(key string) bool { return !fixed(key) })
		for _, key := range conflict.Names {
			if fixed(key) && (all || compare.Zero(live[key])) {
				s.note(at.Child(key))
			}
		}
	}
}

func (s *stuck) note(at jsonvalue.Path) {
	if !s.found[at.String()] {
		s.found[at.String()] = true
		s.paths = append(s.paths, at)
	}
}
