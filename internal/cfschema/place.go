package cfschema

import (
	"slices"
	"strconv"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// A place is what a schema says about one value of a model: the nodes that describe it and the marks that reach it.
// Both walk down together with the model, one step per object key or array item. The zero place knows nothing.
type place struct {
	heads []*node // the nodes that describe the value
	nodes []*node // the heads with all their alternatives
	sure  *node   // the node that applies for certain: it was reached without a choice; nil otherwise
	marks []*mark // of this place and, in an array, of the array: pointers leave out the "*" now and then
	flags flags
	form  *transform // how an API writes the value; nil nearly everywhere
	look  look
	data  bool // inside a free document
}

// look says how two values are compared, at a place and all that is below it.
type look uint8

const (
	// oneWay is set where the first value is what there is and the second is desired: then the second may be written in
	// another form than an API gives it back. Otherwise both are desired.
	oneWay look = 1 << iota
	// alone is set where values were taken out of their models, so that what is beside them can not be asked.
	alone
)

// comparing returns the place with another look.
func (p place) comparing(how look) place {
	p.look = how
	return p
}

// placeOf returns the place of a value that the node alone describes.
func placeOf(n *node) place { return newPlace([]*node{n}, n, nil, 0) }

func newPlace(heads []*node, sure *node, marks []*mark, f flags) place {
	p := place{heads: heads, nodes: withAlternatives(heads), sure: sure, marks: marks, flags: f}
	for _, n := range p.nodes {
		if n.mark != nil {
			p.marks = append(slices.Clip(p.marks), n.mark)
		}
	}
	return p
}

// withAlternatives returns the nodes and all their alternatives, each once.
func withAlternatives(heads []*node) []*node {
	if len(heads) == 1 && len(heads[0].alternatives) == 0 {
		return heads
	}
	var all []*node
	seen := map[*node]bool{}
	var add func([]*node)
	add = func(nodes []*node) {
		for _, n := range nodes {
			if !seen[n] {
				seen[n] = true
				all = append(all, n)
				add(n.alternatives)
			}
		}
	}
	add(heads)
	return all
}

// model returns the place of the whole model. The zero schema, of a type that could not be described, knows nothing.
func (s *Schema) model() place {
	if s.root == nil {
		return place{}
	}
	return newPlace([]*node{s.root}, s.root, []*mark{s.mark}, 0)
}

// at returns the place of a path; array items are AnyItem, an index, or left out.
func (s *Schema) at(path jsonvalue.Path) place {
	p := s.model()
	for _, segment := range path {
		p = p.step(segment)
	}
	return p
}

// known tells whether the schema describes the place.
func (p place) known() bool { return len(p.nodes) > 0 }

// is tells whether one of the flags is set here.
func (p place) is(f flags) bool { return p.flags&f != 0 }

// has tells whether one of the flags is set here or further down.
func (p place) has(f flags) bool {
	if p.is(f) {
		return true
	}
	return slices.ContainsFunc(p.marks, func(m *mark) bool { return m.below&f != 0 })
}

// property returns the place of an object's key.
func (p place) property(name string) place {
	var heads []*node
	for _, n := range p.nodes {
		for _, found := range n.property(name) {
			if !slices.Contains(heads, found) {
				heads = append(heads, found)
			}
		}
	}
	var sure *node
	if p.sure != nil && len(heads) == 1 && slices.Contains(p.sure.property(name), heads[0]) {
		sure = heads[0]
	}
	var marks []*mark
	var f flags
	for _, m := range p.marks {
		for _, segment := range []string{name, jsonvalue.AnyItem} {
			if next := m.children[segment]; next != nil {
				marks, f = append(marks, next), f|next.here
			}
		}
	}
	next := newPlace(heads, sure, marks, f)
	next.look, next.data = p.look, p.document()
	for _, m := range marks {
		if m.form != nil {
			next.form = m.form
		}
	}
	return next
}

// item returns the place of an array's items.
func (p place) item() place {
	var heads []*node
	for _, n := range p.nodes {
		if n.items != nil && !slices.Contains(heads, n.items) {
			heads = append(heads, n.items)
		}
	}
	var sure *node
	if p.sure != nil && len(heads) == 1 && p.sure.items == heads[0] {
		sure = heads[0]
	}
	var marks []*mark
	var f flags
	for _, m := range p.marks {
		if next := m.children[jsonvalue.AnyItem]; next != nil {
			marks, f = append(marks, next), f|next.here
		}
	}
	next := newPlace(heads, sure, append(marks, p.marks...), f)
	next.look, next.data = p.look, p.data
	return next
}

// step goes one segment of a path down.
func (p place) step(segment string) place {
	item := p.item()
	if _, err := strconv.ParseUint(segment, 10, 31); item.known() && (segment == jsonvalue.AnyItem || err == nil) {
		return item
	}
	next := p.property(segment)
	if !next.known() && item.known() {
		return item.property(segment)
	}
	return next
}

// unordered tells whether the order of an array means nothing. Tags are a set by their keys in every type, whether its
// schema says so or not.
func (p place) unordered() bool {
	return p.is(tags) || slices.ContainsFunc(p.nodes, func(n *node) bool { return n.unordered })
}

// document tells whether an object is a free document, or in one: all of it is data of whoever wrote it, and null is a value
// as any other. Elsewhere null is absence.
func (p place) document() bool {
	if p.data || !p.known() || !p.free() {
		return p.data
	}
	k := p.kinds()
	return k == 0 || k&kindObject != 0
}

// absent tells whether a member of an object says nothing.
func (p place) absent(object map[string]any, key string) bool {
	value, there := object[key]
	return !there || value == nil && !p.document()
}

// declared tells whether the names of an object are written out, so that it is a structure. In a map or a free document
// every key is data of whoever wrote it.
func (p place) declared() bool {
	return slices.ContainsFunc(p.nodes, func(n *node) bool { return len(n.properties) > 0 })
}

// kinds returns the JSON types that are allowed here; zero where that can not be said.
func (p place) kinds() kinds {
	var set kinds
	var known map[*node]kinds
	for _, n := range p.heads {
		if len(n.alternatives) > 0 && known == nil {
			known = map[*node]kinds{} // only where it is needed: this is asked for every value
		}
		k := n.allKinds(known)
		if k == 0 {
			return 0
		}
		set |= k
	}
	return set
}

// allKinds returns the types that n or one of its alternatives allows. Schemas are read kindly: a type of an alternative
// counts although the node above it names others. What is known already ends recursion.
func (n *node) allKinds(known map[*node]kinds) kinds {
	if len(n.alternatives) == 0 {
		return n.kinds
	}
	if set, ok := known[n]; ok {
		return set
	}
	set := n.kinds
	known[n] = set
	for _, alternative := range n.alternatives {
		k := alternative.allKinds(known)
		if k == 0 && n.kinds == 0 {
			known[n] = 0
			return 0
		}
		set |= k
	}
	known[n] = set
	return set
}
