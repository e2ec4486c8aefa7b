package cfschema

import (
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/parts"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
)

// Configurable returns what a configuration of the live object could say: everything but read-only and write-only
// properties, known secrets, the tags that AWS sets by itself, and empty values that the schema forbids. An import starts
// from it.
func (s *Schema) Configurable(live any) any {
	value, _ := parts.Configurable(s.model(), live)
	return parts.OrEmpty(value)
}

// Computed returns the read-only properties of live, without those that are configured and without known secrets.
// Read-only properties of array items keep their place: the array has an empty object for an item without any. It
// follows the order of the configured array where the items can be told apart, so that an API that returns an unordered array
// in another order each time changes nothing.
func (s *Schema) Computed(live, configured any) map[string]any {
	value, _ := parts.Computed(s.model().Comparing(shape.OneWay), live, configured)
	object, ok := value.(map[string]any)
	if !ok {
		return map[string]any{}
	}
	return object
}

// Shown returns what may be shown and stored of a live object that nobody manages here: all of it but known secrets and
// write-only properties, which a read handler should not return and some do.
func (s *Schema) Shown(live any) any {
	return parts.OrEmpty(parts.Shown(s.model(), parts.WithoutSecrets(live)))
}

// WithCreateOnly returns a live model with what a desired state has of create-only properties and it lacks, in items of arrays
// too: nobody knows whether the object has that or reads do not return it.
func (s *Schema) WithCreateOnly(live, desired any) any {
	return parts.WithCreateOnly(s.model(), live, desired)
}
