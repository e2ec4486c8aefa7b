package shape

import (
	"slices"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// Required returns the members that an object must have for certain.
func (p Place) Required() []string {
	if p.sure == nil {
		return nil
	}
	return p.sure.required
}

// Requires tells whether an object must have a member.
func (p Place) Requires(key string) bool {
	return slices.ContainsFunc(p.nodes, func(n *node) bool { return slices.Contains(n.required, key) })
}

// MustHave tells whether an object must have a member whatever choice it makes.
func (p Place) MustHave(key string) bool {
	if p.sure == nil {
		return p.Requires(key)
	}
	return slices.Contains(p.sure.required, key)
}

// Needs returns, by the name of a member, the members that must be there where it is.
func (p Place) Needs() map[string][]string {
	if p.sure == nil {
		return nil
	}
	return p.sure.needs
}

// Choices returns what an object must have one of: for each choice, the members that each of its alternatives requires.
func (p Place) Choices() [][][]string {
	if p.sure == nil {
		return nil
	}
	return requiredBy(p.sure.choices)
}

// ChoicesOf returns Choices with those alternatives alone that an object meets: it lacks nothing that they require, however
// deep.
func (p Place) ChoicesOf(object map[string]any) [][][]string {
	if p.sure == nil {
		return nil
	}
	var met [][]*node
	for _, choice := range p.sure.choices {
		met = append(met, slices.DeleteFunc(slices.Clone(choice), func(member *node) bool { return member.lacks(object) }))
	}
	return requiredBy(met)
}

// lacks tells whether something is missing in an object that n requires.
func (n *node) lacks(object map[string]any) bool {
	if slices.ContainsFunc(n.required, func(key string) bool { return object[key] == nil }) {
		return true
	}
	for key, property := range n.properties {
		if member, ok := object[key].(map[string]any); ok && property.lacks(member) {
			return true
		}
	}
	return false
}

func requiredBy(choices [][]*node) [][][]string {
	all := make([][][]string, len(choices))
	for i, choice := range choices {
		for _, member := range choice {
			all[i] = append(all[i], member.required)
		}
	}
	return all
}

// Unique tells whether no two items of an array may be the same, for certain.
func (p Place) Unique() bool { return p.sure != nil && p.sure.unique && len(p.nodes) == 1 }

// Defaults returns what a value may be where none is given, as the schema names it.
func (p Place) Defaults() []any {
	var values []any
	for _, n := range p.nodes {
		if n.fallback != nil {
			values = append(values, n.fallback)
		}
	}
	return values
}

// Broken says how a value is to be where it is not within the limits for certain; empty where nothing is wrong.
func (p Place) Broken(value any) string {
	if p.sure == nil || p.sure.limits == nil {
		return ""
	}
	return p.sure.limits.broken(value)
}

// Refuses tells whether a value of the right type is not allowed for certain, by the limits or by each alternative of one
// choice.
func (p Place) Refuses(value any) bool {
	return p.sure != nil && p.sure.refusesValue(value, deepestChoice)
}

// deepestChoice ends a walk through choices that hold themselves.
const deepestChoice = 4

// refusesValue tells whether n does not allow a value for certain: its own limits, or each member of one of its choices.
func (n *node) refusesValue(value any, depth int) bool {
	if n.enum != nil && !slices.ContainsFunc(n.enum, func(one any) bool { return jsonvalue.Equal(one, value) }) {
		return true
	}
	if n.limits != nil && n.limits.broken(value) != "" {
		return true
	}
	return depth > 0 && slices.ContainsFunc(n.choices, func(members []*node) bool {
		return !slices.ContainsFunc(members, func(member *node) bool { return !member.refusesValue(value, depth-1) })
	})
}
