// Package match pairs the items of two lists whose order means nothing, as many as can be paired. What makes two items
// partners is the caller's to say: it knows no schema.
package match

import (
	"encoding/json"
	"slices"
)

// None stands in a matching for an item without a partner.
const None = -1

// Pairs pairs the items of a with items of b, one to one, and as many as can be paired. The result holds, for each item
// of a, the index of its partner in b, or None.
//
// Items that are written the same are paired first and for good: whatever fits one of them fits the other. Then every
// item takes the first free partner that is the same, or one that is taken if its owner can move on: without that, a
// short item could take the only partner of a longer one.
func Pairs(a, b []any, same func(x, y any) bool) []int {
	m := &matching{a: a, b: b, same: same, partner: filled(len(a)), owner: filled(len(b)), fixed: make([]bool, len(b))}
	m.pairIdentical()
	for i := range a {
		if m.partner[i] == None && !m.takeFree(i) {
			m.takeOver(i, make([]bool, len(b)))
		}
	}
	return m.partner
}

type matching struct {
	a, b    []any
	same    func(x, y any) bool
	partner []int  // by index of a
	owner   []int  // by index of b
	fixed   []bool // by index of b: paired for good
}

func filled(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = None
	}
	return list
}

func (m *matching) pair(i, j int) {
	m.partner[i], m.owner[j] = j, i
}

// pairIdentical pairs what has the same text, which keeps long lists of strings from being compared each with each.
func (m *matching) pairIdentical() {
	waiting := map[string][]int{}
	for j, item := range m.b {
		if text, err := json.Marshal(item); err == nil {
			waiting[string(text)] = append(waiting[string(text)], j)
		}
	}
	for i, item := range m.a {
		text, err := json.Marshal(item)
		if err != nil {
			continue // it holds Unknown, which is the same as nothing
		}
		if list := waiting[string(text)]; len(list) > 0 {
			m.pair(i, list[0])
			m.fixed[list[0]] = true
			waiting[string(text)] = list[1:]
		}
	}
}

func (m *matching) takeFree(i int) bool {
	for j := range m.b {
		if m.owner[j] == None && m.same(m.a[i], m.b[j]) {
			m.pair(i, j)
			return true
		}
	}
	return false
}

// takeOver finds an augmenting path: item i, for which nothing is free, takes a partner whose owner can move on.
func (m *matching) takeOver(i int, tried []bool) bool {
	for j, owner := range m.owner {
		if owner == None || m.fixed[j] || tried[j] || !m.same(m.a[i], m.b[j]) {
			continue
		}
		tried[j] = true
		if m.takeFree(owner) || m.takeOver(owner, tried) {
			m.pair(i, j)
			return true
		}
	}
	return false
}

// All tells whether every item has a partner.
func All(partner []int) bool {
	return !slices.Contains(partner, None)
}
