package cloudcontrol

import (
	"slices"
	"strings"
)

// AnyItem is the segment of a Path that stands for every item of an array or every key of a map.
const AnyItem = "*"

// A Path names a property of a type: the segments below the properties. AnyItem stands for every item of an array or
// every key of a map; in a path to one value of a model, an array item is its index in decimal.
type Path []string

// String returns the path as a JSON pointer (RFC 6901) below the properties, "/A/*/B".
func (p Path) String() string {
	var b strings.Builder
	for _, segment := range p {
		b.WriteString("/" + pointerEscaper.Replace(segment))
	}
	return b.String()
}

// Dotted returns the path as users write it, "A.*.B".
func (p Path) Dotted() string { return strings.Join(p, ".") }

// child returns a path of its own that goes one segment further.
func (p Path) child(segment string) Path {
	return append(slices.Clip(p), segment)
}

// within tells whether p is at or below other.
func (p Path) within(other Path) bool {
	if len(p) < len(other) {
		return false
	}
	for i, segment := range other {
		if p[i] != segment {
			return false
		}
	}
	return true
}

var (
	pointerEscaper   = strings.NewReplacer("~", "~0", "/", "~1")
	pointerUnescaper = strings.NewReplacer("~1", "/", "~0", "~")
)

// splitPointer returns the segments of a JSON pointer, with or without "#" in front; none for anything else.
func splitPointer(text string) []string {
	text, ok := strings.CutPrefix(strings.TrimPrefix(text, "#"), "/")
	if !ok {
		return nil
	}
	segments := strings.Split(text, "/")
	for i, segment := range segments {
		segments[i] = pointerUnescaper.Replace(segment)
	}
	return segments
}

// withoutKeywords drops a "properties" between two names, which some schemas write although their pointers are paths of
// properties. It stays where there is a property of that name.
func withoutKeywords(from place, segments []string) Path {
	var path Path
	for i, segment := range segments {
		next := from.step(segment)
		if segment == "properties" && i > 0 && i < len(segments)-1 && !next.known() {
			continue
		}
		path, from = append(path, segment), next
	}
	return path
}
