package shape

import (
	"slices"
	"strconv"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// A Place is what a schema says about one value of a model: the nodes that describe it and the marks that reach it.
// Both walk down together with the model, one step per object key or array item. The zero Place knows nothing.
type Place struct {
	heads []*node // the nodes that describe the value
	nodes []*node // the heads with all their alternatives
	sure  *node   // the node that applies for certain: it was reached without a choice; nil otherwise
	marks []*mark // of this place and, in an array, of the array: pointers leave out the "*" now and then
	flags Flags
	form  *Transform // how an API writes the value; nil nearly everywhere
	how   Comparison
	data  bool // inside a free document
}

// A Comparison says how two values are compared, at a place and all that is below it.
type Comparison uint8

// The ways to compare.
const (
	// OneWay is set where the first value is what there is and the second is desired: then the second may be written in
	// another form than an API gives it back. Otherwise both are desired.
	OneWay Comparison = 1 << iota
	// Alone is set where values were taken out of their models, so that what is beside them can not be asked.
	Alone
)

// Comparing returns the place with another way to compare.
func (p Place) Comparing(how Comparison) Place {
	p.how = how
	return p
}

// Compares tells whether values are compared in a way.
func (p Place) Compares(how Comparison) bool { return p.how&how != 0 }

// placeOf returns the place of a value that the node alone describes.
func placeOf(n *node) Place { return newPlace([]*node{n}, n, nil, 0) }

func newPlace(heads []*node, sure *node, marks []*mark, f Flags) Place {
	p := Place{heads: heads, nodes: withAlternatives(heads), sure: sure, marks: marks, flags: f}
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

// Known tells whether the schema describes the place.
func (p Place) Known() bool { return len(p.nodes) > 0 }

// Flags are those that are set here.
func (p Place) Flags() Flags { return p.flags }

// Is tells whether one of the flags is set here.
func (p Place) Is(f Flags) bool { return p.flags&f != 0 }

// Has tells whether one of the flags is set here or further down.
func (p Place) Has(f Flags) bool {
	if p.Is(f) {
		return true
	}
	return slices.ContainsFunc(p.marks, func(m *mark) bool { return m.below&f != 0 })
}

// Property returns the place of an object's key.
func (p Place) Property(name string) Place {
	var heads []*node
	for _, n := range p.nodes {
		for _, found := range n.property(name) {
			if !slices.Contains(heads, found) {
				heads = append(heads, found)
			}
		}
	}
	var sure *node
	if p.sure != nil && len(heads) == 1 && p.sure.describes(name, heads[0]) {
		sure = heads[0]
	}
	var marks []*mark
	var f Flags
	for _, m := range p.marks {
		for _, segment := range []string{name, jsonvalue.AnyItem} {
			if next := m.children[segment]; next != nil {
				marks, f = append(marks, next), f|next.here
			}
		}
	}
	next := newPlace(heads, sure, marks, f)
	next.how, next.data = p.how, p.Document()
	for _, m := range marks {
		if m.form != nil {
			next.form = m.form
		}
	}
	return next
}

// Item returns the place of an array's items.
func (p Place) Item() Place {
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
	var f Flags
	for _, m := range p.marks {
		if next := m.children[jsonvalue.AnyItem]; next != nil {
			marks, f = append(marks, next), f|next.here
		}
	}
	next := newPlace(heads, sure, append(marks, p.marks...), f)
	next.how, next.data = p.how, p.data
	return next
}

// Step goes one segment of a path down.
func (p Place) Step(segment string) Place {
	item := p.Item()
	if _, err := strconv.ParseUint(segment, 10, 31); item.Known() && (segment == jsonvalue.AnyItem || err == nil) {
		return item
	}
	next := p.Property(segment)
	if !next.Known() && item.Known() {
		return item.Property(segment)
	}
	return next
}

// Unordered tells whether the order of an array means nothing. Tags are a set by their keys in every type, whether its
// schema says so or not.
func (p Place) Unordered() bool {
	return p.Is(Tags) || slices.ContainsFunc(p.nodes, func(n *node) bool { return n.unordered })
}

// Form returns how an API writes the value; nil where the schema does not say.
func (p Place) Form() *Transform { return p.form }

// InDocument returns a place inside a free document.
func InDocument() Place { return Place{data: true} }

// Document tells whether an object is a free document, or in one: all of it is data of whoever wrote it, and null is a value
// as any other. Elsewhere null is absence.
func (p Place) Document() bool {
	if p.data || !p.Known() || !p.Free() {
		return p.data
	}
	k := p.Kinds()
	return k == 0 || k&Object != 0
}

// Absent tells whether a member of an object says nothing.
func (p Place) Absent(object map[string]any, key string) bool {
	value, there := object[key]
	return !there || value == nil && !p.Document()
}

// Declared tells whether the names of an object are written out, so that it is a structure. In a map or a free document
// every key is data of whoever wrote it.
func (p Place) Declared() bool {
	return slices.ContainsFunc(p.nodes, func(n *node) bool { return len(n.properties) > 0 })
}

// Kinds returns the JSON types that are allowed here; zero where that can not be said.
func (p Place) Kinds() Kinds {
	var set Kinds
	var known map[*node]Kinds
	for _, n := range p.heads {
		if len(n.alternatives) > 0 && known == nil {
			known = map[*node]Kinds{} // only where it is needed: this is asked for every value
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
func (n *node) allKinds(known map[*node]Kinds) Kinds {
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
