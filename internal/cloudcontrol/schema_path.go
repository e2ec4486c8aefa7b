package cloudcontrol

import "strings"

// AnyItem is the segment of a Path that stands for every item of an array or every key of a map.
const AnyItem = "*"

// A Path names a property of a type: the segments below the properties. AnyItem stands for every item of an array or
// every key of a map; in a path to one value of a model, an array item is its index in decimal.
type Path []string

// String returns the path as a JSON pointer (RFC 6901) below the properties, "/A/*/B".
func (p Path) String() string {
	var b strings.Builder
	for _, segment := range p {
		b.WriteString("/" + escapePointer(segment))
	}
	return b.String()
}

// Dotted returns the path as users write it, "A.*.B".
func (p Path) Dotted() string { return strings.Join(p, ".") }

// escapePointer escapes one segment of a JSON pointer.
func escapePointer(segment string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(segment)
}
