package jsonvalue

import (
	"slices"
	"strconv"
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

// Dotted returns the path as users write it, "A[0].B" and "A[*].B".
func (p Path) Dotted() string {
	var b strings.Builder
	for i, segment := range p {
		switch _, err := strconv.ParseUint(segment, 10, 31); {
		case i > 0 && (err == nil || segment == AnyItem):
			b.WriteString("[" + segment + "]")
		case i > 0:
			b.WriteString("." + segment)
		default:
			b.WriteString(segment)
		}
	}
	return b.String()
}

// Kind returns the path with AnyItem for each index: that of all items of an array.
func (p Path) Kind() Path {
	kind := slices.Clone(p)
	for i, segment := range p {
		if _, err := strconv.ParseUint(segment, 10, 31); i > 0 && err == nil {
			kind[i] = AnyItem
		}
	}
	return kind
}

// Child returns a path of its own that goes one segment further.
func (p Path) Child(segment string) Path {
	return append(slices.Clip(p), segment)
}

// Within tells whether p is at or below other.
func (p Path) Within(other Path) bool {
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

// SplitPointer returns the segments of a JSON pointer, with or without "#" in front; none for anything else.
func SplitPointer(text string) []string {
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
