package cfschema

import (
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// flags is what the lists of a schema say about a place.
type flags uint8

const (
	readOnly flags = 1 << iota
	writeOnly
	createOnly
	conditional
	deprecated
	tags // the type's tag property
)

// A mark is a node of the tree of all paths that a schema lists. It is kept beside the nodes, since one definition can
// be read-only at one place and not at another.
type mark struct {
	children map[string]*mark
	here     flags      // of the path that ends here
	below    flags      // of all paths that go through or end here
	form     *transform // how the value is written by an API; nil nearly everywhere
}

// add marks a path and returns its mark.
func (m *mark) add(path jsonvalue.Path, flag flags) *mark {
	m.below |= flag
	for _, segment := range path {
		next := m.children[segment]
		if next == nil {
			next = &mark{}
			if m.children == nil {
				m.children = map[string]*mark{}
			}
			m.children[segment] = next
		}
		next.below |= flag
		m = next
	}
	m.here |= flag
	return m
}
