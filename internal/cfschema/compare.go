package cfschema

import (
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/compare"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// Equal tells whether a and b mean the same at the path (nil for whole models), as two desired states are compared:
// insertionOrder:false arrays as sets, all spellings of a number as one, numbers and booleans in strings where the
// schema knows such a type there or none at all, JSON documents in strings as JSON, policy documents by what they mean.
// Null and absent are the same, but an empty array or object is not absent: asking for no egress rules is something else
// than not asking. Where the schema has a propertyTransform, a value equals what it becomes. In a free document null is a
// value. Nothing equals Unknown.
func (s *Schema) Equal(path jsonvalue.Path, a, b any) bool { return compare.Equal(s.at(path), a, b) }

// Contains tells whether live has everything that desired has, so that there is nothing to change. Of a structure only
// the keys that desired has are compared; maps, free documents and arrays are compared whole, with items paired one to
// one. Write-only properties never differ, and what live leaves out may be desired as empty or as the schema's default.
// Where the schema has a propertyTransform, live may have the value that it makes, or one that fits its pattern.
func (s *Schema) Contains(live, desired any) bool {
	return compare.ContainsModel(s.model().Comparing(shape.OneWay), live, desired)
}
