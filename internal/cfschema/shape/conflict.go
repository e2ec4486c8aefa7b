package shape

import (
	"slices"
)

// A Conflict is a set of members that an object must not have all at once.
type Conflict struct {
	Names  []string
	Beside []string // the conflict is one only where the object has all of these as well
}

// conflictsOf returns the conflicts that a oneOf makes: between members that say what is required, and the empty one, which
// always applies. An object that has what two of them require matches both.
func conflictsOf(members []any, nodes []*node) []Conflict {
	var found []Conflict
	for i, first := range nodes {
		for j := i + 1; j < len(nodes); j++ {
			if second := nodes[j]; saysWhen(members[i], first) && saysWhen(members[j], second) {
				found = append(found, conflictBetween(first.required, second.required)...)
			}
		}
	}
	return found
}

// saysWhen tells whether an alternative says which objects match it.
func saysWhen(member any, n *node) bool {
	object, ok := member.(map[string]any)
	return len(n.required) > 0 || ok && len(object) == 0
}

func conflictBetween(first, second []string) []Conflict {
	var c Conflict
	for _, name := range append(slices.Clone(first), second...) {
		switch inBoth := slices.Contains(first, name) && slices.Contains(second, name); {
		case inBoth && !slices.Contains(c.Beside, name):
			c.Beside = append(c.Beside, name)
		case !inBoth:
			c.Names = append(c.Names, name)
		}
	}
	if len(c.Names) == 0 {
		return nil
	}
	return []Conflict{c}
}

// Conflicts returns the conflicts of an object's members that are certain.
func (p Place) Conflicts() []Conflict {
	if p.sure == nil {
		return nil
	}
	return p.sure.allConflicts(deepestChoice)
}

func (n *node) allConflicts(depth int) []Conflict {
	found := n.conflicts
	if depth == 0 {
		return found
	}
	for _, member := range n.every {
		found = append(slices.Clip(found), member.allConflicts(depth-1)...)
	}
	return found
}
