package shape

import (
	"regexp"
	"slices"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// A node is what a schema says about the value at one place of a model. Nodes form a graph: a definition that is
// referred to in many places is one node, and a definition that holds itself is a cycle.
type node struct {
	kinds        Kinds // the JSON types that are allowed; zero where the schema does not say
	properties   map[string]*node
	patterns     []pattern
	additional   *node // of every other name, where additionalProperties is a schema
	closed       bool  // additionalProperties is false
	items        *node
	alternatives []*node // members of oneOf, anyOf and allOf: any of them may describe the value further
	required     []string
	choices      [][]*node // the members of each of oneOf, anyOf and allOf: one of them applies, and of allOf each
	every        []*node   // the members of allOf: all of them apply
	conflicts    []Conflict
	enum         []any
	fallback     any  // the default; nil where there is none
	unordered    bool // insertionOrder is false
	unique       bool
	limits       *limits             // nil where there are none
	needs        map[string][]string // the names that must be there where another one is
	mark         *mark               // below a definition that odd pointers name directly; nil nearly everywhere
}

// A pattern is a member of patternProperties.
type pattern struct {
	names *regexp.Regexp // nil where Go can not read the expression: then every name may match
	node  *node
}

// A builder turns the JSON of a schema into nodes.
type builder struct {
	doc        map[string]any
	references map[string]*node // by pointer; an entry is there before its node is filled, which ends a recursion
	rules      map[string]*formRule
}

// node returns the node of a subschema. What stands beside a $ref does not count, as draft-07 has it.
func (b *builder) node(raw any) *node {
	m, ok := raw.(map[string]any)
	if !ok {
		return &node{}
	}
	if ref, ok := m["$ref"].(string); ok {
		return b.reference(ref)
	}
	n := &node{}
	b.fill(n, m)
	return n
}

// reference returns the node of a pointer into the schema, following references to references.
// One that leads nowhere or in a circle says nothing about the value.
func (b *builder) reference(ref string) *node {
	seen := map[string]bool{}
	raw := b.lookup(ref)
	for !seen[ref] {
		seen[ref] = true
		next, ok := raw["$ref"].(string)
		if !ok {
			break
		}
		ref, raw = next, b.lookup(next)
	}
	if n, ok := b.references[ref]; ok {
		return n
	}
	n := &node{}
	b.references[ref] = n
	if _, circle := raw["$ref"]; !circle {
		b.fill(n, raw)
	}
	return n
}

// lookup returns the object at a pointer into the schema, nil where there is none.
func (b *builder) lookup(ref string) map[string]any {
	found := b.doc
	for _, segment := range jsonvalue.SplitPointer(ref) {
		found, _ = found[segment].(map[string]any)
	}
	return found
}

func (b *builder) fill(n *node, m map[string]any) {
	n.kinds = kindsNamed(m["type"])
	n.required = jsonvalue.Texts(m["required"])
	n.fallback = m["default"]
	n.unordered = !jsonvalue.Truth(m["insertionOrder"], true)
	n.unique = jsonvalue.Truth(m["uniqueItems"], false)
	n.limits = b.limitsOf(m)
	n.enum, _ = m["enum"].([]any)
	if value, ok := m["const"]; ok {
		n.enum = []any{value}
	}
	if items, ok := m["items"]; ok {
		n.items = b.node(items)
	}
	b.fillNames(n, m)
	for _, key := range []string{"oneOf", "anyOf", "allOf"} {
		members, _ := m[key].([]any)
		choice := b.nodes(members)
		n.alternatives = append(n.alternatives, choice...)
		switch {
		case choice == nil:
		case key == "allOf":
			n.every = choice
			for _, member := range choice {
				n.choices = append(n.choices, []*node{member})
			}
		default:
			n.choices = append(n.choices, choice)
		}
		if key == "oneOf" {
			n.conflicts = append(n.conflicts, conflictsOf(members, choice)...)
		}
	}
}

func (b *builder) nodes(members []any) []*node {
	var all []*node
	for _, member := range members {
		all = append(all, b.node(member))
	}
	return all
}

// fillNames reads what a schema says about the names of an object.
func (b *builder) fillNames(n *node, m map[string]any) {
	if properties, ok := m["properties"].(map[string]any); ok {
		n.properties = make(map[string]*node, len(properties))
		for name, raw := range properties {
			n.properties[name] = b.node(raw)
		}
	}
	if needs, ok := m["dependencies"].(map[string]any); ok {
		n.needs = make(map[string][]string, len(needs))
		for name, names := range needs {
			n.needs[name] = jsonvalue.Texts(names)
			if rule, ok := names.(map[string]any); ok {
				for _, conflict := range b.node(rule).conflicts {
					conflict.Names = append(slices.Clip(conflict.Names), name)
					n.conflicts = append(n.conflicts, conflict)
				}
			}
		}
	}
	patterns, _ := m["patternProperties"].(map[string]any)
	for _, expression := range jsonvalue.Keys(patterns) {
		names, err := regexp.Compile(expression)
		if err != nil {
			names = nil // a look-ahead, for example: which names it means is the API's to judge
		}
		n.patterns = append(n.patterns, pattern{names: names, node: b.node(patterns[expression])})
	}
	switch additional := m["additionalProperties"].(type) {
	case bool:
		n.closed = !additional
	case map[string]any:
		n.additional = b.node(additional)
	}
}

// markDefinitions marks what pointers into the definitions name, "/definitions/A/properties/B": B wherever A is used.
func (b *builder) markDefinitions(list any, flag Flags) {
	for _, text := range jsonvalue.Texts(list) {
		segments := jsonvalue.SplitPointer(text)
		if len(segments) < 3 || segments[0] != "definitions" {
			continue
		}
		n := b.reference("#" + jsonvalue.Path(segments[:2]).String())
		if n.mark == nil {
			n.mark = &mark{}
		}
		rest := segments[2:]
		if rest[0] == "properties" && len(rest) > 1 && n.properties["properties"] == nil {
			rest = rest[1:]
		}
		n.mark.add(withoutKeywords(placeOf(n), rest), flag)
	}
}

// property returns the nodes that describe a name; AnyItem asks for those of every name that is not written out.
func (n *node) property(name string) []*node {
	if found, ok := n.properties[name]; ok {
		return []*node{found}
	}
	var found []*node
	for _, p := range n.patterns {
		if name == jsonvalue.AnyItem || p.names == nil || p.names.MatchString(name) {
			found = append(found, p.node)
		}
	}
	if len(found) == 0 && n.additional != nil {
		found = []*node{n.additional}
	}
	return found
}

// describes tells whether a node describes what stands under a name for certain: n says so, or each alternative of one
// choice does that allows the name at all.
func (n *node) describes(name string, property *node) bool {
	if slices.Contains(n.property(name), property) {
		return true
	}
	return slices.ContainsFunc(n.choices, func(members []*node) bool {
		return !slices.ContainsFunc(members, func(member *node) bool {
			found := member.property(name)
			return !slices.Contains(found, property) && (len(found) > 0 || !member.closed)
		})
	})
}
