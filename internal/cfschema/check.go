package cfschema

import (
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/check"
)

// A Problem is something that is certainly wrong with a desired state.
type Problem = check.Problem

// Validate returns what is certainly wrong with a desired state: a property that the type does not have, one that is
// read-only, a value of the wrong JSON type, outside the enum, or not of the size, range or pattern that the schema
// says, an item that is there twice, a required property that is missing. What the schema might allow passes, and so does Unknown. A number or boolean in a string passes where such
// a type is allowed, and the other way round: CloudFormation has always converted those.
//
// The model is the whole desired state, properties that are kept secret elsewhere included.
func (s *Schema) Validate(model any) []Problem { return check.Model(s.model(), s.TypeName, model) }

// ValidateChange is Validate of a desired state of an object that has a prior one: what was wrong before and did not change
// is left out. An object may be older than its schema, and what is wrong with it must not stand in the way of anything else.
func (s *Schema) ValidateChange(prior, desired any) []Problem {
	return check.Change(s.shape, s.TypeName, prior, desired)
}
