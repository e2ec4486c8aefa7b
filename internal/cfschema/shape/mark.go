package shape

import (
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// Flags is what the lists of a schema say about a place.
type Flags uint8

// What a list may say. Conditional is a property whose change may need another object.
const (
	ReadOnly Flags = 1 << iota
	WriteOnly
	CreateOnly
	Conditional
	Deprecated
	Tags // the type's tag property
)

// A mark is a node of the tree of all paths that a schema lists. It is kept beside the nodes, since one definition can
// be read-only at one place and not at another.
type mark struct {
	children map[string]*mark
	here     Flags      // of the path that ends here
	below    Flags      // of all paths that go through or end here
	form     *Transform // how the value is written by an API; nil nearly everywhere
}

// add marks a path and returns its mark.
func (m *mark) add(path jsonvalue.Path, flag Flags) *mark {
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
