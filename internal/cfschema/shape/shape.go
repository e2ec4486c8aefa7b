// Package shape knows what a resource type schema says about each place of a model: which values are allowed there, what the
// type's lists call it, and how an API writes it. It neither compares models nor words messages about them.
package shape

import (
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// A Shape is what a schema says about the places of a model. A nil Shape, of a type that could not be described, knows
// nothing.
type Shape struct {
	root *node
	mark *mark
}

// lists are the members of a schema that list properties, and what they say of them.
var lists = map[string]Flags{
	"readOnlyProperties":              ReadOnly,
	"writeOnlyProperties":             WriteOnly,
	"createOnlyProperties":            CreateOnly,
	"conditionalCreateOnlyProperties": Conditional,
	"deprecatedProperties":            Deprecated,
}

// Read reads the JSON of a schema. But for Flag, the Shape may be used by many goroutines.
func Read(doc map[string]any) *Shape {
	b := &builder{doc: doc, references: map[string]*node{}, rules: map[string]*formRule{}}
	s := &Shape{root: b.node(doc), mark: &mark{}}
	for key, flag := range lists {
		for _, path := range s.Paths(doc[key]) {
			s.Flag(path, flag)
		}
		b.markDefinitions(doc[key], flag)
	}
	transforms, _ := doc["propertyTransform"].(map[string]any)
	s.readTransforms(transforms)
	return s
}

// Flag says something of a path.
func (s *Shape) Flag(path jsonvalue.Path, flag Flags) { s.mark.add(path, flag) }

// Model returns the place of the whole model.
func (s *Shape) Model() Place {
	if s == nil {
		return Place{}
	}
	return newPlace([]*node{s.root}, s.root, []*mark{s.mark}, 0)
}

// At returns the place of a path; array items are AnyItem, an index, or left out.
func (s *Shape) At(path jsonvalue.Path) Place {
	p := s.Model()
	for _, segment := range path {
		p = p.Step(segment)
	}
	return p
}

// FlaggedAt tells whether a path, or what it is below, has one of the flags.
func (s *Shape) FlaggedAt(path jsonvalue.Path, flag Flags) bool {
	p := s.Model()
	for _, segment := range path {
		if p = p.Step(segment); p.Is(flag) {
			return true
		}
	}
	return false
}

// Paths reads a list of JSON pointers to properties; a pointer to anything else is left out.
func (s *Shape) Paths(list any) []jsonvalue.Path {
	var paths []jsonvalue.Path
	for _, text := range jsonvalue.Texts(list) {
		segments := jsonvalue.SplitPointer(text)
		if len(segments) > 1 && segments[0] == "properties" {
			paths = append(paths, withoutKeywords(placeOf(s.root), segments[1:]))
		}
	}
	return paths
}

// readTransforms reads how an API writes properties: expressions by pointer. What can not be evaluated is left out: then
// values are compared as they are.
func (s *Shape) readTransforms(section map[string]any) {
	for _, pointer := range jsonvalue.Keys(section) {
		source, _ := section[pointer].(string)
		paths := s.Paths([]any{"/" + strings.TrimPrefix(pointer, "/")})
		if len(paths) != 1 || !s.At(paths[0]).Known() {
			continue
		}
		if t := newTransform(paths[0], source); t != nil {
			s.mark.add(paths[0], 0).form = t
		}
	}
}

// withoutKeywords drops a "properties" between two names, which some schemas write although their pointers are paths of
// properties. It stays where there is a property of that name.
func withoutKeywords(from Place, segments []string) jsonvalue.Path {
	var path jsonvalue.Path
	for i, segment := range segments {
		next := from.Step(segment)
		if segment == "properties" && i > 0 && i < len(segments)-1 && !next.Known() {
			continue
		}
		path, from = append(path, segment), next
	}
	return path
}
